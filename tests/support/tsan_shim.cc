// Tells ThreadSanitizer what it cannot see: the order that Debian's abseil and
// gRPC, built without it, make between threads. Without this every lock of
// theirs looks like a race.
//
// The functions below take the place of the libraries' own in a program that
// links this file, call them, and mark the moment at which a lock or an event
// hands over from one thread to another. Only builds with LIFELINE_TSAN link
// it.
#include <dlfcn.h>
#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/slice.h>
#include <grpc/support/sync.h>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
}

namespace {

// The library's own function of this name.
template <class Function>
Function Next(const char* symbol) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, symbol));
}

// abseil evaluates the conditions of other threads while it unlocks; those
// reads are ordered by its own lock, which the sanitizer does not see.
class IgnoreReads {
 public:
  IgnoreReads() { AnnotateIgnoreReadsBegin(__FILE__, __LINE__); }
  ~IgnoreReads() { AnnotateIgnoreReadsEnd(__FILE__, __LINE__); }
};

// In one process a message is handed over as the very memory it was written
// into.
void MarkBytes(const grpc_byte_buffer* message, void (*mark)(void*)) {
  if (message == nullptr || message->type != GRPC_BB_RAW) return;
  const grpc_slice_buffer& slices = message->data.raw.slice_buffer;
  for (size_t i = 0; i < slices.count; ++i) {
    mark(GRPC_SLICE_START_PTR(slices.slices[i]));
  }
}

}  // namespace

// Debian's abseil has its names in an inline namespace, which is part of the
// symbols.
#define LIFELINE_MUTEX "_ZN4absl7debian35Mutex"
#define LIFELINE_CONDVAR "_ZN4absl7debian37CondVar"

namespace absl {
ABSL_NAMESPACE_BEGIN

void Mutex::Lock() {
  static const auto next = Next<void (*)(Mutex*)>(LIFELINE_MUTEX "4LockEv");
  next(this);
  __tsan_acquire(this);
}

void Mutex::Unlock() {
  static const auto next = Next<void (*)(Mutex*)>(LIFELINE_MUTEX "6UnlockEv");
  __tsan_release(this);
  const IgnoreReads ignore;
  next(this);
}

bool Mutex::TryLock() {
  static const auto next = Next<bool (*)(Mutex*)>(LIFELINE_MUTEX "7TryLockEv");
  const bool locked = next(this);
  if (locked) __tsan_acquire(this);
  return locked;
}

void Mutex::ReaderLock() {
  static const auto next =
      Next<void (*)(Mutex*)>(LIFELINE_MUTEX "10ReaderLockEv");
  next(this);
  __tsan_acquire(this);
}

void Mutex::ReaderUnlock() {
  static const auto next =
      Next<void (*)(Mutex*)>(LIFELINE_MUTEX "12ReaderUnlockEv");
  __tsan_release(this);
  const IgnoreReads ignore;
  next(this);
}

void Mutex::LockWhen(const Condition& condition) {
  static const auto next = Next<void (*)(Mutex*, const Condition&)>(
      LIFELINE_MUTEX "8LockWhenERKNS0_9ConditionE");
  {
    const IgnoreReads ignore;
    next(this, condition);
  }
  __tsan_acquire(this);
}

void Mutex::Await(const Condition& condition) {
  static const auto next = Next<void (*)(Mutex*, const Condition&)>(
      LIFELINE_MUTEX "5AwaitERKNS0_9ConditionE");
  __tsan_release(this);
  {
    const IgnoreReads ignore;
    next(this, condition);
  }
  __tsan_acquire(this);
}

bool Mutex::AwaitWithTimeout(const Condition& condition, Duration timeout) {
  static const auto next = Next<bool (*)(Mutex*, const Condition&, Duration)>(
      LIFELINE_MUTEX "16AwaitWithTimeoutERKNS0_9ConditionENS0_8DurationE");
  __tsan_release(this);
  bool met;
  {
    const IgnoreReads ignore;
    met = next(this, condition, timeout);
  }
  __tsan_acquire(this);
  return met;
}

bool Mutex::AwaitWithDeadline(const Condition& condition, Time deadline) {
  static const auto next = Next<bool (*)(Mutex*, const Condition&, Time)>(
      LIFELINE_MUTEX "17AwaitWithDeadlineERKNS0_9ConditionENS0_4TimeE");
  __tsan_release(this);
  bool met;
  {
    const IgnoreReads ignore;
    met = next(this, condition, deadline);
  }
  __tsan_acquire(this);
  return met;
}

void CondVar::Wait(Mutex* mutex) {
  static const auto next =
      Next<void (*)(CondVar*, Mutex*)>(LIFELINE_CONDVAR "4WaitEPNS0_5MutexE");
  __tsan_release(mutex);
  {
    const IgnoreReads ignore;
    next(this, mutex);
  }
  __tsan_acquire(mutex);
}

bool CondVar::WaitWithTimeout(Mutex* mutex, Duration timeout) {
  static const auto next = Next<bool (*)(CondVar*, Mutex*, Duration)>(
      LIFELINE_CONDVAR "15WaitWithTimeoutEPNS0_5MutexENS0_8DurationE");
  __tsan_release(mutex);
  bool timed_out;
  {
    const IgnoreReads ignore;
    timed_out = next(this, mutex, timeout);
  }
  __tsan_acquire(mutex);
  return timed_out;
}

bool CondVar::WaitWithDeadline(Mutex* mutex, Time deadline) {
  static const auto next = Next<bool (*)(CondVar*, Mutex*, Time)>(
      LIFELINE_CONDVAR "16WaitWithDeadlineEPNS0_5MutexENS0_4TimeE");
  __tsan_release(mutex);
  bool timed_out;
  {
    const IgnoreReads ignore;
    timed_out = next(this, mutex, deadline);
  }
  __tsan_acquire(mutex);
  return timed_out;
}

ABSL_NAMESPACE_END
}  // namespace absl

extern "C" {

void gpr_mu_lock(gpr_mu* mutex) {
  static const auto next = Next<void (*)(gpr_mu*)>("gpr_mu_lock");
  next(mutex);
  __tsan_acquire(mutex);
}

void gpr_mu_unlock(gpr_mu* mutex) {
  static const auto next = Next<void (*)(gpr_mu*)>("gpr_mu_unlock");
  __tsan_release(mutex);
  next(mutex);
}

// What was written before a batch was started is seen by whoever gets its tag.
grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* ops,
                                      size_t count, void* tag, void* reserved) {
  static const auto next =
      Next<decltype(&grpc_call_start_batch)>("grpc_call_start_batch");
  __tsan_release(tag);
  for (size_t i = 0; i < count; ++i) {
    if (ops[i].op == GRPC_OP_SEND_MESSAGE) {
      MarkBytes(ops[i].data.send_message.send_message, __tsan_release);
    }
  }
  return next(call, ops, count, tag, reserved);
}

int grpc_byte_buffer_reader_init(grpc_byte_buffer_reader* reader,
                                 grpc_byte_buffer* message) {
  static const auto next = Next<decltype(&grpc_byte_buffer_reader_init)>(
      "grpc_byte_buffer_reader_init");
  MarkBytes(message, __tsan_acquire);
  return next(reader, message);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue,
                                      gpr_timespec deadline, void* reserved) {
  static const auto next =
      Next<decltype(&grpc_completion_queue_next)>("grpc_completion_queue_next");
  const grpc_event event = next(queue, deadline, reserved);
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  return event;
}

grpc_event grpc_completion_queue_pluck(grpc_completion_queue* queue, void* tag,
                                       gpr_timespec deadline, void* reserved) {
  static const auto next = Next<decltype(&grpc_completion_queue_pluck)>(
      "grpc_completion_queue_pluck");
  const grpc_event event = next(queue, tag, deadline, reserved);
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(tag);
  return event;
}

}  // extern "C"
