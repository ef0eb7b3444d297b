#ifndef LIFELINE_SERVICES_GATEWAY_DOOR_LOG_H_
#define LIFELINE_SERVICES_GATEWAY_DOOR_LOG_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/gateway/http.h"

namespace lifeline::gateway {

// How one request was served: where it went (a method, or a name of ours, never
// an address), and the code it ended with: that of Connect, or of HTTP.
struct Outcome {
  std::string route;
  std::string code;
  // Its duration says something: it is no stream.
  bool timed = true;
  // Of the server's making.
  bool trouble = false;
};

// Counts requests, and writes the lines that the services write of theirs: for
// trouble and for what took long, or for all. Thread safe.
class DoorLog {
 public:
  DoorLog(const Log* log, bool all, Metrics* metrics)
      : log_(log), all_(all), metrics_(metrics) {}

  void Served(const HttpRequest& request, const Outcome& outcome,
              absl::Duration took) const;

 private:
  const Log* const log_;
  const bool all_;
  Metrics* const metrics_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_DOOR_LOG_H_
