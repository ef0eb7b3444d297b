// `lifeline commitment ...` and `lifeline mandate ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Commitment;
using roadmap::v1::Mandate;

struct DecisionArguments {
  std::string portfolio;
  std::string item;
  std::string period;
  std::string state;
  std::vector<std::string> remaining;
  std::string approver;
  std::string until;
  std::string reason;
  bool dry_run = false;
};

Table CommitmentTable(const std::vector<Commitment>& commitments) {
  Table table({{"item"},
               {"period"},
               {"state"},
               {"remaining", false, /*flexible=*/true, 12}});
  for (const Commitment& commitment : commitments) {
    table.AddRow({IdOf(commitment.item()), IdOf(commitment.period()),
                  Words(Commitment::State_Name(commitment.state()), "STATE_"),
                  EffortsText(commitment.remaining())});
  }
  return table;
}

absl::Status FillCommitment(Context& context, const DecisionArguments& a,
                            Commitment* commitment,
                            google::protobuf::FieldMask* mask) {
  commitment->set_name(NameOf(a.portfolio, "commitments", a.item));
  commitment->set_item(NameOf(a.portfolio, "items", a.item));
  if (!a.period.empty()) {
    commitment->set_period(NameOf(a.portfolio, "periods", a.period));
    mask->add_paths("period");
  }
  if (!a.state.empty()) {
    commitment->set_state(a.state == "promised"  ? Commitment::STATE_PROMISED
                          : a.state == "started" ? Commitment::STATE_STARTED
                                                 : Commitment::STATE_DELIVERED);
    mask->add_paths("state");
  }
  if (!a.remaining.empty()) {
    const auto efforts = EffortOptions(context, a.portfolio, a.remaining);
    if (!efforts.ok()) return efforts.status();
    commitment->mutable_remaining()->Assign(efforts->begin(), efforts->end());
    mask->add_paths("remaining");
  }
  return absl::OkStatus();
}

absl::Status PreviewCommitment(Context& context, const DecisionArguments& a,
                               const Commitment& commitment,
                               const google::protobuf::FieldMask& mask) {
  scoring::v1::PreviewChangesRequest preview;
  preview.set_parent(PortfolioName(a.portfolio));
  auto* upsert = preview.add_roadmap_upserts();
  *upsert->mutable_resource()->mutable_commitment() = commitment;
  *upsert->mutable_update_mask() = mask;
  return PrintPreview(context, preview);
}

absl::Status AddCommitment(Context& context, const DecisionArguments& a) {
  roadmap::v1::CreateCommitmentRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_reason(a.reason);
  google::protobuf::FieldMask mask;
  absl::Status filled =
      FillCommitment(context, a, request.mutable_commitment(), &mask);
  if (!filled.ok()) return filled;
  if (a.dry_run) {
    return PreviewCommitment(context, a, request.commitment(), mask);
  }
  return CallAndPrint(context, &RoadmapStub::CreateCommitment, request,
                      &CommitmentTable);
}

absl::Status UpdateCommitment(Context& context, const DecisionArguments& a) {
  roadmap::v1::UpdateCommitmentRequest request;
  request.set_reason(a.reason);
  absl::Status filled = FillCommitment(context, a, request.mutable_commitment(),
                                       request.mutable_update_mask());
  if (!filled.ok()) return filled;
  if (request.update_mask().paths().empty()) {
    return absl::InvalidArgumentError(
        "nothing to update: name --state, --period or --remaining");
  }
  if (a.dry_run) {
    return PreviewCommitment(context, a, request.commitment(),
                             request.update_mask());
  }
  return CallAndPrint(context, &RoadmapStub::UpdateCommitment, request,
                      &CommitmentTable);
}

absl::Status PreviewRemoval(Context& context, const DecisionArguments& a,
                            const std::string& name) {
  scoring::v1::PreviewChangesRequest preview;
  preview.set_parent(PortfolioName(a.portfolio));
  preview.add_roadmap_removals(name);
  return PrintPreview(context, preview);
}

absl::Status RemoveCommitment(Context& context, const DecisionArguments& a) {
  roadmap::v1::DeleteCommitmentRequest request;
  request.set_name(NameOf(a.portfolio, "commitments", a.item));
  request.set_reason(a.reason);
  if (a.dry_run) return PreviewRemoval(context, a, request.name());
  return CallAndPrint(context, &RoadmapStub::DeleteCommitment, request,
                      &CommitmentTable);
}

absl::Status ListCommitments(Context& context, const DecisionArguments& a) {
  using Response = roadmap::v1::ListCommitmentsResponse;
  roadmap::v1::ListCommitmentsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListCommitments, request,
                      &Response::commitments, &Response::mutable_commitments,
                      &CommitmentTable);
}

Table MandateTable(const std::vector<Mandate>& mandates) {
  Table table({{"item"},
               {"reason", false, /*flexible=*/true, 16},
               {"approver", false, /*flexible=*/true, 8},
               {"until"},
               {"needs a yes until"}});
  for (const Mandate& mandate : mandates) {
    table.AddRow({IdOf(mandate.item()), mandate.reason(),
                  IdOf(mandate.approver()), FormatDate(mandate.until()),
                  FormatDate(mandate.approve_until())});
  }
  return table;
}

// For a fortnight, unless it says until when.
absl::Status AddIncident(Context& context, const DecisionArguments& a) {
  roadmap::v1::CreateMandateRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  Mandate* mandate = request.mutable_mandate();
  mandate->set_item(NameOf(a.portfolio, "items", a.item));
  mandate->set_reason(a.reason);
  mandate->set_kind(Mandate::KIND_INCIDENT);
  if (a.until.empty()) {
    const EpochDay in_two_weeks =
        Today(context.environment().now, absl::LocalTimeZone()) + 14;
    *mandate->mutable_until() = ToDate(in_two_weeks);
  } else {
    const auto until = DateOption("--until", a.until);
    if (!until.ok()) return until.status();
    *mandate->mutable_until() = *until;
  }
  return CallAndPrint(context, &RoadmapStub::CreateMandate, request,
                      &MandateTable);
}

absl::Status ApproveMandate(Context& context, const DecisionArguments& a) {
  roadmap::v1::ApproveMandateRequest request;
  request.set_name(NameOf(a.portfolio, "mandates", a.item));
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::ApproveMandate, request,
                      &MandateTable);
}

absl::Status AddMandate(Context& context, const DecisionArguments& a) {
  const auto until = DateOption("--until", a.until);
  if (!until.ok()) return until.status();
  roadmap::v1::CreateMandateRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  Mandate* mandate = request.mutable_mandate();
  mandate->set_name(NameOf(a.portfolio, "mandates", a.item));
  mandate->set_item(NameOf(a.portfolio, "items", a.item));
  mandate->set_reason(a.reason);
  if (a.approver.empty()) {
    const auto member = ActingMember(context, a.portfolio);
    if (!member.ok()) return member.status();
    mandate->set_approver(member->name());
  } else {
    mandate->set_approver(NameOf(a.portfolio, "members", a.approver));
  }
  *mandate->mutable_until() = *until;
  if (!a.dry_run) {
    return CallAndPrint(context, &RoadmapStub::CreateMandate, request,
                        &MandateTable);
  }
  scoring::v1::PreviewChangesRequest preview;
  preview.set_parent(request.parent());
  *preview.add_roadmap_upserts()->mutable_resource()->mutable_mandate() =
      *mandate;
  return PrintPreview(context, preview);
}

absl::Status EndMandate(Context& context, const DecisionArguments& a) {
  roadmap::v1::DeleteMandateRequest request;
  request.set_name(NameOf(a.portfolio, "mandates", a.item));
  request.set_reason(a.reason);
  if (a.dry_run) return PreviewRemoval(context, a, request.name());
  return CallAndPrint(context, &RoadmapStub::DeleteMandate, request,
                      &MandateTable);
}

absl::Status ListMandates(Context& context, const DecisionArguments& a) {
  using Response = roadmap::v1::ListMandatesResponse;
  roadmap::v1::ListMandatesRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListMandates, request,
                      &Response::mandates, &Response::mutable_mandates,
                      &MandateTable);
}

void AddItemAndDryRun(CLI::App* verb, Context* context, DecisionArguments* a) {
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  AddDryRun(verb, context, &a->dry_run);
}

void AddCommitmentFields(CLI::App* verb, DecisionArguments* a) {
  verb->add_option("--state", a->state, "How far it is")
      ->check(CLI::IsMember({"promised", "started", "delivered"}));
  AddRepeated(verb, "--effort", &a->remaining,
              "Work remaining: TEAM=AMOUNT; repeatable");
  AddReason(verb, &a->reason);
}

}  // namespace

void AddCommitmentCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(
      app, "commitment", "Items that a team has promised, started, delivered");
  const auto a = std::make_shared<DecisionArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"add",
       "Promises an item in a period; ranking does not move it any more.",
       {"lifeline commitment add shop shop-12 --period 2027-q1",
        "lifeline commitment add shop shop-12 --period 2027-q1 --state started "
        "--effort web=2.5"}},
      [=] {
        if (a->state.empty()) a->state = "promised";
        return AddCommitment(*context, *a);
      });
  AddItemAndDryRun(verb, context, a.get());
  verb->add_option("--period", a->period, "The period's id")->required();
  AddCommitmentFields(verb, a.get());
  verb =
      AddVerb(noun, context,
              {"update",
               "Reports how far it is, or moves it.",
               {"lifeline commitment update shop shop-12 --state delivered"}},
              [=] { return UpdateCommitment(*context, *a); });
  AddItemAndDryRun(verb, context, a.get());
  verb->add_option("--period", a->period, "The period it moves to");
  AddCommitmentFields(verb, a.get());
  verb = AddVerb(noun, context,
                 {"remove",
                  "Gives a commitment up; the item takes its turn by rank.",
                  {"lifeline commitment remove shop shop-12 --reason 'web lost "
                   "two people' --dry-run"}},
                 [=] { return RemoveCommitment(*context, *a); });
  AddItemAndDryRun(verb, context, a.get());
  AddReason(verb, &a->reason, /*required=*/true);
  verb = AddVerb(
      noun, context,
      {"list", "Lists commitments by item.", {"lifeline commitment list shop"}},
      [=] { return ListCommitments(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

void AddMandateCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(
      app, "mandate", "Items placed above the line by decision, until a date");
  const auto a = std::make_shared<DecisionArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"add",
       "Places an item above the line by decision, under the model's cap.",
       {"lifeline mandate add shop tls-upgrade --reason 'PCI DSS 4.2.1' "
        "--until 2027-03-31 --approver it-lead@example.com --dry-run"}},
      [=] { return AddMandate(*context, *a); });
  AddItemAndDryRun(verb, context, a.get());
  AddReason(verb, &a->reason, /*required=*/true);
  verb->add_option("--until", a->until, "The last day on which it holds")
      ->required();
  verb->add_option("--approver", a->approver,
                   "Who answers for it; who acts, by default");
  verb = AddVerb(
      noun, context,
      {"incident",
       "Something is broken now: places an item above the line at once. A "
       "lead or the arbiter approves it within one working day, or it ends.",
       {"lifeline mandate incident shop checkout-down --reason 'no orders "
        "since 9:40'"}},
      [=] { return AddIncident(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  AddReason(verb, &a->reason, /*required=*/true);
  verb->add_option("--until", a->until,
                   "The last day on which it holds; two weeks by default");
  verb = AddVerb(noun, context,
                 {"approve",
                  "The yes of a lead or the arbiter to an incident mandate.",
                  {"lifeline mandate approve shop checkout-down"}},
                 [=] { return ApproveMandate(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  AddReason(verb, &a->reason);
  verb = AddVerb(noun, context,
                 {"end",
                  "Ends a mandate before its date.",
                  {"lifeline mandate end shop tls-upgrade --reason done"}},
                 [=] { return EndMandate(*context, *a); });
  AddItemAndDryRun(verb, context, a.get());
  AddReason(verb, &a->reason, /*required=*/true);
  verb = AddVerb(
      noun, context,
      {"list", "Lists mandates by item.", {"lifeline mandate list shop"}},
      [=] { return ListMandates(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

}  // namespace lifeline::cli
