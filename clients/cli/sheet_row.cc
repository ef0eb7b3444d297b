#include "clients/cli/sheet_row.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/sheet_values.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using roadmap::v1::TeamEffort;
using Efforts = google::protobuf::RepeatedPtrField<TeamEffort>;

bool SameEfforts(const Efforts& a, const Efforts& b) {
  std::map<std::string, int64_t> left;
  std::map<std::string, int64_t> right;
  for (const TeamEffort& effort : a)
    left[effort.team()] = effort.effort_hundredths();
  for (const TeamEffort& effort : b)
    right[effort.team()] = effort.effort_hundredths();
  return left == right;
}

class RowReader {
 public:
  RowReader(const SheetFrame& frame, const CsvRow& row, int number,
            std::vector<CellProblem>* errors)
      : frame_(frame), row_(row), number_(number), errors_(errors) {}

  // False if the row names no item.
  bool Find() {
    read_.id = Cell(SheetColumn::kItem);
    if (row_.cells.size() > frame_.header.columns.size()) {
      Add(SheetColumn::kItem,
          "the row has more cells than headings; a quote or separator is "
          "missing");
      return false;
    }
    if (read_.id.empty()) {
      Add(SheetColumn::kItem, "is empty; keep the item's id in each row");
      return false;
    }
    const auto found = frame_.items.find(read_.id);
    if (found == frame_.items.end()) {
      Add(SheetColumn::kItem,
          "is no item of the portfolio; keep the ids as they were exported");
      return false;
    }
    before_ = found->second;
    item_ = *before_;
    return true;
  }

  void Read() {
    ReadMoney();
    ReadSize();
    for (const auto& [column, criterion] : frame_.header.criteria) {
      ReadRating(column, criterion);
    }
    if (!mask_.empty() && !IsOpen(*before_)) {
      Add(SheetColumn::kItem,
          "is no longer open, so its numbers stay; take the row out, or reopen "
          "the item");
      return;
    }
    ReadReady();
    // As if it had been rated by hand.
    if (!mask_.empty() && item_.state() == Item::STATE_SUBMITTED) {
      item_.set_state(Item::STATE_VALIDATING);
      mask_.insert("state");
    }
  }

  SheetRow Take() {
    read_.changed = !mask_.empty();
    *read_.upsert.mutable_item() = item_;
    for (const std::string& path : mask_) {
      read_.upsert.mutable_update_mask()->add_paths(path);
    }
    return std::move(read_);
  }

 private:
  std::string CellAt(size_t column) const {
    return column < row_.cells.size()
               ? std::string(absl::StripAsciiWhitespace(row_.cells[column]))
               : "";
  }
  std::string Cell(SheetColumn column) const {
    const int at = frame_.header.Find(column);
    return at < 0 ? "" : CellAt(at);
  }
  void Add(SheetColumn column, absl::string_view text) {
    const int at = frame_.header.Find(column);
    AddAt(at < 0 ? 0 : at, text);
  }
  void AddAt(size_t column, absl::string_view text) {
    errors_->push_back(
        {number_, read_.id, frame_.header.headings[column], std::string(text)});
  }

  void ReadMoney() {
    const std::string amount = Cell(SheetColumn::kMoney);
    const std::string band = Cell(SheetColumn::kBand);
    std::optional<int64_t> money;
    if (!amount.empty()) {
      const auto parsed = ParseSheetNumber(amount, frame_.header.language);
      if (!parsed.ok()) {
        Add(SheetColumn::kMoney, parsed.status().message());
      } else {
        money = *parsed;
      }
    }
    std::optional<int64_t> middle;
    if (!band.empty()) {
      middle = ParseMoneyBand(band);
      if (!middle.has_value()) {
        Add(SheetColumn::kBand,
            absl::StrCat("`", band, "` is no band; choose ", MoneyBandNames(),
                         ", or type the money itself"));
        return;
      }
    }
    if (!amount.empty() && !money.has_value()) return;
    TakeMoney(money, middle);
  }

  // The band repeats the amount. If only one of them was changed, it is meant.
  void TakeMoney(std::optional<int64_t> money, std::optional<int64_t> middle) {
    const auto in_band = [&](int64_t hundredths) {
      return MoneyBandOf(hundredths) == MoneyBandOf(*middle);
    };
    if (!money.has_value()) {
      // An amount that lies in the band is more exact than the band.
      if (!middle.has_value()) return;
      if (before_->has_money() &&
          in_band(before_->money().amount_hundredths())) {
        return;
      }
      money = middle;
    } else if (middle.has_value() && !in_band(*money)) {
      const bool same = before_->has_money() &&
                        before_->money().amount_hundredths() == *money;
      const bool same_band =
          before_->has_money() && in_band(before_->money().amount_hundredths());
      if (same) {
        money = middle;
      } else if (!same_band) {
        Add(SheetColumn::kBand,
            "and the money say different things; empty one of them");
        return;
      }
    }
    if (before_->has_money() &&
        before_->money().amount_hundredths() == *money) {
      return;
    }
    item_.mutable_money()->set_amount_hundredths(*money);
    mask_.insert("money");
  }

  void ReadSize() {
    const std::string size = Cell(SheetColumn::kSize);
    if (size.empty()) return;
    Efforts efforts;
    const std::vector<std::string> parts =
        absl::StrSplit(size, '+', absl::SkipWhitespace());
    for (const std::string& part : parts) {
      const std::vector<std::string> words =
          absl::StrSplit(part, ' ', absl::SkipWhitespace());
      const bool names_team =
          words.size() == 2 && (parts.size() > 1 || IsTeam(words[0]));
      if (parts.size() > 1 && words.size() != 2) {
        Add(SheetColumn::kSize,
            absl::StrCat("`", part,
                         "` is not complete; write each team and its effort, "
                         "such as: web 3 + content 2"));
        return;
      }
      const std::string team = names_team ? words[0] : TeamCell();
      const auto effort = Effort(names_team ? words[1] : part);
      if (!effort.has_value() || !CheckTeam(team)) return;
      TeamEffort* added = efforts.Add();
      added->set_team(
          absl::StrCat(frame_.contents.portfolio.name(), "/teams/", team));
      added->set_effort_hundredths(*effort);
    }
    if (SameEfforts(efforts, before_->estimate().efforts())) return;
    *item_.mutable_estimate()->mutable_efforts() = efforts;
    mask_.insert("estimate");
  }

  std::string TeamCell() const {
    const std::string team = Cell(SheetColumn::kTeam);
    if (!team.empty()) return team;
    if (!frame_.team.empty()) return frame_.team;
    return frame_.contents.teams.size() == 1
               ? std::string(LastId(frame_.contents.teams[0].name()))
               : "";
  }

  bool IsTeam(const std::string& id) const {
    return std::any_of(
        frame_.contents.teams.begin(), frame_.contents.teams.end(),
        [&](const auto& team) { return LastId(team.name()) == id; });
  }

  bool CheckTeam(const std::string& team) {
    if (IsTeam(team)) return true;
    std::vector<std::string> known;
    for (const auto& one : frame_.contents.teams) {
      known.emplace_back(LastId(one.name()));
    }
    Add(SheetColumn::kTeam,
        absl::StrCat(team.empty() ? "is empty; the size needs a team"
                                  : absl::StrCat("`", team, "` is no team"),
                     "; choose ", absl::StrJoin(known, ", ")));
    return false;
  }

  // A letter of the portfolio's sizes, or a number.
  std::optional<int64_t> Effort(const std::string& text) {
    std::vector<std::string> letters;
    for (const roadmap::v1::Size& size : frame_.contents.portfolio.sizes()) {
      if (Folded(size.letter()) == Folded(text))
        return size.effort_hundredths();
      letters.push_back(size.letter());
    }
    const auto number = ParseSheetNumber(text, frame_.header.language);
    if (number.ok()) return *number;
    Add(SheetColumn::kSize,
        absl::StrCat(number.status().message(),
                     letters.empty()
                         ? ""
                         : absl::StrCat(", or one of the sizes ",
                                        absl::StrJoin(letters, ", "))));
    return std::nullopt;
  }

  void ReadRating(size_t column, const std::string& criterion) {
    const std::string cell = CellAt(column);
    if (cell.empty()) return;
    const auto& criteria = frame_.contents.model.criteria();
    const auto known =
        std::find_if(criteria.begin(), criteria.end(),
                     [&](const auto& one) { return one.id() == criterion; });
    if (known == criteria.end()) {
      AddAt(column, "is no criterion of the model in use; take the column out");
      return;
    }
    const auto value = ParseSheetNumber(cell, frame_.header.language);
    const int64_t highest =
        known->has_max_hundredths() ? known->max_hundredths() : 1000;
    if (!value.ok()) {
      AddAt(column, value.status().message());
      return;
    }
    if (*value < known->min_hundredths() || *value > highest) {
      const Language language = frame_.header.language;
      AddAt(column,
            absl::StrCat("`", cell, "` is not on the scale from ",
                         FormatSheetNumber(known->min_hundredths(), language),
                         " to ", FormatSheetNumber(highest, language)));
      return;
    }
    TakeRating(criterion, *value);
  }

  void TakeRating(const std::string& criterion, int64_t value) {
    for (backlog::v1::Rating& rating : *item_.mutable_ratings()) {
      if (rating.criterion() != criterion) continue;
      if (rating.value_hundredths() == value) return;
      rating.set_value_hundredths(value);
      mask_.insert("ratings");
      return;
    }
    backlog::v1::Rating* rating = item_.add_ratings();
    rating->set_criterion(criterion);
    rating->set_value_hundredths(value);
    mask_.insert("ratings");
  }

  void ReadReady() {
    const std::string cell = Cell(SheetColumn::kReady);
    const std::string said = Folded(cell);
    if (said.empty()) return;
    const bool yes = said == "yes" || said == "ja" || said == "y" ||
                     said == "j" || said == "x";
    if (said == "no" || said == "nein" || said == "n") {
      if (before_->state() != Item::STATE_READY) return;
      Add(SheetColumn::kReady,
          absl::StrCat("the item is READY, and a sheet does not take that "
                       "back; say why: lifeline item reopen ",
                       before_->name(), " --reason ..."));
      return;
    }
    if (!yes) {
      Add(SheetColumn::kReady,
          absl::StrCat("`", cell, "` is neither yes nor no; write ",
                       frame_.header.language == Language::kGerman
                           ? "ja, or nothing"
                           : "yes, or nothing"));
      return;
    }
    if (before_->state() == Item::STATE_READY || !IsOpen(*before_)) return;
    read_.missing = StillMissing();
    if (!read_.missing.empty()) return;
    item_.set_state(Item::STATE_READY);
    mask_.insert("state");
    read_.made_ready = true;
  }

  // What the ranking misses, less what the row has brought.
  std::vector<std::string> StillMissing() const {
    std::vector<std::string> missing;
    const auto ranked = frame_.ranked.find(before_->name());
    if (ranked == frame_.ranked.end()) return missing;
    for (const std::string& input : ranked->second->missing()) {
      const bool brought =
          input == "money" ? item_.has_money()
          : input == "effort"
              ? !item_.estimate().efforts().empty()
              : std::any_of(item_.ratings().begin(), item_.ratings().end(),
                            [&](const auto& rating) {
                              return rating.criterion() == input;
                            });
      if (!brought) missing.push_back(input);
    }
    return missing;
  }

  const SheetFrame& frame_;
  const CsvRow& row_;
  const int number_;
  std::vector<CellProblem>* const errors_;
  const Item* before_ = nullptr;
  Item item_;
  std::set<std::string> mask_;
  SheetRow read_;
};

}  // namespace

bool IsOpen(const Item& item) {
  return item.state() == Item::STATE_SUBMITTED ||
         item.state() == Item::STATE_VALIDATING ||
         item.state() == Item::STATE_READY;
}

SheetRow ReadSheetRow(const SheetFrame& frame, const CsvRow& row, int number,
                      std::vector<CellProblem>* errors) {
  RowReader reader(frame, row, number, errors);
  if (reader.Find()) reader.Read();
  return reader.Take();
}

}  // namespace lifeline::cli
