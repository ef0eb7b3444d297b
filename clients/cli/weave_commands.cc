// `lifeline weave ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/lift_table.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Weave;

struct WeaveArguments {
  std::string portfolio;
  std::string rider;
  std::string carrier;
  std::string owner;
  std::vector<std::string> efforts;
  std::string reason;
  bool dry_run = false;
  std::string number = "latest";
  bool unrelated = false;
};

Table WeaveTable(const std::vector<Weave>& weaves) {
  Table table({{"rider"},
               {"carrier"},
               {"owner"},
               {"effort"},
               {"state"},
               {"agreed by"}});
  for (const Weave& weave : weaves) {
    table.AddRow({IdOf(weave.rider()), IdOf(weave.carrier()),
                  IdOf(weave.carrier_owner()),
                  EffortsText(weave.marginal_efforts()),
                  Words(Weave::State_Name(weave.state()), "STATE_"),
                  IdOf(weave.agreed_by())});
  }
  return table;
}

// Who must agree: as given, or as the backlog has it.
absl::StatusOr<std::string> CarrierOwner(Context& context,
                                         const WeaveArguments& a) {
  if (!a.owner.empty()) return NameOf(a.portfolio, "members", a.owner);
  backlog::v1::GetItemRequest get;
  get.set_name(NameOf(a.portfolio, "items", a.carrier));
  const auto carrier = context.session().Call(&BacklogStub::GetItem, get);
  if (!carrier.ok()) return carrier.status();
  return carrier->owner().empty() ? carrier->requester() : carrier->owner();
}

absl::Status AddWeave(Context& context, const WeaveArguments& a) {
  const auto efforts = EffortOptions(context, a.portfolio, a.efforts);
  if (!efforts.ok()) return efforts.status();
  const auto owner = CarrierOwner(context, a);
  if (!owner.ok()) return owner.status();
  roadmap::v1::CreateWeaveRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_reason(a.reason);
  Weave* weave = request.mutable_weave();
  weave->set_name(NameOf(a.portfolio, "weaves", a.rider));
  weave->set_rider(NameOf(a.portfolio, "items", a.rider));
  weave->set_carrier(NameOf(a.portfolio, "items", a.carrier));
  weave->set_carrier_owner(*owner);
  weave->mutable_marginal_efforts()->Assign(efforts->begin(), efforts->end());
  if (!a.dry_run) {
    return CallAndPrint(context, &RoadmapStub::CreateWeave, request,
                        &WeaveTable);
  }
  // As it would be with the carrier owner's yes: a proposal moves nobody.
  scoring::v1::PreviewChangesRequest preview;
  preview.set_parent(request.parent());
  weave->set_state(Weave::STATE_AGREED);
  *preview.add_roadmap_upserts()->mutable_resource()->mutable_weave() = *weave;
  return PrintPreview(context, preview);
}

absl::Status AgreeWeave(Context& context, const WeaveArguments& a) {
  roadmap::v1::AgreeWeaveRequest request;
  request.set_name(NameOf(a.portfolio, "weaves", a.rider));
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::AgreeWeave, request, &WeaveTable);
}

absl::Status RemoveWeave(Context& context, const WeaveArguments& a) {
  roadmap::v1::DeleteWeaveRequest request;
  request.set_name(NameOf(a.portfolio, "weaves", a.rider));
  request.set_reason(a.reason);
  if (!a.dry_run) {
    return CallAndPrint(context, &RoadmapStub::DeleteWeave, request,
                        &WeaveTable);
  }
  scoring::v1::PreviewChangesRequest preview;
  preview.set_parent(PortfolioName(a.portfolio));
  preview.add_roadmap_removals(request.name());
  return PrintPreview(context, preview);
}

absl::Status ListWeaves(Context& context, const WeaveArguments& a) {
  using Response = roadmap::v1::ListWeavesResponse;
  roadmap::v1::ListWeavesRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListWeaves, request,
                      &Response::weaves, &Response::mutable_weaves,
                      &WeaveTable);
}

absl::Status SuggestCarriers(Context& context, const WeaveArguments& a) {
  const auto efforts = EffortOptions(context, a.portfolio, a.efforts);
  if (!efforts.ok()) return efforts.status();
  scoring::v1::SuggestCarriersRequest request;
  request.set_name(absl::StrCat(NameOf(a.portfolio, "rankings", a.number),
                                "/items/", IdOf(a.rider)));
  request.mutable_marginal_efforts()->Assign(efforts->begin(), efforts->end());
  request.set_unrelated(a.unrelated);
  const auto answer =
      context.session().Call(&ScoringStub::SuggestCarriers, request);
  if (!answer.ok()) return answer.status();
  if (context.format() == Format::kTable) {
    context.out() << CarriersText(*answer, IdOf(a.portfolio), IdOf(a.rider),
                                  context.language(), context.terminal());
  } else {
    context.Print(*answer, CarrierTable(*answer, context.language()));
  }
  return absl::OkStatus();
}

}  // namespace

void AddWeaveCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "weave", "Small items that ride in a carrier");
  const auto a = std::make_shared<WeaveArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"suggest",
       "Carriers that an item could ride in: above the line, with room for its "
       "effort inside\nthem, and with touchpoints or labels in common; and the "
       "command that asks the first.",
       {"lifeline weave suggest shop hreflang",
        "lifeline weave suggest shop hreflang --effort web=0.5 --unrelated"}},
      [=] { return SuggestCarriers(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->rider, "The small item's id")->required();
  AddRepeated(verb, "--effort", &a->efforts,
              "What it would cost inside a carrier: TEAM=AMOUNT; repeatable; "
              "half of its own effort by default");
  verb->add_flag("--unrelated", a->unrelated,
                 "Also carriers that share nothing with it");
  verb->add_option("--number,--ranking", a->number,
                   "Which ranking; the latest by default");
  verb = AddVerb(
      noun, context,
      {"add",
       "Proposes that an item rides in a carrier, at its effort inside it. It "
       "rides once the carrier's owner agrees, at once if that is you.",
       {"lifeline weave add shop hreflang cms-migration --effort web=0.5"}},
      [=] { return AddWeave(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("rider", a->rider, "The small item's id")->required();
  verb->add_option("carrier", a->carrier, "The carrier's id")->required();
  AddRepeated(verb, "--effort", &a->efforts,
              "What it costs inside the carrier: TEAM=AMOUNT; repeatable")
      ->required();
  verb->add_option("--owner", a->owner,
                   "The member who owns the carrier, by id or address; by "
                   "default as the backlog has it");
  AddReason(verb, &a->reason);
  AddDryRun(verb, context, &a->dry_run);
  verb =
      AddVerb(noun, context,
              {"agree",
               "The carrier owner's yes; the deputy's while the owner is "
               "absent, an IT lead's if the owner has left.",
               {"lifeline weave agree shop hreflang --as katrin@example.com"}},
              [=] { return AgreeWeave(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("rider", a->rider, "The small item's id")->required();
  AddReason(verb, &a->reason);
  verb =
      AddVerb(noun, context,
              {"remove",
               "Takes a weave back; the rider stands for itself again.",
               {"lifeline weave remove shop hreflang --reason 'own project'"}},
              [=] { return RemoveWeave(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("rider", a->rider, "The small item's id")->required();
  AddReason(verb, &a->reason, /*required=*/true);
  AddDryRun(verb, context, &a->dry_run);
  verb =
      AddVerb(noun, context,
              {"list", "Lists weaves by rider.", {"lifeline weave list shop"}},
              [=] { return ListWeaves(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

}  // namespace lifeline::cli
