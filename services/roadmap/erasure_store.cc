// What RoadmapTransaction takes away.
#include <optional>
#include <set>
#include <string>

#include "services/common/redact.h"
#include "services/common/requests.h"
#include "services/common/status.h"
#include "services/roadmap/member.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

void RedactTexts(v1::RoadmapResource* resource) {
  for (const absl::string_view path : RoadmapTexts())
    RedactText(path, resource);
}

}  // namespace

absl::StatusOr<v1::RoadmapResource> RoadmapTransaction::EraseMember(
    absl::string_view id) {
  const Kind kind = v1::RoadmapResource::kMember;
  const v1::RoadmapResource* present = Find(kind, id);
  if (!status_.ok()) return status_;
  if (present == nullptr) return NotFound(kind, portfolio(), id);
  const v1::RoadmapResource after = Wrap(Erased(present->member()));
  std::set<std::string> addresses;
  absl::Status status =
      RewriteVersions(kind, id, [&addresses](v1::RoadmapResource* version) {
        addresses.insert(AddressKey(version->member().address()));
        ForgetPerson(version->mutable_member());
      });
  if (!status.ok()) return status;
  auto erased = Put(id, after);
  if (!erased.ok()) return erased.status();
  addresses.erase("");
  for (const std::string& address : addresses) {
    // The same person may be a member of another portfolio.
    auto used = journal_->IsKeyAnywhere("member", address);
    if (!used.ok()) return used.status();
    if (*used) continue;
    absl::Status forgotten = ForgetActor(journal_->transaction(), address);
    if (!forgotten.ok()) return forgotten;
  }
  return erased;
}

absl::StatusOr<v1::RoadmapResource> RoadmapTransaction::Redact(
    Kind kind, absl::string_view id) {
  std::optional<v1::RoadmapResource> after;
  if (const v1::RoadmapResource* present = Find(kind, id)) {
    after = *present;
    RedactTexts(&*after);
  }
  if (!status_.ok()) return status_;
  absl::Status status = RewriteVersions(kind, id, RedactTexts);
  if (status.ok() && kind == v1::RoadmapResource::kKpi)
    status = RedactNotes(id);
  if (!status.ok()) return status;
  return after.has_value() ? Put(id, *after) : v1::RoadmapResource();
}

absl::Status RoadmapTransaction::RewriteVersions(
    Kind kind, absl::string_view id,
    absl::FunctionRef<void(v1::RoadmapResource*)> rewrite) {
  const KindInfo& info = InfoOf(kind);
  absl::Status status = journal_->Rewrite(
      info.field, id,
      [rewrite](absl::string_view body) -> absl::StatusOr<std::string> {
        auto version = ParseBody(body);
        if (!version.ok()) return version.status();
        if (!version->has_value()) return std::string(body);
        rewrite(&**version);
        return (*version)->SerializeAsString();
      });
  if (absl::IsNotFound(status)) return NotFound(kind, portfolio(), id);
  if (!status.ok()) return status;
  status = journal_->RewriteReasons(info.field, id, kRedacted);
  if (!status.ok()) return status;
  return EraseAnswers(journal_->transaction(),
                      FormatPlace(kind, portfolio(), id));
}

absl::Status RoadmapTransaction::RedactNotes(absl::string_view kpi) {
  const std::string prefix = PointId(kpi, "");
  ListOptions options;
  options.id_prefix = prefix;
  auto points = journal_->List(kPointKind, options);
  if (!points.ok()) return points.status();
  for (const Resource& stored : *points) {
    absl::Status status = journal_->Rewrite(
        kPointKind, stored.id,
        [](absl::string_view body) -> absl::StatusOr<std::string> {
          v1::KpiPoint point;
          if (!point.ParseFromString(std::string(body)))
            return ResourceDamaged();
          RedactText("note", &point);
          return point.SerializeAsString();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace lifeline::roadmap
