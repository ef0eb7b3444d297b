// `lifeline item rate|estimate|...`: what moves an item in the ranking.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/item_fields.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;

struct ItemStateArguments {
  std::string portfolio;
  std::string item;
  ItemFields fields;
  std::vector<std::string> clear;
  std::vector<std::string> evidence;
  std::vector<std::string> successors;
  std::string into;
  std::string etag;
  std::string reason;
};

// Calls the method and prints where the item stands now, and why.
template <typename Request>
absl::Status CallAndPlace(Context& context,
                          grpc::Status (BacklogStub::*method)(
                              grpc::ClientContext*, const Request&, Item*),
                          const Request& request) {
  const auto item = context.session().Call(method, request);
  if (!item.ok()) return item.status();
  if (context.format() != Format::kTable) {
    context.Print(*item, ItemTable({*item}));
    return absl::OkStatus();
  }
  return PrintItemPlace(context, *item);
}

// What all requests about one item's state have in common.
template <typename Request>
Request About(const ItemStateArguments& a) {
  Request request;
  request.set_name(NameOf(a.portfolio, "items", a.item));
  request.set_etag(a.etag);
  request.set_reason(a.reason);
  return request;
}

absl::Status RateItem(Context& context, const ItemStateArguments& a) {
  auto request = About<backlog::v1::RateItemRequest>(a);
  for (const std::string& text : a.fields.ratings) {
    auto rating = RatingOption(text);
    if (!rating.ok()) return rating.status();
    *request.add_ratings() = *std::move(rating);
  }
  if (!a.fields.money.empty()) {
    auto money = MoneyOption(a.fields.money);
    if (!money.ok()) return money.status();
    *request.mutable_money() = *std::move(money);
  }
  for (const std::string& criterion : a.clear) {
    request.add_clear_criteria(criterion);
  }
  for (const std::string& text : a.evidence) {
    auto evidence = EvidenceOption(text);
    if (!evidence.ok()) return evidence.status();
    *request.add_evidence() = *std::move(evidence);
  }
  return CallAndPlace(context, &BacklogStub::RateItem, request);
}

absl::Status EstimateItem(Context& context, const ItemStateArguments& a) {
  auto request = About<backlog::v1::EstimateItemRequest>(a);
  const auto efforts = EffortOptions(context, a.portfolio, a.fields.efforts);
  if (!efforts.ok()) return efforts.status();
  request.mutable_efforts()->Assign(efforts->begin(), efforts->end());
  for (const std::string& text : a.evidence) {
    auto evidence = EvidenceOption(text);
    if (!evidence.ok()) return evidence.status();
    *request.add_new_evidence() = *std::move(evidence);
    request.set_evidence(request.new_evidence(0).id());
  }
  return CallAndPlace(context, &BacklogStub::EstimateItem, request);
}

absl::Status SettleItem(Context& context, const ItemStateArguments& a) {
  auto request = About<backlog::v1::SettleItemRequest>(a);
  for (const std::string& text : a.fields.ratings) {
    auto rating = RatingOption(text);
    if (!rating.ok()) return rating.status();
    *request.add_ratings() = *std::move(rating);
  }
  if (!a.fields.money.empty()) {
    auto money = MoneyOption(a.fields.money);
    if (!money.ok()) return money.status();
    *request.mutable_money() = *std::move(money);
  }
  const auto efforts = EffortOptions(context, a.portfolio, a.fields.efforts);
  if (!efforts.ok()) return efforts.status();
  request.mutable_efforts()->Assign(efforts->begin(), efforts->end());
  return CallAndPlace(context, &BacklogStub::SettleItem, request);
}

absl::Status DeclineItem(Context& context, const ItemStateArguments& a) {
  auto request = About<backlog::v1::DeclineItemRequest>(a);
  for (const std::string& id : a.successors) {
    request.add_successors(NameOf(a.portfolio, "items", id));
  }
  return CallAndPlace(context, &BacklogStub::DeclineItem, request);
}

absl::Status MergeItem(Context& context, const ItemStateArguments& a) {
  auto request = About<backlog::v1::MergeItemRequest>(a);
  request.set_into(NameOf(a.portfolio, "items", a.into));
  return CallAndPlace(context, &BacklogStub::MergeItem, request);
}

enum class Reason { kOptional, kRequired };

CLI::App* AddItemVerb(CLI::App* noun, Context* context, const Verb& verb,
                      const std::shared_ptr<ItemStateArguments>& a,
                      Reason reason,
                      absl::Status (*run)(Context&,
                                          const ItemStateArguments&)) {
  CLI::App* added =
      AddVerb(noun, context, verb, [=] { return run(*context, *a); });
  AddPortfolio(added, &a->portfolio);
  added->add_option("item", a->item, "The item's id")->required();
  AddReason(added, &a->reason, reason == Reason::kRequired);
  added->add_option("--etag", a->etag,
                    "The version you know; refused if somebody was faster");
  return added;
}

}  // namespace

void AddItemRatingVerbs(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<ItemStateArguments>();
  CLI::App* verb = AddItemVerb(
      noun, context,
      {"rate",
       "Sets ratings and money; what is not named stays. Shows where the item "
       "stands then.",
       {"lifeline item rate shop shop-12 --money 12000 --rate "
        "strategy_fit=5@80"}},
      a, Reason::kOptional, &RateItem);
  AddRatingOptions(verb, &a->fields);
  AddRepeated(verb, "--clear", &a->clear,
              "A criterion whose rating is taken back; repeatable");
  AddRepeated(verb, "--evidence", &a->evidence,
              "What ratings rest on: ID:GRADE:TITLE; repeatable");
  verb = AddItemVerb(
      noun, context,
      {"estimate",
       "Sets the effort per team; replaces the estimate.",
       {"lifeline item estimate shop shop-12 --effort web=3 --effort "
        "content=S"}},
      a, Reason::kOptional, &EstimateItem);
  AddRepeated(verb, "--effort", &a->fields.efforts,
              "Work needed: TEAM=AMOUNT or TEAM=SIZE; repeatable")
      ->required();
  AddRepeated(verb, "--evidence", &a->evidence,
              "What it rests on: ID:GRADE:TITLE; the first is the "
              "estimate's; repeatable");
  verb = AddItemVerb(
      noun, context,
      {"settle",
       "Settles what members judge differently, under your name; for the lead "
       "of the side.",
       {"lifeline item settle shop shop-12 --money 9000 --reason 'without the "
        "season'"}},
      a, Reason::kRequired, &SettleItem);
  AddRatingOptions(verb, &a->fields);
  AddRepeated(verb, "--effort", &a->fields.efforts,
              "Work needed: TEAM=AMOUNT or TEAM=SIZE; repeatable");
}

void AddItemStateVerbs(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<ItemStateArguments>();
  AddItemVerb(
      noun, context,
      {"submit",
       "From now on the item is in every ranking.",
       {"lifeline item submit shop shop-12"}},
      a, Reason::kOptional, [](Context& c, const ItemStateArguments& args) {
        return CallAndPlace(c, &BacklogStub::SubmitItem,
                            About<backlog::v1::SubmitItemRequest>(args));
      });
  AddItemVerb(
      noun, context,
      {"validate",
       "Value and effort are agreed: the item takes its turn by rank.",
       {"lifeline item validate shop shop-12"}},
      a, Reason::kOptional, [](Context& c, const ItemStateArguments& args) {
        return CallAndPlace(c, &BacklogStub::ValidateItem,
                            About<backlog::v1::ValidateItemRequest>(args));
      });
  AddItemVerb(
      noun, context,
      {"reopen",
       "Back to being rated and estimated.",
       {"lifeline item reopen shop shop-12 --reason 'new figures'"}},
      a, Reason::kRequired, [](Context& c, const ItemStateArguments& args) {
        return CallAndPlace(c, &BacklogStub::ReopenItem,
                            About<backlog::v1::ReopenItemRequest>(args));
      });
  AddItemVerb(
      noun, context,
      {"complete",
       "The requester confirms that it was delivered.",
       {"lifeline item complete shop shop-12"}},
      a, Reason::kOptional, [](Context& c, const ItemStateArguments& args) {
        return CallAndPlace(c, &BacklogStub::CompleteItem,
                            About<backlog::v1::CompleteItemRequest>(args));
      });
  AddItemVerb(
      noun, context,
      {"withdraw",
       "Takes an item back. This is also what deleting means.",
       {"lifeline item withdraw shop shop-12 --reason 'page is gone'"}},
      a, Reason::kRequired, [](Context& c, const ItemStateArguments& args) {
        return CallAndPlace(c, &BacklogStub::WithdrawItem,
                            About<backlog::v1::WithdrawItemRequest>(args));
      });
  CLI::App* verb = AddItemVerb(
      noun, context,
      {"decline",
       "Refuses an item; a split names its successors.",
       {"lifeline item decline shop shop-12 --reason 'split' --successor "
        "shop-13 --successor shop-14"}},
      a, Reason::kRequired, &DeclineItem);
  AddRepeated(verb, "--successor", &a->successors,
              "An item that it was split into; repeatable");
  verb = AddItemVerb(
      noun, context,
      {"merge",
       "Puts an item into another one, which keeps its requester.",
       {"lifeline item merge shop shop-12 --into shop-7 --reason duplicate"}},
      a, Reason::kRequired, &MergeItem);
  verb->add_option("--into", a->into, "The item that it goes into")->required();
}

}  // namespace lifeline::cli
