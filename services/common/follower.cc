#include "services/common/follower.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <utility>

#include "services/common/status.h"
#include "services/common/trace.h"

namespace lifeline {

void Follower::Progress::Received(bool live) {
  absl::MutexLock lock(&follower_->mutex_);
  if (!follower_->received_) {
    LogEvent(follower_->options_.log, LogLevel::kInfo, "following",
             {{"source", absl::string_view(follower_->options_.source)}});
  }
  if (live) follower_->last_live_ = std::chrono::steady_clock::now();
  follower_->received_ = true;
  follower_->state_.connected = true;
  follower_->state_.live = live;
}

Follower::Follower(RunStream run, FollowerOptions options)
    : run_(std::move(run)), options_(options), random_(options.seed) {}

Follower::~Follower() { Stop(); }

void Follower::Start() {
  {
    absl::MutexLock lock(&mutex_);
    last_live_ = std::chrono::steady_clock::now();
  }
  thread_ = std::thread([this] { Work(); });
}

void Follower::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (context_ != nullptr) context_->TryCancel();
  }
  if (thread_.joinable()) thread_.join();
}

FollowerState Follower::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

absl::Duration Follower::lag() const {
  absl::MutexLock lock(&mutex_);
  return absl::FromChrono(std::chrono::steady_clock::now() - last_live_);
}

void Follower::Identify(grpc::ClientContext* context) const {
  if (!options_.caller.empty())
    context->AddMetadata("lifeline-as", options_.caller);
  context->AddMetadata(kTraceparent, FormatTraceparent(NewTrace()));
}

void Follower::TellEnd(const absl::Status& ended) {
  const std::string reason = ReasonOf(ended);
  if (stopping_ || (!received_ && reason == ReasonOf(state_.last_error)))
    return;
  LogEvent(options_.log, LogLevel::kWarning,
           "a stream has ended and is opened again",
           {{"source", absl::string_view(options_.source)},
            {"code", CodeName(ended.code())},
            {"reason", absl::string_view(reason)}});
}

void Follower::Work() {
  absl::Duration backoff = options_.first_backoff;
  Progress progress(this);
  for (;;) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    Identify(&context);
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return;
      // From here on Stop finds the context; one that is cancelled before the
      // stream is opened ends it at once.
      context_ = &context;
      received_ = false;
      ++state_.streams;
    }
    absl::Status ended = run_(&context, progress);
    {
      absl::MutexLock lock(&mutex_);
      context_ = nullptr;
      TellEnd(ended);
      state_.connected = false;
      state_.live = false;
      state_.last_error = std::move(ended);
      if (received_) backoff = options_.first_backoff;
    }
    if (!Pause(backoff)) return;
    backoff = std::min(backoff * 2, options_.longest_backoff);
  }
}

bool Follower::Pause(absl::Duration backoff) {
  const double share = std::uniform_real_distribution<>(0.5, 1.0)(random_);
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&stopping_), backoff * share);
}

std::shared_ptr<grpc::Channel> FollowerChannel(
    absl::string_view address,
    std::shared_ptr<grpc::ChannelCredentials> credentials,
    const FollowerOptions& options) {
  grpc::ChannelArguments arguments;
  // The sender bounds its commits; a second bound here could only stop the
  // follower for good.
  arguments.SetMaxReceiveMessageSize(-1);
  const int first =
      static_cast<int>(absl::ToInt64Milliseconds(options.first_backoff));
  const int longest =
      static_cast<int>(absl::ToInt64Milliseconds(options.longest_backoff));
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, first);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, longest);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, longest);
  if (credentials == nullptr) credentials = grpc::InsecureChannelCredentials();
  return grpc::CreateCustomChannel(std::string(address), credentials,
                                   arguments);
}

}  // namespace lifeline
