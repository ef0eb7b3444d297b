#include "services/scoring/engine/references.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/scoring/engine/reference_texts.h"

namespace lifeline::engine {
namespace {

absl::string_view StateName(ItemState state) {
  switch (state) {
    case ItemState::kNotReady:
      return "NOT_READY";
    case ItemState::kReady:
      return "READY";
    case ItemState::kDone:
      return "DONE";
    case ItemState::kDeclined:
      return "DECLINED";
    case ItemState::kWithdrawn:
      return "WITHDRAWN";
    case ItemState::kMerged:
      return "MERGED";
    case ItemState::kLost:
      return "LOST";
  }
  return "";
}

std::string Confident(Hundredths value, int confidence) {
  return confidence == 100
             ? Decimal(value)
             : absl::StrCat(Decimal(value), " at ", confidence, " %");
}

Texts RatingTexts(const Item& item) {
  Texts texts;
  for (const Rating& rating : item.ratings) {
    std::string& text = texts[rating.criterion];
    text = Confident(rating.value, rating.confidence);
    if (rating.evidence_expires != kNoDay) {
      absl::StrAppend(&text, " until ", Date(rating.evidence_expires));
    }
  }
  return texts;
}

void AddOwnRatings(const Item& was, const Item& is, const Names& names,
                   Collector& out) {
  AddDifferences(
      RatingTexts(was), RatingTexts(is),
      [&](int64_t c) { return names.Criterion(c); }, out);
  const auto money = [](const Item& item) {
    if (!item.money.has_value()) return std::string(kNothing);
    std::string text = Confident(*item.money, item.money_confidence);
    if (item.money_evidence_expires != kNoDay) {
      absl::StrAppend(&text, " until ", Date(item.money_evidence_expires));
    }
    return text;
  };
  out.AddChange("money", money(was), money(is));
  out.AddChange("confidence", absl::StrCat(was.confidence),
                absl::StrCat(is.confidence));
}

Texts EffortTexts(const std::vector<TeamEffort>& efforts) {
  Texts texts;
  for (const TeamEffort& effort : efforts) {
    texts[effort.team] = Decimal(effort.effort);
  }
  return texts;
}

void AddOwnEffort(const Item& was, const Item& is, const Names& names,
                  Collector& out) {
  out.AddChange("estimate", was.estimated ? "known" : kNothing,
                is.estimated ? "known" : kNothing);
  AddDifferences(
      EffortTexts(was.efforts), EffortTexts(is.efforts),
      [&](int64_t t) { return absl::StrCat("effort of ", names.Team(t)); },
      out);
}

void AddOwnState(const Item* was, const Item* is, const Names& names,
                 Collector& out) {
  const auto state = [](const Item* item) {
    return item == nullptr ? absl::string_view("absent")
                           : StateName(item->state);
  };
  out.AddChange("state", state(was), state(is));
  if (was == nullptr || is == nullptr) return;
  out.AddChange("category", names.Category(was->category),
                names.Category(is->category));
  out.AddChange("due", Date(was->due), Date(is->due));
  out.AddChange("submitted", Date(was->submitted), Date(is->submitted));
  out.AddChange("id", was->id, is->id);
}

void AddItems(const Mixer& mixer, Group group, ItemIndex own,
              const Names& names, Collector& out) {
  for (ItemIndex item : mixer.changed()) {
    Group as_other;
    if (mixer.GroupAsOther(item, as_other) && as_other == group &&
        (item != own || group == Group::kRestore)) {
      out.Add(names.Item(item));
    }
  }
}

void AddExpired(const Mixer& mixer, const Names& names, Collector& out) {
  const Day was = EvidenceDayIn(mixer.before());
  const Day is = EvidenceDayIn(mixer.after());
  const auto expired = [&](Day day) {
    return day != kNoDay && (day <= was) != (day <= is);
  };
  for (const std::shared_ptr<const Item>& item : mixer.after().items) {
    if (item == nullptr) continue;
    if (item->money.has_value() && expired(item->money_evidence_expires)) {
      out.Add(absl::StrCat("money of ", item->id, " on ",
                           Date(item->money_evidence_expires)));
    }
    for (const Rating& rating : item->ratings) {
      if (!expired(rating.evidence_expires)) continue;
      out.Add(absl::StrCat(names.Criterion(rating.criterion), " of ", item->id,
                           " on ", Date(rating.evidence_expires)));
    }
  }
}

void AddLinks(const Mixer& mixer, const Names& names, Collector& out) {
  for (ItemIndex item : mixer.changed()) {
    const Item* was = mixer.Before(item);
    const Item* is = mixer.After(item);
    if (was == nullptr || is == nullptr) continue;
    const auto has = [](const Item& who, ItemIndex required) {
      return std::count(who.requires_items.begin(), who.requires_items.end(),
                        required) > 0;
    };
    for (ItemIndex required : was->requires_items) {
      if (!has(*is, required)) {
        out.Add(absl::StrCat(names.Item(item), " requires ",
                             names.Item(required), " no more"));
      }
    }
    for (ItemIndex required : is->requires_items) {
      if (!has(*was, required)) {
        out.Add(
            absl::StrCat(names.Item(item), " requires ", names.Item(required)));
      }
    }
  }
  const auto weaves = [&](const World& world) {
    Texts texts;
    for (const Weave& weave : RoadmapIn(world).weaves) {
      texts[weave.rider] = absl::StrCat(names.Item(weave.carrier), " for ",
                                        NeedsText(weave.marginal, names));
    }
    return texts;
  };
  AddDifferences(
      weaves(mixer.before()), weaves(mixer.after()),
      [&](int64_t i) { return absl::StrCat("carrier of ", names.Item(i)); },
      out);
}

}  // namespace

std::vector<Reference> ReferencesOf(const Mixer& mixer, Group group,
                                    ItemIndex item) {
  Collector out;
  const Names names(mixer);
  const World& before = mixer.before();
  const World& after = mixer.after();
  const Item* was = mixer.Before(item);
  const Item* is = mixer.After(item);
  const bool in_both = was != nullptr && is != nullptr;
  switch (group) {
    case Group::kOwnRatings:
      if (in_both) AddOwnRatings(*was, *is, names, out);
      break;
    case Group::kOwnEffort:
      if (in_both) AddOwnEffort(*was, *is, names, out);
      break;
    case Group::kOwnState:
      AddOwnState(was, is, names, out);
      break;
    case Group::kEvidenceExpired:
      AddExpired(mixer, names, out);
      break;
    case Group::kTime:
      out.AddChange("day", Date(before.day), Date(after.day));
      break;
    case Group::kOtherItems:
    case Group::kNewItems:
    case Group::kGoneItems:
    case Group::kRestore:
      AddItems(mixer, group, item, names, out);
      break;
    case Group::kModel:
      AddModel(ModelIn(before), ModelIn(after), names, out);
      break;
    case Group::kCapacity:
      AddCapacity(RoadmapIn(before), RoadmapIn(after), names, out);
      break;
    case Group::kReserves:
      AddReserves(ModelIn(before), ModelIn(after), names, out);
      break;
    case Group::kDecisions:
      AddDecisions(RoadmapIn(before), RoadmapIn(after), names, out);
      break;
    case Group::kLinks:
      AddLinks(mixer, names, out);
      break;
  }
  return out.Take();
}

std::string Decimal(Hundredths value) {
  const uint64_t amount = value < 0 ? uint64_t{0} - static_cast<uint64_t>(value)
                                    : static_cast<uint64_t>(value);
  std::string text = absl::StrCat(value < 0 ? "-" : "", amount / 100);
  const uint64_t rest = amount % 100;
  if (rest != 0) {
    absl::StrAppend(&text, ".", rest / 10);
    if (rest % 10 != 0) absl::StrAppend(&text, rest % 10);
  }
  return text;
}

std::string Date(Day day) {
  if (day == kNoDay) return std::string(kNothing);
  const absl::CivilDay date = absl::CivilDay(1970, 1, 1) + day;
  return absl::StrCat(absl::Dec(date.year(), absl::kZeroPad4), "-",
                      absl::Dec(date.month(), absl::kZeroPad2), "-",
                      absl::Dec(date.day(), absl::kZeroPad2));
}

}  // namespace lifeline::engine
