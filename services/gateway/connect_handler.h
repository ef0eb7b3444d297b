#ifndef LIFELINE_SERVICES_GATEWAY_CONNECT_HANDLER_H_
#define LIFELINE_SERVICES_GATEWAY_CONNECT_HANDLER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/gateway/backend.h"
#include "services/gateway/caller.h"
#include "services/gateway/connect_protocol.h"
#include "services/gateway/http.h"
#include "services/gateway/limits.h"
#include "services/gateway/stream_places.h"
#include "services/gateway/transcoder.h"
#include "services/gateway/upstream.h"

namespace lifeline::gateway {

// Serves calls of the Connect protocol by handing them to the services. Thread
// safe; all it is made of outlives it.
class ConnectHandler {
 public:
  ConnectHandler(const Transcoder* transcoder, StreamPlaces* places,
                 const GatewayLimits& limits)
      : transcoder_(*transcoder), places_(*places), limits_(limits) {}

  // The code that the call ended with.
  Task<grpc::StatusCode> Serve(const Method& method, const HttpRequest& request,
                               Exchange& exchange) const;

 private:
  // A call that may be made.
  struct Prepared {
    std::string message;
    CallerMetadata caller;
    absl::Duration timeout;
  };

  Task<grpc::StatusCode> ServeUnary(const Method& method, Encoding encoding,
                                    const HttpRequest& request,
                                    Exchange& exchange) const;
  Task<grpc::StatusCode> ServeStream(const Method& method, Encoding encoding,
                                     const HttpRequest& request,
                                     Exchange& exchange) const;
  Task<grpc::Status> Forward(const Method& method, Encoding encoding, bool gzip,
                             UpstreamCall& call, Exchange& exchange) const;
  absl::StatusOr<Prepared> Prepare(const Method& method, Encoding encoding,
                                   const HttpRequest& request) const;
  absl::StatusOr<std::string> MessageOf(const Method& method, Encoding encoding,
                                        const HttpRequest& request) const;
  HttpResponse Answer(const Method& method, Encoding encoding, bool gzip,
                      UpstreamAnswer& answer) const;

  const Transcoder& transcoder_;
  StreamPlaces& places_;
  const GatewayLimits limits_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_CONNECT_HANDLER_H_
