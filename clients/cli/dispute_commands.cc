// `lifeline dispute ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/agreement_text.h"
#include "clients/cli/commands.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Dispute;

struct DisputeArguments {
  std::string portfolio;
  std::string dispute;
  std::string filter;
  std::string decision;
  std::string reason;
  std::string mandate;
  std::string digest;
  std::string role;
};

absl::Status PrintDispute(Context& context, const Dispute& dispute) {
  if (context.format() != Format::kTable) {
    context.Print(dispute, DisputeTable({dispute}, context.language()));
  } else {
    context.out() << DisputeText(dispute, context.language(),
                                 context.terminal());
  }
  return absl::OkStatus();
}

absl::Status ListDisputes(Context& context, const DisputeArguments& a) {
  scoring::v1::ListDisputesRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_filter(a.filter);
  const auto disputes =
      context.session().ListAll(&ScoringStub::ListDisputes, request,
                                &scoring::v1::ListDisputesResponse::disputes);
  if (!disputes.ok()) return disputes.status();
  scoring::v1::ListDisputesResponse response;
  response.mutable_disputes()->Assign(disputes->begin(), disputes->end());
  context.Print(response, DisputeTable(*disputes, context.language()));
  return absl::OkStatus();
}

absl::Status ShowDispute(Context& context, const DisputeArguments& a) {
  scoring::v1::GetDisputeRequest request;
  request.set_name(NameOf(a.portfolio, "disputes", a.dispute));
  request.set_language(context.LanguageCode());
  const auto dispute =
      context.session().Call(&ScoringStub::GetDispute, request);
  if (!dispute.ok()) return dispute.status();
  return PrintDispute(context, *dispute);
}

// The mandate that a decision names, once scoring has seen it.
template <typename Request>
absl::Status NameMandate(Context& context, const DisputeArguments& a,
                         Request* request) {
  if (a.mandate.empty()) return absl::OkStatus();
  roadmap::v1::GetMandateRequest get;
  get.set_name(NameOf(a.portfolio, "mandates", a.mandate));
  const auto mandate = context.session().Call(&RoadmapStub::GetMandate, get);
  if (!mandate.ok()) return mandate.status();
  request->set_mandate(mandate->name());
  request->mutable_min_revisions()->set_roadmap(mandate->revision());
  return absl::OkStatus();
}

absl::Status StatePosition(Context& context, const DisputeArguments& a,
                           bool grants) {
  scoring::v1::StatePositionRequest request;
  request.set_name(NameOf(a.portfolio, "disputes", a.dispute));
  request.set_grants(grants);
  request.set_text(a.reason);
  const auto role = KeyRole(a.role);
  if (!role.ok()) return role.status();
  request.set_role(*role);
  absl::Status named = NameMandate(context, a, &request);
  if (!named.ok()) return named;
  const auto stated =
      context.session().Call(&ScoringStub::StatePosition, request);
  if (!stated.ok()) return stated.status();
  return PrintDispute(context, *stated);
}

absl::Status CallArbiter(Context& context, const DisputeArguments& a) {
  scoring::v1::CallArbiterRequest request;
  const bool model = a.dispute.find('@') != std::string::npos;
  request.set_name(
      NameOf(a.portfolio, model ? "models" : "disputes", a.dispute));
  request.set_text(a.reason);
  const auto called =
      context.session().Call(&ScoringStub::CallArbiter, request);
  if (!called.ok()) return called.status();
  return PrintDispute(context, *called);
}

absl::Status Decide(Context& context, const DisputeArguments& a) {
  scoring::v1::DecideDisputeRequest request;
  request.set_name(NameOf(a.portfolio, "disputes", a.dispute));
  request.set_decision(a.decision == "granted" ? Dispute::STATE_GRANTED
                                               : Dispute::STATE_REFUSED);
  request.set_reason(a.reason);
  request.set_digest(a.digest);
  absl::Status named = NameMandate(context, a, &request);
  if (!named.ok()) return named;
  const auto decided =
      context.session().Call(&ScoringStub::DecideDispute, request);
  if (!decided.ok()) return decided.status();
  return PrintDispute(context, *decided);
}

void AddDispute(CLI::App* verb, DisputeArguments* a, const std::string& what) {
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("dispute", a->dispute, what)->required();
}

void AddPositionVerbs(CLI::App* noun, Context* context,
                      const std::shared_ptr<DisputeArguments>& a) {
  CLI::App* verb = AddVerb(
      noun, context,
      {"grant",
       "Your side's position, in writing: yes. The second yes to an appeal "
       "names the mandate that places its item.",
       {"lifeline dispute grant shop 3 --reason 'it pays every month'",
        "lifeline dispute grant shop 3 --reason 'agreed' --mandate titles"}},
      [=] { return StatePosition(*context, *a, true); });
  AddDispute(verb, a.get(), "The dispute's number");
  AddReason(verb, &a->reason, /*required=*/true);
  verb->add_option("--mandate", a->mandate, "The item's mandate");
  verb->add_option("--role", a->role, "marketing-lead or it-lead");
  verb = AddVerb(noun, context,
                 {"refuse",
                  "Your side's position, in writing: no.",
                  {"lifeline dispute refuse shop 3 --reason 'web is full'"}},
                 [=] { return StatePosition(*context, *a, false); });
  AddDispute(verb, a.get(), "The dispute's number");
  AddReason(verb, &a->reason, /*required=*/true);
  verb->add_option("--role", a->role, "marketing-lead or it-lead");
}

void AddArbiterVerbs(CLI::App* noun, Context* context,
                     const std::shared_ptr<DisputeArguments>& a) {
  CLI::App* verb = AddVerb(
      noun, context,
      {"call-arbiter",
       "Brings a dispute, or a proposed model that waits for a key, before "
       "the arbiter, once the leads had their time.",
       {"lifeline dispute call-arbiter shop 3 --reason 'no answer'",
        "lifeline dispute call-arbiter shop joint@2 --reason 'no answer'"}},
      [=] { return CallArbiter(*context, *a); });
  AddDispute(verb, a.get(), "The dispute's number, or a model such as joint@2");
  AddReason(verb, &a->reason, /*required=*/true);
  verb = AddVerb(
      noun, context,
      {"decide",
       "The arbiter's decision. A granted appeal names its mandate, a granted "
       "model the digest of what was shown.",
       {"lifeline dispute decide shop 3 refused --reason 'both were heard'",
        "lifeline dispute decide shop 3 granted --mandate titles --reason "
        "'both were heard'"}},
      [=] { return Decide(*context, *a); });
  AddDispute(verb, a.get(), "The dispute's number");
  verb->add_option("decision", a->decision, "granted or refused")
      ->required()
      ->check(CLI::IsMember({"granted", "refused"}));
  AddReason(verb, &a->reason, /*required=*/true);
  verb->add_option("--mandate", a->mandate, "The item's mandate");
  verb->add_option("--digest", a->digest, "Of the model as it was shown");
}

}  // namespace

void AddDisputeCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "dispute", "What marketing and IT do not agree about");
  const auto a = std::make_shared<DisputeArguments>();
  CLI::App* verb =
      AddVerb(noun, context,
              {"list",
               "Lists disputes: those before the arbiter first.",
               {"lifeline dispute list shop",
                "lifeline dispute list shop --filter 'state = ARBITER'"}},
              [=] { return ListDisputes(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--filter", a->filter, "Over state, kind and item");
  verb = AddVerb(
      noun, context,
      {"show",
       "Both positions and the facts: score, causes, what would lift it, and "
       "who would cross the line.",
       {"lifeline dispute show shop 3"}},
      [=] { return ShowDispute(*context, *a); });
  AddDispute(verb, a.get(), "The dispute's number");
  AddPositionVerbs(noun, context, a);
  AddArbiterVerbs(noun, context, a);
}

}  // namespace lifeline::cli
