#include "services/roadmap/roadmap_store.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/dates.h"
#include "services/common/status.h"
#include "services/roadmap/member.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/references.h"

namespace lifeline::roadmap {
namespace {

// What stands in place of a resource that was taken back. No serialized
// RoadmapResource begins like it.
constexpr absl::string_view kGone = "gone";

// How many of each kind a scope has; scope '' counts the portfolios.
constexpr Migration kCountsSchema = {"roadmap counts",
                                     "CREATE TABLE roadmap_counts ("
                                     "  scope TEXT NOT NULL,"
                                     "  name TEXT NOT NULL,"
                                     "  value INTEGER NOT NULL,"
                                     "  PRIMARY KEY (scope, name)"
                                     ") WITHOUT ROWID;"};

// Ends a listing early.
absl::Status Enough() { return absl::CancelledError("enough"); }

int64_t LimitOf(Kind kind, const Limits& limits) {
  switch (kind) {
    case v1::RoadmapResource::kPortfolio:
      return limits.portfolios;
    case v1::RoadmapResource::kMember:
      return limits.members;
    case v1::RoadmapResource::kTeam:
      return limits.teams;
    case v1::RoadmapResource::kPeriod:
      return limits.periods;
    case v1::RoadmapResource::kCapacity:
      return limits.periods * limits.teams;
    case v1::RoadmapResource::kCommitment:
      return limits.commitments;
    case v1::RoadmapResource::kMandate:
      return limits.mandates;
    case v1::RoadmapResource::kWeave:
      return limits.weaves;
    case v1::RoadmapResource::kReview:
      return limits.reviews;
    case v1::RoadmapResource::kKpi:
      return limits.kpis;
    case v1::RoadmapResource::RESOURCE_NOT_SET:
      break;
  }
  return 0;
}

}  // namespace

absl::Status ResourceDamaged() {
  return Error(absl::StatusCode::kDataLoss, "RESOURCE_DAMAGED",
               "a stored resource cannot be read; restore a backup");
}

std::string PointId(absl::string_view kpi, absl::string_view day) {
  return absl::StrCat(kpi, "/", day);
}

absl::Span<const Migration> RoadmapMigrations() {
  static const auto* const migrations = new std::vector<Migration>{
      kRequestsSchema, kJournalSchema, kCountsSchema, kRewriteSchema};
  return *migrations;
}

absl::StatusOr<std::optional<v1::RoadmapResource>> ParseBody(
    absl::string_view body) {
  if (body == kGone) return std::optional<v1::RoadmapResource>();
  v1::RoadmapResource resource;
  if (!resource.ParseFromArray(body.data(), static_cast<int>(body.size())) ||
      resource.resource_case() == v1::RoadmapResource::RESOURCE_NOT_SET) {
    return ResourceDamaged();
  }
  return std::optional<v1::RoadmapResource>(std::move(resource));
}

absl::StatusOr<v1::RoadmapResource> ParseVersion(const Version& version) {
  auto resource = ParseBody(version.body);
  if (!resource.ok()) return resource.status();
  if (!resource->has_value()) return ResourceDamaged();
  FillDerived(version.revision, version.update_time, &**resource);
  return **std::move(resource);
}

absl::Status NotFound(Kind kind, absl::string_view portfolio,
                      absl::string_view id) {
  const std::string name = FormatPlace(kind, portfolio, id);
  const std::string where =
      kind == v1::RoadmapResource::kPortfolio
          ? std::string("ListPortfolios shows those that are there")
          : absl::StrCat("list those of portfolios/", portfolio,
                         " to see what is there");
  return Error(
      absl::StatusCode::kNotFound, kResourceNotFound,
      absl::StrCat("there is no ", InfoOf(kind).noun, " ", name, "; ", where),
      {{"name", name}});
}

absl::StatusOr<v1::RoadmapResource> ReadResource(
    const JournalSnapshot& snapshot, Kind kind, absl::string_view portfolio,
    absl::string_view id) {
  auto version = snapshot.Get(portfolio, InfoOf(kind).field, id);
  if (!version.ok()) return version.status();
  if (!version->has_value() || (*version)->body == kGone) {
    return NotFound(kind, portfolio, id);
  }
  return ParseVersion(**version);
}

absl::StatusOr<std::optional<std::string>> FindMemberByAddress(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::string_view address) {
  return snapshot.FindByKey(portfolio, "member", AddressKey(address));
}

absl::StatusOr<std::optional<v1::Member>> ReadCaller(
    const JournalSnapshot& snapshot, const std::string& portfolio,
    absl::string_view who) {
  const auto kept = ReadResource(snapshot, v1::RoadmapResource::kPortfolio,
                                 portfolio, portfolio);
  if (!kept.ok()) return kept.status();
  absl::ConsumePrefix(&who,
                      absl::StrCat("portfolios/", portfolio, "/members/"));
  auto member =
      ReadResource(snapshot, v1::RoadmapResource::kMember, portfolio, who);
  if (member.ok()) return member->member();
  if (!absl::IsNotFound(member.status())) return member.status();
  auto id = FindMemberByAddress(snapshot, portfolio, AddressOfClaim(who));
  if (!id.ok()) return id.status();
  if (!id->has_value()) return std::nullopt;
  member =
      ReadResource(snapshot, v1::RoadmapResource::kMember, portfolio, **id);
  if (!member.ok()) return member.status();
  return member->member();
}

absl::StatusOr<std::vector<v1::RoadmapResource>> ListResources(
    const JournalSnapshot& snapshot, Kind kind, absl::string_view portfolio,
    absl::string_view after_id, int64_t limit) {
  std::vector<v1::RoadmapResource> resources;
  ListOptions options;
  options.after_id = after_id;
  const absl::Status status = snapshot.ForEach(
      portfolio, InfoOf(kind).field, options,
      [&](Resource stored) -> absl::Status {
        if (stored.version.body == kGone) return absl::OkStatus();
        if (limit > 0 && static_cast<int64_t>(resources.size()) == limit) {
          return Enough();
        }
        auto resource = ParseVersion(stored.version);
        if (!resource.ok()) return resource.status();
        resources.push_back(*std::move(resource));
        return absl::OkStatus();
      });
  if (!status.ok() && !absl::IsCancelled(status)) return status;
  return resources;
}

absl::StatusOr<std::vector<std::string>> ListMembersToErase(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::Time now, size_t limit) {
  std::vector<std::string> ids;
  auto kept = ReadResource(snapshot, v1::RoadmapResource::kPortfolio, portfolio,
                           portfolio);
  if (!kept.ok()) return kept.status();
  const int32_t days = kept->portfolio().retention_days();
  if (days == 0) return ids;
  const absl::Status status = snapshot.ForEach(
      portfolio, InfoOf(v1::RoadmapResource::kMember).field, {},
      [&](Resource stored) -> absl::Status {
        auto resource = ParseVersion(stored.version);
        if (!resource.ok()) return resource.status();
        if (!RetentionIsOver(resource->member(), stored.version.update_time,
                             days, now)) {
          return absl::OkStatus();
        }
        ids.push_back(std::move(stored.id));
        return ids.size() == limit ? Enough() : absl::OkStatus();
      });
  if (!status.ok() && !absl::IsCancelled(status)) return status;
  return ids;
}

absl::StatusOr<std::vector<v1::KpiPoint>> ListPoints(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::string_view kpi, absl::string_view after_day, int64_t limit) {
  const std::string prefix = PointId(kpi, "");
  const std::string after = PointId(kpi, after_day);
  ListOptions options;
  options.id_prefix = prefix;
  if (!after_day.empty()) options.after_id = after;
  options.limit = limit;
  std::vector<v1::KpiPoint> points;
  const absl::Status status = snapshot.ForEach(
      portfolio, kPointKind, options, [&](Resource stored) -> absl::Status {
        v1::KpiPoint point;
        if (!point.ParseFromString(stored.version.body))
          return ResourceDamaged();
        points.push_back(std::move(point));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return points;
}

int64_t RoadmapTransaction::RevisionOf(Kind kind, absl::string_view id) const {
  return Load(kind, id).revision;
}

absl::StatusOr<v1::RoadmapResource> RoadmapTransaction::Put(
    absl::string_view id, const v1::RoadmapResource& resource) {
  const Kind kind = resource.resource_case();
  if (Find(kind, id) == nullptr) {
    absl::Status counted = CountKind(kind, 1);
    if (!counted.ok()) return counted;
  }
  if (resource.has_member()) {
    std::vector<std::string> keys;
    if (!resource.member().address().empty()) {
      keys.push_back(AddressKey(resource.member().address()));
    }
    auto clash = journal_->SetKeys("member", id, keys);
    if (!clash.ok()) return clash.status();
    if (clash->has_value()) {
      return Error(absl::StatusCode::kFailedPrecondition, kAddressUsed,
                   absl::StrCat("address: ", resource.member().address(),
                                " is the address of member ", (*clash)->id,
                                "; choose another"));
    }
  }
  v1::RoadmapResource stored = resource;
  ClearDerived(&stored);
  auto version =
      journal_->Put(InfoOf(kind).field, id, stored.SerializeAsString());
  if (!version.ok()) return version.status();
  cache_[Key(kind, std::string(id))] =
      Entry{std::move(stored), version->revision};
  return ParseVersion(*version);
}

absl::StatusOr<v1::RoadmapResource> RoadmapTransaction::Remove(
    Kind kind, absl::string_view id) {
  const v1::RoadmapResource* present = Find(kind, id);
  if (!status_.ok()) return status_;
  if (present == nullptr) return NotFound(kind, portfolio(), id);
  v1::RoadmapResource answer = *present;
  auto version = journal_->Put(InfoOf(kind).field, id, kGone);
  if (!version.ok()) return version.status();
  absl::Status counted = CountKind(kind, -1);
  if (!counted.ok()) return counted;
  cache_[Key(kind, std::string(id))] = Entry{};
  FillDerived(version->revision, version->update_time, &answer);
  return answer;
}

absl::Status RoadmapTransaction::ReleaseAddress(absl::string_view member_id) {
  return journal_->SetKeys("member", member_id, {}).status();
}

absl::StatusOr<std::string> RoadmapTransaction::NewMemberId() {
  while (true) {
    auto number = journal_->NextCounter("member");
    if (!number.ok()) return number.status();
    std::string id = absl::StrCat("m", *number);
    // Somebody may have chosen it.
    if (Find(v1::RoadmapResource::kMember, id) == nullptr) return id;
    if (!status_.ok()) return status_;
  }
}

absl::StatusOr<RoadmapTransaction::PointResult> RoadmapTransaction::PutPoint(
    absl::string_view kpi, const v1::KpiPoint& point) {
  const std::string id =
      PointId(kpi, FormatDay(ToDay(point.day()).value_or(0)));
  auto before = journal_->Get(kPointKind, id);
  if (!before.ok()) return before.status();
  if (!before->has_value()) {
    absl::Status counted =
        Count(portfolio(), absl::StrCat(kPointKind, "s of ", kpi), 1,
              limits_->kpi_points);
    if (!counted.ok()) return counted;
  }
  auto version = journal_->Put(kPointKind, id, point.SerializeAsString());
  if (!version.ok()) return version.status();
  return PointResult{!before->has_value(), version->revision};
}

std::optional<v1::KpiPoint> RoadmapTransaction::NewestPoint(
    absl::string_view kpi) const {
  const std::string prefix = PointId(kpi, "");
  ListOptions options;
  options.id_prefix = prefix;
  options.limit = 1;
  options.descending = true;
  auto newest = journal_->List(kPointKind, options);
  Remember(newest.status());
  if (!newest.ok() || newest->empty()) return std::nullopt;
  v1::KpiPoint point;
  if (!point.ParseFromString(newest->front().version.body)) {
    Remember(ResourceDamaged());
    return std::nullopt;
  }
  return point;
}

const v1::RoadmapResource* RoadmapTransaction::Find(
    Kind kind, absl::string_view id) const {
  const Entry& entry = Load(kind, id);
  return entry.resource.has_value() ? &*entry.resource : nullptr;
}

void RoadmapTransaction::ForEach(Kind kind, Visit visit) const {
  auto stored = journal_->List(InfoOf(kind).field);
  Remember(stored.status());
  if (!stored.ok()) return;
  for (Resource& resource : *stored) {
    const auto [entry, added] =
        cache_.try_emplace(Key(kind, resource.id), Entry{});
    if (added) entry->second = Parse(std::move(resource.version));
    if (!entry->second.resource.has_value()) continue;
    visit(resource.id, *entry->second.resource);
  }
}

std::optional<std::string> RoadmapTransaction::MemberByAddress(
    absl::string_view address) const {
  auto id = journal_->FindByKey("member", AddressKey(address));
  Remember(id.status());
  return id.ok() ? *id : std::nullopt;
}

std::optional<std::string> RoadmapTransaction::RiderOf(
    absl::string_view carrier) const {
  std::optional<std::string> rider;
  ForEach(v1::RoadmapResource::kWeave,
          [&](const std::string& id, const v1::RoadmapResource& resource) {
            if (resource.weave().carrier() == carrier) rider = id;
          });
  return rider;
}

const RoadmapTransaction::Entry& RoadmapTransaction::Load(
    Kind kind, absl::string_view id) const {
  const Key key(kind, std::string(id));
  const auto found = cache_.find(key);
  if (found != cache_.end()) return found->second;
  auto version = journal_->Get(InfoOf(kind).field, id);
  Remember(version.status());
  return cache_[key] = version.ok() ? Parse(*version) : Entry{};
}

RoadmapTransaction::Entry RoadmapTransaction::Parse(
    const std::optional<Version>& version) const {
  if (!version.has_value()) return {};
  auto resource = ParseBody(version->body);
  Remember(resource.status());
  if (!resource.ok() || !resource->has_value()) return {};
  return Entry{**std::move(resource), version->revision};
}

void RoadmapTransaction::Remember(const absl::Status& status) const {
  if (status_.ok()) status_ = status;
}

absl::Status RoadmapTransaction::Count(absl::string_view scope,
                                       absl::string_view name,
                                       int64_t difference, int64_t limit) {
  auto count = journal_->transaction().QueryInt(
      "INSERT INTO roadmap_counts (scope, name, value) VALUES (?, ?, ?) "
      "ON CONFLICT (scope, name) DO UPDATE SET value = value + excluded.value "
      "RETURNING value",
      {scope, name, difference});
  if (!count.ok()) return count.status();
  if (*count <= limit || difference < 0) return absl::OkStatus();
  return Error(absl::StatusCode::kResourceExhausted, kLimitReached,
               absl::StrCat("there can be ", limit, " ", name,
                            scope.empty() ? "" : " in ", scope,
                            "; this would be one more"),
               {{"limit", absl::StrCat(limit)}});
}

absl::Status RoadmapTransaction::CountKind(Kind kind, int64_t difference) {
  const bool portfolios = kind == v1::RoadmapResource::kPortfolio;
  const absl::string_view noun = InfoOf(kind).noun;
  return Count(portfolios ? "" : absl::string_view(portfolio()),
               kind == v1::RoadmapResource::kCapacity ? "capacities"
                                                      : absl::StrCat(noun, "s"),
               difference, LimitOf(kind, *limits_));
}

}  // namespace lifeline::roadmap
