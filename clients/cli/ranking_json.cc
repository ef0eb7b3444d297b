#include "clients/cli/ranking_json.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/document_writer.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using Json = nlohmann::ordered_json;
using scoring::v1::Contribution;
using scoring::v1::LineCrossing;
using scoring::v1::RankedItem;
using scoring::v1::Ranking;

std::string EnumWord(const std::string& name, absl::string_view prefix) {
  if (absl::EndsWith(name, "_UNSPECIFIED")) return "";
  return std::string(absl::StripPrefix(name, prefix));
}

Json ContributionJson(const Contribution& contribution) {
  return {{"criterion", contribution.criterion()},
          {"rating", JsonDecimal(contribution.rating_hundredths())},
          {"confidence", contribution.confidence()},
          {"weight", contribution.weight()},
          {"points", contribution.points()},
          {"assumed", contribution.assumed()}};
}

Json ItemJson(const RankedItem& item) {
  Json json;
  json["item"] = IdOf(item.item());
  json["rank"] = item.rank();
  json["category"] = item.category();
  json["standing"] = StandingWord(item.standing());
  json["period"] = IdOf(item.period());
  json["atRisk"] = item.at_risk();
  json["rule"] = RuleWord(item.rule());
  json["reason"] = item.reason();
  // A score that is missing is not zero: its text stays empty.
  json["score"] = item.scored() ? FormatMicros(item.score_micros()) : "";
  json["scoreMicros"] = item.score_micros();
  json["effort"] = Json::object();
  for (const auto& effort : item.efforts()) {
    json["effort"][IdOf(effort.team())] =
        JsonDecimal(effort.effort_hundredths());
  }
  json["external"] = Json::array();
  for (const auto& reference : item.external_references()) {
    json["external"].push_back(
        {{"system", reference.system()}, {"key", reference.key()}});
  }
  json["contributions"] = Json::array();
  for (const Contribution& contribution : item.contributions()) {
    json["contributions"].push_back(ContributionJson(contribution));
  }
  return json;
}

}  // namespace

std::string StandingWord(scoring::v1::Standing standing) {
  return EnumWord(scoring::v1::Standing_Name(standing), "STANDING_");
}

std::string RuleWord(scoring::v1::Rule rule) {
  return EnumWord(scoring::v1::Rule_Name(rule), "RULE_");
}

std::string KindWord(LineCrossing::Kind kind) {
  return EnumWord(LineCrossing::Kind_Name(kind), "KIND_");
}

std::string GroupWord(scoring::v1::Cause::Group group) {
  return EnumWord(scoring::v1::Cause::Group_Name(group), "GROUP_");
}

std::string ShareText(const scoring::v1::Cause& cause) {
  return absl::StrCat(cause.share_numerator(), "/", cause.share_denominator());
}

std::string ModelId(const std::string& name) {
  const std::string last = IdOf(name);
  return last.substr(0, last.find('@'));
}

Json RankingJson(const Ranking& ranking, const std::vector<RankedItem>& items) {
  const std::vector<std::string> parts = absl::StrSplit(ranking.name(), '/');
  Json json;
  json["portfolio"] = parts.size() > 1 ? parts[1] : "";
  json["number"] = ranking.number();
  json["asOf"] = FormatDate(ranking.as_of());
  json["model"] = ModelId(ranking.model());
  json["modelVersion"] = ranking.model_version();
  json["fill"] =
      ranking.fill() == scoring::v1::FILL_RULE_STRICT ? "STRICT" : "FILL";
  json["standings"] = Json::object();
  for (const auto& count : ranking.counts()) {
    json["standings"][StandingWord(count.standing())] = count.count();
  }
  json["capacity"] = Json::array();
  for (const auto& use : ranking.capacity_use()) {
    json["capacity"].push_back(
        {{"team", IdOf(use.team())},
         {"period", IdOf(use.period())},
         {"amount", JsonDecimal(use.amount_hundredths())},
         {"withheld", JsonDecimal(use.withheld_hundredths())},
         {"used", JsonDecimal(use.used_hundredths())}});
  }
  json["items"] = Json::array();
  for (const RankedItem& item : items) json["items"].push_back(ItemJson(item));
  return json;
}

Json CrossingsJson(const std::vector<LineCrossing>& crossings) {
  Json json = Json::array();
  for (const LineCrossing& crossing : crossings) {
    Json entry;
    entry["item"] = IdOf(crossing.item());
    entry["kind"] = KindWord(crossing.kind());
    entry["from"] = StandingWord(crossing.from());
    entry["fromPeriod"] = IdOf(crossing.from_period());
    entry["to"] = StandingWord(crossing.to());
    entry["toPeriod"] = IdOf(crossing.to_period());
    entry["causes"] = Json::array();
    for (const auto& cause : crossing.causes()) {
      Json references = Json::array();
      for (const std::string& reference : cause.references()) {
        references.push_back(reference);
      }
      entry["causes"].push_back({{"group", GroupWord(cause.group())},
                                 {"share", ShareText(cause)},
                                 {"necessary", cause.necessary()},
                                 {"sufficient", cause.sufficient()},
                                 {"references", std::move(references)}});
    }
    entry["approximate"] = crossing.approximate();
    // PORTFOLIO.md's form has none; a server's answer has.
    if (!crossing.sentence().empty()) entry["sentence"] = crossing.sentence();
    json.push_back(std::move(entry));
  }
  return json;
}

}  // namespace lifeline::cli
