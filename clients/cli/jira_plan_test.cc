#include "clients/cli/jira_plan.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using backlog::v1::ItemChange;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// A portfolio that imports are planned against; `Land` does to it what the
// services would.
class JiraShop {
 public:
  JiraShop() {
    world_.portfolio.set_name("portfolios/shop");
    for (const char* id : {"q2", "q1"}) {
      auto& period = world_.periods.emplace_back();
      period.set_name(absl::StrCat("portfolios/shop/periods/", id));
      period.set_state(roadmap::v1::PlanningPeriod::STATE_OPEN);
      period.mutable_first_day()->set_year(2027);
      period.mutable_first_day()->set_month(id == std::string("q1") ? 1 : 4);
      period.mutable_first_day()->set_day(1);
    }
    options_.portfolio = "shop";
    options_.team = "web";
    options_.category = "seo";
    world_.last_import = [this](const std::string& name) {
      return LastImportOf(history_[name]);
    };
    world_.given_up = [this](const std::string&) { return given_up_; };
  }

  JiraPlan Plan(absl::string_view csv) {
    const auto file = ReadCsv(csv);
    auto read = ReadJiraExport(
        *file, absl::UTCTimeZone(),
        absl::FromCivil(absl::CivilDay(2027, 1, 4), absl::UTCTimeZone()));
    EXPECT_TRUE(read.ok()) << read.status();
    auto plan = PlanJiraImport(*read, world_, options_);
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan.ok() ? *std::move(plan) : JiraPlan();
  }

  JiraPlan Import(absl::string_view csv) {
    JiraPlan plan = Plan(csv);
    for (const auto& upsert : plan.items) {
      Item after = upsert.item();
      Item* before = Find(after.name());
      if (before == nullptr) {
        Write(Item(), after, std::string(kJiraChangeId) + "1");
        continue;
      }
      after = *before;
      for (const std::string& path : upsert.update_mask().paths()) {
        CopyField(upsert.item(), path, &after);
      }
      Write(*before, after, std::string(kJiraChangeId) + "2");
    }
    for (const auto& upsert : plan.roadmap) {
      if (!upsert.resource().has_commitment()) continue;
      world_.commitments.push_back(upsert.resource().commitment());
    }
    return plan;
  }

  // What a person does in Lifeline.
  template <typename Change>
  void Edit(const std::string& id, Change change) {
    Item* item = Find(absl::StrCat("portfolios/shop/items/", id));
    ASSERT_NE(item, nullptr);
    Item after = *item;
    change(&after);
    Write(*item, after, "");
  }

  Item& Get(const std::string& id) {
    return *Find(absl::StrCat("portfolios/shop/items/", id));
  }
  JiraWorld& world() { return world_; }
  JiraOptions& options() { return options_; }
  void GiveUpCommitments() {
    world_.commitments.clear();
    given_up_ = true;
  }

 private:
  Item* Find(const std::string& name) {
    for (Item& item : world_.items) {
      if (item.name() == name) return &item;
    }
    return nullptr;
  }

  void Write(const Item& before, const Item& after, const std::string& change) {
    ItemChange entry;
    if (!before.name().empty()) *entry.mutable_before() = before;
    *entry.mutable_after() = after;
    entry.mutable_commit()->set_change_id(change);
    auto& history = history_[after.name()];
    history.insert(history.begin(), entry);
    Item* item = Find(after.name());
    if (item == nullptr) {
      world_.items.push_back(after);
    } else {
      *item = Item(after);
    }
  }

  JiraWorld world_;
  JiraOptions options_;
  bool given_up_ = false;
  std::map<std::string, std::vector<ItemChange>> history_;
};

std::vector<std::string> Notices(const JiraPlan& plan) {
  std::vector<std::string> lines;
  for (const CellProblem& notice : plan.notices) {
    lines.push_back(ProblemLine(notice));
  }
  return lines;
}

constexpr char kThree[] =
    "Issue key,Summary,Description,Status Category,Original Estimate,"
    "Labels,Issue Type,Due date,Custom field (Rank),Reporter,Reporter Id\n"
    "A-1,one,d1,To Do,28800,crawl,Story,,r1,Anna,acc-1\n"
    "A-2,two,d2,In Progress,,,Bug,,r2,Anna,acc-1\n"
    "A-3,three,d3,Done,,,Story,,r3,ben@example.com,\n";

TEST(JiraPlan, EachRowBecomesAnItemInTheStateThatJiraMeans) {
  JiraShop shop;
  shop.options().category_of["bug"] = "it";
  const JiraPlan plan = shop.Import(kThree);
  EXPECT_EQ(plan.created, 3);
  const Item& one = shop.Get("A-1");
  EXPECT_EQ(one.state(), Item::STATE_SUBMITTED);
  EXPECT_EQ(one.category(), "seo");
  EXPECT_EQ(one.problem(), "d1");
  EXPECT_EQ(one.estimate().efforts(0).effort_hundredths(), 100);
  EXPECT_EQ(one.estimate().efforts(0).team(), "portfolios/shop/teams/web");
  EXPECT_EQ(one.external_references(0).key(), "A-1");
  EXPECT_EQ(one.external_references(0).rank(), "r1");
  EXPECT_EQ(one.requester(), "portfolios/shop/members/acc-1@jira.invalid");
  EXPECT_EQ(shop.Get("A-2").category(), "it");
  EXPECT_EQ(shop.Get("A-2").state(), Item::STATE_SUBMITTED);
  EXPECT_EQ(shop.Get("A-3").state(), Item::STATE_DONE);
  // Two members once each, and the commitment in the first open period.
  ASSERT_THAT(plan.roadmap, SizeIs(3));
  EXPECT_EQ(plan.roadmap[0].resource().member().display_name(), "Anna");
  const auto& commitment = plan.roadmap[1].resource().commitment();
  EXPECT_EQ(commitment.name(), "portfolios/shop/commitments/A-2");
  EXPECT_EQ(commitment.period(), "portfolios/shop/periods/q1");
  EXPECT_EQ(commitment.state(), roadmap::v1::Commitment::STATE_STARTED);
  EXPECT_EQ(plan.roadmap[2].resource().member().address(), "ben@example.com");
}

TEST(JiraPlan, ImportingAgainChangesNothing) {
  JiraShop shop;
  shop.Import(kThree);
  const JiraPlan again = shop.Plan(kThree);
  EXPECT_THAT(again.items, IsEmpty());
  EXPECT_EQ(again.unchanged, 3);
  EXPECT_EQ(again.created + again.updated, 0);
}

TEST(JiraPlan, WhatChangedInJiraIsWrittenAndNothingElse) {
  JiraShop shop;
  shop.Import(kThree);
  shop.Edit("A-1", [](Item* item) {
    item->mutable_money()->set_amount_hundredths(500);
    item->set_state(Item::STATE_READY);
  });
  const JiraPlan plan = shop.Import(
      "Issue key,Summary,Description,Status Category,Custom field (Rank)\n"
      "A-1,one better,d1,To Do,r9\n");
  ASSERT_THAT(plan.items, SizeIs(1));
  EXPECT_THAT(plan.items[0].update_mask().paths(),
              UnorderedElementsAre("title", "external_references"));
  EXPECT_EQ(shop.Get("A-1").state(), Item::STATE_READY);
  EXPECT_EQ(shop.Get("A-1").money().amount_hundredths(), 500);
  EXPECT_THAT(Notices(plan), Contains(HasSubstr("1 were imported before")));
}

TEST(JiraPlan, WhatPeopleChangedStaysEvenIfJiraChangedItToo) {
  JiraShop shop;
  shop.Import(kThree);
  shop.Edit("A-1", [](Item* item) {
    item->set_title("ours");
    item->mutable_estimate()->mutable_efforts(0)->set_effort_hundredths(700);
    item->add_labels("mine");
  });
  EXPECT_THAT(shop.Plan(kThree).items, IsEmpty());
  const JiraPlan plan = shop.Import(
      "Issue key,Summary,Labels,Issue Type,Original Estimate\n"
      "A-1,theirs,speed,Story,57600\n");
  EXPECT_THAT(Notices(plan), Contains(HasSubstr("title, estimate")));
  EXPECT_EQ(shop.Get("A-1").title(), "ours");
  EXPECT_THAT(shop.Get("A-1").labels(),
              UnorderedElementsAre("mine", "type:Story", "speed"));
  // A label that somebody has added outlives the next imports.
  shop.Import("Issue key,Summary,Labels,Issue Type\nA-1,one,,Story\n");
  EXPECT_THAT(shop.Get("A-1").labels(),
              UnorderedElementsAre("mine", "type:Story"));
}

TEST(JiraPlan, DoneInJiraIsDoneHereOnceUnlessItWasReopenedHere) {
  JiraShop shop;
  shop.Import(kThree);
  const char* const kDone = "Issue key,Summary,Status Category\nA-1,one,Done\n";
  EXPECT_EQ(shop.Import(kDone).updated, 1);
  EXPECT_EQ(shop.Get("A-1").state(), Item::STATE_DONE);
  shop.Edit("A-1", [](Item* item) { item->set_state(Item::STATE_VALIDATING); });
  shop.Import(kDone);
  EXPECT_EQ(shop.Get("A-1").state(), Item::STATE_VALIDATING);
}

TEST(JiraPlan, OpenedAgainInJiraIsOpenAgain) {
  JiraShop shop;
  shop.Import(kThree);
  shop.Import("Issue key,Summary,Status Category\nA-3,three,To Do\n");
  EXPECT_EQ(shop.Get("A-3").state(), Item::STATE_SUBMITTED);
}

TEST(JiraPlan, ACommitmentThatWasTakenAwayStaysAway) {
  JiraShop shop;
  shop.Import(kThree);
  shop.GiveUpCommitments();
  const JiraPlan plan = shop.Plan(kThree);
  EXPECT_EQ(plan.started, 0);
  EXPECT_THAT(Notices(plan), Contains(HasSubstr("was taken away")));
}

TEST(JiraPlan, WithoutAnOpenPeriodWhatIsInProgressIsTold) {
  JiraShop shop;
  shop.world().periods.clear();
  const JiraPlan plan = shop.Plan(kThree);
  EXPECT_EQ(plan.created, 3);
  EXPECT_THAT(Notices(plan), Contains(HasSubstr("no period is open")));
}

TEST(JiraPlan, LinksBecomeParentsAndRequirements) {
  JiraShop shop;
  const JiraPlan plan = shop.Import(
      "Issue key,Issue id,Summary,Parent,Outward issue link (Blocks)\n"
      "A-1,101,epic,,A-3\nA-2,102,child,101,A-1\nA-3,103,x,A-9,A-1\n");
  EXPECT_EQ(shop.Get("A-2").parent_item(), "portfolios/shop/items/A-1");
  EXPECT_THAT(shop.Get("A-3").required_items(),
              ElementsAre("portfolios/shop/items/A-1"));
  EXPECT_THAT(shop.Get("A-1").required_items(),
              ElementsAre("portfolios/shop/items/A-2"));
  // A-3 blocks A-1, which blocks A-3: one of them has to go.
  EXPECT_THAT(Notices(plan),
              ElementsAre(HasSubstr("A-9 is neither in the file"),
                          HasSubstr("require each other")));
}

TEST(JiraPlan, PointsNeedAFactorWhereDaysAreCounted) {
  JiraShop shop;
  const char* const kPoints = "issuekey,title,storypoint\nA-1,x,5\n";
  JiraPlan plan = shop.Plan(kPoints);
  EXPECT_FALSE(plan.items[0].item().has_estimate());
  EXPECT_THAT(Notices(plan), Contains(HasSubstr("--points-per-day")));
  shop.options().points_per_day_hundredths = 200;
  plan = shop.Plan(kPoints);
  EXPECT_EQ(plan.items[0].item().estimate().efforts(0).effort_hundredths(),
            250);
  shop.options().points_per_day_hundredths = 0;
  shop.world().portfolio.set_unit(roadmap::v1::UNIT_POINTS);
  plan = shop.Plan(kPoints);
  EXPECT_EQ(plan.items[0].item().estimate().efforts(0).effort_hundredths(),
            500);
}

TEST(JiraPlan, AnIdThatIsTakenIsLeftToWhoHasIt) {
  JiraShop shop;
  Item other;
  other.set_name("portfolios/shop/items/A-1");
  shop.world().items.push_back(other);
  const JiraPlan plan = shop.Plan("issuekey,title\nA-1,x\n");
  EXPECT_EQ(plan.items[0].item().name(), "portfolios/shop/items/A-1-jira");
}

}  // namespace
}  // namespace lifeline::cli
