#include <string>
#include <utility>

#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/roadmap/apply.h"
#include "services/roadmap/roadmap_service.h"
#include "services/roadmap/roadmap_store.h"

namespace lifeline::roadmap {
namespace {

// Whether the caller is shown that there is such a portfolio: who is known by a
// token only sees those that he or she is in.
absl::StatusOr<bool> IsShown(const JournalSnapshot& snapshot,
                             const std::string& portfolio,
                             const Identity& identity) {
  if (identity.kind != Identity::Kind::kToken) return true;
  const auto member = ReadCaller(snapshot, portfolio, identity.name);
  if (!member.ok()) return member.status();
  return member->has_value() && !(*member)->inactive();
}

// Portfolios after a name, in the order of their names, until the page is full
// and there is another.
absl::StatusOr<v1::ListPortfoliosResponse> ListAfter(
    const ServiceParts& parts, const CallContext& call,
    const v1::ListPortfoliosRequest& request) {
  Objections objections;
  const PageRequest page{"ListPortfolios", "", request.page_size(),
                         request.page_token()};
  auto start = ReadPage(page, 1, parts.limits, &objections);
  if (!start.ok()) return start.status();
  auto snapshot = parts.journal->Read();
  if (!snapshot.ok()) return snapshot.status();
  auto scopes = snapshot->Scopes();
  if (!scopes.ok()) return scopes.status();
  v1::ListPortfoliosResponse response;
  PageRoom room{start->size, start->bytes};
  for (const ScopeHead& head : *scopes) {
    if (!start->position.empty() && head.scope <= start->position[0]) continue;
    const absl::StatusOr<bool> shown =
        IsShown(*snapshot, head.scope, call.identity);
    if (!shown.ok()) return shown.status();
    if (!*shown) continue;
    if (room.Full()) {
      const std::string& last = response.portfolios().rbegin()->name();
      response.set_next_page_token(NextPage(page, {std::string(LastId(last))}));
      break;
    }
    auto portfolio = ReadResource(*snapshot, v1::RoadmapResource::kPortfolio,
                                  head.scope, head.scope);
    if (!portfolio.ok()) return portfolio.status();
    room.Take(portfolio->portfolio());
    *response.add_portfolios() = std::move(*portfolio->mutable_portfolio());
  }
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* RoadmapService::CreatePortfolio(
    grpc::CallbackServerContext* context,
    const v1::CreatePortfolioRequest* request, v1::Portfolio* response) {
  Objections objections;
  CheckNewId(v1::RoadmapResource::kPortfolio, request->portfolio_id(),
             "portfolio_id", objections.fields());
  CheckFrameOf(*request, parts_.limits, false, &objections);
  return UnaryOnJournal(
      parts_.rpc, parts_.journal, context, FullMethod("CreatePortfolio"),
      request, response,
      MakeSpec(*request, request->portfolio_id(), objections),
      [this](JournalTransaction& journal, const CallContext& call,
             const v1::CreatePortfolioRequest& request) {
        return FoundPortfolio(journal, call, parts_.limits,
                              request.portfolio());
      });
}

grpc::ServerUnaryReactor* RoadmapService::GetPortfolio(
    grpc::CallbackServerContext* context,
    const v1::GetPortfolioRequest* request, v1::Portfolio* response) {
  return GetOne(parts_, context, "GetPortfolio", request, response);
}

grpc::ServerUnaryReactor* RoadmapService::ListPortfolios(
    grpc::CallbackServerContext* context,
    const v1::ListPortfoliosRequest* request,
    v1::ListPortfoliosResponse* response) {
  return UnaryOnExecutor(parts_.rpc, context, FullMethod("ListPortfolios"),
                         request, response,
                         [this](const CallContext& call,
                                const v1::ListPortfoliosRequest& request) {
                           return ListAfter(parts_, call, request);
                         });
}

grpc::ServerUnaryReactor* RoadmapService::UpdatePortfolio(
    grpc::CallbackServerContext* context,
    const v1::UpdatePortfolioRequest* request, v1::Portfolio* response) {
  if (request->update_mask().paths().empty()) {
    Objections objections;
    objections.Field("update_mask",
                     "is required; name the fields to change, or * for all");
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(ToGrpc(objections.ToStatus()));
    return reactor;
  }
  return UpdateOne(parts_, context, "UpdatePortfolio", request, response,
                   request->portfolio(), request->update_mask(),
                   /*may_create=*/false);
}

grpc::ServerUnaryReactor* RoadmapService::ArchivePortfolio(
    grpc::CallbackServerContext* context,
    const v1::ArchivePortfolioRequest* request, v1::Portfolio* response) {
  return ActOnOne(
      parts_, context, "ArchivePortfolio", request, response,
      /*reason_required=*/true,
      [](Edit& edit, const std::string& id,
         const v1::ArchivePortfolioRequest&) {
        return edit.Alter(
            v1::RoadmapResource::kPortfolio, id,
            [](const Occasion&, v1::RoadmapResource* portfolio, Objections*) {
              portfolio->mutable_portfolio()->set_state(
                  v1::Portfolio::STATE_ARCHIVED);
            });
      });
}

}  // namespace lifeline::roadmap
