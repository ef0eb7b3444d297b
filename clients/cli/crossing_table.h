#ifndef LIFELINE_CLIENTS_CLI_CROSSING_TABLE_H_
#define LIFELINE_CLIENTS_CLI_CROSSING_TABLE_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "lifeline/scoring/v1/scoring.pb.h"

// Who crossed the line, and why, as people read it: the sentence that says it,
// and the causes with their exact shares only where they are asked for. Pure
// functions.
namespace lifeline::cli {

// Who moved, one row each; the last column has the sentence, or with `shares`
// the causes as fractions.
Table CrossingTable(const std::vector<scoring::v1::LineCrossing>& crossings,
                    Language language, bool shares);

// The sentences in full, a paragraph each, where a table that must fit the
// terminal cuts them short; empty if nothing is cut there.
std::string SentencesBelow(
    const std::vector<scoring::v1::LineCrossing>& crossings, Language language,
    const Terminal& terminal);

// Who moved, a paragraph each; empty if nobody did.
std::string CrossingsText(
    const std::vector<scoring::v1::LineCrossing>& crossings, Language language,
    const Terminal& terminal, bool shares);

// Two rankings: who crossed, and then every item whose rank changed.
std::string ComparisonText(const scoring::v1::CompareRankingsResponse& compared,
                           Language language, const Terminal& terminal,
                           bool shares);
// The same with one row for each item.
Table ComparisonTable(const scoring::v1::CompareRankingsResponse& compared,
                      Language language);

// How what was looked at, and not done, is shown.
struct PreviewTexts {
  // The portfolio's; empty if it is not known.
  std::string currency;
  bool shares = false;
};

// That nothing was changed, who would cross the line, and the money a month
// that would move over it.
std::string PreviewText(const scoring::v1::PreviewChangesResponse& preview,
                        const PreviewTexts& texts, Language language,
                        const Terminal& terminal);
nlohmann::ordered_json PreviewJson(
    const scoring::v1::PreviewChangesResponse& preview);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_CROSSING_TABLE_H_
