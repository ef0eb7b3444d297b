#include "services/backlog/backlog_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/backlog/directory_store.h"
#include "services/backlog/item.h"
#include "services/backlog/part_store.h"
#include "services/backlog/reasons.h"
#include "services/backlog/study_store.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/common/requests.h"
#include "services/common/status.h"

namespace lifeline::backlog {
namespace {

constexpr absl::string_view kItemCounter = "item";

absl::Status Damaged(const std::string& name) {
  return Error(absl::StatusCode::kInternal, kDataDamaged,
               absl::StrCat(name,
                            ": what is stored cannot be read; restore "
                            "the database from a backup"),
               {{"name", name}});
}

std::string Encode(v1::Item item) {
  item.clear_name();
  item.clear_revision();
  item.clear_etag();
  item.clear_update_time();
  return item.SerializeAsString();
}

// Neither part can hold a line break.
std::string ReferenceKey(const v1::ExternalReference& reference) {
  return absl::StrCat(reference.system(), "\n", reference.key());
}

std::vector<std::string> ReferenceKeys(const v1::Item& item) {
  std::vector<std::string> keys;
  for (const v1::ExternalReference& reference : item.external_references()) {
    keys.push_back(ReferenceKey(reference));
  }
  return keys;
}

absl::Status Taken(const JournalTransaction& transaction, const v1::Item& item,
                   const JournalTransaction::KeyClash& clash) {
  const std::string other = ItemName(transaction.scope(), clash.id);
  std::string known = clash.key;
  std::replace(known.begin(), known.end(), '\n', ' ');
  return Error(absl::StatusCode::kAlreadyExists, kExternalReferenceTaken,
               absl::StrCat("external_references: ", known, " belongs to ",
                            other, ", so ", LastId(item.name()),
                            " cannot have it; change that item, or merge the "
                            "two"),
               {{"item", other}, {"reference", known}});
}

absl::Status WriteKeys(JournalTransaction& transaction, const v1::Item* before,
                       const v1::Item& item) {
  const std::vector<std::string> keys = ReferenceKeys(item);
  const std::vector<std::string> old =
      before == nullptr ? std::vector<std::string>() : ReferenceKeys(*before);
  if (keys == old) return absl::OkStatus();
  absl::StatusOr<std::optional<JournalTransaction::KeyClash>> clash =
      transaction.SetKeys(kItemKind, LastId(item.name()), keys);
  if (!clash.ok()) return clash.status();
  return clash->has_value() ? Taken(transaction, item, **clash)
                            : absl::OkStatus();
}

void AddJournalFields(int64_t revision, absl::Time update_time,
                      v1::Item* item) {
  item->set_revision(revision);
  item->set_etag(absl::StrCat("r", revision));
  *item->mutable_update_time() = ToTimestamp(update_time);
}

}  // namespace

const std::vector<Migration>& BacklogMigrations() {
  static const auto* migrations = new std::vector<Migration>{
      kRequestsSchema,       kJournalSchema,
      kDirectorySchema,      kRewriteSchema,
      kDirectoryAdminSchema, kDirectoryRolesSchema,
      kPartSchema,           kDirectoryValidationSchema,
      kStudySchema};
  return *migrations;
}

std::string ItemName(absl::string_view portfolio, absl::string_view item) {
  return absl::StrCat("portfolios/", portfolio, "/items/", item);
}

std::string CommentName(absl::string_view portfolio, absl::string_view id) {
  const size_t slash = id.find('/');
  return absl::StrCat(
      ItemName(portfolio, id.substr(0, slash)), "/comments/",
      slash == absl::string_view::npos ? "" : id.substr(slash + 1));
}

absl::StatusOr<v1::Item> DecodeItem(absl::string_view portfolio,
                                    absl::string_view id,
                                    absl::string_view body, int64_t revision,
                                    absl::Time update_time) {
  v1::Item item;
  const std::string name = ItemName(portfolio, id);
  if (!item.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return Damaged(name);
  }
  item.set_name(name);
  AddJournalFields(revision, update_time, &item);
  return item;
}

absl::StatusOr<v1::Item> DecodeItem(absl::string_view portfolio,
                                    const Resource& resource) {
  return DecodeItem(portfolio, resource.id, resource.version.body,
                    resource.version.revision, resource.version.update_time);
}

absl::StatusOr<v1::Comment> DecodeComment(absl::string_view portfolio,
                                          absl::string_view id,
                                          absl::string_view body) {
  v1::Comment comment;
  const std::string name = CommentName(portfolio, id);
  if (!comment.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    return Damaged(name);
  }
  comment.set_name(name);
  return comment;
}

absl::StatusOr<std::optional<v1::Item>> ReadItem(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::string_view id) {
  absl::StatusOr<std::optional<Version>> version =
      snapshot.Get(portfolio, kItemKind, id);
  if (!version.ok()) return version.status();
  if (!version->has_value()) return std::optional<v1::Item>();
  return DecodeItem(portfolio, id, (*version)->body, (*version)->revision,
                    (*version)->update_time);
}

absl::StatusOr<std::optional<v1::Item>> ReadItem(
    JournalTransaction& transaction, absl::string_view id) {
  absl::StatusOr<std::optional<Version>> version =
      transaction.Get(kItemKind, id);
  if (!version.ok()) return version.status();
  if (!version->has_value()) return std::optional<v1::Item>();
  return DecodeItem(transaction.scope(), id, (*version)->body,
                    (*version)->revision, (*version)->update_time);
}

absl::StatusOr<v1::Item> WriteItem(JournalTransaction& transaction,
                                   const v1::Item* before, v1::Item item) {
  absl::Status keys = WriteKeys(transaction, before, item);
  if (!keys.ok()) return keys;
  if (before == nullptr) {
    *item.mutable_create_time() = ToTimestamp(transaction.now());
  }
  absl::StatusOr<Version> version =
      transaction.Put(kItemKind, LastId(item.name()), Encode(item));
  if (!version.ok()) return version.status();
  absl::Status part = WritePart(transaction, before, item);
  if (!part.ok()) return part;
  absl::Status study = WriteStudy(transaction, before, item);
  if (!study.ok()) return study;
  AddJournalFields(version->revision, version->update_time, &item);
  return item;
}

absl::Status ReleaseReferences(JournalTransaction& transaction,
                               const v1::Item& before, const v1::Item& after) {
  if (ReferenceKeys(before) == ReferenceKeys(after)) return absl::OkStatus();
  return transaction.SetKeys(kItemKind, LastId(before.name()), {}).status();
}

absl::StatusOr<v1::Comment> WriteComment(JournalTransaction& transaction,
                                         absl::string_view item,
                                         v1::Comment comment, int64_t limit) {
  absl::StatusOr<int64_t> number =
      transaction.NextCounter(absl::StrCat("comment/", item));
  if (!number.ok()) return number.status();
  const std::string name = ItemName(transaction.scope(), item);
  if (*number > limit) {
    return Error(absl::StatusCode::kResourceExhausted, kTooManyComments,
                 absl::StrCat(name, " has ", limit,
                              " comments already; go on where people talk, and "
                              "link to it by an external reference"),
                 {{"item", name}});
  }
  // Ten digits keep the order of bytes the order of time.
  const std::string id =
      absl::StrCat(item, "/", absl::Dec(*number, absl::kZeroPad10));
  comment.clear_name();
  absl::StatusOr<Version> version =
      transaction.Put(kCommentKind, id, comment.SerializeAsString());
  if (!version.ok()) return version.status();
  comment.set_name(CommentName(transaction.scope(), id));
  return comment;
}

absl::Status RewriteItem(JournalTransaction& transaction, absl::string_view id,
                         const std::vector<std::string>& paths) {
  return transaction.Rewrite(
      kItemKind, id,
      [&](absl::string_view body) -> absl::StatusOr<std::string> {
        v1::Item item;
        if (!item.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
          return Damaged(ItemName(transaction.scope(), id));
        }
        for (const std::string& path : paths) RedactText(path, &item);
        return Encode(std::move(item));
      });
}

absl::Status RewriteComment(JournalTransaction& transaction,
                            absl::string_view id) {
  return transaction.Rewrite(
      kCommentKind, id,
      [&](absl::string_view body) -> absl::StatusOr<std::string> {
        v1::Comment comment;
        if (!comment.ParseFromArray(body.data(),
                                    static_cast<int>(body.size()))) {
          return Damaged(CommentName(transaction.scope(), id));
        }
        RedactText("text", &comment);
        return comment.SerializeAsString();
      });
}

absl::StatusOr<std::string> CountNewItem(JournalTransaction& transaction,
                                         int64_t limit) {
  for (;;) {
    absl::StatusOr<int64_t> number = transaction.NextCounter(kItemCounter);
    if (!number.ok()) return number.status();
    if (*number > limit) {
      return Error(
          absl::StatusCode::kResourceExhausted, kTooManyItems,
          absl::StrCat("portfolio ", transaction.scope(), " has ", limit,
                       " items already; begin another one"),
          {{"portfolio", absl::StrCat("portfolios/", transaction.scope())}});
    }
    std::string id = absl::StrCat(transaction.scope(), "-", *number);
    absl::StatusOr<std::optional<Version>> holder =
        transaction.Get(kItemKind, id);
    if (!holder.ok()) return holder.status();
    if (!holder->has_value()) return id;
  }
}

absl::StatusOr<std::optional<std::string>> FindByExternalReference(
    JournalTransaction& transaction, const v1::ExternalReference& reference) {
  return transaction.FindByKey(kItemKind, ReferenceKey(reference));
}

}  // namespace lifeline::backlog
