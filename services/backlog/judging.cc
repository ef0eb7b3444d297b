#include "services/backlog/judging.h"

#include <algorithm>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/backlog/business_case.h"
#include "services/common/names.h"

namespace lifeline::backlog {
namespace {

using google::protobuf::util::MessageDifferencer;
using validation::Side;

const v1::Rating* FindRating(const v1::Item& item,
                             absl::string_view criterion) {
  const auto found = absl::c_find_if(item.ratings(), [&](const auto& rating) {
    return rating.criterion() == criterion;
  });
  return found == item.ratings().end() ? nullptr : &*found;
}

// The item's rating, money or estimate as the judge's word; without a subject
// if it has none.
v1::Opinion WordIn(const v1::Item& item, const std::string& subject,
                   const Judge& judge, const Step& step) {
  v1::Opinion word;
  if (subject == validation::kMoney) {
    if (!item.has_money()) return word;
    *word.mutable_money() = item.money();
    word.mutable_money()->set_rated_by(judge.name);
    *word.mutable_money()->mutable_rate_time() = ToTimestamp(step.now);
  } else if (subject == validation::kEffort) {
    if (!item.has_estimate()) return word;
    *word.mutable_estimate() = item.estimate();
    word.mutable_estimate()->set_estimated_by(judge.name);
    *word.mutable_estimate()->mutable_estimate_time() = ToTimestamp(step.now);
  } else if (const v1::Rating* rating = FindRating(item, subject)) {
    *word.mutable_rating() = *rating;
    word.mutable_rating()->set_rated_by(judge.name);
    *word.mutable_rating()->mutable_rate_time() = ToTimestamp(step.now);
  }
  return word;
}

void PutBack(const v1::Item& before, const std::string& subject,
             v1::Item* item) {
  if (subject == validation::kMoney) {
    item->clear_money();
    if (before.has_money()) *item->mutable_money() = before.money();
    return;
  }
  if (subject == validation::kEffort) {
    item->clear_estimate();
    if (before.has_estimate()) *item->mutable_estimate() = before.estimate();
    return;
  }
  auto* ratings = item->mutable_ratings();
  ratings->erase(std::remove_if(ratings->begin(), ratings->end(),
                                [&](const v1::Rating& rating) {
                                  return rating.criterion() == subject;
                                }),
                 ratings->end());
  if (const v1::Rating* rating = FindRating(before, subject))
    *ratings->Add() = *rating;
}

std::string Named(const PortfolioView& portfolio, Side side) {
  return absl::StrJoin(validation::RatersOf(portfolio.validation, side), ", ",
                       [](std::string* out, const std::string& name) {
                         absl::StrAppend(out, LastId(name));
                       });
}

}  // namespace

bool JudgesByRole(rights::Roles roles, Side side) {
  return absl::c_any_of(validation::RolesOf(side),
                        [&](rights::Role role) { return roles.Has(role); });
}

bool SettlesByRole(rights::Roles roles, Side side) {
  if (side == Side::kEffort) return roles.Has(roadmap::v1::ROLE_IT_LEAD);
  return roles.Has(roadmap::v1::ROLE_MARKETING_LEAD) ||
         roles.Has(roadmap::v1::ROLE_PRODUCT_OWNER);
}

Judge JudgeOf(const PortfolioView& portfolio, const std::string& name,
              rights::Roles roles) {
  const auto judges = [&](Side side) {
    return JudgesByRole(roles, side) &&
           validation::IsRater(portfolio.validation, side, name);
  };
  return {name, judges(Side::kValue), judges(Side::kEffort)};
}

Side SideOfSubject(const PortfolioView& portfolio, const v1::Item& item,
                   absl::string_view subject, const Judge* judge) {
  if (subject == validation::kMoney) return Side::kValue;
  if (subject == validation::kEffort) return Side::kEffort;
  for (const v1::Opinion& opinion : item.opinions()) {
    if (validation::SubjectOf(opinion) != subject) continue;
    const std::string& name = validation::MemberOf(opinion);
    const Member* member = portfolio.FindMember(LastId(name));
    // Somebody who has no roles any more said it for the side of value.
    if (member == nullptr) return Side::kValue;
    const Judge first = JudgeOf(portfolio, name, member->roles);
    return first.effort && !first.value ? Side::kEffort : Side::kValue;
  }
  return judge != nullptr && judge->effort && !judge->value ? Side::kEffort
                                                            : Side::kValue;
}

std::optional<std::string> WhyNotJudge(const PortfolioView& portfolio,
                                       const Judge& judge,
                                       absl::string_view subject) {
  const bool money = subject == validation::kMoney;
  const bool effort = subject == validation::kEffort;
  if (effort ? judge.effort : judge.value || (!money && judge.effort)) {
    return std::nullopt;
  }
  const Side side = effort ? Side::kEffort : Side::kValue;
  std::string named = Named(portfolio, side);
  if (!money && !effort) {
    const std::string others = Named(portfolio, Side::kEffort);
    absl::StrAppend(&named, named.empty() || others.empty() ? "" : ", ",
                    others);
  }
  // Without names it is a matter of roles, which have errors of their own.
  if (named.empty()) return std::nullopt;
  return absl::StrCat(LastId(judge.name), " is not among those who ",
                      effort ? "estimate" : "rate", " items of ",
                      portfolio.id(), ": ", named,
                      "; let one of them do it, or ask an admin to name more: "
                      "lifeline portfolio update");
}

std::set<std::string> ChangedSubjects(const v1::Item& before,
                                      const v1::Item& after) {
  std::set<std::string> subjects;
  const auto look = [&](const v1::Item& here, const v1::Item& there) {
    for (const v1::Rating& rating : here.ratings()) {
      const v1::Rating* other = FindRating(there, rating.criterion());
      if (other == nullptr || !MessageDifferencer::Equals(rating, *other))
        subjects.insert(rating.criterion());
    }
  };
  look(before, after);
  look(after, before);
  if (before.has_money() != after.has_money() ||
      !MessageDifferencer::Equals(before.money(), after.money())) {
    subjects.emplace(validation::kMoney);
  }
  if (before.has_estimate() != after.has_estimate() ||
      !MessageDifferencer::Equals(before.estimate(), after.estimate())) {
    subjects.emplace(validation::kEffort);
  }
  return subjects;
}

void TakeOpinions(const v1::Item& before, const std::set<std::string>& subjects,
                  const PortfolioView& portfolio, const Judge& judge,
                  const Step& step, const Limits& limits, v1::Item* after) {
  bool several = false;
  for (const std::string& subject : subjects) {
    const int wanted = validation::OpinionsWanted(
        portfolio.validation,
        SideOfSubject(portfolio, *after, subject, &judge));
    if (wanted <= 1) {
      validation::DropOpinions(subject, after);
      continue;
    }
    several = true;
    const v1::Opinion word = WordIn(*after, subject, judge, step);
    PutBack(before, subject, after);
    validation::TakeOpinion(subject, judge.name, word, wanted, after);
  }
  if (several) SettleMoney(/*case_written=*/false, limits, after);
}

}  // namespace lifeline::backlog
