#include "tests/support/shop.h"

#include <algorithm>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "google/type/date.pb.h"
#include "services/common/status_grpc.h"

namespace lifeline::testing {
namespace {

namespace backlog_v1 = backlog::v1;
namespace roadmap_v1 = roadmap::v1;
namespace scoring_v1 = scoring::v1;

void SetDay(absl::CivilDay day, google::type::Date* date) {
  date->set_year(static_cast<int32_t>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
}

// A period around the day on which the tests run, which is the services' day.
void SetDays(roadmap_v1::PlanningPeriod* period) {
  const absl::CivilDay today =
      absl::ToCivilDay(absl::Now(), absl::UTCTimeZone());
  SetDay(today - 30, period->mutable_first_day());
  SetDay(today + 300, period->mutable_last_day());
}

}  // namespace

void Shop::Prepare(grpc::ClientContext* context, const std::string& as) const {
  context->AddMetadata("lifeline-as", as.empty() ? actor_ : as);
  context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
}

void Shop::SeeBacklog(int64_t revision) {
  seen_.set_backlog(std::max(seen_.backlog(), revision));
}

void Shop::SeeRoadmap(int64_t revision) {
  seen_.set_roadmap(std::max(seen_.roadmap(), revision));
}

absl::Status Shop::Open(int capacity_days) {
  roadmap_v1::ApplyRoadmapRequest request;
  request.set_parent(name());
  auto* portfolio =
      request.add_upserts()->mutable_resource()->mutable_portfolio();
  portfolio->set_name(name());
  portfolio->set_title("Web shop");
  // The check before READY has tests of its own.
  portfolio->mutable_validation()->set_readiness_unchecked(true);
  const auto add_member = [&](const std::string& id, roadmap_v1::Role role,
                              roadmap_v1::Member::Kind kind) {
    auto* member = request.add_upserts()->mutable_resource()->mutable_member();
    member->set_name(name() + "/members/" + id);
    member->set_address(id + "@example.com");
    member->add_roles(role);
    member->set_kind(kind);
  };
  add_member("anna", roadmap_v1::ROLE_REQUESTER,
             roadmap_v1::Member::KIND_PERSON);
  add_member("carl", roadmap_v1::ROLE_PRODUCT_OWNER,
             roadmap_v1::Member::KIND_PERSON);
  add_member("bot", roadmap_v1::ROLE_SYNC, roadmap_v1::Member::KIND_TOOL);
  auto* team = request.add_upserts()->mutable_resource()->mutable_team();
  team->set_name(name() + "/teams/web");
  team->set_title("Web");
  auto* period = request.add_upserts()->mutable_resource()->mutable_period();
  period->set_name(name() + "/periods/q1");
  period->set_state(roadmap_v1::PlanningPeriod::STATE_OPEN);
  SetDays(period);
  auto* capacity =
      request.add_upserts()->mutable_resource()->mutable_capacity();
  capacity->set_name(name() + "/periods/q1/capacities/web");
  capacity->set_gross_hundredths(capacity_days * 100);
  roadmap_v1::ApplyRoadmapResponse response;
  grpc::ClientContext context;
  Prepare(&context);
  absl::Status status =
      FromGrpc(stubs_.roadmap->ApplyRoadmap(&context, request, &response));
  if (status.ok()) SeeRoadmap(response.revision());
  return status;
}

absl::Status Shop::SetCapacity(int days, const std::string& request_id) {
  roadmap_v1::UpdateCapacityRequest request;
  request.mutable_capacity()->set_name(name() + "/periods/q1/capacities/web");
  request.mutable_capacity()->set_gross_hundredths(days * 100);
  request.set_request_id(request_id);
  roadmap_v1::Capacity response;
  grpc::ClientContext context;
  Prepare(&context);
  absl::Status status =
      FromGrpc(stubs_.roadmap->UpdateCapacity(&context, request, &response));
  if (status.ok()) SeeRoadmap(response.revision());
  return status;
}

absl::Status Shop::AddItem(const std::string& item, int64_t money,
                           int effort_days, const std::string& request_id) {
  backlog_v1::ApplyItemsRequest request;
  request.set_parent(name());
  request.set_min_roadmap_revision(seen_.roadmap());
  request.set_request_id(request_id);
  backlog_v1::Item* added = request.add_upserts()->mutable_item();
  added->set_name(item_name(item));
  added->set_title("Item " + item);
  added->set_category("seo");
  added->set_requester(name() + "/members/anna");
  added->set_state(backlog_v1::Item::STATE_READY);
  added->mutable_money()->set_amount_hundredths(money * 100);
  auto* effort = added->mutable_estimate()->add_efforts();
  effort->set_team(name() + "/teams/web");
  effort->set_effort_hundredths(effort_days * 100);
  backlog_v1::ApplyItemsResponse response;
  grpc::ClientContext context;
  Prepare(&context);
  absl::Status status =
      FromGrpc(stubs_.backlog->ApplyItems(&context, request, &response));
  if (status.ok()) SeeBacklog(response.revision());
  return status;
}

absl::Status Shop::Weave(const std::string& rider, const std::string& carrier) {
  roadmap_v1::CreateWeaveRequest request;
  request.set_parent(name());
  roadmap_v1::Weave& weave = *request.mutable_weave();
  weave.set_rider(item_name(rider));
  weave.set_carrier(item_name(carrier));
  weave.set_carrier_owner(name() + "/members/anna");
  auto* effort = weave.add_marginal_efforts();
  effort->set_team(name() + "/teams/web");
  effort->set_effort_hundredths(50);
  roadmap_v1::Weave response;
  grpc::ClientContext context;
  Prepare(&context, "anna@example.com");
  absl::Status status =
      FromGrpc(stubs_.roadmap->CreateWeave(&context, request, &response));
  if (status.ok()) SeeRoadmap(response.revision());
  return status;
}

absl::Status Shop::OpenReview(const std::string& id) {
  const auto ranked = Ranked();
  if (!ranked.ok()) return ranked.status();
  scoring::v1::CreateBaselineRequest freeze;
  freeze.set_parent(name());
  freeze.set_baseline_id(id);
  freeze.mutable_baseline()->set_title(id);
  scoring::v1::Baseline baseline;
  {
    grpc::ClientContext context;
    Prepare(&context);
    absl::Status status =
        FromGrpc(stubs_.scoring->CreateBaseline(&context, freeze, &baseline));
    if (!status.ok()) return status;
  }
  roadmap::v1::CreateReviewRequest open;
  open.set_parent(name());
  open.set_review_id(id);
  open.mutable_review()->set_title(id);
  open.mutable_review()->set_baseline(baseline.name());
  for (const scoring::v1::RankedItem& item : *ranked) {
    if (item.standing() == scoring::v1::STANDING_ABOVE ||
        item.standing() == scoring::v1::STANDING_RIDING) {
      open.mutable_review()->add_above_items(item.item());
    }
  }
  roadmap::v1::Review review;
  grpc::ClientContext context;
  Prepare(&context);
  absl::Status status =
      FromGrpc(stubs_.roadmap->CreateReview(&context, open, &review));
  if (!status.ok()) return status;
  SeeRoadmap(review.revision());
  return Latest().status();
}

absl::Status Shop::CloseReview(const std::string& id, const std::string& item) {
  roadmap::v1::CloseReviewRequest request;
  request.set_name(name() + "/reviews/" + id);
  auto* decision = request.add_decisions();
  decision->set_text("it waits");
  decision->set_reason("web is full");
  decision->set_decided_by(name() + "/members/" + actor_);
  decision->set_item(item_name(item));
  roadmap::v1::Review review;
  grpc::ClientContext context;
  Prepare(&context);
  absl::Status status =
      FromGrpc(stubs_.roadmap->CloseReview(&context, request, &review));
  if (!status.ok()) return status;
  SeeRoadmap(review.revision());
  return Latest().status();
}

absl::Status Shop::Withdraw(const std::string& item) {
  backlog_v1::WithdrawItemRequest request;
  request.set_name(item_name(item));
  request.set_reason("not needed any more");
  backlog_v1::Item response;
  grpc::ClientContext context;
  Prepare(&context);
  absl::Status status =
      FromGrpc(stubs_.backlog->WithdrawItem(&context, request, &response));
  if (status.ok()) SeeBacklog(response.revision());
  return status;
}

absl::StatusOr<std::vector<scoring_v1::RankedItem>> Shop::Ranked(
    int page_size) {
  std::vector<scoring_v1::RankedItem> items;
  scoring_v1::ListRankedItemsRequest request;
  request.set_parent(name() + "/rankings/latest");
  request.set_page_size(page_size);
  *request.mutable_min_revisions() = seen_;
  do {
    scoring_v1::ListRankedItemsResponse response;
    grpc::ClientContext context;
    Prepare(&context);
    absl::Status status =
        FromGrpc(stubs_.scoring->ListRankedItems(&context, request, &response));
    if (!status.ok()) return status;
    for (const scoring_v1::RankedItem& item : response.ranked_items())
      items.push_back(item);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return items;
}

absl::StatusOr<scoring_v1::Ranking> Shop::Latest() {
  scoring_v1::GetRankingRequest request;
  request.set_name(name() + "/rankings/latest");
  *request.mutable_min_revisions() = seen_;
  scoring_v1::Ranking ranking;
  grpc::ClientContext context;
  Prepare(&context);
  absl::Status status =
      FromGrpc(stubs_.scoring->GetRanking(&context, request, &ranking));
  if (!status.ok()) return status;
  return ranking;
}

absl::StatusOr<std::vector<scoring_v1::LineCrossing>> Shop::Crossings(
    const std::string& filter) {
  std::vector<scoring_v1::LineCrossing> crossings;
  scoring_v1::ListLineCrossingsRequest request;
  request.set_parent(name());
  request.set_page_size(1000);
  request.set_filter(filter);
  *request.mutable_min_revisions() = seen_;
  do {
    scoring_v1::ListLineCrossingsResponse response;
    grpc::ClientContext context;
    Prepare(&context);
    absl::Status status = FromGrpc(
        stubs_.scoring->ListLineCrossings(&context, request, &response));
    if (!status.ok()) return status;
    for (const scoring_v1::LineCrossing& crossing : response.crossings())
      crossings.push_back(crossing);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return crossings;
}

absl::StatusOr<std::vector<scoring_v1::Receipt>> Shop::Receipts(
    const std::string& filter) {
  std::vector<scoring_v1::Receipt> receipts;
  scoring_v1::ListReceiptsRequest request;
  request.set_parent(name());
  request.set_page_size(1000);
  request.set_filter(filter);
  *request.mutable_min_revisions() = seen_;
  do {
    scoring_v1::ListReceiptsResponse response;
    grpc::ClientContext context;
    Prepare(&context);
    absl::Status status =
        FromGrpc(stubs_.scoring->ListReceipts(&context, request, &response));
    if (!status.ok()) return status;
    for (const scoring_v1::Receipt& receipt : response.receipts())
      receipts.push_back(receipt);
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return receipts;
}

absl::StatusOr<scoring_v1::AnswerReceiptsResponse> Shop::Answer(
    const std::string& as, scoring_v1::AnswerReceiptsRequest request) {
  request.set_parent(name());
  scoring_v1::AnswerReceiptsResponse response;
  grpc::ClientContext context;
  Prepare(&context, as);
  absl::Status status =
      FromGrpc(stubs_.scoring->AnswerReceipts(&context, request, &response));
  if (!status.ok()) return status;
  return response;
}

scoring_v1::Standing Shop::StandingOf(const std::string& item) {
  absl::StatusOr<std::vector<scoring_v1::RankedItem>> items = Ranked();
  if (!items.ok()) return scoring_v1::STANDING_UNSPECIFIED;
  for (const scoring_v1::RankedItem& ranked : *items) {
    if (ranked.item() == item_name(item)) return ranked.standing();
  }
  return scoring_v1::STANDING_UNSPECIFIED;
}

}  // namespace lifeline::testing
