#include "services/roadmap/step_rights.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/common/names.h"

namespace lifeline::roadmap {
namespace {

using Own = rights::Asker::Own;

constexpr absl::string_view kPeriodField =
    "lifeline.roadmap.v1.Commitment.period";

std::string MethodName(absl::string_view method) {
  return absl::StrCat("lifeline.roadmap.v1.RoadmapService/", method);
}

// The method that would write the same.
absl::string_view MethodOf(const Step& step) {
  switch (step.kind) {
    case v1::RoadmapResource::kPortfolio:
      return "UpdatePortfolio";
    case v1::RoadmapResource::kMember:
      return step.created() ? "CreateMember" : "UpdateMember";
    case v1::RoadmapResource::kTeam:
      return step.created() ? "CreateTeam" : "UpdateTeam";
    case v1::RoadmapResource::kPeriod:
      return step.created() ? "CreatePlanningPeriod" : "UpdatePlanningPeriod";
    case v1::RoadmapResource::kCapacity:
      return "UpdateCapacity";
    case v1::RoadmapResource::kCommitment:
      return step.created() ? "CreateCommitment" : "UpdateCommitment";
    case v1::RoadmapResource::kMandate:
      return "CreateMandate";
    case v1::RoadmapResource::kWeave:
      return "CreateWeave";
    case v1::RoadmapResource::kReview:
      return "CreateReview";
    case v1::RoadmapResource::kKpi:
      return step.created() ? "CreateKpi" : "UpdateKpi";
    case v1::RoadmapResource::RESOURCE_NOT_SET:
      break;
  }
  return "";
}

// Whether it promises something, or for another period than before. What was
// begun or delivered is a fact that a tool may report.
bool Promises(const Step& step) {
  const v1::Commitment& after = step.after.commitment();
  if (step.created()) return after.state() == v1::Commitment::STATE_PROMISED;
  return after.period() != step.before->commitment().period();
}

// Of oneself, some fields.
void RefuseOwnMember(const rights::Asker& asker, const Step& step,
                     rights::Refusals* refusals) {
  const google::protobuf::Descriptor& type = *v1::Member::descriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type.field(i);
    google::protobuf::util::MessageDifferencer differencer;
    if (differencer.CompareWithFields(step.before->member(),
                                      step.after.member(), {field}, {field})) {
      continue;
    }
    const std::string name =
        absl::StrCat("lifeline.roadmap.v1.Member.", field->name());
    refusals->Add(absl::StrCat(step.path, ".", field->name()),
                  rights::FindRule(name) == nullptr
                      ? asker.WhyNot(MethodName("UpdateMember"))
                      : asker.WhyNot(name, Own::kYes));
  }
}

}  // namespace

rights::Member ToRights(const v1::Member& member) {
  return {member.display_name().empty() ? std::string(LastId(member.name()))
                                        : member.display_name(),
          rights::Roles::Of(member.roles()),
          member.kind() == v1::Member::KIND_TOOL, !member.inactive()};
}

void RefuseStep(const rights::Asker& asker, absl::string_view actor,
                const Step& step, rights::Refusals* refusals) {
  if (!step.changed()) return;
  if (step.kind == v1::RoadmapResource::kMember && !step.created() &&
      step.before->member().name() == actor) {
    RefuseOwnMember(asker, step, refusals);
    return;
  }
  refusals->Add(step.path, asker.WhyNot(MethodName(MethodOf(step))));
  if (step.after.has_commitment() && Promises(step)) {
    refusals->Add(
        absl::StrCat(step.path, ".", step.created() ? "state" : "period"),
        asker.WhyNot(kPeriodField));
  }
  if (step.after.has_weave() &&
      step.after.weave().state() == v1::Weave::STATE_AGREED) {
    refusals->Add(absl::StrCat(step.path, ".state"),
                  asker.WhyNot(MethodName("AgreeWeave")));
  }
}

}  // namespace lifeline::roadmap
