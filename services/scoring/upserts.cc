#include "services/scoring/upserts.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/names.h"
#include "services/common/redact.h"

namespace lifeline::scoring {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using roadmap::v1::RoadmapResource;

// What a resource has that no upsert can write, but for names, revisions and
// etags; the services refuse it in a mask.
struct NotWritten {
  absl::string_view message;
  std::vector<absl::string_view> fields;
};

bool IsWritten(const FieldDescriptor& field) {
  static const auto* const kNotWritten = new std::vector<NotWritten>{
      {"Item",
       {"state_reason", "state_actor", "successors", "merged_into",
        "merged_requesters", "create_time", "update_time", "redact_time",
        "redacted_paths", "realised", "opinions"}},
      {"Portfolio", {"state", "create_time", "update_time"}},
      {"Member", {"erased"}},
      {"Capacity", {"net_hundredths"}},
      {"Mandate", {"approve_until"}},
      {"Weave", {"state", "agreed_by", "agree_time"}},
      {"Review", {"state", "decisions", "open_time", "close_time"}},
      {"Kpi", {"breach"}},
  };
  for (absl::string_view name : {"name", "revision", "etag"})
    if (field.name() == name) return false;
  return absl::c_none_of(*kNotWritten, [&field](const NotWritten& of) {
    return field.containing_type()->name() == of.message &&
           absl::c_linear_search(of.fields, field.name());
  });
}

bool Says(const Message& resource, const FieldDescriptor& field) {
  const auto* reflection = resource.GetReflection();
  return field.is_repeated() ? reflection->FieldSize(resource, &field) > 0
                             : reflection->HasField(resource, &field);
}

// Without a mask, too, these stay as they are unless they are said.
bool StaysIfUnsaid(const FieldDescriptor& field) {
  return field.name() == "state" || field.name() == "submit_time";
}

// `resource` is what the upsert writes. False if nothing is left to be written.
template <typename Upsert>
bool TakeOut(const std::vector<std::string>& paths, Message* resource,
             Upsert* upsert) {
  std::vector<std::string> gone;
  for (const std::string& path : paths)
    if (ClearText(path, resource) && !absl::StrContains(path, '.'))
      gone.push_back(path);
  if (gone.empty()) return true;
  auto& named = *upsert->mutable_update_mask()->mutable_paths();
  const bool whole = named.empty() || absl::c_linear_search(named, "*");
  if (whole) *upsert->mutable_update_mask() = MaskOfAll(*resource);
  named.erase(std::remove_if(named.begin(), named.end(),
                             [&](const std::string& path) {
                               return absl::c_linear_search(gone, path);
                             }),
              named.end());
  if (!whole) return !named.empty();
  return absl::c_any_of(named, [&](const std::string& path) {
    return Says(*resource, *resource->GetDescriptor()->FindFieldByName(path));
  });
}

// The field of the one resource in it; null if it is empty.
const FieldDescriptor* KindOf(const RoadmapResource& resource) {
  return RoadmapResource::descriptor()->FindFieldByNumber(
      resource.resource_case());
}

// Paths of RoadmapResource begin with the kind.
bool TakeOut(const std::vector<std::string>& paths,
             roadmap::v1::RoadmapUpsert* upsert) {
  RoadmapResource* resource = upsert->mutable_resource();
  Message* part = PartOf(resource);
  if (part == nullptr) return true;
  const FieldDescriptor* kind = KindOf(*resource);
  std::vector<std::string> own;
  for (absl::string_view path : paths)
    if (absl::ConsumePrefix(&path, absl::StrCat(kind->name(), ".")))
      own.emplace_back(path);
  return TakeOut(own, part, upsert);
}

// `keep` may change what it is asked about.
template <typename List, typename Keep>
void KeepIf(Keep keep, List* list) {
  list->erase(std::remove_if(list->begin(), list->end(),
                             [&](auto& entry) { return !keep(entry); }),
              list->end());
}

}  // namespace

Message* PartOf(RoadmapResource* resource) {
  const FieldDescriptor* kind = KindOf(*resource);
  return kind == nullptr
             ? nullptr
             : resource->GetReflection()->MutableMessage(resource, kind);
}

FieldMask MaskOfAll(const Message& resource) {
  FieldMask mask;
  const auto* descriptor = resource.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor& field = *descriptor->field(i);
    const bool stays = StaysIfUnsaid(field) && !Says(resource, field);
    if (IsWritten(field) && !stays) mask.add_paths(std::string(field.name()));
  }
  return mask;
}

std::string NameOfUpsert(absl::string_view portfolio,
                         const RoadmapResource& resource) {
  std::string own = NameOf(resource);
  if (!own.empty()) return own;
  const auto name = [&](absl::string_view kind, absl::string_view item) {
    return item.empty() ? std::string()
                        : absl::StrCat(portfolio, "/", kind, "/", LastId(item));
  };
  if (resource.has_commitment())
    return name("commitments", resource.commitment().item());
  if (resource.has_mandate())
    return name("mandates", resource.mandate().item());
  if (resource.has_weave()) return name("weaves", resource.weave().rider());
  if (resource.has_portfolio()) return std::string(portfolio);
  return "";
}

void SetName(const std::string& name, RoadmapResource* resource) {
  Message* part = PartOf(resource);
  if (part == nullptr) return;
  part->GetReflection()->SetString(
      part, part->GetDescriptor()->FindFieldByName("name"), name);
}

void References::Add(const backlog::v1::Item& item) {
  for (const auto& reference : item.external_references())
    names_.emplace(std::pair(reference.system(), reference.key()), item.name());
}

std::string References::Find(const backlog::v1::Item& wanted) const {
  for (const auto& reference : wanted.external_references()) {
    const auto found =
        names_.find(std::pair(reference.system(), reference.key()));
    if (found != names_.end()) return found->second;
  }
  return "";
}

References ReferencesOf(const Snapshot& known) {
  References references;
  for (size_t i = 0; i < known.items.size(); ++i) {
    if (known.items[i] != nullptr &&
        known.world.items[i]->state != engine::ItemState::kLost)
      references.Add(*known.items[i]);
  }
  return references;
}

void TakeOutTexts(const backlog::v1::Item& item,
                  const std::vector<std::string>& paths,
                  v1::PreviewChangesRequest* changes) {
  References own;
  own.Add(item);
  KeepIf(
      [&](backlog::v1::ItemUpsert& upsert) {
        const std::string& name = upsert.item().name();
        const bool is_it =
            (name.empty() ? own.Find(upsert.item()) : name) == item.name();
        return !is_it || TakeOut(paths, upsert.mutable_item(), &upsert);
      },
      changes->mutable_item_upserts());
}

void TakeOutTexts(absl::string_view name, const std::vector<std::string>& paths,
                  v1::PreviewChangesRequest* changes) {
  KeepIf(
      [&](roadmap::v1::RoadmapUpsert& upsert) {
        return NameOfUpsert(changes->parent(), upsert.resource()) != name ||
               TakeOut(paths, &upsert);
      },
      changes->mutable_roadmap_upserts());
}

void TakeOutAllTexts(v1::PreviewChangesRequest* changes) {
  const auto in_items = ItemTexts();
  const std::vector<std::string> of_items(in_items.begin(), in_items.end());
  KeepIf(
      [&](backlog::v1::ItemUpsert& upsert) {
        return TakeOut(of_items, upsert.mutable_item(), &upsert);
      },
      changes->mutable_item_upserts());
  const auto in_roadmap = RoadmapTexts();
  const std::vector<std::string> of_roadmap(in_roadmap.begin(),
                                            in_roadmap.end());
  KeepIf([&](auto& upsert) { return TakeOut(of_roadmap, &upsert); },
         changes->mutable_roadmap_upserts());
  ClearText("model.reason", changes);
}

void TakeOutMember(const roadmap::v1::Member& member,
                   v1::PreviewChangesRequest* changes) {
  const std::string& address = member.address();
  const auto is_said = [&](absl::string_view text) {
    return !address.empty() && absl::EqualsIgnoreCase(text, address);
  };
  const std::string members = absl::StrCat(changes->parent(), "/members/");
  const auto is_named = [&](absl::string_view text) {
    return absl::ConsumePrefix(&text, members) && is_said(text);
  };
  KeepIf(
      [&](const roadmap::v1::RoadmapUpsert& upsert) {
        const roadmap::v1::Member& said = upsert.resource().member();
        return !upsert.resource().has_member() ||
               !(said.name() == member.name() || is_named(said.name()) ||
                 is_said(said.address()));
      },
      changes->mutable_roadmap_upserts());
  RewriteTexts(
      [&](std::string* text) {
        if (is_said(*text) || is_named(*text)) *text = member.name();
      },
      changes);
}

}  // namespace lifeline::scoring
