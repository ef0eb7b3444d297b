#include "services/scoring/courier.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "nlohmann/json.hpp"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/webhook_event.h"
#include "services/scoring/webhook_store.h"

namespace lifeline::scoring {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// The text of a message, as a reader sees it.
std::string TextOf(const Mail& mail) {
  std::string text;
  absl::Base64Unescape(
      absl::StrReplaceAll(
          mail.message.substr(mail.message.find("\r\n\r\n") + 4),
          {{"\r\n", ""}}),
      &text);
  return text;
}

// A shop whose outbox goes to a network that answers as it is told.
class CourierTest : public testing::Test {
 protected:
  void SetUp() override {
    rig_.notifier.mails = true;
    rig_.Begin(500);
    rig_.CommitItems({ScoringRig::Item("rich", 100'000, 400)});
    rig_.Settle();
  }

  CourierOptions Options() {
    CourierOptions options;
    options.outbox.mail.url = "smtp://127.0.0.1:25";
    options.outbox.mail.from = "lifeline@example.com";
    options.outbox.link_base = "https://lifeline.example.com";
    options.transport.post = [this](const WebRequest& request,
                                    const std::function<bool()>&) {
      posts_.push_back(request);
      return post_answer_;
    };
    options.transport.mail = [this](const MailServer&, const Mail& mail,
                                    const std::function<bool()>&) {
      mails_.push_back(mail);
      return mail_answer_;
    };
    return options;
  }

  static Outcome Answered(int code) {
    Outcome outcome;
    outcome.code = code;
    outcome.taken = code < 300;
    if (!outcome.taken) outcome.error = absl::StrCat("it answered ", code);
    return outcome;
  }

  void Write(Writer::Job job) {
    ASSERT_EQ(rig_.writer()->Run(std::move(job)), absl::OkStatus());
  }

  void AddWebhook(const std::string& id, std::vector<std::string> types = {}) {
    v1::Webhook webhook;
    webhook.set_name(absl::StrCat("portfolios/shop/webhooks/", id));
    webhook.set_url(absl::StrCat("https://hooks.example.com/", id));
    for (const std::string& type : types) webhook.add_event_types(type);
    *webhook.mutable_create_time() = ToTimestamp(rig_.now());
    Write([&](Transaction& transaction) {
      return InsertWebhook(transaction, "shop", webhook, std::string(32, 'k'));
    });
  }

  // `poor` begins below the line: a crossing.
  void AddPoor(const std::string& id = "poor") {
    rig_.CommitItems({ScoringRig::Item(id, 1'000, 400)});
    rig_.Settle();
  }

  void CarryAt(absl::Time now) {
    rig_.SetNow(now);
    ASSERT_EQ(courier().RunOnce(), absl::OkStatus());
  }

  Courier& courier() {
    if (courier_ == nullptr)
      courier_ = std::make_unique<Courier>(rig_.context(), Options());
    return *courier_;
  }

  // Oldest first.
  std::vector<v1::Delivery> Deliveries() {
    std::vector<v1::Delivery> all;
    lifeline::Snapshot reader = *rig_.database()->Read();
    EXPECT_EQ(ForEachDelivery(reader, "shop", 0,
                              [&](v1::Delivery delivery, int64_t) {
                                all.insert(all.begin(), std::move(delivery));
                                return true;
                              }),
              absl::OkStatus());
    return all;
  }

  StoredWebhook Webhook(const std::string& id) {
    lifeline::Snapshot reader = *rig_.database()->Read();
    return **ReadWebhook(reader, "shop", id);
  }

  std::vector<std::string> Posted() {
    std::vector<std::string> subjects;
    for (const WebRequest& post : posts_)
      subjects.push_back(json::parse(post.body)["subject"]);
    return subjects;
  }

  ScoringRig rig_;
  std::unique_ptr<Courier> courier_;
  std::vector<WebRequest> posts_;
  std::vector<Mail> mails_;
  Outcome post_answer_ = Answered(204);
  Outcome mail_answer_ = Answered(250);
};

TEST_F(CourierTest, ACrossingGoesToEveryEndpointThatHearsOfCrossings) {
  AddWebhook("all");
  AddWebhook("crossings", {std::string(kCrossingEvent)});
  AddWebhook("digests", {std::string(kDigestEvent)});
  AddPoor();
  CarryAt(At(1, 4, 9));
  ASSERT_THAT(posts_, SizeIs(2));
  EXPECT_EQ(posts_[0].url, "https://hooks.example.com/all");
  EXPECT_EQ(posts_[1].url, "https://hooks.example.com/crossings");
  const json event = json::parse(posts_[0].body);
  EXPECT_EQ(event["type"], std::string(kCrossingEvent));
  EXPECT_EQ(event["source"], "https://lifeline.example.com/portfolios/shop");
  EXPECT_EQ(event["data"]["kind"], "KIND_ENTERED_BELOW");
  EXPECT_EQ(event["data"]["item"], "portfolios/shop/items/poor");
  EXPECT_FALSE(event["data"].contains("title"));
  EXPECT_FALSE(event["data"].contains("actors"));
  const auto deliveries = Deliveries();
  ASSERT_THAT(deliveries, SizeIs(2));
  EXPECT_EQ(event["id"], deliveries[0].name());
  EXPECT_EQ(deliveries[0].state(), v1::Delivery::STATE_DELIVERED);
  EXPECT_EQ(deliveries[0].attempts(), 1);
  EXPECT_FALSE(deliveries[0].has_next_time());
  CarryAt(At(1, 4, 10));
  EXPECT_THAT(posts_, SizeIs(2));
}

TEST_F(CourierTest, WhatIsNotTakenIsTriedAgainUnderTheSameNameAndInOrder) {
  AddWebhook("w");
  AddPoor("first");
  AddPoor("second");
  post_answer_ = Answered(500);
  CarryAt(At(1, 4, 9));
  // The second waits behind the first.
  EXPECT_THAT(posts_, SizeIs(1));
  CarryAt(At(1, 4, 9) + absl::Seconds(4));
  EXPECT_THAT(posts_, SizeIs(1));
  post_answer_ = Answered(200);
  CarryAt(At(1, 4, 9) + absl::Seconds(5));
  ASSERT_THAT(posts_, SizeIs(3));
  const json once = json::parse(posts_[0].body);
  EXPECT_EQ(once["id"], json::parse(posts_[1].body)["id"]);
  EXPECT_EQ(posts_[0].body, posts_[1].body);
  EXPECT_NE(once["id"], json::parse(posts_[2].body)["id"]);
  const auto deliveries = Deliveries();
  EXPECT_EQ(deliveries[0].attempts(), 2);
  EXPECT_EQ(deliveries[0].last_error(), "");
  EXPECT_EQ(deliveries[1].attempts(), 1);
}

TEST_F(CourierTest, AnEndpointThatWantsNoMoreIsDisabledAndHearsTheRestLater) {
  AddWebhook("w");
  AddPoor("first");
  AddPoor("second");
  post_answer_ = Answered(410);
  CarryAt(At(1, 4, 9));
  EXPECT_THAT(posts_, SizeIs(1));
  EXPECT_EQ(Webhook("w").webhook.state(), v1::Webhook::STATE_DISABLED);
  EXPECT_THAT(Webhook("w").webhook.disabled_reason(), HasSubstr("410"));
  // What happens meanwhile waits with the rest.
  AddPoor("third");
  CarryAt(At(1, 20, 9));
  EXPECT_THAT(posts_, SizeIs(1));
  post_answer_ = Answered(200);
  Write([&](Transaction& transaction) {
    absl::Status status = EnableWebhook(transaction, "shop", "w");
    return status.ok() ? TryAllNow(transaction, "shop", "w", At(1, 20, 9))
                       : status;
  });
  CarryAt(At(1, 20, 9));
  EXPECT_THAT(posts_, SizeIs(4));
  for (const auto& delivery : Deliveries())
    EXPECT_EQ(delivery.state(), v1::Delivery::STATE_DELIVERED);
}

TEST_F(CourierTest, AnEndpointIsDisabledAfterThreeDaysOnEnd) {
  AddWebhook("w");
  AddPoor();
  post_answer_ = Answered(503);
  for (int hour = 0; hour < 24 * 5; ++hour)
    CarryAt(At(1, 4, 9) + absl::Hours(hour));
  EXPECT_EQ(Webhook("w").webhook.state(), v1::Webhook::STATE_DISABLED);
  EXPECT_THAT(Webhook("w").webhook.disabled_reason(),
              HasSubstr("three days on end; last: it answered 503"));
  const auto deliveries = Deliveries();
  EXPECT_EQ(deliveries[0].state(), v1::Delivery::STATE_WAITING);
  EXPECT_THAT(posts_, SizeIs(deliveries[0].attempts()));
  EXPECT_LE(posts_.size(), 11u);
}

TEST_F(CourierTest, ASuccessForgetsThatAnEndpointFailed) {
  AddWebhook("w");
  AddPoor("first");
  post_answer_ = Answered(500);
  CarryAt(At(1, 4, 9));
  EXPECT_TRUE(Webhook("w").failing_since.has_value());
  post_answer_ = Answered(200);
  CarryAt(At(1, 4, 10));
  EXPECT_FALSE(Webhook("w").failing_since.has_value());
}

TEST_F(CourierTest, WhatWaitsForARemovedEndpointIsGivenUp) {
  AddWebhook("w");
  AddPoor();
  Write([&](Transaction& transaction) {
    absl::Status status = GiveUpAll(transaction, "shop", "w", "removed");
    return status.ok() ? RemoveWebhook(transaction, "shop", "w") : status;
  });
  CarryAt(At(1, 4, 9));
  EXPECT_THAT(posts_, IsEmpty());
  EXPECT_EQ(Deliveries()[0].state(), v1::Delivery::STATE_FAILED);
  EXPECT_EQ(Deliveries()[0].last_error(), "removed");
  EXPECT_EQ(Webhook("w").secret, "");
  AddPoor("second");
  EXPECT_THAT(Deliveries(), SizeIs(1));
}

TEST_F(CourierTest, ADigestGoesByMailInTheMembersLanguage) {
  auto anna = ScoringRig::Member("m1", "anna@example.com");
  anna.mutable_member()->set_language_code("de");
  rig_.CommitRoadmap({anna});
  AddPoor();
  CarryAt(At(1, 4, 9));
  EXPECT_THAT(mails_, IsEmpty());
  rig_.SetNow(At(1, 5, 8));
  rig_.Notify();
  CarryAt(At(1, 5, 8));
  ASSERT_THAT(mails_, SizeIs(1));
  EXPECT_EQ(mails_[0].to, "anna@example.com");
  const std::string text = TextOf(mails_[0]);
  EXPECT_THAT(text, HasSubstr("poor"));
  EXPECT_THAT(text, HasSubstr("beginnt unter der Linie"));
  EXPECT_THAT(text, HasSubstr("Unter der Linie heißt nicht abgelehnt"));
  EXPECT_THAT(text, HasSubstr("Was sie heben würde: Wenn"));
  EXPECT_THAT(text, HasSubstr("Bitte antworten Sie bis 2027-01-12"));
  // A receipt that has been told of by mail is not seen by that.
  rig_.Notify();
  CarryAt(At(1, 5, 9));
  EXPECT_THAT(mails_, SizeIs(1));
  EXPECT_EQ(Deliveries()[0].subject(), "portfolios/shop/members/m1/digests/1");
  EXPECT_EQ(Deliveries()[0].state(), v1::Delivery::STATE_DELIVERED);
}

TEST_F(CourierTest, AMailThatIsTriedAgainIsTheSameMail) {
  AddPoor();
  rig_.SetNow(At(1, 5, 8));
  rig_.Notify();
  mail_answer_ = Answered(451);
  CarryAt(At(1, 5, 8));
  mail_answer_ = Answered(250);
  CarryAt(At(1, 5, 9));
  ASSERT_THAT(mails_, SizeIs(2));
  EXPECT_EQ(mails_[0].message, mails_[1].message);
  EXPECT_THAT(mails_[0].message, HasSubstr("Message-ID: <delivery-"));
}

TEST_F(CourierTest, WhoeverWasErasedIsNotWrittenTo) {
  AddPoor();
  rig_.SetNow(At(1, 5, 8));
  rig_.Notify();
  rig_.CommitRoadmap({ScoringRig::Member("m1", "")});
  rig_.Settle();
  CarryAt(At(1, 5, 8));
  EXPECT_THAT(mails_, IsEmpty());
  EXPECT_EQ(Deliveries()[0].state(), v1::Delivery::STATE_FAILED);
  EXPECT_THAT(Deliveries()[0].last_error(), HasSubstr("no address"));
}

TEST_F(CourierTest, MailRestsAfterItsServerCouldNotBeReached) {
  rig_.CommitRoadmap({ScoringRig::Member("bo", "bo@example.com")});
  backlog::v1::Item bos = ScoringRig::Item("bos", 900, 400);
  bos.set_requester("portfolios/shop/members/bo");
  rig_.CommitItems({bos, ScoringRig::Item("poor", 1'000, 400)});
  rig_.Settle();
  rig_.SetNow(At(1, 5, 8));
  rig_.Notify();
  EXPECT_THAT(Deliveries(), SizeIs(2));
  mail_answer_ = Outcome();
  mail_answer_.error = "Couldn't connect to server";
  mail_answer_.unreachable = true;
  CarryAt(At(1, 5, 8));
  EXPECT_THAT(mails_, SizeIs(1));
  CarryAt(At(1, 5, 8) + absl::Seconds(4));
  EXPECT_THAT(mails_, SizeIs(1));
  mail_answer_ = Answered(250);
  CarryAt(At(1, 5, 8) + absl::Seconds(5));
  EXPECT_THAT(mails_, SizeIs(3));
}

TEST_F(CourierTest, WithoutAMailServerNothingIsWrittenForIt) {
  rig_.notifier.mails = false;
  AddPoor();
  rig_.SetNow(At(1, 5, 8));
  rig_.Notify();
  EXPECT_THAT(Deliveries(), IsEmpty());
}

TEST_F(CourierTest, ADigestTellsEndpointsWhatWasToldAndNotWhom) {
  AddWebhook("w", {std::string(kDigestEvent)});
  AddPoor();
  rig_.SetNow(At(1, 5, 8));
  rig_.Notify();
  CarryAt(At(1, 5, 8));
  ASSERT_THAT(posts_, SizeIs(1));
  EXPECT_THAT(Posted(), ElementsAre("portfolios/shop/digests/1"));
  const json event = json::parse(posts_[0].body);
  EXPECT_EQ(event["type"], std::string(kDigestEvent));
  ASSERT_THAT(event["data"]["entries"], SizeIs(1));
  EXPECT_EQ(event["data"]["entries"][0]["item"], "portfolios/shop/items/poor");
  EXPECT_THAT(posts_[0].body, Not(HasSubstr("members/")));
}

TEST_F(CourierTest, ADigestOfManyBatchesGoesOutOnceAndWhole) {
  rig_.notifier.batch = 2;
  AddWebhook("w", {std::string(kDigestEvent)});
  for (int i = 0; i < 6; ++i) AddPoor(absl::StrCat("poor-", i));
  rig_.SetNow(At(1, 5, 8));
  rig_.Notify();
  rig_.Notify();
  CarryAt(At(1, 5, 8));
  ASSERT_THAT(posts_, SizeIs(1));
  EXPECT_THAT(json::parse(posts_[0].body)["data"]["entries"], SizeIs(6));
  ASSERT_THAT(mails_, SizeIs(1));
  EXPECT_THAT(mails_[0].message, HasSubstr("6 notices, 6 wait for you"));
}

TEST_F(CourierTest, NumbersGrowWithTheTimeSoThatNoRestoreGivesOneTwice) {
  AddWebhook("w");
  AddPoor("first");
  rig_.SetNow(At(1, 6, 9));
  AddPoor("second");
  const auto deliveries = Deliveries();
  EXPECT_EQ(deliveries[0].name(),
            DeliveryName("shop", absl::ToUnixMicros(At(1, 4, 9))));
  EXPECT_EQ(deliveries[1].name(),
            DeliveryName("shop", absl::ToUnixMicros(At(1, 6, 9))));
}

}  // namespace
}  // namespace lifeline::scoring
