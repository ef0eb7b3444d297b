#ifndef LIFELINE_SERVICES_ROADMAP_EDIT_H_
#define LIFELINE_SERVICES_ROADMAP_EDIT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/common/journal.h"
#include "services/common/rpc.h"
#include "services/rights/asker.h"
#include "services/roadmap/draft.h"
#include "services/roadmap/limits.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {

// One mutation of a portfolio by a member: what creating, changing, and taking
// back have in common for all kinds of resources. Lives during the mutation
// only, on the writer's thread.
class Edit {
 public:
  // The portfolio is the journal's scope; the commit's actor becomes the
  // member, who may call what is called: at least for something of his or her
  // own. NOT_FOUND if the portfolio is not there, the errors of ResolveCaller,
  // PERMISSION_DENIED, ROLE_MISSING; FAILED_PRECONDITION, PORTFOLIO_ARCHIVED.
  // `limits` must outlive it.
  static absl::StatusOr<std::unique_ptr<Edit>> Begin(
      JournalTransaction& journal, const CallContext& call,
      const Limits& limits);

  // The same for somebody who takes personal data away, also out of an archived
  // portfolio.
  static absl::StatusOr<std::unique_ptr<Edit>> BeginErasure(
      JournalTransaction& journal, const CallContext& call,
      const Limits& limits);

  // The same for a portfolio that is about to be made: nobody is asked who
  // they are.
  static std::unique_ptr<Edit> Found(JournalTransaction& journal,
                                     const Limits& limits);

  // Each returns the resource as it is after it, and the objections of the
  // rules with `path` ("team") before each field.

  // ALREADY_EXISTS, reason RESOURCE_EXISTS.
  absl::StatusOr<v1::RoadmapResource> Create(absl::string_view id,
                                             const v1::RoadmapResource& given,
                                             absl::string_view path);

  // NOT_FOUND unless `may_create`; ABORTED, reason ETAG_MISMATCH.
  absl::StatusOr<v1::RoadmapResource> Update(
      absl::string_view id, const v1::RoadmapResource& given,
      const google::protobuf::FieldMask& mask, absl::string_view path,
      bool may_create);

  // Changes state by a verb. NOT_FOUND.
  using Verb = absl::FunctionRef<void(const Occasion& occasion,
                                      v1::RoadmapResource* resource,
                                      Objections* objections)>;
  absl::StatusOr<v1::RoadmapResource> Alter(Kind kind, absl::string_view id,
                                            Verb verb);

  // NOT_FOUND.
  absl::StatusOr<v1::RoadmapResource> Remove(Kind kind, absl::string_view id);

  // Decides and writes all that is staged, unless there are objections already;
  // returns each resource as it is after it, in the order of the steps.
  // PERMISSION_DENIED, ROLE_MISSING, with each step that needs another right.
  absl::StatusOr<std::vector<v1::RoadmapResource>> Write(
      Draft* draft, Objections* objections);

  // ALREADY_EXISTS, reason RESOURCE_EXISTS.
  absl::Status CheckAbsent(Kind kind, absl::string_view id) const;

  // OK, or ABORTED, reason ETAG_MISMATCH, if `given` has an etag that is not
  // that of the stored resource.
  absl::Status CheckEtag(absl::string_view id,
                         const v1::RoadmapResource& given) const;

  // RESOURCE_EXHAUSTED, reason COMMIT_TOO_LARGE, if a commit of `bytes` could
  // not be sent to those who watch.
  absl::Status CheckCommitBytes(int64_t bytes) const;

  // A view of what is stored, and the circumstances.
  Occasion MakeOccasion(bool apply) const;
  RoadmapTransaction& store() { return store_; }
  const Limits& limits() const { return limits_; }

  // Sets who acts, also in the commit.
  void SetActor(absl::string_view member_name);

 private:
  Edit(JournalTransaction& journal, const Limits& limits)
      : journal_(journal), limits_(limits), store_(&journal, &limits) {}

  JournalTransaction& journal_;
  const Limits& limits_;
  RoadmapTransaction store_;
  std::string actor_;
  // Nobody's while a portfolio is made.
  std::optional<rights::Asker> asker_;
};

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_EDIT_H_
