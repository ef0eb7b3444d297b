// What the audit costs: how long it takes from the very beginning and when it
// goes on, and how much it slows those who submit meanwhile. Four processes,
// every fsync; each figure beside a reference measured in the same run.
//
//   audit_benchmark [ITEMS]      100,000 by default

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "services/common/status_grpc.h"
#include "tests/support/deployment.h"
#include "tests/support/shop.h"

namespace lifeline::testing {
namespace {

constexpr absl::Duration kMeasure = absl::Seconds(5);
constexpr double kGoalSeconds = 10;

void Check(const absl::Status& status, const char* what) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", what, status.ToString().c_str());
  std::exit(1);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

void Report(const char* what, double ratio, const char* goal, bool reached) {
  std::printf("    %-58s %8.2f   goal %s: %s\n", what, ratio, goal,
              reached ? "reached" : "NOT reached");
}

backlog::v1::Item SomeItem(const std::string& portfolio, const std::string& id,
                           int number) {
  backlog::v1::Item item;
  if (!id.empty()) item.set_name(absl::StrCat(portfolio, "/items/", id));
  item.set_title(absl::StrCat("Canonical tags on filter pages ", number));
  item.set_problem(
      "40,000 filter pages are indexed and compete with the category pages.");
  item.set_category("seo");
  item.mutable_money()->set_amount_hundredths(100 *
                                              (100 + number * 37 % 90000));
  auto* effort = item.mutable_estimate()->add_efforts();
  effort->set_team(portfolio + "/teams/web");
  effort->set_effort_hundredths(100 + number % 13 * 100);
  return item;
}

void Fill(Shop& shop, int items) {
  for (int begin = 0; begin < items;) {
    backlog::v1::ApplyItemsRequest request;
    request.set_parent(shop.name());
    request.set_min_roadmap_revision(shop.seen().roadmap());
    for (int end = std::min(items, begin + 5000); begin < end; ++begin) {
      auto* item = request.add_upserts()->mutable_item();
      *item = SomeItem(shop.name(), absl::StrCat("item-", begin), begin);
      item->set_state(backlog::v1::Item::STATE_READY);
    }
    backlog::v1::ApplyItemsResponse response;
    grpc::ClientContext context;
    shop.Prepare(&context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(2)));
    Check(FromGrpc(
              shop.stubs().backlog->ApplyItems(&context, request, &response)),
          "ApplyItems");
    shop.SeeBacklog(response.revision());
  }
}

void WaitUntilRanked(Shop& shop) {
  for (;;) {
    const auto latest = shop.Latest();
    if (latest.ok()) return;
    if (!absl::IsDeadlineExceeded(latest.status()))
      Check(latest.status(), "GetRanking");
  }
}

// Seconds that an audit takes, in which nothing may be found.
double AuditSeconds(audit::v1::AuditService::Stub& stub,
                    const std::string& portfolio) {
  audit::v1::RunAuditRequest request;
  request.set_parent(portfolio);
  audit::v1::Audit audit;
  grpc::ClientContext context;
  const absl::Time begin = absl::Now();
  Check(FromGrpc(stub.RunAudit(&context, request, &audit)), "RunAudit");
  if (audit.finding_count() != 0) {
    std::fprintf(stderr, "the audit found something: %s\n",
                 audit.ShortDebugString().substr(0, 2000).c_str());
    std::exit(1);
  }
  return absl::ToDoubleSeconds(absl::Now() - begin);
}

// Seconds that it takes to read the backlog, and do nothing with it.
double ReadSeconds(backlog::v1::BacklogService::Stub& stub,
                   const std::string& portfolio) {
  backlog::v1::WatchItemsRequest request;
  request.set_parent(portfolio);
  grpc::ClientContext context;
  const absl::Time begin = absl::Now();
  auto stream = stub.WatchItems(&context, request);
  backlog::v1::WatchItemsResponse message;
  while (stream->Read(&message) && !message.live()) continue;
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  context.TryCancel();
  (void)stream->Finish();
  return seconds;
}

// Durable submits a second by a few callers, into a new portfolio, so that none
// of the measurements has more to plan than another.
double SubmitsPerSecond(const Stubs& stubs) {
  constexpr int kSubmitters = 4;
  static int round = 0;
  Shop shop(stubs, absl::StrCat("busy-", ++round));
  Check(shop.Open(100), "open");
  std::atomic<int64_t> submits{0};
  std::vector<std::thread> threads;
  const absl::Time begin = absl::Now();
  for (int caller = 0; caller < kSubmitters; ++caller) {
    threads.emplace_back([&, caller] {
      for (int n = 0; absl::Now() - begin < kMeasure; ++n) {
        backlog::v1::CreateItemRequest request;
        request.set_parent(shop.name());
        *request.mutable_item() = SomeItem(shop.name(), "", n);
        request.set_submit(true);
        request.set_min_roadmap_revision(shop.seen().roadmap());
        request.set_request_id(absl::StrCat(round, "-", caller, "-", n));
        backlog::v1::Item item;
        grpc::ClientContext context;
        context.AddMetadata("lifeline-as", "ben@example.com");
        Check(FromGrpc(
                  shop.stubs().backlog->CreateItem(&context, request, &item)),
              "CreateItem");
        ++submits;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return submits / absl::ToDoubleSeconds(absl::Now() - begin);
}

// Whether a process's own audit of a portfolio has come to its end.
bool IsAudited(audit::v1::AuditService::Stub& stub,
               const std::string& portfolio) {
  audit::v1::GetAuditRequest request;
  request.set_name(portfolio + "/audit");
  audit::v1::Audit audit;
  grpc::ClientContext context;
  const absl::Status status =
      FromGrpc(stub.GetAudit(&context, request, &audit));
  if (!absl::IsNotFound(status)) Check(status, "GetAudit");
  return status.ok();
}

struct Auditing {
  std::unique_ptr<Process> process;
  std::unique_ptr<audit::v1::AuditService::Stub> stub;
};

// A process that audits once by itself, everything that is there, and then
// only when it is asked.
Auditing StartAuditing(const Deployment& deployment) {
  auto process = Process::Start("lifeline-audit",
                                {"--listen=127.0.0.1:0", "--every=24h",
                                 "--roadmap=" + deployment.address("roadmap"),
                                 "--backlog=" + deployment.address("backlog"),
                                 "--scoring=" + deployment.address("scoring")});
  Check(process.status(), "audit");
  Auditing result;
  result.process = *std::move(process);
  result.stub = audit::v1::AuditService::NewStub(grpc::CreateChannel(
      result.process->address(), grpc::InsecureChannelCredentials()));
  return result;
}

// Submits beside the audit that the suite makes by itself, from its beginning
// to its end, against submits just before and just after; and beside audits
// that somebody waits for.
void Slowdown(const Deployment& deployment, const Stubs& stubs,
              const std::string& audited) {
  std::vector<double> alone, beside, asked;
  alone.push_back(SubmitsPerSecond(stubs));
  alone.push_back(SubmitsPerSecond(stubs));
  const absl::Time begin = absl::Now();
  const Auditing own = StartAuditing(deployment);
  while (!IsAudited(*own.stub, audited))
    beside.push_back(SubmitsPerSecond(stubs));
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  alone.push_back(SubmitsPerSecond(stubs));
  alone.push_back(SubmitsPerSecond(stubs));
  std::atomic<bool> stop{false};
  std::thread waiting([&] {
    while (!stop) AuditSeconds(*own.stub, audited);
  });
  asked.push_back(SubmitsPerSecond(stubs));
  asked.push_back(SubmitsPerSecond(stubs));
  stop = true;
  waiting.join();
  std::printf(
      "  submits: %.0f a second, %.0f beside an audit of the suite's own (%.0f "
      "s of it), %.0f beside one asked for after the other\n",
      Median(alone), Median(beside), seconds, Median(asked));
  const double ratio = Median(beside) / Median(alone);
  Report("submits beside the suite's own audit, against none", ratio, ">= 0.90",
         ratio >= 0.9);
  std::printf("    %-58s %8.2f\n",
              "submits beside audits asked for, against none",
              Median(asked) / Median(alone));
}

int Main(int items) {
  auto deployment = Deployment::Start(
      Deployment::Kind::kThreeProcesses, "",
      // The few callers here are as busy as many.
      {"--calls_per_second=10000000", "--calls_burst=10000000"});
  Check(deployment.status(), "start");
  const Stubs stubs{&(*deployment)->roadmap(), &(*deployment)->backlog(),
                    &(*deployment)->scoring()};
  Shop shop(stubs, "shop");
  Check(shop.Open(items), "open");
  Fill(shop, items);
  WaitUntilRanked(shop);

  const Auditing auditing = StartAuditing(**deployment);
  while (!IsAudited(*auditing.stub, shop.name()))
    AuditSeconds(*auditing.stub, shop.name());
  std::vector<double> audits, reads;
  for (int turn = 0; turn < 3; ++turn) {
    reads.push_back(ReadSeconds((*deployment)->backlog(), shop.name()));
    audits.push_back(AuditSeconds(*auditing.stub, shop.name()));
  }
  std::printf(
      "  %d items: %.2f s from the very beginning, %.2f s to read the backlog "
      "alone\n",
      items, Median(audits), Median(reads));
  std::printf("    %-58s %8.2f\n", "an audit against reading the backlog alone",
              Median(audits) / Median(reads));
  Report("time as a share of 10 s", Median(audits) / kGoalSeconds, "< 1",
         Median(audits) < kGoalSeconds);

  Slowdown(**deployment, stubs, shop.name());
  return 0;
}

}  // namespace
}  // namespace lifeline::testing

int main(int argc, char** argv) {
  return lifeline::testing::Main(argc > 1 ? std::atoi(argv[1]) : 100'000);
}
