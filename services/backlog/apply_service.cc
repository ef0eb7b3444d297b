#include "services/backlog/apply_service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/backlog/item_batch_service.h"
#include "services/backlog/item_fields.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
namespace {

void CheckUpsert(const v1::ItemUpsert& upsert, int index,
                 const CheckContext& context, Violations* violations) {
  const std::string path = UpsertPath(index);
  const v1::Item& item = upsert.item();
  if (!item.name().empty()) {
    const std::string own =
        PortfolioOf("portfolios/*/items/*", item.name(),
                    absl::StrCat(path, ".name"), violations);
    if (!own.empty() && own != context.portfolio) {
      violations->Add(
          absl::StrCat(path, ".name"),
          absl::StrCat("belongs to portfolio ", own, "; send it to that one"));
    }
  }
  CheckCount(upsert.update_mask().paths_size(), context.limits->mask_paths,
             absl::StrCat("upserts[", index, "].update_mask"), violations);
  CheckItem(item, FieldsOf(upsert, index, violations), context, path,
            violations);
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Backlog& backlog,
                                   const v1::ApplyItemsRequest& request) {
  const Limits& limits = backlog.limits;
  Violations violations;
  const std::string portfolio =
      PortfolioOf("portfolios/*", request.parent(), "parent", &violations);
  if (request.upserts().empty()) {
    violations.Add("upserts", "is required; send at least one item");
  }
  CheckCount(request.upserts_size(), limits.upserts, "upserts", &violations);
  if (!request.change_id().empty()) {
    CheckText(request.change_id(), TextRule{1, limits.change_id_length, false},
              "change_id", &violations);
    CheckRange(request.change_parts(), 1, limits.change_parts, "parts",
               "change_parts", &violations);
  } else if (request.change_parts() != 0) {
    violations.Add("change_parts", "needs a change_id; give both or none");
  }
  const int64_t looked_at =
      std::min<int64_t>(request.upserts_size(), limits.upserts);
  for (int i = 0; i < looked_at; ++i) {
    CheckUpsert(request.upserts(i), i, CheckContext{&limits, portfolio},
                &violations);
  }
  Violations known_already;
  for (int i = 0; !violations.empty() && i < looked_at; ++i) {
    const v1::ItemUpsert& upsert = request.upserts(i);
    AddDirectoryViolations(backlog, portfolio,
                           FieldsOf(upsert, i, &known_already), upsert.item(),
                           UpsertPath(i), &violations);
  }
  absl::StatusOr<MutationSpec> spec =
      ToSpec(backlog, portfolio,
             {request.request_id(), request.validate_only(), request.reason()},
             std::move(violations));
  if (!spec.ok()) return spec;
  spec->change_id = request.change_id();
  spec->change_parts = request.change_parts();
  return spec;
}

absl::StatusOr<v1::ApplyItemsResponse> ApplyItems(
    const Backlog& backlog, JournalTransaction& transaction,
    const CallContext& call, const v1::ApplyItemsRequest& request) {
  absl::StatusOr<Acting> acting = Act(backlog, transaction, call);
  if (!acting.ok()) return acting.status();
  return ItemBatch(backlog, transaction, *acting, request).Apply();
}

}  // namespace lifeline::backlog
