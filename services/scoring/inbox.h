#ifndef LIFELINE_SERVICES_SCORING_INBOX_H_
#define LIFELINE_SERVICES_SCORING_INBOX_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"

namespace lifeline::scoring {

// The services that scoring follows.
enum class Source { kBacklog, kRoadmap };
inline constexpr std::array<Source, 2> kSources = {Source::kBacklog,
                                                   Source::kRoadmap};

// A commit of one of them, of one portfolio. One of the messages is set.
struct InputCommit {
  Source source = Source::kBacklog;
  int64_t epoch = 0;
  int64_t revision = 0;
  std::string actor;
  std::string change_id;
  int change_parts = 0;
  std::shared_ptr<const backlog::v1::ItemCommit> items;
  std::shared_ptr<const roadmap::v1::RoadmapCommit> roadmap;

  static InputCommit Of(backlog::v1::ItemCommit commit);
  static InputCommit Of(roadmap::v1::RoadmapCommit commit);
};

// What is planned together.
struct InputBatch {
  // Each source in its order.
  std::vector<InputCommit> commits;
  // A change of which not all parts came in time.
  std::string incomplete_change_id;
};

// The commits of one portfolio that wait for planning. Not thread safe.
//
// Whatever is there goes into one ranking, but a part of a change over several
// services waits for its other parts, and what its service committed after it
// waits too, because a ranking sees a prefix of each service.
class Inbox {
 public:
  // How long a part waits for the others.
  static constexpr absl::Duration kPatience = absl::Seconds(5);

  void Add(InputCommit commit, absl::Time now);

  // What may be planned at `now`. A source in `known_epochs` gives only commits
  // of that epoch (0 is any): what a restored service tells anew waits until
  // all of it has come.
  InputBatch Take(absl::Time now, const std::array<int64_t, 2>& known_epochs);

  // Whether Take would give something.
  bool Ready(absl::Time now, const std::array<int64_t, 2>& known_epochs) const;

  size_t size() const { return queues_[0].size() + queues_[1].size(); }

 private:
  struct Waiting {
    InputCommit commit;
    absl::Time since;
  };
  // How many commits of each queue may go.
  using Cuts = std::array<size_t, 2>;

  Cuts MayGo(absl::Time now, const std::array<int64_t, 2>& known_epochs) const;
  // Parts of a change within the cuts.
  int PartsWithin(const std::string& change_id, const Cuts& cuts) const;
  bool MustWait(const Waiting& waiting, absl::Time now, const Cuts& cuts) const;

  std::array<std::deque<Waiting>, 2> queues_;
  // Changes that were planned without all of their parts: what is still to come
  // of them waits for nothing.
  std::set<std::string> given_up_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_INBOX_H_
