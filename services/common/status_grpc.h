#ifndef LIFELINE_SERVICES_COMMON_STATUS_GRPC_H_
#define LIFELINE_SERVICES_COMMON_STATUS_GRPC_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"

namespace lifeline {

// The status as gRPC carries it: the payloads become a google.rpc.Status in
// `grpc-status-details-bin`. A status without ErrorInfo gets one, so every
// error that leaves has exactly one. What is more than clients take of trailers
// is cut: the text first, then the violations after the first ones, whose
// number is told.
grpc::Status ToGrpc(const absl::Status& status);

// The other way, for clients: the details become payloads again, so ReasonOf
// and ReadDetail work on the result.
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_STATUS_GRPC_H_
