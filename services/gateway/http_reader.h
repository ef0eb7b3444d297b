#ifndef LIFELINE_SERVICES_GATEWAY_HTTP_READER_H_
#define LIFELINE_SERVICES_GATEWAY_HTTP_READER_H_

#include <string>

#include "services/gateway/connection.h"
#include "services/gateway/http.h"
#include "services/gateway/limits.h"

namespace lifeline::gateway {

// What came of waiting for a request.
struct ReadResult {
  enum class Kind {
    // There is one.
    kRequest,
    // The client has gone, or took too long to begin.
    kOver,
    // It is refused with `status`, and nothing more is read.
    kRefused,
  };
  Kind kind = Kind::kOver;
  HttpRequest request = {};
  int status = 0;
  // Why, and the way out.
  std::string message = {};
};

// Reads the requests of one connection, one after the other, by Beast's
// parser. What a client sends ahead waits its turn.
class HttpReader {
 public:
  HttpReader(Connection* connection, const GatewayLimits& limits)
      : connection_(connection), limits_(limits) {}

  Task<ReadResult> Next();

 private:
  Connection* const connection_;
  const GatewayLimits& limits_;
  // What has come and was not parsed yet.
  std::string ahead_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_HTTP_READER_H_
