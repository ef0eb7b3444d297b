#ifndef LIFELINE_SERVICES_BACKLOG_BACKLOG_TESTING_H_
#define LIFELINE_SERVICES_BACKLOG_BACKLOG_TESTING_H_

#include <grpcpp/client_context.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "services/backlog/backlog_rpc.h"
#include "services/common/executor.h"
#include "services/common/server.h"

namespace lifeline::backlog {

// For tests: stands at the boundary to the roadmap. A real gRPC server whose
// WatchRoadmap sends the commits that the test writes. Thread safe.
class FakeRoadmap final : public roadmap::v1::RoadmapService::Service {
 public:
  FakeRoadmap();
  ~FakeRoadmap() override;

  // The next commit of `portfolios/{portfolio}`; its revision.
  int64_t Commit(const std::string& portfolio,
                 std::vector<roadmap::v1::RoadmapResource> resources)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Forgets everything, as another database would have.
  void StartNewEpoch() ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends the streams that are open; they may come again.
  void EndStreams() ABSL_LOCKS_EXCLUDED(mutex_);

  std::shared_ptr<grpc::Channel> channel() {
    return server_->InProcessChannel();
  }
  // Cursors of the last WatchRoadmap.
  std::vector<roadmap::v1::Cursor> cursors() const ABSL_LOCKS_EXCLUDED(mutex_);

  grpc::Status WatchRoadmap(
      grpc::ServerContext* context,
      const roadmap::v1::WatchRoadmapRequest* request,
      grpc::ServerWriter<roadmap::v1::WatchRoadmapResponse>* writer) override;

 private:
  mutable absl::Mutex mutex_;
  int64_t epoch_ ABSL_GUARDED_BY(mutex_) = 7;
  int64_t ended_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<roadmap::v1::RoadmapCommit> commits_ ABSL_GUARDED_BY(mutex_);
  std::vector<roadmap::v1::Cursor> cursors_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<Server> server_;
};

roadmap::v1::RoadmapResource PortfolioResource(
    const std::string& id, const std::vector<std::string>& categories,
    const std::vector<std::string>& retired = {});
// m1 is an admin, nobody else is.
roadmap::v1::RoadmapResource MemberResource(const std::string& portfolio,
                                            const std::string& id,
                                            const std::string& address,
                                            bool inactive = false);
roadmap::v1::RoadmapResource TeamResource(const std::string& portfolio,
                                          const std::string& id);

// A backlog server that knows the portfolio `shop` with the categories seo,
// performance, it and (retired) print, the members m1 anna@example.com, m2
// ben@example.com, m3 cleo@example.com and m9 gone@example.com (inactive), and
// the teams web and content. Calls act as anna unless told otherwise.
class TestBacklog {
 public:
  // `path` empty is a temporary database.
  explicit TestBacklog(const std::string& path = "", Limits limits = {});
  ~TestBacklog();

  FakeRoadmap& roadmap() { return *roadmap_; }
  v1::BacklogService::Stub& stub() { return *stub_; }
  BacklogServer& backlog() { return *backlog_; }
  std::shared_ptr<grpc::Channel> channel() {
    return server_->InProcessChannel();
  }

  // Every call sees the time of the last Advance.
  absl::Time now() const { return absl::FromUnixMicros(now_us_); }
  void Advance(absl::Duration by) { now_us_ += absl::ToInt64Microseconds(by); }

  // Waits until the backlog has seen this revision.
  void AwaitRoadmap(const std::string& portfolio, int64_t revision);

  // Calls `(stub.*method)` as this caller.
  template <typename Request, typename Response>
  absl::StatusOr<Response> CallAs(
      absl::string_view caller,
      grpc::Status (v1::BacklogService::Stub::*method)(grpc::ClientContext*,
                                                       const Request&,
                                                       Response*),
      const Request& request) {
    grpc::ClientContext context;
    Prepare(caller, &context);
    Response response;
    const grpc::Status status =
        (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return response;
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(
      grpc::Status (v1::BacklogService::Stub::*method)(grpc::ClientContext*,
                                                       const Request&,
                                                       Response*),
      const Request& request) {
    return CallAs("anna@example.com", method, request);
  }

  // A submitted item of category it; aborts the test program if that fails.
  v1::Item Submitted(const std::string& id);
  // One that both sides have judged, validated.
  v1::Item Ready(const std::string& id);
  v1::Item Get(const std::string& name);

 private:
  static void Prepare(absl::string_view caller, grpc::ClientContext* context);

  std::atomic<int64_t> now_us_;
  Executor executor_;
  std::unique_ptr<FakeRoadmap> roadmap_;
  std::unique_ptr<BacklogServer> backlog_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<v1::BacklogService::Stub> stub_;
};

// "portfolios/shop/items/{id}" and "portfolios/shop/members/{id}".
std::string ShopItem(absl::string_view id);
std::string ShopMember(absl::string_view id);

// A text of so many characters.
inline std::string Letters(int64_t length) {
  return std::string(static_cast<size_t>(length), 'x');
}

// The same item, with money and an effort of the team web.
v1::Item Judged(v1::Item item);

// An item with a title, of this category.
v1::Item NewItem(const std::string& title, const std::string& category = "it");

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_BACKLOG_TESTING_H_
