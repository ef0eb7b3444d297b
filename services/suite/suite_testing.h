#ifndef LIFELINE_SERVICES_SUITE_SUITE_TESTING_H_
#define LIFELINE_SERVICES_SUITE_SUITE_TESTING_H_

#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/rpc.h"
#include "services/common/status_grpc.h"
#include "services/suite/suite.h"

namespace lifeline {

// For tests: the whole suite over a folder of its own, asked over channels
// without a socket. Its clock stands on Monday, 4 January 2027, at nine (UTC)
// until it is set.
class ClockedSuite : public ::testing::Test {
 protected:
  using RoadmapStub = roadmap::v1::RoadmapService::Stub;
  using BacklogStub = backlog::v1::BacklogService::Stub;
  using ScoringStub = scoring::v1::ScoringService::Stub;
  using AuditStub = audit::v1::AuditService::Stub;

  ClockedSuite();
  ~ClockedSuite() override;

  // Folder, clock and server are set here, whatever `options` says of them.
  void Start(SuiteOptions options = {});
  // Whatever the options name must outlive it.
  void Stop();

  absl::Time Now() const;
  void SetNow(absl::Time now);
  void Pass(absl::Duration time);

  // As a member of example.com; `as` is the part before the @.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      absl::string_view as, Stub& stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    context.AddMetadata(kCallerMetadata, absl::StrCat(as, "@example.com"));
    Response response;
    absl::Status status =
        FromGrpc((stub.*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

  Suite& suite() { return *suite_; }
  RoadmapStub& roadmap() { return *roadmap_; }
  BacklogStub& backlog() { return *backlog_; }
  ScoringStub& scoring() { return *scoring_; }
  AuditStub& audit() { return *audit_; }
  // The suite's data is in a folder of it.
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
  mutable absl::Mutex mutex_;
  absl::Time now_;
  std::unique_ptr<Suite> suite_;
  std::unique_ptr<RoadmapStub> roadmap_;
  std::unique_ptr<BacklogStub> backlog_;
  std::unique_ptr<ScoringStub> scoring_;
  std::unique_ptr<AuditStub> audit_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_SUITE_SUITE_TESTING_H_
