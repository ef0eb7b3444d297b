#ifndef LIFELINE_SERVICES_BACKLOG_DIRECTORY_H_
#define LIFELINE_SERVICES_BACKLOG_DIRECTORY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/backlog/item_fields.h"
#include "services/common/dates.h"
#include "services/common/identity.h"
#include "services/common/status.h"
#include "services/rights/asker.h"
#include "services/rights/rights.h"

namespace lifeline::backlog {

// A member as far as the backlog needs one.
struct Member {
  std::string id;
  // In lower case; empty if the member has none.
  std::string address;
  bool active = true;
  bool tool = false;
  rights::Roles roles = {};
};

// The same as far as rights go. Names are kept in the roadmap only, so errors
// call the member by id.
rights::Member ToRights(const Member& member);

// What the backlog knows of one portfolio of the roadmap, as of a revision of
// it. A plain value.
class PortfolioView {
 public:
  explicit PortfolioView(std::string id) : id_(std::move(id)) {}

  const std::string& id() const { return id_; }
  std::string name() const;

  // Where in the roadmap's history this is.
  int64_t epoch = 0;
  int64_t revision = 0;
  bool archived = false;
  // Kept by an older program, which did not keep all that is needed.
  bool told_anew = false;
  // IANA; UTC if empty.
  std::string time_zone;
  // How an item becomes READY.
  roadmap::v1::Validation validation;
  // By id; true for a retired one.
  std::map<std::string, bool> categories;
  std::set<std::string> teams;

  const std::map<std::string, Member>& members() const { return members_; }
  void PutMember(Member member);
  void RemoveMember(const std::string& id);

  // Applies one commit of the roadmap, whatever it concerns.
  void Apply(const roadmap::v1::RoadmapCommit& commit);

  // The member of this id or address; null if there is none.
  const Member* FindMember(absl::string_view id_or_address) const;

  // The member who a claim says acts: an id, an address, a member's name with
  // either, or a login name, which stands for an address at localhost. Null if
  // there is none.
  const Member* FindActor(absl::string_view claim) const;

  std::string MemberName(const Member& member) const;

  // The day that it is there.
  EpochDay Today(absl::Time now) const;

  // The acting member. PERMISSION_DENIED, reason NOT_A_MEMBER or
  // MEMBER_INACTIVE; UNAVAILABLE, reason ROADMAP_TOLD_ANEW, while the roles
  // that an older program did not keep are on their way.
  absl::StatusOr<const Member*> RequireMember(absl::string_view claim) const;

  // FAILED_PRECONDITION, reason PORTFOLIO_ARCHIVED.
  absl::Status CheckNotArchived() const;

  // What the member may. The view must outlive it.
  rights::Asker AskerOf(const Identity& identity, const Member& member) const;

  // Replaces addresses by ids in `requester` and `owner`, and checks that these
  // members, the category and the teams of the estimate exist, in `fields`
  // only. A retired category stays with an item that has it (`before`).
  void ResolveItem(const ItemFields& fields, const v1::Item& before,
                   absl::string_view path, v1::Item* item,
                   Violations* violations) const;

  void CheckTeams(const google::protobuf::RepeatedPtrField<
                      roadmap::v1::TeamEffort>& efforts,
                  absl::string_view path, Violations* violations) const;

 private:
  void ResolveMember(absl::string_view path, std::string* name,
                     Violations* violations) const;
  void CheckCategory(const std::string& category, const std::string& before,
                     absl::string_view path, Violations* violations) const;

  std::string id_;
  std::map<std::string, Member> members_;
  // By address.
  std::map<std::string, std::string> member_ids_;
};

// The portfolios that the backlog has heard of, in memory, so that neither a
// check nor a submission waits for the roadmap or the disk. Thread safe.
class Directory {
 public:
  // NOT_FOUND, reason PORTFOLIO_NOT_FOUND, with the hint that the roadmap's
  // news may still be on their way.
  absl::StatusOr<std::shared_ptr<const PortfolioView>> Find(
      absl::string_view portfolio) const ABSL_LOCKS_EXCLUDED(mutex_);

  // Replaces what was known of the portfolio.
  void Put(std::shared_ptr<const PortfolioView> portfolio)
      ABSL_LOCKS_EXCLUDED(mutex_);

  std::vector<std::shared_ptr<const PortfolioView>> All() const
      ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<const PortfolioView>>
      portfolios_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_DIRECTORY_H_
