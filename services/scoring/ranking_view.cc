#include "services/scoring/ranking_view.h"

#include <array>
#include <cassert>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/digest.h"
#include "services/common/names.h"
#include "services/scoring/reason_text.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

// The results' canonical bytes: numbers that are not negative in groups of
// seven bits, the least significant first; text with its length before it.
void AppendNumber(uint64_t number, std::string* bytes) {
  for (; number >= 0x80; number >>= 7) {
    bytes->push_back(static_cast<char>(number | 0x80));
  }
  bytes->push_back(static_cast<char>(number));
}

void AppendText(absl::string_view text, std::string* bytes) {
  AppendNumber(text.size(), bytes);
  bytes->append(text.data(), text.size());
}

}  // namespace

v1::Standing ToProto(engine::Standing standing) {
  return static_cast<v1::Standing>(static_cast<int>(standing) + 1);
}

v1::Rule ToProto(engine::Rule rule) {
  return static_cast<v1::Rule>(static_cast<int>(rule));
}

static_assert(static_cast<int>(engine::Standing::kAbove) + 1 ==
              v1::STANDING_ABOVE);
static_assert(static_cast<int>(engine::Standing::kUnscored) + 1 ==
              v1::STANDING_UNSCORED);
static_assert(static_cast<int>(engine::Standing::kLost) + 1 ==
              v1::STANDING_LOST);
static_assert(static_cast<int>(engine::Rule::kNone) == v1::RULE_UNSPECIFIED);
static_assert(static_cast<int>(engine::Rule::kByCommitment) ==
              v1::RULE_BY_COMMITMENT);
static_assert(static_cast<int>(engine::Rule::kAsRider) == v1::RULE_AS_RIDER);

absl::string_view ShortName(v1::Standing standing) {
  if (standing == v1::STANDING_UNSPECIFIED) return "";
  return absl::StripPrefix(v1::Standing_Name(standing), "STANDING_");
}

absl::string_view ShortName(v1::Rule rule) {
  if (rule == v1::RULE_UNSPECIFIED) return "";
  return absl::StripPrefix(v1::Rule_Name(rule), "RULE_");
}

RankingView::RankingView(Snapshot snapshot, engine::Plan plan, int64_t number)
    : snapshot_(std::move(snapshot)),
      plan_(std::move(plan)),
      number_(number),
      name_(number == 0
                ? ""
                : absl::StrCat(snapshot_.portfolio(), "/rankings/", number)) {
  assert(plan_.results.size() == snapshot_.items.size());
  const auto periods = snapshot_.world.names->periods.size();
  for (size_t i = 0; i < periods; ++i) {
    period_names_.push_back(
        snapshot_.PeriodName(static_cast<engine::PeriodIndex>(i)));
  }
}

v1::Ranking RankingView::MakeRanking() const {
  v1::Ranking ranking;
  ranking.set_name(name_);
  ranking.set_number(number_);
  *ranking.mutable_as_of() = ToDate(snapshot_.world.day);
  const v1::ScoringModel& model = *snapshot_.model;
  ranking.set_model(model.name());
  ranking.set_model_version(model.version());
  ranking.set_fill(model.fill());
  ranking.set_provisional(model.provisional());
  int32_t items = 0;
  for (int i = 0; i < engine::kStandings; ++i) {
    if (plan_.counts[i] == 0) continue;
    auto* count = ranking.add_counts();
    count->set_standing(ToProto(static_cast<engine::Standing>(i)));
    count->set_count(plan_.counts[i]);
    items += plan_.counts[i];
  }
  ranking.set_item_count(items);
  FillCapacityUse(&ranking);
  ranking.set_tie_at_line(plan_.tie_at_line);
  for (engine::ItemIndex item : plan_.dangling) {
    ranking.add_dangling(snapshot_.ItemName(item));
  }
  ranking.set_engine_version(engine::kEngineVersion);
  return ranking;
}

void RankingView::FillCapacityUse(v1::Ranking* ranking) const {
  const engine::NameTables& names = *snapshot_.world.names;
  for (const engine::Usage& usage : plan_.usage) {
    auto* use = ranking->add_capacity_use();
    use->set_team(snapshot_.TeamName(usage.team));
    use->set_period(snapshot_.PeriodName(usage.period));
    use->set_amount_hundredths(usage.capacity);
    use->set_used_hundredths(usage.used);
    use->set_released_hundredths(usage.released);
    const auto found = snapshot_.roadmap->capacities.find(
        absl::StrCat(use->period(), "/capacities/", names.teams[usage.team]));
    if (found == snapshot_.roadmap->capacities.end()) continue;
    int64_t withheld = 0;
    for (const auto& part : found->second.withheld()) {
      withheld += part.amount_hundredths();
    }
    use->set_withheld_hundredths(withheld);
  }
}

std::string RankingView::ResultsDigest() const {
  const engine::NameTables& names = *snapshot_.world.names;
  const auto id_of = [this](engine::ItemIndex item) -> absl::string_view {
    return item == engine::kNone ? "" : snapshot_.table.IdOf(item);
  };
  std::string bytes;
  bytes.reserve(snapshot_.items.size() * 64);
  for (engine::ItemIndex item : *snapshot_.by_id) {
    if (snapshot_.items[item] == nullptr) continue;
    const engine::Result& result = plan_.results[item];
    AppendText(id_of(item), &bytes);
    bytes.push_back(static_cast<char>(result.scored));
    AppendNumber(result.scored ? static_cast<uint64_t>(result.score_micros) : 0,
                 &bytes);
    bytes.push_back(static_cast<char>(result.standing));
    bytes.push_back(static_cast<char>(result.rule));
    bytes.push_back(static_cast<char>(result.at_risk));
    AppendText(
        result.period == engine::kNone ? "" : names.periods[result.period],
        &bytes);
    AppendText(id_of(result.carrier), &bytes);
    AppendText(id_of(result.by_item), &bytes);
    AppendNumber(static_cast<uint64_t>(plan_.rank[item]), &bytes);
  }
  return Sha256Hex(bytes);
}

bool RankingView::StandsAbove(absl::string_view name) const {
  const auto item = FindItem(name);
  if (!item) return false;
  const engine::Standing standing = plan_.results[*item].standing;
  return standing == engine::Standing::kAbove ||
         standing == engine::Standing::kRiding;
}

const std::vector<engine::ItemIndex>& RankingView::Listing() const {
  absl::call_once(listed_, [this] { MakeListing(); });
  return listing_;
}

void RankingView::MakeListing() const {
  listing_ = plan_.order;
  std::array<std::vector<engine::ItemIndex>, engine::kStandings> others;
  for (engine::ItemIndex item : *snapshot_.by_id) {
    if (snapshot_.items[item] == nullptr || plan_.rank[item] != 0) continue;
    others[static_cast<int>(plan_.results[item].standing)].push_back(item);
  }
  for (const auto& of_standing : others) {
    listing_.insert(listing_.end(), of_standing.begin(), of_standing.end());
  }
}

void RankingView::FillRankedItem(engine::ItemIndex item, v1::View view,
                                 Language language,
                                 v1::RankedItem* ranked) const {
  const backlog::v1::Item& message = *snapshot_.items[item];
  const engine::Result& result = plan_.results[item];
  if (number_ != 0) {
    absl::StrAppend(ranked->mutable_name(), name_, "/items/",
                    snapshot_.table.IdOf(item));
  }
  ranked->set_item(message.name());
  ranked->set_rank(plan_.rank[item]);
  ranked->set_title(message.title());
  ranked->set_category(message.category());
  FillPlace(result, language, ranked);
  FillScore(item, view, ranked);
  *ranked->mutable_efforts() = message.estimate().efforts();
  ranked->set_money_hundredths(message.money().amount_hundredths());
  *ranked->mutable_external_references() = message.external_references();
  ranked->set_requester(message.requester());
  ranked->set_owner(message.owner());
  ranked->set_state(message.state());
}

void RankingView::FillPlace(const engine::Result& result, Language language,
                            v1::RankedItem* ranked) const {
  ranked->set_standing(ToProto(result.standing));
  ranked->set_rule(ToProto(result.rule));
  ranked->set_at_risk(result.at_risk);
  if (result.period != engine::kNone) {
    ranked->set_period(period_names_[result.period]);
  }
  if (result.carrier != engine::kNone) {
    ranked->set_carrier(snapshot_.ItemName(result.carrier));
  }
  if (result.by_item != engine::kNone) {
    ranked->set_pulled_up_by(snapshot_.ItemName(result.by_item));
  }
  const engine::Reason& reason = result.reason;
  if (reason.code == engine::ReasonCode::kNone) return;
  const absl::string_view code = ReasonCodeName(reason.code);
  ranked->set_reason_code(code.data(), code.size());
  ranked->set_reason(ReasonText(reason, snapshot_, language));
  const bool is_below = result.standing == engine::Standing::kBelow;
  const bool lacks_room = reason.code == engine::ReasonCode::kTeamFull ||
                          reason.code == engine::ReasonCode::kOverCap;
  if (is_below && lacks_room && reason.needed > reason.free) {
    ranked->set_missing_capacity_hundredths(reason.needed - reason.free);
  }
}

void RankingView::FillScore(engine::ItemIndex item, v1::View view,
                            v1::RankedItem* ranked) const {
  const engine::Result& result = plan_.results[item];
  const engine::NameTables& names = *snapshot_.world.names;
  ranked->set_scored(result.scored);
  if (result.scored) ranked->set_score_micros(result.score_micros);
  const bool open = result.standing == engine::Standing::kUnscored ||
                    result.standing == engine::Standing::kNotReady;
  if (open || !result.scored) {
    const engine::Missing missing =
        engine::MissingInputs(snapshot_.world, item);
    for (engine::CriterionIndex criterion : missing.criteria) {
      ranked->add_missing(names.criteria[criterion]);
    }
    if (missing.money) ranked->add_missing("money");
    if (missing.effort) ranked->add_missing("effort");
  }
  if (view != v1::VIEW_FULL) return;
  for (const engine::Contribution& part :
       engine::Contributions(snapshot_.world, item)) {
    auto* made = ranked->add_contributions();
    made->set_criterion(names.criteria[part.criterion]);
    made->set_rating_hundredths(part.rating);
    made->set_confidence(part.confidence);
    made->set_weight(part.weight);
    made->set_points(part.points);
    made->set_assumed(part.assumed);
    made->set_derived(part.derived);
  }
}

std::vector<FilterField> RankingView::FilterFields() {
  FilterField standing{"standing", {}};
  for (int i = v1::STANDING_ABOVE; i <= v1::Standing_MAX; ++i) {
    standing.values.emplace_back(ShortName(static_cast<v1::Standing>(i)));
  }
  FilterField rule{"rule", {}};
  for (int i = v1::RULE_BY_SCORE; i <= v1::Rule_MAX; ++i) {
    rule.values.emplace_back(ShortName(static_cast<v1::Rule>(i)));
  }
  return {std::move(standing), std::move(rule), {"category", {}},
          {"period", {}},      {"team", {}},    {"owner", {}},
          {"requester", {}}};
}

std::vector<std::string> RankingView::ValuesOf(engine::ItemIndex item,
                                               absl::string_view field) const {
  const backlog::v1::Item& message = *snapshot_.items[item];
  const engine::Result& result = plan_.results[item];
  const auto one = [](absl::string_view value) {
    return value.empty() ? std::vector<std::string>()
                         : std::vector<std::string>{std::string(value)};
  };
  if (field == "standing") return one(ShortName(ToProto(result.standing)));
  if (field == "rule") return one(ShortName(ToProto(result.rule)));
  if (field == "category") return one(message.category());
  if (field == "owner") return one(message.owner());
  if (field == "requester") return one(message.requester());
  if (field == "period") {
    if (result.period == engine::kNone) return {};
    return one(snapshot_.world.names->periods[result.period]);
  }
  std::vector<std::string> teams;
  if (field == "team") {
    for (const auto& effort : message.estimate().efforts()) {
      teams.emplace_back(LastId(effort.team()));
    }
  }
  return teams;
}

}  // namespace lifeline::scoring
