#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/filter.h"
#include "services/common/names.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

std::vector<FilterField> DeliveryFields() {
  return {{"state", {"WAITING", "DELIVERED", "FAILED"}}, {"recipient", {}}};
}

}  // namespace

absl::StatusOr<v1::ListDeliveriesResponse> ListDeliveries(
    const Scoring& scoring, const CallContext& call,
    const v1::ListDeliveriesRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Filter> parsed =
      Filter::Parse(request.filter(), DeliveryFields());
  if (!parsed.ok()) return parsed.status();
  // A recipient is found by its id as well as by its whole name.
  const Filter filter =
      parsed->WithValues([](absl::string_view field, absl::string_view value) {
        return std::string(field == "recipient" ? LastId(value) : value);
      });
  absl::StatusOr<std::string> actor =
      RequireActorAlsoArchived(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 1, arguments);
  if (!position.ok()) return position.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  v1::ListDeliveriesResponse response;
  int64_t last = position->empty() ? 0 : PageNumber(position->front());
  absl::Status read = ForEachDelivery(
      *reader, portfolio, last, [&](v1::Delivery delivery, int64_t number) {
        const bool passes = filter.Matches(
            [&](absl::string_view field) -> std::vector<std::string> {
              if (field == "recipient")
                return {std::string(LastId(delivery.recipient()))};
              return {std::string(absl::StripPrefix(
                  v1::Delivery::State_Name(delivery.state()), "STATE_"))};
            });
        if (!passes) return true;
        if (response.deliveries_size() == size) {
          response.set_next_page_token(
              EncodePageToken({absl::StrCat(last)}, arguments));
          return false;
        }
        last = number;
        *response.add_deliveries() = std::move(delivery);
        return true;
      });
  if (!read.ok()) return read;
  return response;
}

}  // namespace lifeline::scoring
