// What leaves the house, over seeded random histories and a network that fails
// as it likes: every crossing and digest goes to everybody who is to hear of
// it, at least once, each recipient's in their order, and a repeat is the same
// message.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "services/scoring/courier.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/outbox_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_testing.h"
#include "services/scoring/timestamps.h"
#include "services/scoring/webhook_store.h"
#include "tests/property/seeds.h"

namespace lifeline::scoring {
namespace {

constexpr char kAnna[] = "portfolios/shop/members/m1";
constexpr char kHook[] = "https://hooks.example.com/";

class Outside {
 public:
  explicit Outside(uint64_t seed) : random_(seed) {}

  // What came by, by message: what it said, and where it went, in the order of
  // first arrivals.
  std::map<std::string, std::string> said;
  std::map<std::string, std::vector<std::string>> heard;
  bool fails = true;

  Outcome Take(const std::string& to, const std::string& id,
               const std::string& text) {
    // Whoever takes it and whoever drops it on the way back has heard it.
    const int luck = fails ? static_cast<int>(random_() % 4) : 3;
    Outcome outcome;
    outcome.taken = luck == 3;
    if (luck >= 2) {
      const auto [known, first] = said.emplace(id, text);
      if (first) heard[to].push_back(id);
      EXPECT_EQ(known->second, text);
    }
    if (!outcome.taken) outcome.error = "no luck";
    outcome.unreachable = luck == 0;
    return outcome;
  }

  Transport transport() {
    Transport made;
    made.post = [this](const WebRequest& request,
                       const std::function<bool()>&) {
      return Take(request.url, nlohmann::json::parse(request.body)["id"],
                  request.body);
    };
    made.mail = [this](const MailServer&, const Mail& mail,
                       const std::function<bool()>&) {
      const size_t id = mail.message.find("Message-ID: ");
      // What a mail says may change until it is taken; that it is the same
      // notice does not.
      return Take(mail.to,
                  mail.message.substr(id, mail.message.find("\r\n", id) - id),
                  mail.to);
    };
    return made;
  }

 private:
  std::mt19937_64 random_;
};

class History {
 public:
  explicit History(uint64_t seed) : random_(seed), outside_(seed + 1) {
    rig_.notifier.mails = true;
    rig_.notifier.batch = 2;
    rig_.Begin(500);
    v1::Webhook webhook;
    webhook.set_name("portfolios/shop/webhooks/w");
    webhook.set_url(kHook);
    *webhook.mutable_create_time() = ToTimestamp(rig_.now());
    EXPECT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      return InsertWebhook(transaction, "shop", webhook, std::string(32, 'k'));
    }),
              absl::OkStatus());
    for (int i = 0; i < 4; ++i) {
      rig_.CommitItems(
          {ScoringRig::Item(absl::StrCat("i", i), 100 * (i + 1), 300)});
    }
    rig_.Settle();
  }

  void Step() {
    switch (Between(0, 4)) {
      case 0:
        rig_.CommitRoadmap(
            {ScoringRig::Capacity("web", "q1", 100 * Between(1, 13))});
        return rig_.Settle();
      case 1:
        rig_.Settle();
        return rig_.Restart();
      case 2:
        rig_.SetNow(rig_.now() + absl::Hours(Between(1, 30)));
        return rig_.Notify();
      default:
        rig_.SetNow(rig_.now() + absl::Minutes(Between(0, 30)));
        return Carry();
    }
  }

  // The network works again, and somebody enables what was disabled.
  void Finish() {
    outside_.fails = false;
    EXPECT_EQ(rig_.writer()->Run([&](Transaction& transaction) {
      absl::Status status = EnableWebhook(transaction, "shop", "w");
      return status.ok() ? TryAllNow(transaction, "shop", "w", rig_.now())
                         : status;
    }),
              absl::OkStatus());
    for (int days = 0; days < 4; ++days) {
      rig_.SetNow(rig_.now() + absl::Hours(24));
      Carry();
    }
  }

  void Check() {
    const lifeline::Snapshot reader = *rig_.database()->Read();
    std::vector<std::string> to_webhook, to_anna;
    std::set<std::string> subjects, given_up;
    EXPECT_EQ(ForEachDelivery(
                  reader, "shop", 0,
                  [&](const v1::Delivery& delivery, int64_t number) {
                    subjects.insert(delivery.subject());
                    const std::string mail = absl::StrCat(
                        "Message-ID: <delivery-", number, ".shop@example.com>");
                    if (delivery.state() == v1::Delivery::STATE_FAILED) {
                      EXPECT_EQ(delivery.recipient(), kAnna);
                      EXPECT_EQ(delivery.attempts(), kMailAttempts);
                      given_up.insert(mail);
                      return true;
                    }
                    EXPECT_EQ(delivery.state(), v1::Delivery::STATE_DELIVERED)
                        << delivery.DebugString();
                    if (delivery.recipient() == kAnna) {
                      to_anna.push_back(mail);
                    } else {
                      to_webhook.push_back(delivery.name());
                    }
                    return true;
                  }),
              absl::OkStatus());
    std::reverse(to_webhook.begin(), to_webhook.end());
    std::reverse(to_anna.begin(), to_anna.end());
    EXPECT_EQ(outside_.heard[kHook], to_webhook);
    std::vector<std::string>& mails = outside_.heard["anna@example.com"];
    std::erase_if(mails,
                  [&](const std::string& id) { return given_up.contains(id); });
    EXPECT_EQ(mails, to_anna);
    EXPECT_EQ(ForEachCrossing(reader, "shop", 0, {},
                              [&](const v1::LineCrossing& crossing) {
                                EXPECT_TRUE(subjects.contains(crossing.name()))
                                    << crossing.name();
                                return true;
                              }),
              absl::OkStatus());
    const std::vector<StoredDigest> told =
        ReadDigests(reader, "shop", {{kAnna}}, 0, 1'000, 1).value();
    for (const StoredDigest& digest : told) {
      EXPECT_TRUE(subjects.contains(
          absl::StrCat("portfolios/shop/digests/", digest.number)));
      EXPECT_TRUE(
          subjects.contains(absl::StrCat(kAnna, "/digests/", digest.number)));
      ++digests_;
    }
  }

  int digests() const { return digests_; }

 private:
  int Between(int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random_);
  }

  void Carry() {
    CourierOptions options;
    options.outbox.mail.url = "smtp://localhost";
    options.outbox.mail.from = "lifeline@example.com";
    options.transport = outside_.transport();
    EXPECT_EQ(Courier(rig_.context(), options).RunOnce(), absl::OkStatus());
  }

  std::mt19937_64 random_;
  Outside outside_;
  ScoringRig rig_;
  int digests_ = 0;
};

TEST(Outbox, EverybodyHearsOfEverythingInOrderHoweverTheNetworkFails) {
  int digests = 0;
  engine::ForEachSeed(engine::Cases(10), [&](uint64_t seed) {
    History history(seed);
    for (int step = 0; step < 60; ++step) history.Step();
    history.Finish();
    history.Check();
    digests += history.digests();
  });
  EXPECT_GT(digests, 10);
}

}  // namespace
}  // namespace lifeline::scoring
