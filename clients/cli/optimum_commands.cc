// `lifeline optimum`: the best selection, beside the plan by rank.
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "clients/cli/commands.h"
#include "clients/cli/document.h"
#include "clients/cli/optimum_table.h"
#include "clients/cli/plan_inputs.h"
#include "services/common/status.h"
#include "services/scoring/planner.h"

namespace lifeline::cli {
namespace {

constexpr absl::Duration kLongest = absl::Hours(1);

struct OptimumArguments {
  std::string file;
  std::string time_limit = "10s";
};

absl::StatusOr<absl::Duration> TimeLimit(const std::string& text) {
  absl::Duration limit;
  if (absl::ParseDuration(text, &limit) && limit > absl::ZeroDuration() &&
      limit <= kLongest) {
    return limit;
  }
  Violations violations;
  violations.Add("--time-limit",
                 absl::StrCat("`", text,
                              "` is no time above nothing and up to an hour; "
                              "write it as 10s, 500ms or 2m"));
  return violations.ToStatus();
}

absl::Status ShowOptimum(Context& context, const OptimumArguments& arguments) {
  const auto limit = TimeLimit(arguments.time_limit);
  if (!limit.ok()) return limit.status();
  const absl::StatusOr<Document> document = ReadDocument(arguments.file);
  if (!document.ok()) return document.status();
  if (absl::Status alone = CheckSelfContained(*document); !alone.ok()) {
    return alone;
  }
  scoring::OptimumOptions options;
  options.time_limit = *limit;
  const auto optimum = scoring::OptimizePortfolio(
      PlanInputs(*document, context.environment().now), options);
  if (!optimum.ok()) {
    return AtPositions(optimum.status(), *document, document->model_source, "");
  }
  switch (context.format()) {
    case Format::kJson:
      context.PrintJson(OptimumJson(*optimum));
      return absl::OkStatus();
    case Format::kCsv:
      context.out() << OptimumTable(*optimum, context.language()).Csv();
      return absl::OkStatus();
    case Format::kTable:
      context.out() << OptimumText(*optimum, context.language(),
                                   context.terminal());
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

void AddOptimumCommand(CLI::App* app, Context* context) {
  auto arguments = std::make_shared<OptimumArguments>();
  CLI::App* verb = AddVerb(
      app, context,
      {"optimum",
       "What a portfolio document's plan by rank leaves on the table: the best "
       "total value\nthat any selection could reach under the same capacities, "
       "requirements and carriers.\nAdvice only; it moves nothing, and needs "
       "no "
       "server.",
       {"lifeline optimum -f shop.yaml",
        "lifeline optimum -f shop.yaml -o json",
        "lifeline optimum -f shop.yaml --time-limit 1m   # look longer"}},
      [context, arguments] { return ShowOptimum(*context, *arguments); });
  verb->add_option("-f,--file", arguments->file, "The document; - is stdin")
      ->required();
  verb->add_option("--time-limit", arguments->time_limit,
                   "How long to look; what is found by then comes with a bound")
      ->capture_default_str();
}

}  // namespace lifeline::cli
