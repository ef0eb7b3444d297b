#include "clients/cli/preview.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/crossing_table.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
absl::Status PrintPreview(Context& context,
                          const scoring::v1::PreviewChangesRequest& request) {
  scoring::v1::PreviewChangesRequest asked = request;
  asked.set_language(context.LanguageCode());
  const auto preview =
      context.session().Call(&ScoringStub::PreviewChanges, asked);
  if (!preview.ok()) return preview.status();
  PrintPreviewed(context, request.parent(), *preview);
  return absl::OkStatus();
}

void PrintPreviewed(Context& context, const std::string& portfolio,
                    const scoring::v1::PreviewChangesResponse& preview) {
  switch (context.format()) {
    case Format::kJson:
      context.PrintJson(PreviewJson(preview));
      return;
    case Format::kCsv:
      context.out() << CrossingTable({preview.crossings().begin(),
                                      preview.crossings().end()},
                                     context.language(),
                                     context.options().shares)
                           .Csv();
      return;
    case Format::kTable:
      break;
  }
  PreviewTexts texts;
  texts.shares = context.options().shares;
  if (preview.money_rising_hundredths() != 0 ||
      preview.money_leaving_hundredths() != 0) {
    roadmap::v1::GetPortfolioRequest get;
    get.set_name(PortfolioName(portfolio));
    const auto found = context.session().Call(&RoadmapStub::GetPortfolio, get);
    if (found.ok()) texts.currency = found->currency_code();
  }
  context.out() << PreviewText(preview, texts, context.language(),
                               context.terminal());
}

absl::StatusOr<WholeRanking> FetchRanking(
    Context& context, const std::string& portfolio, const std::string& number,
    const scoring::v1::Revisions& min_revisions, const std::string& filter) {
  WholeRanking whole;
  scoring::v1::GetRankingRequest get;
  get.set_name(NameOf(portfolio, "rankings", number));
  *get.mutable_min_revisions() = min_revisions;
  auto ranking = context.session().Call(&ScoringStub::GetRanking, get);
  if (!ranking.ok()) return ranking.status();
  whole.ranking = *std::move(ranking);
  // By its number: header and pages come from one ranking, whatever happens.
  scoring::v1::ListRankedItemsRequest list;
  list.set_parent(whole.ranking.name());
  list.set_view(scoring::v1::VIEW_FULL);
  list.set_filter(filter);
  // The JSON is what `plan` prints of the same inputs, whoever reads it.
  if (context.format() != Format::kJson) {
    list.set_language(context.LanguageCode());
  }
  auto items = context.session().ListAll(
      &ScoringStub::ListRankedItems, list,
      &scoring::v1::ListRankedItemsResponse::ranked_items);
  if (!items.ok()) return items.status();
  whole.items = *std::move(items);
  return whole;
}

absl::Status PrintItemPlace(Context& context, const backlog::v1::Item& item) {
  const std::string& item_name = item.name();
  const size_t at = item_name.find("/items/");
  if (item.state() == backlog::v1::Item::STATE_DRAFT) {
    context.Say(absl::StrCat(
        IdOf(item_name),
        " is a draft that only its requester and owner see. To have it "
        "ranked: lifeline item submit ",
        IdOf(item_name.substr(0, at)), " ", IdOf(item_name)));
    return absl::OkStatus();
  }
  scoring::v1::GetRankedItemRequest request;
  request.set_name(absl::StrCat(item_name.substr(0, at), "/rankings/latest",
                                item_name.substr(at)));
  request.mutable_min_revisions()->set_backlog(item.revision());
  request.set_language(context.LanguageCode());
  const auto placed =
      context.session().Call(&ScoringStub::GetRankedItem, request);
  if (!placed.ok()) {
    context.Note(absl::StrCat(IdOf(item_name),
                              " is changed, but its place is not known yet:"));
    return placed.status();
  }
  if (context.format() == Format::kTable) {
    context.out() << RankedItemText(*placed, context.language(),
                                    context.terminal());
    return absl::OkStatus();
  }
  Table table({{"item"}, {"rank"}, {"standing"}, {"score"}, {"reason"}});
  table.AddRow({IdOf(placed->item()), absl::StrCat(placed->rank()),
                StandingWord(placed->standing()),
                absl::StrCat(placed->score_micros()), placed->reason()});
  context.Print(*placed, table);
  return absl::OkStatus();
}

}  // namespace lifeline::cli
