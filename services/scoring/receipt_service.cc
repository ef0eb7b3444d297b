#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/filter.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/dispute.h"
#include "services/scoring/dispute_store.h"
#include "services/scoring/reasons.h"
#include "services/scoring/receipt.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/service_parts.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kCrossingPattern =
    "portfolios/*/rankings/*/crossings/*";

std::string StateName(v1::Receipt::State state) {
  return std::string(
      absl::StripPrefix(v1::Receipt::State_Name(state), "STATE_"));
}

std::vector<FilterField> ReceiptFields() {
  FilterField state{"state", {"OWED"}};
  for (int i = v1::Receipt::STATE_OPEN; i <= v1::Receipt::State_MAX; ++i)
    state.values.push_back(StateName(static_cast<v1::Receipt::State>(i)));
  return {std::move(state),
          {"kind", {"DROPPED", "CLOSED", "ENTERED_BELOW", "SLIPPED"}},
          {"owed_by", {}},
          {"asked", {}},
          {"rung", RungNames()},
          {"item", {}}};
}

std::vector<std::string> ReceiptValues(const v1::Receipt& receipt,
                                       absl::string_view field) {
  if (field == "state") {
    std::vector<std::string> states = {StateName(receipt.state())};
    if (IsOwed(receipt)) states.push_back("OWED");
    return states;
  }
  if (field == "kind") {
    return {std::string(absl::StripPrefix(
        v1::LineCrossing::Kind_Name(receipt.kind()), "KIND_"))};
  }
  if (field == "owed_by") return {receipt.owed_by()};
  if (field == "asked") return {receipt.asked()};
  if (field == "rung") return RungValues(receipt.rung());
  return {std::string(LastId(receipt.item()))};
}

absl::Status NoReceipt(absl::string_view crossing) {
  return Error(absl::StatusCode::kNotFound, kReceiptNotFound,
               absl::StrCat(crossing,
                            " has no receipt: there is no such crossing, or it "
                            "was no way down; see ListReceipts"),
               {{"crossing", crossing}});
}

// The receipts of the crossings that a request names, in its order.
absl::StatusOr<std::vector<OwedReceipt>> ReadOwed(
    const Reader& reader, const PublishedRanking& latest,
    absl::string_view portfolio,
    const google::protobuf::RepeatedPtrField<std::string>& crossings,
    std::vector<CrossingKey>* keys) {
  std::vector<OwedReceipt> owed;
  for (const std::string& name : crossings) {
    Violations violations;
    const std::optional<CrossingRef> ref =
        ParseCrossingName(kCrossingPattern, name, "crossings", &violations);
    if (!ref) return violations.ToStatus();
    absl::StatusOr<std::optional<v1::Receipt>> receipt =
        ReadReceipt(reader, portfolio, ref->key);
    if (!receipt.ok()) return receipt.status();
    absl::StatusOr<std::optional<v1::LineCrossing>> crossing =
        ReadCrossing(reader, portfolio, ref->key);
    if (!crossing.ok()) return crossing.status();
    if (!receipt->has_value() || !crossing->has_value()) return NoReceipt(name);
    OwedReceipt& entry = owed.emplace_back();
    entry.receipt = **std::move(receipt);
    entry.receipt.set_title(TitleOf(latest, entry.receipt.item()));
    entry.crossing = **std::move(crossing);
    keys->push_back(ref->key);
  }
  return owed;
}

// Crossings of the parent, one to so many, none twice.
void CheckCrossings(
    const google::protobuf::RepeatedPtrField<std::string>& crossings,
    absl::string_view portfolio, int32_t limit, Violations* violations) {
  if (crossings.empty())
    violations->Add("crossings", "name at least one crossing");
  CheckCount(crossings.size(), limit, "crossings", violations);
  if (crossings.size() > limit) return;
  for (int i = 0; i < crossings.size(); ++i) {
    const std::string field = absl::StrCat("crossings[", i, "]");
    const std::optional<CrossingRef> ref =
        ParseCrossingName(kCrossingPattern, crossings[i], field, violations);
    if (ref && ref->portfolio != portfolio) {
      violations->Add(field,
                      absl::StrCat("is not of ", PortfolioName(portfolio),
                                   "; answer each portfolio's apart"));
    }
  }
}

}  // namespace

absl::StatusOr<v1::Receipt> GetReceipt(const Scoring& scoring,
                                       const v1::GetReceiptRequest& request) {
  Violations violations;
  const std::optional<CrossingRef> ref =
      ParseCrossingName(absl::StrCat(kCrossingPattern, "/receipt"),
                        request.name(), "name", &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, ref->portfolio);
  if (!state.ok()) return state.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::optional<v1::Receipt>> receipt =
      ReadReceipt(*reader, ref->portfolio, ref->key);
  if (!receipt.ok()) return receipt.status();
  if (!receipt->has_value()) {
    return NoReceipt(
        CrossingName(ref->portfolio, ref->key.ranking, ref->key.item));
  }
  (*receipt)->set_title(TitleOf(*(*state)->Latest(), (*receipt)->item()));
  return **std::move(receipt);
}

absl::StatusOr<v1::ListReceiptsResponse> ListReceipts(
    const Scoring& scoring, const v1::ListReceiptsRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Filter> parsed =
      Filter::Parse(request.filter(), ReceiptFields());
  if (!parsed.ok()) return parsed.status();
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  const RoadmapFacts& facts = *latest->view->snapshot().roadmap;
  const Filter filter = parsed->WithValues(
      [&](absl::string_view field, absl::string_view value) -> std::string {
        if (field == "item") return std::string(LastId(value));
        if (field != "owed_by" && field != "asked") return std::string(value);
        const roadmap::v1::Member* member = FindMember(facts, value);
        return member == nullptr ? std::string(value) : member->name();
      });
  v1::ListReceiptsRequest bound = request;
  bound.clear_min_revisions();
  const std::string arguments = PageArguments(std::move(bound));
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 2, arguments);
  if (!position.ok()) return position.status();
  CrossingKey after;
  if (!position->empty()) after = {PageNumber((*position)[0]), (*position)[1]};
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  v1::ListReceiptsResponse response;
  PageRoom room{size, scoring.limits.page_bytes};
  CrossingKey last;
  absl::Status read = ForEachReceipt(
      *reader, portfolio, /*owed_only=*/false, after, [&](v1::Receipt receipt) {
        if (!filter.Matches([&](absl::string_view field) {
              return ReceiptValues(receipt, field);
            }))
          return true;
        if (room.Full()) {
          response.set_next_page_token(EncodePageToken(
              {absl::StrCat(last.ranking), last.item}, arguments));
          return false;
        }
        Violations unused;
        const std::optional<CrossingRef> ref = ParseCrossingName(
            kCrossingPattern, receipt.crossing(), "crossing", &unused);
        if (ref) last = ref->key;
        receipt.set_title(TitleOf(*latest, receipt.item()));
        room.Take(receipt);
        *response.add_receipts() = std::move(receipt);
        return true;
      });
  if (!read.ok()) return read;
  return response;
}

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::MarkReceiptsSeenRequest& request) {
  Violations violations;
  MutationSpec spec;
  spec.scope = ParseParent(request.parent(), &violations);
  CheckRequestId(request.request_id(), &violations);
  CheckCrossings(request.crossings(), spec.scope,
                 scoring.limits.crossings_per_answer, &violations);
  if (!violations.empty()) return violations.ToStatus();
  spec.request_id = request.request_id();
  return spec;
}

absl::StatusOr<v1::MarkReceiptsSeenResponse> MarkReceiptsSeen(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::MarkReceiptsSeenRequest& request) {
  const std::string portfolio(LastId(request.parent()));
  absl::StatusOr<std::string> actor = RequireActor(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  const RankingPtr latest = scoring.registry->Find(portfolio)->Latest();
  std::vector<CrossingKey> keys;
  absl::StatusOr<std::vector<OwedReceipt>> owed =
      ReadOwed(transaction, *latest, portfolio, request.crossings(), &keys);
  if (!owed.ok()) return owed.status();
  v1::MarkReceiptsSeenResponse response;
  for (size_t i = 0; i < owed->size(); ++i) {
    v1::Receipt seen = Seen((*owed)[i].receipt, *actor,
                            *latest->view->snapshot().roadmap, call.now);
    if (seen.state() != (*owed)[i].receipt.state()) {
      absl::Status written = WriteSeen(transaction, portfolio, keys[i], seen);
      if (!written.ok()) return written;
    }
    *response.add_receipts() = std::move(seen);
  }
  return response;
}

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::AnswerReceiptsRequest& request) {
  Violations violations;
  MutationSpec spec;
  spec.scope = ParseParent(request.parent(), &violations);
  CheckRequestId(request.request_id(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::Status answer = CheckAnswerRequest(request, scoring.limits);
  if (!answer.ok()) return answer;
  CheckCrossings(request.crossings(), spec.scope,
                 scoring.limits.crossings_per_answer, &violations);
  if (!violations.empty()) return violations.ToStatus();
  spec.request_id = request.request_id();
  spec.validate_only = request.validate_only();
  return spec;
}

absl::StatusOr<v1::AnswerReceiptsResponse> AnswerReceipts(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::AnswerReceiptsRequest& request) {
  const std::string portfolio(LastId(request.parent()));
  absl::StatusOr<std::string> actor = RequireActor(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  const RankingPtr latest = scoring.registry->Find(portfolio)->Latest();
  std::vector<CrossingKey> keys;
  absl::StatusOr<std::vector<OwedReceipt>> owed =
      ReadOwed(transaction, *latest, portfolio, request.crossings(), &keys);
  if (!owed.ok()) return owed.status();
  absl::Status allowed = CheckAnswer(request, *owed, *actor, *latest->view);
  if (!allowed.ok()) return allowed;
  v1::AnswerReceiptsResponse response;
  for (size_t i = 0; i < owed->size(); ++i) {
    v1::Receipt answered =
        Answered((*owed)[i].receipt, request, *actor, call.now);
    if (answered.state() == v1::Receipt::STATE_APPEALED) {
      StoredDispute appeal;
      appeal.receipt = keys[i];
      appeal.dispute =
          AppealOf(answered, *latest->view->snapshot().roadmap, call.now);
      absl::Status opened = OpenDispute(transaction, portfolio, "", &appeal);
      if (!opened.ok()) return opened;
    }
    absl::Status written =
        WriteAnswer(transaction, portfolio, keys[i], answered, /*step=*/1);
    if (!written.ok()) return written;
    *response.add_receipts() = std::move(answered);
  }
  return response;
}

}  // namespace lifeline::scoring
