// What scoring shows of itself: the answers that are owed and the notices that
// wait, by portfolio, and its writer's queue.

#include <string>
#include <vector>

#include "services/scoring/outbox_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_rpc.h"
#include "services/scoring/webhook_store.h"

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
  const auto waiting = [this](auto value) {
    return [this, value] {
      Samples samples;
      const absl::StatusOr<lifeline::Snapshot> reader = database_->Read();
      if (!reader.ok()) return samples;
      const auto counted = CountWaitingDeliveries(*reader);
      if (!counted.ok()) return samples;
      for (const WaitingDeliveries& of : *counted) {
        samples.push_back({{{"portfolio", of.portfolio},
                            {"channel", std::string(ChannelWord(of.channel))}},
                           value(of)});
      }
      return samples;
    };
  };
  options_.rpc.metrics->AddSamples(Metrics::Kind::kGauge,
                                   "lifeline_deliveries_waiting",
                                   "Notices that have not left the house yet.",
                                   waiting([](const WaitingDeliveries& of) {
                                     return static_cast<double>(of.count);
                                   }));
  options_.rpc.metrics->AddSamples(
      Metrics::Kind::kGauge, "lifeline_deliveries_waiting_seconds",
      "For how long the oldest of them has waited.",
      waiting([clock = options_.rpc.clock](const WaitingDeliveries& of) {
        return absl::ToDoubleSeconds(clock() - of.oldest);
      }));
  options_.rpc.metrics->AddSamples(
      Metrics::Kind::kGauge, "lifeline_webhooks_disabled",
      "Endpoints that hear nothing until somebody enables them.", [this] {
        Samples samples;
        const absl::StatusOr<lifeline::Snapshot> reader = database_->Read();
        if (!reader.ok()) return samples;
        const auto disabled = CountDisabledWebhooks(*reader);
        if (!disabled.ok()) return samples;
        for (const DisabledWebhooks& of : *disabled)
          samples.push_back(
              {{{"portfolio", of.portfolio}}, static_cast<double>(of.count)});
        return samples;
      });
}

}  // namespace lifeline::scoring
