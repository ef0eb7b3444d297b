#include "services/roadmap/retention_service.h"

#include <string>
#include <utility>
#include <vector>

#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

// Members in one commit, so that writers need not wait long.
constexpr size_t kBatch = 100;

absl::Status Erase(Journal* journal, const Limits& limits,
                   const std::string& portfolio,
                   const std::vector<std::string>& ids, absl::Time now) {
  Mutation mutation;
  mutation.scope = portfolio;
  mutation.request.actor = Retention::kActor;
  mutation.reason = "inactive for longer than the portfolio's retention_days";
  mutation.now = now;
  return journal
      ->MutateAndWait(
          std::move(mutation),
          [&](JournalTransaction& transaction) -> absl::StatusOr<std::string> {
            RoadmapTransaction store(&transaction, &limits);
            for (const std::string& id : ids) {
              const v1::RoadmapResource* member =
                  store.Find(v1::RoadmapResource::kMember, id);
              if (!store.status().ok()) return store.status();
              // Somebody may have been quicker, or have come back.
              if (member == nullptr || !member->member().inactive() ||
                  member->member().erased()) {
                continue;
              }
              auto erased = store.EraseMember(id);
              if (!erased.ok()) return erased.status();
            }
            return std::string();
          })
      .status();
}

}  // namespace

absl::Status Retention::RunOnce() const {
  const absl::Time now = clock_();
  std::vector<ScopeHead> portfolios;
  {
    auto snapshot = journal_->Read();
    if (!snapshot.ok()) return snapshot.status();
    auto scopes = snapshot->Scopes();
    if (!scopes.ok()) return scopes.status();
    portfolios = *std::move(scopes);
  }
  for (const ScopeHead& head : portfolios) {
    while (true) {
      auto snapshot = journal_->Read();
      if (!snapshot.ok()) return snapshot.status();
      auto ids = ListMembersToErase(*snapshot, head.scope, now, kBatch);
      if (!ids.ok()) return ids.status();
      if (ids->empty()) break;
      // A snapshot that is held keeps the log from being emptied.
      snapshot = absl::CancelledError("read");
      absl::Status erased = Erase(journal_, limits_, head.scope, *ids, now);
      if (!erased.ok()) return erased;
    }
  }
  return absl::OkStatus();
}

}  // namespace lifeline::roadmap
