// What changed in the tables of model and roadmap, in words.
#include "services/scoring/engine/reference_texts.h"

#include "services/scoring/engine/rating.h"
#include "services/scoring/engine/references.h"

namespace lifeline::engine {
namespace {

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

int64_t Pair(int32_t high, int32_t low) {
  return (int64_t{high} << 32) | static_cast<uint32_t>(low);
}
int32_t High(int64_t pair) { return static_cast<int32_t>(pair >> 32); }
int32_t Low(int64_t pair) { return static_cast<int32_t>(pair); }

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

}  // namespace

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
      sums[Pair(capacity.period, capacity.team)] += Bounded(capacity.amount);
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
    std::map<int64_t, int64_t> sums;
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
  const auto rider_cap = [](const Model& model) {
    return absl::StrCat(model.rider_cap_percent.value_or(100), " %");
  };
  out.AddChange("rider_cap", rider_cap(was), rider_cap(is));
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

}  // namespace lifeline::engine
