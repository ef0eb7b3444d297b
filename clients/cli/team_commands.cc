// `lifeline team ...` and `lifeline period ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::PlanningPeriod;
using roadmap::v1::Team;

struct TeamArguments {
  std::string portfolio;
  std::string id;
  std::string title;
  std::string first_day;
  std::string last_day;
  bool open = false;
  std::vector<std::string> moves;
  std::vector<std::string> give_up;
  std::string reason;
};

Table TeamTable(const std::vector<Team>& teams) {
  Table table({{"team"}, {"title", false, /*flexible=*/true, 12}});
  for (const Team& team : teams)
    table.AddRow({IdOf(team.name()), team.title()});
  return table;
}

absl::Status AddTeam(Context& context, const TeamArguments& a) {
  roadmap::v1::CreateTeamRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_team_id(a.id);
  request.mutable_team()->set_title(a.title.empty() ? a.id : a.title);
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::CreateTeam, request, &TeamTable);
}

absl::Status ListTeams(Context& context, const TeamArguments& a) {
  using Response = roadmap::v1::ListTeamsResponse;
  roadmap::v1::ListTeamsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListTeams, request,
                      &Response::teams, &Response::mutable_teams, &TeamTable);
}

absl::Status UpdateTeam(Context& context, const TeamArguments& a) {
  roadmap::v1::UpdateTeamRequest request;
  request.mutable_team()->set_name(NameOf(a.portfolio, "teams", a.id));
  request.mutable_team()->set_title(a.title);
  request.mutable_update_mask()->add_paths("title");
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::UpdateTeam, request, &TeamTable);
}

Table PeriodTable(const std::vector<PlanningPeriod>& periods) {
  Table table({{"period"},
               {"title", false, /*flexible=*/true, 12},
               {"first day"},
               {"last day"},
               {"state"}});
  for (const PlanningPeriod& period : periods) {
    table.AddRow({IdOf(period.name()), period.title(),
                  FormatDate(period.first_day()), FormatDate(period.last_day()),
                  Words(PlanningPeriod::State_Name(period.state()), "STATE_")});
  }
  return table;
}

absl::Status AddPeriod(Context& context, const TeamArguments& a) {
  const auto first = DateOption("--first-day", a.first_day);
  if (!first.ok()) return first.status();
  const auto last = DateOption("--last-day", a.last_day);
  if (!last.ok()) return last.status();
  roadmap::v1::CreatePlanningPeriodRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_period_id(a.id);
  request.mutable_period()->set_title(a.title);
  *request.mutable_period()->mutable_first_day() = *first;
  *request.mutable_period()->mutable_last_day() = *last;
  request.mutable_period()->set_state(a.open ? PlanningPeriod::STATE_OPEN
                                             : PlanningPeriod::STATE_DRAFT);
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::CreatePlanningPeriod, request,
                      &PeriodTable);
}

absl::Status ListPeriods(Context& context, const TeamArguments& a) {
  using Response = roadmap::v1::ListPlanningPeriodsResponse;
  roadmap::v1::ListPlanningPeriodsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListPlanningPeriods, request,
                      &Response::periods, &Response::mutable_periods,
                      &PeriodTable);
}

absl::Status OpenPeriod(Context& context, const TeamArguments& a) {
  roadmap::v1::OpenPlanningPeriodRequest request;
  request.set_name(NameOf(a.portfolio, "periods", a.id));
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::OpenPlanningPeriod, request,
                      &PeriodTable);
}

absl::Status ClosePeriod(Context& context, const TeamArguments& a) {
  roadmap::v1::ClosePlanningPeriodRequest request;
  request.set_name(NameOf(a.portfolio, "periods", a.id));
  request.set_reason(a.reason);
  const std::string why =
      a.reason.empty() ? absl::StrCat("close of ", a.id) : a.reason;
  for (const std::string& move : a.moves) {
    const auto pair = PairOption("--move", move, '=', "shop-12=2027-q2");
    if (!pair.ok()) return pair.status();
    auto* decision = request.add_decisions();
    decision->set_commitment(NameOf(a.portfolio, "commitments", pair->first));
    decision->set_move_to_period(NameOf(a.portfolio, "periods", pair->second));
    decision->set_reason(why);
  }
  for (const std::string& item : a.give_up) {
    auto* decision = request.add_decisions();
    decision->set_commitment(NameOf(a.portfolio, "commitments", item));
    decision->set_reason(why);
  }
  return CallAndPrint(context, &RoadmapStub::ClosePlanningPeriod, request,
                      &PeriodTable);
}

}  // namespace

void AddTeamCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "team", "Groups of people who do work");
  const auto a = std::make_shared<TeamArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"add", "Creates a team.", {"lifeline team add shop web --title Web"}},
      [=] { return AddTeam(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("team", a->id, "Its id")->required();
  verb->add_option("--title", a->title, "What people call it");
  AddReason(verb, &a->reason);
  verb = AddVerb(noun, context,
                 {"list", "Lists teams.", {"lifeline team list shop"}},
                 [=] { return ListTeams(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb = AddVerb(noun, context,
                 {"update",
                  "Changes a team's title.",
                  {"lifeline team update shop web --title 'Web team'"}},
                 [=] { return UpdateTeam(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("team", a->id, "Its id")->required();
  verb->add_option("--title", a->title, "What people call it")->required();
  AddReason(verb, &a->reason);
}

void AddPeriodCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "period", "Planning periods");
  const auto a = std::make_shared<TeamArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"add",
       "Creates a planning period, in draft unless --open.",
       {"lifeline period add shop 2027-q1 --first-day 2027-01-04 --last-day "
        "2027-03-26 --open"}},
      [=] { return AddPeriod(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("period", a->id, "Its id, such as 2027-q1")->required();
  verb->add_option("--title", a->title, "What people call it");
  verb->add_option("--first-day", a->first_day, "Such as 2027-01-04")
      ->required();
  verb->add_option("--last-day", a->last_day, "Such as 2027-03-26")->required();
  verb->add_flag("--open", a->open, "Plan into it from now on");
  AddReason(verb, &a->reason);
  verb = AddVerb(noun, context,
                 {"list",
                  "Lists planning periods in the order of time.",
                  {"lifeline period list shop"}},
                 [=] { return ListPeriods(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb = AddVerb(noun, context,
                 {"open",
                  "Draft to open: work is planned into it from now on.",
                  {"lifeline period open shop 2027-q2"}},
                 [=] { return OpenPeriod(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("period", a->id, "Its id")->required();
  AddReason(verb, &a->reason);
  verb = AddVerb(
      noun, context,
      {"close",
       "Open to closed. Each commitment in it that is not delivered needs a "
       "decision.",
       {"lifeline period close shop 2027-q1 --move shop-12=2027-q2 --give-up "
        "shop-14 --reason 'end of quarter'"}},
      [=] { return ClosePeriod(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("period", a->id, "Its id")->required();
  AddRepeated(verb, "--move", &a->moves,
              "A commitment and the period it moves to: ITEM=PERIOD");
  AddRepeated(verb, "--give-up", &a->give_up,
              "An item whose commitment is given up");
  AddReason(verb, &a->reason);
}

}  // namespace lifeline::cli
