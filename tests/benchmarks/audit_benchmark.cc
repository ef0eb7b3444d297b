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
// What the audit's job does by default.
constexpr double kEverySeconds = 600;

void Check(const absl::Status& status, const char* what) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", what, status.ToString().c_str());
  std::exit(1);
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
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

// Durable submits a second by a few callers, into a portfolio of their own.
double SubmitsPerSecond(Shop& shop, int* round) {
  constexpr int kSubmitters = 4;
  ++*round;
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
        request.set_request_id(absl::StrCat(*round, "-", caller, "-", n));
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

// Submits with and without an audit, in turn, so that what else the machine
// does hits both. `while_audited` is one audit after the other.
void Slowdown(Shop& busy, audit::v1::AuditService::Stub& stub,
              const std::string& audited, double audit_seconds) {
  std::vector<double> alone, beside;
  int round = 0;
  for (int turn = 0; turn < 3; ++turn) {
    alone.push_back(SubmitsPerSecond(busy, &round));
    std::atomic<bool> stop{false};
    std::thread auditing([&] {
      while (!stop) AuditSeconds(stub, audited);
    });
    beside.push_back(SubmitsPerSecond(busy, &round));
    stop = true;
    auditing.join();
  }
  std::printf(
      "  submits: %.0f a second, %.0f beside one audit after the "
      "other\n",
      Median(alone), Median(beside));
  const double during = Median(beside) / Median(alone);
  std::printf("    %-58s %8.2f\n", "submits during an audit, against none",
              during);
  const double share = std::min(1.0, audit_seconds / kEverySeconds);
  const double over_time = during * share + (1 - share);
  Report("submits with an audit every ten minutes, against none", over_time,
         ">= 0.90", over_time >= 0.9);
}

int Main(int items) {
  auto deployment = Deployment::Start(Deployment::Kind::kThreeProcesses);
  Check(deployment.status(), "start");
  auto process = Process::Start(
      "lifeline-audit", {"--listen=127.0.0.1:0", "--every=24h",
                         "--roadmap=" + (*deployment)->address("roadmap"),
                         "--backlog=" + (*deployment)->address("backlog"),
                         "--scoring=" + (*deployment)->address("scoring")});
  Check(process.status(), "audit");
  auto stub = audit::v1::AuditService::NewStub(grpc::CreateChannel(
      (*process)->address(), grpc::InsecureChannelCredentials()));
  const Stubs stubs{&(*deployment)->roadmap(), &(*deployment)->backlog(),
                    &(*deployment)->scoring()};
  Shop shop(stubs, "shop");
  Check(shop.Open(items), "open");
  Fill(shop, items);
  WaitUntilRanked(shop);

  std::vector<double> audits, reads;
  for (int turn = 0; turn < 3; ++turn) {
    reads.push_back(ReadSeconds((*deployment)->backlog(), shop.name()));
    audits.push_back(AuditSeconds(*stub, shop.name()));
  }
  std::printf(
      "  %d items: %.2f s from the very beginning, %.2f s to read the backlog "
      "alone\n",
      items, Median(audits), Median(reads));
  std::printf("    %-58s %8.2f\n", "an audit against reading the backlog alone",
              Median(audits) / Median(reads));
  Report("time as a share of 10 s", Median(audits) / kGoalSeconds, "< 1",
         Median(audits) < kGoalSeconds);

  Shop busy(stubs, "busy");
  Check(busy.Open(100), "open");
  Check(busy.AddItem("first", 100, 1), "first");
  Slowdown(busy, *stub, shop.name(), Median(audits));
  return 0;
}

}  // namespace
}  // namespace lifeline::testing

int main(int argc, char** argv) {
  return lifeline::testing::Main(argc > 1 ? std::atoi(argv[1]) : 100'000);
}
