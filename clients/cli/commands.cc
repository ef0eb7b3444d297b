#include "clients/cli/commands.h"

#include <map>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::cli {

absl::Span<const AddCommands> AllCommands() {
  static constexpr AddCommands kAll[] = {
      AddPlanCommand,       AddApplyCommand,      AddExportCommand,
      AddRankingCommands,   AddCrossingCommands,  AddReceiptCommands,
      AddInboxCommands,     AddAttentionCommands, AddWebhookCommands,
      AddItemCommands,      AddCapacityCommands,  AddCommitmentCommands,
      AddMandateCommands,   AddWeaveCommands,     AddModelCommands,
      AddDisputeCommands,   AddPortfolioCommands, AddMemberCommands,
      AddTeamCommands,      AddPeriodCommands,    AddBaselineCommands,
      AddReviewCommands,    AddKpiCommands,       AddScenarioCommands,
      AddOptimumCommand,    AddImportCommands,    AddSheetCommands,
      AddRedactCommand,     AddBackupCommand,     AddRestoreCommand,
      AddLedgerCommands,    AddAuditCommand,      AddTokenCommands,
      AddCompletionCommand,
  };
  return kAll;
}

CLI::App* AddNoun(CLI::App* app, const std::string& name,
                  const std::string& what) {
  CLI::App* noun = app->add_subcommand(name, what);
  noun->require_subcommand(1);
  return noun;
}

CLI::App* AddVerb(CLI::App* noun, Context* context, const Verb& verb,
                  std::function<absl::Status()> run) {
  CLI::App* added = noun->add_subcommand(verb.name, verb.what);
  added->footer(absl::StrJoin(verb.examples, "\n"));
  added->callback([context, run = std::move(run)] { context->run = run; });
  return added;
}

void AddPortfolio(CLI::App* verb, std::string* into) {
  verb->add_option("portfolio", *into, "The portfolio's id, such as shop")
      ->required();
}

void AddReason(CLI::App* verb, std::string* into, bool required) {
  verb->add_option("--reason", *into, "Why; kept in the history")
      ->required(required);
}

void AddShares(CLI::App* verb, Context* context) {
  verb->add_flag("--shares", context->options().shares,
                 "Also each cause with its exact share, as a fraction");
}

void AddDryRun(CLI::App* verb, Context* context, bool* into) {
  verb->add_flag("--dry-run", *into,
                 "Show who would cross the line, and change nothing");
  AddShares(verb, context);
}

CLI::Option* AddRepeated(CLI::App* verb, const std::string& name,
                         std::vector<std::string>* into,
                         const std::string& what) {
  return verb->add_option(name, *into, what)->allow_extra_args(false);
}

std::string NameOf(absl::string_view portfolio, absl::string_view collection,
                   absl::string_view id) {
  if (absl::StartsWith(id, "portfolios/")) return std::string(id);
  return absl::StrCat(PortfolioName(portfolio), "/", collection, "/", id);
}

std::string PortfolioName(absl::string_view portfolio) {
  return absl::StartsWith(portfolio, "portfolios/")
             ? std::string(portfolio)
             : absl::StrCat("portfolios/", portfolio);
}

std::string Words(absl::string_view enum_name, absl::string_view prefix) {
  if (absl::EndsWith(enum_name, "_UNSPECIFIED")) return "";
  const std::string words =
      absl::AsciiStrToLower(absl::StripPrefix(enum_name, prefix));
  return absl::StrReplaceAll(words, {{"_", " "}});
}

absl::StatusOr<int64_t> NumberOption(absl::string_view option,
                                     const std::string& text) {
  absl::StatusOr<int64_t> value = ParseHundredths(text);
  if (value.ok()) return value;
  return absl::InvalidArgumentError(
      absl::StrCat(option, ": ", value.status().message()));
}

absl::StatusOr<google::type::Date> DateOption(absl::string_view option,
                                              const std::string& text) {
  const absl::StatusOr<EpochDay> day = ParseDay(text);
  if (day.ok()) return ToDate(*day);
  return absl::InvalidArgumentError(
      absl::StrCat(option, ": `", text, "` is no day; write it as 2027-01-31"));
}

absl::StatusOr<std::pair<std::string, std::string>> PairOption(
    absl::string_view option, const std::string& text, char separator,
    absl::string_view example) {
  const size_t at = text.find(separator);
  if (at == std::string::npos || at == 0 || at + 1 == text.size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        option, ": `", text, "` is not complete; write it as ", example));
  }
  return std::make_pair(text.substr(0, at), text.substr(at + 1));
}

absl::StatusOr<roadmap::v1::Member> ActingMember(Context& context,
                                                 const std::string& portfolio) {
  const std::string actor = context.actor();
  roadmap::v1::GetMemberRequest request;
  request.set_name(NameOf(portfolio, "members", actor));
  auto found = context.session().Call(&RoadmapStub::GetMember, request);
  if (!absl::IsNotFound(found.status()) || absl::StrContains(actor, '@')) {
    return found;
  }
  request.set_name(
      NameOf(portfolio, "members", absl::StrCat(actor, "@localhost")));
  const auto local = context.session().Call(&RoadmapStub::GetMember, request);
  return local.ok() ? local : found;
}

absl::StatusOr<std::vector<roadmap::v1::TeamEffort>> EffortOptions(
    Context& context, const std::string& portfolio,
    const std::vector<std::string>& texts) {
  std::map<std::string, int64_t> sizes;
  bool asked = false;
  std::vector<roadmap::v1::TeamEffort> efforts;
  for (const std::string& text : texts) {
    const auto pair = PairOption("--effort", text, '=', "web=3 or web=M");
    if (!pair.ok()) return pair.status();
    const auto& [team, amount] = *pair;
    absl::StatusOr<int64_t> value = ParseHundredths(amount);
    if (!value.ok() && absl::ascii_isalpha(amount[0])) {
      if (!asked) {
        asked = true;
        roadmap::v1::GetPortfolioRequest request;
        request.set_name(PortfolioName(portfolio));
        const auto found =
            context.session().Call(&RoadmapStub::GetPortfolio, request);
        if (!found.ok()) return found.status();
        for (const auto& size : found->sizes()) {
          sizes[size.letter()] = size.effort_hundredths();
        }
      }
      const auto size = sizes.find(amount);
      if (size == sizes.end()) {
        std::vector<std::string> letters;
        for (const auto& [letter, hundredths] : sizes)
          letters.push_back(letter);
        return absl::InvalidArgumentError(absl::StrCat(
            "--effort: `", amount, "` is no size of ", portfolio, "; it has ",
            letters.empty() ? "none" : absl::StrJoin(letters, ", "),
            "; write a number, or add the size: lifeline portfolio update ",
            portfolio, " --size ", amount, "=5"));
      }
      value = size->second;
    }
    if (!value.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--effort: ", value.status().message()));
    }
    roadmap::v1::TeamEffort& effort = efforts.emplace_back();
    effort.set_team(NameOf(portfolio, "teams", team));
    effort.set_effort_hundredths(*value);
  }
  return efforts;
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  if (time.seconds() == 0) return "";
  return absl::FormatTime("%Y-%m-%d %H:%M",
                          absl::FromUnixSeconds(time.seconds()),
                          absl::LocalTimeZone());
}

}  // namespace lifeline::cli
