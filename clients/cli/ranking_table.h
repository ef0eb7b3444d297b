#ifndef LIFELINE_CLIENTS_CLI_RANKING_TABLE_H_
#define LIFELINE_CLIENTS_CLI_RANKING_TABLE_H_

#include <string>
#include <vector>

#include "clients/cli/table.h"
#include "clients/cli/terminal.h"
#include "clients/cli/texts.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// Rankings as people read them in a terminal. Pure functions.

// The ranked list: what stands above in rank order, the line as a row of the
// list, what waits below it with its reasons. Items that are finished or gone
// are listed with `all` only.
Table RankingTable(const scoring::v1::Ranking& ranking,
                   const std::vector<scoring::v1::RankedItem>& items, bool all,
                   Language language);

// One line about the ranking, how many items are where, the list, and the
// capacity used.
std::string RankingText(const scoring::v1::Ranking& ranking,
                        const std::vector<scoring::v1::RankedItem>& items,
                        bool all, Language language, const Terminal& terminal);

// The line about the ranking alone, with its line end.
std::string RankingSummary(const scoring::v1::Ranking& ranking,
                           Language language);

Table CapacityTable(const scoring::v1::Ranking& ranking, Language language);

// Everything there is to say about one item's place: rank, standing, what each
// criterion contributed, what was assumed, what is missing, and why it is not
// above.
std::string RankedItemText(const scoring::v1::RankedItem& item,
                           Language language, const Terminal& terminal);

// "web 3, content 2".
std::string EffortsText(
    const google::protobuf::RepeatedPtrField<roadmap::v1::TeamEffort>& efforts);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_RANKING_TABLE_H_
