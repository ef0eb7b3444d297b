#ifndef LIFELINE_SERVICES_SCORING_ATTENTION_H_
#define LIFELINE_SERVICES_SCORING_ATTENTION_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/dates.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// Who is told what, when, and who is asked next: the rules of digests, clocks
// and escalation. Pure functions.
//
// A notice waits for the digest of a working day, which goes out at kDigestHour
// and tells of everything that was noticed before. What is urgent goes out at
// once. With it the clock starts; from then on time only ever asks somebody
// else, and never answers.

// The hour of the digest, in the portfolio's time zone.
inline constexpr int kDigestHour = 8;

// The digest that is due at `now`: of the latest working day whose digest hour
// has come. Every day is one if the portfolio never works.
struct DigestDay {
  EpochDay day = 0;
  // It tells of what was noticed before this.
  absl::Time cutoff;
};
DigestDay DigestDue(absl::Time now, const roadmap::v1::Portfolio& portfolio);

// Whether anybody is told of a crossing: every way down, and slips.
bool IsTold(const v1::LineCrossing& crossing);

// Whether it is told at once: the item leaves `baseline_period` (the
// name of the period it had in the latest baseline, empty for none), or is due
// within five working days of `today`.
bool IsUrgent(const v1::LineCrossing& crossing,
              absl::string_view baseline_period, const backlog::v1::Item& item,
              const roadmap::v1::Portfolio& portfolio, EpochDay today);

// The member who is told of what `member` owes: the deputy of who is absent
// `today`, if the deputy can answer.
std::string WhoIsTold(absl::string_view member, const RoadmapFacts& facts,
                      EpochDay today);

// The member who answers for an item: the owner, or who is there instead of one
// who has left: the requester, else a planner, the arbiter, an admin.
std::string WhoAnswersFor(const backlog::v1::Item& item,
                          const RoadmapFacts& facts);

// What is owed, as escalation sees it.
struct Owed {
  // The member who owes the answer; empty for a task that a side owes.
  std::string owed_by;
  // The item's; empty if the item is not known.
  std::string owner;
  v1::Rung rung = v1::RUNG_ASKED;
};

// A rung, and the member who is asked there; empty if nobody can be, or if a
// side as a whole is.
struct StepUp {
  v1::Rung rung = v1::RUNG_UNSPECIFIED;
  std::string asked;
};

// The rung after the present one. A rung with nobody new to ask is passed over,
// but for the last; after that there is none.
std::optional<StepUp> NextStep(const Owed& owed, const RoadmapFacts& facts);

// What has been done about a proposed model or an open dispute: for which sides
// somebody has signed or spoken, and who it was.
struct Acted {
  std::set<roadmap::v1::Role> roles;
  std::set<std::string> members;
  // It is before the arbiter.
  bool arbiter_next = false;
};

// The members whose key or word it waits for: the leads of each side that has
// not acted, but for whoever has; the arbiters where there are none, or where
// it is before them.
std::vector<std::string> WhoIsWaitedFor(const Acted& acted,
                                        const RoadmapFacts& facts);

// The working days that are given from told to due.
int32_t DaysToAnswer(const roadmap::v1::Portfolio& portfolio);
int32_t DaysFor(v1::Task::Kind kind, const roadmap::v1::Portfolio& portfolio);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_ATTENTION_H_
