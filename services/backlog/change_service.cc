#include "services/backlog/change_service.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/item.h"
#include "services/backlog/paging_service.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
namespace {

// How many commits are read at a time on the way back through a history.
constexpr int64_t kCommitsAtOnce = 64;

absl::StatusOr<std::optional<v1::ItemChange>> CommentChange(
    const JournalSnapshot& snapshot, const CommitInfo& info,
    const Change& change, absl::string_view member) {
  const std::string item_id = change.id.substr(0, change.id.find('/'));
  absl::StatusOr<std::optional<v1::Item>> item =
      ReadItem(snapshot, info.scope, item_id);
  if (!item.ok()) return item.status();
  if (!item->has_value() || !IsVisibleTo(**item, member)) {
    return std::optional<v1::ItemChange>();
  }
  absl::StatusOr<v1::Comment> comment =
      DecodeComment(info.scope, change.id, change.after.value_or(""));
  if (!comment.ok()) return comment.status();
  v1::ItemChange result;
  result.set_name(comment->name());
  *result.mutable_comment() = *std::move(comment);
  return std::optional<v1::ItemChange>(std::move(result));
}

struct Position {
  int64_t first = 0;
  int64_t second = 0;
};

// Both numbers of a page token; nothing was changed in it, so it is ours.
Position ToPosition(const std::vector<std::string>& fields) {
  Position position;
  if (fields.size() == 2) {
    static_cast<void>(absl::SimpleAtoi(fields[0], &position.first));
    static_cast<void>(absl::SimpleAtoi(fields[1], &position.second));
  }
  return position;
}

// The steps of one item, newest first.
absl::Status ListOfItem(const JournalSnapshot& snapshot,
                        const v1::ListItemChangesRequest& request,
                        const Reading& reading, PageRoom room, int64_t epoch,
                        int64_t after, v1::ListItemChangesResponse* response) {
  const std::string& scope = reading.portfolio->id();
  const std::string id(LastId(request.item()));
  absl::StatusOr<std::optional<v1::Item>> item = ReadItem(snapshot, scope, id);
  if (!item.ok()) return item.status();
  if (!item->has_value() || !IsVisibleTo(**item, reading.member)) {
    return ItemNotFound(request.item());
  }
  absl::StatusOr<std::vector<HistoryEntry>> history =
      snapshot.History(scope, kItemKind, id, after, room.entries + 1);
  if (!history.ok()) return history.status();
  for (size_t i = 0; i < history->size(); ++i) {
    HistoryEntry& entry = (*history)[i];
    if (room.Full()) {
      response->set_next_page_token(NextPageToken(
          request, {absl::StrCat((*history)[i - 1].position), "0"}));
      break;
    }
    absl::StatusOr<std::optional<v1::ItemChange>> change =
        ToItemChange(snapshot, entry.info,
                     Change{std::string(kItemKind), id, std::move(entry.before),
                            std::move(entry.after)},
                     reading.member);
    if (!change.ok()) return change.status();
    if (!change->has_value()) continue;
    *(*change)->mutable_commit() = ToItemCommit(entry.info, epoch);
    room.Take(**change);
    *response->add_changes() = **std::move(change);
  }
  return absl::OkStatus();
}

// Adds the changes of one commit, the last first, from `position` on. The token
// is set if the page is full before the commit is through.
absl::Status AddCommit(const JournalSnapshot& snapshot, const Commit& commit,
                       const v1::ListItemChangesRequest& request,
                       const Reading& reading, PageRoom* room, int64_t epoch,
                       int64_t position,
                       v1::ListItemChangesResponse* response) {
  const int64_t count = static_cast<int64_t>(commit.changes.size());
  for (int64_t i = position; i < count; ++i) {
    if (room->Full()) {
      response->set_next_page_token(NextPageToken(
          request, {absl::StrCat(commit.info.revision), absl::StrCat(i)}));
      return absl::OkStatus();
    }
    absl::StatusOr<std::optional<v1::ItemChange>> change = ToItemChange(
        snapshot, commit.info, commit.changes[count - 1 - i], reading.member);
    if (!change.ok()) return change.status();
    if (!change->has_value()) continue;
    *(*change)->mutable_commit() = ToItemCommit(commit.info, epoch);
    room->Take(**change);
    *response->add_changes() = **std::move(change);
  }
  return absl::OkStatus();
}

// Commits after `after` up to `last`, in order, however large.
absl::StatusOr<std::vector<Commit>> ReadRange(const JournalSnapshot& snapshot,
                                              const std::string& scope,
                                              int64_t after, int64_t last) {
  std::vector<Commit> commits;
  while (after < last) {
    absl::StatusOr<std::vector<Commit>> more = snapshot.ReadCommits(
        scope, after, ReadLimits{last - after, int64_t{4} << 20});
    if (!more.ok()) return more.status();
    if (more->empty()) break;
    after = more->back().info.revision;
    std::move(more->begin(), more->end(), std::back_inserter(commits));
  }
  return commits;
}

// All of a portfolio, newest first. A position is a revision and how many of
// its changes were listed already.
absl::Status ListOfPortfolio(const JournalSnapshot& snapshot,
                             const v1::ListItemChangesRequest& request,
                             const Reading& reading, PageRoom room,
                             int64_t epoch, Position position,
                             v1::ListItemChangesResponse* response) {
  const std::string& scope = reading.portfolio->id();
  absl::StatusOr<int64_t> head = snapshot.Revision(scope);
  if (!head.ok()) return head.status();
  int64_t last = position.first > 0 ? std::min(position.first, *head) : *head;
  int64_t skip = position.second;
  while (last > 0 && response->next_page_token().empty()) {
    const int64_t after = std::max<int64_t>(0, last - kCommitsAtOnce);
    absl::StatusOr<std::vector<Commit>> commits =
        ReadRange(snapshot, scope, after, last);
    if (!commits.ok()) return commits.status();
    for (auto commit = commits->rbegin();
         commit != commits->rend() && response->next_page_token().empty();
         ++commit) {
      absl::Status status =
          AddCommit(snapshot, *commit, request, reading, &room, epoch,
                    std::exchange(skip, 0), response);
      if (!status.ok()) return status;
    }
    last = after;
  }
  return absl::OkStatus();
}

}  // namespace

v1::ItemCommit ToItemCommit(const CommitInfo& info, int64_t epoch) {
  v1::ItemCommit commit;
  commit.set_portfolio(absl::StrCat("portfolios/", info.scope));
  commit.set_epoch(epoch);
  commit.set_revision(info.revision);
  *commit.mutable_commit_time() = ToTimestamp(info.time);
  commit.set_actor(info.actor);
  commit.set_reason(info.reason);
  commit.set_change_id(info.change_id);
  commit.set_change_parts(info.change_parts);
  return commit;
}

absl::StatusOr<std::optional<v1::ItemChange>> ToItemChange(
    const JournalSnapshot& snapshot, const CommitInfo& info,
    const Change& change, absl::string_view member) {
  if (change.kind == kCommentKind) {
    return CommentChange(snapshot, info, change, member);
  }
  v1::ItemChange result;
  result.set_name(ItemName(info.scope, change.id));
  if (change.after.has_value()) {
    absl::StatusOr<v1::Item> after = DecodeItem(
        info.scope, change.id, *change.after, info.revision, info.time);
    if (!after.ok()) return after.status();
    if (!IsVisibleTo(*after, member)) return std::optional<v1::ItemChange>();
    *result.mutable_after() = *std::move(after);
  }
  if (change.before.has_value()) {
    absl::StatusOr<v1::Item> before =
        DecodeItem(info.scope, change.id, *change.before, 0, info.time);
    if (!before.ok()) return before.status();
    // Which commit wrote it is not known here.
    before->clear_revision();
    before->clear_etag();
    before->clear_update_time();
    if (IsVisibleTo(*before, member)) {
      *result.mutable_before() = *std::move(before);
    }
  }
  return std::optional<v1::ItemChange>(std::move(result));
}

absl::StatusOr<v1::ListItemChangesResponse> ListItemChanges(
    const Backlog& backlog, const CallContext& call,
    const v1::ListItemChangesRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf("portfolios/*", request.parent(), "parent", &violations);
  if (!request.item().empty()) {
    const std::string own = PortfolioOf("portfolios/*/items/*", request.item(),
                                        "item", &violations);
    if (!own.empty() && own != portfolio) {
      violations.Add("item", absl::StrCat("is not in ", request.parent(),
                                          "; name an item of it"));
    }
  }
  const int32_t page_size =
      CheckPageSize(request.page_size(), backlog.limits.page_size,
                    backlog.limits.largest_page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::vector<std::string>> fields = PagePosition(request);
  if (!fields.ok()) return fields.status();
  absl::StatusOr<Reading> reading = ActAsReader(backlog, portfolio, call);
  if (!reading.ok()) return reading.status();
  absl::StatusOr<JournalSnapshot> snapshot = backlog.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  const Position position = ToPosition(*fields);
  const PageRoom room{page_size, backlog.limits.page_bytes};
  const int64_t epoch = backlog.journal->epoch();
  v1::ListItemChangesResponse response;
  absl::Status status = request.item().empty()
                            ? ListOfPortfolio(*snapshot, request, *reading,
                                              room, epoch, position, &response)
                            : ListOfItem(*snapshot, request, *reading, room,
                                         epoch, position.first, &response);
  if (!status.ok()) return status;
  return response;
}

}  // namespace lifeline::backlog
