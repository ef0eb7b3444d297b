// `lifeline portfolio history`: what was changed in a roadmap, and by whom.
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/commands.h"
#include "clients/cli/differences.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::RoadmapChange;
using roadmap::v1::RoadmapResource;

// What the services write in the place of a text.
constexpr char kRedacted[] = "[redacted]";

struct HistoryArguments {
  std::string portfolio;
  std::string resource;
};

// The message in the resource; nullptr if there is none.
const google::protobuf::Message* PartOf(const RoadmapResource& resource) {
  const auto* field = RoadmapResource::descriptor()->FindFieldByNumber(
      resource.resource_case());
  return field == nullptr
             ? nullptr
             : &resource.GetReflection()->GetMessage(resource, field);
}

// Whether a change of nothing that is left is the one that has taken it away,
// and not an older one of what went. The roadmap names the texts of the
// resource; of a resource that has none only reasons and notes go. Every other
// commit has lost its reason then, and whoever redacts must give one, which
// stays.
bool TookTextsAway(const RoadmapChange& change) {
  const std::string& reason = change.commit().reason();
  return !change.redacted_paths().empty() ||
         (!reason.empty() && reason != kRedacted);
}

std::string WhatChanged(const RoadmapChange& change) {
  const auto* before = PartOf(change.before());
  const auto* after = PartOf(change.after());
  if (after == nullptr && before != nullptr) return "taken back";
  if (before == nullptr && after != nullptr) return "created";
  const std::string differences =
      after == nullptr ? "" : FieldDifferences(*before, *after);
  if (!differences.empty()) return differences;
  return TookTextsAway(change) ? "redacted" : "a text that is gone now";
}

absl::Status ShowHistory(Context& context, const HistoryArguments& a) {
  const std::string parent = PortfolioName(a.portfolio);
  roadmap::v1::ListRoadmapChangesRequest request;
  request.set_parent(parent);
  if (!a.resource.empty()) {
    request.set_resource(absl::StartsWith(a.resource, "portfolios/")
                             ? a.resource
                             : absl::StrCat(parent, "/", a.resource));
  }
  const auto changes = context.session().ListAll(
      &RoadmapStub::ListRoadmapChanges, request,
      &roadmap::v1::ListRoadmapChangesResponse::changes);
  if (!changes.ok()) return changes.status();
  roadmap::v1::ListRoadmapChangesResponse response;
  response.mutable_changes()->Assign(changes->begin(), changes->end());
  Table table({{"revision", /*right=*/true},
               {"when"},
               {"who"},
               {"resource"},
               {"what", false, /*flexible=*/true, 20},
               {"why", false, /*flexible=*/true, 10}});
  for (const RoadmapChange& change : *changes) {
    table.AddRow({absl::StrCat(change.commit().revision()),
                  TimeText(change.commit().commit_time()),
                  IdOf(change.commit().actor()),
                  std::string(absl::StripPrefix(change.name(), parent + "/")),
                  WhatChanged(change), change.commit().reason()});
  }
  context.Print(response, table);
  return absl::OkStatus();
}

}  // namespace

void AddPortfolioHistoryVerb(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<HistoryArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"history",
       "Who changed what in the roadmap, when and why; newest first.",
       {"lifeline portfolio history shop",
        "lifeline portfolio history shop periods/2027-q1/capacities/web"}},
      [=] { return ShowHistory(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("resource", a->resource,
                   "One resource, by its name within the portfolio");
}

}  // namespace lifeline::cli
