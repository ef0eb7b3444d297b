#include "services/common/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/journal.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RequestsTest : public ::testing::Test {
 protected:
  RequestsTest()
      : database_(Database::Temporary(
                      {{kRequestsSchema, kJournalSchema, kRewriteSchema}})
                      .value()),
        writer_(std::make_unique<Writer>(database_.get())),
        journal_(Journal::Make(database_.get(), writer_.get()).value()) {}

  static Mutation Change() {
    Mutation mutation;
    mutation.scope = "shop";
    mutation.request.actor = "anna";
    mutation.request.method = "/test/Put";
    mutation.now = absl::FromUnixSeconds(1'800'000'000);
    return mutation;
  }

  JournalSnapshot Read() { return journal_->Read().value(); }

  std::vector<std::string> Ids() {
    std::vector<std::string> ids;
    const std::vector<Resource> resources = Read().List("shop", "item").value();
    for (const Resource& r : resources) ids.push_back(r.id);
    return ids;
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Journal> journal_;
};

TEST_F(RequestsTest, ARepeatedRequestReturnsTheFirstAnswer) {
  Mutation request = Change();
  request.request.request_id = "id-1";
  request.request.digest = "digest";
  int runs = 0;
  const auto body = [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
    EXPECT_TRUE(
        t.Put("item", absl::StrCat("item-", t.NextCounter("item").value()), "x")
            .ok());
    return absl::StrCat("answer ", ++runs);
  };
  const auto first = journal_->MutateAndWait(request, body);
  const auto second = journal_->MutateAndWait(request, body);
  EXPECT_EQ(first->answer, "answer 1");
  EXPECT_FALSE(first->repeated);
  EXPECT_EQ(second->answer, "answer 1");
  EXPECT_TRUE(second->repeated);
  EXPECT_THAT(Ids(), ElementsAre("item-1"));

  Mutation other_content = request;
  other_content.request.digest = "other";
  EXPECT_EQ(ReasonOf(journal_->MutateAndWait(other_content, body).status()),
            "REQUEST_ID_REUSED");
  Mutation other_method = request;
  other_method.request.method = "/test/Other";
  EXPECT_EQ(ReasonOf(journal_->MutateAndWait(other_method, body).status()),
            "REQUEST_ID_REUSED");
  Mutation other_actor = request;
  other_actor.request.actor = "berta";
  EXPECT_EQ(journal_->MutateAndWait(other_actor, body)->answer, "answer 2");
}

TEST_F(RequestsTest, ErrorsAndPreviewsAreNotRemembered) {
  Mutation request = Change();
  request.request.request_id = "id-1";
  const auto body = [](JournalTransaction& t) -> absl::StatusOr<std::string> {
    auto version =
        t.Put("item", absl::StrCat(t.NextCounter("item").value()), "x");
    return absl::StrCat("r", version->revision);
  };
  ASSERT_FALSE(journal_
                   ->MutateAndWait(
                       request,
                       [](JournalTransaction&) -> absl::StatusOr<std::string> {
                         return absl::InvalidArgumentError("no");
                       })
                   .ok());
  Mutation preview = request;
  preview.validate_only = true;
  EXPECT_EQ(journal_->MutateAndWait(preview, body)->answer, "r1");
  EXPECT_THAT(Ids(), IsEmpty());
  EXPECT_EQ(journal_->MutateAndWait(request, body)->answer, "r1");
  EXPECT_THAT(Ids(), ElementsAre("1"));
}

TEST_F(RequestsTest, OldRequestsAreForgotten) {
  Mutation request = Change();
  const auto nothing = [](JournalTransaction&) -> absl::StatusOr<std::string> {
    return std::string();
  };
  for (int i = 0; i < 100; ++i) {
    request.request.request_id = absl::StrCat("old-", i);
    request.request.digest = absl::StrCat("digest ", i);
    ASSERT_TRUE(journal_->MutateAndWait(request, nothing).ok());
  }
  request.now += kRequestRetention + absl::Hours(1);
  for (int i = 0; i < 100; ++i) {
    request.request.request_id = absl::StrCat("new-", i);
    request.request.digest = absl::StrCat("digest ", i);
    ASSERT_TRUE(journal_->MutateAndWait(request, nothing).ok());
  }
  const JournalSnapshot snapshot = Read();
  EXPECT_EQ(
      snapshot.reader()
          .QueryInt(
              "SELECT count(*) FROM requests WHERE request_id LIKE 'old-%'", {})
          .value(),
      0);
  EXPECT_EQ(
      snapshot.reader().QueryInt("SELECT count(*) FROM requests", {}).value(),
      100);
}

TEST_F(RequestsTest, OldRequestsAreForgottenWithoutNewOnes) {
  const absl::Time now = Change().now;
  const auto keep = [this](int requests, const std::string& name,
                           absl::Time time) {
    for (int i = 0; i < requests; ++i) {
      const std::string id = absl::StrCat(name, i);
      ASSERT_TRUE(writer_
                      ->Run([&](Transaction& t) {
                        // A digest that forgets nothing by itself.
                        return KeepAnswer(t, {"anna", id, "/test/Put", "1"},
                                          "the answer", time);
                      })
                      .ok());
    }
  };
  const auto kept = [this] {
    return Read()
        .reader()
        .QueryInt("SELECT count(*) FROM requests", {})
        .value();
  };
  keep(600, "old-", now);
  keep(1, "young-", now + absl::Microseconds(1));
  const auto forget = [this](absl::Time at) {
    ASSERT_TRUE(ForgetOldRequests(database_.get(), writer_.get(), at).ok());
  };
  forget(now + kRequestRetention);
  EXPECT_EQ(kept(), 601);
  forget(now + kRequestRetention + absl::Microseconds(1));
  EXPECT_EQ(kept(), 1);
  forget(now + 2 * kRequestRetention);
  EXPECT_EQ(kept(), 0);
}

TEST_F(RequestsTest, AnErasedAnswerIsNeverGivenAndNothingIsDoneTwice) {
  Mutation request = Change();
  request.request.request_id = "id-1";
  request.request.digest = "digest";
  int runs = 0;
  const auto body = [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
    EXPECT_TRUE(t.Put("item", absl::StrCat("item-", ++runs), "x").ok());
    return std::string("about item-1");
  };
  ASSERT_TRUE(journal_->MutateAndWait(request, body).ok());
  ASSERT_TRUE(
      writer_->Run([](Transaction& t) { return EraseAnswers(t, "item-1"); })
          .ok());
  EXPECT_EQ(ReasonOf(journal_->MutateAndWait(request, body).status()),
            "ANSWER_ERASED");
  EXPECT_EQ(runs, 1);
}

TEST_F(RequestsTest, OnlyAnswersAboutTheNameAreErased) {
  const std::string long_id(130, 'x');
  const auto field = [](char tag, const std::string& text) {
    std::string encoded(1, tag);
    if (text.size() >= 128) {
      encoded += static_cast<char>(text.size() % 128 + 128);
      encoded += static_cast<char>(text.size() / 128);
    } else {
      encoded += static_cast<char>(text.size());
    }
    return encoded + text;
  };
  // In a message "2", "B" and "J" are tags that may follow a name.
  const std::map<std::string, std::string> answers = {
      {"itself", field('\n', "portfolios/shop/items/shop-1")},
      {"itself and more",
       field('\n', "portfolios/shop/items/shop-1") + field('2', "a title")},
      {"in it", field('B', "portfolios/shop/items/shop-1/comments/3")},
      {"in words", "portfolios/shop/items/shop-1 is done"},
      {"longer", field('\n', "portfolios/shop/items/shop-12")},
      {"dotted", field('\n', "portfolios/shop/items/shop-1.5")},
      {"far longer", field('\n', "portfolios/shop/items/shop-1" + long_id)},
      {"both", field('\n', "portfolios/shop/items/shop-12") +
                   field('J', "portfolios/shop/items/shop-1")},
      {"portfolio", field('\n', "portfolios/shop")},
      {"portfolio and more", field('\n', "portfolios/shop") + field('2', "x")},
      {"another portfolio", field('\n', "portfolios/shop2")},
  };
  const auto erased = [&](const std::string& name) {
    std::vector<std::string> gone;
    const absl::Status status = writer_->Run([&](Transaction& t) {
      absl::Status done = t.Do("DELETE FROM requests", {});
      for (const auto& [id, answer] : answers) {
        if (!done.ok()) return done;
        done = KeepAnswer(t, {"anna", id, "/test/Put", "d"}, answer,
                          absl::FromUnixSeconds(1));
      }
      if (done.ok()) done = EraseAnswers(t, name);
      if (!done.ok()) return done;
      return t.Query(
          "SELECT request_id FROM requests WHERE answer = x'' "
          "ORDER BY request_id",
          {}, [&](const Row& row) {
            gone.push_back(row.Text(0));
            return absl::OkStatus();
          });
    });
    EXPECT_TRUE(status.ok()) << status;
    return gone;
  };
  EXPECT_THAT(
      erased("portfolios/shop/items/shop-1"),
      ElementsAre("both", "in it", "in words", "itself", "itself and more"));
  EXPECT_THAT(erased("portfolios/shop"),
              ElementsAre("in words", "portfolio", "portfolio and more"));
  EXPECT_THAT(erased("portfolios/shop/items/shop-1" + long_id),
              ElementsAre("far longer"));
}

TEST_F(RequestsTest, AnActorIsForgottenUnderEveryNameOfTheAddress) {
  const auto keep = [](const std::string& actor) {
    return [actor](Transaction& t) {
      return KeepAnswer(t, {actor, "id-1", "/test/Put", "d"}, "a",
                        absl::FromUnixSeconds(1));
    };
  };
  for (const char* actor :
       {"anna", "Anna@localhost", "anna@localhost.org",
        "portfolios/shop/members/anna@localhost",
        "portfolios/shop/members/anna@localhost.org", "ben"}) {
    ASSERT_TRUE(writer_->Run(keep(actor)).ok());
  }
  ASSERT_TRUE(
      writer_
          ->Run([](Transaction& t) { return ForgetActor(t, "anna@localhost"); })
          .ok());
  std::vector<std::string> left;
  ASSERT_TRUE(database_->Read()
                  .value()
                  .Query("SELECT actor FROM requests ORDER BY actor", {},
                         [&](const Row& row) {
                           left.push_back(row.Text(0));
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_THAT(left, ElementsAre("anna@localhost.org", "ben",
                                "portfolios/shop/members/anna@localhost.org"));
}

}  // namespace
}  // namespace lifeline
