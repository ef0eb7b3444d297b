#include "services/backlog/readiness.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/backlog/item.h"
#include "services/backlog/judging.h"
#include "services/backlog/reasons.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/validation/opinions.h"
#include "services/validation/readiness.h"

namespace lifeline::backlog {
namespace {

using google::protobuf::Timestamp;
using v1::Readiness;
using validation::Side;

// An error names so many of those who could help.
constexpr int kOpenNamedAtMost = 3;

// Of the backlog's own knowledge: somebody has said what it brings, in whatever
// way, and what it costs.
validation::Needs NeedsOf(const v1::Item& item, bool studied) {
  validation::Needs needs;
  needs.studied = studied;
  const bool judged = absl::c_any_of(item.opinions(), [](const auto& opinion) {
    return !opinion.has_estimate();
  });
  if (!item.has_money() && item.ratings().empty() && !judged) {
    needs.value.emplace_back(validation::kMoney);
  }
  needs.effort = !item.has_estimate();
  return needs;
}

void TakeLater(const Timestamp& time, Timestamp* latest) {
  if (std::tuple(time.seconds(), time.nanos()) >
      std::tuple(latest->seconds(), latest->nanos())) {
    *latest = time;
  }
}

// When the last of what both sides said was said.
Timestamp JudgedAt(const v1::Item& item) {
  Timestamp latest = item.submit_time();
  for (const v1::Rating& rating : item.ratings())
    TakeLater(rating.rate_time(), &latest);
  TakeLater(item.money().rate_time(), &latest);
  TakeLater(item.estimate().estimate_time(), &latest);
  return latest;
}

class Maker {
 public:
  Maker(const v1::Item& item, const std::vector<v1::Item>& studies,
        const PortfolioView& portfolio, const Limits& limits)
      : item_(item),
        studies_(studies),
        portfolio_(portfolio),
        limits_(limits),
        subjects_(validation::SubjectsOf(item)) {}

  Readiness Make() {
    Readiness readiness;
    const auto side_of = [this](absl::string_view subject) {
      return SideOfSubject(portfolio_, item_, subject);
    };
    for (const validation::Step& step :
         validation::StepsToReady(item_, portfolio_.validation,
                                  NeedsOf(item_, !studies_.empty()), side_of)) {
      Fill(step, readiness.add_steps());
    }
    readiness.set_advice(validation::Advice(
        validation::MissingToPrepare(item_, portfolio_.validation)));
    return readiness;
  }

 private:
  void Fill(const validation::Step& step, Readiness::Step* made) {
    made->set_kind(step.kind);
    *made->mutable_missing() = {step.missing.begin(), step.missing.end()};
    AddMembers(step, made);
    const Timestamp since = SinceOf(step);
    if (since.seconds() != 0) *made->mutable_since() = since;
    if (step.kind == Readiness::KIND_STUDY) {
      for (const v1::Item& study : studies_)
        made->add_missing(std::string(LastId(study.name())));
    }
    for (const validation::Subject& subject : subjects_) {
      if (!absl::c_linear_search(step.missing, subject.name)) continue;
      if (subject.equal) continue;
      Readiness::Spread* spread = made->add_spreads();
      spread->set_subject(subject.name);
      spread->set_low_hundredths(subject.low);
      spread->set_high_hundredths(subject.high);
      spread->set_count(subject.count);
    }
  }

  Timestamp SinceOf(const validation::Step& step) const {
    Timestamp since = item_.submit_time();
    if (step.kind == Readiness::KIND_VALIDATE) since = JudgedAt(item_);
    if (step.kind == Readiness::KIND_STUDY)
      since = studies_.front().submit_time();
    if (step.kind == Readiness::KIND_SETTLE) {
      for (const validation::Subject& subject : subjects_) {
        if (absl::c_linear_search(step.missing, subject.name))
          TakeLater(subject.last_time, &since);
      }
    }
    return since;
  }

  void AddMembers(const validation::Step& step, Readiness::Step* made) const {
    if (step.kind == Readiness::KIND_PREPARE) {
      for (const std::string& name :
           std::set<std::string>{item_.owner(), item_.requester()}) {
        const Member* member = portfolio_.FindMember(LastId(name));
        if (!name.empty() && member != nullptr && member->active)
          made->add_members(name);
      }
      return;
    }
    for (const auto& [id, member] : portfolio_.members()) {
      if (made->members_size() >= limits_.readiness_members) return;
      if (member.active && !member.tool && Can(member, step))
        made->add_members(portfolio_.MemberName(member));
    }
  }

  bool Can(const Member& member, const validation::Step& step) const {
    const std::string name = portfolio_.MemberName(member);
    switch (step.kind) {
      case Readiness::KIND_RATE:
      case Readiness::KIND_ESTIMATE: {
        const Judge judge = JudgeOf(portfolio_, name, member.roles);
        return (step.side == Side::kValue ? judge.value : judge.effort) &&
               !HasSaidAll(name, step.missing);
      }
      case Readiness::KIND_SETTLE:
        return SettlesByRole(member.roles, step.side);
      case Readiness::KIND_VALIDATE:
        return JudgesByRole(member.roles, Side::kValue) ||
               JudgesByRole(member.roles, Side::kEffort) ||
               member.roles.Has(roadmap::v1::ROLE_PLANNER);
      default:
        return false;
    }
  }

  bool HasSaidAll(const std::string& name,
                  const std::vector<std::string>& subjects) const {
    return absl::c_all_of(subjects, [&](const std::string& subject) {
      return absl::c_any_of(item_.opinions(), [&](const v1::Opinion& opinion) {
        return validation::MemberOf(opinion) == name &&
               validation::SubjectOf(opinion) == subject;
      });
    });
  }

  const v1::Item& item_;
  const std::vector<v1::Item>& studies_;
  const PortfolioView& portfolio_;
  const Limits& limits_;
  const std::vector<validation::Subject> subjects_;
};

std::string WhoCan(const Readiness::Step& step) {
  std::vector<std::string> names;
  for (const std::string& name : step.members()) {
    if (static_cast<int>(names.size()) == kOpenNamedAtMost) break;
    names.emplace_back(LastId(name));
  }
  return names.empty() ? "nobody can yet: ask an admin for the role"
                       : absl::StrCat("ask ", absl::StrJoin(names, " or "));
}

// As the command line has it before the item's id.
absl::string_view PortfolioIdOf(absl::string_view item) {
  const std::vector<absl::string_view> parts = absl::StrSplit(item, '/');
  return parts.size() > 1 ? parts[1] : absl::string_view();
}

std::string WhatToDo(const Readiness::Step& step, const std::string& missing,
                     const std::string& item) {
  const std::string id = absl::StrCat(PortfolioIdOf(item), " ", LastId(item));
  switch (step.kind()) {
    case Readiness::KIND_PREPARE:
      return absl::StrCat("is not said: ", validation::Question(missing), " ",
                          WhoCan(step), ": lifeline item update ", id, " --",
                          missing, " ...");
    case Readiness::KIND_RATE:
      return absl::StrCat("is not rated by enough members; ", WhoCan(step),
                          ": lifeline item rate ", id);
    case Readiness::KIND_ESTIMATE:
      return absl::StrCat("is not estimated by enough members; ", WhoCan(step),
                          ": lifeline item estimate ", id);
    case Readiness::KIND_SETTLE:
      return absl::StrCat("is judged differently; ", WhoCan(step),
                          " to settle it: lifeline item settle ", id);
    case Readiness::KIND_STUDY:
      return absl::StrCat("waits for the study ", missing,
                          "; complete that, or wait for its last day");
    default:
      return "";
  }
}

}  // namespace

Readiness ReadinessOf(const v1::Item& item,
                      const std::vector<v1::Item>& studies,
                      const PortfolioView& portfolio, const Limits& limits) {
  const bool on_its_way = item.state() == v1::Item::STATE_UNSPECIFIED ||
                          item.state() == v1::Item::STATE_DRAFT ||
                          item.state() == v1::Item::STATE_SUBMITTED ||
                          item.state() == v1::Item::STATE_VALIDATING;
  if (!on_its_way) return Readiness();
  return Maker(item, studies, portfolio, limits).Make();
}

absl::Status CheckReady(const v1::Item& item, const Readiness& readiness) {
  Violations violations;
  for (const Readiness::Step& step : readiness.steps()) {
    if (step.kind() == Readiness::KIND_VALIDATE) continue;
    for (const std::string& missing : step.missing()) {
      violations.Add(step.kind() == Readiness::KIND_STUDY ? "study" : missing,
                     WhatToDo(step, missing, item.name()));
    }
  }
  const absl::Status invalid = violations.ToStatus(kNotReadyYet);
  if (invalid.ok()) return invalid;
  absl::Status refused(absl::StatusCode::kFailedPrecondition,
                       invalid.message());
  invalid.ForEachPayload(
      [&refused](absl::string_view type, const absl::Cord& payload) {
        refused.SetPayload(type, payload);
      });
  return refused;
}

}  // namespace lifeline::backlog
