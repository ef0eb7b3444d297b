#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/redact.h"
#include "services/common/requests_testing.h"
#include "services/scoring/reasons.h"
#include "services/scoring/redaction_testing.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

TEST_F(RedactTextTest, WhyAScenarioWasClosedGoesWithTheTextsInIt) {
  ASSERT_NO_FATAL_FAILURE(KeepScenario());
  v1::Scenario scenario = ScenarioNow();
  scenario.set_state(v1::Scenario::STATE_DROPPED);
  scenario.set_closed_by("portfolios/shop/members/m1");
  *scenario.mutable_close_time() = ToTimestamp(rig_.now());
  scenario.set_close_reason(kSecret);
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return CloseScenario(transaction, "shop", scenario);
  }),
            absl::OkStatus());
  ASSERT_TRUE(Redact(kScenario).ok());
  const v1::Scenario after = ScenarioNow();
  EXPECT_EQ(after.close_reason(), kRedacted);
  EXPECT_EQ(after.closed_by(), scenario.closed_by());
  EXPECT_EQ(after.changes().item_upserts(0).item().title(), "");
  EXPECT_EQ(after.changes().roadmap_upserts(0).resource().mandate().reason(),
            "");
  EXPECT_EQ(after.changes().model().reason(), "");
  EXPECT_EQ(ReasonOf(Redact(kScenario).status()), kNothingToRedact);
  EXPECT_EQ(ReasonOf(Redact(absl::StrCat(kScenario, "9")).status()),
            kNothingToRedact);
}

// Members and references of a document, stored before they were given their
// names.
v1::PreviewChangesRequest AboutBo(const std::string& address) {
  v1::PreviewChangesRequest changes;
  changes.set_parent("portfolios/shop");
  auto& by_address = *changes.add_roadmap_upserts();
  by_address.mutable_resource()->mutable_member()->set_address(address);
  by_address.mutable_resource()->mutable_member()->set_display_name("Bo Cat");
  by_address.mutable_update_mask()->add_paths("display_name");
  auto& by_name =
      *changes.add_roadmap_upserts()->mutable_resource()->mutable_member();
  by_name.set_name("portfolios/shop/members/bo");
  by_name.set_display_name("Bo Cat");
  auto& other =
      *changes.add_roadmap_upserts()->mutable_resource()->mutable_member();
  other.set_name("portfolios/shop/members/m1");
  other.set_display_name("Anna");
  other.set_deputy("portfolios/shop/members/" + address);
  auto& item = *changes.add_item_upserts()->mutable_item();
  item.set_name("portfolios/shop/items/poor");
  item.set_owner("portfolios/shop/members/" + address);
  return changes;
}

void ExpectOnlyOthers(const v1::PreviewChangesRequest& changes) {
  ASSERT_EQ(changes.roadmap_upserts_size(), 1);
  const auto& other = changes.roadmap_upserts(0).resource().member();
  EXPECT_EQ(other.display_name(), "Anna");
  EXPECT_EQ(other.deputy(), "portfolios/shop/members/bo");
  EXPECT_EQ(changes.item_upserts(0).item().owner(),
            "portfolios/shop/members/bo");
}

TEST_F(RedactTextTest, AnErasedMemberGoesFromScenarios) {
  v1::Scenario scenario;
  scenario.set_name(kScenario);
  scenario.set_state(v1::Scenario::STATE_OPEN);
  *scenario.mutable_changes() = AboutBo("bo@Secret.example");
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    absl::Status kept =
        KeepAnswer(transaction, {"anna", "made", "/test/Create", "digest"},
                   scenario.SerializeAsString(), rig_.now());
    if (!kept.ok()) return kept;
    absl::Status inserted = InsertScenario(transaction, "shop", scenario);
    if (!inserted.ok()) return inserted;
    scenario.set_state(v1::Scenario::STATE_DROPPED);
    return CloseScenario(transaction, "shop", scenario);
  }),
            absl::OkStatus());
  ASSERT_TRUE(IsStored("bo@Secret.example"));
  ASSERT_TRUE(IsStored("Bo Cat"));
  EraseBo();
  ExpectOnlyOthers(ScenarioNow().changes());
  EXPECT_FALSE(IsStored("bo@Secret.example"));
  EXPECT_FALSE(IsStored("Bo Cat"));
}

TEST_F(RedactTextTest, AnAddressThatTheMemberHasNoMoreIsNotInScenarios) {
  ASSERT_NO_FATAL_FAILURE(Create(AboutBo("bo@SECRET.example")));
  rig_.CommitRoadmap({ScoringRig::Member("bo", "new@secret.example")});
  rig_.Settle();
  EraseBo();
  ExpectOnlyOthers(ScenarioNow().changes());
  EXPECT_FALSE(IsStored("SECRET.example"));
  EXPECT_FALSE(IsStored("Bo Cat"));
}

TEST_F(RedactTextTest, WhoIsOnlyMentionedInAScenarioStaysAsHeIs) {
  v1::PreviewChangesRequest changes;
  changes.add_roadmap_upserts()
      ->mutable_resource()
      ->mutable_member()
      ->set_address("bo@secret.example");
  ASSERT_NO_FATAL_FAILURE(Create(changes));
  const auto upsert = ScenarioNow().changes().roadmap_upserts(0);
  EXPECT_EQ(upsert.resource().member().name(), "portfolios/shop/members/bo");
  ASSERT_EQ(upsert.update_mask().paths_size(), 1);
  EXPECT_EQ(upsert.update_mask().paths(0), "name");
}

// A mandate of `rich`, and `rich` as another tool calls it.
v1::PreviewChangesRequest WithoutNames() {
  v1::PreviewChangesRequest changes;
  changes.set_parent("portfolios/shop");
  auto& mandate =
      *changes.add_roadmap_upserts()->mutable_resource()->mutable_mandate();
  mandate.set_item("portfolios/shop/items/rich");
  mandate.set_reason(kAsks);
  auto& item = *changes.add_item_upserts()->mutable_item();
  item.set_title(kSecret);
  item.mutable_money()->set_amount_hundredths(7);
  item.add_external_references()->set_system("jira");
  item.mutable_external_references(0)->set_key("SEO-7");
  return changes;
}

backlog::v1::Item RichOfJira() {
  backlog::v1::Item item = ScoringRig::Item("rich", 100'000, 400);
  item.add_external_references()->set_system("jira");
  item.mutable_external_references(0)->set_key("SEO-7");
  return item;
}

TEST_F(RedactTextTest, WhatAScenarioWritesWithoutANameIsGivenIt) {
  rig_.CommitItems({RichOfJira()});
  rig_.Settle();
  ASSERT_NO_FATAL_FAILURE(Create(WithoutNames()));
  const v1::PreviewChangesRequest changes = ScenarioNow().changes();
  EXPECT_EQ(changes.roadmap_upserts(0).resource().mandate().name(), kMandate);
  EXPECT_EQ(changes.item_upserts(0).item().name(),
            "portfolios/shop/items/rich");
}

TEST_F(RedactTextTest, WhatWasStoredWithoutANameIsRedacted) {
  v1::Scenario scenario;
  scenario.set_name(kScenario);
  scenario.set_state(v1::Scenario::STATE_OPEN);
  *scenario.mutable_changes() = WithoutNames();
  ASSERT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
    return InsertScenario(transaction, "shop", scenario);
  }),
            absl::OkStatus());
  rig_.OfferRoadmap(RedactedMandate(Mandate(kRedacted)));
  backlog::v1::Item item = RichOfJira();
  item.set_title(kSecret);
  rig_.CommitItems({Redacted(std::move(item), {"title"})});
  rig_.Settle();
  const v1::PreviewChangesRequest changes = ScenarioNow().changes();
  EXPECT_EQ(changes.roadmap_upserts(0).resource().mandate().reason(), "");
  EXPECT_EQ(changes.item_upserts(0).item().title(), "");
  EXPECT_EQ(changes.item_upserts(0).item().money().amount_hundredths(), 7);
  EXPECT_FALSE(IsStored(kAsks));
}

// Stored without a name, as above; the item came later, and was lost.
TEST_F(RedactTextTest, WhatWasLostGoesFromWhatKnowsItByAReference) {
  ASSERT_NO_FATAL_FAILURE(Create(WithoutNames()));
  rig_.CommitItems({RichOfJira()});
  rig_.Settle();
  ASSERT_NO_FATAL_FAILURE(
      RestoreBacklog(2, {ScoringRig::Item("poor", 1'000, 400)}));
  ASSERT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  ASSERT_EQ(ScenarioNow().changes().item_upserts(0).item().title(), kSecret);
  ASSERT_TRUE(Redact("portfolios/shop/items/rich").ok());
  EXPECT_EQ(ScenarioNow().changes().item_upserts(0).item().title(), "");
  EXPECT_FALSE(IsStored(kSecret));
}

TEST_F(RedactTextTest, WhatWasLostIsNotFoundByAReference) {
  rig_.CommitItems({RichOfJira()});
  rig_.Settle();
  backlog::v1::Item again = RichOfJira();
  again.set_name("portfolios/shop/items/tagged");
  ASSERT_NO_FATAL_FAILURE(RestoreBacklog(2, {again}));
  ASSERT_EQ(rig_.StandingOf("rich"), v1::STANDING_LOST);
  ASSERT_NO_FATAL_FAILURE(Create(WithoutNames()));
  EXPECT_EQ(ScenarioNow().changes().item_upserts(0).item().name(),
            again.name());
}

TEST_F(RedactTextTest, ARedactedDraftGoesFromScenariosAndIsStoredNowhere) {
  v1::PreviewChangesRequest changes;
  auto& upsert = *changes.add_item_upserts();
  upsert.mutable_item()->set_name("portfolios/shop/items/draft");
  upsert.mutable_item()->set_title("Fire Bo Cat");
  upsert.mutable_item()->mutable_money()->set_amount_hundredths(7);
  ASSERT_NO_FATAL_FAILURE(Create(changes));
  ASSERT_TRUE(IsStored("Fire Bo Cat"));
  backlog::v1::Item draft = ScoringRig::Item("draft", 100, 100);
  draft.set_state(backlog::v1::Item::STATE_DRAFT);
  draft.clear_submit_time();
  draft.set_title("Fire Bo Cat");
  draft.set_outcome("kept to oneself");
  rig_.CommitItems({Redacted(draft, {"title"})});
  rig_.Settle();
  const v1::PreviewChangesRequest after = ScenarioNow().changes();
  EXPECT_EQ(after.item_upserts(0).item().title(), "");
  EXPECT_EQ(after.item_upserts(0).item().money().amount_hundredths(), 7);
  EXPECT_FALSE(IsStored("Fire Bo Cat"));
  EXPECT_FALSE(IsStored("kept to oneself"));
  rig_.Restart();
  EXPECT_EQ(rig_.Latest()->view->FindItem("portfolios/shop/items/draft"),
            std::nullopt);
}

// Whoever makes the changes of a scenario writes what its masks name.
TEST_F(RedactTextTest, WhatIsRedactedInAScenarioIsWrittenNowhere) {
  v1::PreviewChangesRequest changes = WithoutNames();
  // As a document says it, as a program may, and what only has a text.
  for (const char* path : {"item", "reason"})
    changes.mutable_roadmap_upserts(0)->mutable_update_mask()->add_paths(path);
  changes.mutable_item_upserts(0)->mutable_item()->set_name(
      "portfolios/shop/items/rich");
  auto& title = *changes.add_item_upserts();
  title.mutable_item()->set_name("portfolios/shop/items/poor");
  title.mutable_item()->set_title(kSecret);
  title.mutable_update_mask()->add_paths("title");
  auto& capacity = *changes.add_roadmap_upserts();
  auto& withheld = *capacity.mutable_resource()->mutable_capacity();
  withheld.set_name("portfolios/shop/periods/q1/capacities/web");
  withheld.add_withheld()->set_amount_hundredths(50);
  withheld.mutable_withheld(0)->set_reason(kSecret);
  capacity.mutable_update_mask()->add_paths("withheld");
  ASSERT_NO_FATAL_FAILURE(Create(changes));
  ASSERT_TRUE(Redact(kScenario).ok());
  const v1::Scenario after = ScenarioNow();
  EXPECT_EQ(after.SerializeAsString().find(kRedacted), std::string::npos);
  ASSERT_EQ(after.changes().item_upserts_size(), 1);
  const auto mask = [](const auto& upsert) {
    return absl::StrJoin(upsert.update_mask().paths(), ",");
  };
  // All that it wrote, what it clears included, but for the title.
  EXPECT_EQ(mask(after.changes().item_upserts(0)),
            "problem,outcome,category,requester,owner,labels,touchpoints,"
            "due_date,due_basis,money,ratings,confidence,estimate,evidence,"
            "required_items,parent_item,external_references,origin,"
            "business_case,measure,study");
  EXPECT_EQ(mask(after.changes().roadmap_upserts(0)), "item");
  // What is withheld is; the roadmap will ask why.
  EXPECT_EQ(mask(after.changes().roadmap_upserts(1)), "withheld");
  const auto& entry =
      after.changes().roadmap_upserts(1).resource().capacity().withheld(0);
  EXPECT_EQ(entry.amount_hundredths(), 50);
  EXPECT_EQ(entry.reason(), "");
}

TEST_F(RedactTextTest, AScenarioWithoutATextHasNothingToRedact) {
  v1::PreviewChangesRequest changes = WithoutNames();
  changes.mutable_roadmap_upserts(0)
      ->mutable_resource()
      ->mutable_mandate()
      ->clear_reason();
  changes.mutable_item_upserts(0)->mutable_item()->clear_title();
  ASSERT_NO_FATAL_FAILURE(Create(changes));
  EXPECT_EQ(ReasonOf(Redact(kScenario).status()), kNothingToRedact);
}

}  // namespace
}  // namespace lifeline::scoring
