#include "clients/cli/session.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <openssl/rand.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/common/trace.h"

namespace lifeline::cli {
namespace {

constexpr int kMostCalls = 5;
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
// An answer may hold 10,000 items.
constexpr int kMostMessageBytes = 256 << 20;

std::shared_ptr<grpc::Channel> Connect(const SessionOptions& options,
                                       const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMostMessageBytes);
  arguments.SetMaxSendMessageSize(kMostMessageBytes);
  const auto credentials =
      options.authority.empty()
          ? grpc::InsecureChannelCredentials()
          : grpc::SslCredentials(
                {options.authority, options.key, options.certificate});
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

std::string RandomId() {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) {
    // Without randomness a repeat could be taken for another call.
    return absl::StrCat("t", absl::GetCurrentTimeNanos());
  }
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes), sizeof bytes));
}

// How long a server that has refused a call for its rate wants it to wait;
// nothing for any other answer.
std::optional<absl::Duration> AskedToWait(const absl::Status& status) {
  google::rpc::RetryInfo retry;
  if (ReasonOf(status) != "RATE_LIMITED" || !ReadDetail(status, &retry))
    return std::nullopt;
  return absl::Seconds(retry.retry_delay().seconds()) +
         absl::Nanoseconds(retry.retry_delay().nanos());
}

absl::Status Unreachable(const std::string& address,
                         const absl::Status& status) {
  return Error(absl::StatusCode::kUnavailable, "UNREACHABLE",
               absl::StrCat("cannot reach Lifeline at ", address, " (",
                            std::string(status.message()),
                            "); start it with deploy/quickstart, or say where "
                            "it is: --address HOST:PORT or LIFELINE_ADDRESS"));
}

}  // namespace

Session::Session(SessionOptions options)
    : Session(options, Connect(options, options.roadmap_address),
              Connect(options, options.backlog_address),
              Connect(options, options.scoring_address)) {
  if (options.audit_address != options.scoring_address)
    audit_ = audit::v1::AuditService::NewStub(
        Connect(options, options.audit_address));
}

Session::Session(SessionOptions options, std::shared_ptr<grpc::Channel> roadmap,
                 std::shared_ptr<grpc::Channel> backlog,
                 std::shared_ptr<grpc::Channel> scoring)
    : options_(std::move(options)) {
  storage_["roadmap"] = storage::v1::StorageService::NewStub(roadmap);
  storage_["backlog"] = storage::v1::StorageService::NewStub(backlog);
  storage_["scoring"] = storage::v1::StorageService::NewStub(scoring);
  roadmap_ = roadmap::v1::RoadmapService::NewStub(std::move(roadmap));
  backlog_ = backlog::v1::BacklogService::NewStub(std::move(backlog));
  audit_ = audit::v1::AuditService::NewStub(scoring);
  scoring_ = scoring::v1::ScoringService::NewStub(std::move(scoring));
  if (options_.request_id.empty()) options_.request_id = RandomId();
  trace_id_ = NewTrace().trace_id;
}

void Session::Identify(grpc::ClientContext* context) const {
  if (!options_.actor.empty()) {
    context->AddMetadata("lifeline-as", options_.actor);
  }
  if (!options_.token.empty()) {
    context->AddMetadata("authorization",
                         absl::StrCat("Bearer ", options_.token));
  }
  context->AddMetadata(kTraceparent,
                       FormatTraceparent({trace_id_, NewSpanId()}));
}

absl::StatusOr<storage::v1::ListDatabasesResponse> Session::ListDatabases(
    const std::string& database) {
  const std::string& address = database == "roadmap" ? options_.roadmap_address
                               : database == "backlog"
                                   ? options_.backlog_address
                                   : options_.scoring_address;
  storage::v1::ListDatabasesResponse response;
  const absl::Status status =
      Repeat(address, [&](grpc::ClientContext* context) {
        return storage(database).ListDatabases(context, {}, &response);
      });
  if (!status.ok()) return status;
  return response;
}

std::string Session::NewChangeId() { return RandomId(); }

void Session::StampRequestId(google::protobuf::Message* request) {
  const auto* field = request->GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr) return;
  const auto* reflection = request->GetReflection();
  if (!reflection->GetString(*request, field).empty()) return;
  // A command with several mutations numbers them, so that running it again
  // with the same --request-id repeats each of them.
  ++request_ids_;
  reflection->SetString(
      request, field,
      request_ids_ == 1 ? options_.request_id
                        : absl::StrCat(options_.request_id, "-", request_ids_));
}

absl::Status Session::Repeat(
    const std::string& address,
    const std::function<grpc::Status(grpc::ClientContext*)>& call) const {
  const absl::Time deadline = absl::Now() + options_.timeout;
  absl::Duration pause = kFirstPause;
  for (int tries = 1;;) {
    grpc::ClientContext context;
    Identify(&context);
    context.set_deadline(absl::ToChronoTime(deadline));
    const absl::Status status = FromGrpc(call(&context));
    if (const auto wait = AskedToWait(status);
        wait.has_value() && absl::Now() + *wait < deadline) {
      // As often as it is asked to: nothing was done, and time bounds it.
      absl::SleepFor(*wait);
      continue;
    }
    if (status.code() != absl::StatusCode::kUnavailable) return status;
    const bool over = tries == kMostCalls || absl::Now() + pause >= deadline;
    if (over) {
      // A service that answers says itself what keeps it.
      return ReasonOf(status) == CodeName(status.code())
                 ? Unreachable(address, status)
                 : status;
    }
    absl::SleepFor(pause);
    pause *= 2;
    ++tries;
  }
}

}  // namespace lifeline::cli
