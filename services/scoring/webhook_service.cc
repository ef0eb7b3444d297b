#include <openssl/rand.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/webhook_event.h"
#include "services/scoring/webhook_store.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kWebhooks = "portfolios/*/webhooks/*";
constexpr size_t kSecretBytes = 32;

absl::StatusOr<std::string> NewSecret() {
  std::string secret(kSecretBytes, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()),
                 kSecretBytes) != 1) {
    return absl::InternalError("the machine gives no random bytes");
  }
  return secret;
}

absl::StatusOr<StoredWebhook> FindWebhook(const Reader& reader,
                                          const std::string& portfolio,
                                          const std::string& id) {
  absl::StatusOr<std::optional<StoredWebhook>> found =
      ReadWebhook(reader, portfolio, id);
  if (!found.ok()) return found.status();
  if (found->has_value() && !(*found)->removed) return **std::move(found);
  const std::string name =
      absl::StrCat(PortfolioName(portfolio), "/webhooks/", id);
  return Error(
      absl::StatusCode::kNotFound, kWebhookNotFound,
      absl::StrCat(name,
                   found->has_value() ? " was removed" : " does not exist",
                   "; see ListWebhooks"),
      {{"webhook", name}});
}

void CheckEventTypes(const v1::Webhook& webhook, const Limits& limits,
                     Violations* violations) {
  CheckCount(webhook.event_types_size(), limits.event_types,
             "webhook.event_types", violations);
  if (webhook.event_types_size() > limits.event_types) return;
  std::set<std::string> seen;
  for (int i = 0; i < webhook.event_types_size(); ++i) {
    const std::string& type = webhook.event_types(i);
    const std::string field = absl::StrCat("webhook.event_types[", i, "]");
    if (type != kCrossingEvent && type != kDigestEvent) {
      violations->Add(field, absl::StrCat("must be ", kCrossingEvent, " or ",
                                          kDigestEvent));
    } else if (!seen.insert(type).second) {
      violations->Add(field, "is there twice; give it once");
    }
  }
}

// What a call says that names an endpoint and does something with it.
template <typename Request>
absl::StatusOr<MutationSpec> CheckNamed(const Request& request) {
  Violations violations;
  const std::optional<std::vector<std::string>> ids =
      ParseName(kWebhooks, request.name(), "name", &violations);
  CheckRequestId(request.request_id(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  MutationSpec spec;
  spec.scope = (*ids)[0];
  spec.request_id = request.request_id();
  return spec;
}

// The endpoint that a call names, if the caller may do that.
template <typename Request>
absl::StatusOr<StoredWebhook> RequireWebhook(const Scoring& scoring,
                                             Transaction& transaction,
                                             const CallContext& call,
                                             const Request& request,
                                             std::vector<std::string>* ids) {
  *ids = *ParseName(kWebhooks, request.name());
  absl::StatusOr<std::string> actor = RequireActor(scoring, (*ids)[0], call);
  if (!actor.ok()) return actor.status();
  return FindWebhook(transaction, (*ids)[0], (*ids)[1]);
}

}  // namespace

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::CreateWebhookRequest& request) {
  Violations violations;
  MutationSpec spec;
  spec.scope = ParseParent(request.parent(), &violations);
  spec.request_id = request.request_id();
  CheckRequestId(request.request_id(), &violations);
  CheckId(request.webhook_id(), "webhook_id", /*external=*/false, &violations);
  const v1::Webhook& webhook = request.webhook();
  CheckText(webhook.url(), {1, scoring.limits.webhook_url, false},
            "webhook.url", &violations);
  const std::string wrong = WrongUrl(webhook.url(), scoring.private_webhooks);
  if (!webhook.url().empty() && !wrong.empty())
    violations.Add("webhook.url", wrong);
  CheckEventTypes(webhook, scoring.limits, &violations);
  if (!violations.empty()) return violations.ToStatus();
  return spec;
}

absl::StatusOr<v1::Webhook> CreateWebhook(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::CreateWebhookRequest& request) {
  const std::string portfolio(LastId(request.parent()));
  absl::StatusOr<std::string> actor = RequireActor(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  const std::string name =
      absl::StrCat(request.parent(), "/webhooks/", request.webhook_id());
  absl::StatusOr<std::optional<StoredWebhook>> taken =
      ReadWebhook(transaction, portfolio, request.webhook_id());
  if (!taken.ok()) return taken.status();
  if (taken->has_value()) {
    return Error(absl::StatusCode::kAlreadyExists, kWebhookExists,
                 absl::StrCat("webhook_id: ", name,
                              (*taken)->removed ? " was there and is removed"
                                                : " is there already",
                              "; ids are not used twice, so choose another"),
                 {{"webhook", name}});
  }
  absl::StatusOr<int64_t> count = CountWebhooks(transaction, portfolio);
  if (!count.ok()) return count.status();
  if (*count >= scoring.limits.webhooks) {
    return Error(
        absl::StatusCode::kResourceExhausted, kTooManyWebhooks,
        absl::StrCat("a portfolio has at most ", scoring.limits.webhooks,
                     " endpoints; remove one, or let one of them "
                     "pass on what it hears"));
  }
  absl::StatusOr<std::string> secret = NewSecret();
  if (!secret.ok()) return secret.status();
  v1::Webhook webhook;
  webhook.set_name(name);
  webhook.set_url(request.webhook().url());
  *webhook.mutable_event_types() = request.webhook().event_types();
  webhook.set_creator(*actor);
  *webhook.mutable_create_time() = ToTimestamp(call.now);
  absl::Status written =
      InsertWebhook(transaction, portfolio, webhook, *secret);
  if (!written.ok()) return written;
  absl::StatusOr<StoredWebhook> stored =
      FindWebhook(transaction, portfolio, request.webhook_id());
  if (!stored.ok()) return stored.status();
  stored->webhook.set_secret(SecretText(*secret));
  return stored->webhook;
}

absl::StatusOr<v1::ListWebhooksResponse> ListWebhooks(
    const Scoring& scoring, const CallContext& call,
    const v1::ListWebhooksRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<std::string> actor =
      RequireActorAlsoArchived(scoring, portfolio, call);
  if (!actor.ok()) return actor.status();
  const std::string arguments = PageArguments(request);
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 1, arguments);
  if (!position.ok()) return position.status();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  absl::StatusOr<std::vector<v1::Webhook>> webhooks = ListWebhooks(
      *reader, portfolio, position->empty() ? "" : position->front(), size + 1);
  if (!webhooks.ok()) return webhooks.status();
  v1::ListWebhooksResponse response;
  const bool more = static_cast<int32_t>(webhooks->size()) > size;
  if (more) webhooks->pop_back();
  for (v1::Webhook& webhook : *webhooks)
    *response.add_webhooks() = std::move(webhook);
  if (more) {
    const std::string last(LastId(response.webhooks(size - 1).name()));
    response.set_next_page_token(EncodePageToken({last}, arguments));
  }
  return response;
}

absl::StatusOr<MutationSpec> Check(const Scoring&,
                                   const v1::EnableWebhookRequest& request) {
  return CheckNamed(request);
}

absl::StatusOr<v1::Webhook> EnableWebhook(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::EnableWebhookRequest& request) {
  std::vector<std::string> ids;
  absl::StatusOr<StoredWebhook> webhook =
      RequireWebhook(scoring, transaction, call, request, &ids);
  if (!webhook.ok()) return webhook.status();
  absl::Status status = EnableWebhook(transaction, ids[0], ids[1]);
  if (status.ok()) status = TryAllNow(transaction, ids[0], ids[1], call.now);
  if (!status.ok()) return status;
  webhook = FindWebhook(transaction, ids[0], ids[1]);
  if (!webhook.ok()) return webhook.status();
  return webhook->webhook;
}

absl::StatusOr<MutationSpec> Check(const Scoring&,
                                   const v1::DeleteWebhookRequest& request) {
  return CheckNamed(request);
}

absl::StatusOr<v1::Webhook> DeleteWebhook(
    const Scoring& scoring, Transaction& transaction, const CallContext& call,
    const v1::DeleteWebhookRequest& request) {
  std::vector<std::string> ids;
  absl::StatusOr<StoredWebhook> webhook =
      RequireWebhook(scoring, transaction, call, request, &ids);
  if (!webhook.ok()) return webhook.status();
  absl::Status status = GiveUpAll(transaction, ids[0], ids[1],
                                  "given up: the endpoint was removed");
  if (status.ok()) status = RemoveWebhook(transaction, ids[0], ids[1]);
  if (!status.ok()) return status;
  return webhook->webhook;
}

}  // namespace lifeline::scoring
