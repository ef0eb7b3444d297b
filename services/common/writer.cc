#include "services/common/writer.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <string>
#include <utility>

#include "absl/synchronization/notification.h"
#include "services/common/connection.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

constexpr char kInDoubt[] =
    "a commit failed and is in doubt; stopping, so that after a restart a "
    "repeat with the same request_id finds out";

void ExitInDoubt(const Log* log, const absl::Status& status) {
  if (log == nullptr) {
    std::fprintf(stderr, "lifeline: %s (%s)\n", kInDoubt,
                 std::string(status.message()).c_str());
  } else {
    // The database's own words hold no row.
    log->Write(LogLevel::kError, kInDoubt,
               {{"reason", absl::string_view(ReasonOf(status))},
                {"error", status.message()}});
  }
  _exit(70);  // EX_SOFTWARE. No destructor may touch the database any more.
}

}  // namespace

Writer::Writer(Database* database, WriterOptions options)
    : database_(database),
      options_(std::move(options)),
      owes_empty_log_(database->had_log_) {
  if (!options_.in_doubt) {
    options_.in_doubt = [log = options_.log](const absl::Status& status) {
      ExitInDoubt(log, status);
    };
  }
  answer_thread_ = std::thread([this] { Answer(); });
  write_thread_ = std::thread([this] { Write(); });
}

Writer::~Writer() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  write_thread_.join();
  answer_thread_.join();
}

void Writer::Submit(Job job, Done done) {
  {
    absl::MutexLock lock(&mutex_);
    if (queue_.size() < options_.queue_limit) {
      queue_.push_back(
          Entry{std::move(job), std::move(done), absl::OkStatus()});
      return;
    }
  }
  done(Error(
      absl::StatusCode::kResourceExhausted, "WRITER_QUEUE_FULL",
      "too many changes are waiting to be written; call again with a pause"));
}

absl::Status Writer::Run(Job job) {
  absl::Notification answered;
  absl::Status result;
  Submit(std::move(job), [&](absl::Status status) {
    result = std::move(status);
    answered.Notify();
  });
  answered.WaitForNotification();
  return result;
}

absl::Status Writer::EmptyLogIfOwed() {
  if (!owes_empty_log_) return absl::OkStatus();
  return Run([](Transaction& transaction) {
    transaction.EmptyLog();
    return absl::OkStatus();
  });
}

absl::Status Writer::health() const {
  {
    absl::MutexLock lock(&mutex_);
    const bool was_full = ReasonOf(health_) == "DISK_FULL";
    if (!health_.ok() && !was_full) return health_;
    // A limit of pages says nothing about the disk.
    if (was_full && database_->options_.max_pages > 0) return health_;
  }
  return database_->CheckRoom();
}

size_t Writer::waiting() const {
  absl::MutexLock lock(&mutex_);
  return queue_.size();
}

void Writer::Write() {
  for (;;) {
    Batch batch;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Writer::MayTake));
      if (queue_.empty()) break;
      const auto end =
          queue_.begin() + std::min(queue_.size(), options_.batch_limit);
      batch.assign(std::make_move_iterator(queue_.begin()),
                   std::make_move_iterator(end));
      queue_.erase(queue_.begin(), end);
    }
    const absl::Status status = Commit(batch);
    if (options_.batch_sizes != nullptr && status.ok())
      options_.batch_sizes->Observe(static_cast<double>(batch.size()));
    bool others_wait;
    {
      absl::MutexLock lock(&mutex_);
      health_ = status;
      others_wait = !queue_.empty() || !answers_.empty();
    }
    if (batch.size() == 1 && !others_wait) {
      // Nobody gains from a second thread: a single caller is answered without
      // a change of threads.
      batch[0].done(std::move(batch[0].status));
      continue;
    }
    absl::MutexLock lock(&mutex_);
    answers_.push_back(std::move(batch));
  }
  absl::MutexLock lock(&mutex_);
  written_ = true;
}

void Writer::Answer() {
  for (;;) {
    Batch batch;
    {
      absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Writer::MayAnswer));
      if (answers_.empty()) return;
      batch = std::move(answers_.front());
      answers_.pop_front();
    }
    for (Entry& entry : batch) entry.done(std::move(entry.status));
  }
}

absl::Status Writer::Commit(Batch& batch) {
  Connection& connection = *database_->write_connection_;
  std::vector<absl::AnyInvocable<void()>> hooks;
  connection.ClearBroken();
  empties_log_ = false;
  absl::Status status = database_->CheckRoom();
  if (status.ok()) status = connection.Execute("BEGIN IMMEDIATE", {}).status();
  if (status.ok()) status = RunJobs(batch, hooks);
  if (!status.ok()) {
    connection.RollBack();
    for (Entry& entry : batch) entry.status = status;
    return status;
  }
  status = connection.Execute("COMMIT", {}).status();
  if (!status.ok()) {
    options_.in_doubt(status);
    // Only a test gets here: then nobody is told that it is durable.
    connection.RollBack();
    for (Entry& entry : batch) entry.status = status;
    return status;
  }
  for (absl::AnyInvocable<void()>& hook : hooks) hook();
  EmptyLog();
  return status;
}

void Writer::EmptyLog() {
  const bool waits = std::exchange(empties_log_, false);
  if (!waits && !owes_empty_log_) return;
  owes_empty_log_ = !database_->write_connection_->EmptyLog(waits);
}

absl::Status Writer::RunJobs(Batch& batch,
                             std::vector<absl::AnyInvocable<void()>>& hooks) {
  const Connection& connection = *database_->write_connection_;
  for (Entry& entry : batch) {
    absl::Status status = RunInSavepoint(entry, hooks);
    if (!connection.broken().ok()) return connection.broken();
    if (!status.ok()) return status;
    if (!connection.InTransaction()) {
      return Error(absl::StatusCode::kInternal, "DATABASE_FAILED",
                   "the database has undone the transaction");
    }
  }
  return absl::OkStatus();
}

absl::Status Writer::RunInSavepoint(
    Entry& entry, std::vector<absl::AnyInvocable<void()>>& hooks) {
  Connection& connection = *database_->write_connection_;
  absl::Status status = connection.Execute("SAVEPOINT job", {}).status();
  if (!status.ok()) return status;
  Transaction transaction(&connection);
  entry.status = entry.job(transaction);
  // What a job holds may be large; it is not needed while the others run.
  entry.job = nullptr;
  if (!connection.broken().ok() || !connection.InTransaction())
    return absl::OkStatus();
  if (!entry.status.ok() || transaction.discarded_) {
    status = connection.Execute("ROLLBACK TO job", {}).status();
    if (!status.ok()) return status;
  } else {
    std::move(transaction.hooks_.begin(), transaction.hooks_.end(),
              std::back_inserter(hooks));
    empties_log_ = empties_log_ || transaction.empties_log_;
  }
  return connection.Execute("RELEASE job", {}).status();
}

}  // namespace lifeline
