#include "services/roadmap/commits.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/page_room.h"
#include "services/common/redact.h"
#include "services/common/status.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

// What one pull takes from a journal at most, after which others have a turn.
constexpr size_t kMessagesPerPull = 64;

// The resource whose history is asked for.
std::optional<Subject> ReadSubject(const std::string& portfolio,
                                   const std::string& name,
                                   Objections* objections) {
  std::optional<Subject> subject = ParseSubject(name);
  if (subject.has_value() && subject->place.portfolio == portfolio) {
    return subject;
  }
  objections->Field("resource",
                    absl::StrCat("is no resource of portfolios/", portfolio,
                                 "; write its name, for example portfolios/",
                                 portfolio, "/teams/{id}"));
  return std::nullopt;
}

absl::StatusOr<std::vector<int64_t>> Numbers(
    const std::vector<std::string>& position) {
  std::vector<int64_t> numbers;
  for (const std::string& text : position) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(text, &number)) {
      return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                   "page_token: is none of this method; begin without one");
    }
    numbers.push_back(number);
  }
  return numbers;
}

absl::Status AddHistory(const JournalSnapshot& snapshot,
                        const std::string& portfolio, const Subject& subject,
                        int64_t epoch, const PageRequest& page,
                        const PageStart& start,
                        v1::ListRoadmapChangesResponse* response) {
  auto numbers = Numbers(start.position);
  if (!numbers.ok()) return numbers.status();
  const int64_t position = numbers->empty() ? 0 : numbers->front();
  const absl::string_view kind = InfoOf(subject.kind).field;
  auto entries = snapshot.History(portfolio, kind, subject.place.id, position,
                                  start.size + 1);
  if (!entries.ok()) return entries.status();
  if (entries->empty() && position == 0) {
    return NotFound(subject.kind, portfolio, subject.place.id);
  }
  PageRoom room{start.size, start.bytes};
  int64_t last = 0;
  for (const HistoryEntry& entry : *entries) {
    if (room.Full()) {
      response->set_next_page_token(NextPage(page, {absl::StrCat(last), "0"}));
      break;
    }
    last = entry.position;
    auto change = ToChange(entry.info,
                           {std::string(kind), subject.place.id, entry.before,
                            entry.after, entry.rewritten},
                           true);
    if (!change.ok()) return change.status();
    if (!change->has_value()) continue;
    *(*change)->mutable_commit() = ToCommitHead(entry.info, epoch);
    room.Take(**change);
    *response->add_changes() = **std::move(change);
  }
  return absl::OkStatus();
}

// A position is a commit and how many of its changes were listed already.
absl::Status AddCommits(const JournalSnapshot& snapshot,
                        const std::string& portfolio, int64_t epoch,
                        const PageRequest& page, const PageStart& start,
                        v1::ListRoadmapChangesResponse* response) {
  auto numbers = Numbers(start.position);
  if (!numbers.ok()) return numbers.status();
  auto head = snapshot.Revision(portfolio);
  if (!head.ok()) return head.status();
  int64_t revision = numbers->empty() ? *head : (*numbers)[0];
  int64_t skip = numbers->empty() ? 0 : (*numbers)[1];
  PageRoom room{start.size, start.bytes};
  for (; revision > 0; --revision, skip = 0) {
    ReadLimits one;
    one.max_commits = 1;
    auto commits = snapshot.ReadCommits(portfolio, revision - 1, one);
    if (!commits.ok()) return commits.status();
    if (commits->empty()) continue;
    const lifeline::Commit& commit = commits->front();
    const int64_t size = static_cast<int64_t>(commit.changes.size());
    for (int64_t i = skip; i < size; ++i) {
      auto change = ToChange(commit.info, commit.changes[i], true);
      if (!change.ok()) return change.status();
      if (!change->has_value()) continue;
      if (room.Full()) {
        response->set_next_page_token(
            NextPage(page, {absl::StrCat(revision), absl::StrCat(i)}));
        return absl::OkStatus();
      }
      *(*change)->mutable_commit() = ToCommitHead(commit.info, epoch);
      room.Take(**change);
      *response->add_changes() = **std::move(change);
    }
  }
  return absl::OkStatus();
}

}  // namespace

v1::RoadmapCommit ToCommitHead(const CommitInfo& info, int64_t epoch) {
  v1::RoadmapCommit commit;
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

absl::StatusOr<std::optional<v1::RoadmapChange>> ToChange(
    const CommitInfo& info, const lifeline::Change& change, bool with_before) {
  const KindInfo* kind = FindKind(change.kind);
  if (kind == nullptr) return std::optional<v1::RoadmapChange>();
  v1::RoadmapChange result;
  result.set_name(FormatPlace(kind->kind, info.scope, change.id));
  if (change.after.has_value()) {
    auto after = ParseBody(*change.after);
    if (!after.ok()) return after.status();
    if (after->has_value()) {
      FillDerived(info.revision, info.time, &**after);
      *result.mutable_after() = **std::move(after);
    }
  }
  if (with_before && change.before.has_value()) {
    auto before = ParseBody(*change.before);
    if (!before.ok()) return before.status();
    if (before->has_value()) *result.mutable_before() = **std::move(before);
  }
  if (change.rewritten) {
    for (const absl::string_view path : RoadmapTexts()) {
      if (absl::StartsWith(path, absl::StrCat(kind->field, ".")))
        result.add_redacted_paths(std::string(path));
    }
  }
  return std::optional<v1::RoadmapChange>(std::move(result));
}

absl::StatusOr<v1::ListRoadmapChangesResponse> ListChanges(
    const ServiceParts& parts, const v1::ListRoadmapChangesRequest& request) {
  Objections objections;
  const std::string portfolio =
      ReadParent(request.parent(), "parent", &objections);
  std::optional<Subject> subject;
  if (!request.resource().empty()) {
    subject = ReadSubject(portfolio, request.resource(), &objections);
  }
  const std::string arguments =
      absl::StrCat(request.parent(), " ", request.resource());
  const PageRequest page{"ListRoadmapChanges", arguments, request.page_size(),
                         request.page_token()};
  auto start = ReadPage(page, 2, parts.limits, &objections);
  if (!start.ok()) return start.status();
  auto snapshot = parts.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  auto there = ReadResource(*snapshot, v1::RoadmapResource::kPortfolio,
                            portfolio, portfolio);
  if (!there.ok()) return there.status();
  v1::ListRoadmapChangesResponse response;
  const int64_t epoch = parts.journal->epoch();
  absl::Status status =
      subject.has_value()
          ? AddHistory(*snapshot, portfolio, *subject, epoch, page, *start,
                       &response)
          : AddCommits(*snapshot, portfolio, epoch, page, *start, &response);
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<std::vector<v1::WatchRoadmapResponse>> CommitFeed::Pull() {
  auto snapshot = journal_->Read();
  if (!snapshot.ok()) return snapshot.status();
  auto heads = Heads(*snapshot);
  if (!heads.ok()) return heads.status();
  std::vector<v1::WatchRoadmapResponse> messages;
  const bool first = !begun_;
  if (first) {
    absl::Status begun = Begin(*heads);
    if (!begun.ok()) return begun;
  }
  for (const ScopeHead& head : *heads) {
    const int64_t sent = sent_[head.scope];
    if (sent >= head.revision) continue;
    if (messages.size() >= kMessagesPerPull) break;
    ReadLimits limits;
    limits.max_commits = kMessagesPerPull;
    auto commits = snapshot->ReadCommits(head.scope, sent, limits);
    if (!commits.ok()) return commits.status();
    for (const lifeline::Commit& commit : *commits) {
      absl::Status appended = Append(commit, &messages);
      if (!appended.ok()) return appended;
    }
  }
  // Who has everything already is told at once that it is so.
  if (first && messages.empty()) messages.push_back(Heartbeat());
  return messages;
}

v1::WatchRoadmapResponse CommitFeed::Heartbeat() const {
  v1::WatchRoadmapResponse message;
  message.set_live(begun_ && backlog_.empty());
  message.set_epoch(journal_->epoch());
  return message;
}

absl::StatusOr<std::vector<ScopeHead>> CommitFeed::Heads(
    const JournalSnapshot& snapshot) const {
  if (portfolio_.empty()) return snapshot.Scopes();
  auto revision = snapshot.Revision(portfolio_);
  if (!revision.ok()) return revision.status();
  if (*revision == 0) {
    return NotFound(v1::RoadmapResource::kPortfolio, portfolio_, portfolio_);
  }
  return std::vector<ScopeHead>{{portfolio_, *revision}};
}

absl::Status CommitFeed::Begin(const std::vector<ScopeHead>& heads) {
  std::map<std::string, int64_t> there;
  for (const ScopeHead& head : heads) there[head.scope] = head.revision;
  for (const auto& [portfolio, cursor] : cursors_) {
    if (cursor.epoch() != journal_->epoch()) continue;
    if (!portfolio_.empty() && portfolio != portfolio_) continue;
    if (cursor.revision() > there[portfolio]) {
      return Error(
          absl::StatusCode::kOutOfRange, kCursorAhead,
          absl::StrCat("cursors: portfolios/", portfolio,
                       " has come to revision ", there[portfolio], ", not ",
                       cursor.revision(), "; begin without a cursor"),
          {{"portfolio", portfolio}});
    }
    sent_[portfolio] = cursor.revision();
  }
  for (const auto& [portfolio, revision] : there) {
    if (sent_[portfolio] < revision) backlog_[portfolio] = revision;
  }
  begun_ = true;
  return absl::OkStatus();
}

absl::Status CommitFeed::Append(
    const lifeline::Commit& commit,
    std::vector<v1::WatchRoadmapResponse>* messages) {
  v1::RoadmapCommit message = ToCommitHead(commit.info, journal_->epoch());
  for (const lifeline::Change& stored : commit.changes) {
    auto change = ToChange(commit.info, stored, /*with_before=*/false);
    if (!change.ok()) return change.status();
    if (change->has_value()) *message.add_changes() = **std::move(change);
  }
  sent_[commit.info.scope] = commit.info.revision;
  const auto waiting = backlog_.find(commit.info.scope);
  if (waiting != backlog_.end() && waiting->second <= commit.info.revision) {
    backlog_.erase(waiting);
  }
  v1::WatchRoadmapResponse response = Heartbeat();
  *response.mutable_commit() = std::move(message);
  messages->push_back(std::move(response));
  return absl::OkStatus();
}

}  // namespace lifeline::roadmap
