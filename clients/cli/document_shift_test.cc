#include "clients/cli/document_shift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/common/status.h"

namespace lifeline::cli {
namespace {

constexpr char kDocument[] = R"(
portfolio: {id: shop, title: Shop, as_of: 2027-01-04}
teams: [{id: web, title: Web}]
periods: [{id: q1, first_day: 2027-01-04, last_day: 2027-03-26, state: OPEN}]
items:
  - {id: one, title: One, category: seo, submitted: 2026-11-02, due: 2027-03-01}
)";

TEST(ShiftDates, MovesEveryDateByWholeWeeks) {
  absl::StatusOr<Document> document = ParseDocument(kDocument, "shop.yaml");
  ASSERT_TRUE(document.ok()) << document.status();
  // A Wednesday, 16 days after as_of: two weeks.
  ASSERT_EQ(ShiftDates(*ParseDay("2027-01-20"), &*document), absl::OkStatus());
  EXPECT_EQ(FormatDay(*document->as_of), "2027-01-18");
  const backlog::v1::Item& item = document->items[0].item();
  EXPECT_EQ(item.due_date().month(), 3);
  EXPECT_EQ(item.due_date().day(), 15);
  bool seen = false;
  for (const auto& upsert : document->roadmap) {
    if (!upsert.resource().has_period()) continue;
    seen = true;
    EXPECT_EQ(upsert.resource().period().first_day().day(), 18);
    EXPECT_EQ(upsert.resource().period().last_day().day(), 9);
    EXPECT_EQ(upsert.resource().period().last_day().month(), 4);
  }
  EXPECT_TRUE(seen);
}

TEST(ShiftDates, IntoThePastRoundsDownToo) {
  absl::StatusOr<Document> document = ParseDocument(kDocument, "shop.yaml");
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_EQ(ShiftDates(*ParseDay("2026-11-22"), &*document), absl::OkStatus());
  EXPECT_EQ(FormatDay(*document->as_of), "2026-11-16");
}

TEST(ShiftDates, NeedsTheDayThatTheDocumentIsMeantFor) {
  absl::StatusOr<Document> document =
      ParseDocument("portfolio: {id: shop, title: Shop}", "shop.yaml");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(ReasonOf(ShiftDates(0, &*document)), "DOCUMENT_INVALID");
}

}  // namespace
}  // namespace lifeline::cli
