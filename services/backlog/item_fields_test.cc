#include "services/backlog/item_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Item Valid() {
  v1::Item item;
  item.set_title("A title");
  item.set_category("seo");
  return item;
}

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

std::string Long(int64_t length) {
  return std::string(static_cast<size_t>(length), 'x');
}

template <typename Entries, typename Fill>
void Repeat(int64_t count, Entries* entries, Fill fill) {
  for (int64_t i = 0; i < count; ++i) fill(i, entries->Add());
}

// Sets a field to its limit plus `past`, and says which path that concerns.
struct Bound {
  std::string path;
  std::function<void(int64_t past, v1::Item*)> set;
};

std::vector<Bound> Bounds() {
  const Limits limits;
  const auto named = [](int64_t i, std::string* name) {
    *name = absl::StrCat("portfolios/shop/items/i", i);
  };
  return {
      {"item.title",
       [=](int64_t p, v1::Item* i) {
         i->set_title(Long(limits.title_length + p));
       }},
      {"item.problem",
       [=](int64_t p, v1::Item* i) {
         i->set_problem(Long(limits.text_length + p));
       }},
      {"item.outcome",
       [=](int64_t p, v1::Item* i) {
         i->set_outcome(Long(limits.text_length + p));
       }},
      {"item.category",
       [=](int64_t p, v1::Item* i) { i->set_category(Long(63 + p)); }},
      {"item.due_basis",
       [=](int64_t p, v1::Item* i) {
         i->set_due_basis(Long(limits.due_basis_length + p));
       }},
      {"item.labels",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.labels + p, i->mutable_labels(),
                [](int64_t n, std::string* l) { *l = absl::StrCat(n); });
       }},
      {"item.labels[0]",
       [=](int64_t p, v1::Item* i) {
         i->add_labels(Long(limits.label_length + p));
       }},
      {"item.touchpoints",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.touchpoints + p, i->mutable_touchpoints(),
                [](int64_t n, std::string* l) { *l = absl::StrCat(n); });
       }},
      {"item.touchpoints[0]",
       [=](int64_t p, v1::Item* i) {
         i->add_touchpoints(Long(limits.touchpoint_length + p));
       }},
      {"item.money.amount_hundredths",
       [=](int64_t p, v1::Item* i) {
         i->mutable_money()->set_amount_hundredths(limits.money_hundredths + p);
       }},
      {"item.money.amount_hundredths",
       [](int64_t p, v1::Item* i) {
         i->mutable_money()->set_amount_hundredths(-p);
       }},
      {"item.money.confidence",
       [](int64_t p, v1::Item* i) {
         i->mutable_money()->set_confidence(static_cast<int32_t>(100 + p));
       }},
      {"item.ratings",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.ratings + p, i->mutable_ratings(),
                [](int64_t n, v1::Rating* r) {
                  r->set_criterion(absl::StrCat("c", n));
                });
       }},
      {"item.ratings[0].value_hundredths",
       [=](int64_t p, v1::Item* i) {
         i->add_ratings()->set_criterion("c");
         i->mutable_ratings(0)->set_value_hundredths(limits.rating_hundredths +
                                                     p);
       }},
      {"item.ratings[0].confidence",
       [](int64_t p, v1::Item* i) {
         i->add_ratings()->set_criterion("c");
         i->mutable_ratings(0)->set_confidence(static_cast<int32_t>(-p));
       }},
      {"item.confidence",
       [](int64_t p, v1::Item* i) {
         i->set_confidence(static_cast<int32_t>(100 + p));
       }},
      {"item.estimate.efforts",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.efforts + p, i->mutable_estimate()->mutable_efforts(),
                [](int64_t n, roadmap::v1::TeamEffort* e) {
                  e->set_team(absl::StrCat("portfolios/shop/teams/t", n));
                });
       }},
      {"item.estimate.efforts[0].effort_hundredths",
       [=](int64_t p, v1::Item* i) {
         auto* effort = i->mutable_estimate()->add_efforts();
         effort->set_team("portfolios/shop/teams/web");
         effort->set_effort_hundredths(limits.effort_hundredths + p);
       }},
      {"item.evidence",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.evidence + p, i->mutable_evidence(),
                [](int64_t n, v1::Evidence* e) {
                  e->set_id(absl::StrCat("e", n));
                  e->set_title("t");
                });
       }},
      {"item.evidence[0].title",
       [=](int64_t p, v1::Item* i) {
         i->add_evidence()->set_id("e");
         i->mutable_evidence(0)->set_title(
             Long(limits.evidence_title_length + p));
       }},
      {"item.evidence[0].uri",
       [=](int64_t p, v1::Item* i) {
         i->add_evidence()->set_id("e");
         i->mutable_evidence(0)->set_title("t");
         i->mutable_evidence(0)->set_uri(Long(limits.uri_length + p));
       }},
      {"item.required_items",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.required_items + p, i->mutable_required_items(), named);
       }},
      {"item.external_references",
       [=](int64_t p, v1::Item* i) {
         Repeat(limits.external_references + p,
                i->mutable_external_references(),
                [](int64_t n, v1::ExternalReference* r) {
                  r->set_system("jira");
                  r->set_key(absl::StrCat(n));
                });
       }},
      {"item.external_references[0].system",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system(
             Long(limits.system_length + p));
         i->mutable_external_references(0)->set_key("k");
       }},
      {"item.external_references[0].key",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system("jira");
         i->mutable_external_references(0)->set_key(
             Long(limits.key_length + p));
       }},
      {"item.external_references[0].uri",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system("jira");
         i->mutable_external_references(0)->set_key("k");
         i->mutable_external_references(0)->set_uri(
             Long(limits.uri_length + p));
       }},
      {"item.external_references[0].rank",
       [=](int64_t p, v1::Item* i) {
         i->add_external_references()->set_system("jira");
         i->mutable_external_references(0)->set_key("k");
         i->mutable_external_references(0)->set_rank(
             Long(limits.external_rank_length + p));
       }},
  };
}

TEST(ItemFields, EachLimitIsAcceptedAndOnePastItIsRefused) {
  for (const Bound& bound : Bounds()) {
    v1::Item item = Valid();
    bound.set(0, &item);
    EXPECT_THAT(Wrong(item), IsEmpty()) << bound.path;
    item = Valid();
    bound.set(1, &item);
    EXPECT_THAT(Wrong(item), ElementsAre(bound.path));
  }
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
  v1::Item item = Valid();
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
  v1::Item item = Valid();
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
  EXPECT_EQ(AppliedFields().count() + 12,
            static_cast<size_t>(v1::Item::descriptor()->field_count()));
}

TEST(ItemFields, ReplacingTakesThePresenceToo) {
  v1::Item source;
  source.set_title("new");
  v1::Item target = Valid();
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
  v1::Item item = Valid();
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
