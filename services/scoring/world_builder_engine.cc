// The engine's side of WorldBuilder: an item, and a roadmap, as integers.
#include <algorithm>
#include <utility>

#include "absl/time/time.h"
#include "services/common/dates.h"
#include "services/common/names.h"
#include "services/scoring/workdays.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {
namespace {

using backlog::v1::Evidence;
using backlog::v1::Item;

// How much evidence carries, in percent.
int ConfidenceOf(Evidence::Grade grade) {
  if (grade == Evidence::GRADE_MEASURED_TEST) return 100;
  if (grade == Evidence::GRADE_FIELD_DATA) return 80;
  if (grade == Evidence::GRADE_MODEL) return 65;
  return engine::kAssertionConfidence;
}

const Evidence* FindEvidence(const Item& item, absl::string_view id) {
  if (id.empty()) return nullptr;
  for (const Evidence& evidence : item.evidence()) {
    if (evidence.id() == id) return &evidence;
  }
  return nullptr;
}

// How sure a rating or an amount of money is: what it says itself, else what
// its evidence carries, else what the item says of all that say nothing.
template <typename Rated>
int ConfidenceOf(const Item& item, const Rated& rated,
                 const Evidence* evidence) {
  if (rated.has_confidence()) return rated.confidence();
  if (evidence != nullptr) return ConfidenceOf(evidence->grade());
  return item.has_confidence() ? item.confidence() : 100;
}

engine::Day ExpiryOf(const Evidence* evidence) {
  if (evidence == nullptr || !evidence->has_expire_date()) {
    return engine::kNoDay;
  }
  return ToDay(evidence->expire_date());
}

engine::ItemState StateOf(Item::State state) {
  if (state == Item::STATE_READY) return engine::ItemState::kReady;
  if (state == Item::STATE_DONE) return engine::ItemState::kDone;
  if (state == Item::STATE_DECLINED) return engine::ItemState::kDeclined;
  if (state == Item::STATE_WITHDRAWN) return engine::ItemState::kWithdrawn;
  if (state == Item::STATE_MERGED) return engine::ItemState::kMerged;
  return engine::ItemState::kNotReady;
}

int64_t Withheld(const roadmap::v1::Capacity& capacity) {
  int64_t sum = 0;
  for (const auto& part : capacity.withheld()) sum += part.amount_hundredths();
  return sum;
}

engine::CommitmentState StateOf(roadmap::v1::Commitment::State state) {
  if (state == roadmap::v1::Commitment::STATE_STARTED) {
    return engine::CommitmentState::kStarted;
  }
  if (state == roadmap::v1::Commitment::STATE_DELIVERED) {
    return engine::CommitmentState::kDelivered;
  }
  return engine::CommitmentState::kPromised;
}

}  // namespace

std::shared_ptr<const engine::Item> WorldBuilder::MakeItem(const Item& item,
                                                           bool lost) {
  auto made = std::make_shared<engine::Item>();
  made->id = std::string(LastId(item.name()));
  made->category =
      Intern(item.category(), &categories_, &engine::NameTables::categories);
  made->state = lost ? engine::ItemState::kLost : StateOf(item.state());
  const absl::Time submitted =
      absl::FromUnixSeconds(item.submit_time().seconds()) +
      absl::Nanoseconds(item.submit_time().nanos());
  made->submitted_us = absl::ToUnixMicros(submitted);
  made->submitted = ToEpochDay(absl::ToCivilDay(submitted, zone_));
  if (item.has_due_date()) made->due = ToDay(item.due_date());
  made->confidence = item.has_confidence() ? item.confidence() : 100;
  FillMoney(item, made.get());
  FillRatings(item, made.get());
  made->estimated = !item.estimate().efforts().empty();
  made->efforts = Efforts(item.estimate().efforts());
  for (const std::string& name : item.required_items()) {
    const engine::ItemIndex required = ItemRef(name);
    if (required != engine::kNone) made->requires_items.push_back(required);
  }
  return made;
}

void WorldBuilder::FillRatings(const Item& item, engine::Item* made) {
  made->ratings.reserve(item.ratings_size());
  for (const auto& rating : item.ratings()) {
    const Evidence* evidence = FindEvidence(item, rating.evidence());
    engine::Rating one;
    one.criterion =
        Intern(rating.criterion(), &criteria_, &engine::NameTables::criteria);
    one.value = rating.value_hundredths();
    one.confidence = ConfidenceOf(item, rating, evidence);
    one.evidence_expires = ExpiryOf(evidence);
    made->ratings.push_back(one);
  }
}

void WorldBuilder::FillMoney(const Item& item, engine::Item* made) {
  if (!item.has_money()) return;
  const Evidence* evidence = FindEvidence(item, item.money().evidence());
  made->money = item.money().amount_hundredths();
  made->money_confidence = ConfidenceOf(item, item.money(), evidence);
  made->money_evidence_expires = ExpiryOf(evidence);
}

std::shared_ptr<const engine::Roadmap> WorldBuilder::MakeRoadmap() {
  auto made = std::make_shared<engine::Roadmap>();
  for (const auto& [name, period] : facts_->periods) {
    const engine::PeriodIndex index = PeriodRef(name);
    const engine::Day first = ToDay(period.first_day());
    const engine::Day last = ToDay(period.last_day());
    if (index == engine::kNone || first == engine::kNoDay ||
        last == engine::kNoDay) {
      continue;
    }
    made->periods.push_back(
        {index, first, last,
         period.state() == roadmap::v1::PlanningPeriod::STATE_OPEN});
  }
  AddCapacities(made.get());
  AddDecisions(made.get());
  AddWeaves(made.get());
  return made;
}

void WorldBuilder::AddCapacities(engine::Roadmap* made) {
  for (const auto& [name, capacity] : facts_->capacities) {
    const auto ids = ParseName("portfolios/*/periods/*/capacities/*", name);
    if (!ids.ok()) continue;
    made->capacities.push_back(
        {Intern((*ids)[2], &teams_, &engine::NameTables::teams),
         Intern((*ids)[1], &periods_, &engine::NameTables::periods),
         std::max<int64_t>(0,
                           capacity.gross_hundredths() - Withheld(capacity))});
  }
}

void WorldBuilder::AddDecisions(engine::Roadmap* made) {
  for (const auto& [name, commitment] : facts_->commitments) {
    engine::Commitment one;
    one.item = ItemRef(commitment.item());
    one.period = PeriodRef(commitment.period());
    one.state = StateOf(commitment.state());
    if (!commitment.remaining().empty()) {
      one.remaining = Efforts(commitment.remaining());
    }
    if (one.item != engine::kNone && one.period != engine::kNone) {
      made->commitments.push_back(std::move(one));
    }
  }
  for (const auto& [name, mandate] : facts_->mandates) {
    const engine::ItemIndex item = ItemRef(mandate.item());
    if (item == engine::kNone) continue;
    engine::Day until = ToDay(mandate.until());
    // Nobody has said yes to it yet.
    if (mandate.has_approve_until())
      until = std::min(until, ToDay(mandate.approve_until()));
    made->mandates.push_back({item, until});
  }
}

void WorldBuilder::AddWeaves(engine::Roadmap* made) {
  for (const auto& [name, weave] : facts_->weaves) {
    if (weave.state() != roadmap::v1::Weave::STATE_AGREED) continue;
    engine::Weave one;
    one.rider = ItemRef(weave.rider());
    one.carrier = ItemRef(weave.carrier());
    one.marginal = Efforts(weave.marginal_efforts());
    if (one.rider != engine::kNone && one.carrier != engine::kNone) {
      made->weaves.push_back(std::move(one));
    }
  }
}

}  // namespace lifeline::scoring
