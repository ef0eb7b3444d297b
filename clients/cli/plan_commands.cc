// `lifeline plan`: a ranking without any server.
#include <memory>

#include "clients/cli/commands.h"
#include "clients/cli/crossing_table.h"
#include "clients/cli/document.h"
#include "clients/cli/plan_inputs.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "services/common/status.h"
#include "services/scoring/planner.h"

namespace lifeline::cli {
namespace {

struct PlanArguments {
  std::string file;
  std::string before;
  bool all = false;
};

absl::StatusOr<scoring::Inputs> Read(const std::string& file, absl::Time now,
                                     Document* document) {
  absl::StatusOr<Document> read = ReadDocument(file);
  if (!read.ok()) return read.status();
  *document = *std::move(read);
  if (absl::Status alone = CheckSelfContained(*document); !alone.ok()) {
    return alone;
  }
  return PlanInputs(*document, now);
}

absl::Status Plan(Context& context, const PlanArguments& arguments) {
  const absl::Time now = context.environment().now;
  Document document;
  const auto after = Read(arguments.file, now, &document);
  if (!after.ok()) return after.status();
  const auto planned = scoring::PlanPortfolio(*after);
  if (!planned.ok()) {
    return AtPositions(planned.status(), document, document.model_source, "");
  }
  std::vector<scoring::v1::LineCrossing> crossings;
  if (!arguments.before.empty()) {
    Document old;
    const auto before = Read(arguments.before, now, &old);
    if (!before.ok()) return before.status();
    auto compared = scoring::CompareInputs(*before, *after);
    if (!compared.ok()) {
      return AtPositions(compared.status(), old, old.model_source, "before.");
    }
    crossings = *std::move(compared);
  }
  if (context.format() == Format::kTable) {
    for (scoring::v1::LineCrossing& crossing : crossings) {
      crossing.set_sentence(
          scoring::CrossingSentence(crossing, context.LanguageCode()));
    }
  }
  switch (context.format()) {
    case Format::kJson: {
      nlohmann::ordered_json json =
          RankingJson(planned->ranking, planned->items);
      if (!arguments.before.empty()) {
        json["crossings"] = CrossingsJson(crossings);
      }
      context.PrintJson(json);
      return absl::OkStatus();
    }
    case Format::kCsv:
      context.out() << RankingTable(planned->ranking, planned->items,
                                    /*all=*/true, context.language())
                           .Csv();
      return absl::OkStatus();
    case Format::kTable:
      context.out() << RankingText(planned->ranking, planned->items,
                                   arguments.all, context.language(),
                                   context.terminal());
      if (!crossings.empty()) {
        context.out() << "\n"
                      << CrossingsText(crossings, context.language(),
                                       context.terminal(),
                                       context.options().shares);
      }
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

void AddPlanCommand(CLI::App* app, Context* context) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* verb = AddVerb(
      app, context,
      {"plan",
       "Ranks a portfolio document without any server.\nItems of a document "
       "are READY, and its periods OPEN, unless it says otherwise;\nwithout "
       "`as_of` the day is today.",
       {"lifeline plan -f shop.yaml", "lifeline plan -f shop.yaml -o json",
        "lifeline plan -f after.yaml --before before.yaml   # who crossed the "
        "line, and why"}},
      [context, arguments] { return Plan(*context, *arguments); });
  verb->add_option("-f,--file", arguments->file, "The document; - is stdin")
      ->required();
  verb->add_option("--before", arguments->before,
                   "Another state of the portfolio: adds what crossed since");
  verb->add_flag("--all", arguments->all,
                 "Also items that are done, declined, withdrawn or merged");
  AddShares(verb, context);
}

}  // namespace lifeline::cli
