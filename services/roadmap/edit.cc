#include "services/roadmap/edit.h"

#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/roadmap/caller.h"
#include "services/roadmap/member.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/step_rights.h"

namespace lifeline::roadmap {

absl::StatusOr<std::unique_ptr<Edit>> Edit::BeginErasure(
    JournalTransaction& journal, const CallContext& call,
    const Limits& limits) {
  std::unique_ptr<Edit> edit = Found(journal, limits);
  const std::string& id = edit->store_.portfolio();
  const v1::RoadmapResource* portfolio =
      edit->store_.Find(v1::RoadmapResource::kPortfolio, id);
  if (!edit->store_.status().ok()) return edit->store_.status();
  if (portfolio == nullptr) {
    return NotFound(v1::RoadmapResource::kPortfolio, id, id);
  }
  auto caller = ResolveCaller(edit->store_, id, call.actor);
  if (!edit->store_.status().ok()) return edit->store_.status();
  if (!caller.ok()) return caller.status();
  RoadmapTransaction& store = edit->store_;
  edit->asker_.emplace(
      call.identity, id, ToRights(**caller),
      [&store](absl::FunctionRef<void(const rights::Member&)> visit) {
        store.ForEach(
            v1::RoadmapResource::kMember,
            [visit](const std::string&, const v1::RoadmapResource& member) {
              visit(ToRights(member.member()));
            });
      });
  absl::Status may =
      edit->asker_->CheckCall(call.method, rights::Asker::Own::kYes);
  if (!may.ok()) return may;
  edit->SetActor((*caller)->name());
  return edit;
}

absl::StatusOr<std::unique_ptr<Edit>> Edit::Begin(JournalTransaction& journal,
                                                  const CallContext& call,
                                                  const Limits& limits) {
  auto edit = BeginErasure(journal, call, limits);
  if (!edit.ok()) return edit;
  const std::string& id = (*edit)->store_.portfolio();
  if ((*edit)
          ->store_.Find(v1::RoadmapResource::kPortfolio, id)
          ->portfolio()
          .state() == v1::Portfolio::STATE_ARCHIVED) {
    return Error(absl::StatusCode::kFailedPrecondition, kPortfolioArchived,
                 absl::StrCat("portfolios/", id,
                              " is ARCHIVED: it can be read and takes no more "
                              "changes; create another portfolio"),
                 {{"portfolio", id}});
  }
  return edit;
}

std::unique_ptr<Edit> Edit::Found(JournalTransaction& journal,
                                  const Limits& limits) {
  return std::unique_ptr<Edit>(new Edit(journal, limits));
}

void Edit::SetActor(absl::string_view member_name) {
  actor_ = std::string(member_name);
  journal_.set_actor(actor_);
}

Occasion Edit::MakeOccasion(bool apply) const {
  return {&store_, &limits_, store_.portfolio(), actor_, journal_.now(), apply};
}

absl::StatusOr<v1::RoadmapResource> Edit::Create(
    absl::string_view id, const v1::RoadmapResource& given,
    absl::string_view path) {
  absl::Status absent = CheckAbsent(given.resource_case(), id);
  if (!absent.ok()) return absent;
  Draft draft(&store_, MakeOccasion(/*apply=*/false));
  draft.Stage(id, path, given, {});
  Objections objections;
  auto written = Write(&draft, &objections);
  if (!written.ok()) return written.status();
  return std::move(written->front());
}

absl::StatusOr<v1::RoadmapResource> Edit::Update(
    absl::string_view id, const v1::RoadmapResource& given,
    const google::protobuf::FieldMask& mask, absl::string_view path,
    bool may_create) {
  const Kind kind = given.resource_case();
  if (!may_create && store_.Find(kind, id) == nullptr) {
    return NotFound(kind, store_.portfolio(), id);
  }
  absl::Status fresh = CheckEtag(id, given);
  if (!fresh.ok()) return fresh;
  Draft draft(&store_, MakeOccasion(/*apply=*/false));
  draft.Stage(id, path, given, mask);
  Objections objections;
  auto written = Write(&draft, &objections);
  if (!written.ok()) return written.status();
  return std::move(written->front());
}

absl::StatusOr<v1::RoadmapResource> Edit::Alter(Kind kind, absl::string_view id,
                                                Verb verb) {
  const v1::RoadmapResource* present = store_.Find(kind, id);
  if (!store_.status().ok()) return store_.status();
  if (present == nullptr) return NotFound(kind, store_.portfolio(), id);
  v1::RoadmapResource after = *present;
  Objections objections;
  verb(MakeOccasion(/*apply=*/false), &after, &objections);
  if (!objections.empty()) return objections.ToStatus();
  if (!store_.status().ok()) return store_.status();
  return store_.Put(id, after);
}

absl::StatusOr<v1::RoadmapResource> Edit::Remove(Kind kind,
                                                 absl::string_view id) {
  return store_.Remove(kind, id);
}

absl::StatusOr<std::vector<v1::RoadmapResource>> Edit::Write(
    Draft* draft, Objections* objections) {
  draft->Decide(objections);
  // What could not be read was taken for missing: its objections mean nothing.
  if (!store_.status().ok()) return store_.status();
  if (asker_.has_value()) {
    rights::Refusals refusals;
    for (const Step& step : draft->steps())
      RefuseStep(*asker_, actor_, step, &refusals);
    if (!refusals.empty()) return refusals.ToStatus();
  }
  if (!objections->empty()) return objections->ToStatus();
  for (const Step& step : draft->steps()) {
    if (step.kind != v1::RoadmapResource::kMember || step.created() ||
        AddressKey(step.before->member().address()) ==
            AddressKey(step.after.member().address())) {
      continue;
    }
    absl::Status released = store_.ReleaseAddress(step.id);
    if (!released.ok()) return released;
  }
  int64_t bytes = 0;
  for (const Step& step : draft->steps()) {
    if (step.changed())
      bytes += static_cast<int64_t>(step.after.ByteSizeLong());
  }
  absl::Status fits = CheckCommitBytes(bytes);
  if (!fits.ok()) return fits;
  std::vector<v1::RoadmapResource> written;
  for (const Step& step : draft->steps()) {
    auto resource = store_.Put(step.id, step.after);
    if (!resource.ok()) return resource.status();
    written.push_back(*std::move(resource));
  }
  return written;
}

absl::Status Edit::CheckCommitBytes(int64_t bytes) const {
  if (bytes <= limits_.commit_bytes) return absl::OkStatus();
  return Error(
      absl::StatusCode::kResourceExhausted, kCommitTooLarge,
      absl::StrCat("the change has ", bytes, " bytes; there can be ",
                   limits_.commit_bytes, " in one, send it in several parts"));
}

absl::Status Edit::CheckAbsent(Kind kind, absl::string_view id) const {
  if (store_.Find(kind, id) == nullptr) return store_.status();
  const std::string name = FormatPlace(kind, store_.portfolio(), id);
  return Error(absl::StatusCode::kAlreadyExists, kResourceExists,
               absl::StrCat("there is a ", InfoOf(kind).noun, " ", name,
                            " already; choose another id, or change that one"),
               {{"name", name}});
}

absl::Status Edit::CheckEtag(absl::string_view id,
                             const v1::RoadmapResource& given) const {
  const std::string etag = EtagOf(given);
  if (etag.empty()) return absl::OkStatus();
  const Kind kind = given.resource_case();
  const std::string present = FormatEtag(store_.RevisionOf(kind, id));
  if (etag == present) return absl::OkStatus();
  const std::string name = FormatPlace(kind, store_.portfolio(), id);
  return Error(
      absl::StatusCode::kAborted, kEtagMismatch,
      absl::StrCat(name, " has etag ", present, ", not ", etag.substr(0, 100),
                   "; read it again and repeat the change"),
      {{"name", name}});
}

}  // namespace lifeline::roadmap
