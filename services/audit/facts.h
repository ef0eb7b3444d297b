#ifndef LIFELINE_SERVICES_AUDIT_FACTS_H_
#define LIFELINE_SERVICES_AUDIT_FACTS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/audit/chain.h"

namespace lifeline::audit {

// What the three services say of one portfolio, each in its own words and as
// little of it as the checks need: 100,000 items are to fit beside everything
// else. Plain values, not thread safe.

// Items and periods by number instead of by name.
class NameTable {
 public:
  // The number of `name`, a new one if it has none; -1 for an empty name.
  int32_t Add(absl::string_view name);
  const std::string& operator[](int32_t number) const {
    return names_[static_cast<size_t>(number)];
  }
  int32_t size() const { return static_cast<int32_t>(names_.size()); }

 private:
  absl::flat_hash_map<std::string, int32_t> numbers_;
  std::vector<std::string> names_;
};

// An item as a commit of the backlog left it.
struct ItemVersion {
  int64_t revision = 0;
  int32_t item = -1;
  backlog::v1::Item::State state = backlog::v1::Item::STATE_UNSPECIFIED;
  // It has been submitted; drafts are private and in no ranking.
  bool counts = false;
  // Whoever asked for it brought it into this state.
  bool by_requester = false;
  std::optional<int64_t> due;
};

// A planning period as a commit of the roadmap left it.
struct PeriodVersion {
  int64_t revision = 0;
  int32_t period = -1;
  int64_t first_day = 0;
  std::optional<int64_t> last_day;
};

// What one of the sources has sent.
struct SourceFacts {
  // Of every commit, in the order in which they came.
  std::vector<int64_t> revisions;
  int64_t epoch = 0;
  // All that was there has been sent; otherwise the reading ended before, at
  // what the ranking has seen.
  bool to_the_end = false;
};

// Where an item stands; what is stored and what is shown of it.
struct Place {
  scoring::v1::Standing standing = scoring::v1::STANDING_UNSPECIFIED;
  int32_t period = -1;
  int32_t carrier = -1;
  scoring::v1::Rule rule = scoring::v1::RULE_UNSPECIFIED;
  // Of PULLED_UP only.
  int32_t by_item = -1;
  bool at_risk = false;
  bool scored = false;
  int64_t score_micros = 0;

  friend bool operator==(const Place&, const Place&) = default;
};

struct StandingFact {
  int64_t ranking = 0;
  int32_t item = -1;
  Place place;
};

struct RankedFact {
  int32_t item = -1;
  int32_t rank = 0;
  Place place;
};

struct RankingFact {
  int64_t number = 0;
  scoring::v1::Revisions seen;
  std::array<int64_t, scoring::v1::Standing_ARRAYSIZE> counts{};
  int64_t item_count = 0;
  // In hexadecimal, as it is shown.
  std::string hash;
  std::string previous_hash;
  // SHA-256 of what its entry of the ledger must say.
  std::string content_digest;
};

struct CrossingFact {
  int64_t ranking = 0;
  int32_t item = -1;
  scoring::v1::LineCrossing::Kind kind =
      scoring::v1::LineCrossing::KIND_UNSPECIFIED;
  scoring::v1::Standing from = scoring::v1::STANDING_UNSPECIFIED;
  scoring::v1::Standing to = scoring::v1::STANDING_UNSPECIFIED;
  int32_t from_period = -1;
  int32_t to_period = -1;
  bool has_receipt = false;
  std::string hash;
  // Of its content without the salted hash.
  std::string content_digest;
};

struct ReceiptFact {
  int64_t ranking = 0;
  int32_t item = -1;
  scoring::v1::LineCrossing::Kind kind =
      scoring::v1::LineCrossing::KIND_UNSPECIFIED;
  scoring::v1::Receipt::State state = scoring::v1::Receipt::STATE_UNSPECIFIED;
  // The number; 0 if it is not cleared.
  int64_t cleared_by = 0;
  // Of the answer's content without the salted hash.
  std::string content_digest;
};

struct EntryFact {
  int64_t position = 0;
  int64_t ranking = 0;
  // -1 for the entry of a ranking.
  int32_t item = -1;
  // 0 but for answers.
  int step = 0;
  // The state that an answer gives.
  int state = 0;
  // In hexadecimal.
  std::string previous_hash;
  std::string hash;
  std::string content_digest;
  // Written after the receipts were read.
  bool late = false;
};

// An entry of the ledger about what people agree or disagree on.
struct AgreementFact {
  int64_t position = 0;
  // "signature", "position", "decision" or "minutes".
  std::string kind;
  std::string key;
  // Of a signature the whole content, else without the salted hash.
  std::string content;
  // Written after models and disputes were read.
  bool late = false;
};

// What audits before have checked already, and where they ended. An empty one
// begins at the beginning.
struct History {
  NameTable items;
  NameTable periods;
  int64_t ranking = 0;
  int64_t backlog = 0;
  int64_t backlog_epoch = 0;
  int64_t roadmap = 0;
  int64_t roadmap_epoch = 0;
  int64_t chain_position = 0;
  std::string chain_hash = ChainBegin();
  // By item: as the backlog has it, as the ranking has it, and whether it ever
  // stood above or below the line.
  std::vector<ItemVersion> backlog_items;
  std::vector<Place> places;
  std::vector<bool> listed;
  // By period.
  std::vector<int64_t> first_days;
  // As the roadmap has them in this life of its own.
  std::vector<std::optional<int64_t>> last_days;
  // All that owe or have an answer.
  std::vector<CrossingFact> owing;
  std::vector<EntryFact> answers;
  std::vector<AgreementFact> agreements;
};

// What the ledger must have of a closed review.
struct MinutesFact {
  int64_t revision = 0;
  std::string review;
  // Without the salted hash.
  std::string content;
};

// What a review says of its baseline, and what the baseline's ranking shows, as
// names of items.
struct ReviewFact {
  std::string name;
  std::string baseline;
  bool has_baseline = false;
  std::vector<std::string> claimed;
  std::vector<std::string> shown;
};

// A weave as a commit of the roadmap left it, agreed to; and what backlog and
// roadmap have said over time of those whom it names.
struct WeaveFact {
  int64_t revision = 0;
  std::string name;
  std::string carrier;
  std::string carrier_owner;
  std::string agreed_by;
  // All who ever owned the carrier, or asked for it while nobody did; empty if
  // the backlog has no such item.
  std::vector<std::string> owners;
  // Of the carrier's owner, at any time.
  std::vector<std::string> deputies;
  // Whether who agreed ever led IT.
  bool by_it_lead = false;
};

// What has come since, up to one ranking.
struct Facts {
  // `portfolios/{portfolio}`.
  std::string portfolio;
  // The newest ranking as it is shown, with what it has seen by now.
  scoring::v1::Ranking newest;
  SourceFacts backlog;
  SourceFacts roadmap;
  std::vector<ItemVersion> items;
  std::vector<PeriodVersion> periods;
  // Oldest first.
  std::vector<RankingFact> rankings;
  std::vector<StandingFact> standings;
  // Of the newest ranking, in its order.
  std::vector<RankedFact> ranked;
  std::vector<CrossingFact> crossings;
  // All of them, also old ones.
  std::vector<ReceiptFact> receipts;
  std::vector<EntryFact> entries;
  // Entries of signatures, positions, decisions and minutes; all models and
  // disputes.
  std::vector<AgreementFact> agreements;
  std::vector<scoring::v1::ScoringModel> models;
  std::vector<scoring::v1::Dispute> disputes;
  // Those that say what stood above the line.
  std::vector<ReviewFact> reviews;
  // Of reviews that have closed, by commit.
  std::vector<MinutesFact> minutes;
  // Those that name their carrier's owner.
  std::vector<WeaveFact> weaves;
  // Entries whose key names nothing.
  std::vector<std::string> strange_entries;
  // Why the chain does not hold; empty if it does.
  std::string broken_chain;
  // Where the next audit goes on: before the first entry of a later ranking.
  int64_t chain_position = 0;
  std::string chain_hash;
};

// Takes what came over the API in. Of commits and rows the order is kept.
void AddItemCommit(const backlog::v1::ItemCommit& commit, History* history,
                   Facts* facts);
void AddRoadmapCommit(const roadmap::v1::RoadmapCommit& commit,
                      History* history, Facts* facts);
void AddStanding(const scoring::v1::StoredStanding& stored, History* history,
                 Facts* facts);
void AddRanked(const scoring::v1::RankedItem& ranked, History* history,
               Facts* facts);
void AddRanking(const scoring::v1::Ranking& ranking, Facts* facts);
void AddCrossing(const scoring::v1::LineCrossing& crossing, History* history,
                 Facts* facts);
void AddReceipt(const scoring::v1::Receipt& receipt, History* history,
                Facts* facts);
// `late` once the receipts have been read.
void AddEntry(const scoring::v1::LedgerEntry& entry, bool late,
              History* history, Facts* facts);

// The number that a name ends with, or that stands after "/rankings/" in it; 0
// if there is none.
int64_t RankingNumber(absl::string_view name);

// The crossing that a fact is about: the ranking's number and the item.
using CrossingKey = std::pair<int64_t, int32_t>;

template <typename Fact>
CrossingKey KeyOf(const Fact& fact) {
  return {fact.ranking, fact.item};
}

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_FACTS_H_
