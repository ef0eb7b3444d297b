#ifndef LIFELINE_SERVICES_AUDIT_READERS_H_
#define LIFELINE_SERVICES_AUDIT_READERS_H_

#include <grpcpp/channel.h>

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/audit/limits.h"
#include "services/common/rpc.h"

namespace lifeline::audit {

// Who may read what an audit has found: the members of the portfolio, whom the
// roadmap knows and the audit does not. The roadmap is asked as the caller, by
// the caller's own token, so that nobody reads by a copy of its rule. Thread
// safe; outlives the calls.
class Readers {
 public:
  // On the way to the `roadmap` a token must count before any credential of
  // ours, or everybody would be taken for the audit.
  // `clock` is the system's: deadlines are.
  Readers(const std::shared_ptr<grpc::Channel>& roadmap, const Limits& limits,
          std::function<absl::Time()> clock);

  // Calls `answer` once, here or on gRPC's thread, with OK or why `call` may
  // not read: the errors of rights::Admit, or the roadmap's. Ends with the
  // call.
  void Admit(const CallContext& call, const google::protobuf::Message& request,
             std::function<void(absl::Status)> answer) const;

 private:
  const std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_;
  const Limits limits_;
  const std::function<absl::Time()> clock_;
};

}  // namespace lifeline::audit

#endif  // LIFELINE_SERVICES_AUDIT_READERS_H_
