#include "services/roadmap/apply.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/rights/asker.h"
#include "services/roadmap/caller.h"
#include "services/roadmap/draft.h"
#include "services/roadmap/edit.h"
#include "services/roadmap/member.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

std::string PathOf(int index) {
  return absl::StrCat("upserts[", index, "].resource");
}

std::string PathOf(int index, const v1::RoadmapResource& resource) {
  return absl::StrCat(PathOf(index), ".",
                      InfoOf(resource.resource_case()).field);
}

// Brings the resources of one request into a draft.
class Stager {
 public:
  Stager(Edit* edit, Draft* draft, Objections* objections)
      : edit_(edit), draft_(draft), objections_(objections) {}

  // Database errors, and ABORTED for an etag of yesterday. What is wrong with
  // the request itself is an objection.
  absl::Status Stage(int index, const v1::RoadmapUpsert& upsert) {
    const v1::RoadmapResource& resource = upsert.resource();
    if (resource.resource_case() == v1::RoadmapResource::RESOURCE_NOT_SET) {
      objections_->Field(PathOf(index), "is required; name one resource");
      return absl::OkStatus();
    }
    const std::string path = PathOf(index, resource);
    Objections mask;
    CheckMask(upsert.update_mask(), resource.resource_case(), edit_->limits(),
              &mask);
    objections_->AddAll(absl::StrCat("upserts[", index, "]"), mask);
    auto id = IdOf(path, resource);
    if (!id.ok()) return id.status();
    if (!mask.empty() || id->empty()) return absl::OkStatus();
    const Kind kind = resource.resource_case();
    if (const Step* earlier = draft_->Staged(kind, *id)) {
      objections_->Field(path + ".name",
                         absl::StrCat("is the same resource as ", earlier->path,
                                      "; say all about it once"));
      return absl::OkStatus();
    }
    absl::Status fresh = edit_->CheckEtag(*id, resource);
    if (!fresh.ok()) return fresh;
    Put(*id, path, upsert);
    if (kind == v1::RoadmapResource::kMember) members_.push_back(*id);
    return absl::OkStatus();
  }

  // The ids of the members, in the order of the list.
  const std::vector<std::string>& members() const { return members_; }

 private:
  // Empty after an objection.
  absl::StatusOr<std::string> IdOf(const std::string& path,
                                   const v1::RoadmapResource& resource) {
    if (resource.has_member() && resource.member().name().empty()) {
      return MemberId(path, resource.member());
    }
    if (resource.has_member() &&
        absl::StrContains(resource.member().name(), '@')) {
      return MemberIdByName(path, resource.member());
    }
    const Kind kind = resource.resource_case();
    Objections own;
    const std::optional<Place> place =
        ParsePlace(kind, NameOf(resource), "name", own.fields());
    if (place.has_value() && place->portfolio != edit_->store().portfolio()) {
      own.Field("name", absl::StrCat("is in portfolios/", place->portfolio,
                                     "; one call changes one portfolio, the "
                                     "parent"));
    } else if (place.has_value() &&
               edit_->store().Find(kind, place->id) == nullptr) {
      CheckNewId(kind, place->id, "name", own.fields());
    }
    objections_->AddAll(path, own);
    return own.empty() && place.has_value() ? place->id : std::string();
  }

  absl::StatusOr<std::string> MemberId(const std::string& path,
                                       const v1::Member& member) {
    if (member.address().empty()) {
      objections_->Field(path + ".name",
                         "is required unless the member has an address");
      return std::string();
    }
    if (auto id = draft_->MemberByAddress(member.address())) return *id;
    return edit_->store().NewMemberId();
  }

  absl::StatusOr<std::string> MemberIdByName(const std::string& path,
                                             const v1::Member& member) {
    const std::optional<Place> place = ParseMemberName(member.name());
    if (place.has_value() && place->portfolio == edit_->store().portfolio()) {
      if (auto id = draft_->MemberByAddress(place->id)) return *id;
    }
    objections_->Field(path + ".name",
                       "has an address that is no member's; leave the name out "
                       "and give the address to make a new member");
    return std::string();
  }

  void Put(const std::string& id, const std::string& path,
           const v1::RoadmapUpsert& upsert) {
    google::protobuf::FieldMask mask = upsert.update_mask();
    v1::RoadmapResource given = upsert.resource();
    KeepWritable(&given);
    // Somebody who is only mentioned stays as he or she is.
    if (given.has_member() && given.member().name().empty() &&
        mask.paths().empty()) {
      v1::Member mentioned;
      mentioned.set_address(given.member().address());
      if (given.member().SerializeAsString() == mentioned.SerializeAsString()) {
        mask.add_paths("name");
      }
    }
    draft_->Stage(id, path, std::move(given), mask);
  }

  Edit* const edit_;
  Draft* const draft_;
  Objections* const objections_;
  std::vector<std::string> members_;
};

// The first member: the caller, who may be one of the staged members already.
// Returns the member's name.
absl::StatusOr<std::string> StageFounder(const std::string& claim, Edit* edit,
                                         Draft* draft) {
  if (claim.empty()) return CallerUnknown();
  const std::string address = AddressOfClaim(claim);
  std::string id;
  if (auto known = FindMember(*draft, claim)) {
    id = *known;
  } else if ((known = draft->MemberByAddress(address))) {
    id = *known;
  } else {
    auto fresh = edit->store().NewMemberId();
    if (!fresh.ok()) return fresh.status();
    id = *std::move(fresh);
    v1::Member member;
    member.set_address(address);
    draft->Stage(id, "caller", Wrap(member), {});
  }
  GiveEveryRole(
      draft->MutableStaged(v1::RoadmapResource::kMember, id)->mutable_member());
  return FormatPlace(v1::RoadmapResource::kMember, edit->store().portfolio(),
                     id);
}

bool MakesPortfolio(const v1::ApplyRoadmapRequest& request) {
  for (const v1::RoadmapUpsert& upsert : request.upserts()) {
    if (upsert.resource().has_portfolio() &&
        upsert.resource().portfolio().name() == request.parent()) {
      return true;
    }
  }
  return false;
}

// Stages the whole list; the ids of its members.
absl::StatusOr<std::vector<std::string>> StageAll(
    const v1::ApplyRoadmapRequest& request, Edit* edit, Draft* draft,
    Objections* objections) {
  Stager stager(edit, draft, objections);
  // Members first: others may be named by their address.
  for (const bool members : {true, false}) {
    for (int i = 0; i < request.upserts_size(); ++i) {
      if (request.upserts(i).resource().has_member() != members) continue;
      absl::Status status = stager.Stage(i, request.upserts(i));
      if (!status.ok()) return status;
    }
  }
  return stager.members();
}

v1::ApplyRoadmapResponse Answer(const Draft& draft,
                                const std::vector<v1::RoadmapResource>& written,
                                const std::vector<std::string>& members) {
  v1::ApplyRoadmapResponse response;
  std::map<std::string, const v1::Member*> by_id;
  for (size_t i = 0; i < written.size(); ++i) {
    const Step& step = draft.steps()[i];
    if (written[i].has_member()) by_id[step.id] = &written[i].member();
    if (step.path == "caller") continue;  // Nobody's upsert.
    if (step.created()) {
      response.set_created_count(response.created_count() + 1);
    } else if (step.changed()) {
      response.set_updated_count(response.updated_count() + 1);
    } else {
      response.set_unchanged_count(response.unchanged_count() + 1);
    }
  }
  for (const std::string& id : members) *response.add_members() = *by_id[id];
  return response;
}

}  // namespace

absl::StatusOr<v1::ApplyRoadmapResponse> ApplyRoadmap(
    JournalTransaction& journal, const CallContext& call, const Limits& limits,
    int64_t epoch, const v1::ApplyRoadmapRequest& request) {
  std::unique_ptr<Edit> edit = Edit::Found(journal, limits);
  const bool founds =
      edit->store().Find(v1::RoadmapResource::kPortfolio,
                         edit->store().portfolio()) == nullptr &&
      MakesPortfolio(request);
  if (founds) {
    absl::Status may = rights::CheckFounds(call.identity);
    if (!may.ok()) return may;
  } else {
    auto begun = Edit::Begin(journal, call, limits);
    if (!begun.ok()) return begun.status();
    edit = *std::move(begun);
  }
  Draft draft(&edit->store(), edit->MakeOccasion(/*apply=*/true));
  Objections objections;
  auto members = StageAll(request, edit.get(), &draft, &objections);
  if (!members.ok()) return members.status();
  if (founds) {
    auto founder = StageFounder(call.actor, edit.get(), &draft);
    if (!founder.ok()) return founder.status();
    edit->SetActor(*founder);
    draft.SetActor(*founder);
  }
  auto written = edit->Write(&draft, &objections);
  if (!written.ok()) return written.status();
  v1::ApplyRoadmapResponse response = Answer(draft, *written, *members);
  bool changed = false;
  for (const Step& step : draft.steps()) changed = changed || step.changed();
  response.set_revision(changed ? journal.next_revision() : journal.revision());
  response.set_epoch(epoch);
  return response;
}

absl::StatusOr<v1::Portfolio> FoundPortfolio(JournalTransaction& journal,
                                             const CallContext& call,
                                             const Limits& limits,
                                             const v1::Portfolio& given) {
  absl::Status may = rights::CheckFounds(call.identity);
  if (!may.ok()) return may;
  std::unique_ptr<Edit> edit = Edit::Found(journal, limits);
  const std::string& id = edit->store().portfolio();
  Draft draft(&edit->store(), edit->MakeOccasion(/*apply=*/false));
  absl::Status absent = edit->CheckAbsent(v1::RoadmapResource::kPortfolio, id);
  if (!absent.ok()) return absent;
  draft.Stage(id, "portfolio", Wrap(given), {});
  auto founder = StageFounder(call.actor, edit.get(), &draft);
  if (!founder.ok()) return founder.status();
  edit->SetActor(*founder);
  Objections objections;
  auto written = edit->Write(&draft, &objections);
  if (!written.ok()) return written.status();
  return written->front().portfolio();
}

}  // namespace lifeline::roadmap
