#ifndef LIFELINE_SERVICES_ROADMAP_VIEW_H_
#define LIFELINE_SERVICES_ROADMAP_VIEW_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/resource.h"

namespace lifeline::roadmap {

// The resources of one portfolio as the rules look at them, wherever they are
// kept. Not thread safe.
class RoadmapView {
 public:
  using Visit = absl::FunctionRef<void(const std::string& id,
                                       const v1::RoadmapResource& resource)>;

  virtual ~RoadmapView() = default;

  // nullptr if it is not there. Valid as long as the view.
  virtual const v1::RoadmapResource* Find(Kind kind,
                                          absl::string_view id) const = 0;

  // All of a kind, in any order.
  virtual void ForEach(Kind kind, Visit visit) const = 0;

  // The id of the member who has the address, whatever its case.
  virtual std::optional<std::string> MemberByAddress(
      absl::string_view address) const = 0;

  // The id of an item that rides in the item of this name; nullopt if it
  // carries nothing.
  virtual std::optional<std::string> RiderOf(
      absl::string_view carrier) const = 0;

  // The data point of an indicator's last day; nullopt if it has none.
  virtual std::optional<v1::KpiPoint> NewestPoint(
      absl::string_view kpi) const = 0;
};

// The circumstances of a change that its rules depend on.
struct Occasion {
  // As it would be after the whole change.
  const RoadmapView* view = nullptr;
  const Limits* limits = nullptr;
  // The id.
  std::string portfolio;
  // The name of the member who makes the change.
  std::string actor;
  absl::Time now;
  // Part of an ApplyRoadmap: states come with the resources, what is not named
  // stays.
  bool apply = false;

  template <typename T>
  const T* Find(absl::string_view id) const {
    const v1::RoadmapResource* resource = view->Find(KindOf<T>(), id);
    return resource == nullptr ? nullptr : &As<T>(*resource);
  }
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_VIEW_H_
