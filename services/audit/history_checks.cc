#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/audit/checks.h"

namespace lifeline::audit {
namespace {

using backlog::v1::Item;
using scoring::v1::LineCrossing;
using scoring::v1::Standing;

bool IsClosing(Standing standing) {
  return standing == scoring::v1::STANDING_DECLINED ||
         standing == scoring::v1::STANDING_WITHDRAWN ||
         standing == scoring::v1::STANDING_MERGED ||
         standing == scoring::v1::STANDING_LOST;
}

// One item from one ranking to the next, and what must be said about it.
struct Difference {
  int32_t item = -1;
  Place from;
  Place to;
  LineCrossing::Kind kind = LineCrossing::KIND_UNSPECIFIED;
  // Another kind that is just as right, where the order of two periods or the
  // one who withdrew it cannot be known from outside.
  LineCrossing::Kind or_kind = LineCrossing::KIND_UNSPECIFIED;

  bool Allows(LineCrossing::Kind given) const {
    return given == kind || given == or_kind;
  }
};

// Goes through the rankings in their order, with the sources as each of them
// had seen them.
class Walk {
 public:
  Walk(const Facts& facts, History* history, Findings* findings)
      : facts_(facts), history_(*history), findings_(*findings) {
    Grow();
    seen_.set_backlog(history_.backlog);
    seen_.set_backlog_epoch(history_.backlog_epoch);
    seen_.set_roadmap(history_.roadmap);
    seen_.set_roadmap_epoch(history_.roadmap_epoch);
    for (const Place& place : history_.places)
      ++counts_[static_cast<size_t>(place.standing)];
    for (const ReceiptFact& receipt : facts_.receipts) {
      if (receipt.cleared_by > history_.ranking) cleared_.push_back(&receipt);
    }
    std::stable_sort(cleared_.begin(), cleared_.end(), [](auto* a, auto* b) {
      return a->cleared_by < b->cleared_by;
    });
  }

  void Run() {
    for (const RankingFact& ranking : facts_.rankings) {
      CompareNumbers(ranking);
      TakeCommits(ranking);
      const std::vector<Difference> differences = TakeStandings(ranking);
      CompareCrossings(ranking, differences);
      CompareCounts(ranking);
      CompareCleared(ranking);
      history_.ranking = ranking.number;
    }
    for (; standing_ < facts_.standings.size(); ++standing_)
      OfNoRanking(facts_.standings[standing_].ranking);
    for (; crossing_ < facts_.crossings.size(); ++crossing_)
      Needless(facts_.crossings[crossing_]);
  }

 private:
  // Everything is as long as the tables of names.
  void Grow() {
    const auto items = static_cast<size_t>(history_.items.size());
    history_.backlog_items.resize(items);
    history_.places.resize(items);
    history_.listed.resize(items);
    const auto periods = static_cast<size_t>(history_.periods.size());
    history_.first_days.resize(periods);
    history_.last_days.resize(periods);
  }

  std::string Name(int32_t item) const {
    return ItemWord(facts_, history_, item);
  }
  std::string Name(const RankingFact& ranking) const {
    return RankingWord(facts_, ranking.number);
  }

  void OfNoRanking(int64_t number) {
    findings_.Found(
        CheckId::kStandingsAgree,
        absl::StrCat("a standing is stored for ", RankingWord(facts_, number),
                     ", which is not in the list of rankings"));
  }

  void CompareNumbers(const RankingFact& ranking) {
    if (ranking.number != history_.ranking + 1) {
      findings_.Found(CheckId::kStandingsAgree,
                      absl::StrCat(Name(ranking), " follows ranking ",
                                   history_.ranking, ": numbers have no gap"));
    }
    findings_.Looked(CheckId::kSeenRevisionsExist);
    const auto compare = [&](const char* source, int64_t was, int64_t is) {
      if (is >= was) return;
      findings_.Found(
          CheckId::kSeenRevisionsExist,
          absl::StrCat(Name(ranking), " has seen revision ", is, " of the ",
                       source, ", and the ranking before it ", was));
    };
    const auto& was = seen_;
    const auto& is = ranking.seen;
    if (was.backlog_epoch() == is.backlog_epoch())
      compare("backlog", was.backlog(), is.backlog());
    if (was.roadmap_epoch() == is.roadmap_epoch())
      compare("roadmap", was.roadmap(), is.roadmap());
    seen_ = is;
  }

  void TakeCommits(const RankingFact& ranking) {
    if (SameBacklog(facts_, ranking.seen)) {
      for (; version_ < facts_.items.size() &&
             facts_.items[version_].revision <= ranking.seen.backlog();
           ++version_) {
        const ItemVersion& version = facts_.items[version_];
        history_.backlog_items[static_cast<size_t>(version.item)] = version;
      }
      history_.backlog = ranking.seen.backlog();
      history_.backlog_epoch = ranking.seen.backlog_epoch();
    }
    if (SameRoadmap(facts_, ranking.seen)) {
      if (history_.roadmap_epoch != ranking.seen.roadmap_epoch())
        std::fill(history_.last_days.begin(), history_.last_days.end(),
                  std::nullopt);
      for (; period_ < facts_.periods.size() &&
             facts_.periods[period_].revision <= ranking.seen.roadmap();
           ++period_) {
        const PeriodVersion& version = facts_.periods[period_];
        history_.first_days[static_cast<size_t>(version.period)] =
            version.first_day;
        history_.last_days[static_cast<size_t>(version.period)] =
            version.last_day;
      }
      history_.roadmap = ranking.seen.roadmap();
      history_.roadmap_epoch = ranking.seen.roadmap_epoch();
    }
  }

  // Takes what is stored for this ranking, and says what must have crossed.
  std::vector<Difference> TakeStandings(const RankingFact& ranking) {
    std::vector<Difference> differences;
    for (; standing_ < facts_.standings.size() &&
           facts_.standings[standing_].ranking <= ranking.number;
         ++standing_) {
      const StandingFact& fact = facts_.standings[standing_];
      if (fact.ranking != ranking.number) {
        OfNoRanking(fact.ranking);
        continue;
      }
      findings_.Looked(CheckId::kCrossingsAreTheDifferences);
      const auto at = static_cast<size_t>(fact.item);
      Difference difference{fact.item, history_.places[at], fact.place};
      Judge(ranking, &difference);
      if (difference.kind != LineCrossing::KIND_UNSPECIFIED)
        differences.push_back(difference);
      --counts_[static_cast<size_t>(difference.from.standing)];
      ++counts_[static_cast<size_t>(fact.place.standing)];
      history_.places[at] = fact.place;
      if (IsUp(fact.place.standing) || IsUnder(fact.place.standing))
        history_.listed[at] = true;
    }
    std::sort(differences.begin(), differences.end(),
              [](const auto& a, const auto& b) { return a.item < b.item; });
    return differences;
  }

  // DESIGN section 6, the kinds of crossings.
  void Judge(const RankingFact& ranking, Difference* d) const {
    const Standing from = d->from.standing;
    const Standing to = d->to.standing;
    const bool first = !history_.listed[static_cast<size_t>(d->item)];
    if (IsUp(from) && !IsUp(to)) {
      if (to != scoring::v1::STANDING_DONE)
        d->kind = LineCrossing::KIND_DROPPED;
    } else if (IsClosing(to) && from != to) {
      JudgeClosing(ranking, d);
    } else if (IsUnder(to) && first) {
      d->kind = LineCrossing::KIND_ENTERED_BELOW;
    } else if (IsUp(from) && IsUp(to)) {
      JudgePeriods(d);
    } else if (IsUp(to)) {
      d->kind =
          first ? LineCrossing::KIND_ENTERED_ABOVE : LineCrossing::KIND_ROSE;
    }
  }

  void JudgeClosing(const RankingFact& ranking, Difference* d) const {
    if (d->to.standing == scoring::v1::STANDING_WITHDRAWN) {
      // Who withdrew it before a backup was restored is not known any more.
      if (!SameBacklog(facts_, ranking.seen)) {
        d->or_kind = LineCrossing::KIND_CLOSED;
        return;
      }
      if (history_.backlog_items[static_cast<size_t>(d->item)].by_requester)
        return;
    }
    d->kind = LineCrossing::KIND_CLOSED;
  }

  void JudgePeriods(Difference* d) const {
    if (d->from.period == d->to.period || d->from.period < 0 ||
        d->to.period < 0) {
      return;
    }
    const int64_t was =
        history_.first_days[static_cast<size_t>(d->from.period)];
    const int64_t is = history_.first_days[static_cast<size_t>(d->to.period)];
    d->kind =
        is < was ? LineCrossing::KIND_ADVANCED : LineCrossing::KIND_SLIPPED;
    // Two that begin on one day have an order that only the engine knows.
    if (is == was) d->or_kind = LineCrossing::KIND_ADVANCED;
  }

  void Missing(const RankingFact& ranking, const Difference& d) {
    if (IsWayDown(d.kind)) findings_.SilentDrop();
    findings_.Found(
        CheckId::kCrossingsAreTheDifferences,
        absl::StrCat(Name(d.item), " went from ", StandingWord(d.from.standing),
                     " to ", StandingWord(d.to.standing), " in ", Name(ranking),
                     ", and no crossing says that it ", KindWord(d.kind)));
  }

  void Needless(const CrossingFact& crossing) {
    findings_.Found(
        CheckId::kCrossingsAreTheDifferences,
        absl::StrCat(RankingWord(facts_, crossing.ranking), "/crossings/",
                     history_.items[crossing.item], " says that it ",
                     KindWord(crossing.kind), ", and it did not"));
  }

  void Compare(const RankingFact& ranking, const Difference& d,
               const CrossingFact& crossing) {
    const bool places = crossing.from == d.from.standing &&
                        crossing.to == d.to.standing &&
                        crossing.from_period == d.from.period &&
                        crossing.to_period == d.to.period;
    if (d.Allows(crossing.kind) && places) return;
    if (IsWayDown(d.kind) && !IsWayDown(crossing.kind)) findings_.SilentDrop();
    findings_.Found(
        CheckId::kCrossingsAreTheDifferences,
        absl::StrCat(Name(d.item), " ", KindWord(d.kind), " from ",
                     StandingWord(d.from.standing), " to ",
                     StandingWord(d.to.standing), " in ", Name(ranking),
                     ", and its crossing says ", KindWord(crossing.kind),
                     " from ", StandingWord(crossing.from), " to ",
                     StandingWord(crossing.to),
                     places ? "" : ", or names other periods"));
  }

  // DESIGN section 6: a slip past the due date is owed. Dates of another life
  // of a source are not known any more.
  void CompareSlip(const RankingFact& ranking, const CrossingFact& crossing) {
    if (crossing.kind != LineCrossing::KIND_SLIPPED || crossing.has_receipt ||
        crossing.item < 0 || crossing.from_period < 0 ||
        crossing.to_period < 0 || !SameBacklog(facts_, ranking.seen) ||
        !SameRoadmap(facts_, ranking.seen)) {
      return;
    }
    findings_.Looked(CheckId::kWaysDownAreOwed);
    const auto last = [this](int32_t period) {
      return history_.last_days[static_cast<size_t>(period)];
    };
    const auto due =
        history_.backlog_items[static_cast<size_t>(crossing.item)].due;
    const auto was = last(crossing.from_period);
    const auto is = last(crossing.to_period);
    if (!due || !was || !is || *was > *due || *is <= *due) return;
    findings_.Found(
        CheckId::kWaysDownAreOwed,
        absl::StrCat(Name(ranking), "/crossings/",
                     history_.items[crossing.item],
                     " SLIPPED past its due date, and names no receipt"));
  }

  // Both lists are in the order of items.
  void CompareCrossings(const RankingFact& ranking,
                        const std::vector<Difference>& differences) {
    size_t d = 0;
    for (; crossing_ < facts_.crossings.size() &&
           facts_.crossings[crossing_].ranking <= ranking.number;
         ++crossing_) {
      const CrossingFact& crossing = facts_.crossings[crossing_];
      if (crossing.ranking < ranking.number) {
        Needless(crossing);
        continue;
      }
      CompareSlip(ranking, crossing);
      for (; d < differences.size() && differences[d].item < crossing.item; ++d)
        Missing(ranking, differences[d]);
      if (d < differences.size() && differences[d].item == crossing.item) {
        Compare(ranking, differences[d++], crossing);
      } else if (!IsOptional(ranking, crossing)) {
        Needless(crossing);
      }
    }
    for (; d < differences.size(); ++d) Missing(ranking, differences[d]);
  }

  bool IsOptional(const RankingFact& ranking,
                  const CrossingFact& crossing) const {
    return crossing.kind == LineCrossing::KIND_CLOSED &&
           crossing.to == scoring::v1::STANDING_WITHDRAWN &&
           !SameBacklog(facts_, ranking.seen);
  }

  void CompareCounts(const RankingFact& ranking) {
    findings_.Looked(CheckId::kStandingsAgree);
    int64_t items = 0;
    for (int i = scoring::v1::STANDING_ABOVE;
         i < scoring::v1::Standing_ARRAYSIZE; ++i) {
      const auto at = static_cast<size_t>(i);
      items += counts_[at];
      if (counts_[at] == ranking.counts[at]) continue;
      findings_.Found(
          CheckId::kStandingsAgree,
          absl::StrCat(Name(ranking), " counts ", ranking.counts[at],
                       " items as ", StandingWord(static_cast<Standing>(i)),
                       ", and what is stored adds up to ", counts_[at]));
    }
    if (items != ranking.item_count) {
      findings_.Found(
          CheckId::kStandingsAgree,
          absl::StrCat(Name(ranking), " counts ", ranking.item_count,
                       " items, and what is stored adds up to ", items));
    }
  }

  void CompareCleared(const RankingFact& ranking) {
    for (; clear_ < cleared_.size() &&
           cleared_[clear_]->cleared_by <= ranking.number;
         ++clear_) {
      const ReceiptFact& receipt = *cleared_[clear_];
      const Standing now =
          history_.places[static_cast<size_t>(receipt.item)].standing;
      if (receipt.cleared_by == ranking.number &&
          receipt.ranking < ranking.number && IsUp(now)) {
        continue;
      }
      findings_.Found(
          CheckId::kWaysDownAreOwed,
          absl::StrCat("the receipt of ", Name(receipt.item), " from ",
                       RankingWord(facts_, receipt.ranking), " was cleared by ",
                       RankingWord(facts_, receipt.cleared_by),
                       ", in which it stands ", StandingWord(now)));
    }
  }

  const Facts& facts_;
  History& history_;
  Findings& findings_;
  // By the ranking before.
  scoring::v1::Revisions seen_;
  std::array<int64_t, scoring::v1::Standing_ARRAYSIZE> counts_{};
  std::vector<const ReceiptFact*> cleared_;
  // How far each list has been taken.
  size_t version_ = 0;
  size_t period_ = 0;
  size_t standing_ = 0;
  size_t crossing_ = 0;
  size_t clear_ = 0;
};

// 1, 2, 3 and so on, or from where the last audit ended.
void CheckRevisions(const SourceFacts& source, const char* word,
                    const std::string& portfolio, int64_t after,
                    Findings* findings) {
  for (const int64_t revision : source.revisions) {
    findings->Looked(CheckId::kRevisionsHaveNoGap);
    if (revision != after + 1) {
      findings->Found(CheckId::kRevisionsHaveNoGap,
                      absl::StrCat("the ", word, " of ", portfolio,
                                   " has revision ", revision, " after ", after,
                                   after == 0 ? " (the beginning)" : ""));
    }
    after = revision;
  }
}

// Whether the source has made what scoring says it has seen.
void CheckSeen(const SourceFacts& source, const char* word,
               const std::string& portfolio, int64_t before, int64_t seen,
               bool same_epoch, Findings* findings) {
  if (!same_epoch) return;
  const int64_t last =
      source.revisions.empty() ? before : source.revisions.back();
  if (!source.to_the_end || seen <= last) return;
  findings->Found(
      CheckId::kSeenRevisionsExist,
      absl::StrCat("scoring has seen revision ", seen, " of the ", word, " of ",
                   portfolio, ", whose last is ", last));
}

}  // namespace

void CheckHistory(const Facts& facts, History* history, Findings* findings) {
  CheckRevisions(facts.backlog, "backlog", facts.portfolio, history->backlog,
                 findings);
  CheckRevisions(facts.roadmap, "roadmap", facts.portfolio, history->roadmap,
                 findings);
  const auto& seen = facts.newest.revisions();
  CheckSeen(facts.backlog, "backlog", facts.portfolio, history->backlog,
            seen.backlog(), SameBacklog(facts, seen), findings);
  CheckSeen(facts.roadmap, "roadmap", facts.portfolio, history->roadmap,
            seen.roadmap(), SameRoadmap(facts, seen), findings);
  Walk(facts, history, findings).Run();
}

}  // namespace lifeline::audit
