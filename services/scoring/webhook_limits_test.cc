// Endpoints by their handlers: what is taken and refused, each limit at its
// maximum and one past it, and that a secret is shown once.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_testing.h"
#include "services/scoring/reasons.h"
#include "services/scoring/scoring_calls.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/scoring_testing.h"

namespace lifeline::scoring {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

v1::CreateWebhookRequest Request(const std::string& id) {
  v1::CreateWebhookRequest request;
  request.set_parent("portfolios/shop");
  request.set_webhook_id(id);
  request.mutable_webhook()->set_url("https://hooks.example.com/");
  return request;
}

class WebhookLimits : public ::testing::Test {
 protected:
  WebhookLimits() {
    rig_.Begin(500);
    auto admin = ScoringRig::Member("adam", "adam@example.com");
    admin.mutable_member()->add_roles(roadmap::v1::ROLE_ADMIN);
    rig_.CommitRoadmap({admin});
    rig_.Settle();
    scoring_ = rig_.scoring();
  }

  // As the gRPC face does it.
  template <typename Request, typename Handler>
  absl::StatusOr<v1::Webhook> Change(const std::string& method,
                                     const Request& request, Handler handler,
                                     const std::string& actor = "adam") {
    const absl::StatusOr<MutationSpec> spec = Check(scoring_, request);
    if (!spec.ok()) return spec.status();
    absl::StatusOr<v1::Webhook> answer;
    absl::Mutex mutex;
    bool answered = false;
    MutateOnWriter<Request, v1::Webhook>(scoring_, rig_.As(actor, method),
                                         *spec, request, handler,
                                         [&](absl::StatusOr<v1::Webhook> made) {
                                           absl::MutexLock lock(&mutex);
                                           answer = std::move(made);
                                           answered = true;
                                         });
    absl::MutexLock lock(&mutex);
    mutex.Await(absl::Condition(&answered));
    return answer;
  }

  absl::StatusOr<v1::Webhook> Create(const v1::CreateWebhookRequest& request,
                                     const std::string& actor = "adam") {
    return Change(
        "CreateWebhook", request,
        [](const Scoring& scoring, Transaction& transaction,
           const CallContext& call, const v1::CreateWebhookRequest& asked) {
          return CreateWebhook(scoring, transaction, call, asked);
        },
        actor);
  }

  absl::StatusOr<v1::Webhook> Remove(const std::string& id) {
    v1::DeleteWebhookRequest request;
    request.set_name(absl::StrCat("portfolios/shop/webhooks/", id));
    return Change(
        "DeleteWebhook", request,
        [](const Scoring& scoring, Transaction& transaction,
           const CallContext& call, const v1::DeleteWebhookRequest& asked) {
          return DeleteWebhook(scoring, transaction, call, asked);
        });
  }

  std::vector<v1::Webhook> List(int32_t page_size) {
    v1::ListWebhooksRequest request;
    request.set_parent("portfolios/shop");
    request.set_page_size(page_size);
    std::vector<v1::Webhook> all;
    do {
      const auto page =
          ListWebhooks(scoring_, rig_.As("adam", "ListWebhooks"), request);
      EXPECT_EQ(page.status(), absl::OkStatus());
      if (!page.ok()) break;
      all.insert(all.end(), page->webhooks().begin(), page->webhooks().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  ScoringRig rig_;
  Scoring scoring_;
};

TEST_F(WebhookLimits, EndpointsOfAPortfolio) {
  scoring_.limits.webhooks = 2;
  EXPECT_EQ(Create(Request("a")).status(), absl::OkStatus());
  EXPECT_EQ(Create(Request("b")).status(), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Create(Request("c")).status()), kTooManyWebhooks);
  ASSERT_EQ(Remove("a").status(), absl::OkStatus());
  EXPECT_EQ(Create(Request("c")).status(), absl::OkStatus());
}

TEST_F(WebhookLimits, CharactersOfAUrl) {
  scoring_.limits.webhook_url = 40;
  v1::CreateWebhookRequest request = Request("a");
  std::string& url = *request.mutable_webhook()->mutable_url();
  url.append(40 - url.size(), 'x');
  EXPECT_THAT(FieldsOf(Check(scoring_, request).status()), IsEmpty());
  url.push_back('x');
  EXPECT_THAT(FieldsOf(Check(scoring_, request).status()),
              ElementsAre("webhook.url"));
}

TEST_F(WebhookLimits, KindsOfEvents) {
  v1::CreateWebhookRequest request = Request("a");
  v1::Webhook& webhook = *request.mutable_webhook();
  webhook.add_event_types("dev.lifeline.crossing");
  webhook.add_event_types("dev.lifeline.digest");
  ASSERT_EQ(webhook.event_types_size(), Limits().event_types);
  EXPECT_THAT(FieldsOf(Check(scoring_, request).status()), IsEmpty());
  webhook.add_event_types("dev.lifeline.digest");
  EXPECT_THAT(FieldsOf(Check(scoring_, request).status()),
              ElementsAre("webhook.event_types"));
  webhook.mutable_event_types()->RemoveLast();
  webhook.set_event_types(1, "dev.lifeline.crossing");
  EXPECT_THAT(FieldsOf(Check(scoring_, request).status()),
              ElementsAre("webhook.event_types[1]"));
}

TEST_F(WebhookLimits, AllThatIsWrongIsToldAtOnce) {
  v1::CreateWebhookRequest request;
  request.mutable_webhook()->add_event_types("dev.lifeline.everything");
  EXPECT_THAT(FieldsOf(Check(scoring_, request).status()),
              ElementsAre("parent", "webhook_id", "webhook.url",
                          "webhook.event_types[0]"));
  request = Request("a");
  request.mutable_webhook()->set_url("http://127.0.0.1:80/");
  EXPECT_THAT(FieldsOf(Check(scoring_, request).status()),
              ElementsAre("webhook.url"));
  scoring_.private_webhooks = true;
  EXPECT_EQ(Check(scoring_, request).status(), absl::OkStatus());
}

TEST_F(WebhookLimits, ASecretIsShownOnceAndNeverListed) {
  v1::CreateWebhookRequest request = Request("a");
  request.set_request_id("once");
  const absl::StatusOr<v1::Webhook> made = Create(request);
  ASSERT_EQ(made.status(), absl::OkStatus());
  EXPECT_THAT(made->secret(), StartsWith("whsec_"));
  EXPECT_THAT(made->event_types(), SizeIs(2));
  EXPECT_EQ(made->state(), v1::Webhook::STATE_ACTIVE);
  const absl::StatusOr<v1::Webhook> again = Create(request);
  ASSERT_EQ(again.status(), absl::OkStatus());
  EXPECT_EQ(again->name(), made->name());
  EXPECT_EQ(again->secret(), "");
  for (const char* id : {"b", "c"}) ASSERT_TRUE(Create(Request(id)).ok());
  const auto all = List(2);
  ASSERT_THAT(all, SizeIs(3));
  for (const v1::Webhook& webhook : all) EXPECT_EQ(webhook.secret(), "");
}

TEST_F(WebhookLimits, AnIdNeverStandsForAnother) {
  ASSERT_TRUE(Create(Request("a")).ok());
  EXPECT_EQ(ReasonOf(Create(Request("a")).status()), kWebhookExists);
  ASSERT_TRUE(Remove("a").ok());
  EXPECT_THAT(List(10), IsEmpty());
  const absl::Status taken = Create(Request("a")).status();
  EXPECT_EQ(ReasonOf(taken), kWebhookExists);
  EXPECT_THAT(std::string(taken.message()), HasSubstr("choose another"));
  EXPECT_EQ(ReasonOf(Remove("a").status()), kWebhookNotFound);
  EXPECT_EQ(ReasonOf(Remove("never").status()), kWebhookNotFound);
}

TEST_F(WebhookLimits, OnlyAdminsHaveEndpoints) {
  EXPECT_EQ(ReasonOf(Create(Request("a"), "m1").status()), "ROLE_MISSING");
  v1::ListWebhooksRequest list;
  list.set_parent("portfolios/shop");
  EXPECT_EQ(
      ReasonOf(
          ListWebhooks(scoring_, rig_.As("m1", "ListWebhooks"), list).status()),
      "ROLE_MISSING");
  v1::ListDeliveriesRequest deliveries;
  deliveries.set_parent("portfolios/shop");
  EXPECT_EQ(ReasonOf(ListDeliveries(scoring_, rig_.As("m1", "ListDeliveries"),
                                    deliveries)
                         .status()),
            "ROLE_MISSING");
}

TEST_F(WebhookLimits, DeliveriesAreListedByStateAndRecipientPageByPage) {
  ASSERT_TRUE(Create(Request("a")).ok());
  ASSERT_TRUE(Create(Request("b")).ok());
  rig_.CommitItems({ScoringRig::Item("rich", 100'000, 400),
                    ScoringRig::Item("poor", 1'000, 400)});
  rig_.Settle();
  ASSERT_TRUE(Remove("a").ok());
  const auto list = [&](const std::string& filter, int32_t page_size) {
    v1::ListDeliveriesRequest request;
    request.set_parent("portfolios/shop");
    request.set_filter(filter);
    request.set_page_size(page_size);
    std::vector<v1::Delivery> all;
    do {
      const auto page =
          ListDeliveries(scoring_, rig_.As("adam", "ListDeliveries"), request);
      EXPECT_EQ(page.status(), absl::OkStatus());
      if (!page.ok()) break;
      all.insert(all.end(), page->deliveries().begin(),
                 page->deliveries().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  };
  // Two crossings to each.
  EXPECT_THAT(list("", 1), SizeIs(4));
  EXPECT_THAT(list("state = WAITING", 1), SizeIs(2));
  EXPECT_THAT(list("state = FAILED", 50), SizeIs(2));
  const auto to_b = list(
      "recipient = \"portfolios/shop/webhooks/b\" AND state = WAITING", 50);
  ASSERT_THAT(to_b, SizeIs(2));
  EXPECT_EQ(to_b[0].recipient(), "portfolios/shop/webhooks/b");
  EXPECT_THAT(to_b[0].subject(), HasSubstr("/crossings/"));
  EXPECT_TRUE(to_b[0].has_next_time());
  v1::ListDeliveriesRequest wrong;
  wrong.set_parent("portfolios/shop");
  wrong.set_filter("state = LOST");
  EXPECT_THAT(FieldsOf(ListDeliveries(scoring_,
                                      rig_.As("adam", "ListDeliveries"), wrong)
                           .status()),
              ElementsAre("filter"));
}

}  // namespace
}  // namespace lifeline::scoring
