#include "services/scoring/choice_search.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <utility>

namespace lifeline::scoring {
namespace {

// How many columns a step takes out at most, not counting what falls with them.
constexpr int kMostRuined = 8;
// How much of a column's own value its worth is blurred by.
constexpr double kBlur = 0.3;
// A step that loses this share of an average value is often kept at first.
constexpr double kFirstLoss = 0.2;
constexpr int64_t kStepsBetweenLooks = 256;

}  // namespace

ChoiceSearch::ChoiceSearch(const IntegerProgram& program, const Choice& choice,
                           std::vector<double> worth, uint64_t seed)
    : program_(program),
      random_(seed),
      worth_(std::move(worth)),
      uses_(program.objective.size()),
      now_(program.objective.size()),
      chosen_at_(program.objective.size(), -1),
      seen_at_(program.objective.size(), -1),
      row_seen_at_(program.rows.size(), -1) {
  for (size_t r = 0; r < program.rows.size(); ++r) {
    left_.push_back(program.rows[r].at_most);
    for (const IntegerProgram::Term& term : program.rows[r].terms) {
      uses_[term.column].push_back({static_cast<int32_t>(r), term.coefficient});
    }
  }
  for (size_t c = 0; c < choice.size(); ++c) {
    if (choice[c] != 0) Put(static_cast<int32_t>(c));
  }
  best_ = now_;
  best_value_ = value_;
}

bool ChoiceSearch::Fits(int32_t column) const {
  return std::all_of(
      uses_[column].begin(), uses_[column].end(), [this](const Use& use) {
        return use.coefficient <= std::max<int64_t>(left_[use.row], 0);
      });
}

void ChoiceSearch::Put(int32_t column) {
  now_[column] = 1;
  value_ += program_.objective[column];
  chosen_at_[column] = static_cast<int32_t>(chosen_.size());
  chosen_.push_back(column);
  for (const Use& use : uses_[column]) left_[use.row] -= use.coefficient;
}

void ChoiceSearch::Drop(int32_t column) {
  now_[column] = 0;
  value_ -= program_.objective[column];
  const int32_t last = chosen_.back();
  chosen_[chosen_at_[column]] = last;
  chosen_at_[last] = chosen_at_[column];
  chosen_at_[column] = -1;
  chosen_.pop_back();
  for (const Use& use : uses_[column]) left_[use.row] += use.coefficient;
}

// Drops a column and all that cannot be without it.
void ChoiceSearch::DropFirst(int32_t column) {
  std::vector<int32_t> falling = {column};
  while (!falling.empty()) {
    const int32_t next = falling.back();
    falling.pop_back();
    if (now_[next] == 0) continue;
    Drop(next);
    changes_.push_back(next);
    for (const Use& use : uses_[next]) {
      if (left_[use.row] >= 0) continue;
      for (const IntegerProgram::Term& term : program_.rows[use.row].terms) {
        if (term.coefficient > 0 && now_[term.column] != 0) {
          falling.push_back(term.column);
        }
      }
    }
  }
}

// Takes out one column and some that use the same rows.
void ChoiceSearch::Ruin() {
  const int32_t first = chosen_[random_() % chosen_.size()];
  const int more = static_cast<int>(random_() % kMostRuined);
  DropFirst(first);
  for (int k = 0; k < more && !uses_[first].empty(); ++k) {
    const int32_t row = uses_[first][random_() % uses_[first].size()].row;
    const auto& terms = program_.rows[row].terms;
    // A few tries; a row may hold nobody else.
    for (int tries = 0; tries < 8; ++tries) {
      const int32_t column = terms[random_() % terms.size()].column;
      if (now_[column] == 0) continue;
      DropFirst(column);
      break;
    }
  }
}

void ChoiceSearch::NoteCandidates(int32_t row) {
  if (row_seen_at_[row] == step_) return;
  row_seen_at_[row] = step_;
  for (const IntegerProgram::Term& term : program_.rows[row].terms) {
    const int32_t column = term.column;
    if (seen_at_[column] == step_) continue;
    seen_at_[column] = step_;
    const double value = static_cast<double>(program_.objective[column]);
    candidates_.emplace_back(
        worth_[column] + kBlur * Uniform() * std::abs(value), column);
  }
}

// Only what shares a row with a change can fit that did not before.
void ChoiceSearch::Recreate() {
  candidates_.clear();
  for (size_t at = 0; at < changes_.size(); ++at) {
    for (const Use& use : uses_[changes_[at]]) NoteCandidates(use.row);
  }
  bool changed = true;
  while (changed) {
    changed = false;
    std::sort(candidates_.begin(), candidates_.end(), std::greater<>());
    const size_t known = candidates_.size();
    for (size_t at = 0; at < known; ++at) {
      const int32_t column = candidates_[at].second;
      if (now_[column] != 0 || program_.objective[column] < 0 ||
          !Fits(column)) {
        continue;
      }
      Put(column);
      changes_.push_back(column);
      // What waited for it may come now.
      for (const Use& use : uses_[column]) {
        if (use.coefficient >= 0) continue;
        changed = true;
        NoteCandidates(use.row);
      }
    }
  }
}

void ChoiceSearch::Step(double temperature) {
  const int64_t before = value_;
  changes_.clear();
  ++step_;
  Ruin();
  Recreate();
  const double loss = static_cast<double>(before - value_);
  if (loss <= 0 || Uniform() < std::exp(-loss / temperature)) {
    if (value_ > best_value_) {
      best_value_ = value_;
      best_ = now_;
    }
    return;
  }
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    if (now_[*change] != 0) {
      Drop(*change);
    } else {
      Put(*change);
    }
  }
}

void ChoiceSearch::Run(int64_t steps, absl::FunctionRef<double()> time_used) {
  double sum = 0;
  for (int32_t column : chosen_) {
    sum += std::abs(static_cast<double>(program_.objective[column]));
  }
  if (chosen_.empty() || sum == 0) return;
  const double first = kFirstLoss * sum / static_cast<double>(chosen_.size());
  double used = 0;
  for (int64_t step = 0; step < steps && !chosen_.empty(); ++step) {
    if (step % kStepsBetweenLooks == 0) used = time_used();
    if (used >= 1) return;
    const double left = 1 - std::max(used, static_cast<double>(step) /
                                               static_cast<double>(steps));
    Step(std::max(first * left * left, 1e-3));
  }
}

}  // namespace lifeline::scoring
