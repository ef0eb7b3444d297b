#include "services/scoring/webhook_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/scoring_store.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/webhook_event.h"

namespace lifeline::scoring {
namespace {

constexpr int kRemoved = 3;

#define LIFELINE_WEBHOOK                                                \
  "webhook, url, crossings, digests, state, disabled_reason, creator, " \
  "create_time_us, secret, failing_since_us "

StoredWebhook WebhookOf(absl::string_view portfolio, const Row& row) {
  StoredWebhook stored;
  v1::Webhook& webhook = stored.webhook;
  webhook.set_name(
      absl::StrCat(PortfolioName(portfolio), "/webhooks/", row.Bytes(0)));
  webhook.set_url(row.Text(1));
  if (row.Int(2) != 0) webhook.add_event_types(std::string(kCrossingEvent));
  if (row.Int(3) != 0) webhook.add_event_types(std::string(kDigestEvent));
  stored.removed = row.Int(4) == kRemoved;
  if (!stored.removed)
    webhook.set_state(static_cast<v1::Webhook::State>(row.Int(4)));
  webhook.set_disabled_reason(row.Text(5));
  webhook.set_creator(row.Text(6));
  *webhook.mutable_create_time() = TimestampOfMicros(row.Int(7));
  stored.secret = row.Text(8);
  if (row.Int(9) != 0) stored.failing_since = absl::FromUnixMicros(row.Int(9));
  return stored;
}

bool Names(const v1::Webhook& webhook, absl::string_view type) {
  return webhook.event_types().empty() ||
         std::find(webhook.event_types().begin(), webhook.event_types().end(),
                   type) != webhook.event_types().end();
}

}  // namespace

absl::StatusOr<std::optional<StoredWebhook>> ReadWebhook(
    const Reader& reader, absl::string_view portfolio, absl::string_view id) {
  std::optional<StoredWebhook> found;
  absl::Status status =
      reader.Query("SELECT " LIFELINE_WEBHOOK
                   "FROM webhook WHERE portfolio = ? AND webhook = ?",
                   {portfolio, id}, [&](const Row& row) {
                     found = WebhookOf(portfolio, row);
                     return absl::OkStatus();
                   });
  if (!status.ok()) return status;
  return found;
}

absl::StatusOr<std::vector<v1::Webhook>> ListWebhooks(
    const Reader& reader, absl::string_view portfolio,
    absl::string_view after_id, int64_t limit) {
  std::vector<v1::Webhook> webhooks;
  absl::Status status = reader.Query(
      "SELECT " LIFELINE_WEBHOOK
      "FROM webhook WHERE portfolio = ? AND webhook > ? AND state <> 3 "
      "ORDER BY webhook LIMIT ?",
      {portfolio, after_id, limit}, [&](const Row& row) {
        webhooks.push_back(WebhookOf(portfolio, row).webhook);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return webhooks;
}

absl::StatusOr<int64_t> CountWebhooks(const Reader& reader,
                                      absl::string_view portfolio) {
  return reader.QueryInt(
      "SELECT COUNT(*) FROM webhook WHERE portfolio = ? AND state <> 3",
      {portfolio});
}

absl::StatusOr<std::vector<std::string>> WebhooksHearing(
    const Reader& reader, absl::string_view portfolio, Hears of) {
  std::vector<std::string> ids;
  absl::Status status = reader.Query(
      "SELECT webhook FROM webhook WHERE portfolio = ? AND state <> 3 AND "
      "CASE WHEN ? = 1 THEN crossings ELSE digests END = 1 ORDER BY webhook",
      {portfolio, of == Hears::kCrossings}, [&](const Row& row) {
        ids.push_back(row.Text(0));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return ids;
}

absl::Status InsertWebhook(Transaction& transaction,
                           absl::string_view portfolio,
                           const v1::Webhook& webhook,
                           absl::string_view secret) {
  return transaction.Do(
      "INSERT INTO webhook (portfolio, webhook, url, crossings, digests, "
      "secret, state, disabled_reason, failing_since_us, creator, "
      "create_time_us) VALUES (?, ?, ?, ?, ?, ?, 1, '', 0, ?, ?)",
      {portfolio, LastId(webhook.name()), webhook.url(),
       Names(webhook, kCrossingEvent), Names(webhook, kDigestEvent),
       Blob{secret}, webhook.creator(), MicrosOf(webhook.create_time())});
}

absl::Status EnableWebhook(Transaction& transaction,
                           absl::string_view portfolio, absl::string_view id) {
  return transaction.Do(
      "UPDATE webhook SET state = 1, disabled_reason = '', "
      "failing_since_us = 0 WHERE portfolio = ? AND webhook = ?",
      {portfolio, id});
}

absl::Status DisableWebhook(Transaction& transaction,
                            absl::string_view portfolio, absl::string_view id,
                            absl::string_view reason) {
  return transaction.Do(
      "UPDATE webhook SET state = 2, disabled_reason = ? WHERE "
      "portfolio = ? AND webhook = ? AND state = 1",
      {reason, portfolio, id});
}

absl::Status RemoveWebhook(Transaction& transaction,
                           absl::string_view portfolio, absl::string_view id) {
  transaction.EmptyLog();
  return transaction.Do(
      "UPDATE webhook SET state = 3, disabled_reason = '', url = '', "
      "secret = ?, failing_since_us = 0 WHERE portfolio = ? AND "
      "webhook = ?",
      {Blob{""}, portfolio, id});
}

absl::Status WriteFailingSince(Transaction& transaction,
                               absl::string_view portfolio,
                               absl::string_view id,
                               std::optional<absl::Time> since) {
  return transaction.Do(
      "UPDATE webhook SET failing_since_us = ? WHERE portfolio = ? AND "
      "webhook = ? AND state = 1",
      {since ? absl::ToUnixMicros(*since) : 0, portfolio, id});
}

absl::StatusOr<std::vector<DisabledWebhooks>> CountDisabledWebhooks(
    const Reader& reader) {
  std::vector<DisabledWebhooks> disabled;
  absl::Status status = reader.Query(
      "SELECT portfolio, SUM(CASE WHEN state = 2 THEN 1 ELSE 0 END) FROM "
      "webhook WHERE state <> 3 GROUP BY portfolio",
      {}, [&](const Row& row) {
        disabled.push_back({row.Text(0), row.Int(1)});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return disabled;
}

}  // namespace lifeline::scoring
