#ifndef LIFELINE_SERVICES_SCORING_SCORING_STORE_H_
#define LIFELINE_SERVICES_SCORING_SCORING_STORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/common/dates.h"
#include "services/common/writer.h"

namespace lifeline::scoring {

// How far a ranking has seen the other services.
struct SeenRevisions {
  int64_t backlog = 0;
  int64_t backlog_epoch = 0;
  int64_t roadmap = 0;
  int64_t roadmap_epoch = 0;

  friend bool operator==(const SeenRevisions&, const SeenRevisions&) = default;
};

// What is stored of an item in a ranking: sort key and standing. Enums are the
// numbers of scoring.proto, items and periods ids.
struct ResultRow {
  std::string item;
  bool scored = false;
  int64_t score_micros = 0;
  int standing = 0;
  int rule = 0;
  bool at_risk = false;
  std::string period;
  std::string carrier;
  std::string by_item;
  // Has ever stood above or below the line since it was submitted.
  bool listed = false;
};

// Texts that their source has redacted: they go from every stored version,
// once; a source that is restored tells of it again.
struct RedactedTexts {
  std::vector<std::string> paths;
  // When, in microseconds.
  int64_t time_us = 0;
  // Who did it and why, if it was done here; the source's history says it else.
  std::string by = {};
  std::string reason = {};
};

// Serialized resources as they are from a ranking on.
struct ItemInput {
  std::string item;
  // It was there before a backup was restored, and is not there since.
  bool lost = false;
  std::string body;
  // Paths of backlog.v1.Item.
  std::vector<RedactedTexts> redacted = {};
  // Nothing of a draft is stored but that it was redacted: a scenario may say
  // what it would be.
  bool is_draft = false;
};
struct RoadmapInput {
  std::string name;
  bool removed = false;
  std::string body;
  // Paths of roadmap.v1.RoadmapResource.
  std::vector<RedactedTexts> redacted = {};
};
struct MemberInput {
  std::string name;
  std::string body;
  bool erased = false;
};
struct InputChanges {
  std::vector<ItemInput> items;
  std::vector<RoadmapInput> roadmap;
  // People lie beside the versions: only the newest is kept, and can be erased.
  std::vector<MemberInput> members;

  bool empty() const {
    return items.empty() && roadmap.empty() && members.empty();
  }
};

// What happened to the steps that are owed. An item has at most one open task
// of a kind and side.
struct TaskChanges {
  struct Key {
    std::string item;
    v1::Task::Kind kind = v1::Task::KIND_UNSPECIFIED;
    v1::Task::Side side = v1::Task::SIDE_UNSPECIFIED;
  };
  struct Changed {
    Key key;
    std::vector<std::string> missing;
  };
  // Without names, which get their number here.
  std::vector<v1::Task> opened;
  std::vector<Changed> changed;
  std::vector<Key> closed;

  bool empty() const {
    return opened.empty() && changed.empty() && closed.empty();
  }
};

// What a portfolio has seen and what follows from it, with or without a new
// ranking.
struct Progress {
  std::string portfolio;  // its id
  // The ranking that stands before this, 0 if there is none, and how far the
  // portfolio has seen: both as they were when this was planned.
  int64_t number = 0;
  SeenRevisions seen_before;
  SeenRevisions seen;
  EpochDay as_of = 0;
  // What is new, only.
  InputChanges inputs;
  // Reviews that have closed, with their minutes; and those whose minutes were
  // redacted.
  std::vector<roadmap::v1::Review> closed_reviews;
  TaskChanges tasks;
  absl::Time now;
};

struct NewCrossing {
  v1::LineCrossing crossing;
  // Set if it opens one.
  std::optional<v1::Receipt> receipt;
  // The member who is told of it in a digest; empty for nobody. Who owes a
  // receipt is told in any case.
  std::string tell;
  // At once.
  bool urgent = false;
};

// Names a crossing within a portfolio.
struct CrossingKey {
  int64_t ranking = 0;
  std::string item;
};

// A ranking that is to come after `progress.number`.
struct NewRanking {
  Progress progress;
  // Everything but name, number, times and hashes.
  v1::Ranking ranking;
  // Changed ones only.
  std::vector<ResultRow> results;
  // Every move between the ranking before and this one.
  std::vector<NewCrossing> crossings;
  // The newest baseline, by which slips open a receipt or not; empty if there
  // is none.
  std::string baseline;
  // Owed receipts that this ranking clears; one that was answered meanwhile
  // stays answered.
  std::vector<CrossingKey> cleared;
};

// The newest state of a portfolio.
struct Head {
  std::string portfolio;
  int64_t number = 0;
  SeenRevisions seen;
  EpochDay as_of = 0;
};

// A ranking that is durable, with names, times and hashes filled in.
struct Published {
  v1::Ranking ranking;
  std::vector<v1::LineCrossing> crossings;
};

// The tables behind the promise. Publish is the only function that can add a
// ranking. Thread safe; calls wait for the disk, so none belongs on a gRPC
// thread or on the writer's.
class ScoringStore {
 public:
  // Both must outlive it.
  ScoringStore(Database* database, Writer* writer)
      : database_(database), writer_(writer) {}

  // Adds the ranking after `progress.number` in one transaction: ranking,
  // inputs, results, crossings, receipts opened and cleared, tasks, chain and
  // head. Nothing of it is there if it fails. ABORTED, reason RANKING_TAKEN, if
  // another process has published or seen more since; FAILED_PRECONDITION,
  // reason CONSTRAINT_VIOLATED, if a guard of the database refuses it; else the
  // writer's errors.
  absl::StatusOr<Published> Publish(const NewRanking& next);

  // Nothing stored of the ranking differs: only what was seen advances. Inputs
  // that changed are kept for the ranking to come. Errors as Publish.
  absl::Status Advance(const Progress& progress);

  Database* database() const { return database_; }
  Writer* writer() const { return writer_; }

 private:
  Database* const database_;
  Writer* const writer_;
};

// Full resource names.
std::string PortfolioName(absl::string_view portfolio);
std::string RankingName(absl::string_view portfolio, int64_t number);
std::string ItemName(absl::string_view portfolio, absl::string_view item);
std::string CrossingName(absl::string_view portfolio, int64_t number,
                         absl::string_view item);
std::string TaskName(absl::string_view portfolio, absl::string_view item,
                     v1::Task::Kind kind, int64_t number);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SCORING_STORE_H_
