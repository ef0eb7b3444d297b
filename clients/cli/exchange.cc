#include "clients/cli/exchange.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"

namespace lifeline::cli {
namespace {

constexpr size_t kMostUpserts = 10'000;

absl::Status TooMany(size_t count) {
  return absl::InvalidArgumentError(
      absl::StrCat(count, " changes are more than one call takes, which is ",
                   kMostUpserts, "; split the file"));
}

}  // namespace

absl::Status FetchExchangeWorld(Context& context, const std::string& portfolio,
                                roadmap::v1::Portfolio* found,
                                std::vector<backlog::v1::Item>* items) {
  roadmap::v1::GetPortfolioRequest get;
  get.set_name(PortfolioName(portfolio));
  auto answer = context.session().Call(&RoadmapStub::GetPortfolio, get);
  if (!answer.ok()) return answer.status();
  *found = *std::move(answer);
  backlog::v1::ListItemsRequest list;
  list.set_parent(PortfolioName(portfolio));
  auto all = context.session().ListAll(&BacklogStub::ListItems, list,
                                       &backlog::v1::ListItemsResponse::items);
  if (!all.ok()) return all.status();
  *items = *std::move(all);
  return absl::OkStatus();
}

absl::StatusOr<roadmap::v1::ApplyRoadmapResponse> ApplyRoadmapPart(
    Context& context, const std::string& portfolio,
    const std::vector<roadmap::v1::RoadmapUpsert>& upserts,
    const ChangeParts& change) {
  if (upserts.empty()) return roadmap::v1::ApplyRoadmapResponse();
  if (upserts.size() > kMostUpserts) return TooMany(upserts.size());
  roadmap::v1::ApplyRoadmapRequest request;
  request.set_parent(PortfolioName(portfolio));
  request.mutable_upserts()->Assign(upserts.begin(), upserts.end());
  request.set_validate_only(change.validate_only);
  request.set_reason(change.reason);
  if (!change.id.empty()) {
    request.set_change_id(change.id);
    request.set_change_parts(change.parts);
  }
  return context.session().Call(&RoadmapStub::ApplyRoadmap, request);
}

absl::StatusOr<backlog::v1::ApplyItemsResponse> ApplyItemsPart(
    Context& context, const std::string& portfolio,
    const std::vector<backlog::v1::ItemUpsert>& upserts,
    const ChangeParts& change) {
  if (upserts.empty()) return backlog::v1::ApplyItemsResponse();
  if (upserts.size() > kMostUpserts) return TooMany(upserts.size());
  backlog::v1::ApplyItemsRequest request;
  request.set_parent(PortfolioName(portfolio));
  request.mutable_upserts()->Assign(upserts.begin(), upserts.end());
  request.set_validate_only(change.validate_only);
  request.set_reason(change.reason);
  request.set_min_roadmap_revision(change.revisions.roadmap());
  if (!change.id.empty()) {
    request.set_change_id(change.id);
    request.set_change_parts(change.parts);
  }
  return context.session().Call(&BacklogStub::ApplyItems, request);
}

MissingCounts CountMissing(const std::vector<scoring::v1::RankedItem>& items) {
  MissingCounts missing;
  for (const scoring::v1::RankedItem& item : items) {
    const bool open = item.state() == backlog::v1::Item::STATE_SUBMITTED ||
                      item.state() == backlog::v1::Item::STATE_VALIDATING ||
                      item.state() == backlog::v1::Item::STATE_READY;
    if (!open) continue;
    for (const std::string& input : item.missing()) ++missing[input];
  }
  return missing;
}

std::string MissingText(const MissingCounts& missing) {
  return absl::StrJoin(missing, ", ", [](std::string* out, const auto& entry) {
    absl::StrAppend(out, entry.first, " for ", entry.second);
  });
}

void Progress::Step(absl::string_view what) {
  ++steps_;
  if (context_.terminal().width == 0) return;
  std::string line =
      Shorten(absl::StrCat(steps_, " ", what), context_.terminal().width - 1);
  context_.err() << "\r\033[K" << line << std::flush;
}

void Progress::End() {
  if (steps_ > 0 && context_.terminal().width > 0) {
    context_.err() << "\r\033[K" << std::flush;
  }
  steps_ = 0;
}

}  // namespace lifeline::cli
