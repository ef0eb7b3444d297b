#ifndef LIFELINE_SERVICES_ROADMAP_DRAFT_H_
#define LIFELINE_SERVICES_ROADMAP_DRAFT_H_

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/roadmap/objections.h"
#include "services/roadmap/resource.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// One resource that a change writes.
struct Step {
  Kind kind = v1::RoadmapResource::RESOURCE_NOT_SET;
  std::string id;
  // Where it stands in the request; put before the fields of its objections.
  std::string path;
  std::optional<v1::RoadmapResource> before;
  v1::RoadmapResource after;

  bool created() const { return !before.has_value(); }
  // Known after Draft::Decide.
  bool changed() const;
};

// The roadmap as it would be after a change: what is stored, with the staged
// resources over it. Stage everything, then Decide: so resources may refer to
// one another in any order. Not thread safe.
class Draft : public RoadmapView {
 public:
  // `base` must outlive it. `occasion.view` is not looked at: the draft is the
  // view of its own rules.
  Draft(const RoadmapView* base, Occasion occasion);

  // Whether a resource was staged, and at which path.
  const Step* Staged(Kind kind, absl::string_view id) const;

  // Writes `given` (a resource as a request says it) over what is there: the
  // fields of the mask, or all if it is new. Nothing may be staged twice.
  Step* Stage(absl::string_view id, absl::string_view path,
              v1::RoadmapResource given,
              const google::protobuf::FieldMask& mask);

  // nullptr if it was not staged. Its address must not be changed.
  v1::RoadmapResource* MutableStaged(Kind kind, absl::string_view id);

  // Who acts, if that was not known when the draft was begun.
  void SetActor(absl::string_view member_name) {
    occasion_.actor = std::string(member_name);
  }

  // Puts a resource in the state that a verb gives it, without a mask.
  Step* StageAs(absl::string_view id, absl::string_view path,
                v1::RoadmapResource after);

  // Checks each staged resource by itself and against all others. What stays
  // as it was meets no objection: nothing is done to it.
  void Decide(Objections* objections);

  const std::deque<Step>& steps() const { return steps_; }
  const Occasion& occasion() const { return occasion_; }

  const v1::RoadmapResource* Find(Kind kind,
                                  absl::string_view id) const override;
  void ForEach(Kind kind, Visit visit) const override;
  std::optional<std::string> MemberByAddress(
      absl::string_view address) const override;
  std::optional<std::string> RiderOf(absl::string_view carrier) const override;
  std::optional<v1::KpiPoint> NewestPoint(absl::string_view kpi) const override;

 private:
  void KeepWhatIsNotNamed(const v1::RoadmapResource& before,
                          const google::protobuf::FieldMask& mask,
                          v1::RoadmapResource* after) const;

  const RoadmapView* const base_;
  Occasion occasion_;
  std::deque<Step> steps_;
  std::map<std::pair<Kind, std::string>, Step*> by_id_;
  // Of staged members.
  std::map<std::string, std::string> addresses_;
  // Riders by carrier, made once all is staged.
  mutable std::optional<std::map<std::string, std::string, std::less<>>>
      riders_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_DRAFT_H_
