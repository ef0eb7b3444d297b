// `lifeline item ...`: making, reading and changing items.
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/differences.h"
#include "clients/cli/item_fields.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using backlog::v1::ItemChange;

struct ItemArguments {
  std::string portfolio;
  std::string item;
  ItemFields fields;
  bool submit = false;
  std::string filter;
  std::string text;
  std::string etag;
  std::string reason;
};

absl::Status CreateItem(Context& context, const ItemArguments& a) {
  backlog::v1::CreateItemRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_item_id(a.item);
  request.set_submit(a.submit);
  request.set_reason(a.reason);
  google::protobuf::FieldMask unused;
  Item* item = request.mutable_item();
  absl::Status filled = FillItemTexts(a.portfolio, a.fields, item, &unused);
  if (!filled.ok()) return filled;
  for (const std::string& text : a.fields.ratings) {
    auto rating = RatingOption(text);
    if (!rating.ok()) return rating.status();
    *item->add_ratings() = *std::move(rating);
  }
  if (!a.fields.money.empty()) {
    auto money = MoneyOption(a.fields.money);
    if (!money.ok()) return money.status();
    *item->mutable_money() = *std::move(money);
  }
  if (!a.fields.efforts.empty()) {
    const auto efforts = EffortOptions(context, a.portfolio, a.fields.efforts);
    if (!efforts.ok()) return efforts.status();
    item->mutable_estimate()->mutable_efforts()->Assign(efforts->begin(),
                                                        efforts->end());
  }
  const auto made = context.session().Call(&BacklogStub::CreateItem, request);
  if (!made.ok()) return made.status();
  if (context.format() != Format::kTable) {
    context.Print(*made, ItemTable({*made}));
    return absl::OkStatus();
  }
  return PrintItemPlace(context, *made);
}

absl::Status ShowItem(Context& context, const ItemArguments& a) {
  backlog::v1::GetItemRequest request;
  request.set_name(NameOf(a.portfolio, "items", a.item));
  const auto item = context.session().Call(&BacklogStub::GetItem, request);
  if (!item.ok()) return item.status();
  if (context.format() != Format::kTable) {
    context.Print(*item, ItemTable({*item}));
    return absl::OkStatus();
  }
  context.out() << ItemText(*item, context.language());
  backlog::v1::ListCommentsRequest list;
  list.set_parent(item->name());
  const auto comments =
      context.session().ListAll(&BacklogStub::ListComments, list,
                                &backlog::v1::ListCommentsResponse::comments);
  if (!comments.ok()) return comments.status();
  for (const auto& comment : *comments) {
    context.out() << "  " << TimeText(comment.create_time()) << " "
                  << IdOf(comment.author()) << ": " << comment.text() << "\n";
  }
  return absl::OkStatus();
}

absl::Status ListItems(Context& context, const ItemArguments& a) {
  using Response = backlog::v1::ListItemsResponse;
  backlog::v1::ListItemsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_filter(a.filter);
  return ListAndPrint(context, &BacklogStub::ListItems, request,
                      &Response::items, &Response::mutable_items, &ItemTable);
}

// Evidence is added, so what is there comes along, and the etag refuses the
// change if somebody was faster.
absl::Status KeepEvidence(Context& context, Item* item) {
  backlog::v1::GetItemRequest request;
  request.set_name(item->name());
  const auto found = context.session().Call(&BacklogStub::GetItem, request);
  if (!found.ok()) return found.status();
  if (item->etag().empty()) item->set_etag(found->etag());
  std::set<std::string> named;
  for (const auto& piece : item->evidence()) named.insert(piece.id());
  for (const auto& piece : found->evidence()) {
    if (named.count(piece.id()) == 0) *item->add_evidence() = piece;
  }
  return absl::OkStatus();
}

absl::Status UpdateItem(Context& context, const ItemArguments& a) {
  backlog::v1::UpdateItemRequest request;
  request.set_reason(a.reason);
  Item* item = request.mutable_item();
  item->set_name(NameOf(a.portfolio, "items", a.item));
  item->set_etag(a.etag);
  absl::Status filled =
      FillItemTexts(a.portfolio, a.fields, item, request.mutable_update_mask());
  if (!filled.ok()) return filled;
  if (request.update_mask().paths().empty()) {
    return absl::InvalidArgumentError(
        "nothing to update: name at least one option, such as --title; "
        "ratings, money and effort have `item rate` and `item estimate`");
  }
  if (!a.fields.evidence.empty()) {
    absl::Status kept = KeepEvidence(context, item);
    if (!kept.ok()) return kept;
  }
  return CallAndPrint(context, &BacklogStub::UpdateItem, request, &ItemTable);
}

absl::Status CommentItem(Context& context, const ItemArguments& a) {
  backlog::v1::CreateCommentRequest request;
  request.set_parent(NameOf(a.portfolio, "items", a.item));
  request.mutable_comment()->set_text(a.text);
  const auto made =
      context.session().Call(&BacklogStub::CreateComment, request);
  if (!made.ok()) return made.status();
  Table table({{"when"}, {"who"}, {"text"}});
  table.AddRow(
      {TimeText(made->create_time()), IdOf(made->author()), made->text()});
  context.Print(*made, table);
  return absl::OkStatus();
}

// The names of the fields that differ, "" for a new item.
std::string Differences(const ItemChange& change) {
  if (change.has_comment()) {
    return absl::StrCat("comment: ", change.comment().text());
  }
  if (!change.has_before()) return "created";
  return FieldDifferences(change.before(), change.after());
}

absl::Status ShowHistory(Context& context, const ItemArguments& a) {
  backlog::v1::ListItemChangesRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  if (!a.item.empty()) request.set_item(NameOf(a.portfolio, "items", a.item));
  const auto changes =
      context.session().ListAll(&BacklogStub::ListItemChanges, request,
                                &backlog::v1::ListItemChangesResponse::changes);
  if (!changes.ok()) return changes.status();
  backlog::v1::ListItemChangesResponse response;
  response.mutable_changes()->Assign(changes->begin(), changes->end());
  Table table({{"revision", /*right=*/true},
               {"when"},
               {"who"},
               {"item"},
               {"what", false, /*flexible=*/true, 20},
               {"why", false, /*flexible=*/true, 10}});
  for (const ItemChange& change : *changes) {
    table.AddRow({absl::StrCat(change.commit().revision()),
                  TimeText(change.commit().commit_time()),
                  IdOf(change.commit().actor()), IdOf(change.name()),
                  Differences(change), change.commit().reason()});
  }
  context.Print(response, table);
  return absl::OkStatus();
}

void AddItem(CLI::App* verb, ItemArguments* a, bool required = true) {
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required(required);
}

}  // namespace

void AddItemCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "item", "Requests: what is wrong, for whom");
  const auto a = std::make_shared<ItemArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"create",
       "Creates an item, as a draft unless --submit.",
       {"lifeline item create shop --title 'Canonical tags on filter pages' "
        "--category seo --submit",
        "lifeline item create shop canonical-tags --title 'Canonical tags' "
        "--category seo --money 12000 --rate strategy_fit=5@80 --effort web=3 "
        "--submit"}},
      [=] { return CreateItem(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "Its id; made from a counter if left out");
  AddItemTextOptions(verb, &a->fields);
  AddRatingOptions(verb, &a->fields);
  AddRepeated(verb, "--effort", &a->fields.efforts,
              "Work needed: TEAM=AMOUNT or TEAM=SIZE; repeatable");
  verb->add_flag("--submit", a->submit, "Submit it at once");
  AddReason(verb, &a->reason);
  AddItemRatingVerbs(noun, context);
  AddItemStateVerbs(noun, context);
  AddItemReadinessVerbs(noun, context);
  AddItemMoneyVerbs(noun, context);
  AddItemConfirmVerb(noun, context);
  AddItemRedactVerb(noun, context);
  verb = AddVerb(noun, context,
                 {"show",
                  "Shows an item with its comments.",
                  {"lifeline item show shop canonical-tags"}},
                 [=] { return ShowItem(*context, *a); });
  AddItem(verb, a.get());
  verb = AddVerb(noun, context,
                 {"list",
                  "Lists items by id.",
                  {"lifeline item list shop",
                   "lifeline item list shop --filter 'state = READY AND "
                   "category = \"seo\"'"}},
                 [=] { return ListItems(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--filter", a->filter,
                   "Over state, category, requester, owner, labels");
  verb =
      AddVerb(noun, context,
              {"update",
               "Changes what is named; lists are replaced, but for evidence.",
               {"lifeline item update shop shop-12 --due 2027-03-01 "
                "--due-basis season"}},
              [=] { return UpdateItem(*context, *a); });
  AddItem(verb, a.get());
  AddItemTextOptions(verb, &a->fields);
  AddReason(verb, &a->reason);
  verb->add_option("--etag", a->etag,
                   "The version you know; refused if somebody was faster");
  verb =
      AddVerb(noun, context,
              {"comment",
               "Says something about an item.",
               {"lifeline item comment shop shop-12 'Agreed with content.'"}},
              [=] { return CommentItem(*context, *a); });
  AddItem(verb, a.get());
  verb->add_option("text", a->text, "What to say")->required();
  verb = AddVerb(
      noun, context,
      {"history",
       "Who changed what, when and why; newest first. Without an item, the "
       "whole backlog.",
       {"lifeline item history shop canonical-tags"}},
      [=] { return ShowHistory(*context, *a); });
  AddItem(verb, a.get(), /*required=*/false);
}

}  // namespace lifeline::cli
