#ifndef LIFELINE_SERVICES_ROADMAP_ROADMAP_STORE_H_
#define LIFELINE_SERVICES_ROADMAP_ROADMAP_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/journal.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// How the roadmap lies in a journal: a portfolio is a scope, a resource is a
// serialized RoadmapResource without what follows from its version.
//
// A commitment, mandate or weave that is taken back may come again for the same
// item, and the journal uses no id twice; so it stays, with a body that says it
// is gone.

// The schema; append only.
absl::Span<const Migration> RoadmapMigrations();

// A resource as it is answered, with what follows from its version.
absl::StatusOr<v1::RoadmapResource> ParseVersion(const Version& version);

// The stored form of it; nullopt if it says that it is gone.
absl::StatusOr<std::optional<v1::RoadmapResource>> ParseBody(
    absl::string_view body);

// NOT_FOUND, reason RESOURCE_NOT_FOUND, saying what is missing and where to
// look.
absl::Status NotFound(Kind kind, absl::string_view portfolio,
                      absl::string_view id);

// Reads a resource as it is answered. NotFound if it is not there.
absl::StatusOr<v1::RoadmapResource> ReadResource(
    const JournalSnapshot& snapshot, Kind kind, absl::string_view portfolio,
    absl::string_view id);

// The id of the member with this address.
absl::StatusOr<std::optional<std::string>> FindMemberByAddress(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::string_view address);

// The member who is known to act, by the same names as ResolveCaller; nullopt
// if the portfolio knows nobody like that. NotFound if it is not there.
absl::StatusOr<std::optional<v1::Member>> ReadCaller(
    const JournalSnapshot& snapshot, const std::string& portfolio,
    absl::string_view who);

// Resources of a kind as they are answered, after an id, by id; at most `limit`
// of them, all if it is 0.
absl::StatusOr<std::vector<v1::RoadmapResource>> ListResources(
    const JournalSnapshot& snapshot, Kind kind, absl::string_view portfolio,
    absl::string_view after_id, int64_t limit);

// The members of a portfolio whose retention is over, by id; at most `limit`.
absl::StatusOr<std::vector<std::string>> ListMembersToErase(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::Time now, size_t limit);

// Data points of an indicator by day, after a day ("2027-01-04"); at most
// `limit`.
absl::StatusOr<std::vector<v1::KpiPoint>> ListPoints(
    const JournalSnapshot& snapshot, absl::string_view portfolio,
    absl::string_view kpi, absl::string_view after_day, int64_t limit);

// DATA_LOSS: what is stored cannot be read.
absl::Status ResourceDamaged();

// Data points in the journal: their kind, and their ids; without a day what the
// ids of all points of an indicator begin with.
inline constexpr absl::string_view kPointKind = "kpi_point";
std::string PointId(absl::string_view kpi, absl::string_view day);

// One portfolio within a mutation: reads see its own writes. A failed read of
// the database is remembered in status() and reads as "not there". Lives during
// the mutation only, on the writer's thread.
class RoadmapTransaction : public RoadmapView {
 public:
  // Both must outlive it.
  RoadmapTransaction(JournalTransaction* journal, const Limits* limits)
      : journal_(journal), limits_(limits) {}

  // The first failed read; nothing may be written on the strength of others.
  const absl::Status& status() const { return status_; }

  const std::string& portfolio() const { return journal_->mutation().scope; }

  // That of the portfolio once this mutation is done.
  int64_t next_revision() const { return journal_->next_revision(); }

  // The resource's revision; 0 if it is not there.
  int64_t RevisionOf(Kind kind, absl::string_view id) const;

  // Makes or replaces a resource; returns it as it is answered.
  // RESOURCE_EXHAUSTED, reason LIMIT_REACHED, if it is one more than there may
  // be.
  absl::StatusOr<v1::RoadmapResource> Put(absl::string_view id,
                                          const v1::RoadmapResource& resource);

  // Takes a resource back; returns it as it was, with the revision that did it.
  absl::StatusOr<v1::RoadmapResource> Remove(Kind kind, absl::string_view id);

  // Erases a member, in every version: returns it as it is then. The address is
  // free, and what was answered with it is forgotten.
  absl::StatusOr<v1::RoadmapResource> EraseMember(absl::string_view id);

  // Takes the texts out of a resource (RoadmapTexts, the notes of an
  // indicator's points), in every version, and the reasons of the commits that
  // wrote it: returns it as it is then, empty if it was removed before.
  absl::StatusOr<v1::RoadmapResource> Redact(Kind kind, absl::string_view id);

  // Takes the address from a member, so that another can get it in the same
  // change.
  absl::Status ReleaseAddress(absl::string_view member_id);

  // An id that no member has: "m1", "m2" and so on.
  absl::StatusOr<std::string> NewMemberId();

  // Sets the value of a day.
  struct PointResult {
    bool is_new = false;
    // The portfolio's revision that wrote the value.
    int64_t revision = 0;
  };
  absl::StatusOr<PointResult> PutPoint(absl::string_view kpi,
                                       const v1::KpiPoint& point);

  const v1::RoadmapResource* Find(Kind kind,
                                  absl::string_view id) const override;
  void ForEach(Kind kind, Visit visit) const override;
  std::optional<std::string> MemberByAddress(
      absl::string_view address) const override;
  std::optional<std::string> RiderOf(absl::string_view carrier) const override;
  std::optional<v1::KpiPoint> NewestPoint(absl::string_view kpi) const override;

 private:
  struct Entry {
    std::optional<v1::RoadmapResource> resource;
    int64_t revision = 0;
  };
  using Key = std::pair<Kind, std::string>;

  const Entry& Load(Kind kind, absl::string_view id) const;
  Entry Parse(const std::optional<Version>& version) const;
  void Remember(const absl::Status& status) const;
  // Rewrites every version of a resource and the reasons of its commits, and
  // forgets what was answered about it. NOT_FOUND if it never was.
  absl::Status RewriteVersions(
      Kind kind, absl::string_view id,
      absl::FunctionRef<void(v1::RoadmapResource*)> rewrite);
  absl::Status RedactNotes(absl::string_view kpi);
  // One more, or one less, of a kind.
  absl::Status Count(absl::string_view scope, absl::string_view name,
                     int64_t difference, int64_t limit);
  absl::Status CountKind(Kind kind, int64_t difference);

  JournalTransaction* const journal_;
  const Limits* const limits_;
  mutable absl::Status status_;
  mutable std::map<Key, Entry> cache_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_ROADMAP_STORE_H_
