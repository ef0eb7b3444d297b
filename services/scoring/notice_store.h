#ifndef LIFELINE_SERVICES_SCORING_NOTICE_STORE_H_
#define LIFELINE_SERVICES_SCORING_NOTICE_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/common/dates.h"

namespace lifeline::scoring {

// Notices, digests and clocks. A notice is written in the transaction of what
// it tells of, waits for a digest, and belongs to it from then on. With the
// first one of what is owed its clock starts. Pure functions of the reader's
// instant; portfolios and items are ids.

// The tables and their guards, for the scoring schema. What was owed before
// keeps the due time that it had.
extern const Migration kNoticeSchema;

// What a notice is about: the crossing of an item in ranking `number` if `task`
// is unspecified, else the item's task of that kind and number.
struct Subject {
  std::string item;
  v1::Task::Kind task = v1::Task::KIND_UNSPECIFIED;
  int64_t number = 0;

  friend bool operator==(const Subject&, const Subject&) = default;
};

struct Notice {
  Subject subject;
  v1::Rung rung = v1::RUNG_ASKED;
  // A member's name, SideRecipient, or empty for nobody.
  std::string recipient;
  bool urgent = false;
  absl::Time make_time;
};

// The recipient of what a side as a whole is told.
std::string SideRecipient(v1::Task::Side side);
// What a member is told: his or her own, and what the sides are told.
std::vector<std::string> RecipientsOf(const roadmap::v1::Member& member);

absl::Status WriteNotice(Transaction& transaction, absl::string_view portfolio,
                         const Notice& notice);
// The notice of the item's newest task of that kind: for the member who is
// asked, or for the side.
absl::Status WriteTaskNotice(Transaction& transaction,
                             absl::string_view portfolio, const v1::Task& task);

// A notice that no digest has told.
struct WaitingNotice {
  Notice notice;
  // An answer or a step is owed still.
  bool owed = false;
  bool has_clock = false;
};
// Those made before `cutoff`, or the urgent ones only; oldest first.
absl::StatusOr<std::vector<WaitingNotice>> ReadWaitingNotices(
    const Reader& reader, absl::string_view portfolio, bool urgent,
    absl::Time cutoff, int64_t limit);

// The number of the day's digest, which is made if there is none; of a new one
// if it is urgent.
absl::StatusOr<int64_t> FindOrMakeDigest(Transaction& transaction,
                                         absl::string_view portfolio,
                                         EpochDay day, bool urgent,
                                         absl::Time now);

// The digest told `notice.recipient` of it; `asks` if something is owed.
absl::Status WriteTold(Transaction& transaction, absl::string_view portfolio,
                       const Notice& notice, int64_t digest, bool asks);

// Starts the clock of what has been told, which climbs first when it is due.
absl::Status StartClock(Transaction& transaction, absl::string_view portfolio,
                        const Subject& subject, absl::Time told,
                        absl::Time due);

// What has to climb.
struct Climbing {
  Subject subject;
  v1::Rung rung = v1::RUNG_ASKED;
  absl::Time climb_time;
  bool owed = false;
  // The member who owes the answer; empty for a task.
  std::string owed_by;
};
// Those whose time has come; earliest first.
absl::StatusOr<std::vector<Climbing>> ReadClimbing(const Reader& reader,
                                                   absl::string_view portfolio,
                                                   absl::Time now,
                                                   int64_t limit);

// It stands on `rung` and climbs next at `next`; never, if there is none.
absl::Status WriteClimb(Transaction& transaction, absl::string_view portfolio,
                        const Subject& subject, v1::Rung rung,
                        std::optional<absl::Time> next);

// Digests in which one of `recipients` (one to four) was told something, newest
// first, before `before` (0 is from the newest). Entries come without titles,
// the first `entries` of each.
struct StoredDigest {
  int64_t number = 0;
  v1::Digest digest;  // without its name
};
absl::StatusOr<std::vector<StoredDigest>> ReadDigests(
    const Reader& reader, absl::string_view portfolio,
    absl::Span<const std::string> recipients, int64_t before, int64_t limit,
    int32_t entries);

// The same of one digest, with what it told everybody; nullopt if there is none
// of that number.
absl::StatusOr<std::optional<StoredDigest>> ReadWholeDigest(
    const Reader& reader, absl::string_view portfolio, int64_t number,
    int32_t entries);

// How many things a digest has told each of its recipients.
absl::StatusOr<std::map<std::string, int64_t>> CountTold(
    const Reader& reader, absl::string_view portfolio, int64_t digest);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_NOTICE_STORE_H_
