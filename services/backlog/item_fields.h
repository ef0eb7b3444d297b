#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_FIELDS_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_FIELDS_H_

#include <bitset>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/limits.h"
#include "services/common/status.h"

namespace lifeline::backlog {

// The fields of an item that callers write: which they are, what may stand in
// them, and how some of them replace those of another item. Pure functions;
// `path` is the item's place in the request ("upserts[3].item").

// A set of fields of Item, by field number.
using ItemFields = std::bitset<40>;

// All that is not output only.
ItemFields WritableFields();

// Those, and what ApplyItems takes as given: state and submit_time.
ItemFields AppliedFields();

// The fields that `mask` names, "*" being all of `allowed`. Anything else in it
// is a violation of `field`.
ItemFields ParseItemMask(const google::protobuf::FieldMask& mask,
                         const ItemFields& allowed, absl::string_view field,
                         Violations* violations);

// What checks need to know about the request.
struct CheckContext {
  const Limits* limits;
  // The id of the portfolio that everything must belong to.
  absl::string_view portfolio;
};

// Checks these fields, each on its own: lengths, ranges, counts, names of this
// portfolio, dates that exist, nothing twice.
void CheckItem(const v1::Item& item, const ItemFields& fields,
               const CheckContext& context, absl::string_view path,
               Violations* violations);

void CheckRatings(const google::protobuf::RepeatedPtrField<v1::Rating>& ratings,
                  const CheckContext& context, absl::string_view path,
                  Violations* violations);
void CheckMoney(const v1::MonthlyMoney& money, const CheckContext& context,
                absl::string_view path, Violations* violations);
void CheckEfforts(
    const google::protobuf::RepeatedPtrField<roadmap::v1::TeamEffort>& efforts,
    const CheckContext& context, absl::string_view path,
    Violations* violations);
void CheckEvidence(
    const google::protobuf::RepeatedPtrField<v1::Evidence>& evidence,
    const CheckContext& context, absl::string_view path,
    Violations* violations);

// Names of items of this portfolio, at most `highest`, none twice.
void CheckItemNames(
    const google::protobuf::RepeatedPtrField<std::string>& names,
    int64_t highest, const CheckContext& context, absl::string_view path,
    Violations* violations);

// Replaces these fields of `target` by those of `source`; one that is unset
// there is cleared.
void ReplaceFields(const v1::Item& source, const ItemFields& fields,
                   v1::Item* target);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_FIELDS_H_
