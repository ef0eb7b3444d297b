#include "clients/cli/session.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/common/trace.h"

namespace lifeline::cli {
namespace {

// A backlog that refuses the first calls for their rate.
class BusyBacklog : public backlog::v1::BacklogService::Service {
 public:
  explicit BusyBacklog(int refusals, int64_t wait_ms)
      : refusals_(refusals), wait_ms_(wait_ms) {}

  grpc::Status GetItem(grpc::ServerContext* context,
                       const backlog::v1::GetItemRequest*,
                       backlog::v1::Item* item) override {
    const auto header = context->client_metadata().find(kTraceparent);
    if (header != context->client_metadata().end())
      traces.emplace_back(header->second.data(), header->second.size());
    if (refusals_-- > 0) {
      absl::Status refused = Error(absl::StatusCode::kResourceExhausted,
                                   "RATE_LIMITED", "too many calls");
      google::rpc::RetryInfo retry;
      retry.mutable_retry_delay()->set_seconds(wait_ms_ / 1000);
      retry.mutable_retry_delay()->set_nanos(
          static_cast<int32_t>(wait_ms_ % 1000 * 1'000'000));
      AttachDetail(&refused, retry);
      return ToGrpc(refused);
    }
    item->set_title("here");
    return grpc::Status::OK;
  }

  std::vector<std::string> traces;

 private:
  int refusals_;
  const int64_t wait_ms_;
};

absl::StatusOr<backlog::v1::Item> Get(BusyBacklog* backlog) {
  grpc::ServerBuilder builder;
  builder.RegisterService(backlog);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const auto channel = server->InProcessChannel({});
  SessionOptions options;
  Session session(options, channel, channel, channel);
  auto item =
      session.Call(&BacklogStub::GetItem, backlog::v1::GetItemRequest());
  server->Shutdown();
  return item;
}

TEST(Session, WaitsAsLongAsABusyServerAsks) {
  // More often than a server that cannot be reached is tried.
  BusyBacklog backlog(8, 1);
  const auto item = Get(&backlog);
  ASSERT_TRUE(item.ok()) << item.status();
  EXPECT_EQ(item->title(), "here");
  ASSERT_EQ(backlog.traces.size(), 9);
}

TEST(Session, DoesNotWaitBeyondItsTime) {
  BusyBacklog backlog(1, 3'600'000);
  EXPECT_EQ(ReasonOf(Get(&backlog).status()), "RATE_LIMITED");
  EXPECT_EQ(backlog.traces.size(), 1);
}

TEST(Session, EachCallIsASpanOfOneTrace) {
  BusyBacklog backlog(1, 1);
  ASSERT_TRUE(Get(&backlog).ok());
  ASSERT_EQ(backlog.traces.size(), 2);
  const auto first = ParseTraceparent(backlog.traces[0]);
  const auto second = ParseTraceparent(backlog.traces[1]);
  ASSERT_TRUE(first.has_value() && second.has_value());
  EXPECT_EQ(first->trace_id, second->trace_id);
  EXPECT_NE(first->span_id, second->span_id);
}

}  // namespace
}  // namespace lifeline::cli
