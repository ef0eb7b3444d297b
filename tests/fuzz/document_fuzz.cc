// Any bytes as a portfolio document: they are refused with a message, or they
// are planned, with every item in one standing, and twice the same.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/document.h"
#include "clients/cli/plan_inputs.h"
#include "services/scoring/planner.h"

namespace lifeline::fuzz {
namespace {

void Must(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "%s\n", what.c_str());
  std::abort();
}

void Run(absl::string_view text) {
  const auto document = cli::ParseDocument(text, "fuzz.yaml");
  if (!document.ok()) {
    Must(!document.status().message().empty(), "refused without a word");
    return;
  }
  const scoring::Inputs inputs = cli::PlanInputs(*document, absl::UnixEpoch());
  const auto planned = scoring::PlanPortfolio(inputs);
  if (!planned.ok()) {
    Must(!planned.status().message().empty(), "refused without a word");
    return;
  }
  int64_t counted = 0;
  for (const auto& count : planned->ranking.counts()) {
    counted += count.count();
  }
  Must(counted == planned->ranking.item_count() &&
           counted == static_cast<int64_t>(planned->items.size()),
       "the standings do not add up");
  const auto again = scoring::PlanPortfolio(inputs);
  Must(again.ok() && again->ranking.digest() == planned->ranking.digest(),
       "planned twice, and not the same");
}

}  // namespace
}  // namespace lifeline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  lifeline::fuzz::Run(
      absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
