#include "services/roadmap/draft.h"

#include <cassert>

#include "services/roadmap/member.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/rules.h"

namespace lifeline::roadmap {
namespace {

bool Same(const v1::RoadmapResource& a, const v1::RoadmapResource& b) {
  return a.SerializeAsString() == b.SerializeAsString();
}

}  // namespace

bool Step::changed() const { return created() || !Same(*before, after); }

Draft::Draft(const RoadmapView* base, Occasion occasion)
    : base_(base), occasion_(std::move(occasion)) {
  occasion_.view = this;
}

const Step* Draft::Staged(Kind kind, absl::string_view id) const {
  const auto found = by_id_.find({kind, std::string(id)});
  return found == by_id_.end() ? nullptr : found->second;
}

v1::RoadmapResource* Draft::MutableStaged(Kind kind, absl::string_view id) {
  const auto found = by_id_.find({kind, std::string(id)});
  return found == by_id_.end() ? nullptr : &found->second->after;
}

Step* Draft::Stage(absl::string_view id, absl::string_view path,
                   v1::RoadmapResource given,
                   const google::protobuf::FieldMask& mask) {
  const Kind kind = given.resource_case();
  const v1::RoadmapResource* before = base_->Find(kind, id);
  KeepWritable(&given);
  SetName(FormatPlace(kind, occasion_.portfolio, id), &given);
  v1::RoadmapResource after = before == nullptr ? given : *before;
  if (before != nullptr) {
    MergeFields(given, mask, &after);
    KeepWhatIsNotNamed(*before, mask, &after);
  }
  Complete(occasion_.now, &after);
  if (after.has_portfolio() && before == nullptr) {
    *after.mutable_portfolio()->mutable_create_time() =
        ToTimestamp(occasion_.now);
  }
  return StageAs(id, path, std::move(after));
}

Step* Draft::StageAs(absl::string_view id, absl::string_view path,
                     v1::RoadmapResource after) {
  Step& step = steps_.emplace_back();
  step.kind = after.resource_case();
  step.id = std::string(id);
  step.path = std::string(path);
  if (const v1::RoadmapResource* before = base_->Find(step.kind, id)) {
    step.before = *before;
  }
  step.after = std::move(after);
  const bool first =
      by_id_.emplace(std::pair(step.kind, step.id), &step).second;
  assert(first);
  static_cast<void>(first);
  if (step.after.has_member() && !step.after.member().address().empty()) {
    addresses_.emplace(AddressKey(step.after.member().address()), step.id);
  }
  return &step;
}

void Draft::KeepWhatIsNotNamed(const v1::RoadmapResource& before,
                               const google::protobuf::FieldMask& mask,
                               v1::RoadmapResource* after) const {
  if (after->has_period() &&
      after->period().state() == v1::PlanningPeriod::STATE_UNSPECIFIED) {
    after->mutable_period()->set_state(before.period().state());
  }
  if (!occasion_.apply) return;
  if (after->has_portfolio() && !MaskSkips(mask, "categories")) {
    KeepCategories(before.portfolio(), after->mutable_portfolio());
  }
  if (after->has_member() && !MaskSkips(mask, "roles")) {
    KeepRoles(before.member(), after->mutable_member());
  }
}

void Draft::Decide(Objections* objections) {
  for (Step& step : steps_) {
    Objections own;
    Check(step.after, *occasion_.limits, &own);
    roadmap::Decide(occasion_, step.id,
                    step.before.has_value() ? &*step.before : nullptr,
                    &step.after, &own);
    if (step.changed()) objections->AddAll(step.path, own);
  }
}

const v1::RoadmapResource* Draft::Find(Kind kind, absl::string_view id) const {
  const Step* step = Staged(kind, id);
  return step != nullptr ? &step->after : base_->Find(kind, id);
}

void Draft::ForEach(Kind kind, Visit visit) const {
  base_->ForEach(
      kind, [&](const std::string& id, const v1::RoadmapResource& resource) {
        if (Staged(kind, id) == nullptr) visit(id, resource);
      });
  for (const Step& step : steps_) {
    if (step.kind == kind) visit(step.id, step.after);
  }
}

std::optional<std::string> Draft::MemberByAddress(
    absl::string_view address) const {
  const auto found = addresses_.find(AddressKey(address));
  if (found != addresses_.end()) return found->second;
  std::optional<std::string> id = base_->MemberByAddress(address);
  // A staged member that has it no longer has given it free.
  if (id.has_value() && Staged(v1::RoadmapResource::kMember, *id) != nullptr) {
    return std::nullopt;
  }
  return id;
}

std::optional<std::string> Draft::RiderOf(absl::string_view carrier) const {
  if (!riders_.has_value()) {
    riders_.emplace();
    ForEach(v1::RoadmapResource::kWeave,
            [this](const std::string& id, const v1::RoadmapResource& resource) {
              riders_->emplace(resource.weave().carrier(), id);
            });
  }
  const auto found = riders_->find(carrier);
  if (found == riders_->end()) return std::nullopt;
  return found->second;
}

std::optional<v1::KpiPoint> Draft::NewestPoint(absl::string_view kpi) const {
  return base_->NewestPoint(kpi);
}

}  // namespace lifeline::roadmap
