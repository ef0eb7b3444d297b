// `lifeline audit`: the three services compared from outside.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"

namespace lifeline::cli {
namespace {

using audit::v1::Audit;
using audit::v1::Check;

Table AuditTable(const Audit& audit) {
  Table table(
      {{"check"}, {"looked at", /*right=*/true}, {"findings", /*right=*/true}});
  for (const Check& check : audit.checks()) {
    table.AddRow({check.name(), absl::StrCat(check.looked_at()),
                  absl::StrCat(check.finding_count())});
  }
  return table;
}

absl::Status RunAudit(Context& context, const std::string& portfolio) {
  audit::v1::RunAuditRequest request;
  request.set_parent(portfolio.empty() ? "portfolios/-"
                                       : PortfolioName(portfolio));
  const auto audit = context.session().Call(&AuditStub::RunAudit, request);
  if (!audit.ok()) return audit.status();
  context.Print(*audit, AuditTable(*audit));
  for (const Check& check : audit->checks()) {
    for (const std::string& finding : check.findings())
      context.Say(absl::StrCat(check.name(), ": ", finding));
    const int64_t more = check.finding_count() - check.findings_size();
    if (more > 0)
      context.Say(absl::StrCat(check.name(), ": and ", more, " more"));
  }
  // One ranking is named for each: its newest.
  const int portfolios = audit->rankings_size();
  context.Say(absl::StrCat(portfolios,
                           portfolios == 1 ? " portfolio, " : " portfolios, ",
                           audit->finding_count(), " findings, ",
                           audit->silent_drops(), " silent drops."));
  if (audit->finding_count() > 0) context.exit_code = ExitCode::kFailure;
  return absl::OkStatus();
}

}  // namespace

void AddAuditCommand(CLI::App* app, Context* context) {
  const auto portfolio = std::make_shared<std::string>();
  CLI::App* verb = AddVerb(
      app, context,
      {"audit",
       "Compares backlog, roadmap and scoring from outside, from the very "
       "beginning: does every item\nstand in the ranking once, has every drop "
       "its crossing and its receipt, does the ledger hold?\nExits with 1 if "
       "anything was found.",
       {"lifeline audit", "lifeline audit --portfolio shop",
        "lifeline audit -o json"}},
      [=] { return RunAudit(*context, *portfolio); });
  verb->add_option("--portfolio", *portfolio,
                   "The portfolio's id; all of them by default");
}

}  // namespace lifeline::cli
