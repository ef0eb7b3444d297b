#include "services/validation/opinions.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "absl/algorithm/container.h"

namespace lifeline::validation {
namespace {

using backlog::v1::Estimate;
using backlog::v1::Item;
using backlog::v1::Opinion;

int64_t AmountOf(const Opinion& opinion) {
  if (opinion.has_rating()) return opinion.rating().value_hundredths();
  if (opinion.has_money()) return opinion.money().amount_hundredths();
  int64_t sum = 0;
  for (const auto& effort : opinion.estimate().efforts())
    sum += effort.effort_hundredths();
  return sum;
}

std::map<std::string, int64_t> ByTeam(const Estimate& estimate) {
  std::map<std::string, int64_t> efforts;
  for (const auto& effort : estimate.efforts())
    efforts[effort.team()] = effort.effort_hundredths();
  return efforts;
}

bool SaySame(const Opinion& a, const Opinion& b) {
  if (AmountOf(a) != AmountOf(b)) return false;
  return !a.has_estimate() || ByTeam(a.estimate()) == ByTeam(b.estimate());
}

bool IsNewer(const google::protobuf::Timestamp& a,
             const google::protobuf::Timestamp& b) {
  return std::tuple(a.seconds(), a.nanos()) >
         std::tuple(b.seconds(), b.nanos());
}

void PutInForce(const Opinion& opinion, Item* item) {
  if (opinion.has_money()) {
    *item->mutable_money() = opinion.money();
  } else if (opinion.has_estimate()) {
    *item->mutable_estimate() = opinion.estimate();
  } else {
    const auto same = absl::c_find_if(
        *item->mutable_ratings(), [&](const backlog::v1::Rating& rating) {
          return rating.criterion() == opinion.rating().criterion();
        });
    if (same == item->mutable_ratings()->end()) {
      *item->add_ratings() = opinion.rating();
    } else {
      *same = opinion.rating();
    }
  }
}

void TakeOutOfForce(absl::string_view subject, Item* item) {
  if (subject == kMoney) return item->clear_money();
  if (subject == kEffort) return item->clear_estimate();
  auto* ratings = item->mutable_ratings();
  ratings->erase(std::remove_if(ratings->begin(), ratings->end(),
                                [&](const auto& rating) {
                                  return rating.criterion() == subject;
                                }),
                 ratings->end());
}

template <typename Goes>
void RemoveOpinions(Goes goes, Item* item) {
  auto* opinions = item->mutable_opinions();
  opinions->erase(std::remove_if(opinions->begin(), opinions->end(), goes),
                  opinions->end());
}

// The newest; null if there is none.
const Opinion* NewestOn(absl::string_view subject, const Item& item) {
  const Opinion* newest = nullptr;
  for (const Opinion& opinion : item.opinions()) {
    if (SubjectOf(opinion) != subject) continue;
    if (newest == nullptr || !IsNewer(TimeOf(*newest), TimeOf(opinion)))
      newest = &opinion;
  }
  return newest;
}

}  // namespace

std::string SubjectOf(const Opinion& opinion) {
  if (opinion.has_rating()) return opinion.rating().criterion();
  return std::string(opinion.has_money() ? kMoney : kEffort);
}

const std::string& MemberOf(const Opinion& opinion) {
  if (opinion.has_rating()) return opinion.rating().rated_by();
  if (opinion.has_money()) return opinion.money().rated_by();
  return opinion.estimate().estimated_by();
}

const google::protobuf::Timestamp& TimeOf(const Opinion& opinion) {
  if (opinion.has_rating()) return opinion.rating().rate_time();
  if (opinion.has_money()) return opinion.money().rate_time();
  return opinion.estimate().estimate_time();
}

bool IsInForce(const Item& item, absl::string_view subject) {
  if (subject == kMoney) return item.has_money();
  if (subject == kEffort) return item.has_estimate();
  return absl::c_any_of(item.ratings(), [&](const auto& rating) {
    return rating.criterion() == subject;
  });
}

std::vector<Subject> SubjectsOf(const Item& item) {
  std::vector<Subject> subjects;
  std::vector<const Opinion*> first;
  for (const Opinion& opinion : item.opinions()) {
    const std::string name = SubjectOf(opinion);
    const auto found = absl::c_find_if(
        subjects, [&](const Subject& subject) { return subject.name == name; });
    const int64_t amount = AmountOf(opinion);
    if (found == subjects.end()) {
      subjects.push_back({name, 1, amount, amount, true, IsInForce(item, name),
                          TimeOf(opinion)});
      first.push_back(&opinion);
      continue;
    }
    ++found->count;
    found->low = std::min(found->low, amount);
    found->high = std::max(found->high, amount);
    found->equal =
        found->equal && SaySame(*first[found - subjects.begin()], opinion);
    if (IsNewer(TimeOf(opinion), found->last_time))
      found->last_time = TimeOf(opinion);
  }
  return subjects;
}

Lack LackOf(const Subject& subject, int wanted) {
  if (subject.in_force) return Lack::kNothing;
  return CanBeSettled(subject, wanted) ? Lack::kSettling : Lack::kOpinions;
}

bool CanBeSettled(const Subject& subject, int wanted) {
  return subject.count >= wanted && !subject.equal;
}

void TakeOpinion(absl::string_view subject, absl::string_view member,
                 const Opinion& said, int wanted, Item* item) {
  RemoveOpinions(
      [&](const Opinion& opinion) {
        return SubjectOf(opinion) == subject && MemberOf(opinion) == member;
      },
      item);
  if (said.subject_case() != Opinion::SUBJECT_NOT_SET)
    *item->add_opinions() = said;
  for (const Subject& now : SubjectsOf(*item)) {
    if (now.name != subject || now.count < wanted || !now.equal) continue;
    return PutInForce(Opinion(*NewestOn(subject, *item)), item);
  }
  if (item->state() != Item::STATE_READY) TakeOutOfForce(subject, item);
}

void DropOpinions(absl::string_view subject, Item* item) {
  RemoveOpinions(
      [&](const Opinion& opinion) { return SubjectOf(opinion) == subject; },
      item);
}

}  // namespace lifeline::validation
