#include "services/scoring/webhook_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/escaping.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::scoring {
namespace {

using ::testing::HasSubstr;

TEST(WebhookEvent, IsACloudEventOfTheProtosJson) {
  WebhookEvent event;
  event.id = "portfolios/shop/deliveries/7";
  event.type = kCrossingEvent;
  event.source = "https://lifeline.example.com/portfolios/shop";
  event.subject = "portfolios/shop/rankings/3/crossings/x";
  event.time = absl::FromUnixMicros(1'800'000'000'000'001);
  v1::LineCrossing crossing;
  crossing.set_name(event.subject);
  crossing.set_kind(v1::LineCrossing::KIND_DROPPED);
  const auto json = nlohmann::json::parse(EventJson(event, crossing));
  EXPECT_EQ(json["specversion"], "1.0");
  EXPECT_EQ(json["id"], event.id);
  EXPECT_EQ(json["source"], event.source);
  EXPECT_EQ(json["type"], "dev.lifeline.crossing");
  EXPECT_EQ(json["subject"], event.subject);
  EXPECT_EQ(json["time"], "2027-01-15T08:00:00.000001Z");
  EXPECT_EQ(json["datacontenttype"], "application/json");
  EXPECT_EQ(json["data"]["kind"], "KIND_DROPPED");
}

// The example of the Standard Webhooks specification's own test suites.
TEST(WebhookEvent, IsSignedAsTheSpecificationsExample) {
  std::string secret;
  ASSERT_TRUE(
      absl::Base64Unescape("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", &secret));
  const auto headers =
      EventHeaders("msg_p5jXN8AQM9LWM0D4loKWxJek", R"({"test": 2432232314})",
                   secret, absl::FromUnixSeconds(1614265330));
  const std::map<std::string, std::string> by_name(headers.begin(),
                                                   headers.end());
  EXPECT_EQ(by_name.at("webhook-id"), "msg_p5jXN8AQM9LWM0D4loKWxJek");
  EXPECT_EQ(by_name.at("webhook-timestamp"), "1614265330");
  EXPECT_THAT(by_name.at("content-type"),
              HasSubstr("application/cloudevents+json"));
  EXPECT_EQ(by_name.at("webhook-signature"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookEvent, ASecretIsWrittenAsReceiversTakeIt) {
  EXPECT_EQ(SecretText(std::string(32, '\0')),
            "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
}

TEST(WebhookEvent, AUrlIsOfAPublicHostAndNamesNobody) {
  for (const char* url :
       {"https://hooks.example.com", "https://hooks.example.com:8443/a?b=c",
        "https://1.1.1.1/x", "https://[2606:4700::1111]/x"})
    EXPECT_EQ(WrongUrl(url, false), "") << url;
  EXPECT_THAT(WrongUrl("ftp://example.com", false), HasSubstr("https://"));
  EXPECT_THAT(WrongUrl("http://example.com", false),
              HasSubstr("--webhook_private_addresses"));
  EXPECT_THAT(WrongUrl("https://user:secret@example.com", false),
              HasSubstr("user"));
  EXPECT_THAT(WrongUrl("https://a b.example.com", false), HasSubstr("spaces"));
  EXPECT_THAT(WrongUrl("https://example.com/#x", false), HasSubstr("fragment"));
  EXPECT_THAT(WrongUrl("https:///x", false), HasSubstr("host"));
  for (const char* url : {"https://localhost/x", "https://127.0.0.1:80/",
                          "https://[::1]:80/", "https://192.168.1.1"}) {
    EXPECT_THAT(WrongUrl(url, false), HasSubstr("private network")) << url;
    EXPECT_EQ(WrongUrl(url, true), "") << url;
  }
  EXPECT_EQ(WrongUrl("http://127.0.0.1:80/x", true), "");
  EXPECT_THAT(WrongUrl("file:///etc/passwd", true), HasSubstr("https://"));
}

}  // namespace
}  // namespace lifeline::scoring
