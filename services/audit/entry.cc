#include "services/audit/entry.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "services/common/dates.h"
#include "services/common/names.h"

namespace lifeline::audit {
namespace {

using scoring::v1::Cause;
using scoring::v1::LineCrossing;
using scoring::v1::Ranking;
using scoring::v1::Receipt;

constexpr size_t kLengthBytes = 4;
constexpr size_t kHashField = kLengthBytes + 32;

void AppendBigEndian(uint64_t value, int bytes, std::string* into) {
  while (bytes-- > 0) into->push_back(static_cast<char>(value >> (8 * bytes)));
}

// The fields of a content, one after the other.
struct Fields {
  std::string bytes;

  Fields& operator<<(absl::string_view text) {
    AppendBigEndian(text.size(), kLengthBytes, &bytes);
    absl::StrAppend(&bytes, text);
    return *this;
  }
  Fields& operator<<(int64_t number) {
    AppendBigEndian(8, kLengthBytes, &bytes);
    AppendBigEndian(static_cast<uint64_t>(number), 8, &bytes);
    return *this;
  }
};

// The next field, which is taken off; nullopt at the end or if it is cut.
std::optional<absl::string_view> NextField(absl::string_view* content) {
  if (content->size() < kLengthBytes) return std::nullopt;
  size_t size = 0;
  for (size_t i = 0; i < kLengthBytes; ++i)
    size = size << 8 | static_cast<unsigned char>((*content)[i]);
  if (content->size() - kLengthBytes < size) return std::nullopt;
  const absl::string_view field = content->substr(kLengthBytes, size);
  content->remove_prefix(kLengthBytes + size);
  return field;
}

int64_t DayOf(const google::type::Date& date) {
  if (date.year() == 0) return 0;
  return ToEpochDay(absl::CivilDay(date.year(), date.month(), date.day()));
}

int64_t Micros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1'000;
}

}  // namespace

std::string RankingContent(const Ranking& ranking) {
  const auto& seen = ranking.revisions();
  Fields fields;
  fields << "lifeline.ranking.1" << ranking.name() << DayOf(ranking.as_of())
         << ranking.model() << int64_t{ranking.fill()} << seen.backlog()
         << seen.backlog_epoch() << seen.roadmap() << seen.roadmap_epoch()
         << int64_t{ranking.counts_size()};
  for (const auto& count : ranking.counts())
    fields << int64_t{count.standing()} << int64_t{count.count()};
  fields << int64_t{ranking.item_count()} << int64_t{ranking.engine_version()}
         << ranking.digest() << ranking.incomplete_change_id();
  return fields.bytes;
}

std::string CrossingContent(const LineCrossing& crossing) {
  Fields fields;
  fields << "lifeline.crossing.1" << crossing.name() << crossing.item()
         << int64_t{crossing.kind()} << int64_t{crossing.from()}
         << crossing.from_period() << int64_t{crossing.to()}
         << crossing.to_period() << int64_t{crossing.causes_size()};
  for (const Cause& cause : crossing.causes()) {
    fields << int64_t{cause.group()} << cause.share_numerator()
           << cause.share_denominator() << int64_t{cause.necessary()}
           << int64_t{cause.sufficient()};
  }
  fields << int64_t{crossing.approximate()} << int64_t{crossing.actors_size()};
  for (const std::string& actor : crossing.actors()) fields << actor;
  fields << crossing.receipt();
  return fields.bytes;
}

std::string AnswerContent(const Receipt& receipt) {
  const bool decided = receipt.state() == Receipt::STATE_GRANTED ||
                       receipt.state() == Receipt::STATE_REFUSED;
  const Receipt::State first =
      decided ? Receipt::STATE_APPEALED : receipt.state();
  Fields fields;
  fields << "lifeline.answer.1" << receipt.crossing() << int64_t{first}
         << receipt.answered_by() << Micros(receipt.answer_time())
         << receipt.displaces_item() << receipt.deferred_to_period();
  return fields.bytes;
}

std::string SignatureContent(
    const std::string& model,
    const scoring::v1::Proposal::Signature& signature) {
  Fields fields;
  fields << "lifeline.signature.1" << model << signature.digest()
         << int64_t{signature.role()} << signature.signer()
         << Micros(signature.sign_time());
  return fields.bytes;
}

std::string PositionContent(const std::string& dispute,
                            const scoring::v1::Dispute::Position& position) {
  Fields fields;
  fields << "lifeline.position.1" << dispute << int64_t{position.role()}
         << position.member() << int64_t{position.grants()}
         << Micros(position.state_time());
  return fields.bytes;
}

std::string DecisionContent(const scoring::v1::Dispute& dispute,
                            const std::string& digest) {
  Fields fields;
  fields << "lifeline.decision.1" << dispute.name()
         << (dispute.crossing().empty() ? dispute.model() : dispute.crossing())
         << int64_t{dispute.state()} << dispute.decided_by()
         << Micros(dispute.decide_time()) << dispute.mandate() << digest;
  return fields.bytes;
}

std::string MinutesContent(const roadmap::v1::Review& review) {
  Fields fields;
  fields << "lifeline.minutes.1" << review.name() << review.baseline()
         << Micros(review.close_time()) << int64_t{review.decisions_size()};
  for (const auto& decision : review.decisions())
    fields << decision.decided_by() << decision.item();
  return fields.bytes;
}

bool IsAgreementKey(absl::string_view portfolio, absl::string_view kind,
                    absl::string_view key) {
  if (!absl::ConsumePrefix(&key, portfolio)) return false;
  if (kind == "decision") {
    return absl::StartsWith(key, "/disputes/") &&
           absl::EndsWith(key, "/decision");
  }
  if (kind == "position") {
    return absl::StartsWith(key, "/disputes/") &&
           absl::StrContains(key, "/positions/");
  }
  if (kind == "minutes") {
    return absl::StartsWith(key, "/reviews/") &&
           absl::EndsWith(key, "/minutes");
  }
  return kind == "signature" && absl::StartsWith(key, "/models/") &&
         absl::StrContains(key, "/signatures/");
}

absl::string_view WithoutSaltedHash(absl::string_view content) {
  return content.size() < kHashField
             ? absl::string_view()
             : content.substr(0, content.size() - kHashField);
}

int StateOfAnswer(absl::string_view content) {
  const auto format = NextField(&content);
  const auto crossing = NextField(&content);
  const auto state = NextField(&content);
  if (!format || *format != "lifeline.answer.1" || !crossing || !state ||
      state->size() != 8) {
    return 0;
  }
  return static_cast<unsigned char>(state->back());
}

std::optional<EntryKey> ParseEntryKey(absl::string_view portfolio,
                                      absl::string_view kind,
                                      absl::string_view key) {
  const absl::string_view pattern =
      kind == "ranking"    ? "portfolios/*/rankings/*"
      : kind == "crossing" ? "portfolios/*/rankings/*/crossings/*"
      : kind == "answer"   ? "portfolios/*/rankings/*/crossings/*/answers/*"
                           : "";
  if (pattern.empty() || !absl::StartsWith(key, portfolio)) return std::nullopt;
  const auto ids = ParseName(pattern, key);
  EntryKey parsed;
  if (!ids.ok() || absl::StrCat("portfolios/", (*ids)[0]) != portfolio ||
      !absl::SimpleAtoi((*ids)[1], &parsed.ranking)) {
    return std::nullopt;
  }
  if (ids->size() > 2) parsed.item = (*ids)[2];
  if (ids->size() > 3 && !absl::SimpleAtoi((*ids)[3], &parsed.step))
    return std::nullopt;
  return parsed;
}

}  // namespace lifeline::audit
