// The HTTP door over the real services: the Connect protocol.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/gateway/compression.h"
#include "services/gateway/connect_protocol.h"
#include "services/suite/suite_door_testing.h"

namespace lifeline {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kLatest[] = R"({"name":"portfolios/shop/rankings/latest"})";

class SuiteDoorTest : public SuiteDoor {
 protected:
  // A stream that is open, with its first message in it.
  std::unique_ptr<gateway::TestClient> Watch(
      const Json& request, const std::string& type = "application/connect+json",
      Headers headers = {}) {
    auto client = std::make_unique<gateway::TestClient>(url_);
    headers.emplace_back("Content-Type", type);
    client->Ask("POST", PathOf("scoring WatchRankings"), headers,
                gateway::Envelope(0, request.dump()));
    return client;
  }
  // What an end of a stream says; fails for another message.
  static Json EndOf(const std::string& chunk) {
    EXPECT_GE(chunk.size(), 5u);
    EXPECT_EQ(chunk[0], gateway::kEndFlag);
    return Json::parse(chunk.substr(5), nullptr, false);
  }
  // Waits until the metrics say this.
  bool Says(const std::string& line) {
    const absl::Time latest = absl::Now() + absl::Seconds(20);
    while (absl::Now() < latest) {
      const std::string text = Get("/metrics").body;
      for (const absl::string_view each : absl::StrSplit(text, '\n'))
        if (each == line) return true;
    }
    return false;
  }
};

TEST_F(SuiteDoorTest, EveryMethodOfTheFourServicesIsServed) {
  Start();
  int methods = 0;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* name :
       {"roadmap.v1.RoadmapService", "backlog.v1.BacklogService",
        "scoring.v1.ScoringService", "audit.v1.AuditService"}) {
    const auto* service =
        pool->FindServiceByName(absl::StrCat("lifeline.", name));
    ASSERT_NE(service, nullptr);
    for (int i = 0; i < service->method_count(); ++i) {
      const bool stream = service->method(i)->server_streaming();
      gateway::TestClient client(url_);
      client.Ask("POST",
                 absl::StrCat("/", service->full_name(), "/",
                              service->method(i)->name()),
                 {{"Content-Type",
                   stream ? "application/connect+json" : "application/json"},
                  {"Connect-Timeout-Ms", "5000"}},
                 stream ? gateway::Envelope(0, R"({"parent":"none"})") : "{}");
      const gateway::TestAnswer answer = client.Read();
      EXPECT_TRUE(answer.status == 200 || answer.status == 400 ||
                  answer.status == 404)
          << service->method(i)->full_name() << " " << answer.body;
      EXPECT_FALSE(absl::StrContains(answer.body, "unimplemented"));
      ++methods;
    }
  }
  EXPECT_GT(methods, 100);
}

TEST_F(SuiteDoorTest, JsonAndBytesSayTheSame) {
  Start();
  MakeShop(3);
  const gateway::TestAnswer json = Post("scoring GetRanking", kLatest);
  scoring::v1::GetRankingRequest request;
  request.set_name("portfolios/shop/rankings/latest");
  const gateway::TestAnswer bytes =
      Post("scoring GetRanking", request.SerializeAsString(), {},
           "application/proto");
  EXPECT_EQ(bytes.Header("Content-Type"), "application/proto");
  scoring::v1::Ranking ranking;
  ASSERT_TRUE(ranking.ParseFromString(bytes.body));
  EXPECT_EQ(ranking.item_count(), 3);
  EXPECT_EQ(
      gateway::Transcoder().ToJson(*ranking.descriptor(), bytes.body).value(),
      json.body);
}

TEST_F(SuiteDoorTest, AnErrorOfAServiceArrivesWithItsDetails) {
  Start();
  const gateway::TestAnswer answer =
      Post("roadmap GetPortfolio", R"({"name":"portfolios/none"})");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.Header("Content-Type"), "application/json");
  EXPECT_EQ(Json::parse(answer.body)["code"], "not_found");
  EXPECT_EQ(ReasonOf(answer), "RESOURCE_NOT_FOUND");
}

TEST_F(SuiteDoorTest, WhatTheProtocolDoesNotAllowIsRefused) {
  Start();
  EXPECT_EQ(Get(PathOf("roadmap GetPortfolio")).status, 405);
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                           "multipart/form-data", "application/connect+json"}) {
    const gateway::TestAnswer answer =
        Post("roadmap GetPortfolio", "{}", {}, type);
    EXPECT_EQ(answer.status, 415) << type;
    EXPECT_EQ(answer.Header("Accept-Post"),
              "application/json, application/proto");
  }
  EXPECT_EQ(Post("scoring WatchRankings", "{}").status, 415);
  EXPECT_EQ(Post("roadmap GetNonsense", "{}").status, 404);
  EXPECT_EQ(ReasonOf(Post("roadmap GetPortfolio", "{}",
                          {{"Connect-Protocol-Version", "2"}})),
            "PROTOCOL_VERSION_UNKNOWN");
  EXPECT_EQ(ReasonOf(Post("roadmap GetPortfolio", "{}",
                          {{"Content-Encoding", "br"}})),
            "ENCODING_UNKNOWN");
  EXPECT_EQ(ReasonOf(Post("roadmap GetPortfolio", R"({"nam":"x"})")),
            "JSON_INVALID");
  EXPECT_EQ(
      Post("roadmap ListPortfolios", "{}", {{"Connect-Protocol-Version", "1"}})
          .status,
      200);
}

TEST_F(SuiteDoorTest, ATimeoutEndsACallThatWaits) {
  Start();
  MakeShop(1);
  const std::string never =
      R"({"name":"portfolios/shop/rankings/latest","minRevisions":{"backlog":"999"}})";
  const gateway::TestAnswer answer =
      Post("scoring GetRanking", never, {{"Connect-Timeout-Ms", "50"}});
  EXPECT_EQ(answer.status, 504);
  EXPECT_EQ(ReasonOf(Post("scoring GetRanking", never,
                          {{"Connect-Timeout-Ms", "soon"}})),
            "TIMEOUT_INVALID");
}

TEST_F(SuiteDoorTest, LargeBodiesArePackedWhereThatIsAgreed) {
  Start();
  MakeShop(50);
  const std::string list =
      R"({"parent":"portfolios/shop/rankings/latest","view":"VIEW_BASIC"})";
  const gateway::TestAnswer plain = Post("scoring ListRankedItems", list);
  const gateway::TestAnswer packed =
      Post("scoring ListRankedItems", gateway::Gzip(list),
           {{"Content-Encoding", "gzip"}, {"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(packed.Header("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size() * 3, plain.body.size());
  EXPECT_EQ(gateway::Gunzip(packed.body, 1 << 20).value(), plain.body);
  EXPECT_EQ(ReasonOf(Post("scoring ListRankedItems", list,
                          {{"Content-Encoding", "gzip"}})),
            "BODY_INVALID");
}

TEST_F(SuiteDoorTest, TheTraceOfACallerIsInTheError) {
  Start();
  const gateway::TestAnswer answer =
      Post("roadmap GetPortfolio", R"({"name":"portfolios/none"})",
           {{"traceparent",
             "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}});
  EXPECT_THAT(answer.body, HasSubstr("0af7651916cd43dd8448eb211c80319c"));
}

TEST_F(SuiteDoorTest, AClaimIsWhoActs) {
  Start();
  MakeShop(1);
  // Nobody of the portfolio.
  const gateway::TestAnswer refused = Post(
      "roadmap UpdatePortfolio",
      R"({"portfolio":{"name":"portfolios/shop","title":"New"},"updateMask":"title"})",
      {{"lifeline-as", "eva@example.com"}});
  EXPECT_EQ(refused.status, 403) << refused.body;
}

TEST_F(SuiteDoorTest, AWatchSendsWhatComes) {
  Start();
  MakeShop(2);
  const auto client = Watch({{"parent", "portfolios/shop"}});
  EXPECT_EQ(client->ReadHead().Header("Content-Type"),
            "application/connect+json");
  const std::string first = client->ReadChunk();
  ASSERT_GT(first.size(), 5u);
  EXPECT_EQ(first[0], 0);
  const Json before = Json::parse(first.substr(5))["ranking"];
  AddItems(2, 4);
  Json after;
  do {
    after = Json::parse(client->ReadChunk().substr(5));
  } while (!after.contains("ranking"));
  EXPECT_NE(after["ranking"]["name"], before["name"]);
}

TEST_F(SuiteDoorTest, AStreamThatFailsSaysSoAtItsEnd) {
  Start();
  const auto client = Watch({{"parent", "portfolios/none"}});
  EXPECT_EQ(client->ReadHead().status, 200);
  const Json end = EndOf(client->ReadChunk());
  EXPECT_EQ(end["error"]["code"], "not_found");
  EXPECT_EQ(client->ReadChunk(), "");
  const auto broken = Watch({{"parents", "x"}});
  broken->ReadHead();
  EXPECT_EQ(EndOf(broken->ReadChunk())["error"]["code"], "invalid_argument");
}

TEST_F(SuiteDoorTest, AStreamEndsAtItsTimeout) {
  Start();
  MakeShop(1);
  const auto client =
      Watch({{"parent", "portfolios/shop"}}, "application/connect+json",
            {{"Connect-Timeout-Ms", "50"}});
  client->ReadHead();
  client->ReadChunk();
  EXPECT_EQ(EndOf(client->ReadChunk())["error"]["code"], "deadline_exceeded");
}

TEST_F(SuiteDoorTest, OneStreamTooManyIsTold) {
  limits_.streams_per_caller = 1;
  Start();
  MakeShop(1);
  const auto first = Watch({{"parent", "portfolios/shop"}});
  first->ReadHead();
  first->ReadChunk();
  const auto second = Watch({{"parent", "portfolios/shop"}});
  second->ReadHead();
  EXPECT_EQ(EndOf(second->ReadChunk())["error"]["code"], "resource_exhausted");
}

TEST_F(SuiteDoorTest, WhoGoesWhileNothingIsSentHoldsNoStream) {
  Start();
  MakeShop(1);
  {
    const auto client = Watch({{"parent", "portfolios/shop"}});
    client->ReadHead();
    client->ReadChunk();
    EXPECT_TRUE(Says("lifeline_http_streams 1"));
  }
  EXPECT_TRUE(Says("lifeline_http_streams 0"));
  EXPECT_TRUE(
      Says("lifeline_http_requests_total{route=\"lifeline.scoring.v1."
           "ScoringService/WatchRankings\",code=\"canceled\"} 1"));
}

TEST_F(SuiteDoorTest, AStopEndsStreamsWithTheReason) {
  Start();
  MakeShop(1);
  const auto client = Watch({{"parent", "portfolios/shop"}});
  client->ReadHead();
  client->ReadChunk();
  Stop();
  const Json end = EndOf(client->ReadChunk());
  EXPECT_EQ(end["error"]["code"], "unavailable");
  EXPECT_EQ(client->ReadChunk(), "");
}

TEST_F(SuiteDoorTest, ACallThatWaitsIsAnsweredWhenItStops) {
  Start();
  MakeShop(1);
  gateway::TestClient client(url_);
  client.Ask(
      "POST", PathOf("scoring GetRanking"),
      {{"Content-Type", "application/json"}},
      R"({"name":"portfolios/shop/rankings/latest","minRevisions":{"backlog":"999"}})");
  // Until it has come in.
  EXPECT_TRUE(Says("lifeline_http_connections 2"));
  Stop();
  const gateway::TestAnswer answer = client.Read();
  EXPECT_EQ(answer.status, 503) << answer.body;
  EXPECT_EQ(ReasonOf(answer), "SERVER_STOPPING");
}

TEST_F(SuiteDoorTest, WhatIsNestedTooDeeplyIsRefused) {
  Start();
  for (const int depth : {200, 100'000}) {
    std::string json;
    for (int i = 0; i < depth; ++i) json += "{\"filter\":";
    EXPECT_EQ(ReasonOf(Post("roadmap ListPortfolios", json)), "JSON_INVALID");
    EXPECT_EQ(ReasonOf(Post("roadmap ListPortfolios",
                            std::string(static_cast<size_t>(depth), '['))),
              "JSON_INVALID");
  }
}

TEST_F(SuiteDoorTest, HealthIsToldByName) {
  Start();
  const gateway::TestAnswer health = Get("/healthz");
  EXPECT_EQ(health.status, 200);
  const Json said = Json::parse(health.body);
  EXPECT_EQ(said["status"], "SERVING");
  for (const char* name : {"roadmap", "backlog", "scoring", "audit"})
    EXPECT_EQ(said["services"][name], "SERVING");
}

TEST_F(SuiteDoorTest, RequestsAreCountedByRouteAndCode) {
  Start();
  Post("roadmap ListPortfolios", "{}");
  Get("/p/shop/ranking");
  // A request is counted once its answer has been sent.
  constexpr char kCall[] =
      "lifeline_http_requests_total{route=\"lifeline.roadmap.v1.RoadmapService/"
      "ListPortfolios\",code=\"ok\"} 1";
  constexpr char kPage[] =
      "lifeline_http_requests_total{route=\"board\",code=\"200\"} 1";
  EXPECT_TRUE(Says(kCall));
  EXPECT_TRUE(Says(kPage));
  EXPECT_THAT(Get("/metrics").body,
              AllOf(HasSubstr("lifeline_http_request_seconds_count"),
                    HasSubstr("lifeline_http_sent_bytes_total"),
                    // One that has just gone may still be counted.
                    ContainsRegex("lifeline_http_connections [1-9]")));
}

}  // namespace
}  // namespace lifeline
