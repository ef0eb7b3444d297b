#include "services/scoring/crossing.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/scoring/cause_text.h"

namespace lifeline::scoring {
namespace {

using engine::Standing;

bool HasPlaceOrLine(Standing standing) {
  return standing == Standing::kAbove || standing == Standing::kRiding ||
         standing == Standing::kBelow || standing == Standing::kBlocked ||
         standing == Standing::kOversized;
}

void FillCauses(const engine::Causes& causes, v1::LineCrossing* made) {
  made->set_approximate(causes.approximate);
  for (const engine::Cause& cause : causes.causes) {
    auto* one = made->add_causes();
    one->set_group(ToProto(cause.group));
    one->set_share_numerator(cause.share.numerator);
    one->set_share_denominator(cause.share.denominator);
    one->set_necessary(cause.necessary);
    one->set_sufficient(cause.sufficient);
    *one->mutable_references() = {cause.references.begin(),
                                  cause.references.end()};
  }
}

}  // namespace

v1::LineCrossing::Kind ToProto(engine::CrossingKind kind) {
  return static_cast<v1::LineCrossing::Kind>(static_cast<int>(kind) + 1);
}

v1::Cause::Group ToProto(engine::Group group) {
  return static_cast<v1::Cause::Group>(static_cast<int>(group) + 1);
}

static_assert(static_cast<int>(engine::CrossingKind::kDropped) + 1 ==
              v1::LineCrossing::KIND_DROPPED);
static_assert(static_cast<int>(engine::CrossingKind::kSlipped) + 1 ==
              v1::LineCrossing::KIND_SLIPPED);
static_assert(static_cast<int>(engine::CrossingKind::kEnteredAbove) + 1 ==
              v1::LineCrossing::KIND_ENTERED_ABOVE);
static_assert(static_cast<int>(engine::Group::kOwnRatings) + 1 ==
              v1::Cause::GROUP_OWN_RATINGS);
static_assert(static_cast<int>(engine::Group::kCapacity) + 1 ==
              v1::Cause::GROUP_CAPACITY);
static_assert(static_cast<int>(engine::Group::kRestore) + 1 ==
              v1::Cause::GROUP_RESTORE);

std::vector<engine::ItemPast> AdvancePast(std::vector<engine::ItemPast> past,
                                          const RankingView& before,
                                          const RankingView& after) {
  past.resize(after.plan().results.size());
  for (size_t i = 0; i < before.plan().results.size(); ++i) {
    if (before.snapshot().items[i] == nullptr) continue;
    if (HasPlaceOrLine(before.plan().results[i].standing)) {
      past[i].was_placed_or_below = true;
    }
  }
  for (size_t i = 0; i < past.size(); ++i) {
    const auto& item = after.snapshot().items[i];
    past[i].withdrawn_by_requester =
        item != nullptr &&
        after.plan().results[i].standing == Standing::kWithdrawn &&
        !item->requester().empty() && item->state_actor() == item->requester();
  }
  return past;
}

v1::LineCrossing ToLineCrossing(const engine::Crossing& crossing,
                                const engine::Causes& causes,
                                const RankingView& before,
                                const RankingView& after) {
  const Snapshot& snapshot = after.snapshot();
  v1::LineCrossing made;
  if (after.number() != 0) {
    made.set_name(absl::StrCat(after.name(), "/crossings/",
                               snapshot.table.IdOf(crossing.item)));
    made.set_ranking(after.name());
  }
  made.set_item(snapshot.ItemName(crossing.item));
  const auto& now = snapshot.items[crossing.item];
  // What is gone has its title in the ranking before.
  made.set_title(now != nullptr
                     ? now->title()
                     : before.snapshot().items[crossing.item]->title());
  made.set_kind(ToProto(crossing.kind));
  if (!crossing.is_new) made.set_from(ToProto(crossing.from));
  if (!crossing.is_new && crossing.from_period != engine::kNone) {
    made.set_from_period(snapshot.PeriodName(crossing.from_period));
  }
  made.set_to(ToProto(crossing.to));
  if (crossing.to_period != engine::kNone) {
    made.set_to_period(snapshot.PeriodName(crossing.to_period));
  }
  if (now != nullptr) {
    made.set_reason(ReasonText(after.plan().results[crossing.item].reason,
                               snapshot, Language::kEnglish));
  }
  FillCauses(causes, &made);
  return made;
}

std::vector<v1::LineCrossing> CompareViews(
    const RankingView& before, const RankingView& after,
    const std::vector<engine::ItemPast>& past,
    const engine::ReplayBudget& budget) {
  const engine::World& old_world = before.snapshot().world;
  const engine::World& new_world = after.snapshot().world;
  const std::vector<engine::Crossing> crossings = engine::Difference(
      old_world, before.plan(), new_world, after.plan(), past);
  const std::vector<engine::Causes> causes =
      engine::ExplainCrossings(old_world, new_world, crossings, budget);
  std::vector<v1::LineCrossing> made;
  made.reserve(crossings.size());
  for (size_t i = 0; i < crossings.size(); ++i) {
    made.push_back(ToLineCrossing(crossings[i], causes[i], before, after));
  }
  std::sort(made.begin(), made.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.kind(), absl::string_view(a.item())) <
           std::tuple(b.kind(), absl::string_view(b.item()));
  });
  return made;
}

void SayIn(Language language, const RankingView& after,
           v1::LineCrossing* crossing) {
  AddSentence(language, crossing);
  if (const auto item = after.FindItem(crossing->item())) {
    crossing->set_reason(ReasonText(after.plan().results[*item].reason,
                                    after.snapshot(), language));
  }
}

}  // namespace lifeline::scoring
