#ifndef LIFELINE_CLIENTS_CLI_COMMANDS_H_
#define LIFELINE_CLIENTS_CLI_COMMANDS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/cli/context.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"

// How commands are put together. Each group of commands is a pair of functions
// in a file of its own, listed in commands.cc.
namespace lifeline::cli {

// The groups.
void AddPortfolioCommands(CLI::App* app, Context* context);
// Who changed the roadmap; part of `portfolio`.
void AddPortfolioHistoryVerb(CLI::App* portfolio, Context* context);
void AddMemberCommands(CLI::App* app, Context* context);
void AddTeamCommands(CLI::App* app, Context* context);
void AddPeriodCommands(CLI::App* app, Context* context);
void AddCapacityCommands(CLI::App* app, Context* context);
void AddCommitmentCommands(CLI::App* app, Context* context);
void AddMandateCommands(CLI::App* app, Context* context);
void AddWeaveCommands(CLI::App* app, Context* context);
void AddKpiCommands(CLI::App* app, Context* context);
void AddItemCommands(CLI::App* app, Context* context);
// The verbs that change an item's numbers and state; part of `item`.
void AddItemRatingVerbs(CLI::App* item, Context* context);
void AddItemStateVerbs(CLI::App* item, Context* context);
void AddItemReadinessVerbs(CLI::App* item, Context* context);
// How an item's money is reckoned, and what came of it; part of `item`.
void AddItemMoneyVerbs(CLI::App* item, Context* context);
// The list of what was delivered; part of `item`.
void AddItemConfirmVerb(CLI::App* item, Context* context);
void AddMemberRightsVerb(CLI::App* member, Context* context);
// What cannot be undone; part of `member` and `item`, and for all the rest.
void AddMemberEraseVerb(CLI::App* member, Context* context);
void AddItemRedactVerb(CLI::App* item, Context* context);
void AddRedactCommand(CLI::App* app, Context* context);
void AddModelCommands(CLI::App* app, Context* context);
// The two keys; part of `model`.
void AddModelKeyVerbs(CLI::App* model, Context* context);
void AddDisputeCommands(CLI::App* app, Context* context);
void AddRankingCommands(CLI::App* app, Context* context);
// What would change an item's place, and how sure it is; part of `ranking`.
void AddRankingAdviceVerbs(CLI::App* ranking, Context* context);
void AddScenarioCommands(CLI::App* app, Context* context);
void AddCrossingCommands(CLI::App* app, Context* context);
void AddReceiptCommands(CLI::App* app, Context* context);
void AddInboxCommands(CLI::App* app, Context* context);
void AddAttentionCommands(CLI::App* app, Context* context);
void AddWebhookCommands(CLI::App* app, Context* context);
void AddBaselineCommands(CLI::App* app, Context* context);
void AddReviewCommands(CLI::App* app, Context* context);
void AddApplyCommand(CLI::App* app, Context* context);
void AddExportCommand(CLI::App* app, Context* context);
void AddPlanCommand(CLI::App* app, Context* context);
void AddOptimumCommand(CLI::App* app, Context* context);
void AddImportCommands(CLI::App* app, Context* context);
void AddSheetCommands(CLI::App* app, Context* context);
void AddBackupCommand(CLI::App* app, Context* context);
void AddRestoreCommand(CLI::App* app, Context* context);
void AddLedgerCommands(CLI::App* app, Context* context);
void AddAuditCommand(CLI::App* app, Context* context);
void AddTokenCommands(CLI::App* app, Context* context);
void AddCompletionCommand(CLI::App* app, Context* context);

// Every group in the order of --help.
using AddCommands = void (*)(CLI::App* app, Context* context);
absl::Span<const AddCommands> AllCommands();

// A noun of the command line; its verbs are added to what this returns.
CLI::App* AddNoun(CLI::App* app, const std::string& name,
                  const std::string& what);

struct Verb {
  std::string name;
  std::string what;
  // Lines of the shell; --help begins with them.
  std::vector<std::string> examples;
};

// A verb that does `run` once the whole command line is read.
CLI::App* AddVerb(CLI::App* noun, Context* context, const Verb& verb,
                  std::function<absl::Status()> run);

// Options that many verbs have.
void AddPortfolio(CLI::App* verb, std::string* into);
void AddReason(CLI::App* verb, std::string* into, bool required = false);
// --shares, and for what shows crossings as they would be, --dry-run.
void AddShares(CLI::App* verb, Context* context);
void AddDryRun(CLI::App* verb, Context* context, bool* into);
CLI::Option* AddRepeated(CLI::App* verb, const std::string& name,
                         std::vector<std::string>* into,
                         const std::string& what);

// `portfolios/shop/items/x` of ("shop", "items", "x"); a name that is whole
// already stays.
std::string NameOf(absl::string_view portfolio, absl::string_view collection,
                   absl::string_view id);
std::string PortfolioName(absl::string_view portfolio);
// An enum value's name for people: "STATE_NOT_READY" is "not ready".
std::string Words(absl::string_view enum_name, absl::string_view prefix);

// Command line values; errors name the option and the way out.
absl::StatusOr<int64_t> NumberOption(absl::string_view option,
                                     const std::string& text);
absl::StatusOr<google::type::Date> DateOption(absl::string_view option,
                                              const std::string& text);
// `left` and `right` of "left=right", split at the first `separator`.
absl::StatusOr<std::pair<std::string, std::string>> PairOption(
    absl::string_view option, const std::string& text, char separator,
    absl::string_view example);

// The role of a key: marketing-lead, it-lead or arbiter; unspecified if empty.
absl::StatusOr<roadmap::v1::Role> KeyRole(const std::string& word);

// The member who acts, also one who has left: --as is an id or address, and a
// login name is the address `name@localhost`, as the services take it.
// NOT_FOUND if there is none.
absl::StatusOr<roadmap::v1::Member> ActingMember(Context& context,
                                                 const std::string& portfolio);

// "web=3" and the like; a letter is one of the portfolio's sizes, which are
// asked for when one is there.
absl::StatusOr<std::vector<roadmap::v1::TeamEffort>> EffortOptions(
    Context& context, const std::string& portfolio,
    const std::vector<std::string>& texts);

// When, as people read it: "2027-01-04 09:30" in the machine's zone.
std::string TimeText(const google::protobuf::Timestamp& time);

// Calls a method that returns a resource, and prints it as a table of one.
template <typename Stub, typename Request, typename Response>
absl::Status CallAndPrint(Context& context,
                          grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                       const Request&,
                                                       Response*),
                          const std::common_type_t<Request>& request,
                          Table (*table)(const std::vector<Response>&)) {
  const absl::StatusOr<Response> answer =
      context.session().Call(method, request);
  if (!answer.ok()) return answer.status();
  context.Print(*answer, table({*answer}));
  return absl::OkStatus();
}

// Prints every element of a paged list.
template <typename Stub, typename Request, typename Response, typename Element>
absl::Status ListAndPrint(
    Context& context,
    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                 Response*),
    const std::common_type_t<Request>& request,
    const google::protobuf::RepeatedPtrField<Element>& (Response::*elements)()
        const,
    google::protobuf::RepeatedPtrField<Element>* (Response::*into)(),
    Table (*table)(const std::vector<Element>&)) {
  const absl::StatusOr<std::vector<Element>> all =
      context.session().ListAll(method, request, elements);
  if (!all.ok()) return all.status();
  Response response;
  (response.*into)()->Assign(all->begin(), all->end());
  context.Print(response, table(*all));
  return absl::OkStatus();
}

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_COMMANDS_H_
