#ifndef LIFELINE_SERVICES_ROADMAP_ROADMAP_TESTING_H_
#define LIFELINE_SERVICES_ROADMAP_ROADMAP_TESTING_H_

#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/common/database_testing.h"
#include "services/common/executor.h"
#include "services/common/server.h"
#include "services/common/status_grpc.h"
#include "services/roadmap/roadmap_rpc.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {

// A roadmap behind a real gRPC server, with a temporary database and a clock
// that the test sets. It is noon on the 4th of January 2027, in UTC.
class RoadmapFixture : public ::testing::Test {
 protected:
  using Stub = v1::RoadmapService::Stub;
  template <typename Request, typename Response>
  using Method = grpc::Status (Stub::*)(grpc::ClientContext*, const Request&,
                                        Response*);

  void SetUp() override { Start({}); }

  void TearDown() override { StopServer(); }

  void Start(Limits limits, const std::string& data_dir = "") {
    RoadmapOptions options;
    options.data_dir = data_dir;
    options.limits = limits;
    options.retention_every = retention_every_;
    options.rpc = {&executor_,
                   [this] { return absl::FromUnixMicros(now_micros_); },
                   "anna@example.com"};
    options.watch.heartbeat = absl::Milliseconds(50);
    auto roadmap = RoadmapServer::Open(std::move(options));
    ASSERT_TRUE(roadmap.ok()) << roadmap.status();
    roadmap_ = *std::move(roadmap);
    ServerOptions server_options;
    server_options.in_process_only = true;
    auto server = Server::Start(server_options, {roadmap_->service()});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    server_->OnStop([this] { roadmap_->Stop(); });
    stub_ = v1::RoadmapService::NewStub(server_->InProcessChannel());
  }

  void StopServer() {
    stub_.reset();
    if (server_ != nullptr) server_->Stop();
    server_.reset();
    roadmap_.reset();
  }

  // Calls as the portfolio's first member, anna@example.com.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(Method<Request, Response> method,
                                const Request& request) {
    return CallAs("", method, request);
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> CallAs(const std::string& caller,
                                  Method<Request, Response> method,
                                  const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(60));
    if (!caller.empty()) context.AddMetadata(kCallerMetadata, caller);
    Response response;
    const grpc::Status status =
        (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }

  v1::Portfolio MakeShop() {
    v1::CreatePortfolioRequest request;
    request.set_portfolio_id("shop");
    request.mutable_portfolio()->set_title("Shop");
    return Call(&Stub::CreatePortfolio, request).value();
  }

  v1::Team MakeTeam(const std::string& id) {
    v1::CreateTeamRequest request;
    request.set_parent("portfolios/shop");
    request.set_team_id(id);
    request.mutable_team()->set_title(id);
    return Call(&Stub::CreateTeam, request).value();
  }

  v1::PlanningPeriod MakePeriod(
      const std::string& id, int month,
      v1::PlanningPeriod::State state = v1::PlanningPeriod::STATE_OPEN) {
    v1::CreatePlanningPeriodRequest request;
    request.set_parent("portfolios/shop");
    request.set_period_id(id);
    *request.mutable_period()->mutable_first_day() = Day(2027, month, 1);
    *request.mutable_period()->mutable_last_day() = Day(2027, month, 28);
    request.mutable_period()->set_state(state);
    return Call(&Stub::CreatePlanningPeriod, request).value();
  }

  absl::StatusOr<v1::Commitment> MakeCommitment(
      const std::string& item, const std::string& period,
      v1::Commitment::State state = v1::Commitment::STATE_PROMISED) {
    v1::CreateCommitmentRequest request;
    request.set_parent("portfolios/shop");
    request.mutable_commitment()->set_item("portfolios/shop/items/" + item);
    request.mutable_commitment()->set_period("portfolios/shop/periods/" +
                                             period);
    request.mutable_commitment()->set_state(state);
    return Call(&Stub::CreateCommitment, request);
  }

  // Everything that can be read of the portfolio's history.
  std::string History() {
    v1::ListRoadmapChangesRequest request;
    request.set_parent("portfolios/shop");
    request.set_page_size(1000);
    return Call(&Stub::ListRoadmapChanges, request).value().DebugString();
  }

  // Whether a text is in any byte of the database.
  bool IsStored(const std::string& text) {
    return IsInFile(roadmap_->database()->path(), text);
  }

  void Advance(absl::Duration duration) {
    now_micros_ += absl::ToInt64Microseconds(duration);
  }

  // Of what Start begins.
  absl::Duration retention_every_ = kRetentionEvery;
  Executor executor_{4};
  std::atomic<int64_t> now_micros_ = absl::ToUnixMicros(
      absl::FromCivil(absl::CivilHour(2027, 1, 4, 12), absl::UTCTimeZone()));
  std::unique_ptr<RoadmapServer> roadmap_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_ROADMAP_TESTING_H_
