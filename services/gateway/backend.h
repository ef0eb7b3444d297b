#ifndef LIFELINE_SERVICES_GATEWAY_BACKEND_H_
#define LIFELINE_SERVICES_GATEWAY_BACKEND_H_

#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

namespace lifeline::gateway {

// A service that calls are handed to.
struct Backend {
  // "roadmap".
  std::string name;
  // Where it is, for people; empty in the same process.
  std::string address;
  std::shared_ptr<grpc::Channel> channel;
  // The file of its API; all services in it are served.
  const google::protobuf::FileDescriptor* api = nullptr;
};

// The four services of Lifeline, each over its channel.
struct Channels {
  struct Way {
    std::shared_ptr<grpc::Channel> channel;
    std::string address = {};
  };
  Way roadmap;
  Way backlog;
  Way scoring;
  Way audit;
};
std::vector<Backend> BackendsOf(const Channels& channels);

// One method that can be called through the door.
struct Method {
  // "/lifeline.roadmap.v1.RoadmapService/GetTeam".
  std::string path;
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  const Backend* backend = nullptr;
};

// Every method of the backends, as their descriptors have them. Does not
// change; the backends must outlive it.
class Methods {
 public:
  explicit Methods(const std::vector<Backend>& backends);
  // Null if there is none of this path.
  const Method* Find(absl::string_view path) const;
  const std::map<std::string, Method, std::less<>>& all() const {
    return methods_;
  }

 private:
  std::map<std::string, Method, std::less<>> methods_;
};

// What a caller is told of a failed call: the service's own words, or, where
// there was no service to say them, which one is missing and the way out.
grpc::Status Explained(const grpc::Status& status, const Backend& backend);

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_BACKEND_H_
