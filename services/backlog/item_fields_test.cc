#include "services/backlog/item_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/backlog/backlog_testing.h"
#include "services/backlog/item_whole.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The paths of everything that is wrong.
std::vector<std::string> Wrong(const v1::Item& item,
                               const ItemFields& fields = AppliedFields()) {
  const Limits limits;
  Violations violations;
  CheckItem(item, fields, CheckContext{&limits, "shop"}, "item", &violations);
  std::vector<std::string> paths;
  for (const auto& [path, description] : violations.list()) {
    EXPECT_GT(description.size(), 10u) << path;
    paths.push_back(path);
  }
  return paths;
}

TEST(ItemFields, EverythingThatIsWrongIsListedAtOnce) {
  v1::Item item;
  item.set_title("two\nlines");
  item.set_requester("anna");
  item.set_owner("portfolios/other/members/m1");
  item.mutable_due_date()->set_year(2027);
  item.mutable_due_date()->set_month(2);
  item.mutable_due_date()->set_day(30);
  item.add_required_items("portfolios/other/items/a");
  item.set_parent_item("a");
  item.set_origin("elsewhere");
  item.add_ratings()->set_criterion("c");
  item.add_ratings()->set_criterion("c");
  item.mutable_estimate();
  EXPECT_THAT(Wrong(item),
              ElementsAre("item.title", "item.category", "item.requester",
                          "item.owner", "item.due_date", "item.parent_item",
                          "item.origin", "item.ratings[1].criterion",
                          "item.estimate.efforts", "item.required_items[0]"));
}

TEST(ItemFields, NothingStandsTwiceInAList) {
  v1::Item item = NewItem("A title", "seo");
  for (int i = 0; i < 2; ++i) {
    auto* effort = item.mutable_estimate()->add_efforts();
    effort->set_team("portfolios/shop/teams/web");
    item.add_evidence()->set_id("e");
    item.mutable_evidence(i)->set_title("t");
    item.add_required_items("portfolios/shop/items/a");
    item.add_external_references()->set_system("jira");
    item.mutable_external_references(i)->set_key("K-1");
  }
  EXPECT_THAT(
      Wrong(item),
      ElementsAre("item.estimate.efforts[1].team", "item.evidence[1].id",
                  "item.required_items[1]", "item.external_references[1]"));
}

TEST(ItemFields, OnlyTheFieldsAskedForAreChecked) {
  v1::Item item;
  item.set_category("seo");
  ItemFields fields;
  fields.set(v1::Item::kCategoryFieldNumber);
  EXPECT_THAT(Wrong(item, fields), IsEmpty());
}

TEST(ItemFields, AnUnknownEnumValueIsRefused) {
  v1::Item item = NewItem("A title", "seo");
  item.set_state(static_cast<v1::Item::State>(77));
  item.add_evidence()->set_id("e");
  item.mutable_evidence(0)->set_title("t");
  item.mutable_evidence(0)->set_grade(static_cast<v1::Evidence::Grade>(77));
  EXPECT_THAT(Wrong(item), ElementsAre("item.state", "item.evidence[0].grade"));
}

TEST(ItemFields, AMaskNamesWritableFieldsOnly) {
  google::protobuf::FieldMask mask;
  for (const char* path :
       {"title", "money", "state", "etag", "nonsense", "money.confidence"}) {
    mask.add_paths(path);
  }
  Violations violations;
  const ItemFields fields =
      ParseItemMask(mask, WritableFields(), "update_mask", &violations);
  EXPECT_EQ(fields.count(), 2u);
  std::vector<std::string> paths;
  for (const auto& violation : violations.list()) {
    paths.push_back(violation.first);
  }
  EXPECT_THAT(paths,
              ElementsAre("update_mask.paths[2]", "update_mask.paths[3]",
                          "update_mask.paths[4]", "update_mask.paths[5]"));
  google::protobuf::FieldMask all;
  all.add_paths("*");
  EXPECT_EQ(ParseItemMask(all, WritableFields(), "m", &violations),
            WritableFields());
}

TEST(ItemFields, EveryFieldIsWritableOrOutputOnly) {
  // A new field of the proto must be thought about here.
  EXPECT_EQ(AppliedFields().count() + 14,
            static_cast<size_t>(v1::Item::descriptor()->field_count()));
}

TEST(ItemFields, ReplacingTakesThePresenceToo) {
  v1::Item source;
  source.set_title("new");
  v1::Item target = NewItem("A title", "seo");
  target.set_confidence(80);
  target.mutable_money()->set_amount_hundredths(5);
  target.set_problem("kept");
  ItemFields fields;
  fields.set(v1::Item::kTitleFieldNumber);
  fields.set(v1::Item::kConfidenceFieldNumber);
  fields.set(v1::Item::kMoneyFieldNumber);
  ReplaceFields(source, fields, &target);
  EXPECT_EQ(target.title(), "new");
  EXPECT_FALSE(target.has_confidence());
  EXPECT_FALSE(target.has_money());
  EXPECT_EQ(target.problem(), "kept");
  EXPECT_EQ(source.title(), "new");
}

TEST(ItemFields, ARatingNeedsTheEvidenceThatItNames) {
  v1::Item item = NewItem("A title", "seo");
  item.add_ratings()->set_evidence("e1");
  item.mutable_money()->set_evidence("e2");
  item.add_evidence()->set_id("e2");
  Violations violations;
  CheckWholeItem(item, Limits(), "item", &violations);
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations.list()[0].first, "item.ratings[0].evidence");
}

}  // namespace
}  // namespace lifeline::backlog
