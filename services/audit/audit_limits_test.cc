// Every limit of the audit at its maximum and one past it, against services
// that answer just enough.

#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "services/audit/audit_rpc.h"
#include "services/audit/collector.h"
#include "services/audit/findings.h"
#include "services/audit/limits.h"
#include "services/audit/reasons.h"
#include "services/common/server.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline::audit {
namespace {

absl::Duration Left(const grpc::ServerContext& context) {
  return absl::FromChrono(context.deadline()) - absl::Now();
}

// Four portfolios, in pages as they are asked for.
class FakeRoadmap : public roadmap::v1::RoadmapService::Service {
 public:
  grpc::Status ListPortfolios(
      grpc::ServerContext*, const roadmap::v1::ListPortfoliosRequest* request,
      roadmap::v1::ListPortfoliosResponse* response) override {
    ++pages;
    const int first =
        request->page_token().empty() ? 0 : std::stoi(request->page_token());
    const int end = std::min(4, first + request->page_size());
    for (int i = first; i < end; ++i)
      response->add_portfolios()->set_name(absl::StrCat("portfolios/p", i));
    if (end < 4) response->set_next_page_token(absl::StrCat(end));
    return grpc::Status::OK;
  }

  grpc::Status GetPortfolio(grpc::ServerContext* context,
                            const roadmap::v1::GetPortfolioRequest*,
                            roadmap::v1::Portfolio*) override {
    left = Left(*context);
    if (holds.exchange(false)) {
      held.Notify();
      goes_on.WaitForNotification();
    }
    return grpc::Status(grpc::StatusCode::NOT_FOUND, "no such portfolio");
  }

  int pages = 0;
  absl::Duration left;
  // The next one is held until it goes on.
  std::atomic<bool> holds = false;
  absl::Notification held;
  absl::Notification goes_on;
};

// One ranking of nothing.
class FakeScoring : public scoring::v1::ScoringService::Service {
 public:
  grpc::Status GetRanking(grpc::ServerContext*,
                          const scoring::v1::GetRankingRequest*,
                          scoring::v1::Ranking* ranking) override {
    ranking->set_name("portfolios/p1/rankings/1");
    ranking->set_number(1);
    ranking->mutable_revisions()->set_backlog(1);
    return grpc::Status::OK;
  }
  grpc::Status ListRankedItems(grpc::ServerContext*,
                               const scoring::v1::ListRankedItemsRequest*,
                               scoring::v1::ListRankedItemsResponse*) override {
    return grpc::Status::OK;
  }
  grpc::Status ListRankings(
      grpc::ServerContext*, const scoring::v1::ListRankingsRequest*,
      scoring::v1::ListRankingsResponse* response) override {
    response->add_rankings()->set_name("portfolios/p1/rankings/1");
    response->mutable_rankings(0)->set_number(1);
    return grpc::Status::OK;
  }
};

class FakeBacklog : public backlog::v1::BacklogService::Service {
 public:
  grpc::Status WatchItems(
      grpc::ServerContext* context, const backlog::v1::WatchItemsRequest*,
      grpc::ServerWriter<backlog::v1::WatchItemsResponse>*) override {
    left = Left(*context);
    if (holds) goes_on.WaitForNotification();
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "enough");
  }

  absl::Duration left;
  std::atomic<bool> holds = false;
  absl::Notification goes_on;
};

class AuditLimits : public ::testing::Test {
 protected:
  AuditLimits() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&roadmap_);
    builder.RegisterService(&backlog_);
    builder.RegisterService(&scoring_);
    server_ = builder.BuildAndStart();
    const auto channel = server_->InProcessChannel(grpc::ChannelArguments());
    sources_ = {channel, channel, channel, channel};
  }
  ~AuditLimits() override { server_->Shutdown(); }

  Collector Make(const Limits& limits) {
    return Collector(sources_, limits, [] { return absl::Now(); });
  }

  FakeRoadmap roadmap_;
  FakeBacklog backlog_;
  FakeScoring scoring_;
  std::unique_ptr<grpc::Server> server_;
  Sources sources_;
};

TEST_F(AuditLimits, EntriesOfAPage) {
  Limits limits;
  limits.page_size = 4;
  EXPECT_EQ(Make(limits).Portfolios()->size(), 4u);
  EXPECT_EQ(roadmap_.pages, 1);
  limits.page_size = 3;
  EXPECT_EQ(Make(limits).Portfolios()->size(), 4u);
  EXPECT_EQ(roadmap_.pages, 3);
}

TEST_F(AuditLimits, TimeOfACall) {
  Limits limits;
  limits.call = absl::Seconds(20);
  // Answered in time.
  EXPECT_EQ(Make(limits).Find("portfolios/p9").code(),
            absl::StatusCode::kNotFound);
  // Deadlines travel in whole milliseconds.
  EXPECT_LE(roadmap_.left, limits.call + absl::Seconds(1));
  EXPECT_GT(roadmap_.left, absl::Seconds(1));
  limits.call = absl::Milliseconds(50);
  roadmap_.holds = true;
  EXPECT_EQ(Make(limits).Find("portfolios/p1").code(),
            absl::StatusCode::kDeadlineExceeded);
  roadmap_.goes_on.Notify();
}

TEST_F(AuditLimits, TimeOfAStream) {
  Limits limits;
  limits.stream = absl::Seconds(90);
  History history;
  const auto collect = [&] {
    return Make(limits).Collect("portfolios/p1", 0, &history).status().code();
  };
  // Answered in time.
  EXPECT_EQ(collect(), absl::StatusCode::kUnavailable);
  EXPECT_LE(backlog_.left, limits.stream + absl::Seconds(1));
  EXPECT_GT(backlog_.left, limits.call);
  limits.stream = absl::Milliseconds(50);
  backlog_.holds = true;
  EXPECT_EQ(collect(), absl::StatusCode::kDeadlineExceeded);
  backlog_.goes_on.Notify();
}

TEST_F(AuditLimits, AuditsThatWait) {
  roadmap_.holds = true;
  AuditOptions options;
  options.rpc.clock = [] { return absl::Now(); };
  options.every = absl::Hours(1);
  options.limits.waiting = 2;
  AuditServer audit(std::move(options));
  ServerOptions server_options;
  server_options.in_process_only = true;
  auto server = Server::Start(server_options, {audit.named_service()}).value();
  server->OnStop([&] { audit.Stop(); });
  audit.Start(sources_, &server->health());
  const auto stub =
      audit::v1::AuditService::NewStub(server->InProcessChannel());
  std::atomic<int> refused = 0;
  std::atomic<int> answered = 0;
  absl::Notification one_is_refused;
  std::vector<std::thread> callers;
  const auto run = [&] {
    grpc::ClientContext context;
    audit::v1::RunAuditRequest request;
    request.set_parent("portfolios/p1");
    audit::v1::Audit result;
    const absl::Status status =
        FromGrpc(stub->RunAudit(&context, request, &result));
    if (ReasonOf(status) != kTooManyAudits) {
      EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
      ++answered;
    } else if (++refused == 1) {
      one_is_refused.Notify();
    }
  };
  // One is under way and does not wait any longer, so of three more that come
  // meanwhile one is refused, and the others are answered when it goes on.
  callers.emplace_back(run);
  EXPECT_TRUE(roadmap_.held.WaitForNotificationWithTimeout(absl::Seconds(20)));
  for (int i = 0; i < 3; ++i) callers.emplace_back(run);
  EXPECT_TRUE(one_is_refused.WaitForNotificationWithTimeout(absl::Seconds(20)));
  roadmap_.goes_on.Notify();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(refused, 1);
  EXPECT_EQ(answered, 3);
  server->Stop();
}

TEST(FindingsLimits, FindingsThatAreKept) {
  const int64_t most = Limits().findings_kept;
  const CheckId check = CheckId::kLedgerHolds;
  const auto found = [&](int64_t many) {
    Findings findings;
    for (int64_t i = 0; i < many; ++i) findings.Found(check, "It is not so.");
    return findings;
  };
  Findings full = found(most);
  EXPECT_EQ(std::ssize(full[check].findings), most);
  EXPECT_EQ(std::ssize(found(most + 1)[check].findings), most);
  EXPECT_EQ(found(most + 1)[check].finding_count, most + 1);
  // Those of another portfolio, too.
  full.Add(found(1));
  EXPECT_EQ(std::ssize(full[check].findings), most);
  EXPECT_EQ(full[check].finding_count, most + 1);
  Findings room = found(most - 1);
  room.Add(found(1));
  EXPECT_EQ(std::ssize(room[check].findings), most);
}

}  // namespace
}  // namespace lifeline::audit
