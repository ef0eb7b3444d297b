#include "tests/agreement/agreed_shop.h"

namespace lifeline {

using scoring::v1::ScoringModel;

std::string NameIn(absl::string_view kind, absl::string_view id) {
  return absl::StrCat(kShop, "/", kind, "/", id);
}

void AgreedShop::Restart() {
  Stop();
  Start();
}

void AgreedShop::SeeRoadmap(int64_t revision) { seen_.set_roadmap(revision); }

void AgreedShop::SetUp() {
  Start();
  if (HasFatalFailure()) return;
  roadmap::v1::CreatePortfolioRequest create;
  create.set_portfolio_id("shop");
  create.mutable_portfolio()->set_title("Shop");
  ASSERT_TRUE(
      Call("anna", roadmap(), &RoadmapStub::CreatePortfolio, create).ok());
  roadmap::v1::ApplyRoadmapRequest apply;
  apply.set_parent(kShop);
  const auto add = [&](const char* id, roadmap::v1::Role role) {
    auto* member = apply.add_upserts()->mutable_resource()->mutable_member();
    member->set_name(NameIn("members", id));
    member->set_address(absl::StrCat(id, "@example.com"));
    member->add_roles(role);
    if (role == roadmap::v1::ROLE_SYNC)
      member->set_kind(roadmap::v1::Member::KIND_TOOL);
  };
  add("mia", roadmap::v1::ROLE_MARKETING_LEAD);
  add("ivan", roadmap::v1::ROLE_IT_LEAD);
  add("ada", roadmap::v1::ROLE_ARBITER);
  add("ben", roadmap::v1::ROLE_REQUESTER);
  add("bot", roadmap::v1::ROLE_SYNC);
  auto* team = apply.add_upserts()->mutable_resource()->mutable_team();
  team->set_name(NameIn("teams", "web"));
  team->set_title("Web");
  auto* period = apply.add_upserts()->mutable_resource()->mutable_period();
  period->set_name(NameIn("periods", "q1"));
  period->mutable_first_day()->set_year(2027);
  period->mutable_first_day()->set_month(1);
  period->mutable_first_day()->set_day(4);
  period->mutable_last_day()->set_year(2027);
  period->mutable_last_day()->set_month(3);
  period->mutable_last_day()->set_day(26);
  period->set_state(roadmap::v1::PlanningPeriod::STATE_OPEN);
  auto* capacity = apply.add_upserts()->mutable_resource()->mutable_capacity();
  capacity->set_name(absl::StrCat(NameIn("periods", "q1"), "/capacities/web"));
  capacity->set_gross_hundredths(4'000);
  const auto applied =
      Call("anna", roadmap(), &RoadmapStub::ApplyRoadmap, apply);
  ASSERT_TRUE(applied.ok()) << applied.status();
  SeeRoadmap(applied->revision());
  backlog::v1::ApplyItemsRequest items;
  items.set_parent(kShop);
  items.set_min_roadmap_revision(seen_.roadmap());
  const auto item = [&](const char* id, int64_t money, int64_t days) {
    auto* added = items.add_upserts()->mutable_item();
    added->set_name(NameIn("items", id));
    added->set_title(absl::StrCat("Title of ", id));
    added->set_category("seo");
    added->set_requester(NameIn("members", "ben"));
    added->set_state(backlog::v1::Item::STATE_READY);
    added->mutable_money()->set_amount_hundredths(money * 100);
    auto* part = added->mutable_estimate()->add_efforts();
    part->set_team(NameIn("teams", "web"));
    part->set_effort_hundredths(days * 100);
  };
  // More money than its size costs it: joint-default puts it first.
  item("relaunch", 900'000, 36);
  item("titles", 1'000, 6);
  for (int n = 1; n <= more_items_; ++n)
    item(absl::StrCat("more-", n).c_str(), 100 * n, 6);
  const auto written = Call("anna", backlog(), &BacklogStub::ApplyItems, items);
  ASSERT_TRUE(written.ok()) << written.status();
  seen_.set_backlog(written->revision());
  // Whoever makes a portfolio leads everything in it at first.
  SetRoles("m1", {roadmap::v1::ROLE_ADMIN});
  ASSERT_EQ(StandingOf("relaunch"), scoring::v1::STANDING_ABOVE);
  ASSERT_EQ(StandingOf("titles"), scoring::v1::STANDING_BELOW);
}

absl::StatusOr<ScoringModel> AgreedShop::Draft(const std::string& preset) {
  scoring::v1::CreateScoringModelRequest request;
  request.set_parent(kShop);
  request.mutable_model()->set_preset(preset);
  return Call("mia", scoring(), &ScoringStub::CreateScoringModel, request);
}

absl::StatusOr<ScoringModel> AgreedShop::Model(const std::string& name) {
  scoring::v1::GetScoringModelRequest request;
  request.set_name(name);
  return Call("ben", scoring(), &ScoringStub::GetScoringModel, request);
}

absl::StatusOr<ScoringModel> AgreedShop::Propose(absl::string_view as,
                                                 const std::string& model) {
  scoring::v1::ProposeScoringModelRequest request;
  request.set_name(model);
  request.set_reason("small things first");
  *request.mutable_min_revisions() = seen_;
  return Call(as, scoring(), &ScoringStub::ProposeScoringModel, request);
}

absl::StatusOr<ScoringModel> AgreedShop::Sign(absl::string_view as,
                                              const std::string& model,
                                              const std::string& digest,
                                              roadmap::v1::Role role) {
  scoring::v1::SignScoringModelRequest request;
  request.set_name(model);
  request.set_digest(digest);
  request.set_role(role);
  return Call(as, scoring(), &ScoringStub::SignScoringModel, request);
}

absl::StatusOr<scoring::v1::Dispute> AgreedShop::CallArbiter(
    absl::string_view as, const std::string& name) {
  scoring::v1::CallArbiterRequest request;
  request.set_name(name);
  request.set_text("we do not agree");
  return Call(as, scoring(), &ScoringStub::CallArbiter, request);
}

absl::StatusOr<scoring::v1::Dispute> AgreedShop::State(
    absl::string_view as, const std::string& dispute, bool grants,
    const std::string& text, const std::string& mandate) {
  scoring::v1::StatePositionRequest request;
  request.set_name(dispute);
  request.set_grants(grants);
  request.set_text(text);
  request.set_mandate(mandate);
  *request.mutable_min_revisions() = seen_;
  return Call(as, scoring(), &ScoringStub::StatePosition, request);
}

absl::StatusOr<scoring::v1::Dispute> AgreedShop::Decide(
    absl::string_view as, const std::string& dispute,
    scoring::v1::Dispute::State decision, const std::string& mandate,
    const std::string& digest) {
  scoring::v1::DecideDisputeRequest request;
  request.set_name(dispute);
  request.set_decision(decision);
  request.set_reason("both sides were heard");
  request.set_mandate(mandate);
  request.set_digest(digest);
  *request.mutable_min_revisions() = seen_;
  return Call(as, scoring(), &ScoringStub::DecideDispute, request);
}

absl::StatusOr<scoring::v1::Dispute> AgreedShop::Dispute(
    const std::string& name) {
  scoring::v1::GetDisputeRequest request;
  request.set_name(name);
  return Call("ada", scoring(), &ScoringStub::GetDispute, request);
}

std::vector<scoring::v1::Dispute> AgreedShop::Disputes(
    const std::string& filter) {
  scoring::v1::ListDisputesRequest request;
  request.set_parent(kShop);
  request.set_filter(filter);
  const auto page = Call("ada", scoring(), &ScoringStub::ListDisputes, request);
  EXPECT_TRUE(page.ok()) << page.status();
  if (!page.ok()) return {};
  return {page->disputes().begin(), page->disputes().end()};
}

scoring::v1::Dispute AgreedShop::Appeal(const std::string& item) {
  scoring::v1::ListReceiptsRequest owed;
  owed.set_parent(kShop);
  owed.set_filter(absl::StrCat("state = OWED AND item = ", item));
  const auto receipts =
      Call("ben", scoring(), &ScoringStub::ListReceipts, owed);
  EXPECT_TRUE(receipts.ok() && receipts->receipts_size() == 1);
  scoring::v1::AnswerReceiptsRequest request;
  request.set_parent(kShop);
  request.add_crossings(receipts->receipts(0).crossing());
  request.set_answer(scoring::v1::Receipt::STATE_APPEALED);
  request.set_text("our pages have no titles");
  request.set_displaces_item(NameIn("items", "relaunch"));
  const auto answered =
      Call("ben", scoring(), &ScoringStub::AnswerReceipts, request);
  EXPECT_TRUE(answered.ok()) << answered.status();
  for (const scoring::v1::Dispute& open : Disputes("state = LEADS")) {
    if (open.item() == NameIn("items", item)) return open;
  }
  ADD_FAILURE() << "the appeal about " << item << " is before nobody";
  return scoring::v1::Dispute();
}

scoring::v1::Receipt AgreedShop::Receipt(const std::string& crossing) {
  scoring::v1::GetReceiptRequest request;
  request.set_name(crossing + "/receipt");
  const auto receipt =
      Call("ben", scoring(), &ScoringStub::GetReceipt, request);
  EXPECT_TRUE(receipt.ok()) << receipt.status();
  return receipt.ok() ? *receipt : scoring::v1::Receipt();
}

std::string AgreedShop::MakeMandate(const std::string& item) {
  roadmap::v1::CreateMandateRequest request;
  request.set_parent(kShop);
  request.mutable_mandate()->set_name(NameIn("mandates", item));
  request.mutable_mandate()->set_item(NameIn("items", item));
  request.mutable_mandate()->set_reason("granted after an appeal");
  request.mutable_mandate()->set_approver(NameIn("members", "ada"));
  request.mutable_mandate()->mutable_until()->set_year(2027);
  request.mutable_mandate()->mutable_until()->set_month(3);
  request.mutable_mandate()->mutable_until()->set_day(26);
  const auto mandate =
      Call("ada", roadmap(), &RoadmapStub::CreateMandate, request);
  EXPECT_TRUE(mandate.ok()) << mandate.status();
  if (mandate.ok()) SeeRoadmap(mandate->revision());
  return request.mandate().name();
}

void AgreedShop::SetRoles(const std::string& member,
                          const std::vector<roadmap::v1::Role>& roles) {
  roadmap::v1::UpdateMemberRequest request;
  request.mutable_member()->set_name(NameIn("members", member));
  for (const roadmap::v1::Role role : roles)
    request.mutable_member()->add_roles(role);
  request.mutable_update_mask()->add_paths("roles");
  const auto updated =
      Call("anna", roadmap(), &RoadmapStub::UpdateMember, request);
  ASSERT_TRUE(updated.ok()) << updated.status();
  SeeRoadmap(updated->revision());
  Ranking();
}

scoring::v1::Ranking AgreedShop::Ranking() {
  scoring::v1::GetRankingRequest request;
  request.set_name(NameIn("rankings", "latest"));
  *request.mutable_min_revisions() = seen_;
  const auto ranking =
      Call("ben", scoring(), &ScoringStub::GetRanking, request);
  EXPECT_TRUE(ranking.ok()) << ranking.status();
  return ranking.ok() ? *ranking : scoring::v1::Ranking();
}

scoring::v1::Standing AgreedShop::StandingOf(const std::string& item) {
  scoring::v1::GetRankedItemRequest request;
  request.set_name(absl::StrCat(NameIn("rankings", "latest"), "/items/", item));
  *request.mutable_min_revisions() = seen_;
  const auto ranked =
      Call("ben", scoring(), &ScoringStub::GetRankedItem, request);
  EXPECT_TRUE(ranked.ok()) << ranked.status();
  return ranked.ok() ? ranked->standing() : scoring::v1::STANDING_UNSPECIFIED;
}

void AgreedShop::SetMoney(const std::string& item, int64_t money) {
  backlog::v1::ApplyItemsRequest items;
  items.set_parent(kShop);
  auto* upsert = items.add_upserts();
  upsert->mutable_item()->set_name(NameIn("items", item));
  upsert->mutable_item()->mutable_money()->set_amount_hundredths(money * 100);
  upsert->mutable_update_mask()->add_paths("money");
  const auto written = Call("mia", backlog(), &BacklogStub::ApplyItems, items);
  ASSERT_TRUE(written.ok()) << written.status();
  seen_.set_backlog(written->revision());
}

void AgreedShop::ExpectSound() {
  Ranking();
  audit::v1::RunAuditRequest request;
  request.set_parent(kShop);
  const auto audited = Call("anna", audit(), &AuditStub::RunAudit, request);
  ASSERT_TRUE(audited.ok()) << audited.status();
  EXPECT_EQ(audited->finding_count(), 0) << audited->DebugString();
}

}  // namespace lifeline
