// `lifeline model propose`, `sign` and `reject`: the two keys.
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/agreement_text.h"
#include "clients/cli/commands.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::ScoringModel;

struct ProposalArguments {
  std::string portfolio;
  std::string model;
  std::string preset;
  std::string reason;
  std::string digest;
  std::string role;
};

absl::Status PrintProposal(Context& context, const ScoringModel& model) {
  if (context.format() != Format::kTable) {
    context.PrintJson(MessageJson(model));
    return absl::OkStatus();
  }
  context.out() << IdOf(model.name()) << ": "
                << context.T(
                       Words(ScoringModel::State_Name(model.state()), "STATE_"))
                << "\n"
                << ProposalText(model, context.language(), context.terminal());
  return absl::OkStatus();
}

// A draft of the preset, or of what is active already, to be signed as it is.
absl::StatusOr<std::string> MakeDraft(Context& context,
                                      const ProposalArguments& a) {
  scoring::v1::CreateScoringModelRequest create;
  create.set_parent(PortfolioName(a.portfolio));
  create.set_reason(a.reason);
  if (!a.preset.empty()) {
    create.mutable_model()->set_preset(a.preset);
  } else {
    scoring::v1::GetScoringModelRequest active;
    active.set_name(NameOf(a.portfolio, "models", "active"));
    auto found = context.session().Call(&ScoringStub::GetScoringModel, active);
    if (!found.ok()) return found.status();
    const std::string id = IdOf(found->name());
    create.set_model_id(id.substr(0, id.rfind('@')));
    *create.mutable_model() = *std::move(found);
  }
  const auto draft =
      context.session().Call(&ScoringStub::CreateScoringModel, create);
  if (!draft.ok()) return draft.status();
  return draft->name();
}

absl::Status ProposeModel(Context& context, const ProposalArguments& a) {
  scoring::v1::ProposeScoringModelRequest request;
  request.set_reason(a.reason);
  request.set_language(context.LanguageCode());
  if (!a.model.empty()) {
    request.set_name(NameOf(a.portfolio, "models", a.model));
  } else {
    const auto draft = MakeDraft(context, a);
    if (!draft.ok()) return draft.status();
    request.set_name(*draft);
  }
  const auto proposed =
      context.session().Call(&ScoringStub::ProposeScoringModel, request);
  if (!proposed.ok()) return proposed.status();
  return PrintProposal(context, *proposed);
}

absl::Status SignModel(Context& context, const ProposalArguments& a) {
  scoring::v1::SignScoringModelRequest request;
  request.set_name(NameOf(a.portfolio, "models", a.model));
  request.set_digest(a.digest);
  const auto role = KeyRole(a.role);
  if (!role.ok()) return role.status();
  request.set_role(*role);
  const auto model =
      context.session().Call(&ScoringStub::SignScoringModel, request);
  if (!model.ok()) return model.status();
  return PrintProposal(context, *model);
}

absl::Status RejectModel(Context& context, const ProposalArguments& a) {
  scoring::v1::RejectScoringModelRequest request;
  request.set_name(NameOf(a.portfolio, "models", a.model));
  request.set_reason(a.reason);
  const auto model =
      context.session().Call(&ScoringStub::RejectScoringModel, request);
  if (!model.ok()) return model.status();
  return PrintProposal(context, *model);
}

}  // namespace

absl::StatusOr<roadmap::v1::Role> KeyRole(const std::string& word) {
  roadmap::v1::Role role = roadmap::v1::ROLE_UNSPECIFIED;
  const std::string name = absl::StrCat(
      "ROLE_", absl::AsciiStrToUpper(absl::StrReplaceAll(word, {{"-", "_"}})));
  if (word.empty() || roadmap::v1::Role_Parse(name, &role)) return role;
  return absl::InvalidArgumentError(absl::StrCat(
      "--role: `", word,
      "` is no key; it is one of marketing-lead, it-lead and arbiter"));
}

void AddModelKeyVerbs(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<ProposalArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"propose",
       "Proposes a draft to both leads, with who would cross the line; without "
       "a model, what is active already. Again: shows anew, voids signatures.",
       {"lifeline model propose shop joint@2 --reason 'small things first'",
        "lifeline model propose shop --preset safe-wsjf --reason 'as agreed'"}},
      [=] { return ProposeModel(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  CLI::Option* model = verb->add_option("model", a->model, "Such as joint@2");
  verb->add_option("--preset", a->preset, "Such as joint-default")
      ->excludes(model);
  AddReason(verb, &a->reason, /*required=*/true);
  verb = AddVerb(
      noun, context,
      {"sign",
       "Turns your key: for the digest of what you have looked at, and no "
       "other. With the second key the model ranks.",
       {"lifeline model sign shop joint@2 --digest 3f2a..."}},
      [=] { return SignModel(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("model", a->model, "Such as joint@2")->required();
  verb->add_option("--digest", a->digest, "As `lifeline model show` prints it")
      ->required();
  verb->add_option("--role", a->role,
                   "The key: marketing-lead, it-lead or arbiter");
  verb = AddVerb(noun, context,
                 {"reject",
                  "Gives up what you have proposed.",
                  {"lifeline model reject shop joint@2 --reason 'too early'"}},
                 [=] { return RejectModel(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("model", a->model, "Such as joint@2")->required();
  AddReason(verb, &a->reason, /*required=*/true);
}

}  // namespace lifeline::cli
