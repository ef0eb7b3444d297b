#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/rights/rights.h"

namespace lifeline::rights {
namespace {

using enum roadmap::v1::Role;
using Rules = std::vector<Rule>;

// Those who rate value, and those who rate operational risk.
constexpr Roles kRaters = {ROLE_VALUE_RATER, ROLE_PRODUCT_OWNER,
                           ROLE_MARKETING_LEAD, ROLE_EFFORT_RATER,
                           ROLE_IT_LEAD};
// Those who owe answers for items, and those who plan.
constexpr Roles kWeavers = {ROLE_REQUESTER,      ROLE_PRODUCT_OWNER,
                            ROLE_EFFORT_RATER,   ROLE_PLANNER,
                            ROLE_MARKETING_LEAD, ROLE_IT_LEAD};
constexpr Roles kKpiKeepers = {ROLE_PRODUCT_OWNER, ROLE_VALUE_RATER,
                               ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD};

constexpr Roles kLeads = {ROLE_MARKETING_LEAD, ROLE_IT_LEAD};
constexpr Roles kDeciders = {ROLE_MARKETING_LEAD, ROLE_IT_LEAD, ROLE_ARBITER};

Rule Reads(absl::string_view name) {
  return {std::string(name), "read", Who::kReads};
}

Rule Others(absl::string_view name, absl::string_view verb, Who who) {
  return {std::string(name), std::string(verb), who};
}

// Members with one of these roles.
Rule May(absl::string_view name, absl::string_view verb, Roles roles) {
  return {std::string(name), std::string(verb), Who::kHasRole, roles};
}

// The same, and whoever it belongs to.
Rule OwnOr(absl::string_view name, absl::string_view verb, Roles roles) {
  Rule rule = May(name, verb, roles);
  rule.own = true;
  return rule;
}

// The same as May, but no tool.
Rule Persons(absl::string_view name, absl::string_view verb, Roles roles) {
  Rule rule = May(name, verb, roles);
  rule.persons_only = true;
  return rule;
}

Rule EachPart(absl::string_view name, absl::string_view verb, Roles roles) {
  Rule rule = May(name, verb, roles);
  rule.who = Who::kHasRoleForEachPart;
  return rule;
}

Rules RoadmapRules() {
  return {
      Others("CreatePortfolio", "begin a portfolio", Who::kFounds),
      Reads("GetPortfolio"),
      Others("ListPortfolios", "list portfolios", Who::kIsShownOwn),
      May("UpdatePortfolio", "change the portfolio", {ROLE_ADMIN}),
      May("ArchivePortfolio", "archive the portfolio", {ROLE_ADMIN}),
      May("CreateMember", "add members", {ROLE_ADMIN}),
      Reads("GetMember"),
      Reads("GetCaller"),
      Reads("ListMembers"),
      OwnOr("UpdateMember", "change members", {ROLE_ADMIN}),
      Persons("EraseMember", "erase members", {ROLE_ADMIN}),
      May("CreateTeam", "add teams", {ROLE_PLANNER, ROLE_ADMIN}),
      Reads("GetTeam"),
      Reads("ListTeams"),
      May("UpdateTeam", "change teams", {ROLE_PLANNER, ROLE_ADMIN}),
      May("CreatePlanningPeriod", "add periods", {ROLE_PLANNER}),
      Reads("GetPlanningPeriod"),
      Reads("ListPlanningPeriods"),
      May("UpdatePlanningPeriod", "change periods", {ROLE_PLANNER}),
      May("OpenPlanningPeriod", "open periods", {ROLE_PLANNER}),
      May("ClosePlanningPeriod", "close periods", {ROLE_PLANNER}),
      Reads("GetCapacity"),
      Reads("ListCapacities"),
      May("UpdateCapacity", "set capacities", {ROLE_PLANNER, ROLE_IT_LEAD}),
      May("CreateCommitment", "commit items", {ROLE_PLANNER, ROLE_SYNC}),
      Reads("GetCommitment"),
      Reads("ListCommitments"),
      May("UpdateCommitment", "change commitments", {ROLE_PLANNER, ROLE_SYNC}),
      May("DeleteCommitment", "take commitments back", {ROLE_PLANNER}),
      // Those who only see that something is broken make an incident mandate.
      Persons("CreateMandate", "mandate items",
              kDeciders |
                  Roles({ROLE_PLANNER, ROLE_PRODUCT_OWNER, ROLE_EFFORT_RATER})),
      Persons("ApproveMandate", "approve mandates", kDeciders),
      Reads("GetMandate"),
      Reads("ListMandates"),
      Persons("DeleteMandate", "take mandates back", kDeciders),
      May("CreateWeave", "propose weaves", kWeavers),
      Reads("GetWeave"),
      Reads("ListWeaves"),
      Persons("AgreeWeave", "agree to weaves", TakingPart()),
      May("DeleteWeave", "take weaves back", kWeavers),
      May("CreateReview", "open reviews",
          {ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD, ROLE_ARBITER}),
      Reads("GetReview"),
      Reads("ListReviews"),
      Persons("CloseReview", "close reviews",
              {ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD, ROLE_ARBITER}),
      May("CreateKpi", "add KPIs", kKpiKeepers),
      Reads("GetKpi"),
      Reads("ListKpis"),
      May("UpdateKpi", "change KPIs", kKpiKeepers),
      May("AddKpiPoints", "report KPIs", kKpiKeepers),
      Reads("ListKpiPoints"),
      Persons("RedactResource", "redact the roadmap", {ROLE_ADMIN}),
      EachPart("ApplyRoadmap", "apply a document",
               TakingPart() | Roles({ROLE_SYNC})),
      Reads("ListRoadmapChanges"),
      Reads("WatchRoadmap"),
  };
}

Rules BacklogRules() {
  return {
      May("CreateItem", "create items",
          {ROLE_REQUESTER, ROLE_PRODUCT_OWNER, ROLE_MARKETING_LEAD,
           ROLE_IT_LEAD}),
      Reads("GetItem"),
      Reads("ListItems"),
      OwnOr("UpdateItem", "change items of others",
            {ROLE_PRODUCT_OWNER, ROLE_SYNC}),
      OwnOr("SubmitItem", "submit items of others", {ROLE_PRODUCT_OWNER}),
      May("RateItem", "rate items", kRaters),
      Persons("ReportOutcome", "say what items really bring",
              {ROLE_VALUE_RATER, ROLE_PRODUCT_OWNER, ROLE_MARKETING_LEAD}),
      May("EstimateItem", "estimate items", {ROLE_EFFORT_RATER, ROLE_IT_LEAD}),
      Persons("SettleItem", "settle what members judge differently",
              {ROLE_PRODUCT_OWNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
      Reads("CheckReadiness"),
      May("ValidateItem", "say that items are ready",
          kRaters | Roles({ROLE_PLANNER})),
      OwnOr("ReopenItem", "reopen items of others",
            {ROLE_PRODUCT_OWNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
      Persons("CompleteItem", "confirm that items are done", TakingPart()),
      Persons("CompleteItems", "confirm that items are done", TakingPart()),
      Persons("DeclineItem", "decline items",
              {ROLE_PRODUCT_OWNER, ROLE_PLANNER, ROLE_MARKETING_LEAD,
               ROLE_IT_LEAD, ROLE_ARBITER}),
      OwnOr("WithdrawItem", "withdraw items of others", {ROLE_PRODUCT_OWNER}),
      May("MergeItem", "merge items",
          {ROLE_PRODUCT_OWNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
      Persons("RedactItem", "redact items", {ROLE_ADMIN}),
      EachPart("ApplyItems", "apply items", TakingPart() | Roles({ROLE_SYNC})),
      May("CreateComment", "comment", TakingPart()),
      Reads("ListComments"),
      Reads("ListItemChanges"),
      Reads("WatchItems"),
  };
}

Rules ScoringRules() {
  return {
      May("CreateScoringModel", "write scoring models",
          {ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
      Reads("GetScoringModel"),
      Reads("ListScoringModels"),
      Persons("ActivateScoringModel", "activate scoring models",
              {ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
      Persons("ProposeScoringModel", "propose scoring models",
              {ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
      Persons("SignScoringModel", "sign scoring models", kDeciders),
      Persons("RejectScoringModel", "give scoring models up",
              {ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD}),
      Reads("GetDispute"),
      Reads("ListDisputes"),
      Persons("StatePosition", "speak for a side", kLeads),
      Persons("CallArbiter", "call the arbiter", kLeads),
      Persons("DecideDispute", "decide disputes", {ROLE_ARBITER}),
      Reads("GetRanking"),
      Reads("ListRankings"),
      Reads("ListRankedItems"),
      Reads("GetRankedItem"),
      Reads("CompareRankings"),
      Reads("WatchRankings"),
      Reads("PreviewChanges"),
      Reads("GetLineCrossing"),
      Reads("ListLineCrossings"),
      Reads("GetReceipt"),
      Reads("ListReceipts"),
      Persons("MarkReceiptsSeen", "see receipts", TakingPart()),
      Persons("AnswerReceipts", "answer receipts", TakingPart()),
      Reads("ListTasks"),
      Persons("PauseTask", "let decisions wait", TakingPart()),
      Reads("ListDigests"),
      May("CreateWebhook", "add endpoints", {ROLE_ADMIN}),
      May("ListWebhooks", "list endpoints", {ROLE_ADMIN}),
      May("EnableWebhook", "enable endpoints", {ROLE_ADMIN}),
      May("DeleteWebhook", "remove endpoints", {ROLE_ADMIN}),
      May("ListDeliveries", "see what leaves the house",
          {ROLE_PLANNER, ROLE_ADMIN}),
      Reads("GetPromiseReport"),
      Reads("GetReviewReport"),
      May("CreateBaseline", "freeze baselines",
          {ROLE_PLANNER, ROLE_MARKETING_LEAD, ROLE_IT_LEAD, ROLE_ARBITER}),
      Reads("GetBaseline"),
      Reads("ListBaselines"),
      Reads("ExplainLift"),
      Reads("SuggestCarriers"),
      Reads("GetStability"),
      Reads("ListStabilities"),
      Reads("ComputeOptimum"),
      May("CreateScenario", "keep scenarios", TakingPart()),
      Reads("GetScenario"),
      Reads("ListScenarios"),
      Reads("SimulateScenario"),
      May("CloseScenario", "close scenarios", TakingPart()),
      Reads("ListLedgerEntries"),
      Reads("ListStandings"),
      Persons("RedactText", "redact texts of answers", {ROLE_ADMIN}),
  };
}

Rules StorageRules() {
  return {
      Others("ListDatabases", "list databases", Who::kHasCertificate),
      Others("BackUpDatabase", "back up databases", Who::kHasCertificate),
  };
}

Rules AuditRules() {
  return {
      Others("RunAudit", "run audits", Who::kOperates),
      Reads("GetAudit"),
  };
}

void AddAll(absl::string_view service, Rules rules, Rules* all) {
  for (Rule& rule : rules) {
    rule.name = absl::StrCat("lifeline.", service, "/", rule.name);
    all->push_back(std::move(rule));
  }
}

}  // namespace

// Being an admin is no side: an admin keeps the portfolio and its members, and
// neither rates, plans, answers nor decides by it.
absl::Span<const Rule> Methods() {
  static const auto* rules = [] {
    auto* all = new Rules;
    AddAll("roadmap.v1.RoadmapService", RoadmapRules(), all);
    AddAll("backlog.v1.BacklogService", BacklogRules(), all);
    AddAll("scoring.v1.ScoringService", ScoringRules(), all);
    AddAll("storage.v1.StorageService", StorageRules(), all);
    AddAll("audit.v1.AuditService", AuditRules(), all);
    return all;
  }();
  return *rules;
}

// What a document or import brings of an item needs the right of the method
// that would write it. Who submitted when, and what is done, move the line
// without owing anybody an answer.
absl::Span<const Rule> Fields() {
  static const auto* rules = new Rules{
      OwnOr("lifeline.backlog.v1.Item", "change items of others",
            {ROLE_PRODUCT_OWNER}),
      May("lifeline.backlog.v1.Item.money", "say what items bring",
          {ROLE_VALUE_RATER, ROLE_PRODUCT_OWNER, ROLE_MARKETING_LEAD}),
      May("lifeline.backlog.v1.Item.business_case",
          "say how what items bring is reckoned",
          {ROLE_VALUE_RATER, ROLE_PRODUCT_OWNER, ROLE_MARKETING_LEAD}),
      May("lifeline.backlog.v1.Item.ratings", "rate items", kRaters),
      May("lifeline.backlog.v1.Item.confidence", "say how sure ratings are",
          kRaters),
      May("lifeline.backlog.v1.Item.estimate", "estimate items",
          {ROLE_EFFORT_RATER, ROLE_IT_LEAD}),
      OwnOr("lifeline.backlog.v1.Item.external_references",
            "say where else items of others are known",
            {ROLE_PRODUCT_OWNER, ROLE_SYNC}),
      OwnOr("lifeline.backlog.v1.Item.state",
            "say by a document that items of others are done",
            {ROLE_PRODUCT_OWNER}),
      May("lifeline.backlog.v1.Item.submit_time",
          "say when items were submitted", {ROLE_PRODUCT_OWNER}),
      May("lifeline.roadmap.v1.Commitment.period",
          "promise items, and say for when", {ROLE_PLANNER}),
      OwnOr("lifeline.roadmap.v1.Member.display_name", "say the name of others",
            {ROLE_ADMIN}),
      OwnOr("lifeline.roadmap.v1.Member.language_code",
            "say the language of others", {ROLE_ADMIN}),
      OwnOr("lifeline.roadmap.v1.Member.deputy", "say who answers for others",
            {ROLE_ADMIN}),
      OwnOr("lifeline.roadmap.v1.Member.absent_until",
            "say that others are away", {ROLE_ADMIN}),
  };
  return *rules;
}

}  // namespace lifeline::rights
