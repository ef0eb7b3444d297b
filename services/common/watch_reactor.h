#ifndef LIFELINE_SERVICES_COMMON_WATCH_REACTOR_H_
#define LIFELINE_SERVICES_COMMON_WATCH_REACTOR_H_

// The bodies of WatchReactor. Include watch.h, which includes this.

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/common/status_grpc.h"
#include "services/common/token.h"
#include "services/common/watch.h"

namespace lifeline {

template <typename Response>
grpc::ServerWriteReactor<Response>* WatchReactor<Response>::Start(
    WatchHub* hub, absl::StatusOr<StreamPlace> place, absl::string_view scope,
    Pull pull, Heartbeat heartbeat) {
  std::shared_ptr<WatchReactor> reactor(
      new WatchReactor(hub, scope, std::move(pull), std::move(heartbeat)));
  // Known to the hub before it reads anything: a commit between reading and
  // entering would wake nobody.
  absl::Status entered = place.status();
  if (place.ok()) {
    reactor->place_ = *std::move(place);
    entered = hub->Enter(scope, reactor);
  }
  absl::MutexLock lock(&reactor->mutex_);
  reactor->self_ = reactor;
  reactor->known_until_ = reactor->place_.until();
  if (entered.ok()) {
    reactor->last_write_ = absl::Now();
    reactor->ArmHeartbeat();
    if (reactor->state_ == State::kIdle) reactor->PostPull();
  } else {
    reactor->FinishWith(entered);
  }
  return reactor.get();
}

template <typename Response>
void WatchReactor<Response>::Wake() {
  absl::MutexLock lock(&mutex_);
  if (state_ == State::kIdle) {
    PostPull();
  } else {
    woken_ = true;
  }
}

template <typename Response>
void WatchReactor<Response>::End(absl::Status status) {
  absl::MutexLock lock(&mutex_);
  if (end_.ok()) end_ = std::move(status);
  if (state_ == State::kIdle) FinishWith(end_);
}

template <typename Response>
void WatchReactor<Response>::PostPull() {
  state_ = State::kPulling;
  woken_ = false;
  hub_->executor()->Post(
      [self = this->shared_from_this()] { self->RunPull(); });
}

template <typename Response>
void WatchReactor<Response>::RunPull() {
  absl::StatusOr<std::vector<Response>> pulled = pull_();
  absl::MutexLock lock(&mutex_);
  if (!pulled.ok()) {
    FinishWith(pulled.status());
    return;
  }
  batch_ = *std::move(pulled);
  written_ = 0;
  GoOn();
}

// After a pull or a write: the next message, the next pull, or rest.
template <typename Response>
void WatchReactor<Response>::GoOn() {
  if (!end_.ok()) {
    FinishWith(end_);
  } else if (written_ < batch_.size()) {
    WriteNext();
  } else if (!batch_.empty() || woken_) {
    // A batch that was not empty may have been cut; only an empty answer says
    // that everything was sent.
    batch_.clear();
    written_ = 0;
    PostPull();
  } else {
    state_ = State::kIdle;
  }
}

template <typename Response>
void WatchReactor<Response>::WriteNext() {
  state_ = State::kWriting;
  last_write_ = absl::Now();
  this->StartWrite(&batch_[written_]);
}

template <typename Response>
void WatchReactor<Response>::OnWriteDone(bool ok) {
  absl::MutexLock lock(&mutex_);
  if (state_ == State::kFinished) return;
  ++written_;
  if (ok) {
    GoOn();
  } else {
    FinishWith(absl::CancelledError("the caller has gone"));
  }
}

template <typename Response>
void WatchReactor<Response>::OnCancel() {
  End(absl::CancelledError("the caller has gone"));
}

template <typename Response>
void WatchReactor<Response>::FinishWith(const absl::Status& status) {
  if (state_ == State::kFinished) return;
  state_ = State::kFinished;
  this->Finish(ToGrpc(status));
}

template <typename Response>
void WatchReactor<Response>::ArmHeartbeat() {
  if (state_ == State::kFinished) return;
  const absl::Time due =
      std::min(last_write_ + hub_->options().heartbeat, known_until_);
  // Weak, because the alarm keeps its callback as long as it lives itself.
  alarm_.Set(absl::ToChronoTime(due), [weak = this->weak_from_this()](bool ok) {
    if (const auto self = weak.lock()) self->OnAlarm(ok);
  });
}

template <typename Response>
void WatchReactor<Response>::OnAlarm(bool ok) {
  absl::MutexLock lock(&mutex_);
  // It is cancelled only when the stream is done.
  if (!ok || state_ == State::kFinished) return;
  if (absl::Now() >= known_until_) {
    known_until_ = absl::InfiniteFuture();
    if (end_.ok())
      end_ = TokenInvalid("it expired; watch again with a new one");
    if (state_ == State::kIdle) FinishWith(end_);
  }
  if (state_ != State::kFinished &&
      absl::Now() >= last_write_ + hub_->options().heartbeat) {
    if (state_ == State::kIdle) {
      batch_.clear();
      batch_.push_back(heartbeat_());
      written_ = 0;
      WriteNext();
    } else {
      // Busy: what is being pulled or written is a sign of life, or the client
      // is slow and needs none.
      last_write_ = absl::Now();
    }
  }
  ArmHeartbeat();
}

template <typename Response>
void WatchReactor<Response>::OnDone() {
  std::shared_ptr<WatchReactor> self;
  {
    absl::MutexLock lock(&mutex_);
    self = std::move(self_);
    alarm_.Cancel();
  }
  place_ = StreamPlace();
  hub_->Leave(scope_, self);
}

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_WATCH_REACTOR_H_
