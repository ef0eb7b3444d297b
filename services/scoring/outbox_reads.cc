#include "services/scoring/outbox_reads.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/dates.h"
#include "services/common/names.h"
#include "services/scoring/cause_text.h"
#include "services/scoring/crossing.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

// Entries of one digest that an endpoint gets, and that a mail does: a mail
// that nobody reads to its end tells nothing.
constexpr int32_t kEventEntries = 200;
constexpr int32_t kMailEntries = 25;

std::string TitleIn(const RankingView& view, const std::string& item) {
  const auto index = view.FindItem(item);
  return index ? view.snapshot().items[*index]->title() : std::string();
}

// The last day before `due`, as people write it.
std::string LastDay(const google::protobuf::Timestamp& due,
                    const roadmap::v1::Portfolio& portfolio) {
  const absl::Time last =
      absl::FromUnixMicros(MicrosOf(due)) - absl::Microseconds(1);
  return absl::FormatTime("%E4Y-%m-%d", last, ZoneOf(portfolio));
}

// A mail on its way from what is stored.
class Letter {
 public:
  Letter(const Reader& reader, const RankingView& view, Language language)
      : reader_(reader),
        view_(view),
        facts_(*view.snapshot().roadmap),
        portfolio_(LastId(facts_.portfolio.name())),
        language_(language) {}

  absl::StatusOr<ToldEntry> Tell(v1::Digest::Entry entry) {
    ToldEntry told;
    entry.set_title(TitleIn(view_, entry.item()));
    absl::Status said = absl::OkStatus();
    if (!entry.crossing().empty()) said = SayCrossing(entry, &told);
    if (said.ok() && !entry.task().empty()) said = SayTask(entry, &told);
    if (!said.ok()) return said;
    told.entry = std::move(entry);
    return told;
  }

 private:
  absl::Status SayCrossing(const v1::Digest::Entry& entry, ToldEntry* told) {
    const auto ids =
        ParseName("portfolios/*/rankings/*/crossings/*", entry.crossing());
    CrossingKey key;
    if (!ids.ok() || !absl::SimpleAtoi((*ids)[1], &key.ranking))
      return absl::OkStatus();
    key.item = (*ids)[2];
    absl::StatusOr<std::optional<v1::LineCrossing>> crossing =
        ReadCrossing(reader_, portfolio_, key);
    if (!crossing.ok()) return crossing.status();
    if (crossing->has_value()) {
      SayIn(language_, view_, &**crossing);
      told->why = (*crossing)->sentence().empty() ? (*crossing)->reason()
                                                  : (*crossing)->sentence();
    }
    absl::StatusOr<std::optional<v1::Receipt>> receipt =
        ReadReceipt(reader_, portfolio_, key);
    if (!receipt.ok()) return receipt.status();
    if (entry.asks() && receipt->has_value() && (*receipt)->has_due_time()) {
      told->due = LastDay((*receipt)->due_time(), facts_.portfolio);
    }
    return absl::OkStatus();
  }

  absl::Status SayTask(const v1::Digest::Entry& entry, ToldEntry* told) {
    Subject subject;
    subject.item = std::string(LastId(entry.item()));
    subject.task = entry.task_kind();
    const std::string& name = entry.task();
    if (!absl::SimpleAtoi(name.substr(name.rfind('-') + 1), &subject.number))
      return absl::OkStatus();
    absl::StatusOr<std::optional<v1::Task>> task =
        ReadTask(reader_, portfolio_, subject);
    if (!task.ok()) return task.status();
    if (entry.asks() && task->has_value() && (*task)->has_due_time())
      told->due = LastDay((*task)->due_time(), facts_.portfolio);
    return absl::OkStatus();
  }

  const Reader& reader_;
  const RankingView& view_;
  const RoadmapFacts& facts_;
  const std::string portfolio_;
  const Language language_;
};

}  // namespace

absl::StatusOr<std::optional<v1::LineCrossing>> ReadCrossingEvent(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& key) {
  absl::StatusOr<std::optional<v1::LineCrossing>> crossing =
      ReadCrossing(reader, portfolio, key);
  if (!crossing.ok() || !crossing->has_value()) return crossing;
  (*crossing)->clear_title();
  (*crossing)->clear_actors();
  AddSentence(Language::kEnglish, &**crossing);
  return crossing;
}

absl::StatusOr<std::optional<v1::Digest>> ReadDigestEvent(
    const Reader& reader, absl::string_view portfolio, int64_t number) {
  absl::StatusOr<std::optional<StoredDigest>> stored =
      ReadWholeDigest(reader, portfolio, number, kEventEntries);
  if (!stored.ok()) return stored.status();
  if (!stored->has_value()) return std::nullopt;
  v1::Digest digest = std::move((*stored)->digest);
  digest.set_name(absl::StrCat(PortfolioName(portfolio), "/digests/", number));
  return digest;
}

absl::StatusOr<std::optional<DigestMail>> ReadDigestMail(
    const Reader& reader, const RankingView& view,
    const roadmap::v1::Member& member, int64_t number) {
  const roadmap::v1::Portfolio& portfolio = view.snapshot().roadmap->portfolio;
  const std::string id(LastId(portfolio.name()));
  absl::StatusOr<std::vector<StoredDigest>> stored = ReadDigests(
      reader, id, RecipientsOf(member), number + 1, 1, kMailEntries);
  if (!stored.ok()) return stored.status();
  if (stored->empty() || stored->front().number != number) return std::nullopt;
  v1::Digest& digest = stored->front().digest;
  DigestMail mail;
  mail.portfolio = id;
  mail.title = portfolio.title().empty() ? id : portfolio.title();
  mail.urgent = digest.urgent();
  mail.more = digest.more_entries();
  mail.language =
      LanguageOf(member.language_code().empty() ? portfolio.locale()
                                                : member.language_code());
  Letter letter(reader, view, mail.language);
  for (v1::Digest::Entry& entry : *digest.mutable_entries()) {
    absl::StatusOr<ToldEntry> told = letter.Tell(std::move(entry));
    if (!told.ok()) return told.status();
    mail.entries.push_back(*std::move(told));
  }
  return mail;
}

}  // namespace lifeline::scoring
