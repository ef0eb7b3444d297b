// `lifeline webhook ...` and `lifeline deliveries`.
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Delivery;
using scoring::v1::Webhook;

struct WebhookArguments {
  std::string portfolio;
  std::string id;
  std::string url;
  std::vector<std::string> events;
  std::string state;
  std::string to;
  int32_t count = 100;
};

// Endpoints are spoken of in English: who runs them reads logs.
Table WebhookTable(const std::vector<Webhook>& webhooks) {
  Table table({{"webhook"},
               {"url", false, /*flexible=*/true, 20},
               {"hears of"},
               {"state"},
               {"why", false, /*flexible=*/true, 14}});
  for (const Webhook& webhook : webhooks) {
    std::string events;
    for (const std::string& type : webhook.event_types())
      absl::StrAppend(&events, events.empty() ? "" : ", ",
                      type.substr(type.rfind('.') + 1));
    table.AddRow({IdOf(webhook.name()), webhook.url(), events,
                  Words(Webhook::State_Name(webhook.state()), "STATE_"),
                  webhook.disabled_reason()},
                 webhook.state() == Webhook::STATE_DISABLED ? Style::kBad
                                                            : Style::kPlain);
  }
  return table;
}

Table DeliveryTable(const std::vector<Delivery>& deliveries) {
  Table table({{"written"},
               {"what", false, /*flexible=*/true, 20},
               {"to"},
               {"state"},
               {"tried", true},
               {"next"},
               {"last error", false, /*flexible=*/true, 16}});
  for (const Delivery& delivery : deliveries) {
    const std::string& subject = delivery.subject();
    const std::string& to = delivery.recipient();
    // "rankings/3/crossings/x" and "webhooks/w", without the portfolio.
    const auto within = [](const std::string& name) {
      const size_t portfolio = name.find('/', name.find('/') + 1);
      return name.substr(portfolio + 1);
    };
    table.AddRow({TimeText(delivery.create_time()), within(subject), within(to),
                  Words(Delivery::State_Name(delivery.state()), "STATE_"),
                  absl::StrCat(delivery.attempts()),
                  TimeText(delivery.next_time()), delivery.last_error()},
                 delivery.last_error().empty() ? Style::kPlain : Style::kBad);
  }
  return table;
}

absl::Status AddWebhook(Context& context, const WebhookArguments& a) {
  scoring::v1::CreateWebhookRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_webhook_id(a.id);
  request.mutable_webhook()->set_url(a.url);
  for (const std::string& event : a.events)
    request.mutable_webhook()->add_event_types(
        absl::StrCat("dev.lifeline.", event));
  const auto made =
      context.session().Call(&ScoringStub::CreateWebhook, request);
  if (!made.ok()) return made.status();
  context.Print(*made, WebhookTable({*made}));
  if (context.format() == Format::kTable && !made->secret().empty()) {
    context.Say(absl::StrCat(
        "The secret that its messages are signed with, shown this once: ",
        made->secret()));
  }
  return absl::OkStatus();
}

absl::Status ListWebhooks(Context& context, const WebhookArguments& a) {
  scoring::v1::ListWebhooksRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &ScoringStub::ListWebhooks, request,
                      &scoring::v1::ListWebhooksResponse::webhooks,
                      &scoring::v1::ListWebhooksResponse::mutable_webhooks,
                      &WebhookTable);
}

template <typename Request>
absl::Status ChangeWebhook(
    Context& context, const WebhookArguments& a,
    grpc::Status (ScoringStub::*method)(grpc::ClientContext*, const Request&,
                                        Webhook*)) {
  Request request;
  request.set_name(NameOf(a.portfolio, "webhooks", a.id));
  return CallAndPrint(context, method, request, &WebhookTable);
}

absl::Status ListDeliveries(Context& context, const WebhookArguments& a) {
  scoring::v1::ListDeliveriesRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  std::string filter;
  if (!a.state.empty())
    filter = absl::StrCat("state = ", absl::AsciiStrToUpper(a.state));
  if (!a.to.empty()) {
    absl::StrAppend(&filter, filter.empty() ? "" : " AND ", "recipient = \"",
                    IdOf(a.to), "\"");
  }
  request.set_filter(filter);
  request.set_page_size(a.count);
  const auto page =
      context.session().Call(&ScoringStub::ListDeliveries, request);
  if (!page.ok()) return page.status();
  context.Print(*page, DeliveryTable({page->deliveries().begin(),
                                      page->deliveries().end()}));
  if (!page->next_page_token().empty() && context.format() == Format::kTable)
    context.Note("There are older ones; --count shows more.");
  return absl::OkStatus();
}

void AddNamed(CLI::App* verb, WebhookArguments* a) {
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("webhook", a->id, "Its id")->required();
}

}  // namespace

void AddWebhookCommands(CLI::App* app, Context* context) {
  const auto a = std::make_shared<WebhookArguments>();
  CLI::App* noun =
      AddNoun(app, "webhook", "Endpoints that hear of crossings and digests");
  CLI::App* verb = AddVerb(
      noun, context,
      {"add",
       "Adds an endpoint (Standard Webhooks, CloudEvents). Its secret is shown "
       "this once.",
       {"lifeline webhook add shop chat --url https://hooks.example.com/chat",
        "lifeline webhook add shop bi --url https://bi.example.com/in --event "
        "crossing"}},
      [=] { return AddWebhook(*context, *a); });
  AddNamed(verb, a.get());
  verb->add_option("--url", a->url, "https://...")->required();
  AddRepeated(verb, "--event", &a->events,
              "crossing or digest; both if nothing is said; repeatable");
  verb = AddVerb(noun, context,
                 {"list",
                  "Shows the endpoints and whether they hear.",
                  {"lifeline webhook list shop"}},
                 [=] { return ListWebhooks(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb = AddVerb(noun, context,
                 {"enable",
                  "Lets a disabled endpoint hear again; what waits for it is "
                  "sent at once.",
                  {"lifeline webhook enable shop chat"}},
                 [=] {
                   return ChangeWebhook<scoring::v1::EnableWebhookRequest>(
                       *context, *a, &ScoringStub::EnableWebhook);
                 });
  AddNamed(verb, a.get());
  verb = AddVerb(noun, context,
                 {"remove",
                  "Removes an endpoint; what waits for it is given up.",
                  {"lifeline webhook remove shop chat"}},
                 [=] {
                   return ChangeWebhook<scoring::v1::DeleteWebhookRequest>(
                       *context, *a, &ScoringStub::DeleteWebhook);
                 });
  AddNamed(verb, a.get());
  verb = AddVerb(app, context,
                 {"deliveries",
                  "What leaves the house, newest first: each notice, where it "
                  "goes and how far it is. Delivered is not seen: the inbox "
                  "counts.",
                  {"lifeline deliveries shop --state waiting",
                   "lifeline deliveries shop --to chat"}},
                 [=] { return ListDeliveries(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--state", a->state, "waiting, delivered or failed");
  verb->add_option("--to", a->to, "The id of a member or webhook");
  verb->add_option("--count", a->count, "How many, newest first")
      ->check(CLI::Range(1, 1'000));
}

}  // namespace lifeline::cli
