// `lifeline ranking ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/crossing_table.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "clients/cli/receipts.h"
#include "services/common/names.h"
#include "services/common/status_grpc.h"

namespace lifeline::cli {
namespace {

using scoring::v1::LineCrossing;
using scoring::v1::Ranking;

struct RankingArguments {
  std::string portfolio;
  std::string number = "latest";
  std::string item;
  std::string before;
  std::string filter;
  int64_t after_number = 0;
  int count = 0;
  bool all = false;
  bool check = false;
};

absl::Status ShowRanking(Context& context, const RankingArguments& a) {
  const auto whole = FetchRanking(context, a.portfolio, a.number, {}, a.filter);
  if (!whole.ok()) return whole.status();
  switch (context.format()) {
    case Format::kJson:
      context.PrintJson(RankingJson(whole->ranking, whole->items));
      break;
    case Format::kCsv:
      context.out() << RankingTable(whole->ranking, whole->items,
                                    /*all=*/true, context.language())
                           .Csv();
      break;
    case Format::kTable:
      context.out() << RankingText(whole->ranking, whole->items, a.all,
                                   context.language(), context.terminal());
  }
  return a.check ? CheckAnswered(context, a.portfolio) : absl::OkStatus();
}

absl::Status ExplainItem(Context& context, const RankingArguments& a) {
  scoring::v1::GetRankedItemRequest request;
  request.set_name(absl::StrCat(NameOf(a.portfolio, "rankings", a.number),
                                "/items/", IdOf(a.item)));
  request.set_language(context.LanguageCode());
  const auto item =
      context.session().Call(&ScoringStub::GetRankedItem, request);
  if (!item.ok()) return item.status();
  if (context.format() != Format::kTable) {
    context.Print(*item, RankingTable(Ranking(), {*item}, /*all=*/true,
                                      context.language()));
    return absl::OkStatus();
  }
  context.out() << RankedItemText(*item, context.language(),
                                  context.terminal());
  scoring::v1::ListLineCrossingsRequest list;
  list.set_parent(PortfolioName(a.portfolio));
  list.set_filter(absl::StrCat("item = \"", IdOf(a.item), "\""));
  list.set_language(context.LanguageCode());
  const auto crossings = context.session().ListAll(
      &ScoringStub::ListLineCrossings, list,
      &scoring::v1::ListLineCrossingsResponse::crossings);
  if (!crossings.ok()) return crossings.status();
  if (!crossings->empty()) {
    context.out() << "\n"
                  << CrossingTable(*crossings, context.language(),
                                   context.options().shares)
                         .Render(context.terminal())
                  << SentencesBelow(*crossings, context.language(),
                                    context.terminal());
  }
  return absl::OkStatus();
}

Table RankingsTable(const std::vector<Ranking>& rankings) {
  Table table({{"ranking", /*right=*/true},
               {"day"},
               {"model"},
               {"items", /*right=*/true},
               {"above", /*right=*/true},
               {"riding", /*right=*/true},
               {"below", /*right=*/true},
               {"when"}});
  for (const Ranking& ranking : rankings) {
    const auto count = [&](scoring::v1::Standing standing) {
      for (const auto& entry : ranking.counts()) {
        if (entry.standing() == standing) return absl::StrCat(entry.count());
      }
      return std::string("0");
    };
    table.AddRow({absl::StrCat(ranking.number()), FormatDate(ranking.as_of()),
                  IdOf(ranking.model()), absl::StrCat(ranking.item_count()),
                  count(scoring::v1::STANDING_ABOVE),
                  count(scoring::v1::STANDING_RIDING),
                  count(scoring::v1::STANDING_BELOW),
                  TimeText(ranking.create_time())});
  }
  return table;
}

absl::Status ListRankings(Context& context, const RankingArguments& a) {
  using Response = scoring::v1::ListRankingsResponse;
  scoring::v1::ListRankingsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &ScoringStub::ListRankings, request,
                      &Response::rankings, &Response::mutable_rankings,
                      &RankingsTable);
}

absl::Status CompareRankings(Context& context, const RankingArguments& a) {
  scoring::v1::CompareRankingsRequest request;
  request.set_before(NameOf(a.portfolio, "rankings", a.before));
  request.set_after(NameOf(a.portfolio, "rankings", a.number));
  request.set_language(context.LanguageCode());
  const auto compared =
      context.session().Call(&ScoringStub::CompareRankings, request);
  if (!compared.ok()) return compared.status();
  if (context.format() != Format::kTable) {
    context.Print(*compared, ComparisonTable(*compared, context.language()));
    return absl::OkStatus();
  }
  context.out() << ComparisonText(*compared, context.language(),
                                  context.terminal(), context.options().shares);
  return absl::OkStatus();
}

void PrintWatched(Context& context,
                  const scoring::v1::WatchRankingsResponse& response) {
  const std::vector<LineCrossing> crossings(response.crossings().begin(),
                                            response.crossings().end());
  if (context.format() == Format::kJson) {
    nlohmann::ordered_json json = RankingJson(response.ranking(), {});
    json.erase("items");
    json["crossings"] = CrossingsJson(crossings);
    context.out() << json.dump() << "\n";
  } else if (context.format() == Format::kCsv) {
    context.out() << CrossingTable(crossings, context.language(),
                                   context.options().shares)
                         .Csv();
  } else {
    context.out() << RankingSummary(response.ranking(), context.language())
                  << CrossingsText(crossings, context.language(),
                                   context.terminal(),
                                   context.options().shares);
  }
  context.out().flush();
}

absl::Status WatchRankings(Context& context, const RankingArguments& a) {
  scoring::v1::WatchRankingsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_after_number(a.after_number);
  request.set_language(context.LanguageCode());
  constexpr int kMostRetries = 20;
  int seen = 0;
  for (int retries = 0;;) {
    grpc::ClientContext call;
    context.session().Identify(&call);
    auto stream = context.session().scoring().WatchRankings(&call, request);
    scoring::v1::WatchRankingsResponse response;
    while (stream->Read(&response)) {
      retries = 0;
      if (!response.has_ranking()) continue;
      PrintWatched(context, response);
      request.set_after_number(response.ranking().number());
      if (a.count > 0 && ++seen == a.count) {
        call.TryCancel();
        (void)stream->Finish();
        return absl::OkStatus();
      }
    }
    const absl::Status ended = FromGrpc(stream->Finish());
    // A service that restarts is followed from where the watch had come.
    const bool again = ended.ok() || absl::IsUnavailable(ended);
    if (!again || ++retries > kMostRetries) return ended;
    absl::SleepFor(absl::Milliseconds(100) * retries);
  }
}

void AddNumber(CLI::App* verb, RankingArguments* a) {
  verb->add_option("--number", a->number,
                   "Which ranking; the latest by default");
}

}  // namespace

void AddRankingCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "ranking", "The ranked list and its line");
  const auto a = std::make_shared<RankingArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"show",
       "Shows the ranked list, the line through it, and the capacity used. "
       "Below the line is not rejected.",
       {"lifeline ranking show shop", "lifeline ranking show shop -o json",
        "lifeline ranking show shop --filter 'standing = BELOW AND category = "
        "seo'",
        "lifeline ranking show shop --check || echo 'somebody dropped'"}},
      [=] { return ShowRanking(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  AddNumber(verb, a.get());
  verb->add_option("--filter", a->filter,
                   "Over standing, category, period, team, rule, owner, "
                   "requester");
  verb->add_flag("--all", a->all,
                 "Also items that are done, declined, withdrawn or merged");
  verb->add_flag("--check", a->check,
                 "Exit with 7 if somebody dropped and has not answered");
  verb = AddVerb(noun, context,
                 {"explain",
                  "Everything there is to say about one item's place.",
                  {"lifeline ranking explain shop canonical-tags"}},
                 [=] { return ExplainItem(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  AddNumber(verb, a.get());
  AddShares(verb, context);
  AddRankingAdviceVerbs(noun, context);
  verb = AddVerb(
      noun, context,
      {"compare",
       "Who moved between two rankings, and why: who crossed the "
       "line, then everybody\nwhose rank changed.",
       {"lifeline ranking compare shop 6", "lifeline ranking compare shop 6 7",
        "lifeline ranking compare shop 6 --shares   # causes as "
        "fractions"}},
      [=] { return CompareRankings(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("before", a->before, "The earlier ranking's number")
      ->required();
  verb->add_option("after", a->number, "The later one; the latest by default");
  AddShares(verb, context);
  verb = AddVerb(noun, context,
                 {"watch",
                  "Prints the newest ranking, and each new one with who "
                  "crossed the line, as it happens. -o json prints a line "
                  "each.",
                  {"lifeline ranking watch shop"}},
                 [=] { return WatchRankings(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--after", a->after_number,
                   "Begin behind this ranking's number");
  verb->add_option("--count", a->count, "End after so many rankings")
      ->check(CLI::PositiveNumber);
  AddShares(verb, context);
  verb = AddVerb(
      noun, context,
      {"list", "Lists rankings, newest first.", {"lifeline ranking list shop"}},
      [=] { return ListRankings(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

}  // namespace lifeline::cli
