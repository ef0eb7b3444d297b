#include "services/audit/audit_rpc.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "services/audit/audit_service.h"
#include "services/audit/reasons.h"
#include "services/common/log.h"
#include "services/common/status.h"
#include "services/rights/admission.h"

namespace lifeline::audit {
namespace {

// Whoever writes comes first: this thread takes what they leave.
constexpr int kNice = 10;

absl::Status Stopping() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
               "the server is stopping; call again in a moment");
}

}  // namespace

// The gRPC face.
class AuditServer::Rpc : public v1::AuditService::CallbackService {
 public:
  explicit Rpc(AuditServer* server) : server_(server) {}

  grpc::ServerUnaryReactor* RunAudit(grpc::CallbackServerContext* context,
                                     const v1::RunAuditRequest* request,
                                     v1::Audit* response) override {
    return UnaryAsync(
        server_->options_.rpc, context,
        "/lifeline.audit.v1.AuditService/RunAudit", request, response,
        [this](const CallContext& call, const v1::RunAuditRequest& asked,
               std::function<void(absl::StatusOr<v1::Audit>)> answer) {
          const absl::Status may = Admitted(server_->options_.rpc, call, asked);
          if (!may.ok()) return answer(may);
          absl::StatusOr<std::string> portfolio = AuditedPortfolio(asked);
          if (!portfolio.ok()) return answer(portfolio.status());
          const bool taken = server_->Post(
              [this, call, answer, name = *portfolio](Auditor* by) {
                absl::Status wanted =
                    by == nullptr ? Stopping() : StillWanted(call);
                if (!wanted.ok()) return answer(wanted);
                absl::StatusOr<AuditResult> result = by->Audit(name);
                if (!result.ok()) return answer(result.status());
                server_->Tell();
                answer(ToAudit(name, *result));
              });
          if (!taken) {
            answer(Error(absl::StatusCode::kResourceExhausted, kTooManyAudits,
                         absl::StrCat(server_->options_.limits.waiting,
                                      " audits are waiting already; call again "
                                      "in a moment, or GetAudit")));
          }
        });
  }

  grpc::ServerUnaryReactor* GetAudit(grpc::CallbackServerContext* context,
                                     const v1::GetAuditRequest* request,
                                     v1::Audit* response) override {
    return UnaryAsync(
        server_->options_.rpc, context,
        "/lifeline.audit.v1.AuditService/GetAudit", request, response,
        [this](const CallContext& call, const v1::GetAuditRequest& asked,
               std::function<void(absl::StatusOr<v1::Audit>)> answer) {
          const Auditor* auditor = server_->auditor();
          if (auditor == nullptr) return answer(Stopping());
          server_->readers_->Admit(
              call, asked, [auditor, &asked, answer](const absl::Status& may) {
                if (!may.ok()) return answer(may);
                answer(audit::GetAudit(*auditor, asked));
              });
        });
  }

 private:
  AuditServer* const server_;
};

AuditServer::AuditServer(AuditOptions options)
    : options_(std::move(options)), rpc_(std::make_unique<Rpc>(this)) {
  options_.rpc = rights::ForOperators(std::move(options_.rpc));
}

AuditServer::~AuditServer() { Stop(); }

grpc::Service* AuditServer::service() { return rpc_.get(); }

void AuditServer::Start(const Sources& sources, HealthService* health) {
  health_ = health;
  // Deadlines of calls are the system's, whatever clock the audits are told.
  const auto clock = [] { return absl::Now(); };
  collector_ = std::make_unique<Collector>(sources, options_.limits, clock);
  readers_ = std::make_unique<Readers>(sources.roadmap_as_caller,
                                       options_.limits, clock);
  {
    absl::MutexLock lock(&mutex_);
    auditor_ = std::make_unique<Auditor>(collector_.get(), options_.rests,
                                         options_.rpc.clock);
  }
  AddMetrics();
  thread_ = std::thread([this] { Run(); });
}

void AuditServer::AddMetrics() {
  if (options_.rpc.metrics == nullptr) return;
  const auto add = [this](absl::string_view name, absl::string_view help,
                          double (*of)(const AuditResult&)) {
    options_.rpc.metrics->AddSamples(
        Metrics::Kind::kGauge, name, help, [this, of] {
          // Nothing looked at yet is nothing found, at the beginning of time.
          return std::vector<Metrics::Sample>{
              {{}, of(last().value_or(AuditResult()))}};
        });
  };
  add("lifeline_audit_findings", "What the newest audits found.",
      [](const AuditResult& result) {
        return static_cast<double>(result.findings.count());
      });
  add("lifeline_audit_silent_drops",
      "Drops without a crossing that the newest audits found.",
      [](const AuditResult& result) {
        return static_cast<double>(result.findings.silent_drops());
      });
  add("lifeline_audit_start_time_seconds",
      "When the earliest of the newest audits began.",
      [](const AuditResult& result) {
        return absl::ToDoubleSeconds(result.start - absl::UnixEpoch());
      });
  add("lifeline_audit_duration_seconds", "How long they took together.",
      [](const AuditResult& result) {
        return absl::ToDoubleSeconds(result.duration);
      });
  // What was found last stands meanwhile, and would look as good as new.
  options_.rpc.metrics->AddGauge(
      "lifeline_audit_failed",
      "1 while the last audit of its own could not be done.",
      [this] { return last_error().ok() ? 0 : 1; });
}

NamedService AuditServer::named_service() { return {kServiceName, service()}; }

void AuditServer::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (collector_ != nullptr) collector_->Stop();
  if (thread_.joinable()) thread_.join();
  std::deque<Work> left;
  {
    absl::MutexLock lock(&mutex_);
    left.swap(asked_);
  }
  for (Work& work : left) work(nullptr);
}

std::optional<AuditResult> AuditServer::last() const {
  const Auditor* by = auditor();
  return by == nullptr ? std::nullopt : by->Newest(kAllPortfolios);
}

absl::Status AuditServer::last_error() const {
  absl::MutexLock lock(&mutex_);
  return last_error_;
}

Auditor* AuditServer::auditor() const {
  absl::MutexLock lock(&mutex_);
  return auditor_.get();
}

bool AuditServer::Post(Work work) {
  {
    absl::MutexLock lock(&mutex_);
    if (!stopping_ && auditor_ != nullptr) {
      if (static_cast<int32_t>(asked_.size()) >= options_.limits.waiting)
        return false;
      asked_.push_back(std::move(work));
      collector_->Hurry(true);
      return true;
    }
  }
  work(nullptr);
  return true;
}

void AuditServer::Run() {
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), kNice);
  absl::Time next = absl::InfinitePast();
  for (;;) {
    Work work;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.AwaitWithDeadline(absl::Condition(this, &AuditServer::HasWork),
                               next);
      if (stopping_) return;
      if (!asked_.empty()) {
        work = std::move(asked_.front());
        asked_.pop_front();
      }
      collector_->Hurry(!asked_.empty());
    }
    if (work) {
      work(auditor());
    } else {
      const absl::Duration rest = GoOn();
      next = absl::Now() + rest;
    }
  }
}

absl::Duration AuditServer::GoOn() {
  absl::Status status = auditor()->GoOn();
  {
    absl::MutexLock lock(&mutex_);
    // What was cancelled because the server stops is nobody's fault.
    if (stopping_) return absl::ZeroDuration();
    last_error_ = status;
  }
  Tell();
  return status.ok() ? options_.every
                     : std::min(options_.every, options_.retry);
}

void AuditServer::Tell() {
  const absl::Status status = last_error();
  const std::optional<AuditResult> result = last();
  const int64_t findings = result ? result->findings.count() : 0;
  if (findings > 0) {
    LogEvent(options_.rpc.log, LogLevel::kError, "the audit found something",
             {{"findings", findings},
              {"silent_drops", result->findings.silent_drops()}});
  }
  if (!status.ok()) {
    LogEvent(options_.rpc.log, LogLevel::kError, "the audit could not be done",
             {{"reason", absl::string_view(ReasonOf(WithErrorInfo(status)))}});
  }
  using grpc::health::v1::HealthCheckResponse;
  const bool holds = findings == 0 && status.ok();
  health_->Set(kServiceName, holds ? HealthCheckResponse::SERVING
                                   : HealthCheckResponse::NOT_SERVING);
}

}  // namespace lifeline::audit
