#include "services/scoring/notifier.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/common/names.h"
#include "services/common/status.h"
#include "services/scoring/agreement_notice_store.h"
#include "services/scoring/members.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/task_store.h"
#include "services/scoring/webhook_store.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

// One portfolio at one moment: what is due there, done batch by batch.
class Round {
 public:
  Round(ScoringStore* store, absl::string_view portfolio,
        const RankingView& view, absl::Time now, const NotifierOptions& options)
      : store_(*store),
        portfolio_(portfolio),
        view_(view),
        facts_(*view.snapshot().roadmap),
        now_(now),
        today_(Today(now, ZoneOf(facts_.portfolio))),
        batch_(options.batch),
        mails_(options.mails) {}

  absl::Status Run() {
    const DigestDay due = DigestDue(now_, facts_.portfolio);
    // What is urgent is told of up to now, this instant included.
    absl::Status told =
        TellAll({today_, now_ + absl::Microseconds(1)}, /*urgent=*/true);
    if (!told.ok()) return told;
    if (told = TellAll(due, /*urgent=*/false); !told.ok()) return told;
    return ClimbAll();
  }

 private:
  absl::Status TellAll(const DigestDay& due, bool urgent) {
    while (true) {
      absl::StatusOr<lifeline::Snapshot> reader = store_.database()->Read();
      if (!reader.ok()) return reader.status();
      absl::StatusOr<std::vector<WaitingNotice>> first =
          ReadWaitingNotices(*reader, portfolio_, urgent, due.cutoff, 1);
      if (!first.ok()) return first.status();
      if (first->empty()) {
        const auto asked = AskedAgreements(*reader, due, urgent);
        if (!asked.ok()) return asked.status();
        if (asked->empty()) return absl::OkStatus();
      }
      absl::Status told = store_.writer()->Run([&](Transaction& transaction) {
        return TellBatch(transaction, due, urgent);
      });
      if (!told.ok()) return told;
    }
  }

  // Reads again, in its own transaction: somebody may have answered meanwhile.
  absl::Status TellBatch(Transaction& transaction, const DigestDay& due,
                         bool urgent) {
    absl::StatusOr<std::vector<WaitingNotice>> waiting = ReadWaitingNotices(
        transaction, portfolio_, urgent, due.cutoff, batch_ + 1);
    if (!waiting.ok()) return waiting.status();
    const auto asked = AskedAgreements(transaction, due, urgent);
    if (!asked.ok()) return asked.status();
    if (waiting->empty() && asked->empty()) return absl::OkStatus();
    const bool last = static_cast<int64_t>(waiting->size()) <= batch_;
    if (!last) waiting->pop_back();
    // One that was cut off between two batches tells no more.
    const auto cut_off = ReadDigestsCutOff(transaction, portfolio_, due.day);
    if (!cut_off.ok()) return cut_off.status();
    for (const int64_t earlier : *cut_off) {
      absl::Status sent = SendOut(transaction, earlier);
      if (!sent.ok()) return sent;
    }
    absl::StatusOr<int64_t> digest =
        FindOrMakeDigest(transaction, portfolio_, due.day, urgent, now_);
    if (!digest.ok()) return digest.status();
    absl::Status status =
        TellNotices(transaction, *digest, *std::move(waiting));
    if (!status.ok()) return status;
    for (const auto& [agreement, member] : *asked) {
      status = WriteTold(transaction, portfolio_, agreement, member, *digest);
      if (!status.ok()) return status;
    }
    // Each urgent batch is a digest of its own.
    return last || urgent ? SendOut(transaction, *digest) : absl::OkStatus();
  }

  // Whom this digest tells of keys and words that are waited for.
  using Asked = std::vector<std::pair<WaitingAgreement, std::string>>;
  absl::StatusOr<Asked> AskedAgreements(const Reader& reader,
                                        const DigestDay& due,
                                        bool urgent) const {
    Asked asked;
    if (urgent) return asked;
    absl::StatusOr<std::vector<WaitingAgreement>> waiting =
        ReadWaitingAgreements(reader, portfolio_, due.cutoff);
    if (!waiting.ok()) return waiting.status();
    for (const WaitingAgreement& agreement : *waiting) {
      for (std::string& member : WhoIsWaitedFor(agreement.acted, facts_)) {
        const auto told = WasTold(reader, portfolio_, agreement, member);
        if (!told.ok()) return told.status();
        if (!*told) asked.emplace_back(agreement, std::move(member));
      }
    }
    return asked;
  }

  // The digest goes to the endpoints that hear of it and to everybody whom it
  // tells something, as it is now.
  absl::Status SendOut(Transaction& transaction, int64_t digest) {
    absl::Status out = WriteDigestOut(transaction, portfolio_, digest);
    if (!out.ok()) return out;
    const auto told = CountTold(transaction, portfolio_, digest);
    if (!told.ok()) return told.status();
    int64_t all = 0;
    for (const auto& [recipient, count] : *told) all += count;
    const auto webhooks =
        WebhooksHearing(transaction, portfolio_, Hears::kDigests);
    if (!webhooks.ok()) return webhooks.status();
    for (const std::string& webhook : *webhooks) {
      absl::Status status = QueueDelivery(transaction, portfolio_,
                                          {.number = digest, .entries = all},
                                          {Channel::kWebhook, webhook}, now_);
      if (!status.ok()) return status;
    }
    if (!mails_) return absl::OkStatus();
    for (const auto& [name, member] : facts_.members) {
      if (!CanAnswer(facts_, name) || !IsMailAddress(member.address()))
        continue;
      int64_t entries = 0;
      for (const std::string& recipient : RecipientsOf(member)) {
        const auto count = told->find(recipient);
        if (count != told->end()) entries += count->second;
      }
      if (entries == 0) continue;
      absl::Status status = QueueDelivery(
          transaction, portfolio_, {.number = digest, .entries = entries},
          {Channel::kMail, std::string(LastId(name))}, now_);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status TellNotices(Transaction& transaction, int64_t digest,
                           std::vector<WaitingNotice> waiting) {
    for (WaitingNotice& next : waiting) {
      Notice& notice = next.notice;
      notice.recipient = WhoIsTold(notice.recipient, facts_, today_);
      absl::Status status =
          WriteTold(transaction, portfolio_, notice, digest, next.owed);
      if (!status.ok()) return status;
      // What has risen again before it was told is listed, not asked.
      if (!next.owed || next.has_clock) continue;
      status =
          StartClock(transaction, portfolio_, notice.subject, now_,
                     DueTime(now_, DaysOf(notice.subject), facts_.portfolio));
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  int32_t DaysOf(const Subject& subject) const {
    return subject.task == v1::Task::KIND_UNSPECIFIED
               ? DaysToAnswer(facts_.portfolio)
               : DaysFor(subject.task, facts_.portfolio);
  }

  // One rung at a time, until nobody's time has come: after downtime several.
  absl::Status ClimbAll() {
    while (true) {
      absl::StatusOr<lifeline::Snapshot> reader = store_.database()->Read();
      if (!reader.ok()) return reader.status();
      absl::StatusOr<std::vector<Climbing>> first =
          ReadClimbing(*reader, portfolio_, now_, 1);
      if (!first.ok()) return first.status();
      if (first->empty()) return absl::OkStatus();
      absl::Status climbed = store_.writer()->Run(
          [&](Transaction& transaction) { return ClimbBatch(transaction); });
      if (!climbed.ok()) return climbed;
    }
  }

  absl::Status ClimbBatch(Transaction& transaction) {
    absl::StatusOr<std::vector<Climbing>> climbing =
        ReadClimbing(transaction, portfolio_, now_, batch_);
    if (!climbing.ok()) return climbing.status();
    for (const Climbing& next : *climbing) {
      absl::Status status = Climb(transaction, next);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Climb(Transaction& transaction, const Climbing& climbing) {
    const Subject& subject = climbing.subject;
    std::optional<StepUp> step;
    std::string side;
    if (climbing.owed) {
      absl::StatusOr<v1::Task::Side> found = SideOfTask(transaction, subject);
      if (!found.ok()) return found.status();
      std::string owed_by = climbing.owed_by;
      if (*found == v1::Task::SIDE_REQUESTER) {
        owed_by = AnswersFor(subject.item);
      } else if (*found != v1::Task::SIDE_UNSPECIFIED) {
        side = SideRecipient(*found);
      }
      step = NextStep({owed_by, OwnerOf(subject.item), climbing.rung}, facts_);
    }
    // What is owed no more, and what has arrived, climbs no further.
    if (!step) {
      return WriteClimb(transaction, portfolio_, subject, climbing.rung,
                        std::nullopt);
    }
    Notice notice;
    notice.subject = subject;
    notice.rung = step->rung;
    notice.recipient = step->asked;
    if (notice.recipient.empty() && step->rung == v1::RUNG_OVERDUE)
      notice.recipient = side;
    notice.make_time = now_;
    absl::Status status = WriteNotice(transaction, portfolio_, notice);
    if (!status.ok()) return status;
    // From the stored time on, not from now: a rest gives nobody more time.
    std::optional<absl::Time> then;
    if (step->rung != v1::RUNG_ARBITER) {
      then = DueTime(climbing.climb_time,
                     SlaOf(facts_.portfolio).escalate_after_days(),
                     facts_.portfolio);
    }
    return WriteClimb(transaction, portfolio_, subject, step->rung, then);
  }

  // SIDE_UNSPECIFIED for a receipt.
  absl::StatusOr<v1::Task::Side> SideOfTask(const Reader& reader,
                                            const Subject& subject) const {
    if (subject.task == v1::Task::KIND_UNSPECIFIED)
      return v1::Task::SIDE_UNSPECIFIED;
    absl::StatusOr<std::optional<v1::Task>> task =
        ReadTask(reader, portfolio_, subject);
    if (!task.ok()) return task.status();
    return task->has_value() ? (*task)->side() : v1::Task::SIDE_UNSPECIFIED;
  }

  std::string AnswersFor(const std::string& item) const {
    const auto index = view_.FindItem(ItemName(portfolio_, item));
    return index ? WhoAnswersFor(*view_.snapshot().items[*index], facts_)
                 : std::string();
  }

  std::string OwnerOf(const std::string& item) const {
    const auto index = view_.FindItem(ItemName(portfolio_, item));
    return index ? view_.snapshot().items[*index]->owner() : std::string();
  }

  ScoringStore& store_;
  const std::string portfolio_;
  const RankingView& view_;
  const RoadmapFacts& facts_;
  const absl::Time now_;
  const EpochDay today_;
  const int64_t batch_;
  const bool mails_;
};

}  // namespace

Notifier::Notifier(const PlanningContext* context, NotifierOptions options)
    : context_(context),
      options_(options),
      ticking_([this] { return Tick(); }, options.tick) {}

absl::Status Notifier::Tick() {
  absl::Status status = RunOnce();
  absl::MutexLock lock(&mutex_);
  if (!status.ok() && health_.ok()) {
    LogEvent(options_.log, LogLevel::kError, "nobody could be told",
             {{"reason", absl::string_view(ReasonOf(status))}});
  }
  health_ = status;
  return status;
}

absl::Status Notifier::RunOnce() {
  absl::Status first;
  for (const std::string& portfolio : context_->registry->Portfolios()) {
    const RankingPtr latest = context_->registry->Find(portfolio)->Latest();
    if (latest == nullptr) continue;
    absl::Status status = Round(context_->store, portfolio, *latest->view,
                                context_->clock(), options_)
                              .Run();
    if (first.ok()) first = status;
  }
  return first;
}

absl::Status Notifier::health() const {
  absl::MutexLock lock(&mutex_);
  return health_;
}

}  // namespace lifeline::scoring
