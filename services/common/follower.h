#ifndef LIFELINE_SERVICES_COMMON_FOLLOWER_H_
#define LIFELINE_SERVICES_COMMON_FOLLOWER_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/sync_stream.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/common/log.h"
#include "services/common/status_grpc.h"

namespace lifeline {

struct FollowerOptions {
  // How long to wait before the stream is opened again: the first time, and at
  // most; doubled in between, less up to half of it by chance.
  absl::Duration first_backoff = absl::Milliseconds(50);
  absl::Duration longest_backoff = absl::Seconds(2);
  // Of the chance.
  uint32_t seed = 1;
  // Whom the stream says it comes from ("service:scoring"), so that it has an
  // allowance of its own, which no person's calls use up. Empty says nothing.
  std::string caller = {};
  // Whom it follows ("backlog"), in the log, which may be null.
  std::string source = {};
  const Log* log = nullptr;
};

// How a follower is doing, for health.
struct FollowerState {
  // The stream has brought something since it was opened.
  bool connected = false;
  // It has brought everything that was there when it was opened.
  bool live = false;
  // Streams opened so far.
  int64_t streams = 0;
  // Why the last stream ended; OK before the first end.
  absl::Status last_error;
};

// Keeps one server-streaming watch of another service alive, in a thread of its
// own: it opens the stream, hands over each message, and opens it again when it
// ends, for whatever reason. Thread safe, but Start and Stop are for the owner.
class Follower {
 public:
  // What is told about a stream while it runs.
  class Progress {
   public:
    // A message has come, and whether it says that the stream is live.
    void Received(bool live) ABSL_LOCKS_EXCLUDED(follower_->mutex_);

   private:
    friend class Follower;
    explicit Progress(Follower* follower) : follower_(follower) {}
    Follower* const follower_;
  };

  // Opens one stream with this context and reads it to its end; the status says
  // why it ended. See FollowStream.
  using RunStream =
      std::function<absl::Status(grpc::ClientContext*, Progress&)>;

  explicit Follower(RunStream run, FollowerOptions options = {});
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;
  // Stops it.
  ~Follower();

  // Once.
  void Start();

  // Cancels the stream and returns when no callback runs any more. A second
  // call does nothing.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  FollowerState state() const ABSL_LOCKS_EXCLUDED(mutex_);

  // How long ago the source last said that everything was told; since Start if
  // it never has. Up to a heartbeat of the watch is usual.
  absl::Duration lag() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Work() ABSL_LOCKS_EXCLUDED(mutex_);
  // Waits before the next stream; false if it is to stop.
  bool Pause(absl::Duration backoff) ABSL_LOCKS_EXCLUDED(mutex_);
  void Identify(grpc::ClientContext* context) const;
  // Says in the log that a stream ended, unless the last one ended so too
  // without having brought anything.
  void TellEnd(const absl::Status& ended) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const RunStream run_;
  const FollowerOptions options_;
  std::minstd_rand random_;  // The thread's own.
  mutable absl::Mutex mutex_;
  FollowerState state_ ABSL_GUARDED_BY(mutex_);
  bool received_ ABSL_GUARDED_BY(mutex_) = false;
  std::chrono::steady_clock::time_point last_live_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the stream that is open now.
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

// Makes a RunStream. `open` opens the stream, with the cursors as they are by
// now; `on_message` gets every message, heartbeats too, in order, and may block
// as long as it likes, which holds back the sender. An error of it ends the
// stream, which is then opened anew. Response has `live()`.
template <typename Response>
Follower::RunStream FollowStream(
    std::function<
        std::unique_ptr<grpc::ClientReader<Response>>(grpc::ClientContext*)>
        open,
    std::function<absl::Status(const Response&)> on_message) {
  return [open = std::move(open), on_message = std::move(on_message)](
             grpc::ClientContext* context,
             Follower::Progress& progress) -> absl::Status {
    std::unique_ptr<grpc::ClientReader<Response>> stream = open(context);
    absl::Status refused;
    Response message;
    while (stream->Read(&message)) {
      refused = on_message(message);
      if (!refused.ok()) {
        context->TryCancel();
        break;
      }
      progress.Received(message.live());
    }
    const grpc::Status ended = stream->Finish();
    return refused.ok() ? FromGrpc(ended) : refused;
  };
}

// A channel to follow over: commits of any size come through, and a service
// that was away is found again within the longest backoff.
// Null credentials are none.
std::shared_ptr<grpc::Channel> FollowerChannel(
    absl::string_view address,
    std::shared_ptr<grpc::ChannelCredentials> credentials = nullptr,
    const FollowerOptions& options = {});

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_FOLLOWER_H_
