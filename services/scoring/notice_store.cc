#include "services/scoring/notice_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/agreement_notice_store.h"
#include "services/scoring/members.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

// Whether the subject of `s`, a row of notice or clock, is owed still.
#define LIFELINE_IS_OWED                                                     \
  "CASE WHEN s.task = 0 "                                                    \
  "THEN EXISTS (SELECT 1 FROM receipt AS r WHERE r.portfolio = s.portfolio " \
  "AND r.ranking = s.number AND r.item = s.item AND r.state IN (1, 2)) "     \
  "ELSE EXISTS (SELECT 1 FROM task AS t WHERE t.portfolio = s.portfolio "    \
  "AND t.item = s.item AND t.kind = s.task AND t.number = s.number "         \
  "AND t.close_time_us = 0) END "

Subject SubjectOf(const Row& row) {
  return {row.Text(0), static_cast<v1::Task::Kind>(row.Int(1)), row.Int(2)};
}

v1::Digest::Entry EntryOf(absl::string_view portfolio, const Row& row) {
  const Subject subject = SubjectOf(row);
  v1::Digest::Entry entry;
  entry.set_item(ItemName(portfolio, subject.item));
  if (subject.task == v1::Task::KIND_UNSPECIFIED) {
    entry.set_crossing(CrossingName(portfolio, subject.number, subject.item));
    entry.set_kind(static_cast<v1::LineCrossing::Kind>(row.Int(5)));
  } else {
    entry.set_task(
        TaskName(portfolio, subject.item, subject.task, subject.number));
    entry.set_task_kind(subject.task);
  }
  entry.set_rung(static_cast<v1::Rung>(row.Int(3)));
  entry.set_asks(row.Int(4) != 0);
  return entry;
}

// The recipients as four parameters; one that is not there is the first again.
struct Recipients {
  explicit Recipients(absl::Span<const std::string> names) {
    for (size_t i = 0; i < 4; ++i) name[i] = names[i < names.size() ? i : 0];
  }
  absl::string_view name[4];
};

// Of these recipients, or of everybody (null).
absl::Status ReadEntries(const Reader& reader, absl::string_view portfolio,
                         const Recipients* who, int32_t limit,
                         StoredDigest* digest) {
  static const std::string kNobody[] = {""};
  const Recipients names = who == nullptr ? Recipients(kNobody) : *who;
  absl::Status status = reader.Query(
      "SELECT s.item, s.task, s.number, s.rung, s.asks, "
      "COALESCE((SELECT c.kind FROM line_crossing AS c WHERE "
      "c.portfolio = s.portfolio AND c.ranking = s.number AND "
      "c.item = s.item AND s.task = 0), 0) FROM notice AS s "
      "WHERE s.portfolio = ? AND s.digest = ? AND s.digest > 0 AND "
      "(? = 1 OR s.recipient IN (?, ?, ?, ?)) "
      "ORDER BY s.make_time_us, s.item, s.task, s.number, s.rung",
      {portfolio, digest->number, who == nullptr, names.name[0], names.name[1],
       names.name[2], names.name[3]},
      [&](const Row& row) {
        if (digest->digest.entries_size() < limit) {
          *digest->digest.add_entries() = EntryOf(portfolio, row);
        } else {
          digest->digest.set_more_entries(digest->digest.more_entries() + 1);
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return ReadAgreementEntries(reader, portfolio, names.name[0], limit, digest);
}

StoredDigest DigestOf(const Row& row) {
  StoredDigest stored;
  stored.number = row.Int(0);
  stored.digest.set_urgent(row.Int(1) != 0);
  *stored.digest.mutable_create_time() = TimestampOfMicros(row.Int(2));
  *stored.digest.mutable_day() = ToDate(static_cast<EpochDay>(row.Int(3)));
  return stored;
}

}  // namespace

std::string SideRecipient(v1::Task::Side side) {
  return absl::StrCat("sides/", static_cast<int>(side));
}

std::vector<std::string> RecipientsOf(const roadmap::v1::Member& member) {
  std::vector<std::string> recipients = {member.name()};
  for (const auto side :
       {v1::Task::SIDE_VALUE, v1::Task::SIDE_EFFORT, v1::Task::SIDE_PLANNING}) {
    if (IsOfSide(member, side)) recipients.push_back(SideRecipient(side));
  }
  return recipients;
}

absl::Status WriteNotice(Transaction& transaction, absl::string_view portfolio,
                         const Notice& notice) {
  return transaction.Do(
      "INSERT INTO notice (portfolio, item, task, number, rung, "
      "recipient, urgent, make_time_us, digest, asks) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
      {portfolio, notice.subject.item, static_cast<int>(notice.subject.task),
       notice.subject.number, static_cast<int>(notice.rung), notice.recipient,
       notice.urgent, absl::ToUnixMicros(notice.make_time)});
}

absl::Status WriteTaskNotice(Transaction& transaction,
                             absl::string_view portfolio,
                             const v1::Task& task) {
  const absl::string_view item = LastId(task.item());
  absl::StatusOr<int64_t> number = transaction.QueryInt(
      "SELECT MAX(number) FROM task WHERE portfolio = ? AND item = ? AND "
      "kind = ?",
      {portfolio, item, static_cast<int>(task.kind())});
  if (!number.ok()) return number.status();
  Notice notice;
  notice.subject = {std::string(item), task.kind(), *number};
  notice.recipient =
      task.asked().empty() ? SideRecipient(task.side()) : task.asked();
  notice.make_time = absl::FromUnixMicros(MicrosOf(task.open_time()));
  return WriteNotice(transaction, portfolio, notice);
}

absl::StatusOr<std::vector<WaitingNotice>> ReadWaitingNotices(
    const Reader& reader, absl::string_view portfolio, bool urgent,
    absl::Time cutoff, int64_t limit) {
  std::vector<WaitingNotice> waiting;
  absl::Status status = reader.Query(
      "SELECT s.item, s.task, s.number, s.rung, s.recipient, s.urgent, "
      "s.make_time_us, " LIFELINE_IS_OWED
      ", EXISTS (SELECT 1 FROM clock AS k WHERE k.portfolio = s.portfolio "
      "AND k.item = s.item AND k.task = s.task AND k.number = s.number) "
      "FROM notice AS s WHERE s.portfolio = ? AND s.digest = 0 AND "
      "s.urgent = ? AND s.make_time_us < ? "
      "ORDER BY s.make_time_us, s.item LIMIT ?",
      {portfolio, urgent, absl::ToUnixMicros(cutoff), limit},
      [&](const Row& row) {
        WaitingNotice& next = waiting.emplace_back();
        next.notice.subject = SubjectOf(row);
        next.notice.rung = static_cast<v1::Rung>(row.Int(3));
        next.notice.recipient = row.Text(4);
        next.notice.urgent = row.Int(5) != 0;
        next.notice.make_time = absl::FromUnixMicros(row.Int(6));
        next.owed = row.Int(7) != 0;
        next.has_clock = row.Int(8) != 0;
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return waiting;
}

absl::StatusOr<int64_t> FindOrMakeDigest(Transaction& transaction,
                                         absl::string_view portfolio,
                                         EpochDay day, bool urgent,
                                         absl::Time now) {
  absl::StatusOr<int64_t> number = transaction.QueryInt(
      "SELECT COALESCE(MAX(number), 0) FROM digest WHERE portfolio = ? AND "
      "day = ? AND urgent = 0 AND ? = 0",
      {portfolio, day, urgent});
  if (!number.ok() || *number != 0) return number;
  number = transaction.QueryInt(
      "SELECT 1 + COALESCE(MAX(number), 0) FROM digest WHERE portfolio = ?",
      {portfolio});
  if (!number.ok()) return number;
  absl::Status made = transaction.Do(
      "INSERT INTO digest (portfolio, number, day, urgent, create_time_us) "
      "VALUES (?, ?, ?, ?, ?)",
      {portfolio, *number, day, urgent, absl::ToUnixMicros(now)});
  if (!made.ok()) return made;
  return number;
}

absl::Status WriteTold(Transaction& transaction, absl::string_view portfolio,
                       const Notice& notice, int64_t digest, bool asks) {
  return transaction.Do(
      "UPDATE notice SET digest = ?, asks = ?, recipient = ? WHERE "
      "portfolio = ? AND item = ? AND task = ? AND number = ? AND "
      "rung = ?",
      {digest, asks, notice.recipient, portfolio, notice.subject.item,
       static_cast<int>(notice.subject.task), notice.subject.number,
       static_cast<int>(notice.rung)});
}

absl::Status StartClock(Transaction& transaction, absl::string_view portfolio,
                        const Subject& subject, absl::Time told,
                        absl::Time due) {
  return transaction.Do(
      "INSERT INTO clock (portfolio, item, task, number, told_time_us, "
      "due_time_us, rung, climb_time_us) VALUES (?, ?, ?, ?, ?, ?, 1, ?)",
      {portfolio, subject.item, static_cast<int>(subject.task), subject.number,
       absl::ToUnixMicros(told), absl::ToUnixMicros(due),
       absl::ToUnixMicros(due)});
}

absl::StatusOr<std::vector<Climbing>> ReadClimbing(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   absl::Time now,
                                                   int64_t limit) {
  std::vector<Climbing> climbing;
  absl::Status status = reader.Query(
      "SELECT s.item, s.task, s.number, s.rung, s.climb_time_us, "
      "" LIFELINE_IS_OWED
      ", COALESCE((SELECT o.owed_by FROM receipt AS o WHERE "
      "o.portfolio = s.portfolio AND o.ranking = s.number AND "
      "o.item = s.item AND s.task = 0), '') "
      "FROM clock AS s WHERE s.portfolio = ? AND s.climb_time_us > 0 AND "
      "s.climb_time_us <= ? ORDER BY s.climb_time_us LIMIT ?",
      {portfolio, absl::ToUnixMicros(now), limit}, [&](const Row& row) {
        climbing.push_back({SubjectOf(row), static_cast<v1::Rung>(row.Int(3)),
                            absl::FromUnixMicros(row.Int(4)), row.Int(5) != 0,
                            row.Text(6)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return climbing;
}

absl::Status WriteClimb(Transaction& transaction, absl::string_view portfolio,
                        const Subject& subject, v1::Rung rung,
                        std::optional<absl::Time> next) {
  return transaction.Do(
      "UPDATE clock SET rung = ?, climb_time_us = ? WHERE "
      "portfolio = ? AND item = ? AND task = ? AND number = ?",
      {static_cast<int>(rung), next ? absl::ToUnixMicros(*next) : 0, portfolio,
       subject.item, static_cast<int>(subject.task), subject.number});
}

absl::StatusOr<std::vector<StoredDigest>> ReadDigests(
    const Reader& reader, absl::string_view portfolio,
    absl::Span<const std::string> recipients, int64_t before, int64_t limit,
    int32_t entries) {
  const Recipients who(recipients);
  std::vector<StoredDigest> digests;
  absl::Status status = reader.Query(
      "SELECT d.number, d.urgent, d.create_time_us, d.day FROM digest AS d "
      "WHERE d.portfolio = ? AND (? = 0 OR d.number < ?) AND (EXISTS ("
      "SELECT 1 FROM notice AS n WHERE n.portfolio = d.portfolio AND "
      "n.digest = d.number AND n.recipient IN (?, ?, ?, ?)) OR EXISTS ("
      "SELECT 1 FROM agreement_notice AS a WHERE a.portfolio = d.portfolio "
      "AND a.digest = d.number AND a.recipient = ?)) "
      "ORDER BY d.number DESC LIMIT ?",
      {portfolio, before, before, who.name[0], who.name[1], who.name[2],
       who.name[3], who.name[0], limit},
      [&](const Row& row) {
        digests.push_back(DigestOf(row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  for (StoredDigest& digest : digests) {
    status = ReadEntries(reader, portfolio, &who, entries, &digest);
    if (!status.ok()) return status;
  }
  return digests;
}

absl::StatusOr<std::optional<StoredDigest>> ReadWholeDigest(
    const Reader& reader, absl::string_view portfolio, int64_t number,
    int32_t entries) {
  std::optional<StoredDigest> digest;
  absl::Status status = reader.Query(
      "SELECT d.number, d.urgent, d.create_time_us, d.day FROM digest AS d "
      "WHERE d.portfolio = ? AND d.number = ?",
      {portfolio, number}, [&](const Row& row) {
        digest = DigestOf(row);
        return absl::OkStatus();
      });
  if (status.ok() && digest)
    status = ReadEntries(reader, portfolio, nullptr, entries, &*digest);
  if (!status.ok()) return status;
  return digest;
}

absl::StatusOr<std::map<std::string, int64_t>> CountTold(
    const Reader& reader, absl::string_view portfolio, int64_t digest) {
  std::map<std::string, int64_t> told;
  absl::Status status = reader.Query(
      "SELECT recipient, COUNT(*) FROM (SELECT recipient FROM notice WHERE "
      "portfolio = ? AND digest = ? AND digest > 0 UNION ALL SELECT recipient "
      "FROM agreement_notice WHERE portfolio = ? AND digest = ?) AS t "
      "GROUP BY recipient",
      {portfolio, digest, portfolio, digest}, [&](const Row& row) {
        told[row.Text(0)] = row.Int(1);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return told;
}

}  // namespace lifeline::scoring
