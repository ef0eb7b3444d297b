#ifndef LIFELINE_SERVICES_BACKLOG_BACKLOG_SERVICE_H_
#define LIFELINE_SERVICES_BACKLOG_BACKLOG_SERVICE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/directory.h"
#include "services/backlog/item.h"
#include "services/backlog/item_fields.h"
#include "services/backlog/limits.h"
#include "services/common/journal.h"
#include "services/common/rpc.h"
#include "services/common/status.h"
#include "services/rights/asker.h"

namespace lifeline::backlog {

// What the handlers share. A mutation has two: `Check`, which looks at the
// request alone, before it queues, and lists everything that is wrong with it;
// and one with the method's name, which runs in the journal's transaction.
// Functions without state; thread safe as far as what they are given is.

// What handlers work with; outlives them.
struct Backlog {
  Journal* journal = nullptr;
  const Directory* directory = nullptr;
  Limits limits;
};

// Who changes what.
struct Acting {
  std::shared_ptr<const PortfolioView> portfolio;
  Step step;
  // What the actor may, and what is called.
  rights::Asker asker;
  std::string method;
};

// Finds the portfolio and the acting member, and makes the latter the commit's
// actor, who may call what is called: at least for an item of his or her own.
// The errors of Directory::Find, PortfolioView::RequireMember and
// CheckNotArchived; PERMISSION_DENIED, reason ROLE_MISSING.
absl::StatusOr<Acting> Act(const Backlog& backlog,
                           JournalTransaction& transaction,
                           const CallContext& call);

// The same, also in an archived portfolio: personal data goes from there, too.
absl::StatusOr<Acting> ActAlsoArchived(const Backlog& backlog,
                                       JournalTransaction& transaction,
                                       const CallContext& call);

// Whether the actor may do this to `item`. PERMISSION_DENIED, reason
// ROLE_MISSING.
absl::Status CheckMayChange(const Acting& acting, const v1::Item& item);

// A member of a portfolio as far as rights go; nullopt if there is none. The
// errors of Directory::Find.
absl::StatusOr<std::optional<rights::Member>> FindMemberOf(
    const Backlog& backlog, const std::string& portfolio,
    const std::string& who);

// Who reads: the caller's member name; empty for a caller who is no member.
// The errors of Directory::Find.
struct Reading {
  std::shared_ptr<const PortfolioView> portfolio;
  std::string member;
};
absl::StatusOr<Reading> ActAsReader(const Backlog& backlog,
                                    absl::string_view portfolio,
                                    const CallContext& call);

// NOT_FOUND, reason ITEM_NOT_FOUND.
absl::Status ItemNotFound(absl::string_view name);

// The item of that name if the actor sees it. ITEM_NOT_FOUND, or ABORTED,
// reason ETAG_MISMATCH, if `etag` is given and not the item's.
absl::StatusOr<v1::Item> ReadForChange(JournalTransaction& transaction,
                                       const Acting& acting,
                                       absl::string_view name,
                                       absl::string_view etag);
absl::Status CheckEtag(const v1::Item& item, absl::string_view etag);

// A violation of `path` unless there is an item of that name that the actor
// sees. Errors are the database's.
absl::Status CheckItemIsThere(JournalTransaction& transaction,
                              const Acting& acting, const std::string& name,
                              absl::string_view path, Violations* violations);

// The same for the parent and the requirements of `item` that `before` did not
// have.
absl::Status CheckLinkedItems(JournalTransaction& transaction,
                              const Acting& acting, const v1::Item& before,
                              const v1::Item& item, absl::string_view path,
                              Violations* violations);

// FAILED_PRECONDITION, reason REQUIREMENT_CYCLE or PARENT_CYCLE, naming the
// circle that `item` would close.
absl::Status CheckCycles(JournalTransaction& transaction,
                         const v1::Item& before, const v1::Item& item);

// FAILED_PRECONDITION, reason PARTS_EXCEED_PARENT, if the parts of one of these
// items (ParentsToCheck), as they are written now, claim more than it brings.
absl::Status CheckParts(JournalTransaction& transaction,
                        const std::set<std::string>& parents);

// WriteItem, and CheckParts of what that concerns. `before` is null for a new
// item.
absl::StatusOr<v1::Item> WriteAndCheckParts(JournalTransaction& transaction,
                                            const v1::Item* before,
                                            v1::Item item);

// What a study is about, and how it changes (study.h), where a request changes
// one item: INVALID_ARGUMENT with all that is wrong, by fields of `item`.
absl::Status CheckStudyIn(const Backlog& backlog,
                          JournalTransaction& transaction, const Acting& acting,
                          const v1::Item& before, const v1::Item& after);
// The same for one item of many; `find` returns the item of a name as it will
// be, or an empty one.
using FindItem =
    absl::FunctionRef<absl::StatusOr<v1::Item>(const std::string& name)>;
absl::Status CheckStudyAmong(const Backlog& backlog, const Acting& acting,
                             const v1::Item& before, const v1::Item& after,
                             absl::string_view path, FindItem find,
                             Violations* violations);

// The error for a circle of names.
absl::Status RequirementCycle(const std::vector<std::string>& cycle);
absl::Status ParentCycle(const std::vector<std::string>& cycle);

// What every mutating request has.
struct RequestParts {
  std::string request_id;
  bool validate_only = false;
  std::string reason;
  bool reason_required = false;
};

// The spec of a mutation of `portfolio`, after checking these parts too; the
// violations if there are any.
absl::StatusOr<MutationSpec> ToSpec(const Backlog& backlog,
                                    absl::string_view portfolio,
                                    RequestParts parts, Violations violations);

// If there are violations already: adds what members, categories and teams have
// against `item`, so that one answer tells everything. A request without
// violations hears it in its transaction.
void AddDirectoryViolations(const Backlog& backlog, absl::string_view portfolio,
                            const ItemFields& fields, const v1::Item& item,
                            absl::string_view path, Violations* violations);

// The id of the portfolio that `name`, of this pattern, belongs to; empty after
// a violation.
std::string PortfolioOf(absl::string_view pattern, absl::string_view name,
                        absl::string_view field, Violations* violations);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_BACKLOG_SERVICE_H_
