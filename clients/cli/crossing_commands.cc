// `lifeline crossing ...` and `lifeline baseline ...`.
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/crossing_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Baseline;
using scoring::v1::LineCrossing;

struct CrossingArguments {
  std::string portfolio;
  std::string crossing;
  std::string number;
  std::string filter;
  std::string id;
  std::string title;
};

absl::Status ListCrossings(Context& context, const CrossingArguments& a) {
  scoring::v1::ListLineCrossingsRequest request;
  request.set_parent(a.number.empty()
                         ? PortfolioName(a.portfolio)
                         : NameOf(a.portfolio, "rankings", a.number));
  request.set_filter(a.filter);
  request.set_language(context.LanguageCode());
  const auto crossings = context.session().ListAll(
      &ScoringStub::ListLineCrossings, request,
      &scoring::v1::ListLineCrossingsResponse::crossings);
  if (!crossings.ok()) return crossings.status();
  scoring::v1::ListLineCrossingsResponse response;
  response.mutable_crossings()->Assign(crossings->begin(), crossings->end());
  context.Print(response, CrossingTable(*crossings, context.language(),
                                        context.options().shares));
  if (context.format() == Format::kTable) {
    context.out() << SentencesBelow(*crossings, context.language(),
                                    context.terminal());
  }
  return absl::OkStatus();
}

// The crossing of that name, or the item's in that ranking, or its newest.
absl::StatusOr<LineCrossing> FindCrossing(Context& context,
                                          const CrossingArguments& a) {
  const bool is_name = absl::StartsWith(a.crossing, "portfolios/");
  if (is_name || !a.number.empty()) {
    scoring::v1::GetLineCrossingRequest request;
    request.set_name(
        is_name ? a.crossing
                : absl::StrCat(NameOf(a.portfolio, "rankings", a.number),
                               "/crossings/", a.crossing));
    request.set_language(context.LanguageCode());
    return context.session().Call(&ScoringStub::GetLineCrossing, request);
  }
  scoring::v1::ListLineCrossingsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_filter(absl::StrCat(
      "item = \"", NameOf(a.portfolio, "items", a.crossing), "\""));
  request.set_page_size(1);
  request.set_language(context.LanguageCode());
  const auto newest =
      context.session().Call(&ScoringStub::ListLineCrossings, request);
  if (!newest.ok()) return newest.status();
  if (newest->crossings().empty()) {
    return absl::NotFoundError(absl::StrCat(
        a.crossing, " has not crossed the line in any ranking of ", a.portfolio,
        "; `lifeline ranking explain` shows where it stands"));
  }
  return newest->crossings(0);
}

absl::Status ShowCrossing(Context& context, const CrossingArguments& a) {
  const absl::StatusOr<LineCrossing> crossing = FindCrossing(context, a);
  if (!crossing.ok()) return crossing.status();
  if (context.format() != Format::kTable) {
    context.Print(*crossing, CrossingTable({*crossing}, context.language(),
                                           context.options().shares));
    return absl::OkStatus();
  }
  context.out() << CrossingsText({*crossing}, context.language(),
                                 context.terminal(), context.options().shares);
  if (!crossing->receipt().empty()) {
    context.Say(absl::StrCat("    receipt: ", crossing->receipt()));
  }
  return absl::OkStatus();
}

Table BaselineTable(const std::vector<Baseline>& baselines) {
  Table table({{"baseline"},
               {"title", false, /*flexible=*/true, 12},
               {"ranking", /*right=*/true},
               {"by"},
               {"when"}});
  for (const Baseline& baseline : baselines) {
    table.AddRow({IdOf(baseline.name()), baseline.title(),
                  IdOf(baseline.ranking()), IdOf(baseline.creator()),
                  TimeText(baseline.create_time())});
  }
  return table;
}

absl::Status CreateBaseline(Context& context, const CrossingArguments& a) {
  scoring::v1::CreateBaselineRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_baseline_id(a.id);
  request.mutable_baseline()->set_title(a.title.empty() ? a.id : a.title);
  if (!a.number.empty()) {
    request.mutable_baseline()->set_ranking(
        NameOf(a.portfolio, "rankings", a.number));
  }
  return CallAndPrint(context, &ScoringStub::CreateBaseline, request,
                      &BaselineTable);
}

absl::Status ListBaselines(Context& context, const CrossingArguments& a) {
  using Response = scoring::v1::ListBaselinesResponse;
  scoring::v1::ListBaselinesRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &ScoringStub::ListBaselines, request,
                      &Response::baselines, &Response::mutable_baselines,
                      &BaselineTable);
}

}  // namespace

void AddCrossingCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "crossing", "Who crossed the line, when, and why");
  const auto a = std::make_shared<CrossingArguments>();
  CLI::App* verb =
      AddVerb(noun, context,
              {"list",
               "Lists line crossings, newest first.",
               {"lifeline crossing list shop",
                "lifeline crossing list shop --filter 'kind = DROPPED'",
                "lifeline crossing list shop --number 7"}},
              [=] { return ListCrossings(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--number", a->number, "Of this ranking only");
  verb->add_option("--filter", a->filter, "Over kind, item");
  AddShares(verb, context);
  verb = AddVerb(noun, context,
                 {"show",
                  "Shows a crossing, and in words why it happened; --shares "
                  "adds each cause's exact\nshare. -o json always has them.",
                  {"lifeline crossing show shop canonical-tags",
                   "lifeline crossing show shop canonical-tags --shares",
                   "lifeline crossing show shop canonical-tags --number 7"}},
                 [=] { return ShowCrossing(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("crossing", a->crossing, "The item's id, or a name")
      ->required();
  verb->add_option(
      "--number", a->number,
      "The ranking in which it crossed; its newest crossing by default");
  AddShares(verb, context);
}

void AddBaselineCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "baseline", "Rankings that a review has frozen");
  const auto a = std::make_shared<CrossingArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"create",
       "Freezes a ranking under a name; the latest by default.",
       {"lifeline baseline create shop 2027-q1 --title 'Plan of January'"}},
      [=] { return CreateBaseline(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("baseline", a->id, "Its id")->required();
  verb->add_option("--title", a->title, "What people call it");
  verb->add_option("--number", a->number, "The ranking's number");
  verb = AddVerb(noun, context,
                 {"list",
                  "Lists baselines, newest first.",
                  {"lifeline baseline list shop"}},
                 [=] { return ListBaselines(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

}  // namespace lifeline::cli
