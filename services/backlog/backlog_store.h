#ifndef LIFELINE_SERVICES_BACKLOG_BACKLOG_STORE_H_
#define LIFELINE_SERVICES_BACKLOG_BACKLOG_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/common/database.h"
#include "services/common/journal.h"

namespace lifeline::backlog {

// How items and comments lie in the journal: scope is the portfolio's id, a
// body is the message without what the journal knows itself (name, revision,
// etag, update_time). Functions without state.

// The backlog's schema, all steps of it.
const std::vector<Migration>& BacklogMigrations();

inline constexpr absl::string_view kItemKind = "item";
// Their ids are "{item}/{number}", so those of one item lie together in the
// order in which they were made.
inline constexpr absl::string_view kCommentKind = "comment";

std::string ItemName(absl::string_view portfolio, absl::string_view item);
std::string CommentName(absl::string_view portfolio, absl::string_view id);

// An item out of a body. INTERNAL, reason DATA_DAMAGED, if it does not parse.
absl::StatusOr<v1::Item> DecodeItem(absl::string_view portfolio,
                                    absl::string_view id,
                                    absl::string_view body, int64_t revision,
                                    absl::Time update_time);
absl::StatusOr<v1::Item> DecodeItem(absl::string_view portfolio,
                                    const Resource& resource);
absl::StatusOr<v1::Comment> DecodeComment(absl::string_view portfolio,
                                          absl::string_view id,
                                          absl::string_view body);

// nullopt if there is none.
absl::StatusOr<std::optional<v1::Item>> ReadItem(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::string_view id);
absl::StatusOr<std::optional<v1::Item>> ReadItem(
    JournalTransaction& transaction, absl::string_view id);

// Writes an item by its name. Returns it as it will be read. ALREADY_EXISTS,
// reason EXTERNAL_REFERENCE_TAKEN, naming the other item, if one of its
// external references is that of another. `before` is what ReadItem gave; null
// for a new one.
absl::StatusOr<v1::Item> WriteItem(JournalTransaction& transaction,
                                   const v1::Item* before, v1::Item item);

// Gives up the external references of an item that is about to be written with
// others, so that another item can have them in the same transaction.
absl::Status ReleaseReferences(JournalTransaction& transaction,
                               const v1::Item& before, const v1::Item& after);

// Adds a comment to an item of that id. RESOURCE_EXHAUSTED, reason
// TOO_MANY_COMMENTS, if it has `limit` of them.
absl::StatusOr<v1::Comment> WriteComment(JournalTransaction& transaction,
                                         absl::string_view item,
                                         v1::Comment comment, int64_t limit);

// Redacts texts of an item, or the text of a comment ("{item}/{number}"), in
// every version there is; each gets one more, so that followers hear of it.
absl::Status RewriteItem(JournalTransaction& transaction, absl::string_view id,
                         const std::vector<std::string>& paths);
absl::Status RewriteComment(JournalTransaction& transaction,
                            absl::string_view id);

// Counts an item that is about to be made, and returns the id it would get of
// the portfolio's id and that count ("shop-12"); one that a client has chosen
// already is passed over. RESOURCE_EXHAUSTED, reason TOO_MANY_ITEMS, if the
// portfolio has `limit` items already.
absl::StatusOr<std::string> CountNewItem(JournalTransaction& transaction,
                                         int64_t limit);

// The id of the item that is known under this key elsewhere; nullopt if none
// is.
absl::StatusOr<std::optional<std::string>> FindByExternalReference(
    JournalTransaction& transaction, const v1::ExternalReference& reference);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_BACKLOG_STORE_H_
