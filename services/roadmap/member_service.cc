#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "services/common/names.h"
#include "services/roadmap/caller.h"
#include "services/roadmap/member.h"
#include "services/roadmap/references.h"
#include "services/roadmap/roadmap_service.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

absl::StatusOr<v1::RoadmapResource> GetByIdOrAddress(const ServiceParts& parts,
                                                     absl::string_view name) {
  const std::optional<Place> place = ParseMemberName(name);
  if (!place.has_value() || !absl::StrContains(place->id, '@')) {
    return GetByName(parts, v1::RoadmapResource::kMember, name);
  }
  auto snapshot = parts.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  auto id = FindMemberByAddress(*snapshot, place->portfolio, place->id);
  if (!id.ok()) return id.status();
  return ReadResource(*snapshot, v1::RoadmapResource::kMember, place->portfolio,
                      id->value_or(place->id));
}

absl::StatusOr<v1::Member> ReadCallerOf(const ServiceParts& parts,
                                        const CallContext& call,
                                        const v1::GetCallerRequest& request) {
  Objections objections;
  const std::string portfolio =
      ReadParent(request.parent(), "parent", &objections);
  if (!objections.empty()) return objections.ToStatus();
  auto snapshot = parts.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  const auto member = ReadCaller(*snapshot, portfolio, call.actor);
  if (!member.ok()) return member.status();
  const auto caller = CheckCaller(member->has_value() ? &**member : nullptr,
                                  portfolio, call.actor);
  if (!caller.ok()) return caller.status();
  return **caller;
}

// An id from the counter says nothing about the person.
absl::StatusOr<v1::Member> CreateCounted(
    Edit& edit, const v1::CreateMemberRequest& request) {
  auto id = edit.store().NewMemberId();
  if (!id.ok()) return id.status();
  return PartAs<v1::Member>(edit.Create(*id, Wrap(request.member()), "member"));
}

}  // namespace

grpc::ServerUnaryReactor* RoadmapService::CreateMember(
    grpc::CallbackServerContext* context,
    const v1::CreateMemberRequest* request, v1::Member* response) {
  if (!request->member_id().empty()) {
    return CreateOne(parts_, context, "CreateMember", request, response,
                     request->member(), {request->member_id(), "member_id"});
  }
  Objections objections;
  const std::string portfolio =
      ReadParent(request->parent(), "parent", &objections);
  CheckFrameOf(*request, parts_.limits, false, &objections);
  return OnEdit(parts_, context, "CreateMember", request, response,
                MakeSpec(*request, portfolio, objections), CreateCounted);
}

grpc::ServerUnaryReactor* RoadmapService::GetMember(
    grpc::CallbackServerContext* context, const v1::GetMemberRequest* request,
    v1::Member* response) {
  return UnaryOnExecutor(
      parts_.rpc, context, FullMethod("GetMember"), request, response,
      [this](const CallContext&, const v1::GetMemberRequest& request) {
        return PartAs<v1::Member>(GetByIdOrAddress(parts_, request.name()));
      });
}

grpc::ServerUnaryReactor* RoadmapService::GetCaller(
    grpc::CallbackServerContext* context, const v1::GetCallerRequest* request,
    v1::Member* response) {
  return UnaryOnExecutor(
      parts_.rpc, context, FullMethod("GetCaller"), request, response,
      [this](const CallContext& call, const v1::GetCallerRequest& request) {
        return ReadCallerOf(parts_, call, request);
      });
}

grpc::ServerUnaryReactor* RoadmapService::ListMembers(
    grpc::CallbackServerContext* context, const v1::ListMembersRequest* request,
    v1::ListMembersResponse* response) {
  return ListAll<v1::Member>(
      parts_, context, "ListMembers", request, response,
      [](v1::ListMembersResponse& page) { return page.mutable_members(); });
}

grpc::ServerUnaryReactor* RoadmapService::UpdateMember(
    grpc::CallbackServerContext* context,
    const v1::UpdateMemberRequest* request, v1::Member* response) {
  return UpdateOne(parts_, context, "UpdateMember", request, response,
                   request->member(), request->update_mask(),
                   /*may_create=*/false);
}

grpc::ServerUnaryReactor* RoadmapService::EraseMember(
    grpc::CallbackServerContext* context, const v1::EraseMemberRequest* request,
    v1::Member* response) {
  Objections objections;
  const auto place = ParsePlace(v1::RoadmapResource::kMember, request->name(),
                                "name", objections.fields());
  CheckFrameOf(*request, parts_.limits, /*reason_required=*/true, &objections);
  return OnEdit<&Edit::BeginErasure>(
      parts_, context, "EraseMember", request, response,
      MakeSpec(*request, place.has_value() ? place->portfolio : "", objections),
      [id = place.has_value() ? place->id : std::string()](
          Edit& edit,
          const v1::EraseMemberRequest&) -> absl::StatusOr<v1::Member> {
        const Occasion occasion = edit.MakeOccasion(/*apply=*/false);
        absl::Status may =
            CheckErases(*occasion.Find<v1::Member>(LastId(occasion.actor)), id);
        if (!may.ok()) return may;
        return PartAs<v1::Member>(edit.store().EraseMember(id));
      });
}

}  // namespace lifeline::roadmap
