#include "services/scoring/scoring_store.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/dispute_store.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/ledger.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/minutes_store.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/webhook_store.h"

namespace lifeline::scoring {
namespace {

// Refuses to go on if the ranking before is not the one that the caller knows,
// or more has been seen since: what changes no result is stored without a new
// number. Makes the head of a portfolio that has none.
absl::Status CompareAndSet(Transaction& transaction, const Progress& progress) {
  int64_t number = -1;
  SeenRevisions seen;
  absl::Status status = transaction.Query(
      "SELECT number, backlog_revision, backlog_epoch, roadmap_revision, "
      "roadmap_epoch FROM head WHERE portfolio = ?",
      {progress.portfolio}, [&](const Row& row) {
        number = row.Int(0);
        seen = {row.Int(1), row.Int(2), row.Int(3), row.Int(4)};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  if (number == -1 && progress.number == 0) {
    return transaction.Do(
        "INSERT INTO head (portfolio, number, backlog_revision, "
        "backlog_epoch, roadmap_revision, roadmap_epoch, as_of_day, "
        "items, above, riding, below, blocked, oversized, unscored, "
        "not_ready, done, declined, withdrawn, merged, lost) "
        "VALUES (?, 0, 0, 0, 0, 0, 0, 0, "
        "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
        {progress.portfolio});
  }
  if (number == progress.number && seen == progress.seen_before) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kAborted, "RANKING_TAKEN",
               absl::StrCat("ranking ", progress.number + 1, " of ",
                            progress.portfolio, " was to follow ranking ",
                            progress.number, ", but the newest is ", number,
                            ", or another process has seen more; load the "
                            "portfolio again and plan anew"));
}

// Refuses to go on if a slip owes nothing by a baseline that is not the newest
// any more.
absl::Status CompareBaseline(Transaction& transaction, const NewRanking& next) {
  const bool matters = std::any_of(
      next.crossings.begin(), next.crossings.end(), [](const auto& entry) {
        return entry.crossing.kind() == v1::LineCrossing::KIND_SLIPPED &&
               !entry.receipt;
      });
  if (!matters) return absl::OkStatus();
  absl::StatusOr<std::optional<v1::Baseline>> newest =
      ReadBaseline(transaction, next.progress.portfolio, "latest");
  if (!newest.ok()) return newest.status();
  const std::string name = newest->has_value() ? (*newest)->name() : "";
  if (name == next.baseline) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, "RANKING_TAKEN",
               absl::StrCat("ranking ", next.progress.number + 1, " of ",
                            next.progress.portfolio,
                            " was planned before its newest baseline, ", name,
                            "; load the portfolio again and plan anew"));
}

absl::Status WriteInputs(Transaction& transaction, const Progress& progress) {
  const int64_t from = progress.number + 1;
  // What was redacted goes before what is new is written: that is without it,
  // or was said afterwards.
  for (const ItemInput& item : progress.inputs.items) {
    absl::Status status =
        item.redacted.empty()
            ? absl::OkStatus()
            : RedactStoredItem(transaction, progress.portfolio, item).status();
    if (!status.ok()) return status;
    if (item.is_draft) continue;
    status = transaction.Do(
        "INSERT INTO input_item (portfolio, item, from_ranking, lost, body) "
        "VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (portfolio, item, from_ranking) "
        "DO UPDATE SET lost = excluded.lost, body = excluded.body",
        {progress.portfolio, item.item, from, item.lost, Blob{item.body}});
    if (!status.ok()) return status;
  }
  for (const RoadmapInput& resource : progress.inputs.roadmap) {
    absl::Status status =
        resource.redacted.empty()
            ? absl::OkStatus()
            : RedactStoredResource(transaction, progress.portfolio, resource)
                  .status();
    if (!status.ok()) return status;
    status = transaction.Do(
        "INSERT INTO input_roadmap (portfolio, name, from_ranking, removed, "
        "body) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (portfolio, name, from_ranking) "
        "DO UPDATE SET removed = excluded.removed, body = excluded.body",
        {progress.portfolio, resource.name, from, resource.removed,
         Blob{resource.body}});
    if (!status.ok()) return status;
  }
  for (const MemberInput& member : progress.inputs.members) {
    absl::Status status =
        member.erased
            ? ForgetStoredMember(transaction, progress.portfolio, member.name,
                                 absl::ToUnixMicros(progress.now))
            : absl::OkStatus();
    if (!status.ok()) return status;
    status = transaction.Do(
        "INSERT INTO member (portfolio, name, body) VALUES (?, ?, ?) "
        "ON CONFLICT (portfolio, name) DO UPDATE SET body = excluded.body",
        {progress.portfolio, member.name, Blob{member.body}});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status WriteTasks(Transaction& transaction, const Progress& progress) {
  for (const TaskChanges::Key& key : progress.tasks.closed) {
    absl::Status status = transaction.Do(
        "UPDATE task SET close_time_us = ? WHERE portfolio = ? AND item = ? "
        "AND kind = ? AND side = ? AND close_time_us = 0",
        {absl::ToUnixMicros(progress.now), progress.portfolio, key.item,
         static_cast<int>(key.kind), static_cast<int>(key.side)});
    if (!status.ok()) return status;
  }
  for (const TaskChanges::Changed& changed : progress.tasks.changed) {
    absl::Status status = transaction.Do(
        "UPDATE task SET missing = ? WHERE portfolio = ? AND item = ? "
        "AND kind = ? AND side = ? AND close_time_us = 0",
        {absl::StrJoin(changed.missing, ","), progress.portfolio,
         changed.key.item, static_cast<int>(changed.key.kind),
         static_cast<int>(changed.key.side)});
    if (!status.ok()) return status;
  }
  for (const v1::Task& task : progress.tasks.opened) {
    const absl::string_view item = LastId(task.item());
    const int kind = static_cast<int>(task.kind());
    absl::Status status = transaction.Do(
        "INSERT INTO task (portfolio, item, kind, number, side, missing, "
        "open_time_us, due_time_us, close_time_us) "
        "VALUES (?, ?, ?, 1 + COALESCE((SELECT MAX(number) FROM task WHERE "
        "portfolio = ? AND item = ? AND kind = ?), 0), ?, ?, ?, 0, 0)",
        {progress.portfolio, item, kind, progress.portfolio, item, kind,
         static_cast<int>(task.side()), absl::StrJoin(task.missing(), ","),
         MicrosOf(task.open_time())});
    if (!status.ok()) return status;
    status = WriteTaskNotice(transaction, progress.portfolio, task);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status WriteRanking(Transaction& transaction, LedgerChain& chain,
                          const NewRanking& next, const std::string& salt,
                          v1::Ranking* ranking) {
  const Progress& progress = next.progress;
  const std::string previous = chain.hash();
  if (absl::Status status = chain.Append(RankingEntry(*ranking)); !status.ok())
    return status;
  ranking->set_previous_hash(absl::BytesToHexString(previous));
  ranking->set_hash(absl::BytesToHexString(chain.hash()));
  return transaction.Do(
      "INSERT INTO ranking (portfolio, number, ledger_position, "
      "as_of_day, model_version, engine_version, digest, create_time_us, "
      "salt, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {progress.portfolio, ranking->number(), chain.position(), progress.as_of,
       ranking->model_version(), ranking->engine_version(), ranking->digest(),
       absl::ToUnixMicros(progress.now), Blob{salt},
       Blob{ranking->SerializeAsString()}});
}

absl::Status WriteReceipt(Transaction& transaction, const Progress& progress,
                          int64_t ranking, const v1::LineCrossing& crossing,
                          const v1::Receipt& receipt) {
  return transaction.Do(
      "INSERT INTO receipt (portfolio, ranking, item, kind, owed_by, "
      "open_time_us, due_time_us, state, seen_by, see_time_us, "
      "cleared_by_ranking) VALUES (?, ?, ?, ?, ?, ?, 0, ?, '', 0, 0)",
      {progress.portfolio, ranking, LastId(crossing.item()),
       static_cast<int>(crossing.kind()), receipt.owed_by(),
       MicrosOf(receipt.open_time()),
       static_cast<int>(v1::Receipt::STATE_OPEN)});
}

// What a digest will tell of the crossing, and whom.
absl::Status WriteCrossingNotice(Transaction& transaction,
                                 const Progress& progress, int64_t ranking,
                                 const NewCrossing& entry) {
  if (!entry.receipt && entry.tell.empty()) return absl::OkStatus();
  Notice notice;
  notice.subject.item = std::string(LastId(entry.crossing.item()));
  notice.subject.number = ranking;
  notice.recipient = entry.tell.empty() ? entry.receipt->owed_by() : entry.tell;
  notice.urgent = entry.urgent;
  notice.make_time = progress.now;
  return WriteNotice(transaction, progress.portfolio, notice);
}

// Crossings go before the results, which the database refuses without them.
absl::Status WriteCrossings(Transaction& transaction, LedgerChain& chain,
                            const NewRanking& next, const std::string& salt,
                            Published* published) {
  const Progress& progress = next.progress;
  const v1::Ranking& ranking = published->ranking;
  absl::StatusOr<std::vector<std::string>> webhooks =
      WebhooksHearing(transaction, progress.portfolio, Hears::kCrossings);
  if (!webhooks.ok()) return webhooks.status();
  for (const NewCrossing& entry : next.crossings) {
    v1::LineCrossing crossing = entry.crossing;
    const absl::string_view item = LastId(crossing.item());
    crossing.set_name(CrossingName(progress.portfolio, ranking.number(), item));
    crossing.set_ranking(ranking.name());
    *crossing.mutable_create_time() = ranking.create_time();
    crossing.set_receipt(
        entry.receipt ? absl::StrCat(crossing.name(), "/receipt") : "");
    absl::Status status = chain.Append(CrossingEntry(crossing, salt));
    if (!status.ok()) return status;
    crossing.set_hash(absl::BytesToHexString(chain.hash()));
    // Titles are people's texts: they stay in the item and are shown from it.
    v1::LineCrossing stored = crossing;
    stored.clear_title();
    status = transaction.Do(
        "INSERT INTO line_crossing (portfolio, ranking, item, kind, "
        "ledger_position, body) VALUES (?, ?, ?, ?, ?, ?)",
        {progress.portfolio, ranking.number(), item,
         static_cast<int>(crossing.kind()), chain.position(),
         Blob{stored.SerializeAsString()}});
    if (!status.ok()) return status;
    if (entry.receipt) {
      status = WriteReceipt(transaction, progress, ranking.number(), crossing,
                            *entry.receipt);
      if (!status.ok()) return status;
    }
    status =
        WriteCrossingNotice(transaction, progress, ranking.number(), entry);
    if (!status.ok()) return status;
    for (const std::string& webhook : *webhooks) {
      status = QueueDelivery(transaction, progress.portfolio,
                             {.crossing = true,
                              .number = ranking.number(),
                              .item = std::string(item)},
                             {Channel::kWebhook, webhook}, progress.now);
      if (!status.ok()) return status;
    }
    published->crossings.push_back(std::move(crossing));
  }
  return absl::OkStatus();
}

absl::Status WriteResults(Transaction& transaction, const NewRanking& next,
                          int64_t number) {
  const std::string& portfolio = next.progress.portfolio;
  for (const ResultRow& row : next.results) {
    absl::Status status = transaction.Do(
        "INSERT INTO result (portfolio, item, from_ranking, scored, "
        "score_micros, standing, rule, at_risk, period, carrier, by_item, "
        "listed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {portfolio, row.item, number, row.scored, row.score_micros,
         row.standing, row.rule, row.at_risk, row.period, row.carrier,
         row.by_item, row.listed});
    if (!status.ok()) return status;
  }
  for (const CrossingKey& key : next.cleared) {
    absl::Status status = transaction.Do(
        "UPDATE receipt SET state = 8, cleared_by_ranking = ? "
        "WHERE portfolio = ? AND ranking = ? AND item = ? AND "
        "state IN (1, 2)",
        {number, portfolio, key.ranking, key.item});
    if (!status.ok()) return status;
  }
  return SettleAppeals(transaction, portfolio, next.results);
}

absl::Status MoveHead(Transaction& transaction, const Progress& progress,
                      int64_t number, const v1::Ranking& ranking) {
  std::array<int64_t, v1::Standing_ARRAYSIZE> counts{};
  for (const v1::StandingCount& count : ranking.counts())
    counts[count.standing()] += count.count();
  return transaction.Do(
      "UPDATE head SET number = ?, backlog_revision = ?, backlog_epoch = ?, "
      "roadmap_revision = ?, roadmap_epoch = ?, as_of_day = ?, items = ?, "
      "above = ?, riding = ?, below = ?, blocked = ?, oversized = ?, "
      "unscored = ?, not_ready = ?, done = ?, declined = ?, withdrawn = ?, "
      "merged = ?, lost = ? WHERE portfolio = ?",
      {number,
       progress.seen.backlog,
       progress.seen.backlog_epoch,
       progress.seen.roadmap,
       progress.seen.roadmap_epoch,
       progress.as_of,
       ranking.item_count(),
       counts[v1::STANDING_ABOVE],
       counts[v1::STANDING_RIDING],
       counts[v1::STANDING_BELOW],
       counts[v1::STANDING_BLOCKED],
       counts[v1::STANDING_OVERSIZED],
       counts[v1::STANDING_UNSCORED],
       counts[v1::STANDING_NOT_READY],
       counts[v1::STANDING_DONE],
       counts[v1::STANDING_DECLINED],
       counts[v1::STANDING_WITHDRAWN],
       counts[v1::STANDING_MERGED],
       counts[v1::STANDING_LOST],
       progress.portfolio});
}

absl::Status WriteAll(Transaction& transaction, const NewRanking& next,
                      Published* published) {
  const Progress& progress = next.progress;
  const int64_t number = progress.number + 1;
  const std::string salt = NewSalt();
  absl::Status status = CompareAndSet(transaction, progress);
  if (!status.ok()) return status;
  if (status = CompareBaseline(transaction, next); !status.ok()) return status;
  if (status = WriteInputs(transaction, progress); !status.ok()) return status;
  status =
      WriteMinutes(transaction, progress.portfolio, progress.closed_reviews);
  if (!status.ok()) return status;
  absl::StatusOr<LedgerChain> chain =
      LedgerChain::Open(transaction, progress.portfolio);
  if (!chain.ok()) return chain.status();
  published->ranking = next.ranking;
  published->ranking.set_number(number);
  published->ranking.set_name(RankingName(progress.portfolio, number));
  *published->ranking.mutable_create_time() = ToTimestamp(progress.now);
  status = WriteRanking(transaction, *chain, next, salt, &published->ranking);
  if (!status.ok()) return status;
  status = WriteCrossings(transaction, *chain, next, salt, published);
  if (!status.ok()) return status;
  if (status = WriteResults(transaction, next, number); !status.ok())
    return status;
  if (status = WriteTasks(transaction, progress); !status.ok()) return status;
  return MoveHead(transaction, progress, number, published->ranking);
}

absl::string_view KindWord(v1::Task::Kind kind) {
  switch (kind) {
    case v1::Task::KIND_RATE:
      return "rate";
    case v1::Task::KIND_ESTIMATE:
      return "estimate";
    case v1::Task::KIND_VALIDATE:
      return "validate";
    case v1::Task::KIND_DECIDE:
      return "decide";
    case v1::Task::KIND_PREPARE:
      return "prepare";
    case v1::Task::KIND_SETTLE:
      return "settle";
    case v1::Task::KIND_CONFIRM:
      return "confirm";
    default:
      return "unknown";
  }
}

}  // namespace

absl::StatusOr<Published> ScoringStore::Publish(const NewRanking& next) {
  Published published;
  absl::Status status = writer_->Run([&](Transaction& transaction) {
    published = Published();
    return WriteAll(transaction, next, &published);
  });
  if (!status.ok()) return status;
  return published;
}

absl::Status ScoringStore::Advance(const Progress& progress) {
  return writer_->Run([&](Transaction& transaction) {
    absl::Status status = CompareAndSet(transaction, progress);
    if (!status.ok()) return status;
    if (status = WriteInputs(transaction, progress); !status.ok())
      return status;
    status =
        WriteMinutes(transaction, progress.portfolio, progress.closed_reviews);
    if (!status.ok()) return status;
    if (status = WriteTasks(transaction, progress); !status.ok()) return status;
    return transaction.Do(
        "UPDATE head SET backlog_revision = ?, backlog_epoch = ?, "
        "roadmap_revision = ?, roadmap_epoch = ?, as_of_day = ? "
        "WHERE portfolio = ?",
        {progress.seen.backlog, progress.seen.backlog_epoch,
         progress.seen.roadmap, progress.seen.roadmap_epoch, progress.as_of,
         progress.portfolio});
  });
}

std::string PortfolioName(absl::string_view portfolio) {
  return absl::StrCat("portfolios/", portfolio);
}

std::string RankingName(absl::string_view portfolio, int64_t number) {
  return absl::StrCat("portfolios/", portfolio, "/rankings/", number);
}

std::string ItemName(absl::string_view portfolio, absl::string_view item) {
  return absl::StrCat("portfolios/", portfolio, "/items/", item);
}

std::string CrossingName(absl::string_view portfolio, int64_t number,
                         absl::string_view item) {
  return absl::StrCat(RankingName(portfolio, number), "/crossings/", item);
}

std::string TaskName(absl::string_view portfolio, absl::string_view item,
                     v1::Task::Kind kind, int64_t number) {
  return absl::StrCat(PortfolioName(portfolio), "/tasks/", item, "-",
                      KindWord(kind), "-", number);
}

}  // namespace lifeline::scoring
