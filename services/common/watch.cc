#include "services/common/watch.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

absl::Status WatchStopping() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
               "the server is stopping; watch again from the last cursor");
}

}  // namespace

WatchHub::WatchHub(Executor* executor, WatchOptions options)
    : executor_(executor), options_(options) {}

void WatchHub::Notify(absl::string_view scope) {
  std::vector<std::shared_ptr<WatchStream>> concerned;
  {
    absl::MutexLock lock(&mutex_);
    for (const absl::string_view key : {scope, absl::string_view()}) {
      const auto found = streams_.find(key);
      if (found != streams_.end())
        concerned.insert(concerned.end(), found->second.begin(),
                         found->second.end());
      if (scope.empty()) break;
    }
  }
  for (const std::shared_ptr<WatchStream>& stream : concerned) stream->Wake();
}

void WatchHub::Stop() {
  std::vector<std::shared_ptr<WatchStream>> all;
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    for (const auto& [scope, streams] : streams_)
      all.insert(all.end(), streams.begin(), streams.end());
  }
  for (const std::shared_ptr<WatchStream>& stream : all)
    stream->End(WatchStopping());
}

size_t WatchHub::streams() const {
  absl::MutexLock lock(&mutex_);
  return count_;
}

absl::Status WatchHub::Enter(absl::string_view scope,
                             std::shared_ptr<WatchStream> stream) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return WatchStopping();
  if (count_ >= options_.max_streams) {
    return Error(
        absl::StatusCode::kResourceExhausted, "TOO_MANY_STREAMS",
        absl::StrCat("there are ", count_,
                     " open streams already; close one, or try again later"));
  }
  streams_[scope].insert(std::move(stream));
  ++count_;
  return absl::OkStatus();
}

void WatchHub::Leave(absl::string_view scope,
                     const std::shared_ptr<WatchStream>& stream) {
  absl::MutexLock lock(&mutex_);
  const auto found = streams_.find(scope);
  if (found == streams_.end() || found->second.erase(stream) == 0) return;
  --count_;
  if (found->second.empty()) streams_.erase(found);
}

}  // namespace lifeline
