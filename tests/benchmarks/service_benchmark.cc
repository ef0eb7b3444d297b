// How fast the services are, over TCP, with every fsync: each figure beside a
// reference measured in the same run, and the goal beside the ratio.
//
//   service_benchmark [--small | --submits | --backup]
//
// --small leaves out the portfolio of 100,000 items, --submits and --backup
// all but that.

#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lifeline/storage/v1/storage.grpc.pb.h"
#include "services/common/journal.h"
#include "services/common/requests.h"
#include "services/common/status_grpc.h"
#include "tests/support/deployment.h"
#include "tests/support/shop.h"

namespace lifeline::testing {
namespace {

constexpr int kPage = 50;
constexpr int kCallers = 64;
constexpr absl::Duration kMeasure = absl::Seconds(4);

void Check(const absl::Status& status, const char* what) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s: %s\n", what, status.ToString().c_str());
  std::exit(1);
}

// The middle of many.
double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void Report(const char* what, double ratio, const char* goal, bool reached) {
  std::printf("    %-58s %8.2f   goal %s: %s\n", what, ratio, goal,
              reached ? "reached" : "NOT reached");
}

// Calls `call` from many threads for a while; calls a second.
double Rate(int callers, const std::function<void(int caller, int n)>& call) {
  std::atomic<bool> stop{false};
  std::atomic<int64_t> calls{0};
  std::vector<std::thread> threads;
  const absl::Time begin = absl::Now();
  for (int caller = 0; caller < callers; ++caller) {
    threads.emplace_back([&, caller] {
      for (int n = 0; !stop; ++n) {
        call(caller, n);
        ++calls;
      }
    });
  }
  absl::SleepFor(kMeasure);
  stop = true;
  for (std::thread& thread : threads) thread.join();
  return calls / absl::ToDoubleSeconds(absl::Now() - begin);
}

backlog::v1::Item SomeItem(const std::string& portfolio, const std::string& id,
                           int number) {
  backlog::v1::Item item;
  item.set_name(absl::StrCat(portfolio, "/items/", id));
  item.set_title(absl::StrCat("Canonical tags on filter pages ", number));
  item.set_problem(
      "40,000 filter pages are indexed and compete with the category pages.");
  item.set_category("seo");
  item.set_state(backlog::v1::Item::STATE_READY);
  item.mutable_money()->set_amount_hundredths(100 *
                                              (100 + number * 37 % 90000));
  auto* effort = item.mutable_estimate()->add_efforts();
  effort->set_team(portfolio + "/teams/web");
  effort->set_effort_hundredths(100 + number % 13 * 100);
  auto* external = item.add_external_references();
  external->set_system("jira");
  external->set_key(absl::StrCat("SHOP-", id));
  return item;
}

void Fill(Shop& shop, int items) {
  for (int begin = 0; begin < items;) {
    backlog::v1::ApplyItemsRequest request;
    request.set_parent(shop.name());
    request.set_min_roadmap_revision(shop.seen().roadmap());
    for (int end = std::min(items, begin + 5000); begin < end; ++begin) {
      *request.add_upserts()->mutable_item() =
          SomeItem(shop.name(), absl::StrCat("item-", begin), begin);
    }
    backlog::v1::ApplyItemsResponse response;
    grpc::ClientContext context;
    shop.Prepare(&context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(2)));
    Check(FromGrpc(
              shop.stubs().backlog->ApplyItems(&context, request, &response)),
          "ApplyItems");
  }
}

// The newest ranking that has seen this revision of the backlog.
scoring::v1::Ranking Seen(Shop& shop, int64_t backlog_revision) {
  scoring::v1::GetRankingRequest request;
  request.set_name(shop.name() + "/rankings/latest");
  request.mutable_min_revisions()->set_backlog(backlog_revision);
  scoring::v1::Ranking ranking;
  grpc::ClientContext context;
  shop.Prepare(&context);
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(5)));
  Check(FromGrpc(shop.stubs().scoring->GetRanking(&context, request, &ranking)),
        "GetRanking");
  return ranking;
}

// From an item's changed money to the answer that shows the new ranking, which
// two services have committed with an fsync each.
void OneChangedItem(Shop& shop, int items, double goal_ms) {
  std::vector<double> times;
  for (int n = 0; n < 21; ++n) {
    backlog::v1::RateItemRequest request;
    request.set_name(shop.item_name("item-7"));
    request.mutable_money()->set_amount_hundredths(100 * (5000 + n));
    backlog::v1::Item item;
    grpc::ClientContext context;
    shop.Prepare(&context);
    const absl::Time begin = absl::Now();
    Check(FromGrpc(shop.stubs().backlog->RateItem(&context, request, &item)),
          "RateItem");
    Seen(shop, item.revision());
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  const double median = Median(times);
  std::printf(
      "  %d items: one changed item to a visible, durable ranking: "
      "%.1f ms (median of %zu)\n",
      items, median, times.size());
  Report("time as a share of the goal", median / goal_ms, "<= 1",
         median <= goal_ms);
}

// Answers every list with one message that it was given.
class Echo : public scoring::v1::ScoringService::CallbackService {
 public:
  explicit Echo(scoring::v1::ListRankedItemsResponse page)
      : page_(std::move(page)) {}
  grpc::ServerUnaryReactor* ListRankedItems(
      grpc::CallbackServerContext* context,
      const scoring::v1::ListRankedItemsRequest*,
      scoring::v1::ListRankedItemsResponse* response) override {
    *response = page_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const scoring::v1::ListRankedItemsResponse page_;
};

// `service_benchmark --echo FILE`: serves the page in FILE until it is killed.
int ServeEcho(const char* file) {
  FILE* in = std::fopen(file, "rb");
  std::string bytes(1 << 22, '\0');
  bytes.resize(std::fread(bytes.data(), 1, bytes.size(), in));
  std::fclose(in);
  scoring::v1::ListRankedItemsResponse page;
  page.ParseFromString(bytes);
  Echo echo(std::move(page));
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                           &port);
  builder.RegisterService(&echo);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  std::printf("echo listening on 127.0.0.1:%d\n", port);
  std::fflush(stdout);
  server->Wait();
  return 0;
}

double PagesPerSecond(scoring::v1::ScoringService::Stub& stub,
                      const std::string& portfolio) {
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent(portfolio + "/rankings/latest");
  request.set_page_size(kPage);
  return Rate(kCallers, [&](int, int) {
    scoring::v1::ListRankedItemsResponse response;
    grpc::ClientContext context;
    Check(FromGrpc(stub.ListRankedItems(&context, request, &response)),
          "ListRankedItems");
    if (response.ranked_items_size() != kPage) std::exit(1);
  });
}

void PageAgainstEcho(Deployment& deployment, const std::string& portfolio) {
  scoring::v1::ListRankedItemsRequest request;
  request.set_parent(portfolio + "/rankings/latest");
  request.set_page_size(kPage);
  scoring::v1::ListRankedItemsResponse page;
  grpc::ClientContext context;
  Check(
      FromGrpc(deployment.scoring().ListRankedItems(&context, request, &page)),
      "ListRankedItems");
  const std::string file = deployment.data_dir() + "/page";
  FILE* out = std::fopen(file.c_str(), "wb");
  const std::string bytes = page.SerializeAsString();
  std::fwrite(bytes.data(), 1, bytes.size(), out);
  std::fclose(out);
  auto echo = Process::Start("service_benchmark", {"--echo", file});
  Check(echo.status(), "echo");
  auto echo_stub = scoring::v1::ScoringService::NewStub(grpc::CreateChannel(
      (*echo)->address(), grpc::InsecureChannelCredentials()));
  // In turn, so that what else the machine does hits both.
  std::vector<double> ours, theirs;
  for (int round = 0; round < 3; ++round) {
    theirs.push_back(PagesPerSecond(*echo_stub, portfolio));
    ours.push_back(PagesPerSecond(deployment.scoring(), portfolio));
  }
  std::printf(
      "  a page of %d (%zu bytes), %d callers: %.0f a second, an echo "
      "of the same message: %.0f\n",
      kPage, bytes.size(), kCallers, Median(ours), Median(theirs));
  const double ratio = Median(ours) / Median(theirs);
  Report("pages against echoes", ratio, ">= 0.80", ratio >= 0.8);
}

// The rows that one durable submit writes, in the tables that the service has,
// one transaction each, by SQLite alone.
double RawTransactions(const std::string& file) {
  std::filesystem::remove(file);
  SQLite::Database database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec("PRAGMA journal_mode=WAL");
  database.exec("PRAGMA synchronous=FULL");
  database.exec(std::string(kRequestsSchema.sql));
  database.exec(std::string(kJournalSchema.sql));
  const char* const statements[] = {
      "INSERT INTO journal_counters VALUES ('shop', 'item', :n) "
      "ON CONFLICT DO UPDATE SET value = :n",
      "INSERT INTO journal_versions VALUES (:n, :n, NULL, 'item', :id, :body)",
      "INSERT INTO journal_resources VALUES ('shop', 'item', :id, :n, :n, 1, "
      "1, "
      "0)",
      "INSERT INTO journal_commits VALUES (:n, 'shop', :n, 1, :actor, '', '', "
      "0, "
      ":n, 1)",
      "INSERT INTO journal_heads VALUES ('shop', :n) "
      "ON CONFLICT DO UPDATE SET revision = :n",
      "INSERT INTO requests VALUES (:n, :actor, :id, :method, :digest, :body, "
      "1)",
  };
  std::vector<SQLite::Statement> prepared;
  for (const char* sql : statements) prepared.emplace_back(database, sql);
  const std::string body =
      SomeItem("portfolios/shop", "", 1).SerializeAsString();
  const std::string digest(32, 'd');
  const std::string actor = "ben@example.com";
  const std::string method = "/lifeline.backlog.v1.BacklogService/CreateItem";
  int64_t n = 0;
  const absl::Time begin = absl::Now();
  while (absl::Now() - begin < kMeasure) {
    const std::string id = absl::StrCat("shop-", ++n);
    SQLite::Transaction transaction(database,
                                    SQLite::TransactionBehavior::IMMEDIATE);
    for (SQLite::Statement& statement : prepared) {
      const auto bind = [&](const char* name, const std::string& text) {
        const int index = statement.getIndex(name);
        if (index > 0) statement.bindNoCopy(index, text);
      };
      statement.bind(statement.getIndex(":n"), n);
      bind(":id", id);
      bind(":body", body);
      bind(":digest", digest);
      bind(":actor", actor);
      bind(":method", method);
      statement.exec();
      statement.reset();
    }
    transaction.commit();
  }
  return n / absl::ToDoubleSeconds(absl::Now() - begin);
}

backlog::v1::CreateItemRequest SomeSubmit(const std::string& portfolio,
                                          const std::string& request_id,
                                          int number) {
  backlog::v1::CreateItemRequest request;
  request.set_parent(portfolio);
  *request.mutable_item() = SomeItem(portfolio, "", number);
  request.mutable_item()->clear_name();
  request.mutable_item()->clear_state();
  request.mutable_item()->clear_external_references();
  request.set_submit(true);
  request.set_request_id(request_id);
  return request;
}

// Callers that each send the next submit when the one before is answered, all
// on one thread, so that measuring takes little of the machine.
class Submitters {
 public:
  Submitters(backlog::v1::BacklogService::Stub* stub, std::string portfolio)
      : stub_(stub), portfolio_(std::move(portfolio)) {}

  double PerSecond(int callers) {
    const absl::Time begin = absl::Now();
    int64_t answered = 0;
    for (int caller = 0; caller < callers; ++caller) {
      Call* const call = new Call;
      call->id = absl::StrCat(callers, "-", caller);
      Next(call);
    }
    void* tag = nullptr;
    bool ok = false;
    for (int running = callers; running > 0 && queue_.Next(&tag, &ok);) {
      Call* const call = static_cast<Call*>(tag);
      Check(FromGrpc(call->status), "CreateItem");
      ++answered;
      if (absl::Now() - begin < kMeasure) {
        Next(call);
      } else {
        delete call;
        --running;
      }
    }
    return answered / absl::ToDoubleSeconds(absl::Now() - begin);
  }

 private:
  struct Call {
    std::string id;
    int number = 0;
    std::unique_ptr<grpc::ClientContext> context;
    std::unique_ptr<grpc::ClientAsyncResponseReader<backlog::v1::Item>> reader;
    backlog::v1::Item item;
    grpc::Status status;
  };

  void Next(Call* call) {
    ++call->number;
    const backlog::v1::CreateItemRequest request = SomeSubmit(
        portfolio_, absl::StrCat(call->id, "-", call->number), call->number);
    call->context = std::make_unique<grpc::ClientContext>();
    call->context->AddMetadata("lifeline-as", "ben@example.com");
    call->reader =
        stub_->AsyncCreateItem(call->context.get(), request, &queue_);
    call->reader->Finish(&call->item, &call->status, call);
  }

  backlog::v1::BacklogService::Stub* const stub_;
  const std::string portfolio_;
  grpc::CompletionQueue queue_;
};

// One caller here is as busy as many.
std::vector<std::string> WithoutLimits() {
  return {"--calls_per_second=10000000", "--calls_burst=10000000"};
}

// Durable submits, against raw transactions measured just before; each into a
// portfolio of its own.
void Submits(Deployment::Kind kind, bool follower) {
  auto deployment = Deployment::Start(kind, "", WithoutLimits());
  Check(deployment.status(), "start");
  Stubs stubs{&(*deployment)->roadmap(), &(*deployment)->backlog(),
              &(*deployment)->scoring()};
  std::vector<int> callers = {1, 16, 64};
  std::vector<std::unique_ptr<Shop>> shops;
  for (int n : callers) {
    shops.push_back(std::make_unique<Shop>(stubs, absl::StrCat("shop-", n)));
    Check(shops.back()->Open(100), "open");
    Check(shops.back()->AddItem("first", 100, 1), "first");
  }
  if (!follower) Check((*deployment)->Kill("scoring"), "kill");
  for (size_t i = 0; i < callers.size(); ++i) {
    const double raw = RawTransactions((*deployment)->data_dir() + "/raw.db");
    const double submits =
        Submitters(&(*deployment)->backlog(), shops[i]->name())
            .PerSecond(callers[i]);
    std::printf(
        "  durable submits, %2d callers, follower %s: %.0f a second, "
        "raw transactions: %.0f\n",
        callers[i], follower ? "on" : "off", submits, raw);
    const double ratio = submits / raw;
    if (callers[i] == 64) {
      Report("submits against raw transactions", ratio, ">= 3", ratio >= 3);
    } else {
      std::printf("    %-58s %8.2f\n", "submits against raw transactions",
                  ratio);
    }
  }
}

// How long the slowest of many submits, one after the other, takes while
// `meanwhile` runs, in milliseconds.
double SlowestSubmit(Shop& shop, const std::function<void()>& meanwhile) {
  std::atomic<bool> done{false};
  std::thread other([&] {
    meanwhile();
    done = true;
  });
  double slowest = 0;
  for (int n = 0; !done; ++n) {
    const absl::Time begin = absl::Now();
    Check(shop.AddItem("submitted", 1000 + n % 1000, 1), "submit");
    slowest =
        std::max(slowest, absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  other.join();
  return slowest;
}

// Takes a copy of the backlog while somebody submits.
void BackupBesideSubmits(int items) {
  auto deployment =
      Deployment::Start(Deployment::Kind::kThreeProcesses, "", WithoutLimits());
  Check(deployment.status(), "start");
  Shop shop(Stubs{&(*deployment)->roadmap(), &(*deployment)->backlog(),
                  &(*deployment)->scoring()},
            "shop");
  Check(shop.Open(items), "open");
  Fill(shop, items);
  // Planning 100,000 items anew takes the machine now and then, with a backup
  // and without.
  Check((*deployment)->Kill("scoring"), "kill");
  auto storage = storage::v1::StorageService::NewStub(grpc::CreateChannel(
      (*deployment)->address("backlog"), grpc::InsecureChannelCredentials()));
  double quiet = 0, busy = 0, seconds = 0, megabytes = 0;
  constexpr int kRounds = 5;
  for (int round = 0; round < kRounds; ++round) {
    absl::Duration took;
    busy = std::max(
        busy, SlowestSubmit(shop, [&] {
          const absl::Time begin = absl::Now();
          storage::v1::BackUpDatabaseRequest request;
          request.set_database("backlog");
          grpc::ClientContext context;
          auto stream = storage->BackUpDatabase(&context, request);
          storage::v1::BackUpDatabaseResponse message;
          while (stream->Read(&message)) {
            if (message.has_header())
              megabytes =
                  static_cast<double>(message.header().size_bytes()) / 1e6;
          }
          Check(FromGrpc(stream->Finish()), "BackUpDatabase");
          took = absl::Now() - begin;
        }));
    quiet = std::max(quiet, SlowestSubmit(shop, [&] { absl::SleepFor(took); }));
    seconds += absl::ToDoubleSeconds(took) / kRounds;
  }
  std::printf(
      "  backup of %d items (%.0f MB in %.1f s), slowest submit of %d backups "
      "%.1f ms, without %.1f ms\n",
      items, megabytes, seconds, kRounds, busy, quiet);
  Report("slowest submit beside a backup, ms", busy, "< 100", busy < 100);
  std::printf("    %-58s %8.2f\n",
              "slowest submit with a backup against without", busy / quiet);
}

void Rankings(int items, double goal_ms, bool pages) {
  auto deployment =
      Deployment::Start(Deployment::Kind::kThreeProcesses, "", WithoutLimits());
  Check(deployment.status(), "start");
  Shop shop(Stubs{&(*deployment)->roadmap(), &(*deployment)->backlog(),
                  &(*deployment)->scoring()},
            "shop");
  Check(shop.Open(items), "open");
  Fill(shop, items);
  OneChangedItem(shop, items, goal_ms);
  if (pages) PageAgainstEcho(**deployment, shop.name());
}

int Main(const std::string& only) {
  if (only == "--backup") {
    std::printf("backup\n");
    BackupBesideSubmits(100000);
    return 0;
  }
  if (only != "--submits") {
    std::printf("rankings, three processes\n");
    Rankings(10000, 10, true);
    if (only != "--small") Rankings(100000, 100, false);
    std::printf("backup\n");
    BackupBesideSubmits(only == "--small" ? 10000 : 100000);
  }
  std::printf("submits\n");
  Submits(Deployment::Kind::kThreeProcesses, false);
  Submits(Deployment::Kind::kThreeProcesses, true);
  return 0;
}

}  // namespace
}  // namespace lifeline::testing

int main(int argc, char** argv) {
  if (argc == 3 && std::strcmp(argv[1], "--echo") == 0) {
    return lifeline::testing::ServeEcho(argv[2]);
  }
  return lifeline::testing::Main(argc > 1 ? argv[1] : "");
}
