// `lifeline item case|outcome|outcomes`: how an item's money is reckoned, and
// what came of it.
#include <memory>

#include "clients/cli/business_case.h"
#include "clients/cli/commands.h"
#include "clients/cli/preview.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;

struct OutcomeArguments {
  std::string portfolio;
  std::string item;
  CaseOptions business_case;
  std::string money;
  std::string from;
  std::string to;
  std::string basis;
  std::string etag;
  std::string reason;
};

absl::Status SetCase(Context& context, const OutcomeArguments& a) {
  backlog::v1::RateItemRequest request;
  request.set_name(NameOf(a.portfolio, "items", a.item));
  request.set_etag(a.etag);
  request.set_reason(a.reason);
  auto made = CaseOf(a.business_case);
  if (!made.ok()) return made.status();
  *request.mutable_business_case() = *std::move(made);
  const auto item = context.session().Call(&BacklogStub::RateItem, request);
  if (!item.ok()) return item.status();
  if (context.format() != Format::kTable) {
    Table table({{context.T("item")}, {context.T("reckoned as")}});
    table.AddRow({IdOf(item->name()),
                  CaseText(item->business_case(), context.language())});
    context.Print(*item, table);
    return absl::OkStatus();
  }
  context.Say(CaseText(item->business_case(), context.language()));
  return PrintItemPlace(context, *item);
}

absl::Status ReportOutcome(Context& context, const OutcomeArguments& a) {
  backlog::v1::ReportOutcomeRequest request;
  request.set_name(NameOf(a.portfolio, "items", a.item));
  request.set_reason(a.reason);
  auto& realised = *request.mutable_realised();
  const auto money = NumberOption("--money", a.money);
  if (!money.ok()) return money.status();
  realised.set_amount_hundredths(*money);
  const auto from = DateOption("--from", a.from);
  if (!from.ok()) return from.status();
  *realised.mutable_first_day() = *from;
  const auto to = DateOption("--to", a.to);
  if (!to.ok()) return to.status();
  *realised.mutable_last_day() = *to;
  realised.set_basis(a.basis);
  const auto item =
      context.session().Call(&BacklogStub::ReportOutcome, request);
  if (!item.ok()) return item.status();
  context.Print(*item, OutcomesTable({*item}, context.language()));
  return absl::OkStatus();
}

absl::Status ListOutcomes(Context& context, const OutcomeArguments& a) {
  backlog::v1::ListItemsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_filter("state = DONE");
  const auto items = context.session().ListAll(
      &BacklogStub::ListItems, request, &backlog::v1::ListItemsResponse::items);
  if (!items.ok()) return items.status();
  if (context.format() == Format::kJson) {
    context.PrintJson(OutcomesJson(*items));
    return absl::OkStatus();
  }
  backlog::v1::ListItemsResponse response;
  response.mutable_items()->Assign(items->begin(), items->end());
  context.Print(response, OutcomesTable(*items, context.language()));
  return absl::OkStatus();
}

void AddCaseVerb(CLI::App* noun, Context* context,
                 const std::shared_ptr<OutcomeArguments>& a) {
  CLI::App* verb = AddVerb(
      noun, context,
      {"case",
       "Reckons an item's money from what can be counted; each figure is "
       "LOW:LIKELY:HIGH, or one for all three. The money becomes the likely "
       "one; `item rate --money` with the same amount sets its confidence, and "
       "another amount takes the case away.",
       {"lifeline item case shop shop-12 --leads 900:1200:1500 --conversion "
        "1%:2%:3% --margin 80",
        "lifeline item case shop shop-12 --cost-avoided 1000:1200:1500"}},
      [=] { return SetCase(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  CaseOptions& options = a->business_case;
  CLI::Option* leads =
      verb->add_option("--leads", options.leads, "Leads a month more");
  CLI::Option* sessions =
      verb->add_option("--sessions", options.sessions, "Sessions a month more");
  CLI::Option* cost = verb->add_option("--cost-avoided", options.cost_avoided,
                                       "Cost a month that is not spent");
  leads->excludes(sessions)->excludes(cost);
  sessions->excludes(cost);
  verb->add_option("--conversion", options.conversion,
                   "How many of them become an order, in percent: 1%:2%:3%");
  verb->add_option("--margin", options.margin,
                   "Contribution margin of an order");
  AddReason(verb, &a->reason);
  verb->add_option("--etag", a->etag,
                   "The version you know; refused if somebody was faster");
}

}  // namespace

void AddItemMoneyVerbs(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<OutcomeArguments>();
  AddCaseVerb(noun, context, a);
  CLI::App* verb = AddVerb(
      noun, context,
      {"outcome",
       "Says what a done item really brings a month; a later report replaces "
       "it.",
       {"lifeline item outcome shop shop-12 --money 1200 --from 2027-03-01 "
        "--to 2027-03-31 --basis 'GA4, orders with the new form'"}},
      [=] { return ReportOutcome(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id")->required();
  verb->add_option("--money", a->money,
                   "Contribution margin a month; below 0 if it costs")
      ->required();
  verb->add_option("--from", a->from, "The first day that was measured")
      ->required();
  verb->add_option("--to", a->to, "The last day that was measured")->required();
  verb->add_option("--basis", a->basis, "What it rests on")->required();
  AddReason(verb, &a->reason);
  verb = AddVerb(noun, context,
                 {"outcomes",
                  "What done items were planned to bring and what they bring, "
                  "per item and category.",
                  {"lifeline item outcomes shop"}},
                 [=] { return ListOutcomes(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

}  // namespace lifeline::cli
