#ifndef LIFELINE_CLIENTS_CLI_SESSION_H_
#define LIFELINE_CLIENTS_CLI_SESSION_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "lifeline/storage/v1/storage.grpc.pb.h"

namespace lifeline::cli {

using RoadmapStub = roadmap::v1::RoadmapService::Stub;
using BacklogStub = backlog::v1::BacklogService::Stub;
using ScoringStub = scoring::v1::ScoringService::Stub;
using StorageStub = storage::v1::StorageService::Stub;
using AuditStub = audit::v1::AuditService::Stub;

struct SessionOptions {
  std::string roadmap_address;
  std::string backlog_address;
  std::string scoring_address;
  std::string audit_address;
  // Who acts, sent as `lifeline-as`; empty with a token, which says it.
  std::string actor;
  // Sent as `authorization: Bearer`. Empty is none.
  std::string token = {};
  // Who signs the services' certificates, in PEM; empty is without TLS.
  std::string authority = {};
  // Of those who run Lifeline, with its key; empty shows none.
  std::string certificate = {};
  std::string key = {};
  // For each call, with its repeats.
  absl::Duration timeout = absl::Seconds(30);
  // Makes the mutations repeatable; random if empty.
  std::string request_id;
};

// The services as one caller sees them: identity, deadline, request ids
// and repeats in one place. Thread safe once constructed, but for request ids.
class Session {
 public:
  explicit Session(SessionOptions options);
  // The same over channels that exist, for tests and in-process services; the
  // audit is where scoring is.
  Session(SessionOptions options, std::shared_ptr<grpc::Channel> roadmap,
          std::shared_ptr<grpc::Channel> backlog,
          std::shared_ptr<grpc::Channel> scoring);

  // Calls a method, for example `Call(&RoadmapStub::GetTeam, request)`. A
  // mutation without a request_id gets one, and keeps it when the call is
  // repeated because the service was unavailable. Errors are the server's, with
  // details; UNAVAILABLE says how to reach one.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      std::common_type_t<Request> request) {
    StampRequestId(&request);
    Response response;
    const absl::Status status =
        Repeat(Address<Stub>(), [&](grpc::ClientContext* context) {
          return (StubOf<Stub>().*method)(context, request, &response);
        });
    if (!status.ok()) return status;
    return response;
  }

  // Every element of a paged list; `elements` takes the field of a response.
  template <typename Stub, typename Request, typename Response,
            typename Element>
  absl::StatusOr<std::vector<Element>> ListAll(
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      std::common_type_t<Request> request,
      const google::protobuf::RepeatedPtrField<Element>& (Response::*elements)()
          const) {
    std::vector<Element> all;
    request.set_page_size(1000);
    do {
      absl::StatusOr<Response> page = Call(method, request);
      if (!page.ok()) return page.status();
      for (const Element& element : ((*page).*elements)()) {
        all.push_back(element);
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  // For streams, which have no deadline: a context with the caller's identity.
  void Identify(grpc::ClientContext* context) const;
  ScoringStub& scoring() { return *scoring_; }

  // The process that keeps this database ("scoring", "backlog", "roadmap").
  StorageStub& storage(const std::string& database) {
    return *storage_.at(database);
  }
  // What that process keeps.
  absl::StatusOr<storage::v1::ListDatabasesResponse> ListDatabases(
      const std::string& database);

  // An id for a change that has parts in several services.
  std::string NewChangeId();
  const std::string& actor() const { return options_.actor; }

 private:
  template <typename Stub>
  Stub& StubOf() {
    if constexpr (std::is_same_v<Stub, RoadmapStub>) {
      return *roadmap_;
    } else if constexpr (std::is_same_v<Stub, BacklogStub>) {
      return *backlog_;
    } else if constexpr (std::is_same_v<Stub, AuditStub>) {
      return *audit_;
    } else {
      return *scoring_;
    }
  }

  template <typename Stub>
  const std::string& Address() const {
    if constexpr (std::is_same_v<Stub, RoadmapStub>) {
      return options_.roadmap_address;
    } else if constexpr (std::is_same_v<Stub, BacklogStub>) {
      return options_.backlog_address;
    } else if constexpr (std::is_same_v<Stub, AuditStub>) {
      return options_.audit_address;
    } else {
      return options_.scoring_address;
    }
  }

  void StampRequestId(google::protobuf::Message* request);
  absl::Status Repeat(
      const std::string& address,
      const std::function<grpc::Status(grpc::ClientContext*)>& call) const;

  SessionOptions options_;
  int request_ids_ = 0;
  // Of everything that one command does.
  std::string trace_id_;
  std::unique_ptr<RoadmapStub> roadmap_;
  std::unique_ptr<BacklogStub> backlog_;
  std::unique_ptr<ScoringStub> scoring_;
  std::map<std::string, std::unique_ptr<StorageStub>> storage_;
  std::unique_ptr<AuditStub> audit_;
};

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_SESSION_H_
