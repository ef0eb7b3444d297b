#ifndef LIFELINE_SERVICES_SCORING_DISPUTE_H_
#define LIFELINE_SERVICES_SCORING_DISPUTE_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/limits.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// The rules of disputes: who speaks, who may call the arbiter and when, who
// decides, and what a granted appeal needs. Pure functions; members are named
// by their resource name.

// Reasons of refusals.
// It is decided, or without object.
inline constexpr absl::string_view kDisputeClosed = "DISPUTE_CLOSED";
// Only the leads state positions and call the arbiter, each for one side.
inline constexpr absl::string_view kNotYourSide = "NOT_YOUR_SIDE";
// The leads have time to agree.
inline constexpr absl::string_view kArbiterNotYet = "ARBITER_NOT_YET";
// It is before the arbiter already.
inline constexpr absl::string_view kBeforeTheArbiter = "BEFORE_THE_ARBITER";
// Nobody who could decide is arbiter.
inline constexpr absl::string_view kNoArbiter = "NO_ARBITER";
// Only an arbiter decides, and nobody who took part.
inline constexpr absl::string_view kNotNeutral = "NOT_NEUTRAL";
// The leads have not handed it on yet.
inline constexpr absl::string_view kBeforeTheLeads = "BEFORE_THE_LEADS";
// Granting an appeal takes a mandate that scoring has seen.
inline constexpr absl::string_view kMandateMissing = "MANDATE_MISSING";
// The mandate does not place the item above the line.
inline constexpr absl::string_view kMandateWithoutRoom = "MANDATE_WITHOUT_ROOM";

// The arbiter has decided as many as one review may ask for.
inline constexpr absl::string_view kEnoughDecided = "ENOUGH_DECIDED";
// Others, with more money at stake, come first.
inline constexpr absl::string_view kLargerFirst = "LARGER_FIRST";

inline constexpr size_t kArbiterDecisions = Limits().arbiter_decisions;

// LEADS or ARBITER.
bool IsOpen(const v1::Dispute& dispute);
// FAILED_PRECONDITION, DISPUTE_CLOSED.
absl::Status CheckOpen(const v1::Dispute& dispute);

// The dispute that an answer of APPEALED opens, before both leads; before the
// arbiter at once if neither side has one.
v1::Dispute AppealOf(const v1::Receipt& answered, const RoadmapFacts& facts,
                     absl::Time now);

// The side that `member` speaks for: the one `asked` for, or the only one that
// he or she leads. INVALID_ARGUMENT; PERMISSION_DENIED, TOOLS_DO_NOT_DECIDE,
// NOT_YOUR_SIDE.
absl::StatusOr<roadmap::v1::Role> SideSpokenFor(
    const roadmap::v1::Member& member, roadmap::v1::Role asked,
    const v1::Dispute& dispute);

// Where a dispute is once these positions are stated: GRANTED or REFUSED if
// both leads say the same about an appeal; ARBITER if they differ, or if the
// other side has nobody who could speak; else where it was.
v1::Dispute::State StateByPositions(const v1::Dispute& dispute,
                                    const RoadmapFacts& facts);

// Whether `member` may bring before the arbiter what waits since `arbiter_time`
// is known; `taking_part` are those who cannot decide then. PERMISSION_DENIED,
// TOOLS_DO_NOT_DECIDE, NOT_YOUR_SIDE; FAILED_PRECONDITION, ARBITER_NOT_YET,
// NO_ARBITER.
absl::Status CheckCall(const RoadmapFacts& facts,
                       const roadmap::v1::Member& member,
                       absl::Time arbiter_time,
                       const std::set<std::string>& taking_part,
                       absl::Time now);

// Who took part in a dispute, and so does not decide it.
std::set<std::string> TakingPart(const v1::Dispute& dispute);

// Whether `member` decides. `taking_part` as above. PERMISSION_DENIED,
// TOOLS_DO_NOT_DECIDE, NOT_NEUTRAL; FAILED_PRECONDITION, BEFORE_THE_LEADS,
// NO_ARBITER.
absl::Status CheckDecider(const RoadmapFacts& facts,
                          const roadmap::v1::Member& member,
                          const std::set<std::string>& taking_part,
                          const v1::Dispute& dispute);

// Whether the arbiter may decide `dispute` before the next review: since the
// newest one was opened fewer than kArbiterDecisions have been decided, and
// `dispute` is among those that are left by money at stake. `all` are the
// portfolio's disputes. Without reviews there is no such limit.
// FAILED_PRECONDITION, ENOUGH_DECIDED or LARGER_FIRST.
absl::Status CheckArbitersTurn(const RoadmapFacts& facts,
                               const std::vector<v1::Dispute>& all,
                               const v1::Dispute& dispute);

// Whether `mandate` places the appeal's item in `now`. INVALID_ARGUMENT if it
// is none of the item; FAILED_PRECONDITION, MANDATE_MISSING or
// MANDATE_WITHOUT_ROOM.
absl::Status CheckMandate(const RankingView& now, const v1::Dispute& dispute,
                          const std::string& mandate);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_DISPUTE_H_
