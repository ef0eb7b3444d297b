#include "services/scoring/ledger.h"

#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/common/dates.h"
#include "services/common/digest.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

// Writes fields in the form that the header describes.
class Content {
 public:
  explicit Content(absl::string_view format) { Text(format); }

  Content& Text(absl::string_view bytes) {
    BigEndian(static_cast<uint64_t>(bytes.size()), 4);
    absl::StrAppend(&bytes_, bytes);
    return *this;
  }

  Content& Number(int64_t value) {
    BigEndian(8, 4);
    BigEndian(static_cast<uint64_t>(value), 8);
    return *this;
  }

  std::string Take() { return std::move(bytes_); }

 private:
  void BigEndian(uint64_t value, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
      bytes_.push_back(static_cast<char>((value >> shift) & 0xff));
  }

  std::string bytes_;
};

int64_t DayNumber(const google::type::Date& date) {
  if (date.year() == 0) return 0;
  return ToEpochDay(absl::CivilDay(date.year(), date.month(), date.day()));
}

std::string CrossingTexts(const v1::LineCrossing& crossing) {
  Content texts("texts");
  texts.Text(crossing.reason());
  for (const v1::Cause& cause : crossing.causes()) {
    texts.Number(cause.references_size());
    for (const std::string& reference : cause.references())
      texts.Text(reference);
  }
  return texts.Take();
}

}  // namespace

absl::string_view LedgerKindName(LedgerKind kind) {
  switch (kind) {
    case LedgerKind::kRanking:
      return "ranking";
    case LedgerKind::kCrossing:
      return "crossing";
    case LedgerKind::kAnswer:
      return "answer";
    case LedgerKind::kSignature:
      return "signature";
    case LedgerKind::kPosition:
      return "position";
    case LedgerKind::kDecision:
      return "decision";
    case LedgerKind::kMinutes:
      return "minutes";
  }
  return "";
}

std::string GenesisHash() { return std::string(32, '\0'); }

std::string LedgerHash(absl::string_view previous_hash, absl::string_view kind,
                       absl::string_view key, absl::string_view content) {
  return Sha256(absl::StrCat(previous_hash,
                             Content(kind).Text(key).Text(content).Take()));
}

std::string SaltedHash(absl::string_view salt, absl::string_view text) {
  return Sha256(Content(salt).Text(text).Take());
}

std::string NewSalt() {
  std::random_device device;
  std::string salt;
  for (int i = 0; i < 4; ++i) {
    const uint32_t word = device();
    for (int shift = 0; shift < 32; shift += 8)
      salt.push_back(static_cast<char>((word >> shift) & 0xff));
  }
  return salt;
}

LedgerEntry RankingEntry(const v1::Ranking& ranking) {
  Content content("lifeline.ranking.1");
  content.Text(ranking.name())
      .Number(DayNumber(ranking.as_of()))
      .Text(ranking.model())
      .Number(ranking.fill())
      .Number(ranking.revisions().backlog())
      .Number(ranking.revisions().backlog_epoch())
      .Number(ranking.revisions().roadmap())
      .Number(ranking.revisions().roadmap_epoch())
      .Number(ranking.counts_size());
  for (const v1::StandingCount& count : ranking.counts())
    content.Number(count.standing()).Number(count.count());
  content.Number(ranking.item_count())
      .Number(ranking.engine_version())
      .Text(ranking.digest())
      .Text(ranking.incomplete_change_id());
  return {LedgerKind::kRanking, ranking.name(), content.Take()};
}

LedgerEntry CrossingEntry(const v1::LineCrossing& crossing,
                          absl::string_view salt) {
  Content content("lifeline.crossing.1");
  content.Text(crossing.name())
      .Text(crossing.item())
      .Number(crossing.kind())
      .Number(crossing.from())
      .Text(crossing.from_period())
      .Number(crossing.to())
      .Text(crossing.to_period())
      .Number(crossing.causes_size());
  for (const v1::Cause& cause : crossing.causes()) {
    content.Number(cause.group())
        .Number(cause.share_numerator())
        .Number(cause.share_denominator())
        .Number(cause.necessary() ? 1 : 0)
        .Number(cause.sufficient() ? 1 : 0);
  }
  content.Number(crossing.approximate() ? 1 : 0).Number(crossing.actors_size());
  for (const std::string& actor : crossing.actors()) content.Text(actor);
  content.Text(crossing.receipt())
      .Text(SaltedHash(salt, CrossingTexts(crossing)));
  return {LedgerKind::kCrossing, crossing.name(), content.Take()};
}

LedgerEntry AnswerEntry(const v1::Receipt& receipt, int step,
                        absl::string_view salt) {
  Content content("lifeline.answer.1");
  content.Text(receipt.crossing())
      .Number(receipt.state())
      .Text(receipt.answered_by())
      .Number(MicrosOf(receipt.answer_time()))
      .Text(receipt.displaces_item())
      .Text(receipt.deferred_to_period())
      .Text(SaltedHash(salt, receipt.text()));
  return {LedgerKind::kAnswer,
          absl::StrCat(receipt.crossing(), "/answers/", step), content.Take()};
}

LedgerEntry SignatureEntry(absl::string_view model, int64_t number,
                           const v1::Proposal::Signature& signature) {
  Content content("lifeline.signature.1");
  content.Text(model)
      .Text(signature.digest())
      .Number(signature.role())
      .Text(signature.signer())
      .Number(MicrosOf(signature.sign_time()));
  return {LedgerKind::kSignature, absl::StrCat(model, "/signatures/", number),
          content.Take()};
}

LedgerEntry PositionEntry(absl::string_view dispute, int64_t number,
                          const v1::Dispute::Position& position,
                          absl::string_view salt) {
  Content content("lifeline.position.1");
  content.Text(dispute)
      .Number(position.role())
      .Text(position.member())
      .Number(position.grants() ? 1 : 0)
      .Number(MicrosOf(position.state_time()))
      .Text(SaltedHash(salt, position.text()));
  return {LedgerKind::kPosition, absl::StrCat(dispute, "/positions/", number),
          content.Take()};
}

LedgerEntry DecisionEntry(const v1::Dispute& dispute, absl::string_view digest,
                          absl::string_view salt) {
  Content content("lifeline.decision.1");
  content.Text(dispute.name())
      .Text(dispute.kind() == v1::Dispute::KIND_APPEAL ? dispute.crossing()
                                                       : dispute.model())
      .Number(dispute.state())
      .Text(dispute.decided_by())
      .Number(MicrosOf(dispute.decide_time()))
      .Text(dispute.mandate())
      .Text(digest)
      .Text(SaltedHash(salt, dispute.decision_reason()));
  return {LedgerKind::kDecision, absl::StrCat(dispute.name(), "/decision"),
          content.Take()};
}

LedgerEntry MinutesEntry(const roadmap::v1::Review& review,
                         absl::string_view salt) {
  Content content("lifeline.minutes.1");
  Content texts("texts");
  content.Text(review.name())
      .Text(review.baseline())
      .Number(MicrosOf(review.close_time()))
      .Number(review.decisions_size());
  for (const auto& decision : review.decisions()) {
    content.Text(decision.decided_by()).Text(decision.item());
    texts.Text(decision.text()).Text(decision.reason());
  }
  content.Text(SaltedHash(salt, texts.Take()));
  return {LedgerKind::kMinutes, absl::StrCat(review.name(), "/minutes"),
          content.Take()};
}

}  // namespace lifeline::scoring
