// `lifeline kpi ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/csv_source.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Kpi;
using roadmap::v1::KpiPoint;

struct KpiArguments {
  std::string portfolio;
  std::string kpi;
  std::string title;
  std::string unit;
  std::string category;
  bool lower_is_better = false;
  std::string limit;
  std::string team;
  int32_t days = 0;
  std::string owner;
  std::string requester;
  bool none = false;
  std::string day;
  std::string value;
  std::string note;
  std::string csv;
  std::string reason;
};

// As many as one call takes.
constexpr size_t kPointsPerCall = 1000;

std::string RuleText(const Kpi& kpi) {
  if (!kpi.has_rule()) return "";
  return absl::StrCat(kpi.lower_is_better() ? "at most " : "at least ",
                      FormatHundredths(kpi.rule().limit_hundredths()),
                      "; else ", IdOf(kpi.rule().owner()), " with ",
                      IdOf(kpi.rule().team()), " within ",
                      kpi.rule().react_days(), " days");
}

std::string BreachText(const Kpi& kpi) {
  if (!kpi.breach().lasts()) return "";
  return absl::StrCat(FormatHundredths(kpi.breach().value_hundredths()), " on ",
                      FormatDate(kpi.breach().day()), ", due ",
                      FormatDate(kpi.breach().due_date()));
}

Table KpiTable(const std::vector<Kpi>& kpis) {
  Table table({{"kpi"},
               {"title", false, /*flexible=*/true, 16},
               {"unit"},
               {"category"},
               {"visibility rule", false, /*flexible=*/true, 16},
               {"broken"}});
  for (const Kpi& kpi : kpis) {
    table.AddRow({IdOf(kpi.name()), kpi.title(), kpi.unit(), kpi.category(),
                  RuleText(kpi), BreachText(kpi)},
                 kpi.breach().lasts() ? Style::kBad : Style::kPlain);
  }
  return table;
}

Table PointTable(const std::vector<KpiPoint>& points) {
  Table table({{"day"},
               {"value", /*right=*/true},
               {"note", false, /*flexible=*/true, 16}});
  for (const KpiPoint& point : points) {
    table.AddRow({FormatDate(point.day()),
                  FormatHundredths(point.value_hundredths()), point.note()});
  }
  return table;
}

absl::Status AddKpi(Context& context, const KpiArguments& a) {
  roadmap::v1::CreateKpiRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_kpi_id(a.kpi);
  request.set_reason(a.reason);
  request.mutable_kpi()->set_title(a.title);
  request.mutable_kpi()->set_unit(a.unit);
  request.mutable_kpi()->set_category(a.category);
  request.mutable_kpi()->set_lower_is_better(a.lower_is_better);
  return CallAndPrint(context, &RoadmapStub::CreateKpi, request, &KpiTable);
}

absl::Status SetRule(Context& context, const KpiArguments& a) {
  roadmap::v1::UpdateKpiRequest request;
  request.set_reason(a.reason);
  request.mutable_update_mask()->add_paths("rule");
  Kpi* kpi = request.mutable_kpi();
  kpi->set_name(NameOf(a.portfolio, "kpis", a.kpi));
  if (!a.none) {
    const auto limit = NumberOption("--limit", a.limit);
    if (!limit.ok()) return limit.status();
    roadmap::v1::VisibilityRule* rule = kpi->mutable_rule();
    rule->set_limit_hundredths(*limit);
    rule->set_team(NameOf(a.portfolio, "teams", a.team));
    rule->set_react_days(a.days);
    rule->set_owner(NameOf(a.portfolio, "members", a.owner));
    if (!a.requester.empty()) {
      rule->set_requester(NameOf(a.portfolio, "members", a.requester));
    }
  }
  return CallAndPrint(context, &RoadmapStub::UpdateKpi, request, &KpiTable);
}

// The first column is the day, the second the value, a third a note; a first
// row without a day is the header.
absl::StatusOr<std::vector<KpiPoint>> PointsOf(const CsvFile& file) {
  std::vector<KpiPoint> points;
  std::vector<CellProblem> problems;
  for (size_t i = 0; i < file.rows.size(); ++i) {
    const std::vector<std::string>& cells = file.rows[i].cells;
    const int row = static_cast<int>(i) + 1;
    const auto day = DateOption("day", cells[0]);
    if (!day.ok() && i == 0) continue;
    if (!day.ok() || cells.size() < 2) {
      problems.push_back({row, "", "day",
                          day.ok() ? "has no value beside it"
                                   : std::string(day.status().message())});
      continue;
    }
    const auto value = ParseHundredths(cells[1]);
    if (!value.ok()) {
      problems.push_back(
          {row, "", "value", std::string(value.status().message())});
      continue;
    }
    KpiPoint& point = points.emplace_back();
    *point.mutable_day() = *day;
    point.set_value_hundredths(*value);
    if (cells.size() > 2) point.set_note(cells[2]);
  }
  if (!problems.empty()) return ToStatus(problems);
  return points;
}

absl::StatusOr<std::vector<KpiPoint>> PointsToReport(const KpiArguments& a) {
  if (!a.csv.empty()) {
    const auto file = ReadCsvFile(a.csv);
    if (!file.ok()) return file.status();
    return PointsOf(*file);
  }
  const auto day = DateOption("day", a.day);
  if (!day.ok()) return day.status();
  const auto value = NumberOption("value", a.value);
  if (!value.ok()) return value.status();
  KpiPoint point;
  *point.mutable_day() = *day;
  point.set_value_hundredths(*value);
  point.set_note(a.note);
  return std::vector<KpiPoint>{point};
}

absl::Status Report(Context& context, const KpiArguments& a) {
  const auto points = PointsToReport(a);
  if (!points.ok()) return points.status();
  roadmap::v1::GetKpiRequest get;
  get.set_name(NameOf(a.portfolio, "kpis", a.kpi));
  for (size_t begin = 0; begin < points->size(); begin += kPointsPerCall) {
    roadmap::v1::AddKpiPointsRequest request;
    request.set_kpi(get.name());
    for (size_t i = begin; i < points->size() && i < begin + kPointsPerCall;
         ++i) {
      *request.add_points() = (*points)[i];
    }
    const auto added =
        context.session().Call(&RoadmapStub::AddKpiPoints, request);
    if (!added.ok()) return added.status();
  }
  return CallAndPrint(context, &RoadmapStub::GetKpi, get, &KpiTable);
}

absl::Status ListKpis(Context& context, const KpiArguments& a) {
  using Response = roadmap::v1::ListKpisResponse;
  roadmap::v1::ListKpisRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListKpis, request, &Response::kpis,
                      &Response::mutable_kpis, &KpiTable);
}

absl::Status ShowKpi(Context& context, const KpiArguments& a) {
  using Response = roadmap::v1::ListKpiPointsResponse;
  roadmap::v1::ListKpiPointsRequest request;
  request.set_kpi(NameOf(a.portfolio, "kpis", a.kpi));
  return ListAndPrint(context, &RoadmapStub::ListKpiPoints, request,
                      &Response::points, &Response::mutable_points,
                      &PointTable);
}

void AddKpiId(CLI::App* verb, const std::shared_ptr<KpiArguments>& a) {
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("kpi", a->kpi, "The indicator's id")->required();
}

void AddRuleVerb(CLI::App* noun, Context* context,
                 const std::shared_ptr<KpiArguments>& a) {
  CLI::App* verb = AddVerb(
      noun, context,
      {"rule",
       "Sets an indicator's visibility rule: its first value past the limit "
       "opens an item with owner and due date.",
       {"lifeline kpi rule shop indexed-share --limit 90 --team web --days 2 "
        "--owner jonas@example.com",
        "lifeline kpi rule shop indexed-share --none"}},
      [=] { return SetRule(*context, *a); });
  AddKpiId(verb, a);
  auto* none = verb->add_flag("--none", a->none, "Takes the rule away");
  const auto of_a_rule = [&](CLI::Option* option) { option->excludes(none); };
  of_a_rule(verb->add_option("--limit", a->limit,
                             "What the value must not fall below, or rise "
                             "above where less is better"));
  of_a_rule(verb->add_option("--team", a->team, "The team that must react"));
  of_a_rule(verb->add_option("--days", a->days, "Working days to react in"));
  of_a_rule(verb->add_option("--owner", a->owner,
                             "Who answers for the item, by id or address"));
  of_a_rule(verb->add_option("--requester", a->requester,
                             "Who asks for it; the owner by default"));
  AddReason(verb, &a->reason);
}

}  // namespace

void AddKpiCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "kpi", "Indicators that both sides watch");
  const auto a = std::make_shared<KpiArguments>();
  CLI::App* verb =
      AddVerb(noun, context,
              {"add",
               "Adds an indicator.",
               {"lifeline kpi add shop indexed-share --title 'Indexed share' "
                "--unit percent --category seo"}},
              [=] { return AddKpi(*context, *a); });
  AddKpiId(verb, a);
  verb->add_option("--title", a->title, "What it is called")->required();
  verb->add_option("--unit", a->unit, "The unit of its values")->required();
  verb->add_option("--category", a->category, "Whose indicator it is");
  verb->add_flag("--lower-is-better", a->lower_is_better, "Less is better");
  AddReason(verb, &a->reason);
  AddRuleVerb(noun, context, a);
  verb = AddVerb(
      noun, context,
      {"report",
       "Says what an indicator was: on a day, or on the days of a CSV file "
       "(day, value, note).",
       {"lifeline kpi report shop indexed-share 2027-01-31 87.5",
        "lifeline kpi report shop indexed-share --csv indexed.csv"}},
      [=] { return Report(*context, *a); });
  AddKpiId(verb, a);
  auto* csv = verb->add_option("--csv", a->csv, "A file; - is the input");
  verb->add_option("day", a->day, "The day, such as 2027-01-31")->excludes(csv);
  verb->add_option("value", a->value, "The value, such as 87.5")->excludes(csv);
  verb->add_option("--note", a->note, "What happened, such as a release")
      ->excludes(csv);
  verb = AddVerb(noun, context,
                 {"list",
                  "Lists indicators with their rules, and which are broken.",
                  {"lifeline kpi list shop"}},
                 [=] { return ListKpis(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb = AddVerb(noun, context,
                 {"show",
                  "Lists an indicator's values by day.",
                  {"lifeline kpi show shop indexed-share"}},
                 [=] { return ShowKpi(*context, *a); });
  AddKpiId(verb, a);
}

}  // namespace lifeline::cli
