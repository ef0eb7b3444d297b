// `lifeline optimum`: the best selection, beside the plan by rank.
#include <algorithm>
#include <cstdint>
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

// A call takes longer than the search in it.
constexpr absl::Duration kForTheCall = absl::Seconds(20);

struct OptimumArguments {
  std::string portfolio;
  std::string number = "latest";
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

absl::StatusOr<scoring::v1::Optimum> OfDocument(
    Context& context, const OptimumArguments& arguments, absl::Duration limit) {
  const absl::StatusOr<Document> document = ReadDocument(arguments.file);
  if (!document.ok()) return document.status();
  if (absl::Status alone = CheckSelfContained(*document); !alone.ok()) {
    return alone;
  }
  scoring::OptimumOptions options;
  options.time_limit = limit;
  auto optimum = scoring::OptimizePortfolio(
      PlanInputs(*document, context.environment().now), options);
  if (!optimum.ok()) {
    return AtPositions(optimum.status(), *document, document->model_source, "");
  }
  return optimum;
}

absl::StatusOr<scoring::v1::Optimum> OfPortfolio(
    Context& context, const OptimumArguments& arguments, absl::Duration limit) {
  double& timeout = context.options().timeout_seconds;
  timeout = std::max(timeout, absl::ToDoubleSeconds(limit + kForTheCall));
  scoring::v1::ComputeOptimumRequest request;
  request.set_parent(NameOf(arguments.portfolio, "rankings", arguments.number));
  const int64_t nanos = absl::ToInt64Nanoseconds(limit);
  request.mutable_time_limit()->set_seconds(nanos / 1'000'000'000);
  request.mutable_time_limit()->set_nanos(
      static_cast<int32_t>(nanos % 1'000'000'000));
  return context.session().Call(&ScoringStub::ComputeOptimum, request);
}

absl::Status ShowOptimum(Context& context, const OptimumArguments& arguments) {
  if (arguments.file.empty() == arguments.portfolio.empty()) {
    return absl::InvalidArgumentError(
        "name either a portfolio, or with -f a document");
  }
  const auto limit = TimeLimit(arguments.time_limit);
  if (!limit.ok()) return limit.status();
  const auto optimum = arguments.file.empty()
                           ? OfPortfolio(context, arguments, *limit)
                           : OfDocument(context, arguments, *limit);
  if (!optimum.ok()) return optimum.status();
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
       "What the plan by rank leaves on the table: the best total value that "
       "any selection\ncould reach under the same capacities, requirements "
       "and carriers; of a portfolio's\nranking, or of a document without any "
       "server. Advice only; it moves nothing.",
       {"lifeline optimum shop", "lifeline optimum shop --number 7 -o json",
        "lifeline optimum -f shop.yaml",
        "lifeline optimum -f shop.yaml --time-limit 1m   # look longer"}},
      [context, arguments] { return ShowOptimum(*context, *arguments); });
  verb->add_option("portfolio", arguments->portfolio,
                   "The portfolio's id, such as shop");
  verb->add_option("-f,--file", arguments->file,
                   "A document instead; - is stdin");
  verb->add_option("--number,--ranking", arguments->number,
                   "Which ranking; the latest by default")
      ->excludes("--file");
  verb->add_option("--time-limit", arguments->time_limit,
                   "How long to look, a server at most a minute; what is found "
                   "by then comes with a bound")
      ->capture_default_str();
}

}  // namespace lifeline::cli
