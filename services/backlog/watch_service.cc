#include "services/backlog/watch_service.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/backlog/change_service.h"
#include "services/backlog/reasons.h"
#include "services/common/names.h"
#include "services/common/validate.h"

namespace lifeline::backlog {

ItemWatch::ItemWatch(const Backlog& backlog,
                     const v1::WatchItemsRequest& request)
    : backlog_(backlog) {
  invalid_ = CheckRequest(request);
}

absl::Status ItemWatch::CheckRequest(const v1::WatchItemsRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf("portfolios/*|-", request.parent(), "parent", &violations);
  if (portfolio != "-") scope_ = portfolio;
  CheckCount(request.cursors_size(), backlog_.limits.cursors, "cursors",
             &violations);
  for (int i = 0; i < request.cursors_size() &&
                  i < static_cast<int>(backlog_.limits.cursors);
       ++i) {
    const roadmap::v1::Cursor& cursor = request.cursors(i);
    const std::string path = absl::StrCat("cursors[", i, "]");
    const std::string id =
        PortfolioOf("portfolios/*", cursor.portfolio(),
                    absl::StrCat(path, ".portfolio"), &violations);
    if (cursor.revision() < 0) {
      violations.Add(absl::StrCat(path, ".revision"),
                     "is negative; give the last revision seen, 0 for none");
    }
    // What was seen in another life of the database says nothing about this
    // one.
    if (cursor.epoch() == backlog_.journal->epoch()) {
      cursors_[id] = cursor.revision();
    }
  }
  return violations.ToStatus();
}

absl::StatusOr<std::vector<v1::WatchItemsResponse>> ItemWatch::Pull() {
  if (!invalid_.ok()) return invalid_;
  absl::StatusOr<JournalSnapshot> snapshot = backlog_.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  if (!std::exchange(begun_, true)) {
    absl::Status begun = Begin(*snapshot);
    if (!begun.ok()) return begun;
  }
  std::vector<v1::WatchItemsResponse> messages;
  if (backfills_.empty() && !std::exchange(live_, true)) {
    messages.push_back(Heartbeat());
    return messages;
  }
  absl::StatusOr<std::vector<Commit>> commits = Next(*snapshot);
  if (!commits.ok()) return commits.status();
  for (Commit& commit : *commits) {
    absl::StatusOr<v1::WatchItemsResponse> message =
        ToMessage(*snapshot, std::move(commit));
    if (!message.ok()) return message.status();
    messages.push_back(*std::move(message));
  }
  return messages;
}

v1::WatchItemsResponse ItemWatch::Heartbeat() const {
  v1::WatchItemsResponse message;
  message.set_live(live_);
  message.set_epoch(backlog_.journal->epoch());
  return message;
}

absl::Status ItemWatch::Begin(const JournalSnapshot& snapshot) {
  absl::StatusOr<int64_t> sequence = snapshot.Sequence();
  if (!sequence.ok()) return sequence.status();
  sequence_ = *sequence;
  if (!scope_.empty()) {
    absl::Status known = backlog_.directory->Find(scope_).status();
    if (!known.ok()) return known;
    absl::StatusOr<int64_t> head = snapshot.Revision(scope_);
    if (!head.ok()) return head.status();
    revision_ = *head;
    return AddBackfill(scope_, *head);
  }
  absl::StatusOr<std::vector<ScopeHead>> heads = snapshot.Scopes();
  if (!heads.ok()) return heads.status();
  absl::Status status;
  for (const ScopeHead& head : *heads) {
    if (status.ok()) status = AddBackfill(head.scope, head.revision);
  }
  return status;
}

absl::Status ItemWatch::AddBackfill(const std::string& scope, int64_t head) {
  const auto cursor = cursors_.find(scope);
  const int64_t after = cursor == cursors_.end() ? 0 : cursor->second;
  if (after > head) {
    return Error(absl::StatusCode::kOutOfRange, kCursorAhead,
                 absl::StrCat("cursors: revision ", after, " of portfolios/",
                              scope, " does not exist, the last one is ", head,
                              "; begin with revision 0"),
                 {{"portfolio", absl::StrCat("portfolios/", scope)}});
  }
  if (after < head) backfills_.push_back(Backfill{scope, after, head});
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Commit>> ItemWatch::Next(
    const JournalSnapshot& snapshot) {
  ReadLimits limits;
  if (!backfills_.empty()) {
    Backfill& backfill = backfills_.front();
    // Not past the head: what came after it is sent later, in its turn.
    limits.max_commits =
        std::min(limits.max_commits, backfill.head - backfill.after);
    absl::StatusOr<std::vector<Commit>> commits =
        snapshot.ReadCommits(backfill.scope, backfill.after, limits);
    if (!commits.ok()) return commits;
    if (!commits->empty()) backfill.after = commits->back().info.revision;
    if (commits->empty() || backfill.after == backfill.head) {
      backfills_.pop_front();
    }
    return commits;
  }
  absl::StatusOr<std::vector<Commit>> commits =
      scope_.empty() ? snapshot.ReadAllCommits(sequence_, limits)
                     : snapshot.ReadCommits(scope_, revision_, limits);
  if (commits.ok() && !commits->empty()) {
    sequence_ = commits->back().info.sequence;
    revision_ = commits->back().info.revision;
  }
  return commits;
}

absl::StatusOr<v1::WatchItemsResponse> ItemWatch::ToMessage(
    const JournalSnapshot& snapshot, Commit commit) const {
  v1::WatchItemsResponse message = Heartbeat();
  *message.mutable_commit() =
      ToItemCommit(commit.info, backlog_.journal->epoch());
  for (Change& change : commit.changes) {
    // Watches leave it out, so it need not be read either.
    change.before.reset();
    absl::StatusOr<std::optional<v1::ItemChange>> visible =
        ToItemChange(snapshot, commit.info, change, /*member=*/"");
    if (!visible.ok()) return visible.status();
    if (!visible->has_value()) continue;
    *message.mutable_commit()->add_changes() = **std::move(visible);
  }
  return message;
}

}  // namespace lifeline::backlog
