#include "services/scoring/engine/references.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace lifeline::engine {
namespace {

constexpr absl::string_view kNothing = "none";

// Collects what changed; what is over the limit is only counted.
class Collector {
 public:
  void Add(std::string text) {
    ++count_;
    if (count_ <= kMaxReferences) references_.push_back(std::move(text));
  }
  void AddChange(absl::string_view what, absl::string_view from,
                 absl::string_view to) {
    if (from != to) Add(absl::StrCat(what, ": ", from, " -> ", to));
  }
  std::vector<Reference> Take() {
    if (count_ > kMaxReferences) {
      references_.push_back(
          absl::StrCat("and ", count_ - kMaxReferences, " more"));
    }
    return std::move(references_);
  }

 private:
  int count_ = 0;
  std::vector<Reference> references_;
};

// The names of both worlds' tables.
class Names {
 public:
  explicit Names(const Mixer& mixer) : mixer_(mixer) {}

  std::string Team(TeamIndex i) const { return Of(&NameTables::teams, i); }
  std::string Period(PeriodIndex i) const {
    return Of(&NameTables::periods, i);
  }
  std::string Category(CategoryIndex i) const {
    return Of(&NameTables::categories, i);
  }
  std::string Criterion(CriterionIndex i) const {
    return Of(&NameTables::criteria, i);
  }
  std::string Item(ItemIndex i) const {
    const engine::Item* item = mixer_.After(i);
    if (item == nullptr) item = mixer_.Before(i);
    return item != nullptr ? item->id : absl::StrCat("#", i);
  }

 private:
  std::string Of(std::vector<std::string> NameTables::*table,
                 int32_t index) const {
    for (const World* world : {&mixer_.after(), &mixer_.before()}) {
      if (world->names == nullptr || index < 0) continue;
      const std::vector<std::string>& names = *world->names.*table;
      if (static_cast<size_t>(index) < names.size()) return names[index];
    }
    return index < 0 ? std::string(kNothing) : absl::StrCat("#", index);
  }

  const Mixer& mixer_;
};

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

absl::string_view FormulaName(Formula formula) {
  switch (formula) {
    case Formula::kValue:
      return "VALUE";
    case Formula::kValuePerEffort:
      return "VALUE_PER_EFFORT";
    case Formula::kProductPerEffort:
      return "PRODUCT_PER_EFFORT";
  }
  return "";
}

absl::string_view CommitmentName(CommitmentState state) {
  switch (state) {
    case CommitmentState::kPromised:
      return "PROMISED";
    case CommitmentState::kStarted:
      return "STARTED";
    case CommitmentState::kDelivered:
      return "DELIVERED";
  }
  return "";
}

using Texts = std::map<int64_t, std::string>;

// Adds what differs between two tables of texts; `label` names a key.
template <typename Label>
void AddDifferences(const Texts& before, const Texts& after, const Label& label,
                    Collector& out) {
  const auto text = [](const Texts& texts, int64_t key) {
    const auto found = texts.find(key);
    return found == texts.end() ? kNothing : absl::string_view(found->second);
  };
  Texts keys = before;
  keys.insert(after.begin(), after.end());
  for (const auto& [key, unused] : keys) {
    out.AddChange(label(key), text(before, key), text(after, key));
  }
}

int64_t Pair(int32_t high, int32_t low) {
  return (int64_t{high} << 32) | static_cast<uint32_t>(low);
}
int32_t High(int64_t pair) { return static_cast<int32_t>(pair >> 32); }
int32_t Low(int64_t pair) { return static_cast<int32_t>(pair); }

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

std::string CriterionText(const Criterion& criterion) {
  std::string text =
      absl::StrCat(Decimal(criterion.min), "..", Decimal(criterion.max));
  absl::StrAppend(&text, criterion.direction == Direction::kCost ? " COST" : "",
                  criterion.neutral.has_value()
                      ? absl::StrCat(" neutral ", Decimal(*criterion.neutral))
                      : "");
  for (const CurvePoint& point : criterion.points) {
    absl::StrAppend(&text, " ", Decimal(point.at), "=", Decimal(point.rating));
  }
  return text;
}

void AddModel(const Model& was, const Model& is, const Names& names,
              Collector& out) {
  const auto tables = [](const Model& model) {
    std::pair<Texts, Texts> texts;
    for (const Criterion& criterion : model.criteria) {
      texts.first[criterion.criterion] = absl::StrCat(criterion.weight);
      texts.second[criterion.criterion] = CriterionText(criterion);
    }
    return texts;
  };
  const auto [old_weights, old_scales] = tables(was);
  const auto [new_weights, new_scales] = tables(is);
  out.AddChange("formula", FormulaName(was.formula), FormulaName(is.formula));
  AddDifferences(
      old_weights, new_weights,
      [&](int64_t c) { return absl::StrCat("weight of ", names.Criterion(c)); },
      out);
  AddDifferences(
      old_scales, new_scales,
      [&](int64_t c) { return absl::StrCat("scale of ", names.Criterion(c)); },
      out);
  out.AddChange("min_confidence", absl::StrCat(was.min_confidence),
                absl::StrCat(is.min_confidence));
}

void AddCapacity(const Roadmap& was, const Roadmap& is, const Names& names,
                 Collector& out) {
  const auto capacities = [](const Roadmap& roadmap) {
    std::map<int64_t, Hundredths> sums;
    for (const Capacity& capacity : roadmap.capacities) {
      sums[Pair(capacity.period, capacity.team)] += capacity.amount;
    }
    Texts texts;
    for (const auto& [key, amount] : sums) texts[key] = Decimal(amount);
    return texts;
  };
  const auto periods = [](const Roadmap& roadmap) {
    Texts texts;
    for (const Period& period : roadmap.periods) {
      texts[period.period] =
          absl::StrCat(period.open ? "open" : "not open", " ",
                       Date(period.first_day), "..", Date(period.last_day));
    }
    return texts;
  };
  AddDifferences(
      capacities(was), capacities(is),
      [&](int64_t key) {
        return absl::StrCat("capacity of ", names.Team(Low(key)), " in ",
                            names.Period(High(key)));
      },
      out);
  AddDifferences(
      periods(was), periods(is),
      [&](int64_t p) { return absl::StrCat("period ", names.Period(p)); }, out);
}

void AddReserves(const Model& was, const Model& is, const Names& names,
                 Collector& out) {
  const auto reserves = [](const Model& model) {
    std::map<int64_t, int> sums;
    for (const Reserve& reserve : model.reserves) {
      sums[reserve.category] += reserve.percent;
    }
    Texts texts;
    for (const auto& [key, sum] : sums) texts[key] = absl::StrCat(sum, " %");
    return texts;
  };
  const auto fill = [](const Model& model) {
    return model.fill == FillRule::kStrict ? "STRICT" : "FILL";
  };
  AddDifferences(
      reserves(was), reserves(is),
      [&](int64_t c) { return absl::StrCat("reserve of ", names.Category(c)); },
      out);
  out.AddChange("fill", fill(was), fill(is));
  out.AddChange("mandate_cap", absl::StrCat(was.mandate_cap_percent, " %"),
                absl::StrCat(is.mandate_cap_percent, " %"));
}

std::string NeedsText(const std::vector<TeamEffort>& efforts,
                      const Names& names) {
  std::string text;
  for (const TeamEffort& effort : efforts) {
    absl::StrAppend(&text, text.empty() ? "" : ", ", names.Team(effort.team),
                    " ", Decimal(effort.effort));
  }
  return text;
}

void AddDecisions(const Roadmap& was, const Roadmap& is, const Names& names,
                  Collector& out) {
  const auto commitments = [&](const Roadmap& roadmap) {
    Texts texts;
    for (const Commitment& commitment : roadmap.commitments) {
      std::string& text = texts[commitment.item];
      text = absl::StrCat(CommitmentName(commitment.state), " in ",
                          names.Period(commitment.period));
      if (commitment.remaining.has_value()) {
        absl::StrAppend(&text, ", remaining ",
                        NeedsText(*commitment.remaining, names));
      }
    }
    return texts;
  };
  const auto mandates = [](const Roadmap& roadmap) {
    Texts texts;
    for (const Mandate& mandate : roadmap.mandates) {
      texts[mandate.item] = absl::StrCat("until ", Date(mandate.until));
    }
    return texts;
  };
  AddDifferences(
      commitments(was), commitments(is),
      [&](int64_t i) { return absl::StrCat("commitment of ", names.Item(i)); },
      out);
  AddDifferences(
      mandates(was), mandates(is),
      [&](int64_t i) { return absl::StrCat("mandate of ", names.Item(i)); },
      out);
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
