// `lifeline ranking lift` and `lifeline ranking stability`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/lift_table.h"
#include "clients/cli/numbers.h"
#include "clients/cli/stability_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

struct AdviceArguments {
  std::string portfolio;
  std::string item;
  std::string number = "latest";
  int weightings = 0;
  uint64_t seed = 0;
  std::vector<std::string> ranges;
  bool all = false;
};

std::string RankedItemName(const AdviceArguments& a) {
  return absl::StrCat(NameOf(a.portfolio, "rankings", a.number), "/items/",
                      IdOf(a.item));
}

absl::Status ExplainLift(Context& context, const AdviceArguments& a) {
  scoring::v1::ExplainLiftRequest request;
  request.set_name(RankedItemName(a));
  request.set_language(context.LanguageCode());
  const auto answer =
      context.session().Call(&ScoringStub::ExplainLift, request);
  if (!answer.ok()) return answer.status();
  if (context.format() == Format::kTable) {
    context.out() << LiftText(*answer, context.language(), context.terminal());
  } else {
    context.Print(*answer, LiftTable(*answer, context.language()));
  }
  return absl::OkStatus();
}

// "strategy_fit=10..40".
absl::StatusOr<scoring::v1::WeightRange> RangeOption(const std::string& text) {
  constexpr char kExample[] = "strategy_fit=10..40, in percent of all weights";
  const auto pair = PairOption("--range", text, '=', kExample);
  if (!pair.ok()) return pair.status();
  const size_t dots = pair->second.find("..");
  const auto low = ParseWhole(pair->second.substr(0, dots));
  const auto high = ParseWhole(
      dots == std::string::npos ? "" : pair->second.substr(dots + 2));
  if (!low.ok() || !high.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--range: `", text, "` is no range; write it as ", kExample));
  }
  scoring::v1::WeightRange range;
  range.set_criterion(pair->first);
  range.set_low_percent(*low);
  range.set_high_percent(*high);
  return range;
}

template <typename Request>
absl::Status FillSampling(const AdviceArguments& a, Request* request) {
  request->set_weightings(a.weightings);
  request->set_seed(a.seed);
  for (const std::string& text : a.ranges) {
    const auto range = RangeOption(text);
    if (!range.ok()) return range.status();
    *request->add_ranges() = *range;
  }
  return absl::OkStatus();
}

absl::Status ShowStability(Context& context, const AdviceArguments& a) {
  scoring::v1::GetStabilityRequest request;
  request.set_name(absl::StrCat(RankedItemName(a), "/stability"));
  if (absl::Status filled = FillSampling(a, &request); !filled.ok()) {
    return filled;
  }
  const auto stability =
      context.session().Call(&ScoringStub::GetStability, request);
  if (!stability.ok()) return stability.status();
  if (context.format() == Format::kTable) {
    context.out() << StabilityText(*stability, context.language(),
                                   context.terminal());
  } else {
    context.Print(*stability, IntervalTable(*stability, context.language()));
  }
  return absl::OkStatus();
}

absl::Status ListStabilities(Context& context, const AdviceArguments& a) {
  scoring::v1::ListStabilitiesRequest request;
  request.set_parent(NameOf(a.portfolio, "rankings", a.number));
  if (absl::Status filled = FillSampling(a, &request); !filled.ok()) {
    return filled;
  }
  const auto answer =
      context.session().Call(&ScoringStub::ListStabilities, request);
  if (!answer.ok()) return answer.status();
  if (context.format() == Format::kTable) {
    context.out() << StabilitiesText(*answer, a.all, context.language(),
                                     context.terminal());
  } else {
    context.Print(*answer,
                  StabilitiesTable(*answer, /*all=*/true, context.language()));
  }
  return absl::OkStatus();
}

void AddNumber(CLI::App* verb, AdviceArguments* a) {
  verb->add_option("--number,--ranking", a->number,
                   "Which ranking; the latest by default");
}

}  // namespace

void AddRankingAdviceVerbs(CLI::App* ranking, Context* context) {
  const auto a = std::make_shared<AdviceArguments>();
  CLI::App* verb = AddVerb(
      ranking, context,
      {"lift",
       "What would lift an item above the line: by each lever the smallest "
       "change that\ndoes it, everything else being as it is. \"About\" where "
       "a smaller one might do, too.",
       {"lifeline ranking lift shop canonical-tags",
        "lifeline ranking lift shop canonical-tags -o json"}},
      [=] { return ExplainLift(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  AddNumber(verb, a.get());
  verb = AddVerb(
      ranking, context,
      {"stability",
       "How sure items are of their side of the line: under how many other "
       "weightings they\nkeep it, and for one item, how far each weight can "
       "move. Exact fractions with -o json.",
       {"lifeline ranking stability shop",
        "lifeline ranking stability shop canonical-tags",
        "lifeline ranking stability shop canonical-tags --range "
        "strategy_fit=10..40 --weightings 50000"}},
      [=] {
        return a->item.empty() ? ListStabilities(*context, *a)
                               : ShowStability(*context, *a);
      });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id; all items by default");
  AddNumber(verb, a.get());
  verb->add_option("--weightings", a->weightings,
                   "How many random weightings; 10000 by default")
      ->check(CLI::Range(1, 100'000));
  verb->add_option("--seed", a->seed,
                   "What they are drawn with; 1 by default. The same seed "
                   "gives the same answer");
  AddRepeated(verb, "--range", &a->ranges,
              "CRITERION=LOW..HIGH: the shares, in percent, that a weight may "
              "have; repeatable");
  verb->add_flag("--all", a->all,
                 "Also items below the line that are firm there");
}

}  // namespace lifeline::cli
