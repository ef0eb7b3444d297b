#include "services/common/call_observer.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/common/trace.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kTraceId[] = "0af7651916cd43dd8448eb211c80319c";
constexpr char kHeader[] =
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
// What nobody but the two who talk may read.
constexpr char kSecret[] = "anna@example.com";

// Ends a call as the test wishes. A stream is sent as many messages as its
// request has letters.
class Scripted : public Health::CallbackService {
 public:
  class Stream : public grpc::ServerWriteReactor<HealthCheckResponse> {
   public:
    explicit Stream(int messages) : left_(messages) { Next(); }
    void OnWriteDone(bool) override { Next(); }
    void OnDone() override { delete this; }

   private:
    void Next() {
      if (left_-- > 0) {
        StartWrite(&message_);
      } else {
        Finish(grpc::Status::OK);
      }
    }
    int left_;
    HealthCheckResponse message_;
  };

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const HealthCheckRequest*,
                                  HealthCheckResponse*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(ToGrpc(answer));
    return reactor;
  }
  grpc::ServerWriteReactor<HealthCheckResponse>* Watch(
      grpc::CallbackServerContext*,
      const HealthCheckRequest* request) override {
    return new Stream(static_cast<int>(request->service().size()));
  }

  absl::Status answer;
};

class CallObserverTest : public ::testing::Test {
 protected:
  CallObserverTest() { Serve(false); }
  ~CallObserverTest() override { server_->Shutdown(); }

  void Serve(bool log_all) {
    if (server_ != nullptr) server_->Shutdown();
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    std::vector<
        std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>>
        observers;
    const std::vector<std::string> names = {"grpc.health.v1.Health"};
    observers.push_back(std::make_unique<CallObserver>(names, &metrics_, &log_,
                                                       log_all, &under_way_));
    builder.experimental().SetInterceptorCreators(std::move(observers));
    server_ = builder.BuildAndStart();
    stub_ = Health::NewStub(server_->InProcessChannel({}));
  }

  absl::Status Call(const char* traceparent = kHeader) {
    grpc::ClientContext context;
    context.AddMetadata("lifeline-as", kSecret);
    context.AddMetadata(kTraceparent, traceparent);
    HealthCheckRequest request;
    request.set_service(kSecret);
    HealthCheckResponse response;
    return FromGrpc(stub_->Check(&context, request, &response));
  }

  absl::Status Fail(absl::StatusCode code) {
    service_.answer = Error(code, "REASON_OF_IT", kSecret);
    absl::Status status = Call();
    EXPECT_EQ(status.code(), code);
    return status;
  }

  std::vector<std::string> Lines() {
    absl::MutexLock lock(&mutex_);
    return lines_;
  }

  absl::Mutex mutex_;
  std::vector<std::string> lines_;
  Log log_{"test", [] { return absl::UnixEpoch(); },
           [this](absl::string_view line) {
             absl::MutexLock lock(&mutex_);
             lines_.emplace_back(line);
           }};
  Metrics metrics_;
  std::atomic<int64_t> under_way_{0};
  Scripted service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

TEST_F(CallObserverTest, CountsWhatWasCalled) {
  EXPECT_EQ(Call(), absl::OkStatus());
  EXPECT_EQ(Call(), absl::OkStatus());
  Fail(absl::StatusCode::kNotFound).IgnoreError();
  const std::string labels =
      "{grpc_type=\"unary\",grpc_service=\"grpc.health.v1.Health\","
      "grpc_method=\"Check\"";
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("grpc_server_started_total" + labels + "} 3\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total" + labels +
                              ",grpc_code=\"OK\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total" + labels +
                              ",grpc_code=\"NotFound\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("grpc_server_msg_received_total" + labels + "} 3\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_msg_sent_total" + labels + "} 2\n"));
  EXPECT_THAT(
      text, HasSubstr("grpc_server_handling_seconds_count" + labels + "} 3\n"));
  server_->Shutdown();
  EXPECT_EQ(under_way_, 0);
}

TEST_F(CallObserverTest, CountsTheMessagesOfAStream) {
  grpc::ClientContext context;
  HealthCheckRequest request;
  request.set_service("abcd");
  const auto reader = stub_->Watch(&context, request);
  HealthCheckResponse response;
  int messages = 0;
  while (reader->Read(&response)) ++messages;
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(messages, 4);
  const std::string labels =
      "{grpc_type=\"server_stream\",grpc_service=\"grpc.health.v1.Health\","
      "grpc_method=\"Watch\"";
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("grpc_server_msg_sent_total" + labels + "} 4\n"));
  EXPECT_THAT(text, HasSubstr("grpc_server_handled_total" + labels +
                              ",grpc_code=\"OK\"} 1\n"));
}

TEST_F(CallObserverTest, TroubleHasALineAndOtherErrorsNone) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kInternal, absl::StatusCode::kUnavailable,
        absl::StatusCode::kDataLoss, absl::StatusCode::kUnknown,
        absl::StatusCode::kResourceExhausted}) {
    lines_.clear();
    Fail(code).IgnoreError();
    ASSERT_THAT(Lines(), SizeIs(1)) << code;
    const auto line = nlohmann::json::parse(Lines()[0]);
    EXPECT_EQ(line["method"], "/grpc.health.v1.Health/Check");
    EXPECT_EQ(line["code"], std::string(CodeName(code)));
    EXPECT_EQ(line["reason"], "REASON_OF_IT");
    EXPECT_EQ(line["trace_id"], kTraceId);
    EXPECT_EQ(line["span_id"].get<std::string>().size(), 16);
    EXPECT_GE(line["duration_ms"], 0);
  }
  lines_.clear();
  for (const absl::StatusCode code :
       {absl::StatusCode::kNotFound, absl::StatusCode::kInvalidArgument,
        absl::StatusCode::kAborted, absl::StatusCode::kPermissionDenied}) {
    Fail(code).IgnoreError();
  }
  service_.answer = absl::OkStatus();
  EXPECT_EQ(Call(), absl::OkStatus());
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(CallObserverTest, WhoeverWantsEveryCallGetsEveryCall) {
  Serve(true);
  EXPECT_EQ(Call(), absl::OkStatus());
  ASSERT_THAT(Lines(), SizeIs(1));
  const auto line = nlohmann::json::parse(Lines()[0]);
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["code"], "OK");
  EXPECT_EQ(line["trace_id"], kTraceId);
}

TEST_F(CallObserverTest, AnErrorCarriesItsTrace) {
  const absl::Status refused = Fail(absl::StatusCode::kNotFound);
  EXPECT_EQ(refused.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(refused.message(), kSecret);
  EXPECT_EQ(ReasonOf(refused), "REASON_OF_IT");
  google::rpc::RequestInfo info;
  ASSERT_TRUE(ReadDetail(refused, &info));
  EXPECT_EQ(info.request_id(), kTraceId);
}

TEST_F(CallObserverTest, WithoutAValidTraceOneIsMadeForLineAndError) {
  service_.answer = Error(absl::StatusCode::kInternal, "BROKEN", "broken");
  google::rpc::RequestInfo info;
  ASSERT_TRUE(ReadDetail(Call("nonsense"), &info));
  EXPECT_EQ(info.request_id().size(), 32);
  EXPECT_NE(info.request_id(), kTraceId);
  ASSERT_THAT(Lines(), SizeIs(1));
  EXPECT_EQ(nlohmann::json::parse(Lines()[0])["trace_id"], info.request_id());
}

TEST_F(CallObserverTest, NothingThatACallerWroteIsInLogOrMetrics) {
  Serve(true);
  Fail(absl::StatusCode::kInternal).IgnoreError();
  Fail(absl::StatusCode::kNotFound).IgnoreError();
  ASSERT_THAT(Lines(), SizeIs(2));
  for (const std::string& line : Lines())
    EXPECT_THAT(line, Not(HasSubstr("anna")));
  EXPECT_THAT(metrics_.Text(), Not(HasSubstr("anna")));
}

}  // namespace
}  // namespace lifeline
