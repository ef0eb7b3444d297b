#include "services/scoring/upserts.h"

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {
using google::protobuf::Message;
using roadmap::v1::RoadmapResource;

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

}  // namespace lifeline::scoring
