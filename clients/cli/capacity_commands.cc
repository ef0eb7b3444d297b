// `lifeline capacity ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Capacity;

struct CapacityArguments {
  std::string portfolio;
  std::string team;
  std::string period;
  std::string gross;
  std::vector<std::string> withheld;
  bool withhold_nothing = false;
  std::string etag;
  std::string reason;
  bool dry_run = false;
};

Table CapacitiesTable(const std::vector<Capacity>& capacities) {
  Table table({{"period"},
               {"team"},
               {"gross", /*right=*/true},
               {"net", /*right=*/true},
               {"withheld", false, /*flexible=*/true, 12}});
  for (const Capacity& capacity : capacities) {
    std::vector<std::string> parts;
    for (const auto& withheld : capacity.withheld()) {
      parts.push_back(
          absl::StrCat(FormatHundredths(withheld.amount_hundredths()), " ",
                       withheld.reason()));
    }
    const auto ids =
        ParseName("portfolios/*/periods/*/capacities/*", capacity.name());
    table.AddRow({ids.ok() ? (*ids)[1] : "", IdOf(capacity.name()),
                  FormatHundredths(capacity.gross_hundredths()),
                  FormatHundredths(capacity.net_hundredths()),
                  absl::StrJoin(parts, ", ")});
  }
  return table;
}

absl::Status FillCapacity(const CapacityArguments& a, Capacity* capacity,
                          google::protobuf::FieldMask* mask) {
  capacity->set_name(absl::StrCat(NameOf(a.portfolio, "periods", a.period),
                                  "/capacities/", a.team));
  if (!a.gross.empty()) {
    const auto gross = NumberOption("--gross", a.gross);
    if (!gross.ok()) return gross.status();
    capacity->set_gross_hundredths(*gross);
    mask->add_paths("gross_hundredths");
  }
  for (const std::string& text : a.withheld) {
    const auto pair = PairOption("--withhold", text, ':', "12:incidents");
    if (!pair.ok()) return pair.status();
    const auto amount = NumberOption("--withhold", pair->first);
    if (!amount.ok()) return amount.status();
    auto* withheld = capacity->add_withheld();
    withheld->set_amount_hundredths(*amount);
    withheld->set_reason(pair->second);
  }
  if (!a.withheld.empty() || a.withhold_nothing) mask->add_paths("withheld");
  if (mask->paths().empty()) {
    return absl::InvalidArgumentError(
        "nothing to set: name --gross, --withhold or --withhold-nothing");
  }
  return absl::OkStatus();
}

absl::Status SetCapacity(Context& context, const CapacityArguments& a) {
  roadmap::v1::UpdateCapacityRequest request;
  request.set_reason(a.reason);
  request.mutable_capacity()->set_etag(a.etag);
  absl::Status filled = FillCapacity(a, request.mutable_capacity(),
                                     request.mutable_update_mask());
  if (!filled.ok()) return filled;
  if (!a.dry_run) {
    return CallAndPrint(context, &RoadmapStub::UpdateCapacity, request,
                        &CapacitiesTable);
  }
  scoring::v1::PreviewChangesRequest preview;
  preview.set_parent(PortfolioName(a.portfolio));
  auto* upsert = preview.add_roadmap_upserts();
  *upsert->mutable_resource()->mutable_capacity() = request.capacity();
  *upsert->mutable_update_mask() = request.update_mask();
  return PrintPreview(context, preview);
}

absl::Status ListCapacities(Context& context, const CapacityArguments& a) {
  using Response = roadmap::v1::ListCapacitiesResponse;
  roadmap::v1::ListCapacitiesRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListCapacities, request,
                      &Response::capacities, &Response::mutable_capacities,
                      &CapacitiesTable);
}

}  // namespace

void AddCapacityCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "capacity", "How much of a team a period has");
  const auto a = std::make_shared<CapacityArguments>();
  CLI::App* verb =
      AddVerb(noun, context,
              {"set",
               "Sets a team's capacity in a period. --dry-run shows who would "
               "drop, and "
               "changes nothing.",
               {"lifeline capacity set shop web 2027-q1 --gross 40 --dry-run",
                "lifeline capacity set shop web 2027-q1 --gross 60 --withhold "
                "12:incidents --withhold 4:leave"}},
              [=] { return SetCapacity(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("team", a->team, "The team's id")->required();
  verb->add_option("period", a->period, "The period's id")->required();
  verb->add_option("--gross", a->gross, "Everything there is, such as 60");
  AddRepeated(verb, "--withhold", &a->withheld,
              "What is not there for planning, and why: AMOUNT:REASON; "
              "repeatable, replaces what was withheld");
  verb->add_flag("--withhold-nothing", a->withhold_nothing,
                 "Everything is there for planning")
      ->excludes("--withhold");
  verb->add_option("--etag", a->etag,
                   "The version you know; refused if somebody was faster");
  AddReason(verb, &a->reason);
  AddDryRun(verb, context, &a->dry_run);
  verb = AddVerb(noun, context,
                 {"list",
                  "Lists capacities by period and team.",
                  {"lifeline capacity list shop"}},
                 [=] { return ListCapacities(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

}  // namespace lifeline::cli
