#include "services/backlog/study.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/backlog/item.h"
#include "services/common/names.h"
#include "services/validation/readiness.h"

namespace lifeline::backlog {
namespace {

bool SameStudy(const v1::Item& a, const v1::Item& b) {
  return a.has_study() == b.has_study() &&
         google::protobuf::util::MessageDifferencer::Equals(a.study(),
                                                            b.study());
}

int64_t TotalOf(const v1::Estimate& estimate) {
  int64_t total = 0;
  for (const auto& effort : estimate.efforts())
    total += effort.effort_hundredths();
  return total;
}

}  // namespace

void CheckStudyChange(const v1::Item& before, const v1::Item& after,
                      absl::string_view path, Violations* violations) {
  if (!IsPrivate(before) && !SameStudy(before, after)) {
    violations->Add(absl::StrCat(path, ".study"),
                    "cannot be changed once the item is submitted; withdraw "
                    "it and create another one");
  }
  const bool grows = before.has_estimate() && after.has_estimate() &&
                     TotalOf(after.estimate()) > TotalOf(before.estimate());
  if (before.has_study() && before.state() == v1::Item::STATE_READY && grows) {
    violations->Add(absl::StrCat(path, ".estimate"),
                    "is the time box of a study that is READY, and cannot "
                    "grow; end it with what is known, or reopen it first");
  }
}

bool NeedsStudyCheck(const v1::Item& before, const v1::Item& after) {
  if (!after.has_study()) return false;
  return !SameStudy(before, after) || (IsPrivate(before) && !IsPrivate(after));
}

void CheckStudy(const v1::Item& after, const v1::Item& about,
                EpochDay submit_day, const Limits& limits,
                absl::string_view path, Violations* violations) {
  const std::string item = absl::StrCat(path, ".study.item");
  const std::string what(LastId(after.study().item()));
  if (after.study().item() == after.name()) {
    violations->Add(item,
                    "is the study itself; name the item that cannot be "
                    "judged yet");
  } else if (IsPrivate(about)) {
    violations->Add(item, absl::StrCat(what,
                                       " is not submitted; submit it first, "
                                       "then study it"));
  } else if (about.has_study()) {
    violations->Add(item, absl::StrCat(what,
                                       " is a study itself; name the item that "
                                       "cannot be judged yet"));
  }
  if (IsPrivate(after)) return;
  const EpochDay last = validation::LastDayOf(after.study());
  if (last >= submit_day && last - submit_day <= limits.study_days) return;
  violations->Add(
      absl::StrCat(path, ".study.last_day"),
      absl::StrCat(
          "is ", FormatDay(last), "; a study that is submitted on ",
          FormatDay(submit_day), " ends from that day on and by ",
          FormatDay(submit_day + static_cast<EpochDay>(limits.study_days)),
          " at the latest"));
}

}  // namespace lifeline::backlog
