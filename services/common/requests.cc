#include "services/common/requests.h"

#include <string>
#include <utility>

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
  // The digest goes too: with it a text could be guessed and checked.
  return transaction.Do(
      "UPDATE requests SET digest = ?, answer = ? WHERE "
      "instr(answer, ?) > 0",
      {Blob{""}, Blob{""}, Blob{text}});
}

absl::Status ForgetActor(Transaction& transaction, absl::string_view address) {
  const std::string lower = absl::AsciiStrToLower(address);
  absl::string_view login = lower;
  if (!absl::ConsumeSuffix(&login, "@localhost")) login = lower;
  return transaction.Do(
      "DELETE FROM requests WHERE lower(actor) IN (?, ?) OR "
      "instr(lower(actor), '/members/' || ?) > 0",
      {lower, login, lower});
}

}  // namespace lifeline
