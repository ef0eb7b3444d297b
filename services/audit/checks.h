#ifndef LIFELINE_SERVICES_AUDIT_CHECKS_H_
#define LIFELINE_SERVICES_AUDIT_CHECKS_H_

#include <string>

#include "services/audit/facts.h"
#include "services/audit/findings.h"

namespace lifeline::audit {

// The checks: pure functions from what the services say to what does not fit.
// They share no code with the services, because they are to find their
// mistakes.

// All of them. Afterwards `history` is at the end of `facts`, for the next
// audit to go on from, unless something was found: then nobody should.
void CheckAll(Facts facts, History* history, Findings* findings);

// Ranking after ranking, from the one after the history's: commits without gaps
// (revisions_have_no_gap), differences and crossings, counts, what was cleared,
// and what was seen. `facts` is sorted. Moves the history.
void CheckHistory(const Facts& facts, History* history, Findings* findings);

// The newest ranking as it is shown, against the backlog at its revision and
// against what is stored. After CheckHistory.
void CheckNewest(const Facts& facts, const History& history,
                 Findings* findings);

// Receipts against crossings and the ledger's answers, both ways. Notes in the
// history what is owed and answered.
void CheckReceipts(const Facts& facts, History* history, Findings* findings);

// Signatures, positions and decisions against the ledger's, both ways; keys of
// models; receipts of decided appeals. Notes in the history what is written.
// After CheckReceipts.
void CheckReviews(const Facts& facts, Findings* findings);
void CheckWeaves(const Facts& facts, Findings* findings);
void CheckAgreements(const Facts& facts, History* history, Findings* findings);

// The chain, and its rankings and crossings against the API's, both ways.
// `first` is the first ranking that is looked at.
void CheckLedger(const Facts& facts, const History& history, int64_t first,
                 Findings* findings);

// Names and values as findings have them.
std::string ItemWord(const Facts& facts, const History& history, int32_t item);
std::string RankingWord(const Facts& facts, int64_t number);
std::string StandingWord(scoring::v1::Standing standing);
std::string KindWord(scoring::v1::LineCrossing::Kind kind);

// Whether a standing is above the line (ABOVE, RIDING) or below it (BELOW,
// BLOCKED, OVERSIZED).
bool IsUp(scoring::v1::Standing standing);
bool IsUnder(scoring::v1::Standing standing);
bool IsWayDown(scoring::v1::LineCrossing::Kind kind);

// Whether revisions of this ranking are of the epoch that the source has now.
bool SameBacklog(const Facts& facts, const scoring::v1::Revisions& seen);
bool SameRoadmap(const Facts& facts, const scoring::v1::Revisions& seen);

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_CHECKS_H_
