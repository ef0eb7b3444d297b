#ifndef LIFELINE_SERVICES_ROADMAP_RESOURCE_H_
#define LIFELINE_SERVICES_ROADMAP_RESOURCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/objections.h"

namespace lifeline::roadmap {

// What all kinds of resources of a roadmap have in common: a name, a kind,
// fields that people write and fields that follow. Pure functions.

using Kind = v1::RoadmapResource::ResourceCase;

struct KindInfo {
  Kind kind;
  // The resource's field in RoadmapResource; also its kind in the journal.
  absl::string_view field;
  // As people say it: "planning period".
  absl::string_view noun;
  // The pattern of its names (common/names.h).
  absl::string_view pattern;
  // The fields that a request may set.
  std::vector<absl::string_view> writable;
};

const KindInfo& InfoOf(Kind kind);

// nullptr if no kind of resource is stored under it.
const KindInfo* FindKind(absl::string_view field);

// The message in the one-of; the resource must not be empty.
const google::protobuf::Message& PartOf(const v1::RoadmapResource& resource);
google::protobuf::Message* MutablePartOf(v1::RoadmapResource* resource);

// The kind whose message this is.
Kind KindOf(const google::protobuf::Descriptor* descriptor);

template <typename T>
Kind KindOf() {
  return KindOf(T::descriptor());
}

// T must be what the resource holds.
template <typename T>
const T& As(const v1::RoadmapResource& resource) {
  return static_cast<const T&>(PartOf(resource));
}
template <typename T>
T* MutableAs(v1::RoadmapResource* resource) {
  return static_cast<T*>(MutablePartOf(resource));
}

v1::RoadmapResource Wrap(const google::protobuf::Message& part);

std::string NameOf(const v1::RoadmapResource& resource);
void SetName(absl::string_view name, v1::RoadmapResource* resource);
std::string EtagOf(const v1::RoadmapResource& resource);

// Where a resource is: the portfolio's id, and its id there, which is
// "period/team" for capacities.
struct Place {
  std::string portfolio;
  std::string id;
};

std::string FormatPlace(Kind kind, absl::string_view portfolio,
                        absl::string_view id);
std::optional<Place> ParsePlace(Kind kind, absl::string_view name);
// A name that does not fit becomes a violation of `field`.
std::optional<Place> ParsePlace(Kind kind, absl::string_view name,
                                absl::string_view field,
                                Violations* violations);

// What a name of a resource stands for.
struct Subject {
  Kind kind;
  Place place;
};
// nullopt if it is the name of no kind of resource.
std::optional<Subject> ParseSubject(absl::string_view name);

// The id of a new resource: items' ids may come from another tool, all others
// are client ids.
void CheckNewId(Kind kind, absl::string_view id, absl::string_view field,
                Violations* violations);

// "r17": what a caller gives back to be refused when somebody was faster.
std::string FormatEtag(int64_t revision);

// Leaves only the name and what a request may set.
void KeepWritable(v1::RoadmapResource* resource);

// Removes what follows from the version, and is not stored.
void ClearDerived(v1::RoadmapResource* resource);

// Sets what follows from the version that wrote it.
void FillDerived(int64_t revision, absl::Time update_time,
                 v1::RoadmapResource* resource);

// Objects to paths that do not exist or are output only.
void CheckMask(const google::protobuf::FieldMask& mask, Kind kind,
               const Limits& limits, Objections* objections);

// Writes the fields of the mask, or all writable ones if it is empty (or `*`),
// from one resource into another of the same kind. The mask was checked.
void MergeFields(const v1::RoadmapResource& from,
                 const google::protobuf::FieldMask& mask,
                 v1::RoadmapResource* into);

// Whether a mask is silent about a writable field.
bool MaskSkips(const google::protobuf::FieldMask& mask,
               absl::string_view field);

google::protobuf::Timestamp ToTimestamp(absl::Time time);

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_RESOURCE_H_
