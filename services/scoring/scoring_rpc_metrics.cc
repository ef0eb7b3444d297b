// What scoring shows of itself: the answers that are owed, by portfolio, and
// its writer's queue.

#include <vector>

#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_rpc.h"

namespace lifeline::scoring {

void ScoringServer::AddMetrics() {
  AddWriterMetrics(options_.rpc, "scoring", writer_.get());
  if (options_.rpc.metrics == nullptr) return;
  using Samples = std::vector<Metrics::Sample>;
  const auto receipts = [this](int64_t OwedReceipts::*count) {
    return [this, count] {
      Samples samples;
      const absl::StatusOr<lifeline::Snapshot> reader = database_->Read();
      if (!reader.ok()) return samples;
      const auto owed = CountOwedReceipts(*reader);
      if (!owed.ok()) return samples;
      for (const OwedReceipts& of : *owed)
        samples.push_back(
            {{{"portfolio", of.portfolio}}, static_cast<double>(of.*count)});
      return samples;
    };
  };
  options_.rpc.metrics->AddSamples(
      Metrics::Kind::kGauge, "lifeline_receipts_open", "Answers that are owed.",
      receipts(&OwedReceipts::open));
  options_.rpc.metrics->AddSamples(
      Metrics::Kind::kGauge, "lifeline_receipts_overdue",
      "Answers that are owed and whose due time has passed.",
      receipts(&OwedReceipts::overdue));
  options_.rpc.metrics->AddSamples(
      Metrics::Kind::kGauge, "lifeline_receipts_last_rung",
      "Answers that are owed and have climbed to the arbiter.",
      receipts(&OwedReceipts::last_rung));
}

}  // namespace lifeline::scoring
