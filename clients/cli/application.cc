#include "clients/cli/application.h"

#include <algorithm>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/commands.h"
#include "clients/cli/document_merge.h"
#include "clients/cli/plan_inputs.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/dates.h"
#include "services/common/status.h"
#include "services/scoring/planner.h"

namespace lifeline::cli {
namespace {

using backlog::v1::ApplyItemsRequest;
using backlog::v1::ApplyItemsResponse;
using roadmap::v1::ApplyRoadmapRequest;
using roadmap::v1::ApplyRoadmapResponse;
using scoring::v1::CreateScoringModelRequest;
using scoring::v1::ScoringModel;

// How long a new portfolio may take to become known to scoring.
constexpr absl::Duration kUntilKnown = absl::Seconds(10);
// How often a model is sent again that refers to categories just written.
constexpr int kMostTries = 10;

}  // namespace

absl::StatusOr<absl::TimeZone> Application::FindPortfolio() {
  roadmap::v1::GetPortfolioRequest get;
  get.set_name(Parent());
  const auto portfolio =
      context_.session().Call(&RoadmapStub::GetPortfolio, get);
  exists_ = portfolio.ok();
  if (!exists_ && !absl::IsNotFound(portfolio.status())) {
    return portfolio.status();
  }
  const auto zone =
      LoadTimeZone(exists_ ? portfolio->time_zone() : std::string());
  return zone.ok() ? *zone : absl::UTCTimeZone();
}

absl::Status Application::Prepare() {
  const absl::StatusOr<absl::TimeZone> zone = FindPortfolio();
  if (!zone.ok()) return zone.status();
  if (absl::Status kept = KeepExisting(*zone); !kept.ok()) return kept;
  return PrepareModel();
}

absl::Status Application::PrepareWhole() {
  const absl::StatusOr<absl::TimeZone> zone = FindPortfolio();
  return zone.ok() ? PrepareModel() : zone.status();
}

absl::StatusOr<scoring::v1::PreviewChangesRequest> Application::Changes() {
  if (!exists_) {
    return absl::NotFoundError(absl::StrCat("there is no portfolio `",
                                            document_.portfolio,
                                            "`; `lifeline apply` makes it"));
  }
  const auto checked = SendRoadmap(/*validate_only=*/true, 1, "");
  // To look at a change one needs no right to make it.
  if (!checked.ok() && !absl::IsPermissionDenied(checked.status())) {
    return checked.status();
  }
  scoring::v1::PreviewChangesRequest changes;
  changes.set_parent(Parent());
  changes.mutable_roadmap_upserts()->Assign(document_.roadmap.begin(),
                                            document_.roadmap.end());
  changes.mutable_item_upserts()->Assign(document_.items.begin(),
                                         document_.items.end());
  if (model_changes_) {
    *changes.mutable_model() = model_.model();
    // Which model it is a version of.
    if (!model_.model_id().empty()) {
      changes.mutable_model()->set_name(
          NameOf(document_.portfolio, "models", model_.model_id()));
    }
  }
  return changes;
}

absl::Status Application::Preview() {
  if (!exists_) return PlanAlone();
  auto changes = Changes();
  if (!changes.ok()) return changes.status();
  // Members move nobody, and those named by address have no name yet.
  auto* upserts = changes->mutable_roadmap_upserts();
  upserts->erase(std::remove_if(upserts->begin(), upserts->end(),
                                [](const roadmap::v1::RoadmapUpsert& upsert) {
                                  return upsert.resource().has_member();
                                }),
                 upserts->end());
  return PrintPreview(context_, *changes);
}

absl::Status Application::Apply() {
  const auto ranking = Write();
  return ranking.ok() ? PrintResult(*ranking) : ranking.status();
}

absl::StatusOr<scoring::v1::Ranking> Application::Write() {
  // A model that changes stands before the items that it ranks, so that no
  // item is ranked by the old one first. Else roadmap and items are one
  // change, and scoring makes one ranking of it.
  if (absl::Status checked = CheckFirst(); !checked.ok()) return checked;
  absl::Status status = model_changes_ ? ApplyInTurn() : ApplyTogether();
  if (!status.ok()) return status;
  scoring::v1::GetRankingRequest get;
  get.set_name(NameOf(document_.portfolio, "rankings", "latest"));
  *get.mutable_min_revisions() = Written();
  return context_.session().Call(&ScoringStub::GetRanking, get);
}

scoring::v1::Revisions Application::Written() const {
  scoring::v1::Revisions revisions;
  revisions.set_roadmap(roadmap_.revision());
  revisions.set_roadmap_epoch(roadmap_.epoch());
  revisions.set_backlog(items_.revision());
  revisions.set_backlog_epoch(items_.epoch());
  return revisions;
}

std::string Application::Parent() const {
  return PortfolioName(document_.portfolio);
}

absl::Status Application::KeepExisting(absl::TimeZone zone) {
  const bool owners = NeedsCarrierOwners(document_);
  std::vector<backlog::v1::Item> items;
  std::vector<roadmap::v1::Weave> weaves;
  if (exists_ && (owners || !document_.items.empty())) {
    backlog::v1::ListItemsRequest list;
    list.set_parent(Parent());
    auto all = context_.session().ListAll(
        &BacklogStub::ListItems, list, &backlog::v1::ListItemsResponse::items);
    // A backlog that has not heard of the portfolio yet has no items of it.
    if (!all.ok() && !absl::IsNotFound(all.status())) return all.status();
    if (all.ok()) items = *std::move(all);
    KeepWhatIsLeftOut(items, zone, &document_);
  }
  if (exists_ && owners) {
    roadmap::v1::ListWeavesRequest list;
    list.set_parent(Parent());
    auto all =
        context_.session().ListAll(&RoadmapStub::ListWeaves, list,
                                   &roadmap::v1::ListWeavesResponse::weaves);
    if (!all.ok()) return all.status();
    weaves = *std::move(all);
  }
  if (owners) FillCarrierOwners(items, weaves, &document_);
  return absl::OkStatus();
}

absl::Status Application::PrepareModel() {
  if (!document_.HasModel()) return absl::OkStatus();
  std::optional<ScoringModel> active;
  if (exists_) {
    scoring::v1::GetScoringModelRequest get;
    get.set_name(NameOf(document_.portfolio, "models", "active"));
    auto found = context_.session().Call(&ScoringStub::GetScoringModel, get);
    if (!found.ok() && !absl::IsNotFound(found.status())) {
      return found.status();
    }
    if (found.ok()) active = *std::move(found);
  }
  model_.set_parent(Parent());
  *model_.mutable_model() =
      MergedModel(document_, active.has_value() ? &*active : nullptr);
  model_.set_activate(true);
  model_.set_reason(reason_);
  model_.set_model_id(!document_.model_id.empty() ? document_.model_id
                      : active.has_value()        ? ModelId(active->name())
                                                  : "");
  if (!active.has_value()) {
    model_changes_ = true;
    return absl::OkStatus();
  }
  CreateScoringModelRequest probe = model_;
  probe.set_validate_only(true);
  const auto made =
      context_.session().Call(&ScoringStub::CreateScoringModel, probe);
  // Other weights than those that both leads have signed need their keys.
  if (ReasonOf(made.status()) == "TWO_KEYS_REQUIRED")
    return AtPositions(made.status(), document_, document_.model_source, "");
  // What is wrong with it may be set right by the roadmap's part; if not, the
  // real call says so.
  model_changes_ = !made.ok() || made->name() != active->name();
  return absl::OkStatus();
}

absl::Status Application::PlanAlone() {
  if (absl::Status alone = CheckSelfContained(document_); !alone.ok()) {
    return alone;
  }
  const auto planned =
      scoring::PlanPortfolio(PlanInputs(document_, context_.environment().now));
  if (!planned.ok()) {
    return AtPositions(planned.status(), document_, document_.model_source, "");
  }
  if (context_.format() == Format::kJson) {
    context_.PrintJson(RankingJson(planned->ranking, planned->items));
    return absl::OkStatus();
  }
  context_.Say(absl::StrCat("Nothing was changed. ", document_.portfolio,
                            " does not exist yet; it would be:"));
  context_.out() << RankingText(planned->ranking, planned->items,
                                /*all=*/false, context_.language(),
                                context_.terminal());
  return absl::OkStatus();
}

absl::StatusOr<ApplyRoadmapResponse> Application::SendRoadmap(
    bool validate_only, int parts, const std::string& change_id) {
  if (document_.roadmap.empty()) return ApplyRoadmapResponse();
  ApplyRoadmapRequest request;
  request.set_parent(Parent());
  request.mutable_upserts()->Assign(document_.roadmap.begin(),
                                    document_.roadmap.end());
  request.set_validate_only(validate_only);
  request.set_reason(reason_);
  if (!change_id.empty()) {
    request.set_change_id(change_id);
    request.set_change_parts(parts);
  }
  const auto applied =
      context_.session().Call(&RoadmapStub::ApplyRoadmap, request);
  if (!applied.ok()) {
    return AtPositions(applied.status(), document_, document_.roadmap_source,
                       "");
  }
  return applied;
}

absl::StatusOr<ApplyItemsResponse> Application::SendItems(
    bool validate_only, int parts, const std::string& change_id) {
  if (document_.items.empty()) return ApplyItemsResponse();
  ApplyItemsRequest request;
  request.set_parent(Parent());
  request.mutable_upserts()->Assign(document_.items.begin(),
                                    document_.items.end());
  request.set_validate_only(validate_only);
  request.set_reason(reason_);
  request.set_min_roadmap_revision(roadmap_.revision());
  if (!change_id.empty()) {
    request.set_change_id(change_id);
    request.set_change_parts(parts);
  }
  return context_.session().Call(&BacklogStub::ApplyItems, request);
}

absl::Status Application::AtItems(const absl::Status& status) const {
  return AtPositions(status, document_, document_.item_source, "");
}

absl::Status Application::CheckFirst() {
  if (!exists_) {
    if (absl::Status alone = CheckAlone(); !alone.ok()) return alone;
  }
  const auto roadmap = SendRoadmap(/*validate_only=*/true, 1, "");
  if (!roadmap.ok()) return roadmap.status();
  roadmap_changes_ = roadmap->created_count() + roadmap->updated_count() > 0;
  // What the roadmap has already, the backlog will have seen.
  if (!roadmap_changes_) roadmap_.set_revision(roadmap->revision());
  const auto items = SendItems(/*validate_only=*/true, 1, "");
  items_change_ =
      !document_.items.empty() &&
      (!items.ok() || items->created_count() + items->updated_count() > 0);
  if (items.ok() ||
      (roadmap_changes_ && !absl::IsInvalidArgument(items.status()))) {
    return absl::OkStatus();
  }
  return AtItems(WithoutWhatIsComing(items.status()));
}

absl::Status Application::CheckAlone() {
  if (absl::Status alone = CheckSelfContained(document_); !alone.ok()) {
    return alone;
  }
  const absl::Time now = context_.environment().now;
  const auto planned = scoring::PlanPortfolio(PlanInputs(document_, now));
  if (!planned.ok()) {
    return AtPositions(planned.status(), document_, document_.model_source, "");
  }
  Violations violations;
  for (size_t i = 0; i < document_.items.size(); ++i) {
    const auto& submitted = document_.items[i].item().submit_time();
    if (absl::FromUnixSeconds(submitted.seconds()) <= now) continue;
    violations.Add(absl::StrCat("upserts[", i, "].item.submit_time"),
                   "lies in the future; give the day of submission, or leave "
                   "it out for today");
  }
  return AtItems(violations.ToStatus());
}

absl::Status Application::WithoutWhatIsComing(
    const absl::Status& refusal) const {
  google::rpc::BadRequest all;
  if (!roadmap_changes_ || !ReadDetail(refusal, &all)) return refusal;
  Violations rest;
  for (const auto& violation : all.field_violations()) {
    const std::string& field = violation.field();
    if (absl::EndsWith(field, ".team") || absl::EndsWith(field, ".category") ||
        absl::EndsWith(field, ".requester") ||
        absl::EndsWith(field, ".owner")) {
      continue;
    }
    rest.Add(field, violation.description());
  }
  return rest.ToStatus();
}

absl::Status Application::ApplyTogether() {
  // A part that changes nothing makes no commit, and scoring would wait for
  // it.
  const std::string change_id =
      roadmap_changes_ && items_change_ ? context_.session().NewChangeId() : "";
  auto applied = SendRoadmap(/*validate_only=*/false, 2, change_id);
  if (!applied.ok()) return applied.status();
  roadmap_ = *std::move(applied);
  auto items = SendItems(/*validate_only=*/false, 2, change_id);
  if (!items.ok()) return AtItems(items.status());
  items_ = *std::move(items);
  return absl::OkStatus();
}

absl::Status Application::ApplyInTurn() {
  auto applied = SendRoadmap(/*validate_only=*/false, 1, "");
  if (!applied.ok()) return applied.status();
  roadmap_ = *std::move(applied);
  if (absl::Status model = SendModel(); !model.ok()) return model;
  auto items = SendItems(/*validate_only=*/false, 1, "");
  if (!items.ok()) return AtItems(items.status());
  items_ = *std::move(items);
  return absl::OkStatus();
}

absl::Status Application::SendModel() {
  const absl::Time give_up = absl::Now() + kUntilKnown;
  int tries = 0;
  for (;;) {
    const auto made =
        context_.session().Call(&ScoringStub::CreateScoringModel, model_);
    if (made.ok()) return absl::OkStatus();
    // Scoring hears of a new portfolio, and of new members and categories, a
    // moment later.
    const bool may_be_behind = absl::IsNotFound(made.status()) ||
                               absl::IsPermissionDenied(made.status()) ||
                               absl::IsInvalidArgument(made.status());
    if (!may_be_behind || roadmap_.revision() == 0 || absl::Now() > give_up ||
        (absl::IsInvalidArgument(made.status()) && tries++ > kMostTries)) {
      return AtPositions(made.status(), document_, document_.model_source, "");
    }
    absl::SleepFor(absl::Milliseconds(50));
  }
}

absl::Status Application::PrintResult(const scoring::v1::Ranking& ranking) {
  const int created = roadmap_.created_count() + items_.created_count();
  const int updated = roadmap_.updated_count() + items_.updated_count();
  const int unchanged = roadmap_.unchanged_count() + items_.unchanged_count();
  if (context_.format() == Format::kJson) {
    nlohmann::ordered_json json = RankingJson(ranking, {});
    context_.PrintJson({{"portfolio", document_.portfolio},
                        {"created", created},
                        {"updated", updated},
                        {"unchanged", unchanged},
                        {"modelChanged", model_changes_},
                        {"roadmapRevision", roadmap_.revision()},
                        {"backlogRevision", items_.revision()},
                        {"ranking", ranking.number()},
                        {"standings", json["standings"]}});
    return absl::OkStatus();
  }
  context_.Say(absl::StrCat(document_.portfolio, ": ", created, " created, ",
                            updated, " updated, ", unchanged, " unchanged",
                            model_changes_ ? ", a new model version" : ""));
  context_.out() << RankingSummary(ranking, context_.language());
  return absl::OkStatus();
}

}  // namespace lifeline::cli
