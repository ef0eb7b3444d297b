#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/attention.h"
#include "services/scoring/crossing.h"
#include "services/scoring/history.h"
#include "services/scoring/model_store.h"
#include "services/scoring/planning.h"
#include "services/scoring/presets.h"
#include "services/scoring/receipt.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

bool StandsAbove(engine::Standing standing) {
  return standing == engine::Standing::kAbove ||
         standing == engine::Standing::kRiding;
}

bool IsListed(engine::Standing standing) {
  return StandsAbove(standing) || standing == engine::Standing::kBelow ||
         standing == engine::Standing::kBlocked ||
         standing == engine::Standing::kOversized;
}

// Everything that is stored of a result, and nothing else.
bool SameStored(const engine::Result& a, const engine::Result& b) {
  return a.scored == b.scored &&
         (!a.scored || a.score_micros == b.score_micros) &&
         a.standing == b.standing && a.rule == b.rule &&
         a.at_risk == b.at_risk && a.period == b.period &&
         a.carrier == b.carrier && a.by_item == b.by_item;
}

std::string IdOrNone(const Snapshot& snapshot, engine::ItemIndex item) {
  return item == engine::kNone ? std::string()
                               : std::string(snapshot.table.IdOf(item));
}

ResultRow RowOf(const Snapshot& snapshot, engine::ItemIndex item,
                const engine::Result& result) {
  ResultRow row;
  row.item = IdOrNone(snapshot, item);
  row.scored = result.scored;
  row.score_micros = result.scored ? result.score_micros : 0;
  row.standing = ToProto(result.standing);
  row.rule = ToProto(result.rule);
  row.at_risk = result.at_risk;
  if (result.period != engine::kNone)
    row.period = snapshot.world.names->periods[result.period];
  row.carrier = IdOrNone(snapshot, result.carrier);
  row.by_item = IdOrNone(snapshot, result.by_item);
  return row;
}

// The periods that items had in the latest baseline.
class BaselinePeriods {
 public:
  static absl::StatusOr<BaselinePeriods> Read(const Reader* reader,
                                              absl::string_view portfolio) {
    absl::StatusOr<std::optional<v1::Baseline>> baseline =
        ReadBaseline(*reader, portfolio, "latest");
    if (!baseline.ok()) return baseline.status();
    int64_t number = 0;
    if (baseline->has_value()) {
      absl::StatusOr<std::vector<std::string>> ids =
          ParseName("portfolios/*/rankings/*", (*baseline)->ranking());
      if (!ids.ok()) return ids.status();
      number = std::stoll((*ids)[1]);
    }
    return BaselinePeriods(reader, portfolio, number,
                           baseline->value_or(v1::Baseline()).name());
  }

  // The baseline's name; empty if there is none.
  const std::string& name() const { return name_; }

  // The period's name; empty if the item had none, or there is no baseline.
  absl::StatusOr<std::string> Of(absl::string_view item) const {
    if (ranking_ == 0) return std::string();
    absl::StatusOr<std::optional<ResultRow>> row =
        ReadResult(*reader_, portfolio_, item, ranking_);
    if (!row.ok()) return row.status();
    if (!row->has_value() || (*row)->period.empty()) return std::string();
    return absl::StrCat(PortfolioName(portfolio_), "/periods/", (*row)->period);
  }

 private:
  BaselinePeriods(const Reader* reader, absl::string_view portfolio,
                  int64_t ranking, std::string name)
      : reader_(reader),
        portfolio_(portfolio),
        ranking_(ranking),
        name_(std::move(name)) {}

  const Reader* reader_;
  std::string portfolio_;
  int64_t ranking_;
  std::string name_;
};

}  // namespace

EpochDay Planning::Today() const {
  return std::max(
      as_of_,
      lifeline::Today(context_->clock(), ZoneOf(builder_.roadmap().portfolio)));
}

bool Planning::DayHasPassed() const { return Today() > as_of_; }

absl::Status Planning::MakeFirstModel() {
  const absl::Time now = context_->clock();
  return context_->store->writer()->Run(
      [&](Transaction& transaction) -> absl::Status {
        absl::StatusOr<std::optional<v1::ScoringModel>> active =
            ActiveModel(transaction, portfolio_);
        if (!active.ok() || active->has_value()) return active.status();
        v1::ScoringModel model =
            *Preset(kDefaultPreset, builder_.roadmap().portfolio.locale());
        model.set_preset(std::string(kDefaultPreset));
        absl::StatusOr<v1::ScoringModel> added = AddModel(
            transaction, portfolio_, kDefaultPreset, std::move(model), now);
        if (!added.ok()) return added.status();
        return ActivateModel(transaction, portfolio_, added->version(), "",
                             now);
      });
}

absl::Status Planning::TakeModel() {
  for (int attempt = 0; attempt < 2; ++attempt) {
    absl::StatusOr<lifeline::Snapshot> reader =
        context_->store->database()->Read();
    if (!reader.ok()) return reader.status();
    absl::StatusOr<std::optional<v1::ScoringModel>> model =
        ActiveModel(*reader, portfolio_);
    if (!model.ok()) return model.status();
    if (model->has_value()) {
      // A version never changes its content.
      if (builder_.model().name() != (*model)->name())
        builder_.SetModel(**model);
      return absl::OkStatus();
    }
    absl::Status made = MakeFirstModel();
    if (!made.ok()) return made;
  }
  return absl::InternalError("the first model is not there");
}

absl::Status Planning::Plan() {
  if (absl::Status model = TakeModel(); !model.ok()) return model;
  const EpochDay today = Today();
  builder_.SetDay(today);
  Snapshot snapshot = builder_.Build();
  engine::Plan plan = planner_.Make(snapshot.world);
  const int64_t number = latest_->view->number();
  auto view = std::make_shared<const RankingView>(std::move(snapshot),
                                                  std::move(plan), number + 1);
  std::vector<engine::ItemPast> past =
      AdvancePast(latest_->past, *latest_->view, *view);
  std::vector<ResultRow> rows = ChangedRows(*view, past);
  as_of_ = today;
  const bool same_order = latest_->view->plan().order == view->plan().order;
  if (number > 0 && rows.empty() && same_order &&
      !HeaderDiffers(view->MakeRanking()))
    return AdvanceOnly(*view);
  return PublishNext(std::move(view), std::move(rows), std::move(past));
}

std::vector<ResultRow> Planning::ChangedRows(
    const RankingView& after, const std::vector<engine::ItemPast>& past) const {
  const Snapshot& snapshot = after.snapshot();
  const RankingView& before = *latest_->view;
  std::vector<ResultRow> rows;
  for (size_t i = 0; i < snapshot.items.size(); ++i) {
    if (snapshot.items[i] == nullptr) continue;
    const engine::Result& result = after.plan().results[i];
    const bool is_new = i >= before.snapshot().items.size() ||
                        before.snapshot().items[i] == nullptr;
    if (!is_new && SameStored(before.plan().results[i], result)) continue;
    rows.push_back(RowOf(snapshot, static_cast<engine::ItemIndex>(i), result));
    rows.back().listed =
        past[i].was_placed_or_below || IsListed(result.standing);
  }
  return rows;
}

bool Planning::HeaderDiffers(const v1::Ranking& ranking) const {
  const v1::Ranking& before = latest_->ranking;
  if (ranking.model() != before.model() || ranking.fill() != before.fill() ||
      ranking.provisional() != before.provisional() ||
      ranking.capacity_use_size() != before.capacity_use_size())
    return true;
  for (int i = 0; i < ranking.capacity_use_size(); ++i) {
    if (ranking.capacity_use(i).SerializeAsString() !=
        before.capacity_use(i).SerializeAsString())
      return true;
  }
  return false;
}

absl::StatusOr<Progress> Planning::MakeProgress(
    const RankingView& after) const {
  Progress progress;
  progress.portfolio = portfolio_;
  progress.number = latest_->view->number();
  progress.seen_before = stored_seen_;
  progress.seen = seen_;
  progress.as_of = as_of_;
  progress.now = context_->clock();
  for (const auto& [name, input] : items_)
    progress.inputs.items.push_back(input);
  for (const auto& [name, input] : roadmap_)
    progress.inputs.roadmap.push_back(input);
  for (const auto& [name, input] : members_)
    progress.inputs.members.push_back(input);
  for (const auto& [name, review] : closed_reviews_)
    progress.closed_reviews.push_back(review);
  absl::StatusOr<TaskChanges> tasks = Tasks(after, progress.now);
  if (!tasks.ok()) return tasks.status();
  progress.tasks = *std::move(tasks);
  return progress;
}

absl::Status Planning::AdvanceOnly(const RankingView& view) {
  const absl::StatusOr<Progress> progress = MakeProgress(view);
  if (!progress.ok()) return progress.status();
  const bool same_inputs = progress->inputs.empty() && progress->tasks.empty();
  const bool same_place = seen_ == stored_seen_ && as_of_ == stored_as_of_;
  if (same_inputs && same_place && !shown_old_inputs_) {
    tasks_are_another_s_ = false;
    return absl::OkStatus();
  }
  if (!same_inputs || !same_place) {
    absl::Status status = context_->store->Advance(*progress);
    if (!status.ok()) return status;
  }
  Forget();
  // The same ranking, shown from the newer inputs: a title may have changed.
  auto same = std::make_shared<PublishedRanking>(*latest_);
  same->view = std::make_shared<const RankingView>(view.snapshot(), view.plan(),
                                                   latest_->view->number());
  for (v1::LineCrossing& crossing : same->crossings) {
    const auto item = same->view->FindItem(crossing.item());
    if (item) crossing.set_title(view.snapshot().items[*item]->title());
  }
  Show(std::move(same));
  return absl::OkStatus();
}

absl::Status Planning::AddCrossings(const RankingView& after,
                                    const std::vector<engine::ItemPast>& past,
                                    NewRanking* next) const {
  const Snapshot& snapshot = after.snapshot();
  const RoadmapFacts& facts = *snapshot.roadmap;
  absl::StatusOr<lifeline::Snapshot> reader =
      context_->store->database()->Read();
  if (!reader.ok()) return reader.status();
  absl::StatusOr<BaselinePeriods> baseline =
      BaselinePeriods::Read(&*reader, portfolio_);
  if (!baseline.ok()) return baseline.status();
  next->baseline = baseline->name();
  for (v1::LineCrossing& crossing :
       CompareViews(*latest_->view, after, past, context_->budget)) {
    crossing.mutable_actors()->Assign(actors_.begin(), actors_.end());
    NewCrossing entry;
    entry.crossing = std::move(crossing);
    const auto index = after.FindItem(entry.crossing.item());
    if (index && IsTold(entry.crossing)) {
      const backlog::v1::Item& item = *snapshot.items[*index];
      absl::StatusOr<std::string> period =
          baseline->Of(LastId(entry.crossing.item()));
      if (!period.ok()) return period.status();
      if (OpensReceipt(entry.crossing, *period, snapshot))
        entry.receipt =
            OpenReceipt(entry.crossing, item, facts, next->progress.now);
      entry.tell = WhoOwes(item, facts);
      entry.urgent =
          IsUrgent(entry.crossing, *period, item, facts.portfolio, as_of_);
    }
    next->crossings.push_back(std::move(entry));
  }
  return absl::OkStatus();
}

// Whoever moved upwards may be owed an answer that is not needed any more.
absl::StatusOr<std::vector<CrossingKey>> Planning::ClearedBy(
    const RankingView& after, const std::vector<NewCrossing>& crossings) const {
  std::vector<CrossingKey> cleared;
  absl::StatusOr<lifeline::Snapshot> reader =
      context_->store->database()->Read();
  if (!reader.ok()) return reader.status();
  for (const NewCrossing& entry : crossings) {
    if (entry.crossing.to() != v1::STANDING_ABOVE &&
        entry.crossing.to() != v1::STANDING_RIDING)
      continue;
    const std::string item(LastId(entry.crossing.item()));
    absl::StatusOr<std::vector<v1::LineCrossing>> owed =
        OwedCrossings(*reader, portfolio_, item);
    if (!owed.ok()) return owed.status();
    for (const v1::LineCrossing& crossing : *owed) {
      absl::StatusOr<std::vector<std::string>> ids =
          ParseName("portfolios/*/rankings/*/crossings/*", crossing.name());
      if (!ids.ok()) return ids.status();
      if (IsCleared(crossing, after))
        cleared.push_back({std::stoll((*ids)[1]), item});
    }
  }
  return cleared;
}

absl::Status Planning::PublishNext(std::shared_ptr<const RankingView> view,
                                   std::vector<ResultRow> rows,
                                   std::vector<engine::ItemPast> past) {
  NewRanking next;
  absl::StatusOr<Progress> progress = MakeProgress(*view);
  if (!progress.ok()) return progress.status();
  next.progress = *std::move(progress);
  next.ranking = view->MakeRanking();
  *next.ranking.mutable_revisions() = ToRevisions(seen_);
  next.ranking.set_incomplete_change_id(incomplete_change_id_);
  next.ranking.set_engine_version(engine::kEngineVersion);
  next.ranking.set_digest(view->ResultsDigest());
  next.results = std::move(rows);
  if (absl::Status crossings = AddCrossings(*view, past, &next);
      !crossings.ok()) {
    return crossings;
  }
  absl::StatusOr<std::vector<CrossingKey>> cleared =
      ClearedBy(*view, next.crossings);
  if (!cleared.ok()) return cleared.status();
  next.cleared = *std::move(cleared);
  absl::StatusOr<Published> published = context_->store->Publish(next);
  if (!published.ok()) return published.status();
  Forget();
  incomplete_change_id_.clear();
  auto shown = std::make_shared<PublishedRanking>();
  shown->view = std::move(view);
  shown->ranking = std::move(published->ranking);
  shown->crossings = std::move(published->crossings);
  shown->past = std::move(past);
  shown->tables = tables_;
  Show(std::move(shown));
  return absl::OkStatus();
}

}  // namespace lifeline::scoring
