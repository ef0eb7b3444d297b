// `lifeline sheet`: the open items as one spreadsheet, and back.
#include <algorithm>
#include <fstream>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/exchange.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "clients/cli/sheet.h"
#include "clients/cli/sheet_values.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

// What a spreadsheet program knows UTF-8 by.
constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

struct SheetArguments {
  std::string portfolio;
  std::string file;
  std::string team;
  std::string reason;
  bool dry_run = false;
};

absl::StatusOr<SheetContents> Fetch(Context& context,
                                    const std::string& portfolio) {
  SheetContents contents;
  absl::Status fetched = FetchExchangeWorld(
      context, portfolio, &contents.portfolio, &contents.items);
  if (!fetched.ok()) return fetched;
  roadmap::v1::ListTeamsRequest teams;
  teams.set_parent(PortfolioName(portfolio));
  auto all = context.session().ListAll(&RoadmapStub::ListTeams, teams,
                                       &roadmap::v1::ListTeamsResponse::teams);
  if (!all.ok()) return all.status();
  contents.teams = *std::move(all);
  // The ranking must have seen the items, so that it knows what they miss.
  scoring::v1::Revisions seen;
  for (const backlog::v1::Item& item : contents.items) {
    seen.set_backlog(std::max(seen.backlog(), item.revision()));
  }
  auto ranking = FetchRanking(context, portfolio, "latest", seen, "");
  if (!ranking.ok()) return ranking.status();
  contents.ranked = std::move(ranking->items);
  scoring::v1::GetScoringModelRequest active;
  active.set_name(NameOf(portfolio, "models", "active"));
  auto model = context.session().Call(&ScoringStub::GetScoringModel, active);
  if (!model.ok() && !absl::IsNotFound(model.status())) return model.status();
  if (model.ok()) contents.model = *std::move(model);
  return contents;
}

absl::Status Export(Context& context, const SheetArguments& a) {
  const absl::StatusOr<SheetContents> contents = Fetch(context, a.portfolio);
  if (!contents.ok()) return contents.status();
  const std::string sheet =
      WriteSheet(*contents, context.language(), IdOf(a.team));
  if (a.file.empty() || a.file == "-") {
    context.out() << sheet;
    return absl::OkStatus();
  }
  std::ofstream stream(a.file, std::ios::binary | std::ios::trunc);
  stream << kByteOrderMark << sheet << std::flush;
  if (!stream) {
    return absl::UnknownError(absl::StrCat(
        "cannot write ", a.file, "; is the folder there, and yours?"));
  }
  const std::string missing = MissingText(CountMissing(contents->ranked));
  context.Note(absl::StrCat(
      a.file, ": fill it in, save it as CSV, and: lifeline sheet import ",
      a.file, " --portfolio ", IdOf(a.portfolio),
      missing.empty() ? "" : absl::StrCat("\nmissing: ", missing)));
  return absl::OkStatus();
}

absl::Status Preview(Context& context, const SheetArguments& a,
                     const SheetPlan& plan) {
  ChangeParts check;
  check.validate_only = true;
  check.reason = a.reason;
  const auto checked = ApplyItemsPart(context, a.portfolio, plan.items, check);
  if (!checked.ok()) return AtRows(checked.status(), plan.rows);
  scoring::v1::PreviewChangesRequest preview;
  preview.set_parent(PortfolioName(a.portfolio));
  preview.mutable_item_upserts()->Assign(plan.items.begin(), plan.items.end());
  return PrintPreview(context, preview);
}

absl::Status PrintRanking(Context& context, const SheetArguments& a,
                          const scoring::v1::Revisions& seen) {
  const auto whole = FetchRanking(context, a.portfolio, "latest", seen, "");
  if (!whole.ok()) return whole.status();
  switch (context.format()) {
    case Format::kJson:
      context.PrintJson(RankingJson(whole->ranking, whole->items));
      break;
    case Format::kCsv:
      context.out() << RankingTable(whole->ranking, whole->items, false,
                                    context.language())
                           .Csv();
      break;
    case Format::kTable:
      context.out() << RankingText(whole->ranking, whole->items, false,
                                   context.language(), context.terminal());
      break;
  }
  const std::string missing = MissingText(CountMissing(whole->items));
  if (!missing.empty()) context.Say(absl::StrCat("missing: ", missing));
  return absl::OkStatus();
}

absl::Status Import(Context& context, const SheetArguments& a) {
  const absl::StatusOr<CsvFile> file = ReadCsvFile(a.file);
  if (!file.ok()) return file.status();
  const absl::StatusOr<SheetContents> contents = Fetch(context, a.portfolio);
  if (!contents.ok()) return contents.status();
  const absl::StatusOr<SheetPlan> plan =
      ReadSheet(*file, *contents, IdOf(a.team));
  if (!plan.ok()) return plan.status();
  for (const CellProblem& notice : plan->notices) {
    context.Note(absl::StrCat("note: ", ProblemLine(notice)));
  }
  if (a.dry_run) return Preview(context, a, *plan);
  // One call, one commit, one ranking.
  ChangeParts change;
  change.reason = a.reason;
  if (!plan->items.empty()) {
    change.id = absl::StrCat("sheet-", context.session().NewChangeId());
  }
  const auto applied =
      ApplyItemsPart(context, a.portfolio, plan->items, change);
  if (!applied.ok()) return AtRows(applied.status(), plan->rows);
  context.Say(absl::StrCat(plan->row_count, " rows: ", applied->updated_count(),
                           " items changed, ", plan->made_ready,
                           " of them became READY\n"));
  change.revisions.set_backlog(applied->revision());
  change.revisions.set_backlog_epoch(applied->epoch());
  return PrintRanking(context, a, change.revisions);
}

void AddExport(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<SheetArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"export",
       "Writes a row for each open item, with columns for what the ranking "
       "still needs: money,\nsize, and the ratings that are missing. In German "
       "with semicolons and decimal commas.",
       {"lifeline sheet export shop -f shop.csv",
        "lifeline sheet export shop --language de -f shop.csv"}},
      [=] { return Export(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("-f,--file", a->file, "Where to; the screen by default");
  verb->add_option("--team", a->team,
                   "Stands in rows without an estimate; the only team by "
                   "default");
}

void AddImport(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<SheetArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"import",
       absl::StrCat(
           "Takes a sheet back, and shows the line. Empty cells change "
           "nothing; a sheet with an error\nchanges nothing at all.\n"
           "  money: a number, or a band (",
           MoneyBandNames(),
           ");\n         a band stands for its middle, 1k-3k for 1,700\n"
           "  size:  a letter of the portfolio, a number, or: web 3 + content "
           "2\n"
           "  ready: yes makes an item READY if nothing is missing"),
       {"lifeline sheet import shop.csv --portfolio shop --dry-run",
        "lifeline sheet import shop.csv --portfolio shop"}},
      [=] { return Import(*context, *a); });
  verb->add_option("file", a->file, "The sheet as CSV; - is stdin")->required();
  verb->add_option("--portfolio", a->portfolio, "Such as shop")->required();
  verb->add_option("--team", a->team, "Of sizes that name none");
  AddDryRun(verb, context, &a->dry_run);
  AddReason(verb, &a->reason);
}

}  // namespace

void AddSheetCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "sheet", "What is missing, as a spreadsheet");
  AddExport(noun, context);
  AddImport(noun, context);
}

}  // namespace lifeline::cli
