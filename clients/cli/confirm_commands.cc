// `lifeline item confirm`: one list of what was delivered, and one yes to it.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/item_fields.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;

struct ConfirmArguments {
  std::string portfolio;
  std::vector<std::string> items;
  bool all = false;
  std::string reason;
};

// What a team has delivered and nobody has confirmed: the item, and the period
// that it was delivered in.
struct Delivered {
  Item item;
  std::string period;
};

bool IsOf(const Item& item, const std::string& member) {
  const auto& merged = item.merged_requesters();
  return item.requester() == member || item.owner() == member ||
         std::find(merged.begin(), merged.end(), member) != merged.end();
}

absl::StatusOr<std::map<std::string, std::string>> DeliveredPeriods(
    Context& context, const std::string& portfolio) {
  using roadmap::v1::Commitment;
  roadmap::v1::ListCommitmentsRequest list;
  list.set_parent(PortfolioName(portfolio));
  const auto all = context.session().ListAll(
      &RoadmapStub::ListCommitments, list,
      &roadmap::v1::ListCommitmentsResponse::commitments);
  if (!all.ok()) return all.status();
  std::map<std::string, std::string> periods;
  for (const Commitment& commitment : *all) {
    if (commitment.state() == Commitment::STATE_DELIVERED)
      periods[commitment.item()] = commitment.period();
  }
  return periods;
}

// The caller's, by id.
absl::StatusOr<std::vector<Delivered>> ToConfirm(Context& context,
                                                 const std::string& portfolio) {
  const auto member = ActingMember(context, portfolio);
  if (!member.ok()) return member.status();
  const auto periods = DeliveredPeriods(context, portfolio);
  if (!periods.ok()) return periods.status();
  backlog::v1::ListItemsRequest list;
  list.set_parent(PortfolioName(portfolio));
  list.set_filter("state = SUBMITTED OR state = VALIDATING OR state = READY");
  const auto items = context.session().ListAll(
      &BacklogStub::ListItems, list, &backlog::v1::ListItemsResponse::items);
  if (!items.ok()) return items.status();
  std::vector<Delivered> mine;
  for (const Item& item : *items) {
    const auto period = periods->find(item.name());
    if (period != periods->end() && IsOf(item, member->name()))
      mine.push_back({item, period->second});
  }
  return mine;
}

absl::Status List(Context& context, const ConfirmArguments& a) {
  const auto mine = ToConfirm(context, a.portfolio);
  if (!mine.ok()) return mine.status();
  backlog::v1::ListItemsResponse response;
  Table table({{"item"}, {"title"}, {"delivered in"}, {"requester"}});
  for (const Delivered& delivered : *mine) {
    *response.add_items() = delivered.item;
    table.AddRow({IdOf(delivered.item.name()), delivered.item.title(),
                  IdOf(delivered.period), IdOf(delivered.item.requester())});
  }
  if (mine->empty() && context.format() == Format::kTable) {
    context.Say("Nothing that was delivered waits for you to confirm it.");
    return absl::OkStatus();
  }
  context.Print(response, table);
  if (context.format() == Format::kTable) {
    context.Say(absl::StrCat("Confirm all of them: lifeline item confirm ",
                             a.portfolio, " --all"));
  }
  return absl::OkStatus();
}

absl::Status Confirm(Context& context, const ConfirmArguments& a) {
  if (a.all && !a.items.empty()) {
    return absl::InvalidArgumentError(
        "--all: means every item of the list; leave the items out, or --all");
  }
  if (!a.all && a.items.empty()) return List(context, a);
  backlog::v1::CompleteItemsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_reason(a.reason);
  for (const std::string& id : a.items)
    request.add_items(NameOf(a.portfolio, "items", id));
  if (a.all) {
    const auto mine = ToConfirm(context, a.portfolio);
    if (!mine.ok()) return mine.status();
    if (mine->empty()) return List(context, a);
    for (const Delivered& delivered : *mine)
      request.add_items(delivered.item.name());
  }
  const auto done =
      context.session().Call(&BacklogStub::CompleteItems, request);
  if (!done.ok()) return done.status();
  context.Print(*done, ItemTable({done->items().begin(), done->items().end()}));
  return absl::OkStatus();
}

}  // namespace

void AddItemConfirmVerb(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<ConfirmArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"confirm",
       "What was delivered of your items and is not confirmed yet. With items, "
       "or --all, confirms\nthem: they are done, in one step or not at all.",
       {"lifeline item confirm shop                 # the list",
        "lifeline item confirm shop --all           # all of it",
        "lifeline item confirm shop shop-12 shop-13"}},
      [=] { return Confirm(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("items", a->items, "Ids of items");
  verb->add_flag("--all", a->all, "Every item of the list");
  AddReason(verb, &a->reason);
}

}  // namespace lifeline::cli
