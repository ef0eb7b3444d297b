#ifndef LIFELINE_SERVICES_COMMON_IN_PROCESS_H_
#define LIFELINE_SERVICES_COMMON_IN_PROCESS_H_

#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <string>
#include <vector>

namespace lifeline {

// The metadata key of Authenticator::InProcessCredential.
inline constexpr char kInProcessMetadata[] = "lifeline-in-process";

// For a channel whose calls all bring this credential; none if it is empty.
std::vector<
    std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>>
SendingCredential(const std::string& credential);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_IN_PROCESS_H_
