#include "clients/cli/plan_inputs.h"

#include "absl/strings/str_cat.h"
#include "services/common/dates.h"

namespace lifeline::cli {

scoring::Inputs PlanInputs(const Document& document, absl::Time now) {
  scoring::Inputs inputs;
  inputs.portfolio.set_name(absl::StrCat("portfolios/", document.portfolio));
  for (const roadmap::v1::RoadmapUpsert& upsert : document.roadmap) {
    if (upsert.resource().has_portfolio()) {
      inputs.portfolio = upsert.resource().portfolio();
      continue;
    }
    roadmap::v1::RoadmapResource& resource =
        inputs.roadmap.emplace_back(upsert.resource());
    if (resource.has_weave()) {
      // There is nobody to ask: the list as it is with the carrier owner's yes.
      resource.mutable_weave()->set_state(roadmap::v1::Weave::STATE_AGREED);
    }
    if (resource.has_capacity()) {
      roadmap::v1::Capacity* capacity = resource.mutable_capacity();
      int64_t net = capacity->gross_hundredths();
      for (const auto& withheld : capacity->withheld()) {
        net -= withheld.amount_hundredths();
      }
      capacity->set_net_hundredths(net);
    }
  }
  for (const backlog::v1::ItemUpsert& upsert : document.items) {
    inputs.items.push_back(upsert.item());
  }
  inputs.model = MergedModel(document, /*base=*/nullptr);
  // What the model is called in the services, before it has a version there.
  const std::string id =
      document.model_id.empty()
          ? (inputs.model.preset().empty() ? "joint" : inputs.model.preset())
          : document.model_id;
  inputs.model.set_name(
      absl::StrCat("portfolios/", document.portfolio, "/models/", id, "@1"));
  inputs.model.set_version(1);
  const auto zone = LoadTimeZone(inputs.portfolio.time_zone());
  inputs.day = document.as_of.value_or(
      Today(now, zone.ok() ? *zone : absl::UTCTimeZone()));
  return inputs;
}

}  // namespace lifeline::cli
