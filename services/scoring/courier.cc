#include "services/scoring/courier.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/mail_message.h"
#include "services/scoring/members.h"
#include "services/scoring/outbox_reads.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/webhook_event.h"
#include "services/scoring/webhook_store.h"

namespace lifeline::scoring {
namespace {

// What can never be delivered, whoever is asked.
Outcome Impossible(std::string why) {
  Outcome outcome;
  // As a mail server would say it.
  outcome.code = 550;
  outcome.error = std::move(why);
  return outcome;
}

absl::Status RecordFailing(Transaction& transaction,
                           const OutgoingDelivery& delivery,
                           const StoredWebhook& webhook, const Outcome& outcome,
                           absl::Time now) {
  if (outcome.taken != webhook.failing_since.has_value())
    return absl::OkStatus();
  return WriteFailingSince(transaction, delivery.portfolio,
                           delivery.recipient.id,
                           outcome.taken ? std::optional<absl::Time>() : now);
}

// What would lift the first items that are asked about: more of it is found
// behind the link, and planning takes time.
void AddLifts(const RankingView& view, DigestMail* mail) {
  constexpr int kLifts = 5;
  int lifts = 0;
  for (ToldEntry& told : mail->entries) {
    if (!told.entry.asks() || told.entry.crossing().empty()) continue;
    if (++lifts > kLifts) return;
    told.lift = SmallestLift(view, told.entry.item(), mail->language);
  }
}

// What came of an attempt, in lifeline_deliveries_total.
constexpr char kDelivered[] = "delivered";
constexpr char kFailed[] = "failed";
constexpr char kGivenUp[] = "given_up";

}  // namespace

Courier::Courier(const PlanningContext* context, CourierOptions options)
    : context_(context),
      options_(std::move(options)),
      transport_(options_.transport.post ? options_.transport
                                         : OverTheNetwork()) {
  // From the start, so that the first one given up is an increase.
  for (const Channel channel : {Channel::kMail, Channel::kWebhook}) {
    for (const char* result : {kDelivered, kFailed, kGivenUp})
      Count(channel, result, 0);
  }
}

void Courier::Count(Channel channel, const char* result, uint64_t by) {
  if (options_.metrics == nullptr) return;
  options_.metrics
      ->AddCounter(
          "lifeline_deliveries_total",
          "Attempts to hand a notice over, by what came of them.",
          {{"channel", std::string(ChannelWord(channel))}, {"result", result}})
      ->Add(by);
}

Courier::~Courier() { Stop(); }

void Courier::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Courier::Stop() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

bool Courier::stopping() const {
  absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Courier::Run() {
  absl::Status last;
  while (true) {
    const absl::Status status = RunOnce();
    if (!status.ok() && last.ok()) {
      LogEvent(options_.log, LogLevel::kError,
               "the outbox could not be carried",
               {{"reason", absl::string_view(ReasonOf(status))}});
    }
    last = status;
    absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.tick))
      return;
  }
}

absl::Status Courier::RunOnce() {
  while (!stopping()) {
    const absl::Time now = context_->clock();
    const bool mails =
        !options_.outbox.mail.url.empty() && now >= mail_rests_until_;
    absl::StatusOr<std::vector<OutgoingDelivery>> due;
    {
      absl::StatusOr<lifeline::Snapshot> reader =
          context_->store->database()->Read();
      if (!reader.ok()) return reader.status();
      due = ReadDueDeliveries(*reader, mails, now, options_.batch);
    }
    if (!due.ok()) return due.status();
    if (due->empty()) return absl::OkStatus();
    for (const OutgoingDelivery& delivery : *due) {
      if (stopping()) return absl::OkStatus();
      if (delivery.recipient.channel == Channel::kMail &&
          context_->clock() < mail_rests_until_)
        continue;
      absl::Status status = Deliver(delivery);
      if (!status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Courier::Deliver(const OutgoingDelivery& delivery) {
  absl::StatusOr<Outcome> outcome = Send(delivery);
  if (!outcome.ok()) return outcome.status();
  // An attempt that was cut off says nothing.
  if (!outcome->taken && stopping()) return absl::OkStatus();
  return Record(delivery, *outcome);
}

absl::StatusOr<Outcome> Courier::Send(const OutgoingDelivery& delivery) {
  switch (delivery.recipient.channel) {
    case Channel::kMail:
      return SendByMail(delivery);
    case Channel::kWebhook:
      return SendToWebhook(delivery);
  }
  return Impossible("nothing goes out that way");
}

absl::StatusOr<Outcome> Courier::SendToWebhook(
    const OutgoingDelivery& delivery) {
  const Carried& carried = delivery.carried;
  WebhookEvent event;
  event.id = DeliveryName(delivery.portfolio, delivery.number);
  event.source = absl::StrCat(options_.outbox.link_base, "/",
                              PortfolioName(delivery.portfolio));
  event.time = delivery.create_time;
  WebRequest request;
  request.private_addresses = options_.outbox.private_addresses;
  std::string secret;
  {
    absl::StatusOr<lifeline::Snapshot> reader =
        context_->store->database()->Read();
    if (!reader.ok()) return reader.status();
    absl::StatusOr<std::optional<StoredWebhook>> webhook =
        ReadWebhook(*reader, delivery.portfolio, delivery.recipient.id);
    if (!webhook.ok()) return webhook.status();
    if (!webhook->has_value() || (*webhook)->removed)
      return Impossible("the endpoint was removed");
    request.url = (*webhook)->webhook.url();
    secret = (*webhook)->secret;
    const auto body = [&](const auto& message,
                          absl::string_view type) -> absl::Status {
      if (!message.ok()) return message.status();
      if (!message->has_value()) return absl::OkStatus();
      event.type = type;
      event.subject = (*message)->name();
      request.body = EventJson(event, **message);
      return absl::OkStatus();
    };
    absl::Status read =
        carried.crossing
            ? body(ReadCrossingEvent(*reader, delivery.portfolio,
                                     {carried.number, carried.item}),
                   kCrossingEvent)
            : body(ReadDigestEvent(*reader, delivery.portfolio, carried.number),
                   kDigestEvent);
    if (!read.ok()) return read;
  }
  if (request.body.empty()) return Impossible("what it tells is not there");
  request.headers =
      EventHeaders(event.id, request.body, secret, context_->clock());
  return transport_.post(request, [this] { return stopping(); });
}

absl::StatusOr<Outcome> Courier::SendByMail(const OutgoingDelivery& delivery) {
  const std::shared_ptr<PortfolioState> state =
      context_->registry->Find(delivery.portfolio);
  const RankingPtr latest = state == nullptr ? nullptr : state->Latest();
  if (latest == nullptr) return Impossible("the portfolio is not there");
  const roadmap::v1::Member* member =
      MemberNamed(*latest->view->snapshot().roadmap,
                  absl::StrCat(PortfolioName(delivery.portfolio), "/members/",
                               delivery.recipient.id));
  if (member == nullptr || !IsMailAddress(member->address()))
    return Impossible("the member has no address to write to");
  absl::StatusOr<std::optional<DigestMail>> digest;
  {
    absl::StatusOr<lifeline::Snapshot> reader =
        context_->store->database()->Read();
    if (!reader.ok()) return reader.status();
    digest = ReadDigestMail(*reader, *latest->view, *member,
                            delivery.carried.number);
  }
  if (!digest.ok()) return digest.status();
  if (!digest->has_value()) return Impossible("it tells the member nothing");
  (*digest)->link_base = options_.outbox.link_base;
  if (latest->reproduced) AddLifts(*latest->view, &**digest);
  MailMessage message;
  message.from = options_.outbox.mail.from;
  message.to = member->address();
  message.subject = DigestSubject(**digest);
  message.text = DigestText(**digest);
  message.language = (*digest)->language == Language::kGerman ? "de" : "en";
  message.id =
      absl::StrCat("delivery-", delivery.number, ".", delivery.portfolio);
  message.date = delivery.create_time;
  return transport_.mail(options_.outbox.mail,
                         {message.to, MessageText(message)},
                         [this] { return stopping(); });
}

absl::Status Courier::Record(const OutgoingDelivery& delivery,
                             const Outcome& outcome) {
  const absl::Time now = context_->clock();
  Verdict verdict;
  absl::Status recorded =
      context_->store->writer()->Run([&](Transaction& transaction) {
        std::optional<absl::Time> failing_since;
        if (delivery.recipient.channel == Channel::kWebhook) {
          absl::StatusOr<std::optional<StoredWebhook>> webhook = ReadWebhook(
              transaction, delivery.portfolio, delivery.recipient.id);
          if (!webhook.ok()) return webhook.status();
          // Whoever removed it has given up what waited.
          if (!webhook->has_value() || (*webhook)->removed)
            return absl::OkStatus();
          absl::Status failing =
              RecordFailing(transaction, delivery, **webhook, outcome, now);
          if (!failing.ok()) return failing;
          failing_since = (*webhook)->failing_since;
        }
        verdict = Judge(delivery.recipient.channel, outcome,
                        delivery.attempts + 1, failing_since, now);
        if (!verdict.disable.empty()) {
          absl::Status disabled =
              DisableWebhook(transaction, delivery.portfolio,
                             delivery.recipient.id, verdict.disable);
          if (!disabled.ok()) return disabled;
        }
        return WriteAttempt(transaction, delivery, verdict, now);
      });
  if (recorded.ok()) Tell(delivery, outcome, verdict);
  return recorded;
}

void Courier::Tell(const OutgoingDelivery& delivery, const Outcome& outcome,
                   const Verdict& verdict) {
  const Channel channel = delivery.recipient.channel;
  Count(channel,
        outcome.taken                                 ? kDelivered
        : verdict.state == v1::Delivery::STATE_FAILED ? kGivenUp
                                                      : kFailed,
        1);
  if (!verdict.disable.empty()) {
    LogEvent(options_.log, LogLevel::kWarning, "an endpoint is disabled",
             {{"portfolio", delivery.portfolio},
              {"webhook", delivery.recipient.id},
              {"reason", verdict.disable}});
  }
  if (channel != Channel::kMail) return;
  if (outcome.unreachable)
    mail_rests_until_ = context_->clock() + options_.mail_rest;
  if (!outcome.taken && !mail_fails_) {
    LogEvent(options_.log, LogLevel::kWarning, "mail does not go out",
             {{"portfolio", delivery.portfolio}, {"reason", outcome.error}});
  }
  mail_fails_ = !outcome.taken;
}

}  // namespace lifeline::scoring
