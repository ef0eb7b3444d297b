#ifndef LIFELINE_SERVICES_COMMON_WRITER_H_
#define LIFELINE_SERVICES_COMMON_WRITER_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "services/common/database.h"
#include "services/common/limits.h"
#include "services/common/log.h"
#include "services/common/metrics.h"

namespace lifeline {

struct WriterOptions {
  // Jobs that may wait; one more is refused.
  size_t queue_limit = ServerLimits().queued_changes;
  // Jobs that share one commit.
  size_t batch_limit = 256;
  // Called when COMMIT itself failed: whether the batch is durable is not
  // known, and nobody may be answered. It must end the process (it may throw
  // only in tests). The default writes the reason to the log, or to stderr
  // without one, and calls _exit(70).
  absl::AnyInvocable<void(const absl::Status&)> in_doubt = {};
  // Where that is said; null for stderr, in words.
  const Log* log = nullptr;
  // How many jobs shared each commit; may be null.
  Histogram* batch_sizes = nullptr;
};

// The only writer of a database: one thread takes what is queued, runs each job
// in a savepoint of its own, commits all of them with one fsync, and only then
// answers. Thread safe.
class Writer {
 public:
  // The work, in its transaction. An error undoes this job alone.
  using Job = absl::AnyInvocable<absl::Status(Transaction&)>;
  // The job's status once it is durable, or why it is not. Called exactly once,
  // on a thread of the writer that does not hold up the next batch; it must not
  // wait for another job.
  using Done = absl::AnyInvocable<void(absl::Status)>;

  explicit Writer(Database* database, WriterOptions options = {});
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Does and answers everything that was queued.
  ~Writer();

  // Queues a job; never blocks. `done` gets RESOURCE_EXHAUSTED, reason
  // WRITER_QUEUE_FULL, at once if too many wait. A job's error is its own; an
  // error of the database outside a constraint (a full disk, a failed write)
  // before the commit undoes the whole batch and is the answer of all its jobs.
  void Submit(Job job, Done done) ABSL_LOCKS_EXCLUDED(mutex_);

  // Submits and waits. Not from a job, a hook or a Done.
  absl::Status Run(Job job) ABSL_LOCKS_EXCLUDED(mutex_);

  // Tries once more to empty the log if a reader has prevented it (see
  // Transaction::EmptyLog); to be called now and then, because nobody may write
  // for weeks. Not from a job, a hook or a Done. The errors of Run; that a
  // reader is still in the way is none.
  absl::Status EmptyLogIfOwed() ABSL_LOCKS_EXCLUDED(mutex_);

  // Whether a change could be written now: what the last batch met, or that the
  // disk is full, which is looked at anew each time, so that it is over when
  // there is room, without a batch. Health is told by this.
  absl::Status health() const ABSL_LOCKS_EXCLUDED(mutex_);

  // Jobs that nobody has begun yet.
  size_t waiting() const ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  struct Entry {
    Job job;
    Done done;
    absl::Status status;
  };
  using Batch = std::vector<Entry>;

  void Write() ABSL_LOCKS_EXCLUDED(mutex_);
  void Answer() ABSL_LOCKS_EXCLUDED(mutex_);
  absl::Status Commit(Batch& batch);
  void EmptyLog();
  absl::Status RunJobs(Batch& batch,
                       std::vector<absl::AnyInvocable<void()>>& hooks);
  absl::Status RunInSavepoint(Entry& entry,
                              std::vector<absl::AnyInvocable<void()>>& hooks);
  bool MayTake() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopping_ || !queue_.empty();
  }
  bool MayAnswer() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return written_ || !answers_.empty();
  }

  Database* const database_;
  WriterOptions options_;
  mutable absl::Mutex mutex_;
  std::deque<Entry> queue_ ABSL_GUARDED_BY(mutex_);
  std::deque<Batch> answers_ ABSL_GUARDED_BY(mutex_);
  absl::Status health_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool written_ ABSL_GUARDED_BY(mutex_) = false;
  // What was replaced may still lie in the log, or in the file below it; after
  // a crash nobody knows.
  std::atomic<bool> owes_empty_log_;
  // A job of the batch under way has asked for it. The writer's thread's.
  bool empties_log_ = false;
  std::thread answer_thread_;
  std::thread write_thread_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_WRITER_H_
