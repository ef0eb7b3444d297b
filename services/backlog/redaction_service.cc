#include "services/backlog/redaction_service.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/item.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/common/requests.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
namespace {

void CheckPaths(const v1::RedactItemRequest& request, Violations* violations) {
  const auto& paths = request.paths().paths();
  const auto allowed = ItemTexts();
  CheckCount(paths.size(), static_cast<int64_t>(allowed.size()), "paths",
             violations);
  for (const std::string& path : paths) {
    if (absl::c_linear_search(allowed, path)) continue;
    violations->Add("paths", absl::StrCat("\"", path.substr(0, 100),
                                          "\" is no text of an item; it is "
                                          "one of ",
                                          absl::StrJoin(allowed, ", ")));
    return;
  }
}

void CheckComments(const Backlog& backlog, const v1::RedactItemRequest& request,
                   Violations* violations) {
  CheckCount(request.comments_size(), backlog.limits.redacted_comments,
             "comments", violations);
  if (request.comments_size() > backlog.limits.redacted_comments) return;
  const std::string prefix = absl::StrCat(request.name(), "/comments/");
  for (int i = 0; i < request.comments_size(); ++i) {
    const std::string field = absl::StrCat("comments[", i, "]");
    const auto ids =
        ParseName("portfolios/*/items/*/comments/*", request.comments(i));
    if (ids.ok() && absl::StartsWith(request.comments(i), prefix)) continue;
    violations->Add(
        field, absl::StrCat("must be a comment of the item, such as ", prefix,
                            "0000000001; see ListComments"));
  }
}

// The id of a comment in the journal.
std::string CommentId(const v1::RedactItemRequest& request,
                      const std::string& comment) {
  return absl::StrCat(LastId(request.name()), "/", LastId(comment));
}

absl::Status CheckCommentsAreThere(JournalTransaction& transaction,
                                   const v1::RedactItemRequest& request) {
  Violations violations;
  for (int i = 0; i < request.comments_size(); ++i) {
    auto comment =
        transaction.Get(kCommentKind, CommentId(request, request.comments(i)));
    if (!comment.ok()) return comment.status();
    if (comment->has_value()) continue;
    violations.Add(absl::StrCat("comments[", i, "]"),
                   "is not there; see ListComments");
  }
  return violations.empty() ? absl::OkStatus() : violations.ToStatus();
}

// One resource: its versions, and the reasons of its commits if asked.
absl::Status Redact(JournalTransaction& transaction,
                    const v1::RedactItemRequest& request,
                    absl::string_view kind, absl::string_view id,
                    absl::Status rewritten) {
  if (!rewritten.ok() || !request.commit_reasons()) return rewritten;
  return transaction.RewriteReasons(kind, id, kRedacted);
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::RedactItemRequest& request) {
  Violations violations;
  const std::string portfolio =
      PortfolioOf("portfolios/*/items/*", request.name(), "name", &violations);
  CheckPaths(request, &violations);
  CheckComments(backlog, request, &violations);
  if (request.paths().paths().empty() && request.comments().empty() &&
      !request.commit_reasons()) {
    violations.Add("paths",
                   "is empty, and so are comments and commit_reasons; say "
                   "which texts must go");
  }
  return ToSpec(backlog, portfolio,
                {request.request_id(), request.validate_only(),
                 request.reason(), /*reason_required=*/true},
                std::move(violations));
}

absl::StatusOr<v1::Item> RedactItem(const Backlog& backlog,
                                    JournalTransaction& transaction,
                                    const CallContext& call,
                                    const v1::RedactItemRequest& request) {
  const absl::StatusOr<Acting> acting =
      ActAlsoArchived(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  const std::string id(LastId(request.name()));
  absl::StatusOr<std::optional<v1::Item>> item = ReadItem(transaction, id);
  if (!item.ok()) return item.status();
  if (!item->has_value()) return ItemNotFound(request.name());
  absl::Status there = CheckCommentsAreThere(transaction, request);
  if (!there.ok()) return there;
  std::set<std::string> unique(request.paths().paths().begin(),
                               request.paths().paths().end());
  // It repeats the reason of a commit.
  if (request.commit_reasons()) unique.insert("state_reason");
  const std::vector<std::string> paths(unique.begin(), unique.end());
  absl::Status status = Redact(transaction, request, kItemKind, id,
                               RewriteItem(transaction, id, paths));
  for (const std::string& name : request.comments()) {
    if (!status.ok()) return status;
    const std::string comment = CommentId(request, name);
    status = Redact(transaction, request, kCommentKind, comment,
                    RewriteComment(transaction, comment));
  }
  if (!status.ok()) return status;
  status = EraseAnswers(transaction.transaction(), request.name());
  if (!status.ok()) return status;
  // As it is without these texts.
  item = ReadItem(transaction, id);
  if (!item.ok()) return item.status();
  const v1::Item before = **item;
  auto after =
      WriteItem(transaction, &before, MarkRedacted(before, paths, call.now));
  if (!after.ok() || IsVisibleTo(*after, acting->step.actor)) return after;
  v1::Item hidden;
  hidden.set_name(after->name());
  *hidden.mutable_redact_time() = after->redact_time();
  *hidden.mutable_redacted_paths() = after->redacted_paths();
  return hidden;
}

}  // namespace lifeline::backlog
