#include "services/scoring/optimum_view.h"

#include <vector>

namespace lifeline::scoring {
namespace {

void AddItems(const RankingView& view, const std::vector<Selected>& items,
              google::protobuf::RepeatedPtrField<v1::OptimumItem>* into) {
  const Snapshot& snapshot = view.snapshot();
  for (const Selected& selected : items) {
    v1::OptimumItem* made = into->Add();
    made->set_item(snapshot.ItemName(selected.item));
    made->set_title(snapshot.items[selected.item]->title());
    made->set_rank(view.plan().rank[selected.item]);
    if (selected.period != engine::kNone)
      made->set_period(snapshot.PeriodName(selected.period));
    if (selected.carrier != engine::kNone)
      made->set_carrier(snapshot.ItemName(selected.carrier));
    made->set_value_micros(selected.value_micros);
  }
}

}  // namespace

v1::Optimum ToProto(const Optimum& optimum, const RankingView& view) {
  v1::Optimum made;
  made.set_ranking(view.name());
  made.set_value_micros(optimum.value_micros);
  made.set_bound_micros(optimum.bound_micros);
  made.set_gap(optimum.gap);
  made.set_proven(optimum.proven);
  made.set_plan_value_micros(optimum.plan_value_micros);
  AddItems(view, optimum.items, made.mutable_items());
  AddItems(view, optimum.takes, made.mutable_takes());
  AddItems(view, optimum.gives_up, made.mutable_gives_up());
  for (const LeftOut& left : optimum.left_out) {
    v1::LeftOutItem* item = made.add_left_out();
    item->set_item(view.snapshot().ItemName(left.item));
    item->set_title(view.snapshot().items[left.item]->title());
    item->set_standing(ToProto(left.standing));
  }
  return made;
}

}  // namespace lifeline::scoring
