#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/common/validate.h"
#include "services/common/watch.h"
#include "services/roadmap/commits.h"
#include "services/roadmap/roadmap_service.h"

namespace lifeline::roadmap {
namespace {

using Reactor = WatchReactor<v1::WatchRoadmapResponse>;

// The portfolio to follow; empty for all, and after an objection.
std::string ReadScope(const v1::WatchRoadmapRequest& request,
                      Objections* objections) {
  const auto ids = ParseName("portfolios/*|-", request.parent(), "parent",
                             objections->fields());
  return !ids.has_value() || ids->front() == "-" ? "" : ids->front();
}

std::map<std::string, v1::Cursor> ReadCursors(
    const v1::WatchRoadmapRequest& request, const Limits& limits,
    Objections* objections) {
  std::map<std::string, v1::Cursor> cursors;
  CheckCount(request.cursors_size(), limits.cursors, "cursors",
             objections->fields());
  if (request.cursors_size() > limits.cursors) return cursors;
  for (int i = 0; i < request.cursors_size(); ++i) {
    const v1::Cursor& cursor = request.cursors(i);
    const std::string field = absl::StrCat("cursors[", i, "]");
    const std::string portfolio =
        ReadParent(cursor.portfolio(), field + ".portfolio", objections);
    if (cursor.revision() < 0) {
      objections->Field(field + ".revision", "is negative; 0 is the beginning");
    }
    if (!portfolio.empty() && !cursors.emplace(portfolio, cursor).second) {
      objections->Field(field + ".portfolio", "is there twice; keep one");
    }
  }
  return cursors;
}

// A stream that ends at once, for a request that cannot be served.
class Refusal : public grpc::ServerWriteReactor<v1::WatchRoadmapResponse> {
 public:
  explicit Refusal(const absl::Status& status) { Finish(ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<v1::WatchRoadmapResponse>*
RoadmapService::WatchRoadmap(grpc::CallbackServerContext* context,
                             const v1::WatchRoadmapRequest* request) {
  Objections objections;
  const std::string portfolio = ReadScope(*request, &objections);
  auto cursors = ReadCursors(*request, parts_.limits, &objections);
  if (!objections.empty()) return new Refusal(objections.ToStatus());
  auto feed = std::make_shared<CommitFeed>(parts_.journal, portfolio,
                                           std::move(cursors));
  return Reactor::Start(
      parts_.hub, EnterStream(parts_.rpc, *context), portfolio,
      PullIfAdmitted(StreamAdmission(parts_.rpc, *context,
                                     FullMethod("WatchRoadmap"), *request),
                     [feed] { return feed->Pull(); }),
      [feed] { return feed->Heartbeat(); });
}

grpc::ServerUnaryReactor* RoadmapService::ListRoadmapChanges(
    grpc::CallbackServerContext* context,
    const v1::ListRoadmapChangesRequest* request,
    v1::ListRoadmapChangesResponse* response) {
  return UnaryOnExecutor(
      parts_.rpc, context, FullMethod("ListRoadmapChanges"), request, response,
      [this](const CallContext&, const v1::ListRoadmapChangesRequest& request) {
        return ListChanges(parts_, request);
      });
}

}  // namespace lifeline::roadmap
