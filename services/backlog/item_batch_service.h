#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_BATCH_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_BATCH_SERVICE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/backlog_service.h"
#include "services/backlog/item_fields.h"
#include "services/common/journal.h"
#include "services/common/status.h"
#include "services/rights/asker.h"

namespace lifeline::backlog {

// The path of an upsert's item in the request.
std::string UpsertPath(int index);

// What an upsert writes if its item exists; a new one takes everything.
ItemFields FieldsOf(const v1::ItemUpsert& upsert, int index,
                    Violations* violations);

// The upserts of one ApplyItems: finds the items, merges the fields, checks all
// of them, and only then writes. Lives during the transaction; one thread.
class ItemBatch {
 public:
  ItemBatch(const Backlog& backlog, JournalTransaction& transaction,
            const Acting& acting, const v1::ApplyItemsRequest& request)
      : backlog_(backlog),
        transaction_(transaction),
        acting_(acting),
        request_(request) {}

  // All or nothing. PERMISSION_DENIED, reason ROLE_MISSING, with every upsert
  // and field that needs another right, by its path; INVALID_ARGUMENT with
  // every violation of every upsert, by its path ("upserts[3].item.owner");
  // ABORTED, reason ETAG_MISMATCH; FAILED_PRECONDITION for circles;
  // ALREADY_EXISTS for an external reference of an item that is not among them;
  // RESOURCE_EXHAUSTED, reason TOO_MANY_ITEMS or COMMIT_TOO_LARGE.
  absl::StatusOr<v1::ApplyItemsResponse> Apply();

 private:
  struct Upsert {
    // Absent for a new item.
    std::optional<v1::Item> before;
    v1::Item after;
  };

  absl::Status FindItems();
  absl::StatusOr<std::string> FindOne(int index);
  absl::StatusOr<std::optional<std::string>> FindByReferences(int index);
  absl::Status MergeAll();
  absl::Status MergeOne(int index, Upsert* upsert);
  // Whether it judges at all.
  bool TakeJudgingOf(int index, Upsert* upsert);
  void TakeStateOf(int index, const ItemFields& fields, Upsert* upsert);
  absl::Status CheckLinks();
  absl::Status CheckLink(const std::string& name, absl::string_view path);
  absl::Status CheckNoCycles();
  absl::StatusOr<v1::Item> Lookup(const std::string& name);
  absl::StatusOr<v1::ApplyItemsResponse> Write();

  const Backlog& backlog_;
  JournalTransaction& transaction_;
  const Acting& acting_;
  const v1::ApplyItemsRequest& request_;
  Violations violations_;
  rights::Refusals refusals_;
  std::vector<Upsert> upserts_;
  // Position in upserts_ by item id.
  absl::flat_hash_map<std::string, int> by_id_;
  // Position of the first upsert that has this system and key.
  absl::flat_hash_map<std::pair<std::string, std::string>, int> by_reference_;
};

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_BATCH_SERVICE_H_
