// The audit as it is served: by itself now and then, on request, and in health.
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "services/audit/audit_rpc.h"
#include "services/common/metrics.h"
#include "services/common/server.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "tests/audit/audited_shop.h"

namespace lifeline::testing {
namespace {

using audit::AuditOptions;
using audit::AuditServer;
using grpc::health::v1::HealthCheckResponse;

class ServedAudit : public AuditedShop {
 protected:
  void Serve(absl::Duration every, absl::Duration call = absl::Seconds(10)) {
    AuditOptions options;
    options.rpc.clock = [] { return absl::Now(); };
    options.every = every;
    options.limits.call = call;
    options.rests = 1;
    options.rpc.metrics = &metrics_;
    audit_ = std::make_unique<AuditServer>(std::move(options));
    ServerOptions server;
    server.in_process_only = true;
    auto started = Server::Start(server, {audit_->named_service()});
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
    server_->OnStop([this] { audit_->Stop(); });
    audit_->Start(sources(), &server_->health());
    stub_ = audit::v1::AuditService::NewStub(server_->InProcessChannel());
    health_ = grpc::health::v1::Health::NewStub(server_->InProcessChannel());
  }

  void TearDown() override {
    if (server_ != nullptr) server_->Stop();
    stub_.reset();
    health_.reset();
    server_.reset();
    audit_.reset();
    AuditedShop::TearDown();
  }

  absl::StatusOr<audit::v1::Audit> Run(const std::string& parent) {
    audit::v1::RunAuditRequest request;
    request.set_parent(parent);
    audit::v1::Audit audit;
    grpc::ClientContext context;
    const absl::Status status =
        FromGrpc(stub_->RunAudit(&context, request, &audit));
    if (!status.ok()) return status;
    return audit;
  }

  absl::StatusOr<audit::v1::Audit> Get(const std::string& name) {
    audit::v1::GetAuditRequest request;
    request.set_name(name);
    audit::v1::Audit audit;
    grpc::ClientContext context;
    const absl::Status status =
        FromGrpc(stub_->GetAudit(&context, request, &audit));
    if (!status.ok()) return status;
    return audit;
  }

  // Waits until health says so, as a watcher is told; false after ten seconds.
  bool HealthBecomes(HealthCheckResponse::ServingStatus wanted) {
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(AuditServer::kServiceName);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
    auto stream = health_->Watch(&context, request);
    HealthCheckResponse response;
    bool is = false;
    while (!is && stream->Read(&response)) is = response.status() == wanted;
    context.TryCancel();
    (void)stream->Finish();
    return is;
  }

  // "name value", as Prometheus reads it.
  bool Shows(const std::string& line) const {
    return absl::StrContains(metrics_.Text(), absl::StrCat("\n", line, "\n"));
  }

  // Leaves every drop out while `lying_`.
  void LieAboutDrops() {
    scoring_->crossings = [this](auto* page) {
      if (!lying_) return;
      auto* rows = page->mutable_crossings();
      for (int i = rows->size() - 1; i >= 0; --i) {
        if ((*rows)[i].kind() == scoring::v1::LineCrossing::KIND_DROPPED)
          rows->DeleteSubrange(i, 1);
      }
    };
  }

  std::atomic<bool> lying_{true};
  Metrics metrics_;
  std::unique_ptr<AuditServer> audit_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<audit::v1::AuditService::Stub> stub_;
  std::unique_ptr<grpc::health::v1::Health::Stub> health_;
};

TEST_F(ServedAudit, IsNotServingWhileSomethingIsFound) {
  LieAboutDrops();
  Serve(absl::Milliseconds(50));
  EXPECT_TRUE(HealthBecomes(HealthCheckResponse::NOT_SERVING));
  EXPECT_EQ(audit_->last()->findings.silent_drops(), 3);
  EXPECT_TRUE(Shows("lifeline_audit_silent_drops 3"));
  // It could be done, and it says what it found.
  EXPECT_TRUE(Shows("lifeline_audit_failed 0"));
  // By its own name only: the whole is not taken out of service by it.
  EXPECT_FALSE(audit_->named_service().health);
  lying_ = false;
  EXPECT_TRUE(HealthBecomes(HealthCheckResponse::SERVING));
  EXPECT_EQ(audit_->last()->findings.count(), 0);
  EXPECT_EQ(audit_->last_error(), absl::OkStatus());
}

TEST_F(ServedAudit, SaysThatItCannotBeDone) {
  liars_->Shutdown(std::chrono::system_clock::now());
  Serve(absl::Hours(1), /*call=*/absl::Milliseconds(100));
  EXPECT_TRUE(HealthBecomes(HealthCheckResponse::NOT_SERVING));
  EXPECT_NE(audit_->last_error(), absl::OkStatus());
  EXPECT_TRUE(Shows("lifeline_audit_failed 1")) << metrics_.Text();
  // By what was found, nobody would notice.
  EXPECT_TRUE(Shows("lifeline_audit_findings 0")) << metrics_.Text();
}

TEST_F(ServedAudit, AuditsByItselfAndIsAskedForTheResult) {
  Serve(absl::Hours(1));
  // Runs after the first one of its own, which it began with.
  const auto run = Run("portfolios/-");
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->finding_count(), 0);
  EXPECT_EQ(run->name(), "portfolios/-/audit");
  EXPECT_EQ(run->rankings_size(), 1);
  EXPECT_EQ(run->checks_size(), audit::kChecks);
  const auto got = Get("portfolios/shop/audit");
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_EQ(got->rankings(0), run->rankings(0));
}

TEST_F(ServedAudit, SaysWhatIsAskedWrongly) {
  Serve(absl::Hours(1));
  EXPECT_EQ(Run("shop").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Run("portfolios/nowhere").status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Get("portfolios/shop").status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(Get("portfolios/nowhere/audit").status()),
            "AUDIT_NOT_FOUND");
}

TEST_F(ServedAudit, EndsWhileTheServicesDoNotAnswer) {
  // A handler may still be in there when the test ends.
  struct Held {
    absl::Notification asked;
    absl::Notification end;
    std::once_flag once;
  };
  const auto held = std::make_shared<Held>();
  scoring_->entries = [held](auto*) {
    std::call_once(held->once, [&] { held->asked.Notify(); });
    held->end.WaitForNotification();
  };
  Serve(absl::Hours(1));
  held->asked.WaitForNotification();
  audit_->Stop();
  EXPECT_FALSE(audit_->last().has_value());
  held->end.Notify();
}

}  // namespace
}  // namespace lifeline::testing
