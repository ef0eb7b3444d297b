#include "clients/cli/sheet.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Three open items and one that is done: `ready` has everything, `half` misses
// money and a rating, `bare` misses all.
SheetContents Shop() {
  SheetContents contents;
  contents.portfolio.set_name("portfolios/shop");
  auto* size = contents.portfolio.add_sizes();
  size->set_letter("M");
  size->set_effort_hundredths(500);
  for (const char* id : {"web", "content"}) {
    contents.teams.emplace_back().set_name(
        absl::StrCat("portfolios/shop/teams/", id));
  }
  const auto add = [&](const std::string& id, Item::State state, int rank,
                       std::vector<std::string> missing) -> Item& {
    Item& item = contents.items.emplace_back();
    item.set_name(absl::StrCat("portfolios/shop/items/", id));
    item.set_title(absl::StrCat("Title; of ", id));
    item.set_category("seo");
    item.set_state(state);
    item.set_etag("e1");
    auto& ranked = contents.ranked.emplace_back();
    ranked.set_item(item.name());
    ranked.set_rank(rank);
    for (const std::string& input : missing) ranked.add_missing(input);
    return item;
  };
  add("bare", Item::STATE_SUBMITTED, 0, {"fit", "money", "effort"});
  Item& half = add("half", Item::STATE_VALIDATING, 0, {"fit", "money"});
  auto* effort = half.mutable_estimate()->add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(250);
  auto* reference = half.add_external_references();
  reference->set_system("jira");
  reference->set_key("A-1");
  reference->set_rank("0|i1:");
  add("gone", Item::STATE_DONE, 0, {});
  Item& ready = add("ready", Item::STATE_READY, 1, {});
  ready.mutable_money()->set_amount_hundredths(1200050);
  for (const char* team : {"web", "content"}) {
    auto* part = ready.mutable_estimate()->add_efforts();
    part->set_team(absl::StrCat("portfolios/shop/teams/", team));
    part->set_effort_hundredths(team == std::string("web") ? 350 : 500);
  }
  auto* criterion = contents.model.add_criteria();
  criterion->set_id("fit");
  criterion->set_title("Strategic fit");
  return contents;
}

std::string EnglishSheet() {
  return WriteSheet(Shop(), Language::kEnglish, "web");
}

absl::StatusOr<SheetPlan> Read(const std::string& text) {
  const auto file = ReadCsv(text);
  EXPECT_TRUE(file.ok()) << file.status();
  return ReadSheet(*file, Shop(), "");
}

std::vector<std::string> Errors(const absl::Status& status) {
  google::rpc::BadRequest bad_request;
  EXPECT_TRUE(ReadDetail(status, &bad_request)) << status;
  std::vector<std::string> lines;
  for (const auto& violation : bad_request.field_violations()) {
    lines.push_back(
        absl::StrCat(violation.field(), ": ", violation.description()));
  }
  return lines;
}

TEST(Sheet, HasARowForEachOpenItemAndAColumnForWhatIsMissing) {
  EXPECT_EQ(EnglishSheet(),
            "item,title,category,external key,tool's rank,money band,money a "
            "month,size,team,Strategic fit [fit],ready\n"
            "ready,Title; of ready,seo,,,10k-30k,12000.5,web 3.5 + content "
            "5,,,yes\n"
            "half,Title; of half,seo,A-1,0|i1:,,,2.5,web,,\n"
            "bare,Title; of bare,seo,,,,,,web,,\n");
}

TEST(Sheet, InGermanHasSemicolonsAndDecimalCommas) {
  EXPECT_EQ(WriteSheet(Shop(), Language::kGerman, ""),
            "Anforderung;Titel;Bereich;externer Schlüssel;Rang im Werkzeug;"
            "Geld von-bis;Geld im Monat;Größe;Team;Strategic fit [fit];bereit\n"
            "ready;\"Title; of ready\";seo;;;10k-30k;12000,5;web 3,5 + content "
            "5;;;ja\n"
            "half;\"Title; of half\";seo;A-1;0|i1:;;;2,5;web;;\n"
            "bare;\"Title; of bare\";seo;;;;;;;;\n");
}

TEST(Sheet, TakenBackAsItIsChangesNothing) {
  for (const Language language : {Language::kEnglish, Language::kGerman}) {
    const auto plan = Read(WriteSheet(Shop(), language, "web"));
    ASSERT_TRUE(plan.ok()) << plan.status();
    EXPECT_EQ(plan->language, language);
    EXPECT_EQ(plan->row_count, 3);
    EXPECT_THAT(plan->items, IsEmpty());
  }
}

TEST(Sheet, WhatIsFilledInIsWrittenAndReadyOnceNothingIsMissing) {
  const auto plan = Read(
      "Anforderung;Geld von-bis;Geld im Monat;Größe;Team;x [fit];bereit\n"
      "bare;;1.500,50;m;web;7,5;ja\n"
      "half;1k-3k;;;;;ja\n");
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_THAT(plan->items, SizeIs(2));
  const auto& bare = plan->items[0];
  EXPECT_THAT(bare.update_mask().paths(),
              ElementsAre("estimate", "money", "ratings", "state"));
  EXPECT_EQ(bare.item().etag(), "e1");
  EXPECT_EQ(bare.item().money().amount_hundredths(), 150050);
  EXPECT_EQ(bare.item().estimate().efforts(0).effort_hundredths(), 500);
  EXPECT_EQ(bare.item().ratings(0).value_hundredths(), 750);
  EXPECT_EQ(bare.item().state(), Item::STATE_READY);
  const auto& half = plan->items[1];
  EXPECT_THAT(half.update_mask().paths(), ElementsAre("money"));
  EXPECT_EQ(half.item().money().amount_hundredths(), 170000);
  ASSERT_THAT(plan->notices, SizeIs(1));
  EXPECT_THAT(ProblemLine(plan->notices[0]),
              HasSubstr("row 3, half, bereit: stays as it is, because this is "
                        "missing: fit"));
}

TEST(Sheet, ASubmittedItemThatGetsNumbersIsBeingValidated) {
  const auto plan = Read("item,size,team\nbare,web 3 + content M,\n");
  ASSERT_TRUE(plan.ok()) << plan.status();
  ASSERT_THAT(plan->items, SizeIs(1));
  EXPECT_EQ(plan->items[0].item().state(), Item::STATE_VALIDATING);
  EXPECT_EQ(plan->items[0].item().estimate().efforts_size(), 2);
}

TEST(Sheet, ABandOrAnAmountThatWasChangedAloneIsMeant) {
  const auto band = Read("item,money band,money a month\nready,>1M,12000.5\n");
  ASSERT_TRUE(band.ok()) << band.status();
  EXPECT_EQ(band->items[0].item().money().amount_hundredths(), 170000000);
  const auto amount = Read("item,money band,money a month\nready,10k-30k,50\n");
  ASSERT_TRUE(amount.ok()) << amount.status();
  EXPECT_EQ(amount->items[0].item().money().amount_hundredths(), 5000);
  EXPECT_THAT(
      Errors(Read("item,money band,money a month\nready,>1M,50\n").status()),
      ElementsAre(HasSubstr("say different things")));
}

TEST(Sheet, EveryWrongCellIsToldAtOnceWithRowItemAndColumn) {
  const auto plan = Read(
      "item,money band,money a month,size,team,Strategic fit [fit],ready\n"
      "bare,much,\"2,5\",huge,web,11,maybe\n"
      "half,,,3,,,\n"
      "nobody,,,,,,\n"
      "ready,,,3,ghosts,,no\n"
      "ready,,,,,,\n"
      "gone,,7,,,,\n");
  EXPECT_THAT(
      Errors(plan.status()),
      ElementsAre(
          HasSubstr("row 2, bare, money a month: `2,5` is no number"),
          HasSubstr("row 2, bare, money band: `much` is no band; choose <1k"),
          HasSubstr("row 2, bare, size: `huge` is no number"),
          HasSubstr("row 2, bare, Strategic fit [fit]: `11` is not on the "
                    "scale from 0 to 10"),
          HasSubstr("row 2, bare, ready: `maybe` is neither"),
          HasSubstr("row 3, half, team: is empty; the size needs a team; "
                    "choose web, content"),
          HasSubstr("row 4, nobody, item: is no item"),
          HasSubstr("row 5, ready, team: `ghosts` is no team"),
          HasSubstr("row 5, ready, ready: the item is READY"),
          HasSubstr("row 6, ready: stands in row 5 too"),
          HasSubstr("row 7, gone, item: is no longer open")));
}

TEST(Sheet, WithoutItemsIsNone) {
  EXPECT_THAT(std::string(Read("a,b\n1,2\n").status().message()),
              HasSubstr("lifeline sheet export"));
}

TEST(Sheet, ATitleThatLooksLikeAFormulaIsText) {
  SheetContents contents = Shop();
  contents.items[0].set_title("=HYPERLINK(1)");
  EXPECT_THAT(WriteSheet(contents, Language::kGerman, ""),
              HasSubstr("bare;'=HYPERLINK(1);seo"));
}

}  // namespace
}  // namespace lifeline::cli
