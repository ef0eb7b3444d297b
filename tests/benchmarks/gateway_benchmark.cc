// How fast the HTTP door is: the same calls to the same suite, by gRPC directly
// and through the door, in turn, over TCP.
//
//   gateway_benchmark

#include <grpcpp/create_channel.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/common/status_grpc.h"
#include "services/gateway/connect_protocol.h"
#include "services/gateway/http_client_testing.h"
#include "tests/support/deployment.h"
#include "tests/support/shop.h"

namespace lifeline::testing {
namespace {

using gateway::TestAnswer;
using gateway::TestClient;

constexpr int kCallers = 64;
constexpr int kRounds = 3;
constexpr int kStreams = 500;
constexpr int kItems = 10'000;
constexpr int kWholePage = 1'000;
constexpr absl::Duration kMeasure = absl::Seconds(3);
constexpr char kBytes[] = "application/proto";
constexpr char kJson[] = "application/json";
constexpr char kService[] = "/lifeline.scoring.v1.ScoringService/";

void Check(bool ok, absl::string_view what) {
  if (ok) return;
  std::fprintf(stderr, "%s\n", std::string(what).c_str());
  std::exit(1);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Report(const char* what, double figure, const char* goal, bool reached) {
  std::printf("    %-58s %8.2f   goal %s: %s\n", what, figure, goal,
              reached ? "reached" : "NOT reached");
}

// Processor time that a process has used.
double CpuSecondsOf(const std::string& http) {
  TestClient client(http);
  const TestAnswer metrics = client.Call("GET", "/metrics");
  for (const absl::string_view line : absl::StrSplit(metrics.body, '\n')) {
    const std::pair<absl::string_view, absl::string_view> both =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    double seconds = 0;
    if (both.first == "process_cpu_seconds_total" &&
        absl::SimpleAtod(both.second, &seconds))
      return seconds;
  }
  Check(false, "process_cpu_seconds_total is not there");
  return 0;
}

// Of all that have a part in a call.
double CpuSeconds(const std::vector<std::string>& processes) {
  double seconds = 0;
  for (const std::string& http : processes) seconds += CpuSecondsOf(http);
  return seconds;
}

struct Speed {
  double calls_per_second = 0;
  double cpu_microseconds = 0;
};

// Each caller is made once and then calls as fast as it is answered.
using Caller = std::function<void()>;
Speed Measure(const std::vector<std::string>& http,
              const std::function<Caller()>& make) {
  std::atomic<bool> stop{false};
  std::atomic<int64_t> calls{0};
  std::vector<Caller> callers;
  for (int i = 0; i < kCallers; ++i) callers.push_back(make());
  std::vector<std::thread> threads;
  const double cpu = CpuSeconds(http);
  const absl::Time begin = absl::Now();
  for (const Caller& caller : callers) {
    threads.emplace_back([&] {
      while (!stop) {
        caller();
        ++calls;
      }
    });
  }
  absl::SleepFor(kMeasure);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const double count = static_cast<double>(calls);
  return {count / absl::ToDoubleSeconds(absl::Now() - begin),
          (CpuSeconds(http) - cpu) * 1e6 / count};
}

// A call through the door, on a connection of its own.
Caller ByHttp(const std::string& http, const char* method, std::string body,
              const char* type) {
  auto client = std::make_shared<TestClient>(http);
  return [client, method, body = std::move(body), type] {
    const TestAnswer answer = client->Call(
        "POST", absl::StrCat(kService, method), {{"Content-Type", type}}, body);
    Check(answer.status == 200, answer.body);
  };
}

template <typename Request, typename Response, typename Method>
Caller ByGrpc(const std::string& address, Method method,
              const Request& request) {
  auto stub =
      std::make_shared<std::unique_ptr<scoring::v1::ScoringService::Stub>>(
          scoring::v1::ScoringService::NewStub(grpc::CreateChannel(
              address, grpc::InsecureChannelCredentials())));
  return [stub, method, request] {
    grpc::ClientContext context;
    Response response;
    Check(((**stub).*method)(&context, request, &response).ok(), "gRPC");
  };
}

// A way to make a call, and the processes that have a part in it.
struct Way {
  const char* name;
  std::vector<std::string> processes;
  std::function<Caller()> make;
};

// In turn, so that what else the machine does hits all of them. The first is
// what the others are held against, the second what the goal is for.
void Compare(const char* what, const std::vector<Way>& ways) {
  std::vector<std::vector<double>> rates(ways.size()), costs(ways.size());
  for (int round = 0; round < kRounds; ++round) {
    for (size_t way = 0; way < ways.size(); ++way) {
      const Speed speed = Measure(ways[way].processes, ways[way].make);
      rates[way].push_back(speed.calls_per_second);
      costs[way].push_back(speed.cpu_microseconds);
    }
  }
  std::printf(
      "  %s, %d callers: calls a second, us of the servers' CPU, both against "
      "gRPC\n",
      what, kCallers);
  for (size_t way = 0; way < ways.size(); ++way) {
    std::printf("    %-32s %8.0f %6.0f   %5.2f %5.2f\n", ways[way].name,
                Median(rates[way]), Median(costs[way]),
                Median(rates[way]) / Median(rates[0]),
                Median(costs[way]) / Median(costs[0]));
  }
  const double bytes = Median(rates[1]) / Median(rates[0]);
  Report("calls through the door in bytes, against gRPC", bytes, ">= 0.50",
         bytes >= 0.5);
}

// Unary calls while many watches are open.
void ManyStreams(const std::string& http, const std::string& shop) {
  std::vector<std::unique_ptr<TestClient>> streams;
  const std::string watch =
      gateway::Envelope(0, nlohmann::json{{"parent", shop}}.dump());
  const auto slowest = [&] {
    const Caller call =
        ByHttp(http, "GetRanking",
               nlohmann::json{{"name", shop + "/rankings/latest"}}.dump(),
               "application/json");
    absl::Duration longest;
    for (int i = 0; i < 200; ++i) {
      const absl::Time begin = absl::Now();
      call();
      longest = std::max(longest, absl::Now() - begin);
    }
    return absl::ToDoubleMilliseconds(longest);
  };
  const double alone = slowest();
  for (int i = 0; i < kStreams; ++i) {
    streams.push_back(std::make_unique<TestClient>(http));
    streams.back()->Ask("POST", absl::StrCat(kService, "WatchRankings"),
                        {{"Content-Type", "application/connect+json"},
                         {"lifeline-as", absl::StrCat("tab-", i % 20)}},
                        watch);
  }
  for (const auto& stream : streams) {
    Check(stream->ReadHead().status == 200, "WatchRankings");
    Check(stream->ReadChunk().size() > 5, "WatchRankings");
  }
  const double beside = slowest();
  std::printf(
      "  the slowest of 200 calls: %.1f ms alone, %.1f ms beside %d open "
      "streams\n",
      alone, beside, kStreams);
  Report("milliseconds beside the streams", beside, "< 100", beside < 100);
}

void WholeList(const std::string& http, const std::string& shop) {
  double megabytes = 0;
  const auto pull = [&](const char* accept, bool gzip) {
    TestClient client(http);
    std::string path = absl::StrCat("/v1/", shop, "/rankings/latest/items");
    if (absl::string_view(accept) != "text/csv")
      absl::StrAppend(&path, "?page_size=", kWholePage);
    const absl::Time begin = absl::Now();
    size_t bytes = 0;
    for (int pages = 0; !path.empty(); ++pages) {
      TestClient::Headers headers = {{"Accept", accept}};
      if (gzip) headers.emplace_back("Accept-Encoding", "gzip");
      const TestAnswer answer = client.Call("GET", path, headers);
      Check(answer.status == 200, answer.body);
      bytes += answer.body.size();
      const std::string link = answer.Header("Link");
      path = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    }
    const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
    megabytes = 1e-6 * static_cast<double>(bytes);
    return seconds;
  };
  std::printf("  %d items to the client:\n", kItems);
  for (const auto& [what, accept, gzip] :
       {std::tuple("JSON", "application/json", false),
        std::tuple("JSON, packed", "application/json", true),
        std::tuple("CSV", "text/csv", false)}) {
    std::vector<double> seconds;
    for (int round = 0; round < kRounds; ++round)
      seconds.push_back(pull(accept, gzip));
    std::printf("    %s: %.2f MB\n", what, megabytes);
    Report("seconds", Median(seconds), "< 1", Median(seconds) < 1);
  }
}

void Fill(Shop& shop) {
  backlog::v1::ApplyItemsRequest request;
  for (int i = 0; i < kItems; ++i) {
    if (i % 5000 == 0) request.Clear();
    request.set_parent(shop.name());
    request.set_min_roadmap_revision(shop.seen().roadmap());
    backlog::v1::Item& item = *request.add_upserts()->mutable_item();
    item.set_name(shop.item_name(absl::StrCat("item-", i)));
    item.set_title(absl::StrCat("Canonical tags on filter pages ", i));
    item.set_category("seo");
    item.set_state(backlog::v1::Item::STATE_READY);
    item.mutable_money()->set_amount_hundredths(100 * (100 + i * 37 % 90000));
    auto* effort = item.mutable_estimate()->add_efforts();
    effort->set_team(shop.name() + "/teams/web");
    effort->set_effort_hundredths(100 + i % 13 * 100);
    auto* external = item.add_external_references();
    external->set_system("jira");
    external->set_key(absl::StrCat("SHOP-", i));
    if (i % 5000 != 4999) continue;
    backlog::v1::ApplyItemsResponse response;
    grpc::ClientContext context;
    shop.Prepare(&context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(2)));
    Check(shop.stubs().backlog->ApplyItems(&context, request, &response).ok(),
          "ApplyItems");
    shop.SeeBacklog(response.revision());
  }
  Check(shop.Latest().ok(), "the ranking");
}

void Run() {
  const std::string http = absl::StrCat("127.0.0.1:", FreePort());
  auto deployment =
      Deployment::Start(Deployment::Kind::kSuite, "",
                        {"--http=" + http, "--calls_per_second=10000000",
                         "--calls_burst=10000000"});
  Check(deployment.ok(), deployment.status().ToString());
  Shop shop({&(*deployment)->roadmap(), &(*deployment)->backlog(),
             &(*deployment)->scoring()},
            "shop");
  Check(shop.Open(500).ok(), "Open");
  Fill(shop);
  const std::string address = (*deployment)->address("scoring");
  const std::string latest = shop.name() + "/rankings/latest";

  auto gateway = Process::Start(
      "lifeline-gateway", {"--listen=127.0.0.1:0", "--backend=" + address});
  Check(gateway.ok(), gateway.status().ToString());
  const std::string beside(absl::StripPrefix((*gateway)->address(), "http://"));

  using Stub = scoring::v1::ScoringService::Stub;
  scoring::v1::GetRankingRequest get;
  get.set_name(latest);
  scoring::v1::ListRankedItemsRequest list;
  list.set_parent(latest);
  const auto ways = [&](const char* method, const auto& request,
                        const std::string& json,
                        std::function<Caller()> direct) -> std::vector<Way> {
    const std::string bytes = request.SerializeAsString();
    const auto by = [=](const std::string& to, const std::string& body,
                        const char* type) {
      return [=] { return ByHttp(to, method, body, type); };
    };
    return {
        {"gRPC", {http}, std::move(direct)},
        {"the suite's door, bytes", {http}, by(http, bytes, kBytes)},
        {"the suite's door, JSON", {http}, by(http, json, kJson)},
        {"a gateway beside it, bytes",
         {http, beside},
         by(beside, bytes, kBytes)},
        {"a gateway beside it, JSON", {http, beside}, by(beside, json, kJson)}};
  };
  Compare("a ranking",
          ways("GetRanking", get, nlohmann::json{{"name", latest}}.dump(), [&] {
            return ByGrpc<scoring::v1::GetRankingRequest, scoring::v1::Ranking>(
                address, &Stub::GetRanking, get);
          }));
  Compare("a page of 50",
          ways("ListRankedItems", list,
               nlohmann::json{{"parent", latest}}.dump(), [&] {
                 return ByGrpc<scoring::v1::ListRankedItemsRequest,
                               scoring::v1::ListRankedItemsResponse>(
                     address, &Stub::ListRankedItems, list);
               }));
  ManyStreams(http, shop.name());
  WholeList(http, shop.name());
}

}  // namespace
}  // namespace lifeline::testing

int main() { lifeline::testing::Run(); }
