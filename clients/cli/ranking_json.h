#ifndef LIFELINE_CLIENTS_CLI_RANKING_JSON_H_
#define LIFELINE_CLIENTS_CLI_RANKING_JSON_H_

#include <nlohmann/json.hpp>
#include <vector>

#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// What PORTFOLIO.md says a ranking looks like, whether it came from a server or
// from `plan`. Pure functions.

// `items` in the order given, which is the listing's.
nlohmann::ordered_json RankingJson(
    const scoring::v1::Ranking& ranking,
    const std::vector<scoring::v1::RankedItem>& items);

nlohmann::ordered_json CrossingsJson(
    const std::vector<scoring::v1::LineCrossing>& crossings);

// Names of enum values without their prefix; empty for the unspecified.
std::string StandingWord(scoring::v1::Standing standing);
std::string RuleWord(scoring::v1::Rule rule);
std::string KindWord(scoring::v1::LineCrossing::Kind kind);
std::string GroupWord(scoring::v1::Cause::Group group);

// A cause's share as a fraction in lowest terms: "1/2", "-1/3", "1/1".
std::string ShareText(const scoring::v1::Cause& cause);

// The id in a model's name: `portfolios/shop/models/joint@3` is "joint".
std::string ModelId(const std::string& name);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_RANKING_JSON_H_
