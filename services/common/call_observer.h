#ifndef LIFELINE_SERVICES_COMMON_CALL_OBSERVER_H_
#define LIFELINE_SERVICES_COMMON_CALL_OBSERVER_H_

#include <grpcpp/support/server_interceptor.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/common/log.h"
#include "services/common/metrics.h"

namespace lifeline {

// Sees every call of a server come and go: counts it by the names of
// grpc-ecosystem (grpc_server_*), writes the log's line of it, and puts the
// trace id into the details of an error (google.rpc.RequestInfo). Thread safe.
class CallObserver
    : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  // `services` are full names; calls of others are not told apart. `metrics`
  // and `log` may be null. With `log_all` calls that went well have a line too.
  // Outlived by all of them and by `under_way`, which counts the calls that
  // have begun and not ended.
  CallObserver(absl::Span<const std::string> services, Metrics* metrics,
               const Log* log, bool log_all, std::atomic<int64_t>* under_way);

  // For gRPC, once for each call.
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override;

 private:
  class Call;

  // The series of one method; null without metrics.
  struct Method {
    std::string name;
    MetricLabels labels;
    bool unary = true;
    Counter* started = nullptr;
    Counter* received = nullptr;
    Counter* sent = nullptr;
    Histogram* seconds = nullptr;
    // By status code, made when one is met.
    std::array<std::atomic<Counter*>, 17> handled{};
  };

  void AddMethods(const std::string& service);
  void CountEnd(Method& method, grpc::StatusCode code, double seconds) const;

  Metrics* const metrics_;
  const Log* const log_;
  const bool log_all_;
  std::atomic<int64_t>* const under_way_;
  // "/lifeline.backlog.v1.BacklogService/GetItem"; fixed once it is made.
  absl::flat_hash_map<std::string, std::unique_ptr<Method>> methods_;
  // Stands for every method that has no name here.
  Method other_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_CALL_OBSERVER_H_
