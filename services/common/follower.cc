#include "services/common/follower.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>
#include <utility>

namespace lifeline {

void Follower::Progress::Received(bool live) {
  absl::MutexLock lock(&follower_->mutex_);
  follower_->received_ = true;
  follower_->state_.connected = true;
  follower_->state_.live = live;
}

Follower::Follower(RunStream run, FollowerOptions options)
    : run_(std::move(run)), options_(options), random_(options.seed) {}

Follower::~Follower() { Stop(); }

void Follower::Start() {
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

void Follower::Work() {
  absl::Duration backoff = options_.first_backoff;
  Progress progress(this);
  for (;;) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
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

std::shared_ptr<grpc::Channel> FollowerChannel(absl::string_view address,
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
  return grpc::CreateCustomChannel(
      std::string(address), grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace lifeline
