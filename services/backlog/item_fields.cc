#include "services/backlog/item_fields.h"

#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "services/backlog/business_case.h"
#include "services/backlog/outcome.h"
#include "services/common/names.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
namespace {

using google::protobuf::RepeatedPtrField;

// One line of text, which may be empty.
TextRule Line(int64_t longest) { return TextRule{0, longest, false}; }
TextRule NeededLine(int64_t longest) { return TextRule{1, longest, false}; }
TextRule Lines(int64_t longest) { return TextRule{0, longest, true}; }

void CheckPercent(int32_t percent, absl::string_view path,
                  Violations* violations) {
  CheckRange(percent, 0, 100, "percent", path, violations);
}

// Each entry is one line, at least one character.
void CheckLines(const RepeatedPtrField<std::string>& lines, int64_t highest,
                int64_t longest, absl::string_view path,
                Violations* violations) {
  CheckCount(lines.size(), highest, path, violations);
  if (lines.size() > highest) return;
  for (int i = 0; i < lines.size(); ++i) {
    CheckText(lines[i], NeededLine(longest), EntryPath(path, i), violations);
  }
}

// A name of `collection` in this portfolio; what follows the collection is the
// caller's business.
void CheckOwnName(absl::string_view name, absl::string_view pattern,
                  absl::string_view portfolio, absl::string_view path,
                  Violations* violations) {
  const auto ids = ParseName(pattern, name, path, violations);
  if (ids.has_value() && ids->front() != portfolio) {
    violations->Add(path, absl::StrCat("belongs to portfolio ", ids->front(),
                                       "; name one of portfolio ", portfolio));
  }
}

// Whether a member is known is looked up later; here only the form counts. In
// place of the id may stand an address.
void CheckMemberName(absl::string_view name, absl::string_view portfolio,
                     absl::string_view path, Violations* violations) {
  if (name.empty()) return;
  const std::string prefix =
      absl::StrCat("portfolios/", portfolio, "/members/");
  if (name.size() > prefix.size() && name.size() <= prefix.size() + 320 &&
      name.substr(0, prefix.size()) == prefix) {
    return;
  }
  violations->Add(path, absl::StrCat("is no member of this portfolio; write it "
                                     "as ",
                                     prefix, "{id or address}"));
}

void CheckExternalReferences(
    const RepeatedPtrField<v1::ExternalReference>& references,
    const Limits& limits, absl::string_view path, Violations* violations) {
  CheckCount(references.size(), limits.external_references, path, violations);
  if (references.size() > limits.external_references) return;
  absl::flat_hash_set<std::pair<absl::string_view, absl::string_view>> seen;
  for (int i = 0; i < references.size(); ++i) {
    const v1::ExternalReference& reference = references[i];
    const std::string at = EntryPath(path, i);
    CheckText(reference.system(), NeededLine(limits.system_length),
              absl::StrCat(at, ".system"), violations);
    CheckText(reference.key(), NeededLine(limits.key_length),
              absl::StrCat(at, ".key"), violations);
    CheckText(reference.uri(), Line(limits.uri_length),
              absl::StrCat(at, ".uri"), violations);
    CheckText(reference.rank(), Line(limits.external_rank_length),
              absl::StrCat(at, ".rank"), violations);
    if (!seen.emplace(reference.system(), reference.key()).second) {
      violations->Add(at,
                      "is there twice; name each pair of system and key "
                      "once");
    }
  }
}

// The fields that are one text, number or name.
void CheckSingleFields(const v1::Item& item, const ItemFields& fields,
                       const CheckContext& context, absl::string_view path,
                       Violations* violations) {
  const Limits& limits = *context.limits;
  const auto at = [path](absl::string_view name) {
    return absl::StrCat(path, ".", name);
  };
  if (fields[v1::Item::kTitleFieldNumber]) {
    CheckText(item.title(), NeededLine(limits.title_length), at("title"),
              violations);
  }
  if (fields[v1::Item::kProblemFieldNumber]) {
    CheckText(item.problem(), Lines(limits.text_length), at("problem"),
              violations);
  }
  if (fields[v1::Item::kOutcomeFieldNumber]) {
    CheckText(item.outcome(), Lines(limits.text_length), at("outcome"),
              violations);
  }
  if (fields[v1::Item::kMeasureFieldNumber]) {
    CheckText(item.measure(), Lines(limits.measure_length), at("measure"),
              violations);
  }
  if (fields[v1::Item::kCategoryFieldNumber]) {
    if (item.category().empty()) {
      violations->Add(at("category"),
                      "is required; name one of the portfolio's categories");
    } else {
      CheckId(item.category(), at("category"), /*external=*/false, violations);
    }
  }
  if (fields[v1::Item::kRequesterFieldNumber]) {
    CheckMemberName(item.requester(), context.portfolio, at("requester"),
                    violations);
  }
  if (fields[v1::Item::kOwnerFieldNumber]) {
    CheckMemberName(item.owner(), context.portfolio, at("owner"), violations);
  }
  if (fields[v1::Item::kDueDateFieldNumber] && item.has_due_date()) {
    CheckDate(item.due_date(), at("due_date"), violations);
  }
  if (fields[v1::Item::kDueBasisFieldNumber]) {
    CheckText(item.due_basis(), Lines(limits.due_basis_length), at("due_basis"),
              violations);
  }
  if (fields[v1::Item::kConfidenceFieldNumber]) {
    CheckPercent(item.confidence(), at("confidence"), violations);
  }
  if (fields[v1::Item::kParentItemFieldNumber] && !item.parent_item().empty()) {
    CheckOwnName(item.parent_item(), "portfolios/*/items/*", context.portfolio,
                 at("parent_item"), violations);
  }
  if (fields[v1::Item::kOriginFieldNumber] && !item.origin().empty()) {
    ParseName("portfolios/*/items/*", item.origin(), at("origin"), violations);
  }
  if (fields[v1::Item::kStateFieldNumber] &&
      (!v1::Item::State_IsValid(item.state()))) {
    violations->Add(at("state"), "is no state of an item");
  }
}

}  // namespace

ItemFields WritableFields() {
  ItemFields fields;
  for (int number = v1::Item::kTitleFieldNumber;
       number <= v1::Item::kExternalReferencesFieldNumber; ++number) {
    fields.set(number);
  }
  return fields.set(v1::Item::kOriginFieldNumber)
      .set(v1::Item::kBusinessCaseFieldNumber)
      .set(v1::Item::kMeasureFieldNumber)
      .set(v1::Item::kStudyFieldNumber);
}

ItemFields AppliedFields() {
  return WritableFields()
      .set(v1::Item::kStateFieldNumber)
      .set(v1::Item::kSubmitTimeFieldNumber);
}

ItemFields ParseItemMask(const google::protobuf::FieldMask& mask,
                         const ItemFields& allowed, absl::string_view field,
                         Violations* violations) {
  ItemFields fields;
  for (int i = 0; i < mask.paths_size(); ++i) {
    const std::string& path = mask.paths(i);
    if (path == "*") {
      fields |= allowed;
      continue;
    }
    const auto* known = v1::Item::descriptor()->FindFieldByName(path);
    if (known != nullptr && allowed[known->number()]) {
      fields.set(known->number());
    } else {
      violations->Add(
          absl::StrCat(field, ".paths[", i, "]"),
          absl::StrCat("\"", path.substr(0, 100), "\" ",
                       known != nullptr
                           ? "is written by the service; leave it out"
                           : "is no field of an item; name whole fields, for "
                             "example title, money or ratings"));
    }
  }
  return fields;
}

void CheckItem(const v1::Item& item, const ItemFields& fields,
               const CheckContext& context, absl::string_view path,
               Violations* violations) {
  const Limits& limits = *context.limits;
  const auto at = [path](absl::string_view name) {
    return absl::StrCat(path, ".", name);
  };
  CheckSingleFields(item, fields, context, path, violations);
  if (fields[v1::Item::kLabelsFieldNumber]) {
    CheckLines(item.labels(), limits.labels, limits.label_length, at("labels"),
               violations);
  }
  if (fields[v1::Item::kTouchpointsFieldNumber]) {
    CheckLines(item.touchpoints(), limits.touchpoints, limits.touchpoint_length,
               at("touchpoints"), violations);
  }
  if (fields[v1::Item::kMoneyFieldNumber] && item.has_money()) {
    CheckMoney(item.money(), context, at("money"), violations);
  }
  if (fields[v1::Item::kBusinessCaseFieldNumber] && item.has_business_case()) {
    CheckBusinessCase(item.business_case(), limits, at("business_case"),
                      violations);
    if (fields[v1::Item::kMoneyFieldNumber] && item.has_money()) {
      CheckMoneyAgrees(item.money(), item.business_case(), limits, at("money"),
                       violations);
    }
  }
  if (fields[v1::Item::kRatingsFieldNumber]) {
    CheckRatings(item.ratings(), context, at("ratings"), violations);
  }
  if (fields[v1::Item::kEstimateFieldNumber] && item.has_estimate()) {
    CheckEfforts(item.estimate().efforts(), context, at("estimate.efforts"),
                 violations);
    CheckText(item.estimate().evidence(), Line(63), at("estimate.evidence"),
              violations);
  }
  if (fields[v1::Item::kEvidenceFieldNumber]) {
    CheckEvidence(item.evidence(), context, at("evidence"), violations);
  }
  if (fields[v1::Item::kStudyFieldNumber] && item.has_study()) {
    CheckOwnName(item.study().item(), "portfolios/*/items/*", context.portfolio,
                 at("study.item"), violations);
    CheckDate(item.study().last_day(), at("study.last_day"), violations);
  }
  if (fields[v1::Item::kRequiredItemsFieldNumber]) {
    CheckItemNames(item.required_items(), limits.required_items, context,
                   at("required_items"), violations);
  }
  if (fields[v1::Item::kExternalReferencesFieldNumber]) {
    CheckExternalReferences(item.external_references(), limits,
                            at("external_references"), violations);
  }
}

void CheckRatings(const RepeatedPtrField<v1::Rating>& ratings,
                  const CheckContext& context, absl::string_view path,
                  Violations* violations) {
  const Limits& limits = *context.limits;
  CheckCount(ratings.size(), limits.ratings, path, violations);
  if (ratings.size() > limits.ratings) return;
  absl::flat_hash_set<absl::string_view> criteria;
  for (int i = 0; i < ratings.size(); ++i) {
    const v1::Rating& rating = ratings[i];
    const std::string at = EntryPath(path, i);
    CheckId(rating.criterion(), absl::StrCat(at, ".criterion"),
            /*external=*/true, violations);
    CheckRange(rating.value_hundredths(), -limits.rating_hundredths,
               limits.rating_hundredths, "hundredths",
               absl::StrCat(at, ".value_hundredths"), violations);
    CheckPercent(rating.confidence(), absl::StrCat(at, ".confidence"),
                 violations);
    CheckText(rating.evidence(), Line(63), absl::StrCat(at, ".evidence"),
              violations);
    if (!criteria.insert(rating.criterion()).second) {
      violations->Add(absl::StrCat(at, ".criterion"),
                      "is rated twice; rate each criterion once");
    }
  }
}

void CheckMoney(const v1::MonthlyMoney& money, const CheckContext& context,
                absl::string_view path, Violations* violations) {
  CheckRange(money.amount_hundredths(), 0, context.limits->money_hundredths,
             "hundredths", absl::StrCat(path, ".amount_hundredths"),
             violations);
  CheckPercent(money.confidence(), absl::StrCat(path, ".confidence"),
               violations);
  CheckText(money.evidence(), Line(63), absl::StrCat(path, ".evidence"),
            violations);
}

void CheckEfforts(const RepeatedPtrField<roadmap::v1::TeamEffort>& efforts,
                  const CheckContext& context, absl::string_view path,
                  Violations* violations) {
  const Limits& limits = *context.limits;
  if (efforts.empty()) {
    violations->Add(path,
                    "is required: the effort of at least one team, 0 for "
                    "an estimate of nothing");
  }
  CheckCount(efforts.size(), limits.efforts, path, violations);
  if (efforts.size() > limits.efforts) return;
  absl::flat_hash_set<absl::string_view> teams;
  for (int i = 0; i < efforts.size(); ++i) {
    const std::string at = EntryPath(path, i);
    CheckOwnName(efforts[i].team(), "portfolios/*/teams/*", context.portfolio,
                 absl::StrCat(at, ".team"), violations);
    CheckRange(efforts[i].effort_hundredths(), 0, limits.effort_hundredths,
               "hundredths", absl::StrCat(at, ".effort_hundredths"),
               violations);
    if (!teams.insert(efforts[i].team()).second) {
      violations->Add(absl::StrCat(at, ".team"),
                      "is there twice; give one effort per team");
    }
  }
}

void CheckEvidence(const RepeatedPtrField<v1::Evidence>& evidence,
                   const CheckContext& context, absl::string_view path,
                   Violations* violations) {
  const Limits& limits = *context.limits;
  CheckCount(evidence.size(), limits.evidence, path, violations);
  if (evidence.size() > limits.evidence) return;
  absl::flat_hash_set<absl::string_view> ids;
  for (int i = 0; i < evidence.size(); ++i) {
    const v1::Evidence& piece = evidence[i];
    const std::string at = EntryPath(path, i);
    CheckId(piece.id(), absl::StrCat(at, ".id"), /*external=*/true, violations);
    if (!v1::Evidence::Grade_IsValid(piece.grade())) {
      violations->Add(absl::StrCat(at, ".grade"), "is no grade of evidence");
    }
    CheckText(piece.title(), NeededLine(limits.evidence_title_length),
              absl::StrCat(at, ".title"), violations);
    CheckText(piece.uri(), Line(limits.uri_length), absl::StrCat(at, ".uri"),
              violations);
    if (piece.has_expire_date()) {
      CheckDate(piece.expire_date(), absl::StrCat(at, ".expire_date"),
                violations);
    }
    if (!ids.insert(piece.id()).second) {
      violations->Add(absl::StrCat(at, ".id"),
                      "is there twice; give each piece its own id");
    }
  }
}

void CheckItemNames(const RepeatedPtrField<std::string>& names, int64_t highest,
                    const CheckContext& context, absl::string_view path,
                    Violations* violations) {
  CheckCount(names.size(), highest, path, violations);
  if (names.size() > highest) return;
  absl::flat_hash_set<absl::string_view> seen;
  for (int i = 0; i < names.size(); ++i) {
    CheckOwnName(names[i], "portfolios/*/items/*", context.portfolio,
                 EntryPath(path, i), violations);
    if (!seen.insert(names[i]).second) {
      violations->Add(EntryPath(path, i),
                      "is there twice; name each item once");
    }
  }
}

void ReplaceFields(const v1::Item& source, const ItemFields& fields,
                   v1::Item* target) {
  v1::Item copy = source;
  std::vector<const google::protobuf::FieldDescriptor*> chosen;
  for (size_t number = 0; number < fields.size(); ++number) {
    if (!fields[number]) continue;
    chosen.push_back(
        v1::Item::descriptor()->FindFieldByNumber(static_cast<int>(number)));
  }
  v1::Item::GetReflection()->SwapFields(&copy, target, chosen);
}

}  // namespace lifeline::backlog
