// `lifeline import jira`: an export of Jira into a portfolio.
#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/exchange.h"
#include "clients/cli/exit_code.h"
#include "clients/cli/jira_issue.h"
#include "clients/cli/jira_plan.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::ItemChange;
using roadmap::v1::RoadmapUpsert;

struct JiraImportArguments {
  std::string file;
  std::string portfolio;
  std::string team;
  std::string category;
  std::vector<std::string> category_of;
  std::string period;
  std::string points_per_day;
  std::string reason;
  bool dry_run = false;
};

absl::StatusOr<JiraOptions> ReadOptions(const JiraImportArguments& a) {
  JiraOptions options;
  options.portfolio = IdOf(a.portfolio);
  options.team = IdOf(a.team);
  options.category = a.category;
  options.period = IdOf(a.period);
  for (const std::string& text : a.category_of) {
    const auto pair = PairOption("--category-of", text, '=', "Story=it");
    if (!pair.ok()) return pair.status();
    options.category_of.insert(*pair);
  }
  if (!a.points_per_day.empty()) {
    const auto factor = NumberOption("--points-per-day", a.points_per_day);
    if (!factor.ok()) return factor.status();
    if (*factor <= 0) {
      return absl::InvalidArgumentError(
          "--points-per-day: must be more than 0, such as 1 or 0.5");
    }
    options.points_per_day_hundredths = *factor;
  }
  return options;
}

// One export on its way into the services.
class JiraImport {
 public:
  JiraImport(Context& context, JiraOptions options, std::string reason)
      : context_(context),
        options_(std::move(options)),
        reason_(reason.empty() ? "imported from Jira" : std::move(reason)) {}

  // Reads the portfolio and the file, and decides what to write. Nothing is
  // changed.
  absl::Status Prepare(const std::string& file) {
    absl::StatusOr<CsvFile> csv = ReadCsvFile(file);
    if (!csv.ok()) return csv.status();
    if (absl::Status world = FetchWorld(); !world.ok()) return world;
    absl::TimeZone zone = absl::UTCTimeZone();
    (void)absl::LoadTimeZone(world_.portfolio.time_zone(), &zone);
    absl::StatusOr<JiraExport> read =
        ReadJiraExport(*csv, zone, context_.environment().now);
    if (!read.ok()) {
      return absl::Status(read.status().code(),
                          absl::StrCat(file, ": ", read.status().message()));
    }
    read_ = *std::move(read);
    absl::StatusOr<JiraPlan> plan = PlanJiraImport(read_, world_, options_);
    progress_.End();
    if (!plan.ok()) return plan.status();
    plan_ = *std::move(plan);
    return absl::OkStatus();
  }

  absl::Status Preview() {
    absl::StatusOr<bool> checked = Check();
    if (!checked.ok()) return checked.status();
    PrintCounts();
    PrintNotices();
    if (plan_.roadmap.empty() && plan_.items.empty()) return absl::OkStatus();
    scoring::v1::PreviewChangesRequest preview;
    preview.set_parent(PortfolioName(options_.portfolio));
    preview.mutable_roadmap_upserts()->Assign(plan_.roadmap.begin(),
                                              plan_.roadmap.end());
    preview.mutable_item_upserts()->Assign(plan_.items.begin(),
                                           plan_.items.end());
    return PrintPreview(context_, preview);
  }

  absl::Status Apply() {
    // Everything is checked before anything is written, so that a file that is
    // refused changes nothing in either service.
    absl::StatusOr<bool> roadmap_changes = Check();
    if (!roadmap_changes.ok()) return roadmap_changes.status();
    change_.id = absl::StrCat(kJiraChangeId, context_.session().NewChangeId());
    change_.parts = *roadmap_changes && !plan_.items.empty() ? 2 : 1;
    change_.reason = reason_;
    auto roadmap =
        ApplyRoadmapPart(context_, options_.portfolio, plan_.roadmap, change_);
    if (!roadmap.ok()) return roadmap.status();
    change_.revisions.set_roadmap(roadmap->revision());
    change_.revisions.set_roadmap_epoch(roadmap->epoch());
    auto items =
        ApplyItemsPart(context_, options_.portfolio, plan_.items, change_);
    if (!items.ok()) return AtRows(items.status(), plan_.rows);
    change_.revisions.set_backlog(items->revision());
    change_.revisions.set_backlog_epoch(items->epoch());
    if (absl::Status comments = AddComments(); !comments.ok()) return comments;
    return PrintReport();
  }

  bool has_errors() const { return !read_.errors.empty(); }

 private:
  absl::Status FetchWorld() {
    if (absl::Status fetched = FetchExchangeWorld(
            context_, options_.portfolio, &world_.portfolio, &world_.items);
        !fetched.ok()) {
      return fetched;
    }
    absl::Status roadmap = FetchRoadmap();
    if (!roadmap.ok()) return roadmap;
    world_.last_import = [this](const std::string& name) {
      progress_.Step(absl::StrCat("comparing ", IdOf(name)));
      return FetchLastImport(name);
    };
    world_.given_up = [this](const std::string& commitment) {
      return WasGivenUp(commitment);
    };
    return absl::OkStatus();
  }

  absl::Status FetchRoadmap() {
    const std::string parent = PortfolioName(options_.portfolio);
    roadmap::v1::ListMembersRequest members;
    members.set_parent(parent);
    auto all_members =
        context_.session().ListAll(&RoadmapStub::ListMembers, members,
                                   &roadmap::v1::ListMembersResponse::members);
    if (!all_members.ok()) return all_members.status();
    world_.members = *std::move(all_members);
    roadmap::v1::ListPlanningPeriodsRequest periods;
    periods.set_parent(parent);
    auto all_periods = context_.session().ListAll(
        &RoadmapStub::ListPlanningPeriods, periods,
        &roadmap::v1::ListPlanningPeriodsResponse::periods);
    if (!all_periods.ok()) return all_periods.status();
    world_.periods = *std::move(all_periods);
    roadmap::v1::ListCommitmentsRequest commitments;
    commitments.set_parent(parent);
    auto all_commitments = context_.session().ListAll(
        &RoadmapStub::ListCommitments, commitments,
        &roadmap::v1::ListCommitmentsResponse::commitments);
    if (!all_commitments.ok()) return all_commitments.status();
    world_.commitments = *std::move(all_commitments);
    return absl::OkStatus();
  }

  absl::StatusOr<LastImport> FetchLastImport(const std::string& name) {
    backlog::v1::ListItemChangesRequest list;
    list.set_parent(PortfolioName(options_.portfolio));
    list.set_item(name);
    const absl::StatusOr<std::vector<ItemChange>> changes =
        context_.session().ListAll(
            &BacklogStub::ListItemChanges, list,
            &backlog::v1::ListItemChangesResponse::changes);
    if (!changes.ok()) return changes.status();
    return LastImportOf(*changes);
  }

  // It has a history, and is not there.
  absl::StatusOr<bool> WasGivenUp(const std::string& commitment) {
    roadmap::v1::ListRoadmapChangesRequest list;
    list.set_parent(PortfolioName(options_.portfolio));
    list.set_resource(commitment);
    list.set_page_size(1);
    const auto changes =
        context_.session().Call(&RoadmapStub::ListRoadmapChanges, list);
    if (absl::IsNotFound(changes.status())) return false;
    if (!changes.ok()) return changes.status();
    return !changes->changes().empty();
  }

  // Whether the roadmap's part changes anything. Errors are as if it had been
  // done.
  absl::StatusOr<bool> Check() {
    ChangeParts check;
    check.validate_only = true;
    check.reason = reason_;
    const auto roadmap =
        ApplyRoadmapPart(context_, options_.portfolio, plan_.roadmap, check);
    if (!roadmap.ok()) return roadmap.status();
    std::vector<backlog::v1::ItemUpsert> items = plan_.items;
    for (backlog::v1::ItemUpsert& upsert : items) {
      // Who becomes a member by this import is none yet.
      if (absl::StrContains(upsert.item().requester(), '@')) {
        upsert.mutable_item()->clear_requester();
      }
    }
    const auto checked =
        ApplyItemsPart(context_, options_.portfolio, items, check);
    if (!checked.ok()) return AtRows(checked.status(), plan_.rows);
    return roadmap->created_count() + roadmap->updated_count() > 0;
  }

  // What did not fit into an item, once.
  absl::Status AddComments() {
    for (const auto& [item, text] : plan_.comments) {
      backlog::v1::ListCommentsRequest list;
      list.set_parent(item);
      const auto there = context_.session().ListAll(
          &BacklogStub::ListComments, list,
          &backlog::v1::ListCommentsResponse::comments);
      if (!there.ok()) return there.status();
      const bool said = std::any_of(there->begin(), there->end(),
                                    [&text = text](const auto& comment) {
                                      return comment.text() == text;
                                    });
      if (said) continue;
      backlog::v1::CreateCommentRequest create;
      create.set_parent(item);
      create.mutable_comment()->set_text(text);
      const auto made =
          context_.session().Call(&BacklogStub::CreateComment, create);
      if (!made.ok()) return made.status();
    }
    return absl::OkStatus();
  }

  void PrintCounts() {
    context_.Say(absl::StrCat(absl::StrJoin(read_.projects, ", "), ": ",
                              read_.rows, " rows: ", plan_.created,
                              " created, ", plan_.updated, " updated, ",
                              plan_.unchanged, " unchanged, ",
                              read_.rows_with_errors, " not imported"));
    context_.Say(
        absl::StrCat("  in Jira ", plan_.done, " are done, ", plan_.started,
                     plan_.started > 0 && !plan_.period.empty()
                         ? absl::StrCat(" are started (", plan_.period, ")")
                         : " are started"));
  }

  void PrintNotices() {
    for (const auto* notices : {&read_.notices, &plan_.notices}) {
      for (const CellProblem& notice : *notices) {
        context_.Note(absl::StrCat("note: ", ProblemLine(notice)));
      }
    }
    for (const CellProblem& error : read_.errors) {
      context_.Note(absl::StrCat("not imported: ", ProblemLine(error)));
    }
  }

  absl::Status PrintReport() {
    const auto whole =
        FetchRanking(context_, options_.portfolio, "latest", change_.revisions,
                     /*filter=*/"");
    if (!whole.ok()) return whole.status();
    const MissingCounts missing = CountMissing(whole->items);
    if (context_.format() == Format::kJson) {
      context_.PrintJson({{"rows", read_.rows},
                          {"created", plan_.created},
                          {"updated", plan_.updated},
                          {"unchanged", plan_.unchanged},
                          {"notImported", read_.rows_with_errors},
                          {"done", plan_.done},
                          {"started", plan_.started},
                          {"missing", missing},
                          {"ranking", whole->ranking.number()}});
      PrintNotices();
      return absl::OkStatus();
    }
    PrintCounts();
    PrintNotices();
    context_.Say("");
    context_.out() << RankingSummary(whole->ranking, context_.language());
    const std::string text = MissingText(missing);
    if (!text.empty()) context_.Say(absl::StrCat("missing: ", text));
    const std::string& p = options_.portfolio;
    context_.Say(absl::StrCat(
        "\nnext:\n  lifeline sheet export ", p, " -f ", p,
        ".csv              # a row per request, for money and size\n"
        "  lifeline sheet import ",
        p, ".csv --portfolio ", p,
        "   # takes it back, and shows the line\n  lifeline ranking show ", p));
    return absl::OkStatus();
  }

  Context& context_;
  JiraOptions options_;
  std::string reason_;
  Progress progress_{context_};
  JiraWorld world_;
  JiraExport read_;
  JiraPlan plan_;
  ChangeParts change_;
};

absl::Status Import(Context& context, const JiraImportArguments& a) {
  absl::StatusOr<JiraOptions> options = ReadOptions(a);
  if (!options.ok()) return options.status();
  JiraImport import(context, *std::move(options), a.reason);
  if (absl::Status ready = import.Prepare(a.file); !ready.ok()) return ready;
  absl::Status done = a.dry_run ? import.Preview() : import.Apply();
  // The rest was taken, but a script must hear of what was not.
  if (done.ok() && import.has_errors()) {
    context.exit_code = ExitCode::kFailure;
  }
  return done;
}

}  // namespace

void AddImportCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "import", "What other tools know, into a portfolio");
  const auto a = std::make_shared<JiraImportArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"jira",
       "Reads a Jira export, \"CSV (all fields)\", in English or German. Each "
       "row becomes an\nitem, with the key as its id, or a reported error. "
       "Done becomes DONE, In Progress a\nSTARTED commitment, the rest "
       "SUBMITTED. Importing again updates: what has changed in\nJira is "
       "written, unless somebody has changed it in Lifeline too; ratings, "
       "money and\nefforts that people gave stay, and rows that are missing "
       "change nothing.\nExits with 1 if a row could not be imported; the "
       "others are.",
       {"lifeline import jira export.csv --portfolio shop --team web "
        "--category seo --dry-run",
        "lifeline import jira export.csv --portfolio shop --team web "
        "--category seo \\",
        "    --category-of Bug=it --category-of Performance=performance "
        "--points-per-day 1"}},
      [=] { return Import(*context, *a); });
  verb->add_option("file", a->file, "The export; - is stdin")->required();
  verb->add_option("--portfolio", a->portfolio, "Such as shop")->required();
  verb->add_option("--team", a->team,
                   "Whose effort Jira's estimates and points are");
  verb->add_option("--category", a->category,
                   "Of every row that --category-of does not name")
      ->required();
  AddRepeated(verb, "--category-of", &a->category_of,
              "TYPE=CATEGORY: by issue type, component or label; repeatable");
  verb->add_option("--period", a->period,
                   "Where what is in progress is committed; the first open "
                   "period by default");
  verb->add_option("--points-per-day", a->points_per_day,
                   "Takes story points as person-days: how many make one");
  verb->add_flag("--dry-run", a->dry_run,
                 "Show what would be, and change nothing");
  AddShares(verb, context);
  AddReason(verb, &a->reason);
}

}  // namespace lifeline::cli
