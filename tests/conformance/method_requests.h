#ifndef LIFELINE_TESTS_CONFORMANCE_METHOD_REQUESTS_H_
#define LIFELINE_TESTS_CONFORMANCE_METHOD_REQUESTS_H_

#include <map>
#include <string>

namespace lifeline::testing {

// A request of every method that says more than which portfolio it is about, as
// text of its message, by the method's name. Each is right as far as it can be
// seen from outside, so that whoever may not call is told that; what may call
// changes nothing, or what no test looks at. `theirs` is an item of ben's.
inline const std::map<std::string, std::string>& MethodRequests() {
  static const auto* requests = new std::map<std::string, std::string>{
      // Roadmap.
      {"CreatePortfolio", "portfolio_id: 'more' validate_only: true"},
      {"ListPortfolios", ""},
      {"GetPortfolio", "name: 'portfolios/shop'"},
      {"UpdatePortfolio",
       "portfolio { name: 'portfolios/shop' title: 'S' } update_mask { paths: "
       "'title' } validate_only: true"},
      {"ArchivePortfolio", "name: 'portfolios/shop' reason: 'r'"},
      {"CreateMember", "member_id: 'new' validate_only: true"},
      {"GetMember", "name: 'portfolios/shop/members/anna'"},
      {"GetCaller", "parent: 'portfolios/shop'"},
      {"UpdateMember",
       "member { name: 'portfolios/shop/members/anna' display_name: 'A' } "
       "update_mask { paths: 'display_name' } validate_only: true"},
      {"EraseMember",
       "name: 'portfolios/shop/members/anna' reason: 'r' validate_only: true"},
      {"CreateTeam", "team_id: 'new' team { title: 'N' } validate_only: true"},
      {"GetTeam", "name: 'portfolios/shop/teams/web'"},
      {"UpdateTeam",
       "team { name: 'portfolios/shop/teams/web' title: 'W' } update_mask { "
       "paths: 'title' } validate_only: true"},
      {"CreatePlanningPeriod", "period_id: 'new' validate_only: true"},
      {"GetPlanningPeriod", "name: 'portfolios/shop/periods/q1'"},
      {"UpdatePlanningPeriod",
       "period { name: 'portfolios/shop/periods/q1' } update_mask { paths: "
       "'title' } validate_only: true"},
      {"OpenPlanningPeriod",
       "name: 'portfolios/shop/periods/no' validate_only: true"},
      {"ClosePlanningPeriod",
       "name: 'portfolios/shop/periods/no' validate_only: true"},
      {"GetCapacity", "name: 'portfolios/shop/periods/q1/capacities/web'"},
      {"UpdateCapacity",
       "capacity { name: 'portfolios/shop/periods/q1/capacities/web' "
       "gross_hundredths: 100 } validate_only: true"},
      {"CreateCommitment",
       "commitment { item: 'portfolios/shop/items/theirs' period: "
       "'portfolios/shop/periods/q1' state: STATE_STARTED } validate_only: "
       "true"},
      {"GetCommitment", "name: 'portfolios/shop/commitments/theirs'"},
      {"UpdateCommitment",
       "commitment { name: 'portfolios/shop/commitments/theirs' state: "
       "STATE_STARTED } update_mask { paths: 'state' } validate_only: true"},
      {"DeleteCommitment",
       "name: 'portfolios/shop/commitments/theirs' reason: 'r'"},
      {"CreateMandate",
       "mandate { item: 'portfolios/shop/items/theirs' } validate_only: true"},
      {"ApproveMandate", "name: 'portfolios/shop/mandates/theirs'"},
      {"GetMandate", "name: 'portfolios/shop/mandates/theirs'"},
      {"DeleteMandate", "name: 'portfolios/shop/mandates/theirs' reason: 'r'"},
      {"CreateWeave",
       "weave { rider: 'portfolios/shop/items/theirs' carrier: "
       "'portfolios/shop/items/other' carrier_owner: "
       "'portfolios/shop/members/anna' } validate_only: true"},
      {"GetWeave", "name: 'portfolios/shop/weaves/theirs'"},
      {"AgreeWeave", "name: 'portfolios/shop/weaves/theirs'"},
      {"DeleteWeave", "name: 'portfolios/shop/weaves/theirs' reason: 'r'"},
      {"CreateReview", "review_id: 'new' validate_only: true"},
      {"GetReview", "name: 'portfolios/shop/reviews/no'"},
      {"CloseReview", "name: 'portfolios/shop/reviews/no'"},
      {"RedactResource",
       "name: 'portfolios/shop/reviews/no' reason: 'r' validate_only: true"},
      {"CreateKpi", "kpi_id: 'new' validate_only: true"},
      {"GetKpi", "name: 'portfolios/shop/kpis/no'"},
      {"UpdateKpi",
       "kpi { name: 'portfolios/shop/kpis/no' } update_mask { paths: 'title' } "
       "validate_only: true"},
      {"AddKpiPoints",
       "kpi: 'portfolios/shop/kpis/no' points { day { year: 2027 month: 1 day: "
       "4 } value_hundredths: 1 }"},
      {"ListKpiPoints", "kpi: 'portfolios/shop/kpis/no'"},
      // Somebody who is only mentioned stays as he or she is.
      {"ApplyRoadmap",
       "upserts { resource { member { address: 'anna@example.com' } } } "
       "validate_only: true"},
      // Backlog.
      {"CreateItem",
       "item { title: 'New' category: 'seo' } validate_only: true"},
      {"GetItem", "name: 'portfolios/shop/items/theirs'"},
      {"UpdateItem",
       "item { name: 'portfolios/shop/items/theirs' external_references { "
       "system: 'jira' key: 'A-1' } } update_mask { paths: "
       "'external_references' } validate_only: true"},
      {"SubmitItem",
       "name: 'portfolios/shop/items/theirs' validate_only: true"},
      {"RateItem",
       "name: 'portfolios/shop/items/theirs' ratings { criterion: 'risk' "
       "value_hundredths: 300 } validate_only: true"},
      {"ReportOutcome",
       "name: 'portfolios/shop/items/theirs' realised { amount_hundredths: 1 "
       "first_day { year: 2026 month: 1 day: 5 } last_day { year: 2026 month: "
       "1 "
       "day: 9 } basis: 'b' } validate_only: true"},
      {"EstimateItem",
       "name: 'portfolios/shop/items/theirs' efforts { team: "
       "'portfolios/shop/teams/web' effort_hundredths: 100 } validate_only: "
       "true"},
      {"SettleItem",
       "name: 'portfolios/shop/items/theirs' money { amount_hundredths: 1 } "
       "reason: 'r' validate_only: true"},
      {"CheckReadiness", "name: 'portfolios/shop/items/theirs'"},
      {"ValidateItem",
       "name: 'portfolios/shop/items/theirs' validate_only: true"},
      {"ReopenItem",
       "name: 'portfolios/shop/items/theirs' reason: 'r' validate_only: true"},
      {"CompleteItem",
       "name: 'portfolios/shop/items/theirs' validate_only: true"},
      {"CompleteItems",
       "items: 'portfolios/shop/items/theirs' validate_only: true"},
      {"DeclineItem",
       "name: 'portfolios/shop/items/theirs' reason: 'r' validate_only: true"},
      {"WithdrawItem",
       "name: 'portfolios/shop/items/theirs' reason: 'r' validate_only: true"},
      {"MergeItem",
       "name: 'portfolios/shop/items/theirs' into: 'portfolios/shop/items/no' "
       "reason: 'r' validate_only: true"},
      {"RedactItem",
       "name: 'portfolios/shop/items/no' paths { paths: 'title' } reason: 'r' "
       "validate_only: true"},
      // Nothing is changed, so no part needs a right.
      {"ApplyItems",
       "upserts { item { name: 'portfolios/shop/items/theirs' title: 'Item "
       "theirs' } update_mask { paths: 'title' } } validate_only: true"},
      {"CreateComment",
       "parent: 'portfolios/shop/items/theirs' comment { text: 'x' }"},
      {"ListComments", "parent: 'portfolios/shop/items/theirs'"},
      // Scoring.
      {"CreateScoringModel",
       "model { preset: 'joint-default' } validate_only: true"},
      {"GetScoringModel", "name: 'portfolios/shop/models/active'"},
      {"ActivateScoringModel",
       "name: 'portfolios/shop/models/no@1' validate_only: "
       "true"},
      {"ProposeScoringModel",
       "name: 'portfolios/shop/models/no@1' reason: 'r' validate_only: true"},
      {"SignScoringModel",
       "name: 'portfolios/shop/models/no@1' digest: "
       "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'"},
      {"RejectScoringModel", "name: 'portfolios/shop/models/no@1' reason: 'r'"},
      {"GetDispute", "name: 'portfolios/shop/disputes/99'"},
      {"ListDisputes", ""},
      {"StatePosition", "name: 'portfolios/shop/disputes/99' text: 't'"},
      {"CallArbiter", "name: 'portfolios/shop/disputes/99' text: 't'"},
      {"DecideDispute",
       "name: 'portfolios/shop/disputes/99' decision: STATE_REFUSED reason: "
       "'r'"},
      {"GetRanking", "name: 'portfolios/shop/rankings/latest'"},
      {"ListRankedItems", "parent: 'portfolios/shop/rankings/latest'"},
      {"GetRankedItem", "name: 'portfolios/shop/rankings/latest/items/theirs'"},
      {"CompareRankings",
       "before: 'portfolios/shop/rankings/1' after: "
       "'portfolios/shop/rankings/latest'"},
      {"GetLineCrossing", "name: 'portfolios/shop/rankings/1/crossings/no'"},
      {"GetReceipt", "name: 'portfolios/shop/rankings/1/crossings/no/receipt'"},
      {"MarkReceiptsSeen",
       "crossings: 'portfolios/shop/rankings/1/crossings/no'"},
      {"AnswerReceipts",
       "crossings: 'portfolios/shop/rankings/1/crossings/no' answer: "
       "STATE_ACCEPTED text: 'x'"},
      {"PauseTask",
       "name: 'portfolios/shop/tasks/no-decide-1' until { year: 2099 month: 1 "
       "day: 4 } reason: 'r'"},
      {"CreateWebhook",
       "webhook_id: 'w' webhook { url: 'https://hooks.example.com/w' "
       "event_types: 'dev.lifeline.digest' }"},
      {"EnableWebhook", "name: 'portfolios/shop/webhooks/no'"},
      {"DeleteWebhook", "name: 'portfolios/shop/webhooks/no'"},
      {"GetPromiseReport", "name: 'portfolios/shop/promiseReport'"},
      {"GetReviewReport", "name: 'portfolios/shop/reviews/no'"},
      {"CreateBaseline", "baseline_id: 'b' baseline { title: 'B' }"},
      {"GetBaseline", "name: 'portfolios/shop/baselines/no'"},
      {"ExplainLift", "name: 'portfolios/shop/rankings/latest/items/no'"},
      {"SuggestCarriers", "name: 'portfolios/shop/rankings/latest/items/no'"},
      {"GetStability",
       "name: 'portfolios/shop/rankings/latest/items/no/stability'"},
      {"ListStabilities", "parent: 'portfolios/shop/rankings/99'"},
      {"ComputeOptimum", "parent: 'portfolios/shop/rankings/99'"},
      {"CreateScenario",
       "scenario_id: 's' scenario { title: 'S' changes { item_upserts { item { "
       "title: 'x' category: 'seo' } } } } validate_only: true"},
      {"GetScenario", "name: 'portfolios/shop/scenarios/no'"},
      {"SimulateScenario", "name: 'portfolios/shop/scenarios/no'"},
      {"CloseScenario",
       "name: 'portfolios/shop/scenarios/no' state: STATE_DROPPED reason: 'r'"},
      {"RedactText",
       "name: 'portfolios/shop/rankings/1/crossings/no/receipt' reason: 'r'"},
      // Storage and audit.
      {"ListDatabases", ""},
      {"BackUpDatabase", "database: 'roadmap'"},
  };
  return *requests;
}

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_CONFORMANCE_METHOD_REQUESTS_H_
