#include "clients/cli/agreement_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/crossing_table.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Dispute;
using scoring::v1::LineCrossing;
using scoring::v1::Proposal;
using scoring::v1::ScoringModel;

std::string RoleText(roadmap::v1::Role role, Language language) {
  return Translated(Words(roadmap::v1::Role_Name(role), "ROLE_"), language);
}

std::string StateText(const Dispute& dispute, Language language) {
  switch (dispute.state()) {
    case Dispute::STATE_LEADS:
      return Translated("before both leads", language);
    case Dispute::STATE_ARBITER:
      return Translated("before the arbiter", language);
    default:
      return Translated(Words(Dispute::State_Name(dispute.state()), "STATE_"),
                        language);
  }
}

std::string Subject(const Dispute& dispute) {
  return IdOf(dispute.item().empty() ? dispute.model() : dispute.item());
}

void AddLine(const std::string& label, const std::string& text,
             Language language, std::string* into) {
  if (text.empty()) return;
  absl::StrAppend(into, Translated(label, language), ": ", text, "\n");
}

std::string Crossings(
    const google::protobuf::RepeatedPtrField<LineCrossing>& crossings,
    Language language, const Terminal& terminal) {
  if (crossings.empty())
    return Translated("nobody would cross the line", language) + "\n";
  return absl::StrCat(Translated("who would cross the line", language), ":\n",
                      CrossingsText({crossings.begin(), crossings.end()},
                                    language, terminal, /*shares=*/false));
}

std::vector<std::string> Signers(const Proposal& proposal, Language language) {
  std::vector<std::string> signers;
  for (const auto& signature : proposal.signatures()) {
    signers.push_back(absl::StrCat(IdOf(signature.signer()), " (",
                                   RoleText(signature.role(), language), ", ",
                                   TimeText(signature.sign_time()), ")"));
  }
  return signers;
}

}  // namespace

std::string ProposalText(const ScoringModel& model, Language language,
                         const Terminal& terminal) {
  if (!model.has_proposal()) return "";
  const Proposal& proposal = model.proposal();
  std::string text;
  AddLine("proposed by",
          absl::StrCat(IdOf(proposal.proposer()), ", ",
                       TimeText(proposal.propose_time())),
          language, &text);
  AddLine("why", proposal.reason(), language, &text);
  AddLine("compared with ranking", IdOf(proposal.base_ranking()), language,
          &text);
  absl::StrAppend(&text, Crossings(proposal.crossings(), language, terminal));
  AddLine("money a month above the line",
          FormatHundredths(proposal.money_change_hundredths()), language,
          &text);
  AddLine("signed by", absl::StrJoin(Signers(proposal, language), ", "),
          language, &text);
  AddLine("digest", proposal.digest(), language, &text);
  AddLine("dispute", IdOf(proposal.dispute()), language, &text);
  if (model.state() == ScoringModel::STATE_PROPOSED) {
    AddLine("the arbiter may be called from", TimeText(proposal.arbiter_time()),
            language, &text);
    absl::StrAppend(&text, "lifeline model sign ", model.name(), " --digest ",
                    proposal.digest(), "\n");
  }
  return text;
}

Table DisputeTable(const std::vector<Dispute>& disputes, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("dispute"), /*right=*/true},
               {t("about"), false, /*flexible=*/true, 12},
               {t("title"), false, /*flexible=*/true, 12},
               {t("state")},
               {t("money"), /*right=*/true},
               {t("instead of"), false, /*flexible=*/true, 10},
               {t("arbiter from")}});
  for (const Dispute& dispute : disputes) {
    table.AddRow({IdOf(dispute.name()), Subject(dispute), dispute.title(),
                  StateText(dispute, language),
                  FormatHundredths(dispute.money_hundredths()),
                  IdOf(dispute.displaces_item()),
                  TimeText(dispute.arbiter_time())});
  }
  return table;
}

std::string DisputeText(const Dispute& dispute, Language language,
                        const Terminal& terminal) {
  std::string text = DisputeTable({dispute}, language).Render(terminal);
  text += "\n";
  AddLine("opened by",
          absl::StrCat(IdOf(dispute.opened_by()), ", ",
                       TimeText(dispute.open_time())),
          language, &text);
  AddLine("why", dispute.text(), language, &text);
  for (const Dispute::Position& position : dispute.positions()) {
    AddLine(Words(roadmap::v1::Role_Name(position.role()), "ROLE_"),
            absl::StrCat(
                Translated(position.grants() ? "grants" : "refuses", language),
                " (", IdOf(position.member()), "): ", position.text()),
            language, &text);
  }
  const Dispute::Facts& facts = dispute.facts();
  AddLine("ranking", IdOf(facts.ranking()), language, &text);
  AddLine("why not above", facts.item().reason(), language, &text);
  AddLine("what happened", facts.crossing().sentence(), language, &text);
  for (const auto& lift : facts.lifts()) {
    if (lift.found())
      AddLine("would lift it", lift.sentence(), language, &text);
  }
  if (dispute.state() == Dispute::STATE_LEADS ||
      dispute.state() == Dispute::STATE_ARBITER) {
    absl::StrAppend(&text, Crossings(facts.crossings(), language, terminal));
  }
  AddLine("decided by", IdOf(dispute.decided_by()), language, &text);
  AddLine("reason", dispute.decision_reason(), language, &text);
  AddLine("mandate", IdOf(dispute.mandate()), language, &text);
  return text;
}

Table KeyTable(const std::vector<ScoringModel>& models, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("model")},
               {t("title"), false, /*flexible=*/true, 12},
               {t("proposed by")},
               {t("why"), false, /*flexible=*/true, 16},
               {t("signed by"), false, /*flexible=*/true, 12},
               {t("arbiter from")}});
  for (const ScoringModel& model : models) {
    table.AddRow({IdOf(model.name()), model.title(),
                  IdOf(model.proposal().proposer()), model.proposal().reason(),
                  absl::StrJoin(Signers(model.proposal(), language), ", "),
                  TimeText(model.proposal().arbiter_time())});
  }
  return table;
}

}  // namespace lifeline::cli
