#include "services/scoring/upserts.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FieldMask;
using google::protobuf::Message;
using roadmap::v1::RoadmapResource;

// A mask of what a whole resource says, but for its name.
FieldMask MaskOf(const Message& resource) {
  FieldMask mask;
  std::vector<const FieldDescriptor*> said;
  resource.GetReflection()->ListFields(resource, &said);
  for (const FieldDescriptor* field : said)
    if (field->name() != "name") mask.add_paths(std::string(field->name()));
  return mask;
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
  if (named.empty() || absl::c_linear_search(named, "*")) {
    *upsert->mutable_update_mask() = MaskOf(*resource);
  } else {
    named.erase(std::remove_if(named.begin(), named.end(),
                               [&](const std::string& path) {
                                 return absl::c_linear_search(gone, path);
                               }),
                named.end());
  }
  return !upsert->update_mask().paths().empty();
}

// Paths of RoadmapResource begin with the kind.
bool TakeOut(const std::vector<std::string>& paths,
             roadmap::v1::RoadmapUpsert* upsert) {
  RoadmapResource* resource = upsert->mutable_resource();
  Message* part = PartOf(resource);
  if (part == nullptr) return true;
  const FieldDescriptor* kind =
      resource->GetReflection()->GetOneofFieldDescriptor(
          *resource, RoadmapResource::descriptor()->oneof_decl(0));
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
  const auto* field = resource->GetReflection()->GetOneofFieldDescriptor(
      *resource, RoadmapResource::descriptor()->oneof_decl(0));
  return field == nullptr
             ? nullptr
             : resource->GetReflection()->MutableMessage(resource, field);
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

bool SharesReference(const backlog::v1::Item& item,
                     const backlog::v1::Item& wanted) {
  for (const auto& has : item.external_references())
    for (const auto& wants : wanted.external_references())
      if (has.system() == wants.system() && has.key() == wants.key())
        return true;
  return false;
}

void TakeOutTexts(const backlog::v1::Item& item,
                  const std::vector<std::string>& paths,
                  v1::PreviewChangesRequest* changes) {
  KeepIf(
      [&](backlog::v1::ItemUpsert& upsert) {
        const std::string& name = upsert.item().name();
        const bool is_it = name.empty() ? SharesReference(item, upsert.item())
                                        : name == item.name();
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
