#include "services/validation/readiness.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"

namespace lifeline::validation {
namespace {

using backlog::v1::Item;
using backlog::v1::Readiness;

// Spaces say nothing.
bool IsSaid(absl::string_view text) {
  return !absl::StripAsciiWhitespace(text).empty();
}

void AddOnce(const std::string& what, std::vector<std::string>* to) {
  if (!absl::c_linear_search(*to, what)) to->push_back(what);
}

void Remove(const std::string& what, std::vector<std::string>* from) {
  from->erase(std::remove(from->begin(), from->end(), what), from->end());
}

// The steps of both sides, before they are put in order.
struct Judging {
  std::vector<std::string> value;
  std::vector<std::string> risk;
  std::vector<std::string> effort;
  std::vector<std::string> settle_value;
  std::vector<std::string> settle_effort;
};

Judging JudgingOf(const Item& item, const roadmap::v1::Validation& how,
                  const Needs& needs,
                  absl::FunctionRef<Side(absl::string_view)> side_of) {
  Judging judging{needs.value, needs.risk, {}, {}, {}};
  if (needs.effort) judging.effort.emplace_back(kEffort);
  for (const Subject& subject : SubjectsOf(item)) {
    const bool is_effort = subject.name == kEffort;
    const Side side = is_effort                ? Side::kEffort
                      : subject.name == kMoney ? Side::kValue
                                               : side_of(subject.name);
    std::vector<std::string>* rate = is_effort              ? &judging.effort
                                     : side == Side::kValue ? &judging.value
                                                            : &judging.risk;
    switch (LackOf(subject, OpinionsWanted(how, side))) {
      case Lack::kNothing:
        break;
      case Lack::kOpinions:
        AddOnce(subject.name, rate);
        break;
      case Lack::kSettling:
        Remove(subject.name, rate);
        AddOnce(subject.name, side == Side::kValue ? &judging.settle_value
                                                   : &judging.settle_effort);
        break;
    }
  }
  return judging;
}

}  // namespace

std::vector<std::string> MissingToPrepare(const Item& item,
                                          const roadmap::v1::Validation& how) {
  if (how.readiness_unchecked()) return {};
  std::vector<std::string> missing;
  if (!IsSaid(item.problem())) missing.emplace_back("problem");
  if (!IsSaid(item.outcome())) missing.emplace_back("outcome");
  if (item.has_study()) return missing;
  if (!IsSaid(item.measure())) missing.emplace_back("measure");
  if (item.evidence().empty()) missing.emplace_back("evidence");
  return missing;
}

std::string Question(absl::string_view field) {
  if (field == "problem") return "what is wrong?";
  if (field == "outcome") return "what should be true afterwards?";
  if (field == "measure") return "by what will one see that it worked?";
  return "what does it rest on?";
}

std::string Advice(const std::vector<std::string>& missing) {
  if (missing.empty()) return "";
  return absl::StrCat(
      "add ", absl::StrJoin(missing, "; ",
                            [](std::string* out, const std::string& field) {
                              absl::StrAppend(out,
                                              field == "evidence"
                                                  ? "a piece of "
                                              : field == "outcome" ? "an "
                                                                   : "a ",
                                              field, ": ", Question(field));
                            }));
}

EpochDay LastDayOf(const backlog::v1::Study& study) {
  return ToEpochDay(absl::CivilDay(study.last_day().year(),
                                   study.last_day().month(),
                                   study.last_day().day()));
}

bool HoldsBack(const Item& item, EpochDay today) {
  const bool open = item.state() == Item::STATE_SUBMITTED ||
                    item.state() == Item::STATE_VALIDATING ||
                    item.state() == Item::STATE_READY;
  return item.has_study() && open && LastDayOf(item.study()) >= today;
}

std::vector<Step> StepsToReady(
    const Item& item, const roadmap::v1::Validation& how, const Needs& needs,
    absl::FunctionRef<Side(absl::string_view)> side_of) {
  std::vector<Step> steps;
  const auto add = [&](Kind kind, Side side, std::vector<std::string> missing) {
    if (!missing.empty()) steps.push_back({kind, side, std::move(missing)});
  };
  const bool ready = item.state() == Item::STATE_READY;
  if (!ready) {
    add(Readiness::KIND_PREPARE, Side::kValue, MissingToPrepare(item, how));
  }
  if (needs.studied) {
    steps.push_back({Readiness::KIND_STUDY, Side::kValue, {}});
  }
  Judging judging = JudgingOf(item, how, needs, side_of);
  add(Readiness::KIND_RATE, Side::kValue, std::move(judging.value));
  add(Readiness::KIND_RATE, Side::kEffort, std::move(judging.risk));
  add(Readiness::KIND_ESTIMATE, Side::kEffort, std::move(judging.effort));
  add(Readiness::KIND_SETTLE, Side::kValue, std::move(judging.settle_value));
  add(Readiness::KIND_SETTLE, Side::kEffort, std::move(judging.settle_effort));
  if (steps.empty() && !ready) {
    steps.push_back({Readiness::KIND_VALIDATE, Side::kValue, {}});
  }
  return steps;
}

std::vector<Step> StepsNow(std::vector<Step> steps) {
  const auto comes_first = [](const Step& step) {
    return step.kind == Readiness::KIND_PREPARE ||
           step.kind == Readiness::KIND_STUDY;
  };
  if (absl::c_any_of(steps, comes_first)) {
    steps.erase(
        std::remove_if(steps.begin(), steps.end(),
                       [&](const Step& step) { return !comes_first(step); }),
        steps.end());
  }
  return steps;
}

}  // namespace lifeline::validation
