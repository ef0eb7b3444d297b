#ifndef LIFELINE_SERVICES_GATEWAY_CONNECT_PROTOCOL_H_
#define LIFELINE_SERVICES_GATEWAY_CONNECT_PROTOCOL_H_

#include <grpcpp/support/status.h>

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/gateway/http.h"
#include "services/gateway/transcoder.h"

namespace lifeline::gateway {

// The Connect protocol (https://connectrpc.com/docs/protocol): its words, and
// nothing of how they travel. Pure.

// How a body is written, by its Content-Type.
struct Encoding {
  bool json = false;
  // Messages in envelopes, for methods that stream.
  bool stream = false;
};

// Nothing for a type that is none of the protocol's.
std::optional<Encoding> ParseContentType(absl::string_view content_type);
absl::string_view ContentTypeOf(Encoding encoding);

// The HTTP status and the name of a code.
int HttpStatusOf(grpc::StatusCode code);
absl::string_view ConnectCodeOf(grpc::StatusCode code);

// {"code", "message", "details"}; the details are those of
// `grpc-status-details-bin`, each as {type, value, debug}.
std::string ErrorJson(const grpc::Status& status, const Transcoder& transcoder);

// The whole answer to a unary call that failed.
HttpResponse ErrorResponse(const grpc::Status& status,
                           const Transcoder& transcoder);

// The caller's Connect-Timeout-Ms; InfiniteDuration without one.
// INVALID_ARGUMENT, reason TIMEOUT_INVALID, for what is not at most ten digits.
absl::StatusOr<absl::Duration> ParseTimeout(absl::string_view header);

// One message of a stream in its envelope.
inline constexpr uint8_t kCompressedFlag = 1;
inline constexpr uint8_t kEndFlag = 2;
std::string Envelope(uint8_t flags, absl::string_view message);

struct Enveloped {
  uint8_t flags = 0;
  absl::string_view message;
};
// The one message of a request; INVALID_ARGUMENT, reason BODY_INVALID, if the
// body is not exactly one envelope.
absl::StatusOr<Enveloped> OpenEnvelope(absl::string_view body);

// The last message of a stream, in its envelope.
std::string EndOfStream(const grpc::Status& status,
                        const Transcoder& transcoder);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_CONNECT_PROTOCOL_H_
