#ifndef LIFELINE_SERVICES_BACKLOG_WATCH_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_WATCH_SERVICE_H_

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"
#include "services/common/journal.h"

namespace lifeline::backlog {

// One WatchItems: knows how far its caller has come. First it brings every
// portfolio from its cursor to where it stood when the watch began, one after
// the other, then all commits as they come. Drafts are left out, and a commit
// of drafts only is sent without changes, so that revisions have no gap. One
// thread at a time.
class ItemWatch {
 public:
  ItemWatch(const Backlog& backlog, const v1::WatchItemsRequest& request);

  // The scope to wake for: the portfolio's id, empty for all.
  const std::string& scope() const { return scope_; }

  // The next messages, none if there is nothing new. INVALID_ARGUMENT;
  // NOT_FOUND, reason PORTFOLIO_NOT_FOUND; OUT_OF_RANGE, reason CURSOR_AHEAD.
  absl::StatusOr<std::vector<v1::WatchItemsResponse>> Pull();

  v1::WatchItemsResponse Heartbeat() const;

 private:
  // What of one portfolio was there when the watch began and is not sent yet.
  struct Backfill {
    std::string scope;
    int64_t after = 0;
    int64_t head = 0;
  };

  absl::Status CheckRequest(const v1::WatchItemsRequest& request);
  absl::Status Begin(const JournalSnapshot& snapshot);
  absl::Status AddBackfill(const std::string& scope, int64_t head);
  absl::StatusOr<std::vector<Commit>> Next(const JournalSnapshot& snapshot);
  absl::StatusOr<v1::WatchItemsResponse> ToMessage(
      const JournalSnapshot& snapshot, Commit commit) const;

  const Backlog& backlog_;
  std::string scope_;
  // Where the caller goes on, by portfolio id; those of this epoch only.
  absl::flat_hash_map<std::string, int64_t> cursors_;
  absl::Status invalid_;
  bool begun_ = false;
  bool live_ = false;
  std::deque<Backfill> backfills_;
  // Everything up to here was sent, or is in backfills_.
  int64_t sequence_ = 0;
  // The same for the one portfolio of a watch of one.
  int64_t revision_ = 0;
};

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_WATCH_SERVICE_H_
