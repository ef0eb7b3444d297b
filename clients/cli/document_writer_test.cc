#include "clients/cli/document_writer.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "clients/cli/document.h"

namespace lifeline::cli {
namespace {

// The contents that applying the document to empty services gives.
PortfolioContents ContentsOf(const Document& document) {
  PortfolioContents contents;
  for (const auto& upsert : document.roadmap) {
    if (upsert.resource().has_portfolio()) {
      contents.portfolio = upsert.resource().portfolio();
    } else {
      contents.roadmap.push_back(upsert.resource());
    }
  }
  contents.portfolio.set_name("portfolios/" + document.portfolio);
  for (const auto& upsert : document.items) {
    contents.items.push_back(upsert.item());
  }
  if (document.HasModel()) {
    contents.model = MergedModel(document, nullptr);
    contents.model->set_name("portfolios/shop/models/joint@1");
  }
  return contents;
}

constexpr char kMaximal[] = R"({
  "portfolio": {"id": "shop", "title": "Webshop: \"2027\" # not a comment", "unit": "points", "currency": "EUR",
                "locale": "de-DE", "time_zone": "Europe/Berlin", "fill": "STRICT"},
  "sizes": {"S": 2, "XL": 30.25},
  "categories": [{"id": "seo", "title": "SEO"}, {"id": "old", "title": "Old", "retired": true}],
  "members": [{"id": "m1", "name": "Anna", "address": "anna@example.com", "roles": ["product-owner", "it-lead"],
               "language": "de", "deputy": "ben"}, {"id": "ben"}],
  "model": {"id": "joint", "formula": "VALUE", "min_confidence": 0, "criteria": [
    {"id": "value", "title": "Value", "weight": 35, "min": -5, "max": 7.5, "direction": "COST", "from": "due_days",
     "points": {"-10": 0, "0.5": 2.5}, "neutral": 0, "anchors": {"0": "none: at all", "5.25": "yes"}}]},
  "teams": [{"id": "web", "title": "Web"}],
  "periods": [{"id": "2027-q1", "title": "null", "first_day": "2027-01-04", "last_day": "2027-03-26", "state": "DRAFT"}],
  "capacities": [{"team": "web", "period": "2027-q1", "amount": 60.5, "withheld": [{"amount": 12, "reason": "a, b"}]}],
  "reserves": [{"category": "seo", "percent": 15}],
  "mandate_cap": 0,
  "rider_cap": 0,
  "visibility_sla": {"answer_drop": "5d", "triage": "0d", "estimate": "10d", "escalate_after": "5d", "decide_after_reviews": 3},
  "validation": {"value_raters": ["anna@example.com"], "effort_raters": ["ben"], "value_opinions": 2, "effort_opinions": 1,
                 "readiness": "unchecked"},
  "items": [
    {"id": "a", "title": "12", "category": "seo", "requester": "anna@example.com", "owner": "ben",
     "problem": "Two lines:\nthe second - with {braces}, \ttabs", "outcome": "- yes", "measure": "clicks: more",
     "study": {"item": "b", "until": "2027-03-12"}, "state": "VALIDATING",
     "submitted": "2026-11-02", "due": "2027-03-01", "due_basis": "Größe", "money": 1000000000000,
     "case": {"leads": "900:1200:1500", "conversion": "0.25:2:3", "margin": "70:80.5:90"}, "confidence": 0,
     "ratings": {"value": -4.25, "other": {"value": 2, "confidence": 100}}, "effort": {"web": 0},
     "evidence": [{"id": "gsc", "grade": "field-data", "title": "Search Console: October", "uri": "https://example.com/gsc",
                   "expires": "2027-06-30"}, {"id": "said", "title": "Said so"}],
     "requires": ["b"], "parent": "SHOP-100", "touchpoints": ["/c/*"], "labels": ["true", "1e3", "2027-01-01"],
     "external": [{"system": "jira", "key": "SHOP-123"}]},
    {"id": "b", "title": "B", "state": "DONE", "money": 1200, "case": {"cost_avoided": "1000:1200:1500.25"}}],
  "weaves": [{"rider": "a", "carrier": "b", "owner": "anna@example.com", "effort": {"web": 0.5}}],
  "commitments": [{"item": "b", "period": "2027-q1", "state": "DELIVERED"}],
  "mandates": [{"item": "a", "reason": "PCI", "approver": "anna@example.com", "until": "2027-03-31"}]
})";

TEST(DocumentWriter, AMaximalDocumentComesBackWithoutLoss) {
  const auto first = ParseDocument(kMaximal, "first.json");
  ASSERT_TRUE(first.ok()) << first.status();
  const nlohmann::ordered_json json = DocumentJson(ContentsOf(*first));
  const std::string yaml = DocumentYaml(json);
  const auto second = ParseDocument(yaml, "second.yaml");
  ASSERT_TRUE(second.ok()) << second.status() << "\n" << yaml;
  EXPECT_EQ(DocumentJson(ContentsOf(*second)).dump(1), json.dump(1));
  ASSERT_EQ(first->items.size(), second->items.size());
  for (size_t i = 0; i < first->items.size(); ++i) {
    EXPECT_EQ(first->items[i].item().DebugString(),
              second->items[i].item().DebugString());
  }
  ASSERT_EQ(first->roadmap.size(), second->roadmap.size());
  for (size_t i = 0; i < first->roadmap.size(); ++i) {
    EXPECT_EQ(first->roadmap[i].resource().DebugString(),
              second->roadmap[i].resource().DebugString());
  }
  EXPECT_EQ(first->model->DebugString(), second->model->DebugString());
}

TEST(DocumentWriter, EveryKeyOfTheDocumentIsWritten) {
  const auto document = ParseDocument(kMaximal, "first.json");
  ASSERT_TRUE(document.ok()) << document.status();
  const auto given = nlohmann::ordered_json::parse(kMaximal);
  const auto written = DocumentJson(ContentsOf(*document));
  for (const auto& [key, value] : given.items()) {
    EXPECT_TRUE(written.contains(key)) << key;
  }
  for (const auto& [key, value] : given["items"][0].items()) {
    EXPECT_EQ(written["items"][0][key].dump(), value.dump()) << key;
  }
}

TEST(DocumentWriter, TheSampleComesBackWithoutLoss) {
  std::ifstream file("deploy/sample/webshop.yaml");
  if (!file) GTEST_SKIP() << "there is no deploy/sample/webshop.yaml";
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto first = ParseDocument(text, "shop.yaml");
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string yaml = DocumentYaml(DocumentJson(ContentsOf(*first)));
  const auto second = ParseDocument(yaml, "again.yaml");
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(DocumentYaml(DocumentJson(ContentsOf(*second))), yaml);
}

}  // namespace
}  // namespace lifeline::cli
