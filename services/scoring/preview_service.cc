#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/field_mask_util.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/scoring/crossing.h"
#include "services/scoring/model.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/upserts.h"

namespace lifeline::scoring {
namespace {

using google::protobuf::FieldMask;
using google::protobuf::Message;
using google::protobuf::util::FieldMaskUtil;
using roadmap::v1::RoadmapResource;

// The fields that `mask` names, as in `from`; empty messages clear.
void Merge(const Message& from, const FieldMask& mask, Message* into) {
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(from, mask, options, into);
}

std::string NameIn(const Message& message) {
  const auto* field = message.GetDescriptor()->FindFieldByName("name");
  return message.GetReflection()->GetString(message, field);
}

template <typename T>
const Message* FindIn(const std::map<std::string, T>& resources,
                      const std::string& name) {
  const auto found = resources.find(name);
  return found == resources.end() ? nullptr : &found->second;
}

// The resource of that name as it is; null if there is none.
const Message* Known(const RoadmapFacts& facts, const std::string& name) {
  if (name == facts.portfolio.name()) return &facts.portfolio;
  for (const Message* found :
       {FindIn(facts.members, name), FindIn(facts.teams, name),
        FindIn(facts.periods, name), FindIn(facts.capacities, name),
        FindIn(facts.commitments, name), FindIn(facts.mandates, name),
        FindIn(facts.weaves, name)})
    if (found != nullptr) return found;
  return nullptr;
}

// As the roadmap's ApplyRoadmap would have it afterwards.
void UpsertRoadmap(const roadmap::v1::RoadmapUpsert& upsert,
                   WorldBuilder* builder) {
  RoadmapResource resource = upsert.resource();
  Message* given = PartOf(&resource);
  if (given == nullptr) return;
  const std::string name =
      NameOfUpsert(builder->roadmap().portfolio.name(), resource);
  if (name.empty()) return;  // a member that only has an address
  SetName(name, &resource);
  const Message* known = Known(builder->roadmap(), name);
  if (known != nullptr && known->GetDescriptor() == given->GetDescriptor()) {
    if (upsert.update_mask().paths().empty()) {
      // Everything is written, but a state that is not said stays.
      if (resource.has_period() && resource.period().state() == 0)
        resource.mutable_period()->set_state(
            builder->roadmap().periods.at(name).state());
    } else {
      RoadmapResource wanted = resource;
      given->CopyFrom(*known);
      Merge(*PartOf(&wanted), upsert.update_mask(), given);
      SetName(name, &resource);
    }
  }
  if (resource.has_weave())
    resource.mutable_weave()->set_state(roadmap::v1::Weave::STATE_AGREED);
  builder->Upsert(resource);
}

// As the backlog's ApplyItems would have it afterwards.
void UpsertItem(const backlog::v1::ItemUpsert& upsert, int index,
                absl::Time now, References* references, WorldBuilder* builder) {
  using Item = backlog::v1::Item;
  const std::string& portfolio = builder->roadmap().portfolio.name();
  Item item = upsert.item();
  if (item.name().empty()) item.set_name(references->Find(item));
  if (item.name().empty())
    item.set_name(absl::StrCat(portfolio, "/items/preview-", index + 1));
  const auto known = builder->FindItem(item.name());
  if (known != nullptr) {
    Item merged = *known;
    if (!upsert.update_mask().paths().empty()) {
      Merge(item, upsert.update_mask(), &merged);
      merged.set_name(item.name());
      item = std::move(merged);
    } else {
      if (item.state() == Item::STATE_UNSPECIFIED)
        item.set_state(known->state());
      if (!item.has_submit_time())
        *item.mutable_submit_time() = known->submit_time();
      item.set_state_actor(known->state_actor());
    }
  }
  if (item.state() == Item::STATE_UNSPECIFIED)
    item.set_state(Item::STATE_SUBMITTED);
  if (!item.has_submit_time() && item.state() != Item::STATE_DRAFT)
    *item.mutable_submit_time() = ToTimestamp(now);
  for (std::string* member : {item.mutable_requester(), item.mutable_owner()}) {
    const roadmap::v1::Member* found = FindMember(builder->roadmap(), *member);
    if (found != nullptr) *member = found->name();
  }
  references->Add(item);
  builder->Upsert(item);
}

absl::Status SetModel(const Scoring& scoring, const v1::ScoringModel& given,
                      WorldBuilder* builder) {
  ModelContext context;
  context.categories = CategoriesOf(builder->roadmap().portfolio);
  context.language = builder->roadmap().portfolio.locale();
  context.limits = scoring.limits;
  absl::StatusOr<v1::ScoringModel> model = CompleteModel(given, context);
  if (model.ok()) {
    model->set_name(
        absl::StrCat(builder->roadmap().portfolio.name(), "/models/preview"));
    if (SameContent(*model, builder->model())) return absl::OkStatus();
    builder->SetModel(*model);
    return absl::OkStatus();
  }
  google::rpc::BadRequest wrong;
  if (!ReadDetail(model.status(), &wrong)) return model.status();
  Violations part;
  for (const auto& violation : wrong.field_violations())
    part.Add(violation.field(), violation.description());
  Violations whole;
  whole.AddAll("model", part);
  return whole.ToStatus();
}

void CheckNameIn(absl::string_view name, absl::string_view parent,
                 absl::string_view field, Violations* violations) {
  if (name.empty() || name == parent ||
      absl::StartsWith(name, absl::StrCat(parent, "/")))
    return;
  violations->Add(field, absl::StrCat("is not of ", parent,
                                      "; preview each portfolio apart"));
}

// The item's money a month, if it changes its side.
void AddMoney(const std::string& item, const RankingView& base,
              const RankingView& view, v1::PreviewChangesResponse* response) {
  const bool was = base.StandsAbove(item);
  const bool is = view.StandsAbove(item);
  if (was == is) return;
  const RankingView& where = is ? view : base;
  const int64_t money = where.snapshot()
                            .items[*where.FindItem(item)]
                            ->money()
                            .amount_hundredths();
  if (is) {
    response->set_money_rising_hundredths(response->money_rising_hundredths() +
                                          money);
  } else {
    response->set_money_leaving_hundredths(
        response->money_leaving_hundredths() + money);
  }
}

}  // namespace

absl::Status CheckPreview(const Scoring& scoring,
                          const v1::PreviewChangesRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t limit = scoring.limits.preview_upserts;
  CheckCount(request.roadmap_upserts_size(), limit, "roadmap_upserts",
             &violations);
  CheckCount(request.roadmap_removals_size(), limit, "roadmap_removals",
             &violations);
  CheckCount(request.item_upserts_size(), limit, "item_upserts", &violations);
  if (!violations.empty()) return violations.ToStatus();
  for (int i = 0; i < request.roadmap_upserts_size(); ++i) {
    RoadmapResource resource = request.roadmap_upserts(i).resource();
    const Message* inner = PartOf(&resource);
    const std::string field = absl::StrCat("roadmap_upserts[", i, "].resource");
    if (inner == nullptr) {
      violations.Add(field, "is empty; set one kind of resource");
    } else {
      CheckNameIn(NameIn(*inner), request.parent(),
                  absl::StrCat(field, ".name"), &violations);
    }
  }
  for (int i = 0; i < request.roadmap_removals_size(); ++i)
    CheckNameIn(request.roadmap_removals(i), request.parent(),
                absl::StrCat("roadmap_removals[", i, "]"), &violations);
  for (int i = 0; i < request.item_upserts_size(); ++i) {
    const std::string field = absl::StrCat("item_upserts[", i, "].item.name");
    const std::string& name = request.item_upserts(i).item().name();
    CheckNameIn(name, request.parent(), field, &violations);
    if (!name.empty() && absl::StartsWith(name, request.parent()))
      ParseName("portfolios/*/items/*", name, field, &violations);
  }
  if (!violations.empty()) return violations.ToStatus();
  return absl::OkStatus();
}

absl::StatusOr<v1::PreviewChangesResponse> PreviewChanges(
    const Scoring& scoring, PlannedState state, absl::Time now,
    const v1::PreviewChangesRequest& request) {
  WorldBuilder& builder = state.builder;
  for (const auto& upsert : request.roadmap_upserts())
    UpsertRoadmap(upsert, &builder);
  for (const std::string& name : request.roadmap_removals())
    builder.RemoveRoadmap(name);
  References references;
  if (!request.item_upserts().empty())
    references = ReferencesOf(state.ranking->view->snapshot());
  for (int i = 0; i < request.item_upserts_size(); ++i)
    UpsertItem(request.item_upserts(i), i, now, &references, &builder);
  if (request.has_model()) {
    absl::Status model = SetModel(scoring, request.model(), &builder);
    if (!model.ok()) return model;
  }
  Snapshot snapshot = builder.Build();
  engine::Plan plan = engine::MakePlan(snapshot.world);
  const RankingView view(std::move(snapshot), std::move(plan), 0);
  const RankingView& base = *state.ranking->view;

  v1::PreviewChangesResponse response;
  *response.mutable_ranking() = view.MakeRanking();
  *response.mutable_ranking()->mutable_revisions() =
      state.ranking->ranking.revisions();
  response.set_base_ranking(base.name());
  const Language language = LanguageOf(request.language());
  for (v1::LineCrossing& crossing : CompareViews(
           base, view, AdvancePast(state.ranking->past, base, view), {})) {
    const auto item = view.FindItem(crossing.item());
    if (item) {
      view.FillRankedItem(*item, v1::VIEW_FULL, language,
                          response.add_ranked_items());
    }
    AddMoney(crossing.item(), base, view, &response);
    SayIn(language, view, &crossing);
    *response.add_crossings() = std::move(crossing);
  }
  response.set_money_change_hundredths(response.money_rising_hundredths() -
                                       response.money_leaving_hundredths());
  return response;
}

}  // namespace lifeline::scoring
