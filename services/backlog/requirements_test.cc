#include "services/backlog/requirements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace lifeline::backlog {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Graph = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> Cycle(const Graph& graph,
                               const std::vector<std::string>& starts) {
  int asked = 0;
  auto cycle = FindCycle(
      starts,
      [&](const std::string& item) -> absl::StatusOr<std::vector<std::string>> {
        ++asked;
        const auto found = graph.find(item);
        return found == graph.end() ? std::vector<std::string>()
                                    : found->second;
      });
  EXPECT_TRUE(cycle.ok());
  EXPECT_LE(asked, 200'001) << "each item is asked for once";
  return *cycle;
}

TEST(Requirements, ACircleIsNamedFromItsFirstItemBackToIt) {
  EXPECT_THAT(Cycle({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}, {"a"}),
              ElementsAre("b", "c", "b"));
  EXPECT_THAT(Cycle({{"a", {"a"}}}, {"a"}), ElementsAre("a", "a"));
  EXPECT_EQ(DescribeCycle({"portfolios/shop/items/a", "x/b", "a"}, "requires"),
            "a requires b requires a");
}

TEST(Requirements, AWayThatMeetsItselfIsNoCircle) {
  EXPECT_THAT(
      Cycle({{"a", {"b", "c"}}, {"b", {"d"}}, {"c", {"d"}}}, {"a", "c"}),
      IsEmpty());
}

TEST(Requirements, AChainOfAWholePortfolioIsFollowed) {
  Graph graph;
  for (int i = 0; i < 200'000; ++i) {
    graph[absl::StrCat(i)] = {absl::StrCat(i + 1)};
  }
  EXPECT_THAT(Cycle(graph, {"0"}), IsEmpty());
  graph["200000"] = {"199999"};
  EXPECT_THAT(Cycle(graph, {"0"}), ElementsAre("199999", "200000", "199999"));
}

TEST(Requirements, AnErrorOfTheLinksIsReturned) {
  EXPECT_EQ(
      FindCycle(
          {"a"},
          [](const std::string&) -> absl::StatusOr<std::vector<std::string>> {
            return absl::DataLossError("gone");
          })
          .status()
          .code(),
      absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace lifeline::backlog
