#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/audit/checks.h"

namespace lifeline::audit {
namespace {

using scoring::v1::Receipt;

constexpr CheckId kReceiptsCheck = CheckId::kWaysDownAreOwed;

template <typename Fact>
void SortByKey(std::vector<Fact>* facts) {
  std::stable_sort(
      facts->begin(), facts->end(),
      [](const Fact& a, const Fact& b) { return KeyOf(a) < KeyOf(b); });
}

// The first of them with that key; null if there is none. `facts` is sorted.
template <typename Fact>
const Fact* Find(const std::vector<Fact>& facts, const CrossingKey& key) {
  const auto found = std::lower_bound(
      facts.begin(), facts.end(), key,
      [](const Fact& fact, const CrossingKey& k) { return KeyOf(fact) < k; });
  return found == facts.end() || KeyOf(*found) != key ? nullptr : &*found;
}

bool IsAnswered(Receipt::State state) {
  switch (state) {
    case Receipt::STATE_ACCEPTED:
    case Receipt::STATE_APPEALED:
    case Receipt::STATE_RIDE_ALONG:
    case Receipt::STATE_DEFERRED:
    case Receipt::STATE_WITHDRAWN:
    case Receipt::STATE_GRANTED:
    case Receipt::STATE_REFUSED:
      return true;
    default:
      return false;
  }
}

class ReceiptCheck {
 public:
  ReceiptCheck(const Facts& facts, const History& history, Findings* findings)
      : facts_(facts),
        history_(history),
        findings_(*findings),
        receipts_(facts.receipts),
        answers_(history.answers) {
    for (const EntryFact& entry : facts.entries) {
      if (entry.step != 0 && entry.position > history.chain_position)
        answers_.push_back(entry);
    }
    SortByKey(&receipts_);
    SortByKey(&answers_);
  }

  void Run(const std::vector<CrossingFact>& owing) {
    for (const CrossingFact& crossing : owing) CompareCrossing(crossing);
    for (const ReceiptFact& receipt : receipts_) {
      if (receipt.ranking <= history_.ranking) CompareReceipt(owing, receipt);
    }
    for (const EntryFact& answer : answers_) CompareAnswer(answer);
  }

 private:
  template <typename Fact>
  std::string Name(const Fact& fact) const {
    return absl::StrCat(RankingWord(facts_, fact.ranking), "/crossings/",
                        fact.item < 0 ? "" : history_.items[fact.item]);
  }

  void CompareCrossing(const CrossingFact& crossing) {
    findings_.Looked(kReceiptsCheck);
    const ReceiptFact* receipt = Find(receipts_, KeyOf(crossing));
    if (receipt == nullptr) {
      findings_.Found(kReceiptsCheck,
                      absl::StrCat(Name(crossing), " ", KindWord(crossing.kind),
                                   ", and there is no receipt for it"));
    } else if (receipt->kind != crossing.kind) {
      findings_.Found(
          kReceiptsCheck,
          absl::StrCat(Name(crossing), " ", KindWord(crossing.kind),
                       ", and its receipt says ", KindWord(receipt->kind)));
    } else if (!crossing.has_receipt) {
      findings_.Found(kReceiptsCheck,
                      absl::StrCat(Name(crossing), " ", KindWord(crossing.kind),
                                   " and names no receipt"));
    }
  }

  void CompareReceipt(const std::vector<CrossingFact>& owing,
                      const ReceiptFact& receipt) {
    if (Find(owing, KeyOf(receipt)) == nullptr) {
      findings_.Found(kReceiptsCheck,
                      absl::StrCat(Name(receipt),
                                   " has a receipt, and did not happen "
                                   "or owes none"));
    }
    const bool cleared = receipt.state == Receipt::STATE_CLEARED;
    const bool known = receipt.state != Receipt::STATE_UNSPECIFIED &&
                       Receipt::State_IsValid(receipt.state);
    if (!known || cleared != (receipt.cleared_by != 0)) {
      findings_.Found(kReceiptsCheck,
                      absl::StrCat("the receipt of ", Name(receipt),
                                   " is in no possible state: ",
                                   Receipt::State_Name(receipt.state)));
    }
    if (!IsAnswered(receipt.state)) return;
    const EntryFact* answer = Find(answers_, KeyOf(receipt));
    if (answer == nullptr) {
      findings_.Found(kReceiptsCheck,
                      absl::StrCat("the receipt of ", Name(receipt), " is ",
                                   StateWord(receipt.state),
                                   ", and no answer is in the ledger"));
    } else if (answer->step != 1 ||
               answer->content_digest != receipt.content_digest) {
      findings_.Found(kReceiptsCheck,
                      absl::StrCat("the answer to ", Name(receipt),
                                   " in the ledger is not the one that the "
                                   "receipt shows"));
    }
  }

  void CompareAnswer(const EntryFact& answer) {
    findings_.Looked(kReceiptsCheck);
    if (answer.ranking > history_.ranking) return;
    const ReceiptFact* receipt = Find(receipts_, KeyOf(answer));
    // One that came after the receipts were read says nothing about them.
    if (answer.late || (receipt != nullptr && Agree(answer, *receipt))) return;
    findings_.Found(
        kReceiptsCheck,
        absl::StrCat(
            "the ledger has ", Name(answer), "/answers/", answer.step, " as ",
            StateWord(static_cast<Receipt::State>(answer.state)),
            ", and the receipt is ",
            receipt == nullptr ? "not there" : StateWord(receipt->state)));
  }

  static bool Agree(const EntryFact& answer, const ReceiptFact& receipt) {
    if (answer.state == receipt.state) return IsAnswered(receipt.state);
    // An appeal that has been decided.
    return answer.step == 1 && answer.state == Receipt::STATE_APPEALED &&
           (receipt.state == Receipt::STATE_GRANTED ||
            receipt.state == Receipt::STATE_REFUSED);
  }

  static std::string StateWord(Receipt::State state) {
    return Receipt::State_Name(state).substr(sizeof("STATE_") - 1);
  }

  const Facts& facts_;
  const History& history_;
  Findings& findings_;
  std::vector<ReceiptFact> receipts_;
  std::vector<EntryFact> answers_;
};

}  // namespace

void CheckReceipts(const Facts& facts, History* history, Findings* findings) {
  for (const CrossingFact& crossing : facts.crossings) {
    if (!IsWayDown(crossing.kind) && !crossing.has_receipt) continue;
    CrossingFact& owing = history->owing.emplace_back();
    owing.ranking = crossing.ranking;
    owing.item = crossing.item;
    owing.kind = crossing.kind;
    owing.has_receipt = crossing.has_receipt;
  }
  SortByKey(&history->owing);
  ReceiptCheck(facts, *history, findings).Run(history->owing);
  for (const EntryFact& entry : facts.entries) {
    if (entry.step != 0 && entry.position > history->chain_position &&
        entry.position <= facts.chain_position) {
      history->answers.push_back(entry);
      history->answers.back().late = false;
    }
  }
}

}  // namespace lifeline::audit
