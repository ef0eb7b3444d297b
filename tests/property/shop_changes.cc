// What people change in a shop: items, capacities, decisions, models.
#include <iterator>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/scoring/inbox.h"
#include "services/scoring/model_store.h"
#include "services/scoring/timestamps.h"
#include "tests/property/shop_life.h"

namespace lifeline::scoring {
namespace {

google::type::Date DateOf(absl::CivilDay day) {
  google::type::Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string IdOf(const std::string& name) {
  return name.substr(name.rfind('/') + 1);
}

}  // namespace

backlog::v1::Item* ShopLife::AnItem(int who) {
  if (items_.empty()) return nullptr;
  auto item = items_.begin();
  std::advance(item, who % static_cast<int>(items_.size()));
  return &item->second;
}

// Not by the rig, which knows of one epoch only.
void ShopLife::Commit(const std::vector<Item>& items, int who) {
  backlog::v1::ItemCommit commit;
  commit.set_portfolio("portfolios/shop");
  commit.set_epoch(epoch_);
  commit.set_revision(++revision_);
  commit.set_actor(who % 2 == 0 ? kAnna : kBen);
  for (const Item& item : items) {
    if (item.state() != Item::STATE_DRAFT) submitted_.insert(IdOf(item.name()));
    commit.add_changes()->set_name(item.name());
    *commit.mutable_changes()->rbegin()->mutable_after() = item;
  }
  MustBeOk(rig_.publisher()->Offer(InputCommit::Of(std::move(commit))));
}

// It counts as field data until its day, and for less from then on.
void ShopLife::AddEvidence(Item* item, const Step& step) {
  item->clear_evidence();
  backlog::v1::Evidence* evidence = item->add_evidence();
  evidence->set_id("crux");
  evidence->set_grade(backlog::v1::Evidence::GRADE_FIELD_DATA);
  *evidence->mutable_expire_date() =
      DateOf(absl::ToCivilDay(rig_.now(), absl::UTCTimeZone()) + 1 + step.what);
  Commit({*item}, step.who);
}

// Two rows that are otherwise, and one that is not there any more.
void ShopLife::Import(const Step& step) {
  std::map<std::string, Item> rows;
  for (const int row : {step.who, step.what}) {
    Item* item = AnItem(row);
    if (item == nullptr) return;
    item->mutable_money()->set_amount_hundredths((1 + row) * 100'000);
    rows[item->name()] = *item;
  }
  Item* missing = AnItem(step.who + step.what);
  if (missing->state() != Item::STATE_DRAFT) {
    missing->set_state(Item::STATE_WITHDRAWN);
    missing->set_state_actor(kBen);
    rows[missing->name()] = *missing;
  }
  std::vector<Item> items;
  for (auto& [name, item] : rows) items.push_back(std::move(item));
  Commit(items, step.who);
}

void ShopLife::SetCapacity(const Step& step) {
  roadmap::v1::RoadmapResource resource =
      ScoringRig::Capacity("web", step.who % 2 ? "q2" : "q1", step.what * 100);
  if (step.who > 3) {
    roadmap::v1::Capacity& capacity = *resource.mutable_capacity();
    auto* withheld = capacity.add_withheld();
    withheld->set_amount_hundredths(step.what * 10 * (step.who - 3));
    withheld->set_reason("leave");
    capacity.set_net_hundredths(capacity.gross_hundredths() -
                                withheld->amount_hundredths());
  }
  rig_.CommitRoadmap({resource}, kBen);
}

// Made, and taken back the next time.
void ShopLife::Weave(const Item& rider, const Step& step) {
  const std::string id = IdOf(rider.name());
  const std::string name = absl::StrCat("portfolios/shop/weaves/", id);
  if (woven_.erase(id) > 0) return rig_.RemoveRoadmap(name);
  const Item* carrier = AnItem(step.what);
  if (carrier->name() == rider.name()) return;
  woven_.insert(id);
  roadmap::v1::RoadmapResource resource;
  roadmap::v1::Weave& weave = *resource.mutable_weave();
  weave.set_name(name);
  weave.set_rider(rider.name());
  weave.set_carrier(carrier->name());
  weave.set_carrier_owner(kAnna);
  weave.set_state(roadmap::v1::Weave::STATE_AGREED);
  auto* effort = weave.add_marginal_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(10 * step.what);
  rig_.CommitRoadmap({resource}, kBen);
}

// One that is held and closed: what has waited below for some of them asks for
// a decision.
void ShopLife::Review(const Step& step) {
  roadmap::v1::RoadmapResource resource;
  roadmap::v1::Review& review = *resource.mutable_review();
  review.set_name(absl::StrCat("portfolios/shop/reviews/r", ++reviews_));
  review.set_title("A review");
  *review.mutable_open_time() = ToTimestamp(rig_.now());
  *review.mutable_close_time() = ToTimestamp(rig_.now());
  review.set_state(roadmap::v1::Review::STATE_CLOSED);
  auto* decision = review.add_decisions();
  decision->set_text(absl::StrCat("as before, ", step.what));
  decision->set_reason("nothing is new");
  decision->set_decided_by(kAnna);
  rig_.CommitRoadmap({resource}, kBen);
}

void ShopLife::Submit(const Step& step) {
  const std::string id = absl::StrCat("i", made_++);
  Item item =
      ScoringRig::Item(id, (1 + step.what) * 2'000, (1 + step.who % 4) * 100);
  if (step.who >= 3 && step.who <= 6) item.set_state(Item::STATE_SUBMITTED);
  if (step.who == 6) item.clear_estimate();
  // Half of them say what the readiness check asks for.
  if (step.what % 2 == 0) {
    item.set_problem("slow");
    item.set_outcome("fast");
    item.set_measure(step.what == 8 ? "  " : "LCP");
    item.add_evidence()->set_id("crux");
  }
  // What is studied is not ready.
  if (Item* about = AnItem(step.what); step.who == 5 && about != nullptr) {
    if (about->state() == Item::STATE_READY) {
      about->set_state(Item::STATE_SUBMITTED);
      Commit({*about}, step.who);
    }
    item.mutable_study()->set_item(about->name());
    *item.mutable_study()->mutable_last_day() =
        DateOf(absl::ToCivilDay(rig_.now(), absl::UTCTimeZone()) + step.what);
  }
  if (step.who == 7) {
    item.set_state(Item::STATE_DRAFT);
    item.clear_submit_time();
  }
  items_[id] = item;
  Commit({item}, step.who);
}

void ShopLife::ChangeState(Item* item, const Step& step) {
  constexpr Item::State kStates[] = {
      Item::STATE_READY,     Item::STATE_SUBMITTED, Item::STATE_VALIDATING,
      Item::STATE_DONE,      Item::STATE_DECLINED,  Item::STATE_WITHDRAWN,
      Item::STATE_WITHDRAWN, Item::STATE_MERGED};
  if (item->state() == Item::STATE_DRAFT)
    *item->mutable_submit_time() = ScoringRig::Item("x", 1, 1).submit_time();
  item->set_state(kStates[static_cast<size_t>(step.what) % std::size(kStates)]);
  item->set_state_actor(step.what % 2 == 0 ? kAnna : kBen);
  Commit({*item}, step.who);
}

// Made, and taken back the next time.
void ShopLife::Commitment(const Item& item, const Step& step) {
  const std::string id = IdOf(item.name());
  const std::string name = absl::StrCat("portfolios/shop/commitments/", id);
  if (committed_.erase(id) > 0) return rig_.RemoveRoadmap(name);
  committed_.insert(id);
  roadmap::v1::RoadmapResource resource;
  resource.mutable_commitment()->set_name(name);
  resource.mutable_commitment()->set_item(item.name());
  resource.mutable_commitment()->set_period("portfolios/shop/periods/q1");
  resource.mutable_commitment()->set_state(
      static_cast<roadmap::v1::Commitment::State>(1 + step.what % 3));
  rig_.CommitRoadmap({resource}, kBen);
}

void ShopLife::Mandate(const Item& item, const Step& step) {
  roadmap::v1::RoadmapResource resource;
  resource.mutable_mandate()->set_name(
      absl::StrCat("portfolios/shop/mandates/", IdOf(item.name())));
  resource.mutable_mandate()->set_item(item.name());
  resource.mutable_mandate()->mutable_until()->set_year(2027);
  resource.mutable_mandate()->mutable_until()->set_month(1 + step.what % 6);
  resource.mutable_mandate()->mutable_until()->set_day(15);
  rig_.CommitRoadmap({resource}, kBen);
}

void ShopLife::Activate(const Step& step) {
  rig_.Settle();
  const auto& current = rig_.Latest()->view->snapshot().model;
  v1::ScoringModel model = current ? *current : v1::ScoringModel();
  model.set_fill(step.what % 2 == 0 ? v1::FILL_RULE_STRICT
                                    : v1::FILL_RULE_FILL);
  if (model.criteria_size() > 0)
    model.mutable_criteria(0)->set_weight(1 + step.who);
  MustBeOk(rig_.writer()->Run([&](Transaction& transaction) -> absl::Status {
    absl::StatusOr<v1::ScoringModel> added =
        AddModel(transaction, "shop", "joint", model, rig_.now());
    if (!added.ok()) return added.status();
    return ActivateModel(transaction, "shop", added->version(), kAnna,
                         rig_.now());
  }));
  rig_.Settle();
}

}  // namespace lifeline::scoring
