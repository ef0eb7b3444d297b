#include "services/common/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "services/common/status.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;

const std::vector<FilterField>& Fields() {
  static const auto* fields =
      new std::vector<FilterField>{{"state", {"READY", "DONE"}},
                                   {"category", {}},
                                   {"labels", {}},
                                   {"external.key", {}},
                                   {"owner", {}}};
  return *fields;
}

using Values = std::map<std::string, std::vector<std::string>>;

bool Holds(const std::string& text, const Values& values) {
  const absl::StatusOr<Filter> filter = Filter::Parse(text, Fields());
  EXPECT_TRUE(filter.ok()) << text << ": " << filter.status();
  return filter.ok() && filter->Matches([&](absl::string_view field) {
    const auto found = values.find(std::string(field));
    return found == values.end() ? std::vector<std::string>() : found->second;
  });
}

std::string FilterRefusal(const std::string& text) {
  const absl::Status status = Filter::Parse(text, Fields()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  EXPECT_EQ(ReasonOf(status), "FILTER_INVALID");
  return std::string(status.message());
}

const Values kItem = {{"state", {"READY"}},
                      {"category", {"seo"}},
                      {"labels", {"crawl", "two words"}},
                      {"external.key", {"SHOP-1", "X(2)"}}};

TEST(Filter, AnEmptyFilterLetsEverythingThrough) {
  EXPECT_TRUE(Holds("", kItem));
  EXPECT_TRUE(Holds("  ", {}));
}

TEST(Filter, ComparesWithEveryValueOfAField) {
  EXPECT_TRUE(Holds("state = READY", kItem));
  EXPECT_FALSE(Holds("state=DONE", kItem));
  EXPECT_TRUE(Holds("labels:crawl", kItem));
  EXPECT_TRUE(Holds("labels:\"two words\"", kItem));
  EXPECT_FALSE(Holds("labels:two", kItem));
  EXPECT_TRUE(Holds("external.key = 'X(2)'", kItem));
  EXPECT_TRUE(Holds("category != it", kItem));
  EXPECT_FALSE(Holds("labels != crawl", kItem));
}

TEST(Filter, PresenceAndAbsenceCanBeAskedFor) {
  EXPECT_TRUE(Holds("labels:*", kItem));
  EXPECT_FALSE(Holds("owner:*", kItem));
  EXPECT_TRUE(Holds("owner = \"\"", kItem));
  EXPECT_TRUE(Holds("labels != ''", kItem));
}

TEST(Filter, OrBindsTighterThanAnd) {
  // Were AND the tighter one, this would be (DONE AND seo) OR seo.
  EXPECT_FALSE(Holds("state = DONE AND category = seo OR category = it",
                     {{"state", {"READY"}}, {"category", {"it"}}}));
  EXPECT_TRUE(
      Holds("category = it OR category = seo AND state = READY", kItem));
  EXPECT_TRUE(
      Holds("(state = DONE AND category = seo) OR category = seo", kItem));
}

TEST(Filter, NotAndMinusTurnATermAround) {
  EXPECT_FALSE(Holds("NOT state = READY", kItem));
  EXPECT_TRUE(Holds("-state = DONE", kItem));
  EXPECT_TRUE(Holds("NOT (state = DONE OR category = it)", kItem));
  EXPECT_TRUE(Holds("NOT -state = READY", kItem));
}

TEST(Filter, QuotesKeepBackslashedCharacters) {
  EXPECT_TRUE(Holds(R"(owner = "a\"b\\c")", {{"owner", {"a\"b\\c"}}}));
}

TEST(Filter, ARefusalNamesThePositionAndWhatIsPossible) {
  EXPECT_THAT(FilterRefusal("colour = red"), HasSubstr("position 1"));
  EXPECT_THAT(FilterRefusal("colour = red"), HasSubstr("external.key"));
  EXPECT_THAT(FilterRefusal("state = REDY"), HasSubstr("READY, DONE"));
  EXPECT_THAT(FilterRefusal("state = READY category = seo"),
              HasSubstr("position 15"));
  EXPECT_THAT(FilterRefusal("category"), HasSubstr("=, != or :"));
  EXPECT_THAT(FilterRefusal("category > 3"), HasSubstr("=, != or :"));
  EXPECT_THAT(FilterRefusal("category ="), HasSubstr("value is missing"));
  EXPECT_THAT(FilterRefusal("(category = a"), HasSubstr("parenthesis"));
  EXPECT_THAT(FilterRefusal("category = a)"), HasSubstr("parenthesis"));
  EXPECT_THAT(FilterRefusal("category = \"a"), HasSubstr("quotation"));
  EXPECT_THAT(FilterRefusal("category = a AND"), HasSubstr("field is missing"));
}

TEST(Filter, ValuesCanBeReplaced) {
  const absl::StatusOr<Filter> filter =
      Filter::Parse("owner = anna AND labels:anna", Fields());
  ASSERT_TRUE(filter.ok());
  const Filter replaced =
      filter->WithValues([](absl::string_view field, absl::string_view value) {
        return field == "owner" ? "m1" : std::string(value);
      });
  EXPECT_TRUE(replaced.Matches([](absl::string_view field) {
    return std::vector<std::string>{field == "owner" ? "m1" : "anna"};
  }));
}

}  // namespace
}  // namespace lifeline
