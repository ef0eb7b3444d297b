#include "services/audit/findings.h"

#include <utility>

#include "services/audit/limits.h"

namespace lifeline::audit {

absl::string_view CheckName(CheckId check) {
  switch (check) {
    case CheckId::kItemsStandOnce:
      return "items_stand_once";
    case CheckId::kRevisionsHaveNoGap:
      return "revisions_have_no_gap";
    case CheckId::kStandingsAgree:
      return "standings_agree";
    case CheckId::kCrossingsAreTheDifferences:
      return "crossings_are_the_differences";
    case CheckId::kWaysDownAreOwed:
      return "ways_down_are_owed";
    case CheckId::kLedgerHolds:
      return "ledger_holds";
    case CheckId::kClosedStandClosed:
      return "closed_stand_closed";
    case CheckId::kSeenRevisionsExist:
      return "seen_revisions_exist";
    case CheckId::kAgreementsAreWritten:
      return "agreements_are_written";
    case CheckId::kReviewsSayWhatStoodAbove:
      return "reviews_say_what_stood_above";
    case CheckId::kWeavesAreAgreed:
      return "weaves_are_agreed";
  }
  return "";
}

absl::string_view CheckDescription(CheckId check) {
  switch (check) {
    case CheckId::kItemsStandOnce:
      return "Every item that the backlog has submitted by the ranking's "
             "revision stands in it exactly once, and nothing else does.";
    case CheckId::kRevisionsHaveNoGap:
      return "The commits of backlog and roadmap are numbered from 1, without "
             "gaps.";
    case CheckId::kStandingsAgree:
      return "What is stored for each ranking adds up to the newest one as it "
             "is shown, and to the counts of each.";
    case CheckId::kCrossingsAreTheDifferences:
      return "The line crossings of each ranking are just what differs from "
             "the ranking before.";
    case CheckId::kWaysDownAreOwed:
      return "Every way down and every slip past a due date has its receipt, "
             "every answered receipt its answer in the ledger, and what was "
             "cleared rose again.";
    case CheckId::kLedgerHolds:
      return "The ledger's chain holds, and it says of each ranking, crossing "
             "and answer what the API shows.";
    case CheckId::kClosedStandClosed:
      return "What the backlog has as done, declined, withdrawn or merged "
             "stands so in the ranking.";
    case CheckId::kSeenRevisionsExist:
      return "No ranking has seen a revision that its source has not made, or "
             "less than the ranking before.";
    case CheckId::kReviewsSayWhatStoodAbove:
      return "What a review names as standing above the line did so in the "
             "ranking of its baseline, and nothing else did.";
    case CheckId::kWeavesAreAgreed:
      return "Who is named as the owner of a carrier is or was its owner, and "
             "the owner, a deputy or an IT lead agreed to its rider.";
    case CheckId::kAgreementsAreWritten:
      return "Every signature, position and decision that is shown is in the "
             "ledger and the other way round, no model ranks without its keys "
             "once one had them, and a decided appeal has answered its "
             "receipt.";
  }
  return "";
}

void Findings::Looked(CheckId check, int64_t things) {
  results_[static_cast<size_t>(check)].looked_at += things;
}

void Findings::Found(CheckId check, std::string sentence) {
  CheckResult& result = results_[static_cast<size_t>(check)];
  if (++result.finding_count <= Limits().findings_kept)
    result.findings.push_back(std::move(sentence));
}

void Findings::Add(const Findings& other) {
  for (size_t i = 0; i < results_.size(); ++i) {
    CheckResult& mine = results_[i];
    const CheckResult& its = other.results_[i];
    mine.looked_at += its.looked_at;
    mine.finding_count += its.finding_count;
    for (const std::string& sentence : its.findings) {
      if (static_cast<int64_t>(mine.findings.size()) < Limits().findings_kept)
        mine.findings.push_back(sentence);
    }
  }
  silent_drops_ += other.silent_drops_;
}

int64_t Findings::count() const {
  int64_t count = 0;
  for (const CheckResult& result : results_) count += result.finding_count;
  return count;
}

std::string Findings::First() const {
  for (const CheckResult& result : results_) {
    if (!result.findings.empty()) return result.findings.front();
  }
  return "";
}

}  // namespace lifeline::audit
