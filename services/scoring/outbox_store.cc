#include "services/scoring/outbox_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr int kCrossing = 1;
constexpr int kDigest = 2;

// Grows with the time, too, so that a restored database numbers nothing as a
// receiver has heard it before.
absl::StatusOr<int64_t> NextNumber(const Reader& reader,
                                   absl::string_view portfolio,
                                   absl::Time now) {
  absl::StatusOr<int64_t> next = reader.QueryInt(
      "SELECT 1 + COALESCE(MAX(number), 0) FROM outbox WHERE portfolio = ?",
      {portfolio});
  if (!next.ok()) return next;
  return std::max(*next, absl::ToUnixMicros(now));
}

#define LIFELINE_DELIVERY                                                    \
  "o.portfolio, o.number, o.kind, o.subject, o.item, o.entries, o.channel, " \
  "o.recipient, o.attempts, o.create_time_us "

OutgoingDelivery OutgoingOf(const Row& row) {
  OutgoingDelivery delivery;
  delivery.portfolio = row.Text(0);
  delivery.number = row.Int(1);
  delivery.carried = {row.Int(2) == kCrossing, row.Int(3), row.Text(4),
                      row.Int(5)};
  delivery.recipient = {static_cast<Channel>(row.Int(6)), row.Text(7)};
  delivery.attempts = static_cast<int32_t>(row.Int(8));
  delivery.create_time = absl::FromUnixMicros(row.Int(9));
  return delivery;
}

v1::Delivery DeliveryOf(absl::string_view portfolio, const Row& row) {
  const OutgoingDelivery outgoing = OutgoingOf(row);
  const Recipient& recipient = outgoing.recipient;
  const std::string parent = PortfolioName(portfolio);
  v1::Delivery delivery;
  delivery.set_name(DeliveryName(portfolio, outgoing.number));
  delivery.set_recipient(absl::StrCat(
      parent, recipient.channel == Channel::kMail ? "/members/" : "/webhooks/",
      recipient.id));
  if (outgoing.carried.crossing) {
    delivery.set_subject(CrossingName(portfolio, outgoing.carried.number,
                                      outgoing.carried.item));
  } else {
    delivery.set_subject(absl::StrCat(
        recipient.channel == Channel::kMail ? delivery.recipient() : parent,
        "/digests/", outgoing.carried.number));
  }
  delivery.set_attempts(outgoing.attempts);
  *delivery.mutable_create_time() = ToTimestamp(outgoing.create_time);
  delivery.set_state(static_cast<v1::Delivery::State>(row.Int(10)));
  if (row.Int(11) > 0)
    *delivery.mutable_next_time() = TimestampOfMicros(row.Int(11));
  delivery.set_last_error(row.Text(12));
  if (row.Int(13) > 0)
    *delivery.mutable_deliver_time() = TimestampOfMicros(row.Int(13));
  return delivery;
}

}  // namespace

absl::Status QueueDelivery(Transaction& transaction,
                           absl::string_view portfolio, const Carried& carried,
                           const Recipient& recipient, absl::Time now) {
  absl::StatusOr<int64_t> number = NextNumber(transaction, portfolio, now);
  if (!number.ok()) return number.status();
  return transaction.Do(
      "INSERT INTO outbox (portfolio, number, kind, subject, item, entries, "
      "channel, recipient, state, attempts, next_time_us, last_error, "
      "create_time_us, deliver_time_us) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, 0, ?, '', ?, 0) "
      "ON CONFLICT (portfolio, kind, subject, item, channel, recipient, "
      "entries) DO NOTHING",
      {portfolio, *number, carried.crossing ? kCrossing : kDigest,
       carried.number, carried.item, carried.entries,
       static_cast<int>(recipient.channel), recipient.id,
       absl::ToUnixMicros(now), absl::ToUnixMicros(now)});
}

absl::Status WriteDigestOut(Transaction& transaction,
                            absl::string_view portfolio, int64_t digest) {
  return transaction.Do(
      "INSERT INTO digest_out (portfolio, digest) VALUES (?, ?) "
      "ON CONFLICT (portfolio, digest) DO NOTHING",
      {portfolio, digest});
}

absl::StatusOr<std::vector<int64_t>> ReadDigestsCutOff(
    const Reader& reader, absl::string_view portfolio, EpochDay before) {
  std::vector<int64_t> digests;
  absl::Status status = reader.Query(
      "SELECT d.number FROM digest AS d WHERE d.portfolio = ? AND d.day < ? "
      "AND NOT EXISTS (SELECT 1 FROM digest_out AS o WHERE "
      "o.portfolio = d.portfolio AND o.digest = d.number) ORDER BY d.number",
      {portfolio, before}, [&](const Row& row) {
        digests.push_back(row.Int(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return digests;
}

absl::StatusOr<std::vector<OutgoingDelivery>> ReadDueDeliveries(
    const Reader& reader, bool mails, absl::Time now, int64_t limit) {
  std::vector<OutgoingDelivery> due;
  const auto add = [&](const Row& row) {
    due.push_back(OutgoingOf(row));
    return absl::OkStatus();
  };
  absl::Status status = reader.Query(
      "SELECT " LIFELINE_DELIVERY
      "FROM webhook AS w JOIN outbox AS o ON o.portfolio = w.portfolio AND "
      "o.number = (SELECT MIN(f.number) FROM outbox AS f WHERE f.channel = 2 "
      "AND f.portfolio = w.portfolio AND f.recipient = w.webhook AND "
      "f.state = 1) WHERE w.state = 1 AND o.next_time_us <= ? "
      "ORDER BY o.next_time_us, o.number LIMIT ?",
      {absl::ToUnixMicros(now), limit}, add);
  if (!status.ok()) return status;
  if (!mails) return due;
  status = reader.Query(
      "SELECT " LIFELINE_DELIVERY
      "FROM (SELECT portfolio, MIN(number) AS number FROM outbox WHERE "
      "channel = 1 AND state = 1 GROUP BY portfolio, recipient) AS f "
      "JOIN outbox AS o ON o.portfolio = f.portfolio AND o.number = f.number "
      "WHERE o.next_time_us <= ? ORDER BY o.next_time_us, o.number LIMIT ?",
      {absl::ToUnixMicros(now), limit}, add);
  if (!status.ok()) return status;
  return due;
}

absl::Status WriteAttempt(Transaction& transaction,
                          const OutgoingDelivery& delivery,
                          const Verdict& verdict, absl::Time now) {
  const bool waits = verdict.state == v1::Delivery::STATE_WAITING;
  const bool taken = verdict.state == v1::Delivery::STATE_DELIVERED;
  return transaction.Do(
      "UPDATE outbox SET state = ?, attempts = attempts + 1, "
      "next_time_us = ?, last_error = ?, deliver_time_us = ? WHERE "
      "portfolio = ? AND number = ? AND state = 1",
      {static_cast<int>(verdict.state),
       waits ? absl::ToUnixMicros(verdict.next) : 0, verdict.error,
       taken ? absl::ToUnixMicros(now) : 0, delivery.portfolio,
       delivery.number});
}

absl::Status TryAllNow(Transaction& transaction, absl::string_view portfolio,
                       absl::string_view webhook, absl::Time now) {
  return transaction.Do(
      "UPDATE outbox SET next_time_us = ? WHERE channel = 2 AND "
      "portfolio = ? AND recipient = ? AND state = 1",
      {absl::ToUnixMicros(now), portfolio, webhook});
}

absl::Status GiveUpAll(Transaction& transaction, absl::string_view portfolio,
                       absl::string_view webhook, absl::string_view reason) {
  return transaction.Do(
      "UPDATE outbox SET state = 3, next_time_us = 0, last_error = ? "
      "WHERE channel = 2 AND portfolio = ? AND recipient = ? AND "
      "state = 1",
      {reason, portfolio, webhook});
}

std::string DeliveryName(absl::string_view portfolio, int64_t number) {
  return absl::StrCat(PortfolioName(portfolio), "/deliveries/", number);
}

absl::Status ForEachDelivery(
    const Reader& reader, absl::string_view portfolio, int64_t before,
    absl::FunctionRef<bool(v1::Delivery, int64_t number)> on_delivery) {
  constexpr int64_t kBatch = 256;
  bool more = true;
  while (more) {
    int64_t rows = 0;
    absl::Status status = reader.Query(
        "SELECT " LIFELINE_DELIVERY
        ", o.state, o.next_time_us, o.last_error, o.deliver_time_us "
        "FROM outbox AS o WHERE o.portfolio = ? AND (? = 0 OR o.number < ?) "
        "ORDER BY o.number DESC LIMIT ?",
        {portfolio, before, before, kBatch}, [&](const Row& row) {
          ++rows;
          if (!more) return absl::OkStatus();
          before = row.Int(1);
          more = on_delivery(DeliveryOf(portfolio, row), before);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    more = more && rows == kBatch;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<WaitingDeliveries>> CountWaitingDeliveries(
    const Reader& reader) {
  std::vector<WaitingDeliveries> waiting;
  absl::Status status = reader.Query(
      "SELECT portfolio, channel, COUNT(*), MIN(create_time_us) FROM outbox "
      "WHERE state = 1 GROUP BY channel, portfolio",
      {}, [&](const Row& row) {
        waiting.push_back({row.Text(0), static_cast<Channel>(row.Int(1)),
                           row.Int(2), absl::FromUnixMicros(row.Int(3))});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return waiting;
}

}  // namespace lifeline::scoring
