#include "services/common/requests.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/status.h"

namespace lifeline {

// Numbered by arrival, so that the oldest are found without an index over time.
const Migration kRequestsSchema = {"requests", R"sql(
CREATE TABLE requests (
  sequence INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  digest BLOB NOT NULL,
  answer BLOB NOT NULL,
  time_us INTEGER NOT NULL,
  UNIQUE (actor, request_id)
);
)sql"};

namespace {

// At every so many requests, twice as many of the oldest are looked at: the
// table shrinks if it must, and one request in sixteen pays for it.
constexpr int kPruneEvery = 16;
constexpr int kPruneLook = 2 * kPruneEvery;

// How many of the oldest ForgetOldRequests looks at in one transaction.
constexpr int kForgetLook = 256;

// A digest's bytes are as good as random, and cost no statement.
bool PrunesNow(const RequestKey& key) {
  return !key.digest.empty() &&
         static_cast<unsigned char>(key.digest.back()) % kPruneEvery == 0;
}

bool IsOfAnId(char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

bool IsOfAName(char c) { return IsOfAnId(c) || c == '/' || c == '@'; }

// The text that begins at `from` in an encoded message, by the length in front
// of it; empty if what stands there is no length of a text.
absl::string_view TextAt(absl::string_view message, size_t from) {
  if (from == 0) return {};
  size_t length = static_cast<unsigned char>(message[from - 1]);
  if (length >= 128) return {};
  if (from > 1) {
    const size_t low = static_cast<unsigned char>(message[from - 2]);
    if (low >= 128) length = length * 128 + low - 128;
  }
  return length <= message.size() - from ? message.substr(from, length)
                                         : absl::string_view();
}

// Whether a text is the name of something else that begins like `name`. What
// lies in `name` is not; but for a portfolio, in which everything lies.
bool IsAnotherName(absl::string_view text, absl::string_view name) {
  if (text.size() <= name.size()) return false;
  const bool is_portfolio = std::count(name.begin(), name.end(), '/') == 1;
  const char next = text[name.size()];
  return std::all_of(text.begin(), text.end(), IsOfAName) &&
         (IsOfAnId(next) || (next == '/' && is_portfolio));
}

// Passed over is only what is another name as a whole: the byte after a name
// may be the tag of a field, and look like a letter. A name amid a longer text
// has no length in front of it; what is taken for one makes a name hardly ever.
bool IsAbout(absl::string_view answer, absl::string_view name) {
  for (size_t at = answer.find(name); at != answer.npos;
       at = answer.find(name, at + 1)) {
    if (!IsAnotherName(TextAt(answer, at), name)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::optional<std::string>> FindAnswer(const Reader& reader,
                                                      const RequestKey& key) {
  std::optional<std::string> answer;
  if (key.request_id.empty()) return answer;
  absl::Status status = reader.Query(
      "SELECT method, digest, answer FROM requests WHERE actor = ? AND "
      "request_id = ?",
      {key.actor, key.request_id}, [&](const Row& row) {
        if (row.Bytes(1).empty()) {
          return Error(absl::StatusCode::kFailedPrecondition, "ANSWER_ERASED",
                       absl::StrCat("request_id: ", key.request_id,
                                    " was carried out, and what it was "
                                    "answered has been erased since; read the "
                                    "resource instead"),
                       {{"request_id", key.request_id}});
        }
        if (row.Bytes(0) == key.method && row.Bytes(1) == key.digest) {
          answer = row.Text(2);
          return absl::OkStatus();
        }
        return Error(absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
                     absl::StrCat("request_id: ", key.request_id,
                                  " has already been used for another request; "
                                  "make a new id for each request, and "
                                  "repeat one only with the same content"),
                     {{"request_id", key.request_id}});
      });
  if (!status.ok()) return status;
  return answer;
}

absl::Status KeepAnswer(Transaction& transaction, const RequestKey& key,
                        absl::string_view answer, absl::Time now) {
  if (key.request_id.empty()) return absl::OkStatus();
  absl::Status status = transaction.Do(
      "INSERT INTO requests (actor, request_id, method, digest, "
      "answer, time_us) VALUES (?, ?, ?, ?, ?, ?)",
      {key.actor, key.request_id, key.method, Blob{key.digest}, Blob{answer},
       absl::ToUnixMicros(now)});
  if (!status.ok() || !PrunesNow(key)) return status;
  return transaction.Do(
      "DELETE FROM requests WHERE time_us < ? AND sequence IN "
      "(SELECT sequence FROM requests ORDER BY sequence LIMIT ?)",
      {absl::ToUnixMicros(now - kRequestRetention), kPruneLook});
}

absl::Status ForgetOldRequests(Database* database, Writer* writer,
                               absl::Time now) {
  const int64_t before = absl::ToUnixMicros(now - kRequestRetention);
  while (true) {
    absl::StatusOr<int64_t> old = 0;
    {
      absl::StatusOr<Snapshot> snapshot = database->Read();
      if (!snapshot.ok()) return snapshot.status();
      old = snapshot->QueryInt(
          "SELECT count(*) FROM (SELECT time_us FROM requests ORDER BY "
          "sequence LIMIT ?) AS oldest WHERE time_us < ?",
          {kForgetLook, before});
    }
    if (!old.ok()) return old.status();
    if (*old == 0) return writer->EmptyLogIfOwed();
    absl::Status forgotten = writer->Run([before](Transaction& transaction) {
      transaction.EmptyLog();
      return transaction.Do(
          "DELETE FROM requests WHERE time_us < ? AND sequence IN "
          "(SELECT sequence FROM requests ORDER BY sequence LIMIT ?)",
          {before, kForgetLook});
    });
    if (!forgotten.ok()) return forgotten;
  }
}

absl::Status EraseAnswers(Transaction& transaction, absl::string_view text) {
  std::vector<int64_t> about;
  absl::Status status = transaction.Query(
      "SELECT sequence, answer FROM requests WHERE instr(answer, ?) > 0",
      {Blob{text}}, [&](const Row& row) {
        if (IsAbout(row.Bytes(1), text)) about.push_back(row.Int(0));
        return absl::OkStatus();
      });
  for (const int64_t sequence : about) {
    if (!status.ok()) return status;
    // The digest goes too: with it a text could be guessed and checked.
    status = transaction.Do(
        "UPDATE requests SET digest = ?, answer = ? WHERE sequence = ?",
        {Blob{""}, Blob{""}, sequence});
  }
  return status;
}

absl::Status ForgetActor(Transaction& transaction, absl::string_view address) {
  const std::string lower = absl::AsciiStrToLower(address);
  absl::string_view login = lower;
  if (!absl::ConsumeSuffix(&login, "@localhost")) login = lower;
  return transaction.Do(
      "DELETE FROM requests WHERE lower(actor) IN (?, ?) OR "
      "instr(lower(actor) || '/', '/members/' || ? || '/') > 0",
      {lower, login, lower});
}

}  // namespace lifeline
