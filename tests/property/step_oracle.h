#ifndef LIFELINE_TESTS_PROPERTY_STEP_ORACLE_H_
#define LIFELINE_TESTS_PROPERTY_STEP_ORACLE_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::scoring {

// Which steps items owe where nothing is rated but money, which all of them
// have, effort divides no score, and readiness is checked: from the items as
// people wrote them and where they stand, by rules written down here once more.
class StepOracle {
 public:
  using Item = backlog::v1::Item;

  // By id; all items that there are, and the standings of the newest ranking.
  StepOracle(const std::map<std::string, Item>& items,
             const std::map<std::string, int>& standings, absl::CivilDay today)
      : items_(items), standings_(standings), today_(today) {}

  // "item KIND SIDE missing,missing" of each step that is owed.
  std::multiset<std::string> Owed() {
    std::multiset<std::string> owed;
    for (const auto& [id, item] : items_) {
      const auto stands = standings_.find(id);
      if (stands == standings_.end() ||
          (stands->second != v1::STANDING_NOT_READY &&
           stands->second != v1::STANDING_UNSCORED)) {
        continue;
      }
      if (std::string step = StepOf(item); !step.empty())
        owed.insert(absl::StrCat(item.name(), " ", step));
    }
    return owed;
  }

  // How many of them owed nothing because a study is under way.
  int studied() const { return studied_; }

 private:
  // One after the other: the requester prepares, a study finds out, the team
  // estimates, and then somebody says that it is ready.
  std::string StepOf(const Item& item) {
    const bool ready = item.state() == Item::STATE_READY;
    if (const auto missing = Unsaid(item); !ready && !missing.empty()) {
      return absl::StrCat("KIND_PREPARE SIDE_REQUESTER ",
                          absl::StrJoin(missing, ","));
    }
    if (IsStudied(item)) {
      ++studied_;
      return "";
    }
    if (item.estimate().efforts().empty())
      return "KIND_ESTIMATE SIDE_EFFORT effort";
    return ready ? "" : "KIND_VALIDATE SIDE_VALUE ";
  }

  // Spaces say nothing.
  static bool IsBlank(const std::string& text) {
    return text.find_first_not_of(' ') == text.npos;
  }

  static std::vector<std::string> Unsaid(const Item& item) {
    std::vector<std::string> missing;
    if (IsBlank(item.problem())) missing.emplace_back("problem");
    if (IsBlank(item.outcome())) missing.emplace_back("outcome");
    if (item.has_study()) return missing;
    if (IsBlank(item.measure())) missing.emplace_back("measure");
    if (item.evidence().empty()) missing.emplace_back("evidence");
    return missing;
  }

  bool IsStudied(const Item& item) const {
    for (const auto& [id, study] : items_) {
      const auto& day = study.study().last_day();
      if (study.study().item() == item.name() &&
          (study.state() == Item::STATE_SUBMITTED ||
           study.state() == Item::STATE_VALIDATING ||
           study.state() == Item::STATE_READY) &&
          absl::CivilDay(day.year(), day.month(), day.day()) >= today_) {
        return true;
      }
    }
    return false;
  }

  const std::map<std::string, Item>& items_;
  const std::map<std::string, int>& standings_;
  const absl::CivilDay today_;
  int studied_ = 0;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_TESTS_PROPERTY_STEP_ORACLE_H_
