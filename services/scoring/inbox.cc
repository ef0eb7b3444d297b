#include "services/scoring/inbox.h"

#include <utility>

namespace lifeline::scoring {
namespace {

template <typename Commit>
InputCommit CommonOf(Source source, const Commit& commit) {
  InputCommit common;
  common.source = source;
  common.epoch = commit.epoch();
  common.revision = commit.revision();
  common.actor = commit.actor();
  common.change_id = commit.change_id();
  common.change_parts = commit.change_parts();
  return common;
}

}  // namespace

InputCommit InputCommit::Of(backlog::v1::ItemCommit commit) {
  InputCommit common = CommonOf(Source::kBacklog, commit);
  common.items =
      std::make_shared<const backlog::v1::ItemCommit>(std::move(commit));
  return common;
}

InputCommit InputCommit::Of(roadmap::v1::RoadmapCommit commit) {
  InputCommit common = CommonOf(Source::kRoadmap, commit);
  common.roadmap =
      std::make_shared<const roadmap::v1::RoadmapCommit>(std::move(commit));
  return common;
}

void Inbox::Add(InputCommit commit, absl::Time now) {
  const size_t queue = static_cast<size_t>(commit.source);
  queues_[queue].push_back({std::move(commit), now});
}

int Inbox::PartsWithin(const std::string& change_id, const Cuts& cuts) const {
  int parts = 0;
  for (size_t q = 0; q < queues_.size(); ++q)
    for (size_t i = 0; i < cuts[q]; ++i)
      parts += queues_[q][i].commit.change_id == change_id ? 1 : 0;
  return parts;
}

bool Inbox::MustWait(const Waiting& waiting, absl::Time now,
                     const Cuts& cuts) const {
  const InputCommit& commit = waiting.commit;
  return commit.change_parts > 1 && !commit.change_id.empty() &&
         now < waiting.since + kPatience &&
         !given_up_.contains(commit.change_id) &&
         PartsWithin(commit.change_id, cuts) < commit.change_parts;
}

// Cutting one queue can take a part away from a change in the other, so this
// goes on until nothing more is cut.
Inbox::Cuts Inbox::MayGo(absl::Time now,
                         const std::array<int64_t, 2>& known_epochs) const {
  Cuts cuts;
  for (size_t q = 0; q < queues_.size(); ++q) {
    cuts[q] = 0;
    while (cuts[q] < queues_[q].size() &&
           (known_epochs[q] == 0 ||
            queues_[q][cuts[q]].commit.epoch == known_epochs[q]))
      ++cuts[q];
  }
  for (bool cut = true; cut;) {
    cut = false;
    for (size_t q = 0; q < queues_.size(); ++q) {
      for (size_t i = 0; i < cuts[q]; ++i) {
        if (!MustWait(queues_[q][i], now, cuts)) continue;
        cuts[q] = i;
        cut = true;
      }
    }
  }
  return cuts;
}

bool Inbox::Ready(absl::Time now,
                  const std::array<int64_t, 2>& known_epochs) const {
  if (size() == 0) return false;
  const Cuts cuts = MayGo(now, known_epochs);
  return cuts[0] + cuts[1] > 0;
}

InputBatch Inbox::Take(absl::Time now,
                       const std::array<int64_t, 2>& known_epochs) {
  const Cuts cuts = MayGo(now, known_epochs);
  InputBatch batch;
  for (size_t q = 0; q < queues_.size(); ++q) {
    for (size_t i = 0; i < cuts[q]; ++i) {
      const InputCommit& commit = queues_[q][i].commit;
      if (commit.change_parts > 1 && !commit.change_id.empty() &&
          !given_up_.contains(commit.change_id) &&
          PartsWithin(commit.change_id, cuts) < commit.change_parts) {
        batch.incomplete_change_id = commit.change_id;
      }
    }
  }
  if (!batch.incomplete_change_id.empty())
    given_up_.insert(batch.incomplete_change_id);
  for (size_t q = 0; q < queues_.size(); ++q) {
    for (size_t i = 0; i < cuts[q]; ++i) {
      batch.commits.push_back(std::move(queues_[q].front().commit));
      queues_[q].pop_front();
    }
  }
  return batch;
}

}  // namespace lifeline::scoring
