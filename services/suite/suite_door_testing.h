#ifndef LIFELINE_SERVICES_SUITE_SUITE_DOOR_TESTING_H_
#define LIFELINE_SERVICES_SUITE_SUITE_DOOR_TESTING_H_

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/metrics.h"
#include "services/gateway/http_client_testing.h"
#include "services/suite/suite_testing.h"

namespace lifeline {

// For tests: the suite with its HTTP door, asked over HTTP. It has the
// portfolio shop with a team and a period that has room for some of its items.
class SuiteDoor : public ClockedSuite {
 protected:
  using Json = nlohmann::json;
  using Headers = gateway::TestClient::Headers;

  // Before the metrics go, which the door counts in.
  ~SuiteDoor() override { Stop(); }

  void Start(SuiteOptions options = {}) {
    options.default_actor = "anna@example.com";
    gateway::GatewayOptions door;
    door.clock = [this] { return Now(); };
    door.link_file = folder() + "/board-link";
    door.tick = absl::Milliseconds(10);
    door.limits = limits_;
    door.metrics = &metrics_;
    door.security = options.server.security;
    options.door = door;
    ClockedSuite::Start(options);
    url_ = suite().door()->address();
  }

  // `method` as "roadmap GetTeam".
  static std::string PathOf(const std::string& method) {
    const size_t space = method.find(' ');
    const std::string service = method.substr(0, space);
    std::string name = service;
    name[0] = static_cast<char>(name[0] - 'a' + 'A');
    return absl::StrCat("/lifeline.", service, ".v1.", name, "Service/",
                        method.substr(space + 1));
  }

  gateway::TestAnswer Post(const std::string& method, const std::string& body,
                           Headers headers = {},
                           const std::string& type = "application/json") {
    headers.emplace_back("Content-Type", type);
    gateway::TestClient client(url_);
    return client.Call("POST", PathOf(method), headers, body);
  }
  gateway::TestAnswer Get(const std::string& target, Headers headers = {}) {
    gateway::TestClient client(url_);
    return client.Call("GET", target, headers);
  }
  // The message of a call that succeeds.
  Json Call(const std::string& method, const Json& request,
            Headers headers = {}) {
    const gateway::TestAnswer answer =
        Post(method, request.dump(), std::move(headers));
    EXPECT_EQ(answer.status, 200) << method << ": " << answer.body;
    return Json::parse(answer.body, nullptr, false);
  }
  // The reason of the error in an answer.
  static std::string ReasonOf(const gateway::TestAnswer& answer) {
    const Json error = Json::parse(answer.body, nullptr, false);
    if (!error.is_object() || !error.contains("details")) return "";
    for (const Json& detail : error["details"]) {
      if (detail["type"] == "google.rpc.ErrorInfo")
        return detail["debug"]["reason"];
    }
    return "";
  }

  void MakeShop(int items) {
    Call("roadmap CreatePortfolio",
         {{"portfolioId", "shop"}, {"portfolio", {{"title", "Shop"}}}});
    const auto upsert = [](const char* kind, Json resource) {
      return Json{{"resource", {{kind, std::move(resource)}}}};
    };
    const Json first = {{"year", 2027}, {"month", 1}, {"day", 4}};
    const Json last = {{"year", 2027}, {"month", 3}, {"day", 26}};
    roadmap_revision_ = Call(
        "roadmap ApplyRoadmap",
        {{"parent", "portfolios/shop"},
         {"upserts",
          {upsert("team",
                  {{"name", "portfolios/shop/teams/web"}, {"title", "Web"}}),
           upsert("period", {{"name", "portfolios/shop/periods/q1"},
                             {"firstDay", first},
                             {"lastDay", last},
                             {"state", "STATE_OPEN"}}),
           upsert("capacity",
                  {{"name", "portfolios/shop/periods/q1/capacities/web"},
                   {"grossHundredths", "1000"}})}}})["revision"];
    AddItems(0, items);
  }

  // Worth more the later they come.
  void AddItems(int from, int to) {
    Json upserts = Json::array();
    for (int i = from; i < to; ++i) {
      const std::string id = absl::StrCat("item-", i);
      upserts.push_back(
          {{"item",
            {{"name", "portfolios/shop/items/" + id},
             {"title", "=Title of " + id},
             {"category", i % 2 == 0 ? "seo" : "it"},
             {"state", "STATE_READY"},
             {"money", {{"amountHundredths", absl::StrCat(100'000 * (i + 1))}}},
             {"estimate",
              {{"efforts",
                {{{"team", "portfolios/shop/teams/web"},
                  {"effortHundredths", "300"}}}}}},
             {"externalReferences",
              {{{"system", "jira"}, {"key", "SHOP-" + id}}}}}}});
    }
    backlog_revision_ =
        Call("backlog ApplyItems", {{"parent", "portfolios/shop"},
                                    {"minRoadmapRevision", roadmap_revision_},
                                    {"upserts", upserts}})["revision"];
    // Until a ranking has seen them.
    Call("scoring GetRanking",
         {{"name", "portfolios/shop/rankings/latest"},
          {"minRevisions", {{"backlog", backlog_revision_}}}});
  }

  std::string Link() const {
    std::ifstream file(folder() + "/board-link");
    std::string link;
    file >> link;
    return link;
  }

  gateway::GatewayLimits limits_;
  Metrics metrics_;
  std::string url_;
  std::string roadmap_revision_;
  std::string backlog_revision_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_SUITE_SUITE_DOOR_TESTING_H_
