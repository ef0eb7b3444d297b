// `lifeline scenario ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "clients/cli/scenario_changes.h"
#include "clients/cli/scenario_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Scenario;

struct ScenarioArguments {
  std::string id;
  std::string title;
  std::string reason;
  bool dry_run = false;
  ScenarioOptions options;
};

std::string ScenarioName(const ScenarioArguments& a) {
  return NameOf(a.options.portfolio, "scenarios", a.id);
}

absl::StatusOr<Scenario> FetchScenario(Context& context,
                                       const ScenarioArguments& a) {
  scoring::v1::GetScenarioRequest get;
  get.set_name(ScenarioName(a));
  return context.session().Call(&ScoringStub::GetScenario, get);
}

void PrintScenario(Context& context, const Scenario& scenario) {
  if (context.format() == Format::kTable) {
    context.out() << ScenarioText(scenario, context.language(),
                                  context.terminal());
  } else {
    context.Print(scenario, ScenarioTable({scenario}, context.language()));
  }
}

absl::Status CreateScenario(Context& context, const ScenarioArguments& a) {
  const auto changes = ScenarioChanges(context, a.options);
  if (!changes.ok()) return changes.status();
  if (a.dry_run) return PrintPreview(context, *changes);
  scoring::v1::CreateScenarioRequest request;
  request.set_parent(PortfolioName(a.options.portfolio));
  request.set_scenario_id(a.id);
  request.mutable_scenario()->set_title(a.title);
  *request.mutable_scenario()->mutable_changes() = *changes;
  const auto made =
      context.session().Call(&ScoringStub::CreateScenario, request);
  if (!made.ok()) return made.status();
  PrintScenario(context, *made);
  return absl::OkStatus();
}

absl::Status ListScenarios(Context& context, const ScenarioArguments& a) {
  scoring::v1::ListScenariosRequest request;
  request.set_parent(PortfolioName(a.options.portfolio));
  request.set_page_size(100);
  scoring::v1::ListScenariosResponse all;
  do {
    const auto page =
        context.session().Call(&ScoringStub::ListScenarios, request);
    if (!page.ok()) return page.status();
    all.mutable_scenarios()->MergeFrom(page->scenarios());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  context.Print(all,
                ScenarioTable({all.scenarios().begin(), all.scenarios().end()},
                              context.language()));
  return absl::OkStatus();
}

absl::Status ShowScenario(Context& context, const ScenarioArguments& a) {
  const auto scenario = FetchScenario(context, a);
  if (!scenario.ok()) return scenario.status();
  if (context.format() == Format::kCsv) {
    context.out()
        << ChangesTable(scenario->changes(), context.language()).Csv();
  } else {
    PrintScenario(context, *scenario);
  }
  return absl::OkStatus();
}

absl::Status SimulateScenario(Context& context, const ScenarioArguments& a) {
  scoring::v1::SimulateScenarioRequest request;
  request.set_name(ScenarioName(a));
  request.set_language(context.LanguageCode());
  const auto preview =
      context.session().Call(&ScoringStub::SimulateScenario, request);
  if (!preview.ok()) return preview.status();
  PrintPreviewed(context, a.options.portfolio, *preview);
  return absl::OkStatus();
}

absl::StatusOr<Scenario> CloseScenario(
    Context& context, const ScenarioArguments& a, Scenario::State state,
    const scoring::v1::Revisions& revisions) {
  scoring::v1::CloseScenarioRequest request;
  request.set_name(ScenarioName(a));
  request.set_state(state);
  request.set_reason(a.reason);
  *request.mutable_min_revisions() = revisions;
  return context.session().Call(&ScoringStub::CloseScenario, request);
}

absl::Status PromoteScenario(Context& context, const ScenarioArguments& a) {
  const auto scenario = FetchScenario(context, a);
  if (!scenario.ok()) return scenario.status();
  if (scenario->state() != Scenario::STATE_OPEN) {
    return absl::FailedPreconditionError(
        absl::StrCat(a.id,
                     " is closed, and a scenario is promoted once; nothing was "
                     "changed. To make its changes again, create another"));
  }
  const std::string reason =
      a.reason.empty() ? absl::StrCat("scenario ", IdOf(scenario->name()), ": ",
                                      scenario->title())
                       : a.reason;
  scoring::v1::Revisions written;
  const auto ranking = MakeChanges(context, *scenario, reason, &written);
  if (!ranking.ok()) return ranking.status();
  const auto closed =
      CloseScenario(context, a, Scenario::STATE_PROMOTED, written);
  if (!closed.ok()) {
    context.Note(absl::StrCat("The changes of ", a.id,
                              " are made, but it is still open:"));
    return closed.status();
  }
  switch (context.format()) {
    case Format::kJson: {
      nlohmann::ordered_json json = RankingJson(*ranking, {});
      json.erase("items");
      context.PrintJson(
          {{"scenario", MessageJson(*closed)}, {"ranking", std::move(json)}});
      return absl::OkStatus();
    }
    case Format::kCsv:
      context.out() << ScenarioTable({*closed}, context.language()).Csv();
      return absl::OkStatus();
    case Format::kTable:
      break;
  }
  context.out()
      << ScenarioTable({*closed}, context.language()).Render(context.terminal())
      << "\n"
      << RankingSummary(*ranking, context.language());
  return absl::OkStatus();
}

absl::Status DropScenario(Context& context, const ScenarioArguments& a) {
  const auto closed = CloseScenario(context, a, Scenario::STATE_DROPPED, {});
  if (!closed.ok()) return closed.status();
  context.Print(*closed, ScenarioTable({*closed}, context.language()));
  return absl::OkStatus();
}

void AddScenario(CLI::App* verb, ScenarioArguments* a) {
  AddPortfolio(verb, &a->options.portfolio);
  verb->add_option("scenario", a->id, "Its id")->required();
}

void AddChangeOptions(CLI::App* verb, ScenarioOptions* options) {
  verb->add_option("-f,--file", options->file,
                   "A portfolio document: what it says is how it would be; - "
                   "is stdin");
  AddRepeated(verb, "--capacity", &options->capacities,
              "TEAM:PERIOD=GROSS, such as web:2027-q1=40; repeatable");
  AddRepeated(verb, "--weight", &options->weights,
              "CRITERION=N: the model as it is, with another weight; "
              "repeatable");
  AddRepeated(verb, "--effort", &options->efforts,
              "ITEM:TEAM=AMOUNT, such as canonical-tags:web=3; repeatable");
  AddRepeated(verb, "--without", &options->without,
              "ITEM: as if it were withdrawn; repeatable");
}

void AddCreate(CLI::App* noun, Context* context,
               const std::shared_ptr<ScenarioArguments>& a) {
  CLI::App* verb = AddVerb(
      noun, context,
      {"create",
       "Keeps changes that could be made, under a name. It changes no ranking, "
       "and cannot be\nchanged itself: drop it, and create another.",
       {"lifeline scenario create shop less-web --title 'Web loses two' "
        "--capacity web:2027-q1=40",
        "lifeline scenario create shop fit --title 'Strategy first' --weight "
        "strategy_fit=30",
        "lifeline scenario create shop small --title 'Smaller CMS' --effort "
        "cms-migration:web=10 \\",
        "    --without redesign",
        "lifeline scenario create shop h2 --title 'Second half' -f h2.yaml"}},
      [=] { return CreateScenario(*context, *a); });
  AddScenario(verb, a.get());
  verb->add_option("--title", a->title, "What it is about, in a few words")
      ->required();
  AddChangeOptions(verb, &a->options);
  AddDryRun(verb, context, &a->dry_run);
}

void AddCloseVerbs(CLI::App* noun, Context* context,
                   const std::shared_ptr<ScenarioArguments>& a) {
  CLI::App* verb = AddVerb(
      noun, context,
      {"promote",
       "Makes a scenario's changes, as `apply` would, and shows the ranking "
       "that has seen\nthem. Only this changes anything; whoever promotes "
       "needs the rights that the changes need.",
       {"lifeline scenario promote shop less-web --as planner@example.com"}},
      [=] { return PromoteScenario(*context, *a); });
  AddScenario(verb, a.get());
  AddReason(verb, &a->reason);
  verb = AddVerb(noun, context,
                 {"drop",
                  "Gives a scenario up; it stays to be read.",
                  {"lifeline scenario drop shop less-web --reason 'Web stays "
                   "whole'"}},
                 [=] { return DropScenario(*context, *a); });
  AddScenario(verb, a.get());
  AddReason(verb, &a->reason);
}

}  // namespace

void AddScenarioCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "scenario", "What if: changes that are only looked at");
  const auto a = std::make_shared<ScenarioArguments>();
  AddCreate(noun, context, a);
  CLI::App* verb = AddVerb(
      noun, context,
      {"simulate",
       "A scenario against the newest ranking: who would cross the line, why, "
       "and the money a\nmonth that would move over it. Changes nothing.",
       {"lifeline scenario simulate shop less-web",
        "lifeline scenario simulate shop less-web --shares"}},
      [=] { return SimulateScenario(*context, *a); });
  AddScenario(verb, a.get());
  AddShares(verb, context);
  AddCloseVerbs(noun, context, a);
  verb = AddVerb(noun, context,
                 {"show",
                  "Shows what a scenario would change, and what became of it.",
                  {"lifeline scenario show shop less-web"}},
                 [=] { return ShowScenario(*context, *a); });
  AddScenario(verb, a.get());
  verb = AddVerb(
      noun, context,
      {"list", "Lists scenarios by id.", {"lifeline scenario list shop"}},
      [=] { return ListScenarios(*context, *a); });
  AddPortfolio(verb, &a->options.portfolio);
}

}  // namespace lifeline::cli
