// `lifeline export`: the services as a document.
#include <memory>

#include "clients/cli/commands.h"
#include "clients/cli/document_writer.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::RoadmapResource;

// Adds every element of one list to the contents.
template <typename Request, typename Response, typename Element>
absl::Status Fetch(
    Context& context, const std::string& portfolio,
    grpc::Status (RoadmapStub::*method)(grpc::ClientContext*, const Request&,
                                        Response*),
    const google::protobuf::RepeatedPtrField<Element>& (Response::*elements)()
        const,
    Element* (RoadmapResource::*into)(), PortfolioContents* contents) {
  Request request;
  request.set_parent(PortfolioName(portfolio));
  const auto all = context.session().ListAll(method, request, elements);
  if (!all.ok()) return all.status();
  for (const Element& element : *all) {
    *(contents->roadmap.emplace_back().*into)() = element;
  }
  return absl::OkStatus();
}

absl::Status FetchRoadmap(Context& context, const std::string& portfolio,
                          PortfolioContents* contents) {
  namespace r = roadmap::v1;
  absl::Status status;
  status.Update(Fetch(context, portfolio, &RoadmapStub::ListMembers,
                      &r::ListMembersResponse::members,
                      &RoadmapResource::mutable_member, contents));
  status.Update(Fetch(context, portfolio, &RoadmapStub::ListTeams,
                      &r::ListTeamsResponse::teams,
                      &RoadmapResource::mutable_team, contents));
  status.Update(Fetch(context, portfolio, &RoadmapStub::ListPlanningPeriods,
                      &r::ListPlanningPeriodsResponse::periods,
                      &RoadmapResource::mutable_period, contents));
  status.Update(Fetch(context, portfolio, &RoadmapStub::ListCapacities,
                      &r::ListCapacitiesResponse::capacities,
                      &RoadmapResource::mutable_capacity, contents));
  status.Update(Fetch(context, portfolio, &RoadmapStub::ListCommitments,
                      &r::ListCommitmentsResponse::commitments,
                      &RoadmapResource::mutable_commitment, contents));
  status.Update(Fetch(context, portfolio, &RoadmapStub::ListMandates,
                      &r::ListMandatesResponse::mandates,
                      &RoadmapResource::mutable_mandate, contents));
  status.Update(Fetch(context, portfolio, &RoadmapStub::ListWeaves,
                      &r::ListWeavesResponse::weaves,
                      &RoadmapResource::mutable_weave, contents));
  return status;
}

absl::Status Export(Context& context, const std::string& portfolio) {
  PortfolioContents contents;
  roadmap::v1::GetPortfolioRequest get;
  get.set_name(PortfolioName(portfolio));
  auto found = context.session().Call(&RoadmapStub::GetPortfolio, get);
  if (!found.ok()) return found.status();
  contents.portfolio = *std::move(found);
  if (absl::Status roadmap = FetchRoadmap(context, portfolio, &contents);
      !roadmap.ok()) {
    return roadmap;
  }
  backlog::v1::ListItemsRequest list;
  list.set_parent(PortfolioName(portfolio));
  auto items = context.session().ListAll(
      &BacklogStub::ListItems, list, &backlog::v1::ListItemsResponse::items);
  if (!items.ok()) return items.status();
  contents.items = *std::move(items);
  scoring::v1::GetScoringModelRequest active;
  active.set_name(NameOf(portfolio, "models", "active"));
  auto model = context.session().Call(&ScoringStub::GetScoringModel, active);
  if (!model.ok() && !absl::IsNotFound(model.status())) return model.status();
  if (model.ok()) contents.model = *std::move(model);
  const nlohmann::ordered_json document = DocumentJson(contents);
  if (context.format() == Format::kJson) {
    context.PrintJson(document);
  } else {
    context.out() << DocumentYaml(document);
  }
  return absl::OkStatus();
}

}  // namespace

void AddExportCommand(CLI::App* app, Context* context) {
  const auto portfolio = std::make_shared<std::string>();
  CLI::App* verb = AddVerb(
      app, context,
      {"export",
       "Prints a portfolio as a document that `apply` and `plan` read; YAML, "
       "or JSON with -o json.",
       {"lifeline export shop > shop.yaml",
        "lifeline export shop -o json > shop.json"}},
      [=] { return Export(*context, *portfolio); });
  AddPortfolio(verb, portfolio.get());
}

}  // namespace lifeline::cli
