// `lifeline digest`, `lifeline promise` and `lifeline task ...`.
#include <cmath>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "clients/cli/receipts.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

using audit::v1::Audit;
using scoring::v1::Digest;
using scoring::v1::LineCrossing;
using scoring::v1::PromiseReport;
using scoring::v1::Task;

struct AttentionArguments {
  std::string portfolio;
  int32_t count = 1;
  int32_t days = 0;
  std::string item;
  std::string until;
  std::string reason;
};

// What an entry is about, what it says of that, and what it asks for.
struct EntryWords {
  std::string about;
  std::string what;
  std::string asks;
};

EntryWords WordsOf(const Digest::Entry& entry, Language language) {
  const auto t = [&](const std::string& text) {
    return std::string(Translated(text, language));
  };
  if (!entry.model().empty())
    return {IdOf(entry.model()), t("proposed model"), t("a signature")};
  if (!entry.dispute().empty()) {
    return {IdOf(entry.item().empty() ? entry.dispute() : entry.item()),
            t("dispute"), t("a word")};
  }
  if (!entry.task().empty()) {
    return {IdOf(entry.item()),
            t(Words(Task::Kind_Name(entry.task_kind()), "KIND_")),
            IdOf(entry.task())};
  }
  return {IdOf(entry.item()),
          t(Words(LineCrossing::Kind_Name(entry.kind()), "KIND_")),
          t("an answer")};
}

Table DigestTable(const std::vector<Digest>& digests, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("told")},
               {t("item"), false, /*flexible=*/true, 14},
               {t("title"), false, /*flexible=*/true, 12},
               {t("what")},
               {t("asks for")},
               {t("note"), false, /*flexible=*/true, 10}});
  for (const Digest& digest : digests) {
    for (const Digest::Entry& entry : digest.entries()) {
      const EntryWords words = WordsOf(entry, language);
      std::string note = AskedText(entry.rung(), "", language);
      if (!entry.asks()) note = std::string(t("listed only"));
      if (digest.urgent())
        note = absl::StrCat(t("at once"), note.empty() ? "" : ", ", note);
      table.AddRow(
          {TimeText(digest.create_time()), words.about, entry.title(),
           words.what, entry.asks() ? words.asks : std::string(), note},
          entry.asks() ? Style::kBad : Style::kPlain);
    }
  }
  return table;
}

absl::Status ShowDigest(Context& context, const AttentionArguments& a) {
  const auto member = ActingMember(context, a.portfolio);
  if (!member.ok()) return member.status();
  scoring::v1::ListDigestsRequest request;
  request.set_parent(member->name());
  request.set_page_size(a.count);
  const auto digests =
      context.session().Call(&ScoringStub::ListDigests, request);
  if (!digests.ok()) return digests.status();
  if (context.format() == Format::kTable && digests->digests().empty()) {
    context.Say(context.T("nothing was told"));
    return absl::OkStatus();
  }
  context.Print(*digests, DigestTable({digests->digests().begin(),
                                       digests->digests().end()},
                                      context.language()));
  for (const Digest& digest : digests->digests()) {
    if (digest.more_entries() > 0 && context.format() == Format::kTable) {
      context.Note(absl::StrCat(IdOf(digest.name()), ": ",
                                digest.more_entries(),
                                " more; see lifeline inbox"));
    }
  }
  return absl::OkStatus();
}

Table PromiseTable(const PromiseReport& report, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("side")},
               {t("open receipts"), true},
               {t("overdue"), true},
               {t("at the arbiter"), true},
               {t("answered"), true},
               {t("median days"), true},
               {t("cleared"), true},
               {t("open tasks"), true},
               {t("overdue"), true},
               {t("done"), true},
               {t("since")}});
  for (const PromiseReport::SideFigures& side : report.sides()) {
    const auto& median = side.median_answer_time();
    table.AddRow(
        {std::string(t(Words(Task::Side_Name(side.side()), "SIDE_"))),
         absl::StrCat(side.open_receipts()),
         absl::StrCat(side.overdue_receipts()),
         absl::StrCat(side.last_rung_receipts() + side.last_rung_tasks()),
         absl::StrCat(side.answered_receipts()),
         side.has_median_answer_time()
             ? absl::StrFormat("%.1f",
                               static_cast<double>(median.seconds()) / 86'400)
             : std::string(),
         absl::StrCat(side.cleared_receipts()), absl::StrCat(side.open_tasks()),
         absl::StrCat(side.overdue_tasks()), absl::StrCat(side.done_tasks()),
         TimeText(side.oldest_open_time())},
        side.overdue_receipts() + side.overdue_tasks() > 0 ? Style::kBad
                                                           : Style::kPlain);
  }
  return table;
}

// What the newest audit says of the portfolio; no audit is begun. Scoring may
// not ask who audits it, so the figure is put beside its report here.
absl::StatusOr<Audit> NewestAudit(Context& context,
                                  const std::string& portfolio) {
  audit::v1::GetAuditRequest request;
  request.set_name(absl::StrCat(PortfolioName(portfolio), "/audit"));
  return context.session().Call(&AuditStub::GetAudit, request);
}

// An audit that cannot be had takes nothing from the rest of the report.
std::string WhyUnknown(const absl::Status& status) {
  return absl::IsNotFound(status) ? "not audited yet"
                                  : "not known, no audit answers";
}

std::string SilentDropsText(const absl::StatusOr<Audit>& audit,
                            Language language) {
  const std::string head =
      absl::StrCat(Translated("silent drops", language), ": ");
  if (!audit.ok())
    return head + Translated(WhyUnknown(audit.status()), language);
  return absl::StrCat(head, audit->silent_drops(), " (",
                      Translated("audit of", language), " ",
                      TimeText(audit->start_time()), ")");
}

nlohmann::ordered_json AuditJson(const absl::StatusOr<Audit>& audit) {
  if (!audit.ok())
    return {{"missing", ReasonOf(WithErrorInfo(audit.status()))}};
  // One ranking is named for each portfolio: the newest that was looked at.
  return {{"startTime", MessageJson(*audit)["startTime"]},
          {"ranking", audit->rankings().empty() ? "" : audit->rankings(0)},
          {"silentDrops", audit->silent_drops()},
          {"findingCount", audit->finding_count()}};
}

absl::Status ShowPromise(Context& context, const AttentionArguments& a) {
  scoring::v1::GetPromiseReportRequest request;
  request.set_name(absl::StrCat(PortfolioName(a.portfolio), "/promiseReport"));
  request.set_days(a.days);
  const auto report =
      context.session().Call(&ScoringStub::GetPromiseReport, request);
  if (!report.ok()) return report.status();
  if (context.format() == Format::kJson) {
    nlohmann::ordered_json json = MessageJson(*report);
    json["audit"] = AuditJson(NewestAudit(context, a.portfolio));
    context.PrintJson(json);
    return absl::OkStatus();
  }
  context.Print(*report, PromiseTable(*report, context.language()));
  if (context.format() != Format::kTable) return absl::OkStatus();
  context.Say(report->oldest().empty()
                  ? std::string(context.T("nothing is owed"))
                  : absl::StrCat(context.T("oldest"), ": ", report->oldest(),
                                 ", ", context.T("since"), " ",
                                 TimeText(report->oldest_open_time())));
  context.Say(
      SilentDropsText(NewestAudit(context, a.portfolio), context.language()));
  return absl::OkStatus();
}

// The item's open DECIDE task.
absl::StatusOr<std::string> OpenDecision(Context& context,
                                         const AttentionArguments& a) {
  scoring::v1::ListTasksRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_filter(
      absl::StrCat("kind = DECIDE AND item = \"", IdOf(a.item), "\""));
  const auto tasks = context.session().Call(&ScoringStub::ListTasks, request);
  if (!tasks.ok()) return tasks.status();
  if (tasks->tasks().empty()) {
    return absl::NotFoundError(absl::StrCat(
        "no decision about ", IdOf(a.item),
        " is asked for; what is open: lifeline inbox ", a.portfolio, " --all"));
  }
  return tasks->tasks(0).name();
}

absl::Status PauseTask(Context& context, const AttentionArguments& a) {
  const auto until = DateOption("--until", a.until);
  if (!until.ok()) return until.status();
  const auto name = OpenDecision(context, a);
  if (!name.ok()) return name.status();
  scoring::v1::PauseTaskRequest request;
  request.set_name(*name);
  *request.mutable_until() = *until;
  request.set_reason(a.reason);
  const auto paused = context.session().Call(&ScoringStub::PauseTask, request);
  if (!paused.ok()) return paused.status();
  if (context.format() == Format::kJson) {
    context.PrintJson(MessageJson(*paused));
  } else {
    context.Say(absl::StrCat(IdOf(paused->item()), " may wait until ",
                             FormatDate(paused->pause_until())));
  }
  return absl::OkStatus();
}

}  // namespace

void AddAttentionCommands(CLI::App* app, Context* context) {
  const auto a = std::make_shared<AttentionArguments>();
  CLI::App* verb = AddVerb(
      app, context,
      {"digest",
       "What who acts (--as) was told last. A digest goes out on working days "
       "at eight; with it the time to answer begins.",
       {"lifeline digest shop --as anna@example.com",
        "lifeline digest shop --count 5"}},
      [=] { return ShowDigest(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--count", a->count, "How many digests, newest first")
      ->check(CLI::Range(1, 100));
  verb = AddVerb(app, context,
                 {"promise",
                  "How the promise is kept: what is owed and overdue, what was "
                  "answered and how fast, by side;\nand how many drops were "
                  "silent, as the newest audit says.",
                  {"lifeline promise shop", "lifeline promise shop --days 30"}},
                 [=] { return ShowPromise(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--days", a->days, "Days back in which answers count")
      ->check(CLI::Range(1, 3'660));
  CLI::App* noun = AddNoun(app, "task", "The steps that a side owes");
  verb = AddVerb(noun, context,
                 {"pause",
                  "Decides that an item may wait below the line until a day.",
                  {"lifeline task pause shop canonical-tags --until 2027-03-31 "
                   "--reason 'after the relaunch'"}},
                 [=] { return PauseTask(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  verb->add_option("--until", a->until, "The last day that it may wait")
      ->required();
  AddReason(verb, &a->reason, /*required=*/true);
}

}  // namespace lifeline::cli
