#include "clients/cli/document_writer.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "clients/cli/case_figures.h"
#include "clients/cli/numbers.h"
#include "services/common/dates.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using Json = nlohmann::ordered_json;
using backlog::v1::Item;
using roadmap::v1::Member;
using roadmap::v1::Portfolio;
using roadmap::v1::RoadmapResource;
using scoring::v1::Criterion;
using scoring::v1::ScoringModel;

// An enum's value without its prefix: "STATE_READY" is "READY".
std::string Word(const std::string& name, absl::string_view prefix) {
  return std::string(absl::StripPrefix(name, prefix));
}

void PutText(Json* into, const char* key, const std::string& text) {
  if (!text.empty()) (*into)[key] = text;
}

template <typename Efforts>
Json EffortsJson(const Efforts& efforts) {
  Json json = Json::object();
  for (const auto& effort : efforts) {
    json[IdOf(effort.team())] = JsonDecimal(effort.effort_hundredths());
  }
  return json;
}

class Writer {
 public:
  explicit Writer(const PortfolioContents& contents) : contents_(contents) {
    for (const RoadmapResource& resource : contents.roadmap) {
      if (!resource.has_member()) continue;
      addresses_[resource.member().name()] = resource.member().address();
    }
    const auto zone = LoadTimeZone(contents.portfolio.time_zone());
    if (zone.ok()) zone_ = *zone;
  }

  Json Write() {
    Json json;
    json["portfolio"] = PortfolioPart();
    PortfolioLists(&json);
    Lists(&json, "members", &Writer::MemberPart);
    if (contents_.model.has_value()) json["model"] = ModelPart();
    Lists(&json, "teams", &Writer::TeamPart);
    Lists(&json, "periods", &Writer::PeriodPart);
    Lists(&json, "capacities", &Writer::CapacityPart);
    ModelLists(&json);
    SlaPart(&json);
    ValidationPart(&json);
    for (const Item& item : contents_.items) {
      json["items"].push_back(ItemPart(item));
    }
    Lists(&json, "weaves", &Writer::WeavePart);
    Lists(&json, "commitments", &Writer::CommitmentPart);
    Lists(&json, "mandates", &Writer::MandatePart);
    return json;
  }

 private:
  // Fills the list `key` with what `part` makes of each resource; null is none.
  void Lists(Json* json, const char* key,
             Json (Writer::*part)(const RoadmapResource&) const) const {
    for (const RoadmapResource& resource : contents_.roadmap) {
      Json entry = (this->*part)(resource);
      if (!entry.is_null()) (*json)[key].push_back(std::move(entry));
    }
  }

  std::string Person(const std::string& name) const {
    const auto found = addresses_.find(name);
    if (found != addresses_.end() && !found->second.empty()) {
      return found->second;
    }
    return IdOf(name);
  }

  Json PortfolioPart() const {
    const Portfolio& portfolio = contents_.portfolio;
    Json json;
    json["id"] = IdOf(portfolio.name());
    PutText(&json, "title", portfolio.title());
    if (portfolio.unit() != roadmap::v1::UNIT_UNSPECIFIED) {
      json["unit"] = portfolio.unit() == roadmap::v1::UNIT_POINTS
                         ? "points"
                         : "person-days";
    }
    PutText(&json, "currency", portfolio.currency_code());
    PutText(&json, "locale", portfolio.locale());
    PutText(&json, "time_zone", portfolio.time_zone());
    if (contents_.model.has_value() &&
        contents_.model->fill() != scoring::v1::FILL_RULE_UNSPECIFIED) {
      json["fill"] = contents_.model->fill() == scoring::v1::FILL_RULE_STRICT
                         ? "STRICT"
                         : "FILL";
    }
    return json;
  }

  void PortfolioLists(Json* json) const {
    for (const auto& size : contents_.portfolio.sizes()) {
      (*json)["sizes"][size.letter()] = JsonDecimal(size.effort_hundredths());
    }
    for (const auto& category : contents_.portfolio.categories()) {
      Json entry = {{"id", category.id()}, {"title", category.title()}};
      if (category.retired()) entry["retired"] = true;
      (*json)["categories"].push_back(std::move(entry));
    }
  }

  void SlaPart(Json* json) const {
    if (!contents_.portfolio.has_visibility_sla()) return;
    const auto& sla = contents_.portfolio.visibility_sla();
    (*json)["visibility_sla"] = {
        {"answer_drop", absl::StrCat(sla.answer_drop_days(), "d")},
        {"triage", absl::StrCat(sla.triage_days(), "d")},
        {"estimate", absl::StrCat(sla.estimate_days(), "d")},
        {"escalate_after", absl::StrCat(sla.escalate_after_days(), "d")},
        {"decide_after_reviews", sla.decide_after_reviews()},
        {"sign", absl::StrCat(sla.sign_days(), "d")}};
  }

  void ValidationPart(Json* json) const {
    if (!contents_.portfolio.has_validation()) return;
    const auto& how = contents_.portfolio.validation();
    Json part = {
        {"value_opinions", std::max(1, how.value_opinions())},
        {"effort_opinions", std::max(1, how.effort_opinions())},
        {"readiness", how.readiness_unchecked() ? "unchecked" : "checked"}};
    for (const std::string& name : how.value_raters())
      part["value_raters"].push_back(Person(name));
    for (const std::string& name : how.effort_raters())
      part["effort_raters"].push_back(Person(name));
    (*json)["validation"] = std::move(part);
  }

  Json MemberPart(const RoadmapResource& resource) const {
    if (!resource.has_member()) return nullptr;
    const Member& member = resource.member();
    Json json;
    PutText(&json, "id", IdOf(member.name()));
    PutText(&json, "name", member.display_name());
    PutText(&json, "address", member.address());
    for (const int role : member.roles()) {
      std::string word =
          Word(roadmap::v1::Role_Name(static_cast<roadmap::v1::Role>(role)),
               "ROLE_");
      absl::AsciiStrToLower(&word);
      json["roles"].push_back(absl::StrReplaceAll(word, {{"_", "-"}}));
    }
    PutText(&json, "language", member.language_code());
    if (!member.deputy().empty()) json["deputy"] = Person(member.deputy());
    return json;
  }

  Json TeamPart(const RoadmapResource& resource) const {
    if (!resource.has_team()) return nullptr;
    return {{"id", IdOf(resource.team().name())},
            {"title", resource.team().title()}};
  }

  Json PeriodPart(const RoadmapResource& resource) const {
    if (!resource.has_period()) return nullptr;
    const auto& period = resource.period();
    Json json;
    json["id"] = IdOf(period.name());
    PutText(&json, "title", period.title());
    json["first_day"] = FormatDate(period.first_day());
    json["last_day"] = FormatDate(period.last_day());
    json["state"] =
        Word(roadmap::v1::PlanningPeriod::State_Name(period.state()), "STATE_");
    return json;
  }

  Json CapacityPart(const RoadmapResource& resource) const {
    if (!resource.has_capacity()) return nullptr;
    const auto& capacity = resource.capacity();
    const auto ids =
        ParseName("portfolios/*/periods/*/capacities/*", capacity.name());
    if (!ids.ok()) return nullptr;
    Json json = {{"team", (*ids)[2]},
                 {"period", (*ids)[1]},
                 {"amount", JsonDecimal(capacity.gross_hundredths())}};
    for (const auto& withheld : capacity.withheld()) {
      json["withheld"].push_back(
          {{"amount", JsonDecimal(withheld.amount_hundredths())},
           {"reason", withheld.reason()}});
    }
    return json;
  }

  Json CommitmentPart(const RoadmapResource& resource) const {
    if (!resource.has_commitment()) return nullptr;
    const auto& commitment = resource.commitment();
    return {
        {"item", IdOf(commitment.item())},
        {"period", IdOf(commitment.period())},
        {"state", Word(roadmap::v1::Commitment::State_Name(commitment.state()),
                       "STATE_")}};
  }

  Json MandatePart(const RoadmapResource& resource) const {
    if (!resource.has_mandate()) return nullptr;
    const auto& mandate = resource.mandate();
    return {{"item", IdOf(mandate.item())},
            {"reason", mandate.reason()},
            {"approver", Person(mandate.approver())},
            {"until", FormatDate(mandate.until())}};
  }

  // A proposal is no part of the document: read without a server, it would
  // count.
  Json WeavePart(const RoadmapResource& resource) const {
    if (!resource.has_weave() ||
        resource.weave().state() == roadmap::v1::Weave::STATE_PROPOSED) {
      return nullptr;
    }
    const auto& weave = resource.weave();
    Json json = {{"rider", IdOf(weave.rider())},
                 {"carrier", IdOf(weave.carrier())}};
    if (!weave.carrier_owner().empty())
      json["owner"] = Person(weave.carrier_owner());
    json["effort"] = EffortsJson(weave.marginal_efforts());
    return json;
  }

  Json ModelPart() const {
    const ScoringModel& model = *contents_.model;
    Json json;
    const std::string id = IdOf(model.name());
    PutText(&json, "id", id.substr(0, id.find('@')));
    PutText(&json, "preset", model.preset());
    if (model.formula() != scoring::v1::FORMULA_UNSPECIFIED) {
      json["formula"] =
          Word(scoring::v1::Formula_Name(model.formula()), "FORMULA_");
    }
    if (model.has_min_confidence()) {
      json["min_confidence"] = model.min_confidence();
    }
    for (const Criterion& criterion : model.criteria()) {
      json["criteria"].push_back(CriterionPart(criterion));
    }
    return json;
  }

  static Json CriterionPart(const Criterion& criterion) {
    static const auto* const kSources = new std::map<int, std::string>{
        {Criterion::SOURCE_MONEY, "money"},
        {Criterion::SOURCE_EFFORT, "effort"},
        {Criterion::SOURCE_DUE_DAYS, "due_days"},
        {Criterion::SOURCE_WAITING_DAYS, "waiting_days"}};
    Json json;
    json["id"] = criterion.id();
    PutText(&json, "title", criterion.title());
    json["weight"] = criterion.weight();
    json["min"] = JsonDecimal(criterion.min_hundredths());
    json["max"] = JsonDecimal(
        criterion.has_max_hundredths() ? criterion.max_hundredths() : 1'000);
    json["direction"] =
        criterion.direction() == Criterion::DIRECTION_COST ? "COST" : "BENEFIT";
    const auto source = kSources->find(criterion.source());
    if (source != kSources->end()) json["from"] = source->second;
    for (const auto& point : criterion.points()) {
      json["points"][FormatHundredths(point.at_hundredths())] =
          JsonDecimal(point.rating_hundredths());
    }
    if (criterion.has_neutral_hundredths()) {
      json["neutral"] = JsonDecimal(criterion.neutral_hundredths());
    }
    for (const auto& anchor : criterion.anchors()) {
      json["anchors"][FormatHundredths(anchor.rating_hundredths())] =
          anchor.text();
    }
    return json;
  }

  void ModelLists(Json* json) const {
    if (!contents_.model.has_value()) return;
    for (const auto& reserve : contents_.model->reserves()) {
      (*json)["reserves"].push_back(
          {{"category", reserve.category()}, {"percent", reserve.percent()}});
    }
    if (contents_.model->has_mandate_cap_percent()) {
      (*json)["mandate_cap"] = contents_.model->mandate_cap_percent();
    }
    if (contents_.model->has_rider_cap_percent()) {
      (*json)["rider_cap"] = contents_.model->rider_cap_percent();
    }
  }

  Json ItemPart(const Item& item) const {
    Json json;
    json["id"] = IdOf(item.name());
    PutText(&json, "title", item.title());
    PutText(&json, "category", item.category());
    if (!item.requester().empty()) json["requester"] = Person(item.requester());
    if (!item.owner().empty()) json["owner"] = Person(item.owner());
    PutText(&json, "problem", item.problem());
    PutText(&json, "outcome", item.outcome());
    PutText(&json, "measure", item.measure());
    if (item.has_study()) {
      json["study"] = {{"item", IdOf(item.study().item())},
                       {"until", FormatDate(item.study().last_day())}};
    }
    if (item.state() != Item::STATE_UNSPECIFIED) {
      json["state"] = Word(Item::State_Name(item.state()), "STATE_");
    }
    if (item.has_submit_time()) {
      json["submitted"] = FormatDay(
          Today(absl::FromUnixSeconds(item.submit_time().seconds()), zone_));
    }
    PutText(&json, "due", FormatDate(item.due_date()));
    PutText(&json, "due_basis", item.due_basis());
    ItemNumbers(item, &json);
    ItemEvidence(item, &json);
    ItemLinks(item, &json);
    return json;
  }

  void ItemEvidence(const Item& item, Json* json) const {
    using backlog::v1::Evidence;
    for (const Evidence& evidence : item.evidence()) {
      Json piece;
      piece["id"] = evidence.id();
      if (evidence.grade() != Evidence::GRADE_UNSPECIFIED) {
        piece["grade"] = absl::StrReplaceAll(
            absl::AsciiStrToLower(
                Word(Evidence::Grade_Name(evidence.grade()), "GRADE_")),
            {{"_", "-"}});
      }
      PutText(&piece, "title", evidence.title());
      PutText(&piece, "uri", evidence.uri());
      PutText(&piece, "expires", FormatDate(evidence.expire_date()));
      (*json)["evidence"].push_back(std::move(piece));
    }
  }

  void ItemNumbers(const Item& item, Json* json) const {
    if (item.has_money()) {
      (*json)["money"] = JsonDecimal(item.money().amount_hundredths());
    }
    if (item.has_business_case()) (*json)["case"] = CaseJson(item);
    for (const auto& rating : item.ratings()) {
      Json value = JsonDecimal(rating.value_hundredths());
      if (rating.has_confidence()) {
        value = {{"value", value}, {"confidence", rating.confidence()}};
      }
      (*json)["ratings"][rating.criterion()] = std::move(value);
    }
    if (item.has_confidence()) (*json)["confidence"] = item.confidence();
    if (!item.estimate().efforts().empty()) {
      (*json)["effort"] = EffortsJson(item.estimate().efforts());
    }
  }

  static Json CaseJson(const Item& item) {
    const CaseOptions figures = FiguresOf(item.business_case());
    Json json = Json::object();
    PutText(&json, "leads", figures.leads);
    PutText(&json, "sessions", figures.sessions);
    PutText(&json, "conversion", figures.conversion);
    PutText(&json, "margin", figures.margin);
    PutText(&json, "cost_avoided", figures.cost_avoided);
    return json;
  }

  void ItemLinks(const Item& item, Json* json) const {
    for (const std::string& name : item.required_items()) {
      (*json)["requires"].push_back(IdOf(name));
    }
    if (!item.parent_item().empty())
      (*json)["parent"] = IdOf(item.parent_item());
    for (const std::string& text : item.touchpoints()) {
      (*json)["touchpoints"].push_back(text);
    }
    for (const std::string& text : item.labels()) {
      (*json)["labels"].push_back(text);
    }
    for (const auto& reference : item.external_references()) {
      (*json)["external"].push_back(
          {{"system", reference.system()}, {"key", reference.key()}});
    }
  }

  const PortfolioContents& contents_;
  std::map<std::string, std::string> addresses_;
  absl::TimeZone zone_ = absl::UTCTimeZone();
};

}  // namespace

nlohmann::ordered_json JsonDecimal(int64_t hundredths) {
  if (hundredths % 100 == 0) return hundredths / 100;
  return static_cast<double>(hundredths) / 100;
}

nlohmann::ordered_json DocumentJson(const PortfolioContents& contents) {
  return Writer(contents).Write();
}

}  // namespace lifeline::cli
