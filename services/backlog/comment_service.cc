#include "services/backlog/comment_service.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/backlog/backlog_store.h"
#include "services/backlog/item.h"
#include "services/backlog/paging_service.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/validate.h"

namespace lifeline::backlog {

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::CreateCommentRequest& request) {
  Violations violations;
  const std::string portfolio = PortfolioOf(
      "portfolios/*/items/*", request.parent(), "parent", &violations);
  CheckText(request.comment().text(),
            TextRule{1, backlog.limits.comment_length, /*multiline=*/true},
            "comment.text", &violations);
  return ToSpec(backlog, portfolio, {request.request_id(), false, ""},
                std::move(violations));
}

absl::StatusOr<v1::Comment> CreateComment(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const v1::CreateCommentRequest& request) {
  absl::StatusOr<Acting> acting = Act(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  absl::StatusOr<v1::Item> item =
      ReadForChange(transaction, *acting, request.parent(), "");
  if (!item.ok()) return item.status();
  v1::Comment comment;
  comment.set_text(request.comment().text());
  comment.set_author(acting->step.actor);
  *comment.mutable_create_time() = ToTimestamp(acting->step.now);
  return WriteComment(transaction, LastId(item->name()), std::move(comment),
                      backlog.limits.comments);
}

absl::StatusOr<v1::ListCommentsResponse> ListComments(
    const Backlog& backlog, const CallContext& call,
    const v1::ListCommentsRequest& request) {
  Violations violations;
  const std::string portfolio = PortfolioOf(
      "portfolios/*/items/*", request.parent(), "parent", &violations);
  const int32_t page_size =
      CheckPageSize(request.page_size(), backlog.limits.page_size,
                    backlog.limits.largest_page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::vector<std::string>> position = PagePosition(request);
  if (!position.ok()) return position.status();
  absl::StatusOr<Reading> reading = ActAsReader(backlog, portfolio, call);
  if (!reading.ok()) return reading.status();
  absl::StatusOr<JournalSnapshot> snapshot = backlog.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  const std::string item_id(LastId(request.parent()));
  absl::StatusOr<std::optional<v1::Item>> item =
      ReadItem(*snapshot, portfolio, item_id);
  if (!item.ok()) return item.status();
  if (!item->has_value() || !IsVisibleTo(**item, reading->member)) {
    return ItemNotFound(request.parent());
  }
  const std::string prefix = absl::StrCat(item_id, "/");
  ListOptions options;
  options.id_prefix = prefix;
  if (!position->empty()) options.after_id = position->front();
  options.limit = page_size + 1;
  absl::StatusOr<std::vector<Resource>> resources =
      snapshot->List(portfolio, kCommentKind, options);
  if (!resources.ok()) return resources.status();
  PageRoom room{page_size, backlog.limits.page_bytes};
  v1::ListCommentsResponse response;
  for (const Resource& resource : *resources) {
    if (room.Full()) {
      const size_t last = static_cast<size_t>(response.comments_size()) - 1;
      response.set_next_page_token(
          NextPageToken(request, {(*resources)[last].id}));
      break;
    }
    absl::StatusOr<v1::Comment> comment =
        DecodeComment(portfolio, resource.id, resource.version.body);
    if (!comment.ok()) return comment.status();
    room.Take(*comment);
    *response.add_comments() = *std::move(comment);
  }
  return response;
}

}  // namespace lifeline::backlog
