#ifndef LIFELINE_SERVICES_COMMON_STATUS_H_
#define LIFELINE_SERVICES_COMMON_STATUS_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "google/rpc/error_details.pb.h"

namespace lifeline {

// What an error says beside its code and text are google.rpc messages, kept as
// payloads of the absl::Status under their type URL. status_grpc.h carries them
// over the wire. Pure functions.

// The domain of every ErrorInfo of ours.
inline constexpr absl::string_view kErrorDomain = "lifeline";

using ErrorMetadata =
    std::initializer_list<std::pair<absl::string_view, absl::string_view>>;

// An error with its one google.rpc.ErrorInfo. `reason` is UPPER_SNAKE and
// stable; `message` names the field and the way out; `metadata` are the names a
// program would want (for example {"item", "portfolios/shop/items/shop-12"}).
absl::Status Error(absl::StatusCode code, absl::string_view reason,
                   absl::string_view message, ErrorMetadata metadata = {});

// Sets the payload of `detail`'s type, replacing one of the same type. Does
// nothing to an OK status.
void AttachDetail(absl::Status* status,
                  const google::protobuf::Message& detail);

// Reads the payload of `detail`'s type; false if there is none or it does not
// parse.
bool ReadDetail(const absl::Status& status, google::protobuf::Message* detail);

// The ErrorInfo's reason; empty if the status is OK or has none.
std::string ReasonOf(const absl::Status& status);

// The same status with exactly one ErrorInfo: one that has none gets its code's
// name as the reason (INTERNAL, DEADLINE_EXCEEDED). OK stays as it is.
absl::Status WithErrorInfo(absl::Status status);

// UPPER_SNAKE name of a code, as google.rpc.Code spells it.
absl::string_view CodeName(absl::StatusCode code);

// Collects all that is wrong with one request, so that the caller sees it at
// once. Not thread safe.
class Violations {
 public:
  // `field` is the path in the request ("item.ratings[2].value"); `description`
  // says what is wrong and the way out.
  void Add(absl::string_view field, absl::string_view description);

  // Takes over the violations of a part of the request; `prefix`
  // ("changes[3].item") is put before each field with a dot.
  void AddAll(absl::string_view prefix, const Violations& part);

  bool empty() const { return violations_.empty(); }
  // Those that were only counted, too.
  size_t size() const { return violations_.size() + counted_; }

  // OK if there is none; else INVALID_ARGUMENT with google.rpc.BadRequest and
  // ErrorInfo reason INVALID_FIELDS, or `reason` if given. The message repeats
  // the first ten, so that a person who sees only the text can act, and says
  // how many more there are: those past ServerLimits::violations, which nobody
  // reads, are only counted.
  absl::Status ToStatus(absl::string_view reason = "INVALID_FIELDS") const;

  const std::vector<std::pair<std::string, std::string>>& list() const {
    return violations_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> violations_;
  size_t counted_ = 0;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_STATUS_H_
