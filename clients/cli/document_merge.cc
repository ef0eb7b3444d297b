#include "clients/cli/document_merge.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "services/common/dates.h"

namespace lifeline::cli {
namespace {

using backlog::v1::ExternalReference;
using backlog::v1::Item;
using backlog::v1::Rating;

bool Names(const backlog::v1::ItemUpsert& upsert, const char* field) {
  for (const std::string& path : upsert.update_mask().paths()) {
    if (path == field) return true;
  }
  return false;
}

void KeepRatings(const Item& old, Item* item) {
  for (const Rating& before : old.ratings()) {
    Rating* named = nullptr;
    for (Rating& rating : *item->mutable_ratings()) {
      if (rating.criterion() == before.criterion()) named = &rating;
    }
    if (named == nullptr) {
      *item->add_ratings() = before;
      continue;
    }
    if (!named->has_confidence() && before.has_confidence()) {
      named->set_confidence(before.confidence());
    }
    named->set_evidence(before.evidence());
  }
}

void KeepMoney(const Item& old, Item* item) {
  if (!old.has_money()) return;
  if (old.money().has_confidence()) {
    item->mutable_money()->set_confidence(old.money().confidence());
  }
  item->mutable_money()->set_evidence(old.money().evidence());
}

void KeepReferences(const Item& old, Item* item) {
  for (const ExternalReference& before : old.external_references()) {
    ExternalReference* named = nullptr;
    for (ExternalReference& reference : *item->mutable_external_references()) {
      if (reference.system() == before.system() &&
          reference.key() == before.key()) {
        named = &reference;
      }
    }
    *(named != nullptr ? named : item->add_external_references()) = before;
  }
}

void KeepSubmitTime(const Item& old, absl::TimeZone zone, Item* item) {
  const auto day = [&](const Item& of) {
    return Today(absl::FromUnixSeconds(of.submit_time().seconds()), zone);
  };
  if (old.has_submit_time() && day(old) == day(*item)) {
    *item->mutable_submit_time() = old.submit_time();
  }
}

bool LacksOwner(const roadmap::v1::RoadmapUpsert& upsert) {
  return upsert.resource().has_weave() &&
         upsert.resource().weave().carrier_owner().empty();
}

// Who owns an item, and who asked for it; what was said last counts.
struct People {
  std::string owner;
  std::string requester;

  void Take(const Item& item) {
    if (!item.owner().empty()) owner = item.owner();
    if (!item.requester().empty()) requester = item.requester();
  }
};

}  // namespace

void KeepWhatIsLeftOut(const std::vector<Item>& existing, absl::TimeZone zone,
                       Document* document) {
  std::map<std::string, const Item*> by_name;
  for (const Item& item : existing) by_name[item.name()] = &item;
  for (backlog::v1::ItemUpsert& upsert : document->items) {
    const auto found = by_name.find(upsert.item().name());
    if (found == by_name.end()) continue;
    const Item& old = *found->second;
    Item* item = upsert.mutable_item();
    if (upsert.update_mask().paths().empty()) {
      item->set_title(old.title());
      upsert.mutable_update_mask()->add_paths("title");
    }
    if (Names(upsert, "ratings")) KeepRatings(old, item);
    if (Names(upsert, "submit_time")) KeepSubmitTime(old, zone, item);
    if (Names(upsert, "money")) KeepMoney(old, item);
    if (Names(upsert, "external_references")) KeepReferences(old, item);
  }
}

bool NeedsCarrierOwners(const Document& document) {
  return std::any_of(document.roadmap.begin(), document.roadmap.end(),
                     [](const roadmap::v1::RoadmapUpsert& upsert) {
                       return LacksOwner(upsert);
                     });
}

void FillCarrierOwners(const std::vector<Item>& items,
                       const std::vector<roadmap::v1::Weave>& weaves,
                       Document* document) {
  std::map<std::string, People> carriers;
  for (const Item& item : items) carriers[item.name()].Take(item);
  for (const backlog::v1::ItemUpsert& upsert : document->items)
    carriers[upsert.item().name()].Take(upsert.item());
  std::set<std::pair<std::string, std::string>> owned;
  for (const roadmap::v1::Weave& weave : weaves) {
    if (!weave.carrier_owner().empty())
      owned.emplace(weave.name(), weave.carrier());
  }
  for (roadmap::v1::RoadmapUpsert& upsert : document->roadmap) {
    if (!LacksOwner(upsert)) continue;
    roadmap::v1::Weave* weave = upsert.mutable_resource()->mutable_weave();
    if (owned.count({weave->name(), weave->carrier()}) != 0) continue;
    const People& people = carriers[weave->carrier()];
    const std::string& owner =
        people.owner.empty() ? people.requester : people.owner;
    if (owner.empty()) continue;
    weave->set_carrier_owner(owner);
    upsert.mutable_update_mask()->add_paths("carrier_owner");
  }
}

}  // namespace lifeline::cli
