#ifndef LIFELINE_SERVICES_SCORING_ENGINE_WORLD_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_WORLD_H_

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// What a ranking is made from: one immutable value per moment of a portfolio.
//
// Everything is an integer. Decimals that people type (at most two places) are
// held in hundredths: ratings in hundredths of their criterion's scale, efforts
// and capacities in hundredths of the portfolio's unit, money in hundredths of
// the currency unit a month. Ids are interned: items, teams, periods,
// categories and criteria are referred to by their position in the tables of
// the world. The tables only ever grow, so a position means the same thing in
// every later world of the same portfolio; two worlds that are compared must
// share their tables' order.
namespace lifeline::engine {

using Hundredths = int64_t;
// Days since 1970-01-01 in the portfolio's time zone.
using Day = int32_t;
inline constexpr Day kNoDay = std::numeric_limits<Day>::max();

using ItemIndex = int32_t;
using TeamIndex = int32_t;
using PeriodIndex = int32_t;
using CategoryIndex = int32_t;
using CriterionIndex = int32_t;
inline constexpr int32_t kNone = -1;

// The confidence in percent that expired evidence is left with, the same as an
// assertion's.
inline constexpr int kAssertionConfidence = 50;

enum class ItemState : uint8_t {
  kNotReady,  // submitted or validating
  kReady,
  kDone,
  kDeclined,
  kWithdrawn,
  kMerged,
  kLost,  // there before a backup was restored, not there since
};

struct Rating {
  CriterionIndex criterion = kNone;
  Hundredths value = 0;  // within the criterion's scale; not mirrored
  int confidence = 100;  // percent, 0..100
  Day evidence_expires =
      kNoDay;  // from this day on the rating counts as an assertion
};

struct TeamEffort {
  TeamIndex team = kNone;
  Hundredths effort = 0;  // >= 0; 0 is an estimate of nothing and needs no room
};

struct Item {
  std::string id;
  CategoryIndex category = kNone;
  ItemState state = ItemState::kNotReady;
  int64_t submitted_us = 0;  // microseconds since the epoch; orders equals
  Day submitted = 0;  // the day of submitted_us, from which waiting days count
  Day due = kNoDay;
  std::optional<Hundredths> money;  // a month
  int money_confidence = 100;       // percent
  Day money_evidence_expires = kNoDay;
  int confidence = 100;             // percent; the factor of PRODUCT_PER_EFFORT
  std::vector<Rating> ratings;      // at most one per criterion
  bool estimated = false;           // false: no effort known
  std::vector<TeamEffort> efforts;  // at most one per team
  std::vector<ItemIndex> requires_items;
};

enum class Direction : uint8_t { kBenefit, kCost };

// Where a criterion's value comes from when nobody rates it.
enum class Source : uint8_t { kRated, kMoney, kEffort, kDueDays, kWaitingDays };

// A point of a derived criterion's table: the source's value (money and effort
// in hundredths, days as days x 100) and the rating it stands for. Linear in
// between, rounded down to hundredths, held at both ends.
struct CurvePoint {
  int64_t at = 0;
  Hundredths rating = 0;
};

struct Criterion {
  CriterionIndex criterion = kNone;
  int weight = 0;  // 0..10000; 0 needs no rating
  Hundredths min = 0;
  Hundredths max = 1000;
  Direction direction = Direction::kBenefit;
  Source source = Source::kRated;
  std::vector<CurvePoint>
      points;  // ascending in `at`; at least one for a derived criterion
  std::optional<Hundredths>
      neutral;  // what an unrated item starts at, marked assumed
};

enum class Formula : uint8_t { kValue, kValuePerEffort, kProductPerEffort };
enum class FillRule : uint8_t { kFill, kStrict };

struct Reserve {
  CategoryIndex category = kNone;
  int percent = 0;  // of what each team has in each open period
};

inline constexpr int kMaxCriteria = 64;

struct Model {
  Formula formula = Formula::kValue;
  int min_confidence =
      kAssertionConfidence;  // percent; no rating counts with less, an assumed
                             // one with just this
  std::vector<Criterion> criteria;  // at most kMaxCriteria
  FillRule fill = FillRule::kFill;
  std::vector<Reserve> reserves;
  int mandate_cap_percent =
      20;  // of the capacity of a period, all teams together
  // Of a carrier's effort, all teams together: what its riders may take. None
  // is no cap.
  std::optional<int> rider_cap_percent;
};

struct Period {
  PeriodIndex period = kNone;
  Day first_day = 0;
  Day last_day = 0;
  bool open = false;
};

struct Capacity {
  TeamIndex team = kNone;
  PeriodIndex period = kNone;
  Hundredths amount = 0;  // net: gross less what is withheld
};

enum class CommitmentState : uint8_t { kPromised, kStarted, kDelivered };

struct Commitment {
  ItemIndex item = kNone;
  PeriodIndex period = kNone;
  CommitmentState state = CommitmentState::kPromised;
  // Work remaining per team; nothing said means the item's effort.
  std::optional<std::vector<TeamEffort>> remaining;
};

struct Mandate {
  ItemIndex item = kNone;
  Day until = kNoDay;  // the last day on which it holds
};

struct Weave {
  ItemIndex rider = kNone;
  ItemIndex carrier = kNone;
  std::vector<TeamEffort> marginal;
};

// What the roadmap says; shared between worlds as long as it does not change.
struct Roadmap {
  std::vector<Period>
      periods;  // any order; placement goes by first_day, then index
  std::vector<Capacity> capacities;
  std::vector<Commitment> commitments;  // at most one per item
  std::vector<Mandate> mandates;        // at most one per item
  std::vector<Weave> weaves;  // agreed ones only; at most one per rider
};

// The tables of names, in the order of first appearance. They only grow.
struct NameTables {
  std::vector<std::string> teams;
  std::vector<std::string> periods;
  std::vector<std::string> categories;
  std::vector<std::string> criteria;
};

// An immutable value: copy it, change the copy, plan again. References to
// positions that do not exist (or to an item that is null) are ignored by the
// engine and reported as dangling.
struct World {
  Day day = 0;  // as_of
  // The day on which evidence is judged expired or not; kNoDay means `day`.
  // Only mixed worlds set it, so that the expiry of evidence and the rest of
  // what time does can be told apart as causes.
  Day evidence_day = kNoDay;
  // By ItemIndex. Null where an item does not exist in this world (yet, or any
  // more).
  std::vector<std::shared_ptr<const Item>> items;
  std::shared_ptr<const Roadmap> roadmap;
  std::shared_ptr<const Model> model;
  std::shared_ptr<const NameTables> names;
};

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_WORLD_H_
