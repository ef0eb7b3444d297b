#include "services/audit/facts.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/audit/entry.h"
#include "services/common/dates.h"
#include "services/common/digest.h"
#include "services/common/names.h"

namespace lifeline::audit {
namespace {

using backlog::v1::Item;

int32_t Number(absl::string_view name, NameTable* table) {
  return name.empty() ? -1 : table->Add(LastId(name));
}

std::optional<int64_t> DayIfGiven(const google::type::Date& date) {
  if (date.year() < 1 || date.month() < 1 || date.day() < 1)
    return std::nullopt;
  return ToEpochDay(absl::CivilDay(date.year(), date.month(), date.day()));
}

bool HasBeenSubmitted(const Item& item) {
  switch (item.state()) {
    case Item::STATE_SUBMITTED:
    case Item::STATE_VALIDATING:
    case Item::STATE_READY:
      return true;
    case Item::STATE_DONE:
    case Item::STATE_DECLINED:
    case Item::STATE_WITHDRAWN:
    case Item::STATE_MERGED:
      return item.has_submit_time();
    default:
      return false;
  }
}

}  // namespace

int32_t NameTable::Add(absl::string_view name) {
  if (name.empty()) return -1;
  const auto [found, added] =
      numbers_.try_emplace(std::string(name), this->size());
  if (added) names_.emplace_back(name);
  return found->second;
}

int64_t RankingNumber(absl::string_view name) {
  constexpr absl::string_view kBefore = "/rankings/";
  const size_t at = name.find(kBefore);
  if (at == absl::string_view::npos) return 0;
  name.remove_prefix(at + kBefore.size());
  int64_t number = 0;
  return absl::SimpleAtoi(name.substr(0, name.find('/')), &number) ? number : 0;
}

void AddItemCommit(const backlog::v1::ItemCommit& commit, History* history,
                   Facts* facts) {
  facts->backlog.revisions.push_back(commit.revision());
  facts->backlog.epoch = commit.epoch();
  for (const backlog::v1::ItemChange& change : commit.changes()) {
    if (!change.has_after()) continue;
    const Item& item = change.after();
    ItemVersion version;
    version.revision = commit.revision();
    version.item = Number(item.name(), &history->items);
    version.state = item.state();
    version.counts = HasBeenSubmitted(item);
    version.by_requester =
        !item.requester().empty() && item.state_actor() == item.requester();
    version.due = DayIfGiven(item.due_date());
    facts->items.push_back(version);
  }
}

void AddRoadmapCommit(const roadmap::v1::RoadmapCommit& commit,
                      History* history, Facts* facts) {
  facts->roadmap.revisions.push_back(commit.revision());
  facts->roadmap.epoch = commit.epoch();
  for (const roadmap::v1::RoadmapChange& change : commit.changes()) {
    const roadmap::v1::Review& review = change.after().review();
    if (review.state() == roadmap::v1::Review::STATE_CLOSED) {
      facts->minutes.push_back(
          {commit.revision(), review.name(), MinutesContent(review)});
    }
    if (!review.above_items().empty()) {
      facts->reviews.push_back(
          {review.name(),
           review.baseline(),
           false,
           {review.above_items().begin(), review.above_items().end()},
           {}});
    }
    const roadmap::v1::Weave& weave = change.after().weave();
    if (weave.state() == roadmap::v1::Weave::STATE_AGREED &&
        !weave.carrier_owner().empty()) {
      WeaveFact& fact = facts->weaves.emplace_back();
      fact.revision = commit.revision();
      fact.name = weave.name();
      fact.carrier = weave.carrier();
      fact.carrier_owner = weave.carrier_owner();
      fact.agreed_by = weave.agreed_by();
    }
    // What was removed keeps its place in time.
    if (!change.has_after() || !change.after().has_period()) continue;
    const roadmap::v1::PlanningPeriod& period = change.after().period();
    const auto& day = period.first_day();
    facts->periods.push_back(
        {commit.revision(), Number(period.name(), &history->periods),
         ToEpochDay(absl::CivilDay(day.year(), day.month(), day.day())),
         DayIfGiven(period.last_day())});
  }
}

void AddStanding(const scoring::v1::StoredStanding& stored, History* history,
                 Facts* facts) {
  StandingFact& fact = facts->standings.emplace_back();
  fact.ranking = stored.ranking();
  fact.item = Number(stored.item(), &history->items);
  Place& place = fact.place;
  place.standing = stored.standing();
  place.period = Number(stored.period(), &history->periods);
  place.carrier = Number(stored.carrier(), &history->items);
  place.rule = stored.rule();
  if (stored.rule() == scoring::v1::RULE_PULLED_UP)
    place.by_item = Number(stored.by_item(), &history->items);
  place.at_risk = stored.at_risk();
  place.scored = stored.scored();
  place.score_micros = stored.score_micros();
}

void AddRanked(const scoring::v1::RankedItem& ranked, History* history,
               Facts* facts) {
  RankedFact& fact = facts->ranked.emplace_back();
  fact.item = Number(ranked.item(), &history->items);
  fact.rank = ranked.rank();
  Place& place = fact.place;
  place.standing = ranked.standing();
  place.period = Number(ranked.period(), &history->periods);
  place.carrier = Number(ranked.carrier(), &history->items);
  place.rule = ranked.rule();
  if (ranked.rule() == scoring::v1::RULE_PULLED_UP)
    place.by_item = Number(ranked.pulled_up_by(), &history->items);
  place.at_risk = ranked.at_risk();
  place.scored = ranked.scored();
  place.score_micros = ranked.scored() ? ranked.score_micros() : 0;
}

void AddRanking(const scoring::v1::Ranking& ranking, Facts* facts) {
  RankingFact& fact = facts->rankings.emplace_back();
  fact.number = ranking.number();
  fact.seen = ranking.revisions();
  for (const scoring::v1::StandingCount& count : ranking.counts()) {
    if (scoring::v1::Standing_IsValid(count.standing()))
      fact.counts[static_cast<size_t>(count.standing())] += count.count();
  }
  fact.item_count = ranking.item_count();
  fact.hash = ranking.hash();
  fact.previous_hash = ranking.previous_hash();
  fact.content_digest = Sha256(RankingContent(ranking));
}

void AddCrossing(const scoring::v1::LineCrossing& crossing, History* history,
                 Facts* facts) {
  CrossingFact& fact = facts->crossings.emplace_back();
  fact.ranking = RankingNumber(crossing.ranking());
  fact.item = Number(crossing.item(), &history->items);
  fact.kind = crossing.kind();
  fact.from = crossing.from();
  fact.to = crossing.to();
  fact.from_period = Number(crossing.from_period(), &history->periods);
  fact.to_period = Number(crossing.to_period(), &history->periods);
  fact.has_receipt = !crossing.receipt().empty();
  fact.hash = crossing.hash();
  fact.content_digest = Sha256(CrossingContent(crossing));
}

void AddReceipt(const scoring::v1::Receipt& receipt, History* history,
                Facts* facts) {
  ReceiptFact& fact = facts->receipts.emplace_back();
  fact.ranking = RankingNumber(receipt.crossing());
  fact.item = Number(receipt.item(), &history->items);
  fact.kind = receipt.kind();
  fact.state = receipt.state();
  fact.cleared_by = RankingNumber(receipt.cleared_by_ranking());
  fact.content_digest = Sha256(AnswerContent(receipt));
}

void AddEntry(const scoring::v1::LedgerEntry& entry, bool late,
              History* history, Facts* facts) {
  if (IsAgreementKey(facts->portfolio, entry.kind(), entry.key())) {
    const bool salted = entry.kind() != "signature";
    facts->agreements.push_back(
        {entry.position(), entry.kind(), entry.key(),
         std::string(salted ? WithoutSaltedHash(entry.content())
                            : absl::string_view(entry.content())),
         late});
    return;
  }
  const auto key = ParseEntryKey(facts->portfolio, entry.kind(), entry.key());
  if (!key) {
    facts->strange_entries.push_back(absl::StrCat(
        entry.name(), " is a ", entry.kind(), " of ", entry.key()));
    return;
  }
  EntryFact fact;
  fact.position = entry.position();
  fact.ranking = key->ranking;
  fact.item = history->items.Add(key->item);
  fact.step = key->step;
  fact.state = fact.step == 0 ? 0 : StateOfAnswer(entry.content());
  fact.previous_hash = absl::BytesToHexString(entry.previous_hash());
  fact.hash = absl::BytesToHexString(entry.hash());
  fact.content_digest = Sha256(
      fact.item < 0 ? entry.content() : WithoutSaltedHash(entry.content()));
  fact.late = late;
  facts->entries.push_back(std::move(fact));
}

}  // namespace lifeline::audit
