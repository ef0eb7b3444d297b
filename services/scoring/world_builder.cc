#include "services/scoring/world_builder.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "services/common/dates.h"
#include "services/common/names.h"
#include "services/scoring/model.h"
#include "services/scoring/presets.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using backlog::v1::Evidence;
using backlog::v1::Item;
using roadmap::v1::RoadmapResource;

// A draft is private, and stays so if it is given up.
bool IsInWorld(const Item& item) {
  if (item.state() == Item::STATE_SUBMITTED ||
      item.state() == Item::STATE_VALIDATING ||
      item.state() == Item::STATE_READY) {
    return true;
  }
  return item.state() != Item::STATE_UNSPECIFIED &&
         item.state() != Item::STATE_DRAFT && item.has_submit_time();
}

}  // namespace

std::optional<engine::ItemIndex> Snapshot::FindItem(
    absl::string_view name) const {
  if (!absl::ConsumePrefix(&name, portfolio()) ||
      !absl::ConsumePrefix(&name, "/items/")) {
    return std::nullopt;
  }
  const auto index = table.Find(name);
  if (!index || static_cast<size_t>(*index) >= items.size() ||
      items[*index] == nullptr) {
    return std::nullopt;
  }
  return index;
}

std::string Snapshot::ItemName(engine::ItemIndex item) const {
  return absl::StrCat(portfolio(), "/items/", table.IdOf(item));
}

std::string Snapshot::TeamName(engine::TeamIndex team) const {
  return absl::StrCat(portfolio(), "/teams/", world.names->teams[team]);
}

std::string Snapshot::PeriodName(engine::PeriodIndex period) const {
  return absl::StrCat(portfolio(), "/periods/", world.names->periods[period]);
}

std::string NameOf(const roadmap::v1::RoadmapResource& resource) {
  if (resource.has_portfolio()) return resource.portfolio().name();
  if (resource.has_member()) return resource.member().name();
  if (resource.has_team()) return resource.team().name();
  if (resource.has_period()) return resource.period().name();
  if (resource.has_capacity()) return resource.capacity().name();
  if (resource.has_commitment()) return resource.commitment().name();
  if (resource.has_mandate()) return resource.mandate().name();
  if (resource.has_weave()) return resource.weave().name();
  if (resource.has_review()) return resource.review().name();
  return "";
}

WorldBuilder::WorldBuilder(absl::string_view portfolio)
    : portfolio_(portfolio), zone_(absl::UTCTimeZone()) {
  facts_.Mutable().portfolio.set_name(portfolio_);
  SetModel(*Preset(kDefaultPreset, "en"));
}

int32_t WorldBuilder::Intern(
    absl::string_view id, CopyOnWrite<Ids>* ids,
    std::vector<std::string> engine::NameTables::*table) {
  const auto found = (*ids)->find(id);
  if (found != (*ids)->end()) return found->second;
  std::vector<std::string>& names = names_.Mutable().*table;
  const int32_t index = static_cast<int32_t>(names.size());
  names.emplace_back(id);
  ids->Mutable().emplace(id, index);
  return index;
}

engine::ItemIndex WorldBuilder::InternItem(absl::string_view id) {
  const engine::ItemIndex index = table_.Intern(id);
  if (static_cast<size_t>(index) == items_.size()) {
    items_.emplace_back();
    messages_.emplace_back();
    by_id_.Mutable().push_back(index);
  }
  return index;
}

std::optional<absl::string_view> WorldBuilder::IdIn(
    absl::string_view collection, absl::string_view name) const {
  if (!absl::ConsumePrefix(&name, portfolio_) ||
      !absl::ConsumePrefix(&name, "/") ||
      !absl::ConsumePrefix(&name, collection) ||
      !absl::ConsumePrefix(&name, "/") || name.empty() ||
      absl::StrContains(name, '/')) {
    return std::nullopt;
  }
  return name;
}

engine::ItemIndex WorldBuilder::ItemRef(absl::string_view name) {
  const auto id = IdIn("items", name);
  return id ? InternItem(*id) : engine::kNone;
}

engine::PeriodIndex WorldBuilder::PeriodRef(absl::string_view name) {
  const auto id = IdIn("periods", name);
  return id ? Intern(*id, &periods_, &engine::NameTables::periods)
            : engine::kNone;
}

std::vector<engine::TeamEffort> WorldBuilder::Efforts(
    const google::protobuf::RepeatedPtrField<roadmap::v1::TeamEffort>&
        efforts) {
  std::vector<engine::TeamEffort> made;
  made.reserve(efforts.size());
  for (const auto& effort : efforts) {
    const auto id = IdIn("teams", effort.team());
    if (!id) continue;
    const engine::TeamIndex team =
        Intern(*id, &teams_, &engine::NameTables::teams);
    const auto same =
        std::find_if(made.begin(), made.end(),
                     [&](const auto& e) { return e.team == team; });
    if (same != made.end()) {
      same->effort += effort.effort_hundredths();
    } else {
      made.push_back({team, effort.effort_hundredths()});
    }
  }
  return made;
}

void WorldBuilder::Upsert(const RoadmapResource& resource) {
  if (resource.has_portfolio()) return SetPortfolio(resource.portfolio());
  if (resource.has_kpi() ||
      resource.resource_case() == RoadmapResource::RESOURCE_NOT_SET) {
    return;
  }
  RoadmapFacts& facts = facts_.Mutable();
  if (resource.has_member()) {
    facts.members[resource.member().name()] = resource.member();
    return;  // nothing that the engine sees
  }
  if (resource.has_review()) {
    facts.reviews[resource.review().name()] = resource.review();
    return;
  }
  if (resource.has_team()) {
    facts.teams[resource.team().name()] = resource.team();
    return;  // a team without capacity and effort is none to the engine
  }
  if (resource.has_period()) {
    facts.periods[resource.period().name()] = resource.period();
  } else if (resource.has_capacity()) {
    facts.capacities[resource.capacity().name()] = resource.capacity();
  } else if (resource.has_commitment()) {
    facts.commitments[resource.commitment().name()] = resource.commitment();
  } else if (resource.has_mandate()) {
    facts.mandates[resource.mandate().name()] = resource.mandate();
  } else if (resource.has_weave()) {
    facts.weaves[resource.weave().name()] = resource.weave();
  }
  roadmap_ = nullptr;
}

void WorldBuilder::SetPortfolio(const roadmap::v1::Portfolio& portfolio) {
  if (portfolio.name() != portfolio_) return;
  const bool moved = portfolio.time_zone() != facts_->portfolio.time_zone();
  facts_.Mutable().portfolio = portfolio;
  if (!moved) return;
  zone_ = ZoneOf(portfolio);
  // The day on which an item was submitted depends on the zone.
  for (size_t i = 0; i < items_.size(); ++i) {
    if (items_[i] == nullptr) continue;
    const bool lost = items_[i]->state == engine::ItemState::kLost;
    items_[i] = MakeItem(*messages_[i], lost);
  }
}

void WorldBuilder::RemoveRoadmap(absl::string_view name) {
  const std::string key(name);
  const RoadmapFacts& held = *facts_;
  if (held.members.count(key) + held.teams.count(key) +
          held.periods.count(key) + held.capacities.count(key) +
          held.commitments.count(key) + held.mandates.count(key) +
          held.weaves.count(key) + held.reviews.count(key) ==
      0) {
    return;
  }
  RoadmapFacts& facts = facts_.Mutable();
  facts.members.erase(key);
  facts.teams.erase(key);
  facts.periods.erase(key);
  facts.capacities.erase(key);
  facts.commitments.erase(key);
  facts.mandates.erase(key);
  facts.weaves.erase(key);
  facts.reviews.erase(key);
  roadmap_ = nullptr;
}

void WorldBuilder::Upsert(const Item& item) {
  const auto id = IdIn("items", item.name());
  if (!id) return;
  if (!IsInWorld(item)) return RemoveItem(item.name());
  const engine::ItemIndex index = InternItem(*id);
  const bool was_lost = items_[index] != nullptr &&
                        items_[index]->state == engine::ItemState::kLost;
  if (messages_[index] != nullptr && !was_lost &&
      messages_[index]->SerializeAsString() == item.SerializeAsString()) {
    return;
  }
  messages_[index] = std::make_shared<const Item>(item);
  auto made = MakeItem(item, /*lost=*/false);
  // Making it may have interned what it requires, and moved the vectors.
  items_[index] = std::move(made);
  if (!item.has_study()) return;
  const engine::ItemIndex about = ItemRef(item.study().item());
  if (about != engine::kNone) studies_.Mutable()[about].insert(index);
}

void WorldBuilder::MarkLost(absl::string_view name) {
  const auto id = IdIn("items", name);
  const auto index = id ? table_.Find(*id) : std::nullopt;
  if (!index || messages_[*index] == nullptr) return;
  items_[*index] = MakeItem(*messages_[*index], /*lost=*/true);
}

bool WorldBuilder::IsLost(absl::string_view name) const {
  const auto id = IdIn("items", name);
  const auto index = id ? table_.Find(*id) : std::nullopt;
  return index && items_[*index] != nullptr &&
         items_[*index]->state == engine::ItemState::kLost;
}

void WorldBuilder::RemoveItem(absl::string_view name) {
  const auto id = IdIn("items", name);
  const auto index = id ? table_.Find(*id) : std::nullopt;
  if (!index) return;
  items_[*index] = nullptr;
  messages_[*index] = nullptr;
}

void WorldBuilder::SetModel(const v1::ScoringModel& model) {
  const bool same =
      model_message_ != nullptr && SameContent(*model_message_, model);
  model_message_ = std::make_shared<const v1::ScoringModel>(model);
  if (same) return;
  model_ = std::make_shared<const engine::Model>(ToEngineModel(
      model,
      [this](absl::string_view id) {
        return Intern(id, &criteria_, &engine::NameTables::criteria);
      },
      [this](absl::string_view id) {
        return Intern(id, &categories_, &engine::NameTables::categories);
      }));
}

void WorldBuilder::SetDay(engine::Day day) { day_ = day; }

void WorldBuilder::SortIds() {
  if (sorted_ == by_id_->size()) return;
  const auto by_name = [this](engine::ItemIndex a, engine::ItemIndex b) {
    return table_.IdOf(a) < table_.IdOf(b);
  };
  auto& ids = by_id_.Mutable();
  const auto newest = ids.begin() + static_cast<std::ptrdiff_t>(sorted_);
  std::sort(newest, ids.end(), by_name);
  std::inplace_merge(ids.begin(), newest, ids.end(), by_name);
  sorted_ = ids.size();
}

Snapshot WorldBuilder::Build() {
  if (roadmap_ == nullptr) roadmap_ = MakeRoadmap();
  SortIds();
  Snapshot snapshot;
  snapshot.world.day = day_;
  snapshot.world.items = items_;
  snapshot.world.roadmap = roadmap_;
  snapshot.world.model = model_;
  snapshot.world.names = names_.Share();
  snapshot.items = messages_;
  snapshot.by_id = by_id_.Share();
  snapshot.table = table_;
  snapshot.roadmap = facts_.Share();
  snapshot.studies = studies_.Share();
  snapshot.model = model_message_;
  return snapshot;
}

std::vector<std::string> WorldBuilder::ItemNames() const {
  std::vector<std::string> names;
  for (const auto& message : messages_) {
    if (message != nullptr) names.push_back(message->name());
  }
  return names;
}

std::vector<std::string> WorldBuilder::RoadmapNames() const {
  std::vector<std::string> names;
  const auto add = [&names](const auto& resources) {
    for (const auto& [name, resource] : resources) names.push_back(name);
  };
  add(facts_->members);
  add(facts_->teams);
  add(facts_->periods);
  add(facts_->capacities);
  add(facts_->commitments);
  add(facts_->mandates);
  add(facts_->weaves);
  add(facts_->reviews);
  return names;
}

std::shared_ptr<const Item> WorldBuilder::FindItem(
    absl::string_view name) const {
  const auto id = IdIn("items", name);
  const auto index = id ? table_.Find(*id) : std::nullopt;
  return index ? messages_[*index] : nullptr;
}

}  // namespace lifeline::scoring
