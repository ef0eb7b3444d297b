#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/audit/checks.h"
#include "services/audit/entry.h"

namespace lifeline::audit {
namespace {

using scoring::v1::Dispute;
using scoring::v1::Proposal;
using scoring::v1::Receipt;
using scoring::v1::ScoringModel;

constexpr CheckId kAgreementsCheck = CheckId::kAgreementsAreWritten;

bool IsDecided(const Dispute& dispute) {
  return dispute.state() == Dispute::STATE_GRANTED ||
         dispute.state() == Dispute::STATE_REFUSED;
}

bool HasRanked(const ScoringModel& model) {
  return model.state() == ScoringModel::STATE_ACTIVE ||
         model.state() == ScoringModel::STATE_RETIRED;
}

class AgreementCheck {
 public:
  AgreementCheck(const Facts& facts, const History& history, Findings* findings)
      : facts_(facts), history_(history), findings_(*findings) {
    for (const AgreementFact& entry : history.agreements)
      written_[entry.content] = &entry;
    for (const AgreementFact& entry : facts.agreements) {
      if (entry.position > history.chain_position)
        written_[entry.content] = &entry;
    }
    for (const ScoringModel& model : facts.models)
      digests_[model.name()] = model.proposal().digest();
  }

  void Run() {
    for (const ScoringModel& model : facts_.models) CompareModel(model);
    for (const Dispute& dispute : facts_.disputes) CompareDispute(dispute);
    CompareProvisional();
    CompareMinutes();
    for (const auto& [content, entry] : written_) CompareEntry(*entry);
  }

 private:
  void Expect(const std::string& content, const std::string& what) {
    findings_.Looked(kAgreementsCheck);
    if (written_.count(content) == 0)
      findings_.Found(kAgreementsCheck,
                      absl::StrCat(what, " is not in the ledger"));
    shown_.insert(content);
  }

  void CompareModel(const ScoringModel& model) {
    const Proposal& proposal = model.proposal();
    std::set<std::string> signers;
    std::set<int> roles;
    bool by_arbiter = false;
    for (const Proposal::Signature& signature : proposal.signatures()) {
      Expect(SignatureContent(model.name(), signature),
             absl::StrCat("the signature of ", signature.signer(), " under ",
                          model.name()));
      if (signature.digest() != proposal.digest()) continue;
      signers.insert(signature.signer());
      roles.insert(signature.role());
      by_arbiter = by_arbiter || signature.role() == roadmap::v1::ROLE_ARBITER;
    }
    const bool is_signed = (signers.size() > 1 && roles.size() > 1) ||
                           (by_arbiter && GrantedByArbiter(model));
    if (!HasRanked(model)) return;
    if (model.provisional() == is_signed) {
      findings_.Found(kAgreementsCheck,
                      absl::StrCat(model.name(),
                                   is_signed ? " has its keys and is shown as "
                                               "provisional"
                                             : " ranks without its keys"));
    }
  }

  bool GrantedByArbiter(const ScoringModel& model) const {
    return std::any_of(facts_.disputes.begin(), facts_.disputes.end(),
                       [&](const Dispute& dispute) {
                         return dispute.model() == model.name() &&
                                dispute.state() == Dispute::STATE_GRANTED;
                       });
  }

  // From the first review on whose minutes are in the ledger: there are older
  // ones that closed before minutes were written. What the newest ranking has
  // not seen, the ledger need not have.
  void CompareMinutes() {
    std::set<std::string> keys;
    for (const auto& [content, entry] : written_) {
      if (entry->kind == "minutes") keys.insert(entry->key);
    }
    const auto& seen = facts_.newest.revisions();
    bool begun = std::any_of(
        history_.agreements.begin(), history_.agreements.end(),
        [](const AgreementFact& entry) { return entry.kind == "minutes"; });
    for (const MinutesFact& minutes : facts_.minutes) {
      if (seen.roadmap_epoch() != facts_.roadmap.epoch ||
          minutes.revision > seen.roadmap())
        continue;
      begun = begun || keys.count(absl::StrCat(minutes.review, "/minutes")) > 0;
      if (begun)
        Expect(minutes.content,
               absl::StrCat("what ", minutes.review, " decided"));
    }
  }

  // Once one had its keys, none begins to rank without.
  void CompareProvisional() {
    findings_.Looked(kAgreementsCheck);
    for (const ScoringModel& one : facts_.models) {
      if (!HasRanked(one) || !one.provisional()) continue;
      for (const ScoringModel& other : facts_.models) {
        if (!HasRanked(other) || other.provisional()) continue;
        if (Before(other.activate_time(), one.activate_time())) {
          findings_.Found(kAgreementsCheck,
                          absl::StrCat(one.name(),
                                       " began to rank without "
                                       "keys, after ",
                                       other.name(), " had been signed"));
        }
      }
    }
  }

  static bool Before(const google::protobuf::Timestamp& a,
                     const google::protobuf::Timestamp& b) {
    return std::pair(a.seconds(), a.nanos()) <
           std::pair(b.seconds(), b.nanos());
  }

  void CompareDispute(const Dispute& dispute) {
    for (const Dispute::Position& position : dispute.positions()) {
      Expect(PositionContent(dispute.name(), position),
             absl::StrCat("the position of ", position.member(), " in ",
                          dispute.name()));
    }
    if (!IsDecided(dispute)) return;
    const auto digest = digests_.find(dispute.model());
    Expect(DecisionContent(dispute,
                           digest == digests_.end() ? "" : digest->second),
           absl::StrCat("the decision of ", dispute.name()));
    if (dispute.kind() == Dispute::KIND_APPEAL) CompareReceipt(dispute);
  }

  void CompareReceipt(const Dispute& dispute) {
    const auto key =
        ParseEntryKey(facts_.portfolio, "crossing", dispute.crossing());
    const Receipt::State wanted = dispute.state() == Dispute::STATE_GRANTED
                                      ? Receipt::STATE_GRANTED
                                      : Receipt::STATE_REFUSED;
    for (const ReceiptFact& receipt : facts_.receipts) {
      if (!key || receipt.ranking != key->ranking || receipt.item < 0 ||
          history_.items[receipt.item] != key->item)
        continue;
      if (receipt.state == wanted) return;
    }
    findings_.Found(
        kAgreementsCheck,
        absl::StrCat(dispute.name(), " is decided, and the receipt of ",
                     dispute.crossing(),
                     " does not say "
                     "so"));
  }

  // Signatures that were voided and positions that were replaced are not shown
  // any more; a decision is.
  void CompareEntry(const AgreementFact& entry) {
    findings_.Looked(kAgreementsCheck);
    if (entry.kind != "decision" || entry.late ||
        shown_.count(entry.content) > 0)
      return;
    findings_.Found(kAgreementsCheck,
                    absl::StrCat("the ledger has ", entry.key,
                                 ", and the dispute shows another "
                                 "decision or none"));
  }

  const Facts& facts_;
  const History& history_;
  Findings& findings_;
  std::map<std::string, const AgreementFact*> written_;
  std::map<std::string, std::string> digests_;
  std::set<std::string> shown_;
};

}  // namespace

void CheckAgreements(const Facts& facts, History* history, Findings* findings) {
  AgreementCheck(facts, *history, findings).Run();
  for (const AgreementFact& entry : facts.agreements) {
    if (entry.position > history->chain_position &&
        entry.position <= facts.chain_position) {
      history->agreements.push_back(entry);
      history->agreements.back().late = false;
    }
  }
}

}  // namespace lifeline::audit
