#ifndef LIFELINE_TESTS_AUDIT_LYING_SERVICES_H_
#define LIFELINE_TESTS_AUDIT_LYING_SERVICES_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <utility>

#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"

namespace lifeline::testing {

// Passes a call on to the real service, and changes the answer if it is told
// to.
template <typename Stub, typename Request, typename Response>
grpc::Status PassOn(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                 const Request&, Response*),
                    grpc::ServerContext* context, const Request& request,
                    Response* response,
                    const std::function<void(Response*)>& lie) {
  grpc::ClientContext client;
  client.set_deadline(context->deadline());
  const grpc::Status status = (stub.*method)(&client, request, response);
  if (status.ok() && lie) lie(response);
  return status;
}

// The same for a stream; a message for which `lie` returns false is left out.
template <typename Response>
grpc::Status PassOnStream(grpc::ClientContext* client,
                          grpc::ServerContext* context,
                          std::unique_ptr<grpc::ClientReader<Response>> reader,
                          grpc::ServerWriter<Response>* writer,
                          const std::function<bool(Response*)>& lie) {
  Response message;
  while (!context->IsCancelled() && reader->Read(&message)) {
    if (lie && !lie(&message)) continue;
    // Nobody here reads on once everything has been sent.
    if (!writer->Write(message) || message.live()) break;
  }
  client->TryCancel();
  return reader->Finish();
}

// The three services as an audit sees them, each telling what the real one
// does but for the lies. Lies are set while nobody calls.
class LyingScoring : public scoring::v1::ScoringService::Service {
 public:
  using Stub = scoring::v1::ScoringService::Stub;

  explicit LyingScoring(const std::shared_ptr<grpc::Channel>& real)
      : real_(scoring::v1::ScoringService::NewStub(real)) {}

#define LIFELINE_PASS_ON(METHOD, RESPONSE, LIE)                             \
  std::function<void(scoring::v1::RESPONSE*)> LIE;                          \
  grpc::Status METHOD(grpc::ServerContext* context,                         \
                      const scoring::v1::METHOD##Request* request,          \
                      scoring::v1::RESPONSE* response) override {           \
    return PassOn(*real_, &Stub::METHOD, context, *request, response, LIE); \
  }
  LIFELINE_PASS_ON(GetRanking, Ranking, newest)
  LIFELINE_PASS_ON(ListRankings, ListRankingsResponse, rankings)
  LIFELINE_PASS_ON(ListRankedItems, ListRankedItemsResponse, ranked)
  LIFELINE_PASS_ON(ListStandings, ListStandingsResponse, standings)
  LIFELINE_PASS_ON(ListLineCrossings, ListLineCrossingsResponse, crossings)
  LIFELINE_PASS_ON(ListReceipts, ListReceiptsResponse, receipts)
  LIFELINE_PASS_ON(ListLedgerEntries, ListLedgerEntriesResponse, entries)
  LIFELINE_PASS_ON(ListScoringModels, ListScoringModelsResponse, models)
  LIFELINE_PASS_ON(GetBaseline, Baseline, baseline)
  LIFELINE_PASS_ON(ListDisputes, ListDisputesResponse, disputes)
  LIFELINE_PASS_ON(GetPromiseReport, PromiseReport, promise)
#undef LIFELINE_PASS_ON

 private:
  const std::unique_ptr<Stub> real_;
};

class LyingBacklog : public backlog::v1::BacklogService::Service {
 public:
  explicit LyingBacklog(const std::shared_ptr<grpc::Channel>& real)
      : real_(backlog::v1::BacklogService::NewStub(real)) {}

  std::function<bool(backlog::v1::WatchItemsResponse*)> watch;
  grpc::Status WatchItems(
      grpc::ServerContext* context,
      const backlog::v1::WatchItemsRequest* request,
      grpc::ServerWriter<backlog::v1::WatchItemsResponse>* writer) override {
    grpc::ClientContext client;
    return PassOnStream(&client, context, real_->WatchItems(&client, *request),
                        writer, watch);
  }

  std::function<void(backlog::v1::ListItemChangesResponse*)> changes;
  grpc::Status ListItemChanges(
      grpc::ServerContext* context,
      const backlog::v1::ListItemChangesRequest* request,
      backlog::v1::ListItemChangesResponse* response) override {
    return PassOn(*real_, &backlog::v1::BacklogService::Stub::ListItemChanges,
                  context, *request, response, changes);
  }

 private:
  const std::unique_ptr<backlog::v1::BacklogService::Stub> real_;
};

class LyingRoadmap : public roadmap::v1::RoadmapService::Service {
 public:
  using Stub = roadmap::v1::RoadmapService::Stub;

  explicit LyingRoadmap(const std::shared_ptr<grpc::Channel>& real)
      : real_(roadmap::v1::RoadmapService::NewStub(real)) {}

  grpc::Status ListPortfolios(
      grpc::ServerContext* context,
      const roadmap::v1::ListPortfoliosRequest* request,
      roadmap::v1::ListPortfoliosResponse* response) override {
    return PassOn(*real_, &Stub::ListPortfolios, context, *request, response,
                  {});
  }

  grpc::Status GetPortfolio(grpc::ServerContext* context,
                            const roadmap::v1::GetPortfolioRequest* request,
                            roadmap::v1::Portfolio* response) override {
    return PassOn(*real_, &Stub::GetPortfolio, context, *request, response, {});
  }

  std::function<bool(roadmap::v1::WatchRoadmapResponse*)> watch;
  grpc::Status WatchRoadmap(
      grpc::ServerContext* context,
      const roadmap::v1::WatchRoadmapRequest* request,
      grpc::ServerWriter<roadmap::v1::WatchRoadmapResponse>* writer) override {
    grpc::ClientContext client;
    return PassOnStream(&client, context,
                        real_->WatchRoadmap(&client, *request), writer, watch);
  }

  std::function<void(roadmap::v1::ListRoadmapChangesResponse*)> changes;
  grpc::Status ListRoadmapChanges(
      grpc::ServerContext* context,
      const roadmap::v1::ListRoadmapChangesRequest* request,
      roadmap::v1::ListRoadmapChangesResponse* response) override {
    return PassOn(*real_, &Stub::ListRoadmapChanges, context, *request,
                  response, changes);
  }

 private:
  const std::unique_ptr<Stub> real_;
};

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_AUDIT_LYING_SERVICES_H_
