#include "services/common/recurring.h"

namespace lifeline {

void Recurring::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Recurring::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

void Recurring::Run() {
  while (true) {
    work_().IgnoreError();
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), every_)) return;
  }
}

}  // namespace lifeline
