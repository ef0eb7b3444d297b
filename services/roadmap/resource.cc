#include "services/roadmap/resource.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/field_mask_util.h"
#include "services/common/names.h"
#include "services/common/validate.h"

namespace lifeline::roadmap {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;

constexpr std::array<absl::string_view, 4> kDerived = {
    "revision", "etag", "update_time", "net_hundredths"};

const std::vector<KindInfo>& Kinds() {
  using R = v1::RoadmapResource;
  static const auto* const kinds = new std::vector<KindInfo>{
      {R::kPortfolio,
       "portfolio",
       "portfolio",
       "portfolios/*",
       {"title", "categories", "unit", "currency_code", "locale", "time_zone",
        "working_weekdays", "holidays", "visibility_sla", "sizes",
        "retention_days", "validation"}},
      {R::kMember,
       "member",
       "member",
       "portfolios/*/members/*",
       {"display_name", "address", "language_code", "roles", "deputy",
        "absent_until", "kind", "inactive"}},
      {R::kTeam, "team", "team", "portfolios/*/teams/*", {"title"}},
      {R::kPeriod,
       "period",
       "planning period",
       "portfolios/*/periods/*",
       {"title", "first_day", "last_day", "state"}},
      {R::kCapacity,
       "capacity",
       "capacity",
       "portfolios/*/periods/*/capacities/*",
       {"gross_hundredths", "withheld"}},
      {R::kCommitment,
       "commitment",
       "commitment",
       "portfolios/*/commitments/*",
       {"item", "period", "state", "remaining"}},
      {R::kMandate,
       "mandate",
       "mandate",
       "portfolios/*/mandates/*",
       {"item", "reason", "approver", "until", "kind"}},
      {R::kWeave,
       "weave",
       "weave",
       "portfolios/*/weaves/*",
       {"rider", "carrier", "marginal_efforts", "carrier_owner"}},
      {R::kReview,
       "review",
       "review",
       "portfolios/*/reviews/*",
       {"title", "baseline", "above_items"}},
      {R::kKpi,
       "kpi",
       "indicator",
       "portfolios/*/kpis/*",
       {"title", "unit", "category", "lower_is_better", "rule"}},
  };
  return *kinds;
}

const FieldDescriptor* FieldOf(const v1::RoadmapResource& resource) {
  return v1::RoadmapResource::descriptor()->FindFieldByNumber(
      resource.resource_case());
}

std::string ReadText(const Message& message, const char* field) {
  const FieldDescriptor* descriptor =
      message.GetDescriptor()->FindFieldByName(field);
  return descriptor == nullptr
             ? std::string()
             : message.GetReflection()->GetString(message, descriptor);
}

bool IsWritable(const KindInfo& info, absl::string_view field) {
  return std::find(info.writable.begin(), info.writable.end(), field) !=
         info.writable.end();
}

absl::string_view Root(absl::string_view path) {
  return path.substr(0, path.find('.'));
}

bool IsAll(const FieldMask& mask) {
  return mask.paths().empty() ||
         std::find(mask.paths().begin(), mask.paths().end(), "*") !=
             mask.paths().end();
}

Place ToPlace(std::vector<std::string> ids) {
  Place place;
  place.portfolio = ids.front();
  place.id = ids.size() == 1 ? ids.front()
                             : absl::StrJoin(ids.begin() + 1, ids.end(), "/");
  return place;
}

}  // namespace

const KindInfo& InfoOf(Kind kind) {
  assert(kind >= 1 && static_cast<size_t>(kind) <= Kinds().size());
  return Kinds()[kind - 1];
}

const KindInfo* FindKind(absl::string_view field) {
  for (const KindInfo& info : Kinds()) {
    if (info.field == field) return &info;
  }
  return nullptr;
}

const Message& PartOf(const v1::RoadmapResource& resource) {
  return resource.GetReflection()->GetMessage(resource, FieldOf(resource));
}

Message* MutablePartOf(v1::RoadmapResource* resource) {
  return resource->GetReflection()->MutableMessage(resource,
                                                   FieldOf(*resource));
}

Kind KindOf(const Descriptor* descriptor) {
  const Descriptor* all = v1::RoadmapResource::descriptor();
  for (int i = 0; i < all->field_count(); ++i) {
    if (all->field(i)->message_type() == descriptor) {
      return static_cast<Kind>(all->field(i)->number());
    }
  }
  assert(false && "no resource of a roadmap");
  return v1::RoadmapResource::RESOURCE_NOT_SET;
}

v1::RoadmapResource Wrap(const Message& part) {
  v1::RoadmapResource resource;
  const FieldDescriptor* field =
      v1::RoadmapResource::descriptor()->FindFieldByNumber(
          KindOf(part.GetDescriptor()));
  resource.GetReflection()->MutableMessage(&resource, field)->CopyFrom(part);
  return resource;
}

std::string NameOf(const v1::RoadmapResource& resource) {
  return ReadText(PartOf(resource), "name");
}

void SetName(absl::string_view name, v1::RoadmapResource* resource) {
  Message* part = MutablePartOf(resource);
  part->GetReflection()->SetString(
      part, part->GetDescriptor()->FindFieldByName("name"), std::string(name));
}

std::string EtagOf(const v1::RoadmapResource& resource) {
  return ReadText(PartOf(resource), "etag");
}

std::string FormatPlace(Kind kind, absl::string_view portfolio,
                        absl::string_view id) {
  if (kind == v1::RoadmapResource::kPortfolio) {
    return absl::StrCat("portfolios/", portfolio);
  }
  std::vector<absl::string_view> ids = {portfolio};
  for (absl::string_view part : absl::StrSplit(id, '/')) ids.push_back(part);
  return FormatName(InfoOf(kind).pattern, ids);
}

std::optional<Place> ParsePlace(Kind kind, absl::string_view name) {
  auto ids = ParseName(InfoOf(kind).pattern, name);
  if (!ids.ok()) return std::nullopt;
  return ToPlace(*std::move(ids));
}

std::optional<Place> ParsePlace(Kind kind, absl::string_view name,
                                absl::string_view field,
                                Violations* violations) {
  auto ids = ParseName(InfoOf(kind).pattern, name, field, violations);
  if (!ids.has_value()) return std::nullopt;
  return ToPlace(*std::move(ids));
}

std::optional<Subject> ParseSubject(absl::string_view name) {
  for (const KindInfo& info : Kinds()) {
    std::optional<Place> place = ParsePlace(info.kind, name);
    if (place.has_value()) return Subject{info.kind, *std::move(place)};
  }
  return std::nullopt;
}

void CheckNewId(Kind kind, absl::string_view id, absl::string_view field,
                Violations* violations) {
  const bool item = kind == v1::RoadmapResource::kCommitment ||
                    kind == v1::RoadmapResource::kMandate ||
                    kind == v1::RoadmapResource::kWeave;
  for (absl::string_view part : absl::StrSplit(id, '/')) {
    CheckId(part, field, /*external=*/item, violations);
  }
}

std::string FormatEtag(int64_t revision) { return absl::StrCat("r", revision); }

void KeepWritable(v1::RoadmapResource* resource) {
  const KindInfo& info = InfoOf(resource->resource_case());
  Message* part = MutablePartOf(resource);
  std::vector<const FieldDescriptor*> set;
  part->GetReflection()->ListFields(*part, &set);
  for (const FieldDescriptor* field : set) {
    if (field->name() != "name" && !IsWritable(info, field->name())) {
      part->GetReflection()->ClearField(part, field);
    }
  }
  part->GetReflection()->MutableUnknownFields(part)->Clear();
}

void ClearDerived(v1::RoadmapResource* resource) {
  Message* part = MutablePartOf(resource);
  for (absl::string_view name : kDerived) {
    const FieldDescriptor* field =
        part->GetDescriptor()->FindFieldByName(std::string(name));
    if (field != nullptr) part->GetReflection()->ClearField(part, field);
  }
}

void FillDerived(int64_t revision, absl::Time update_time,
                 v1::RoadmapResource* resource) {
  Message* part = MutablePartOf(resource);
  const Descriptor* descriptor = part->GetDescriptor();
  const google::protobuf::Reflection* reflection = part->GetReflection();
  reflection->SetInt64(part, descriptor->FindFieldByName("revision"), revision);
  reflection->SetString(part, descriptor->FindFieldByName("etag"),
                        FormatEtag(revision));
  if (resource->has_portfolio()) {
    *resource->mutable_portfolio()->mutable_update_time() =
        ToTimestamp(update_time);
  }
  if (resource->has_capacity()) {
    int64_t net = resource->capacity().gross_hundredths();
    for (const auto& withheld : resource->capacity().withheld()) {
      net -= withheld.amount_hundredths();
    }
    resource->mutable_capacity()->set_net_hundredths(net);
  }
}

void CheckMask(const FieldMask& mask, Kind kind, const Limits& limits,
               Objections* objections) {
  const KindInfo& info = InfoOf(kind);
  const Descriptor* descriptor = v1::RoadmapResource::descriptor()
                                     ->FindFieldByNumber(kind)
                                     ->message_type();
  CheckCount(mask.paths_size(), limits.mask_paths, "update_mask",
             objections->fields());
  if (mask.paths_size() > limits.mask_paths) return;
  for (const std::string& path : mask.paths()) {
    if (path == "*" || path == "name") continue;
    if (!FieldMaskUtil::GetFieldDescriptors(descriptor, path, nullptr)) {
      objections->Field(
          "update_mask",
          absl::StrCat("names \"", path.substr(0, 100), "\", which a ",
                       info.noun, " does not have; choose from ",
                       absl::StrJoin(info.writable, ", ")));
    } else if (!IsWritable(info, Root(path))) {
      objections->Field("update_mask",
                        absl::StrCat("names \"", path,
                                     "\", which is output only; choose from ",
                                     absl::StrJoin(info.writable, ", ")));
    }
  }
}

void MergeFields(const v1::RoadmapResource& from, const FieldMask& mask,
                 v1::RoadmapResource* into) {
  FieldMask paths;
  if (IsAll(mask)) {
    for (absl::string_view field : InfoOf(from.resource_case()).writable) {
      paths.add_paths(std::string(field));
    }
  } else {
    for (const std::string& path : mask.paths()) {
      if (path != "name") paths.add_paths(path);
    }
  }
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(PartOf(from), paths, options,
                                MutablePartOf(into));
}

bool MaskSkips(const FieldMask& mask, absl::string_view field) {
  if (IsAll(mask)) return false;
  for (const std::string& path : mask.paths()) {
    if (Root(path) == field) return false;
  }
  return true;
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t micros = absl::ToUnixMicros(time);
  const int64_t seconds =
      micros >= 0 ? micros / 1'000'000 : -((-micros + 999'999) / 1'000'000);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<int32_t>((micros - seconds * 1'000'000) * 1000));
  return timestamp;
}

}  // namespace lifeline::roadmap
