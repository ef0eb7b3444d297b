#include "services/scoring/planning.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/redact.h"
#include "services/scoring/crossing.h"
#include "services/scoring/history.h"
#include "services/scoring/model_store.h"
#include "services/scoring/presets.h"
#include "services/scoring/receipt.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/task.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

struct Position {
  int64_t revision = 0;
  int64_t epoch = 0;
};

// Whether `mine` is further on than `theirs`, if both went on from `epoch`.
// Epochs have no order: whoever has another one than before has the newer.
bool GoesFurther(const Position& mine, int64_t epoch, const Position& theirs) {
  return mine.epoch == theirs.epoch ? mine.revision > theirs.revision
                                    : theirs.epoch == epoch;
}

bool IsOpen(const roadmap::v1::PlanningPeriod& period) {
  return period.state() == roadmap::v1::PlanningPeriod::STATE_OPEN;
}

}  // namespace

Planning::Planning(const PlanningContext* context, absl::string_view portfolio)
    : context_(context),
      portfolio_(portfolio),
      builder_(PortfolioName(portfolio)) {}

absl::StatusOr<std::unique_ptr<Planning>> Planning::Begin(
    const PlanningContext* context, absl::string_view portfolio) {
  std::unique_ptr<Planning> planning(new Planning(context, portfolio));
  Snapshot nothing = planning->builder_.Build();
  engine::Plan plan = engine::MakePlan(nothing.world);
  auto before = std::make_shared<PublishedRanking>();
  before->view = std::make_shared<const RankingView>(std::move(nothing),
                                                     std::move(plan), 0);
  planning->latest_ = std::move(before);
  return planning;
}

absl::StatusOr<std::unique_ptr<Planning>> Planning::Load(
    const PlanningContext* context, const Head& head) {
  if (head.number == 0) return Begin(context, head.portfolio);
  std::unique_ptr<Planning> planning(new Planning(context, head.portfolio));
  absl::StatusOr<lifeline::Snapshot> reader =
      context->store->database()->Read();
  if (!reader.ok()) return reader.status();
  absl::StatusOr<PublishedRanking> latest =
      Rebuild(*reader, head.portfolio, head.number, &planning->builder_);
  if (!latest.ok()) return latest.status();
  absl::StatusOr<InputChanges> waiting =
      ReadWaitingInputs(*reader, head.portfolio, head.number);
  if (!waiting.ok()) return waiting.status();
  absl::Status applied = ApplyInputs(*waiting, &planning->builder_);
  if (!applied.ok()) return applied;
  // A day that changed no result made no ranking, and is shown nevertheless.
  planning->shown_old_inputs_ =
      !waiting->empty() || latest->view->snapshot().world.day != head.as_of;
  planning->seen_ = head.seen;
  planning->as_of_ = head.as_of;
  latest->tables = planning->tables_;
  planning->tasks_are_another_s_ = true;
  planning->Show(std::make_shared<const PublishedRanking>(*std::move(latest)));
  return planning;
}

absl::StatusOr<std::unique_ptr<Planning>> Planning::LoadAgain() const {
  absl::StatusOr<std::optional<Head>> head;
  {
    absl::StatusOr<lifeline::Snapshot> reader =
        context_->store->database()->Read();
    if (!reader.ok()) return reader.status();
    head = ReadHead(*reader, portfolio_);
  }
  if (!head.ok()) return head.status();
  if (!head->has_value()) return Begin(context_, portfolio_);
  absl::StatusOr<std::unique_ptr<Planning>> loaded = Load(context_, **head);
  if (!loaded.ok()) return loaded;
  Planning& planning = **loaded;
  InputChanges missed;
  if (GoesFurther({seen_.backlog, seen_.backlog_epoch},
                  stored_seen_.backlog_epoch,
                  {(*head)->seen.backlog, (*head)->seen.backlog_epoch})) {
    planning.items_ = items_;
    for (const auto& [name, input] : items_) missed.items.push_back(input);
    planning.seen_.backlog = seen_.backlog;
    planning.seen_.backlog_epoch = seen_.backlog_epoch;
  }
  if (GoesFurther({seen_.roadmap, seen_.roadmap_epoch},
                  stored_seen_.roadmap_epoch,
                  {(*head)->seen.roadmap, (*head)->seen.roadmap_epoch})) {
    planning.roadmap_ = roadmap_;
    planning.members_ = members_;
    planning.closed_reviews_ = closed_reviews_;
    planning.review_closed_ = review_closed_;
    planning.opened_periods_ = opened_periods_;
    for (const auto& [name, input] : roadmap_) missed.roadmap.push_back(input);
    for (const auto& [name, input] : members_) missed.members.push_back(input);
    planning.seen_.roadmap = seen_.roadmap;
    planning.seen_.roadmap_epoch = seen_.roadmap_epoch;
  }
  // Whose changes the other process has published, it has named.
  if (!missed.empty()) planning.actors_ = actors_;
  planning.incomplete_change_id_ = incomplete_change_id_;
  planning.something_went_ = something_went_;
  absl::Status applied = ApplyInputs(missed, &planning.builder_);
  if (!applied.ok()) return applied;
  return loaded;
}

// After a lost race the portfolio may be further than this process's streams.
bool Planning::HasSeen(const InputCommit& commit) const {
  const bool items = commit.items != nullptr;
  return commit.epoch == (items ? seen_.backlog_epoch : seen_.roadmap_epoch) &&
         commit.revision <= (items ? seen_.backlog : seen_.roadmap);
}

void Planning::Show(RankingPtr ranking) {
  latest_ = std::move(ranking);
  stored_seen_ = seen_;
  stored_as_of_ = as_of_;
  const auto state = context_->registry->FindOrMake(portfolio_);
  state->Show(latest_, seen_);
  if (std::exchange(something_went_, false)) state->ForgetOlder();
  if (context_->on_visible) context_->on_visible(portfolio_, seen_);
}

void Planning::AddActor(absl::string_view member) {
  // A claim of somebody who is no member could be an address.
  if (absl::StartsWith(member, absl::StrCat(PortfolioName(portfolio_), "/")))
    actors_.insert(std::string(member));
}

void Planning::ApplyItem(const backlog::v1::Item& item) {
  const auto before = builder_.FindItem(item.name());
  builder_.Upsert(item);
  ItemInput input{std::string(LastId(item.name())), false,
                  item.SerializeAsString()};
  const bool redacted = item.has_redact_time() &&
                        (before == nullptr || MicrosOf(before->redact_time()) !=
                                                  MicrosOf(item.redact_time()));
  if (builder_.FindItem(item.name()) == nullptr) {
    // Drafts are in no world. Nothing that was in one leaves it in silence.
    if (before == nullptr) {
      if (redacted) {
        ItemInput& draft = items_[input.item];
        draft.item = input.item;
        draft.body = std::move(input.body);
        draft.is_draft = true;
        AddRedacted(item.redacted_paths(), MicrosOf(item.redact_time()),
                    &draft.redacted);
      }
      return;
    }
    backlog::v1::Item stays = *before;
    if (redacted) {
      RedactTexts(item.redacted_paths(), &stays);
      *stays.mutable_redact_time() = item.redact_time();
    }
    builder_.Upsert(stays);
    builder_.MarkLost(item.name());
    input.lost = true;
    input.body = stays.SerializeAsString();
  }
  ItemInput& kept = items_[input.item];
  input.redacted = std::move(kept.redacted);
  kept = std::move(input);
  if (redacted)
    AddRedacted(item.redacted_paths(), MicrosOf(item.redact_time()),
                &kept.redacted);
}

// Several redactions may come together.
void Planning::AddRedacted(
    const google::protobuf::RepeatedPtrField<std::string>& paths,
    int64_t time_us, std::vector<RedactedTexts>* redacted) {
  if (redacted->empty() || redacted->back().time_us != time_us)
    redacted->push_back({{}, time_us});
  std::vector<std::string>& all = redacted->back().paths;
  all.insert(all.end(), paths.begin(), paths.end());
  something_went_ = true;
}

void Planning::RedactGone(const std::string& name,
                          const RedactedTexts& redacted) {
  something_went_ = true;
  const auto known = builder_.FindItem(name);
  if (known != nullptr) {
    // It may have come again meanwhile.
    if (!builder_.IsLost(name)) return;
    backlog::v1::Item item = *known;
    RedactTexts(redacted.paths, &item);
    builder_.Upsert(item);
    builder_.MarkLost(name);
    const std::string id(LastId(name));
    ItemInput& kept = items_[id];
    kept.item = id;
    kept.lost = true;
    kept.body = item.SerializeAsString();
    kept.redacted.push_back(redacted);
  } else if (!absl::c_linear_search(builder_.RoadmapNames(), name)) {
    KeepRoadmap(name, "");
    roadmap_[name].redacted.push_back(redacted);
  }
}

void Planning::KeepRoadmap(const std::string& name, std::string body) {
  RoadmapInput& kept = roadmap_[name];
  kept.name = name;
  kept.removed = body.empty();
  kept.body = std::move(body);
}

void Planning::ApplyRoadmap(const roadmap::v1::RoadmapChange& change) {
  using Resource = roadmap::v1::RoadmapResource;
  const Resource& after = change.after();
  switch (after.resource_case()) {
    case Resource::kKpi:
      return;
    case Resource::kReview:
      return ApplyReview(after.review());
    case Resource::kPeriod: {
      const auto& periods = builder_.roadmap().periods;
      const auto before = periods.find(change.name());
      if (IsOpen(after.period()) &&
          (before == periods.end() || !IsOpen(before->second)))
        opened_periods_.insert(change.name());
      builder_.Upsert(after);
      KeepRoadmap(change.name(), after.SerializeAsString());
      return;
    }
    case Resource::kMember:
      builder_.Upsert(after);
      members_[change.name()] = {change.name(),
                                 after.member().SerializeAsString(),
                                 after.member().erased()};
      something_went_ = something_went_ || after.member().erased();
      return;
    case Resource::RESOURCE_NOT_SET:
      builder_.RemoveRoadmap(change.name());
      KeepRoadmap(change.name(), "");
      return;
    default:
      builder_.Upsert(after);
      KeepRoadmap(change.name(), after.SerializeAsString());
  }
}

// Its minutes are people's texts, and stay where they were written; the ledger
// says that they were.
void Planning::ApplyReview(const roadmap::v1::Review& review) {
  roadmap::v1::RoadmapResource known;
  known.mutable_review()->set_name(review.name());
  known.mutable_review()->set_title(review.title());
  known.mutable_review()->set_baseline(review.baseline());
  known.mutable_review()->set_state(review.state());
  *known.mutable_review()->mutable_open_time() = review.open_time();
  *known.mutable_review()->mutable_close_time() = review.close_time();
  if (review.state() == roadmap::v1::Review::STATE_CLOSED) {
    const auto& known_before = builder_.roadmap().reviews;
    const auto before = known_before.find(review.name());
    // Minutes that are redacted come once more; nobody met again.
    if (before == known_before.end() ||
        before->second.state() != roadmap::v1::Review::STATE_CLOSED)
      review_closed_ = true;
    closed_reviews_[review.name()] = review;
  }
  builder_.Upsert(known);
  KeepRoadmap(review.name(), known.SerializeAsString());
}

void Planning::Forget() {
  items_.clear();
  roadmap_.clear();
  members_.clear();
  closed_reviews_.clear();
  actors_.clear();
  opened_periods_.clear();
  review_closed_ = false;
  shown_old_inputs_ = false;
  tasks_are_another_s_ = false;
}

void Planning::Apply(const InputBatch& batch) {
  for (const InputCommit& commit : batch.commits) {
    if (HasSeen(commit)) continue;
    AddActor(commit.actor);
    if (commit.items != nullptr) {
      for (const backlog::v1::ItemChange& change : commit.items->changes())
        if (change.has_after()) ApplyItem(change.after());
      seen_.backlog = commit.revision;
      seen_.backlog_epoch = commit.epoch;
    } else {
      for (const roadmap::v1::RoadmapChange& change :
           commit.roadmap->changes()) {
        ApplyRoadmap(change);
        if (change.redacted_paths().empty()) continue;
        AddRedacted(change.redacted_paths(),
                    MicrosOf(commit.roadmap->commit_time()),
                    &roadmap_[change.name()].redacted);
      }
      seen_.roadmap = commit.revision;
      seen_.roadmap_epoch = commit.epoch;
    }
  }
  if (!batch.incomplete_change_id.empty())
    incomplete_change_id_ = batch.incomplete_change_id;
}

void Planning::Restore(Source source, int64_t epoch,
                       const std::set<std::string>& told) {
  if (source == Source::kBacklog) {
    for (const std::string& name : builder_.ItemNames()) {
      if (told.contains(name)) continue;
      builder_.MarkLost(name);
      const std::string item(LastId(name));
      ItemInput& kept = items_[item];
      kept.item = item;
      kept.lost = true;
      kept.body = builder_.FindItem(name)->SerializeAsString();
    }
    seen_.backlog_epoch = epoch;
    if (told.empty()) seen_.backlog = 0;
    return;
  }
  for (const std::string& name : builder_.RoadmapNames()) {
    // People stay: they may owe answers.
    if (told.contains(name) || builder_.roadmap().members.contains(name))
      continue;
    builder_.RemoveRoadmap(name);
    KeepRoadmap(name, "");
  }
  seen_.roadmap_epoch = epoch;
  if (told.empty()) seen_.roadmap = 0;
}

}  // namespace lifeline::scoring
