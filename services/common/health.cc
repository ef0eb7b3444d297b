#include "services/common/health.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

namespace {

absl::Status HealthStopping() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
               "the server is stopping");
}

}  // namespace

// One stream of Watch: writes the newest status, and skips what changed back
// while a write was under way. Thread safe.
class HealthService::Watcher
    : public grpc::ServerWriteReactor<HealthCheckResponse> {
 public:
  Watcher(HealthService* health, std::string service)
      : health_(health), service_(std::move(service)) {}

  const std::string& service() const { return service_; }
  void Keep(std::shared_ptr<Watcher> self) {
    absl::MutexLock lock(&mutex_);
    self_ = std::move(self);
  }

  void Tell(Status status) {
    absl::MutexLock lock(&mutex_);
    wanted_ = status;
    WriteIfNew();
  }

  void End(const absl::Status& status) {
    absl::MutexLock lock(&mutex_);
    FinishWith(status);
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (ok) {
      WriteIfNew();
    } else {
      FinishWith(absl::CancelledError("the caller has gone"));
    }
  }

  void OnCancel() override {
    absl::MutexLock lock(&mutex_);
    FinishWith(absl::CancelledError("the caller has gone"));
  }

  void OnDone() override {
    std::shared_ptr<Watcher> self;
    {
      absl::MutexLock lock(&mutex_);
      self = std::move(self_);
    }
    absl::MutexLock lock(&health_->mutex_);
    health_->watchers_.erase(self);
  }

 private:
  void WriteIfNew() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (writing_ || finished_ || wanted_ == written_) return;
    writing_ = true;
    written_ = wanted_;
    message_.set_status(wanted_);
    StartWrite(&message_);
  }

  void FinishWith(const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    finished_ = true;
    Finish(ToGrpc(status));
  }

  HealthService* const health_;
  const std::string service_;
  absl::Mutex mutex_;
  // gRPC holds a bare pointer until OnDone.
  std::shared_ptr<Watcher> self_ ABSL_GUARDED_BY(mutex_);
  HealthCheckResponse message_ ABSL_GUARDED_BY(mutex_);
  Status wanted_ ABSL_GUARDED_BY(mutex_) = HealthCheckResponse::UNKNOWN;
  // UNKNOWN is never told, so it stands for "nothing yet".
  Status written_ ABSL_GUARDED_BY(mutex_) = HealthCheckResponse::UNKNOWN;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

HealthService::Status HealthService::Now(absl::string_view service) const {
  const auto found = statuses_.find(service);
  return found == statuses_.end() ? HealthCheckResponse::SERVICE_UNKNOWN
                                  : found->second;
}

void HealthService::Set(absl::string_view service, Status status) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return;
  statuses_[std::string(service)] = status;
  for (const std::shared_ptr<Watcher>& watcher : watchers_) {
    if (watcher->service() == service) watcher->Tell(status);
  }
}

void HealthService::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
  for (auto& [service, status] : statuses_)
    status = HealthCheckResponse::NOT_SERVING;
  for (const std::shared_ptr<Watcher>& watcher : watchers_)
    watcher->Tell(Now(watcher->service()));
}

HealthService::Status HealthService::Of(absl::string_view service) const {
  absl::MutexLock lock(&mutex_);
  return Now(service);
}

void HealthService::SetLimit(int64_t watches) {
  absl::MutexLock lock(&mutex_);
  limit_ = watches;
}

void HealthService::EndWatches() {
  std::vector<std::shared_ptr<Watcher>> watchers;
  {
    absl::MutexLock lock(&mutex_);
    ended_ = true;
    watchers.assign(watchers_.begin(), watchers_.end());
  }
  for (const std::shared_ptr<Watcher>& watcher : watchers)
    watcher->End(HealthStopping());
}

grpc::ServerUnaryReactor* HealthService::Check(
    grpc::CallbackServerContext* context, const HealthCheckRequest* request,
    HealthCheckResponse* response) {
  Status status;
  {
    absl::MutexLock lock(&mutex_);
    status = Now(request->service());
  }
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (status == HealthCheckResponse::SERVICE_UNKNOWN) {
    reactor->Finish(ToGrpc(
        Error(absl::StatusCode::kNotFound, "SERVICE_UNKNOWN",
              absl::StrCat("service: ", request->service().substr(0, 200),
                           " is not served here; reflection lists what is"))));
    return reactor;
  }
  response->set_status(status);
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerWriteReactor<HealthCheckResponse>* HealthService::Watch(
    grpc::CallbackServerContext*, const HealthCheckRequest* request) {
  auto watcher = std::make_shared<Watcher>(this, request->service());
  watcher->Keep(watcher);
  absl::MutexLock lock(&mutex_);
  if (ended_) {
    watcher->End(HealthStopping());
  } else if (static_cast<int64_t>(watchers_.size()) >= limit_) {
    watcher->End(Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
                       absl::StrCat("health is watched by ", limit_,
                                    " streams already; close one, or call "
                                    "Check now and then")));
  } else {
    watchers_.insert(watcher);
    watcher->Tell(Now(request->service()));
  }
  return watcher.get();
}

}  // namespace lifeline
