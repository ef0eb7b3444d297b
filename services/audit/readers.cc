#include "services/audit/readers.h"

#include <grpcpp/client_context.h>
#include <grpcpp/server_context.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status_grpc.h"
#include "services/rights/asker.h"

namespace lifeline::audit {

Readers::Readers(const std::shared_ptr<grpc::Channel>& roadmap,
                 const Limits& limits, std::function<absl::Time()> clock)
    : roadmap_(roadmap::v1::RoadmapService::NewStub(roadmap)),
      limits_(limits),
      clock_(std::move(clock)) {}

void Readers::Admit(const CallContext& call,
                    const google::protobuf::Message& request,
                    std::function<void(absl::Status)> answer) const {
  // What the rule leaves to members is left to the roadmap.
  std::string portfolio;
  const absl::Status may = rights::Admit(
      call.identity, call.method, request, [&](const std::string& id) {
        portfolio = id;
        return std::make_optional<rights::Member>();
      });
  if (!may.ok() || portfolio.empty()) return answer(may);

  struct Asked {
    std::unique_ptr<grpc::ClientContext> context;
    roadmap::v1::GetCallerRequest request;
    roadmap::v1::Member caller;
  };
  const grpc::CallbackServerContext& from = *call.server_context;
  auto asked = std::make_shared<Asked>();
  asked->context = grpc::ClientContext::FromCallbackServerContext(from);
  asked->context->set_deadline(absl::ToChronoTime(clock_() + limits_.call));
  for (const char* key : {"authorization", "traceparent"}) {
    const auto [first, last] = from.client_metadata().equal_range(key);
    for (auto it = first; it != last; ++it) {
      asked->context->AddMetadata(
          key, std::string(it->second.data(), it->second.size()));
    }
  }
  asked->request.set_parent(absl::StrCat("portfolios/", portfolio));
  roadmap_->async()->GetCaller(
      asked->context.get(), &asked->request, &asked->caller,
      [asked, answer = std::move(answer)](const grpc::Status& status) {
        answer(FromGrpc(status));
      });
}

}  // namespace lifeline::audit
