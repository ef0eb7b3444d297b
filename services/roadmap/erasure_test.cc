#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "services/common/requests_testing.h"
#include "services/rights/asker.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/roadmap_testing.h"

namespace lifeline::roadmap {
namespace {

class Erasure : public RoadmapFixture {
 protected:
  void SetUp() override {
    RoadmapFixture::SetUp();
    MakeShop();
  }

  v1::Member Add(const std::string& id, const std::string& address) {
    v1::CreateMemberRequest request;
    request.set_parent("portfolios/shop");
    request.set_member_id(id);
    request.mutable_member()->set_display_name("Benjamin Secret");
    request.mutable_member()->set_address(address);
    request.mutable_member()->set_deputy("portfolios/shop/members/m1");
    request.mutable_member()->set_language_code("de");
    *request.mutable_member()->mutable_absent_until() = Day(2027, 2, 1);
    request.set_reason("Benjamin Secret starts today");
    request.set_request_id("add-" + id);
    return Call(&Stub::CreateMember, request).value();
  }

  absl::StatusOr<v1::Member> Change(v1::Member member, const char* field) {
    v1::UpdateMemberRequest request;
    *request.mutable_member() = std::move(member);
    request.mutable_update_mask()->add_paths(field);
    return Call(&Stub::UpdateMember, request);
  }

  absl::StatusOr<v1::Member> Erase(const std::string& id,
                                   const std::string& as = "",
                                   bool validate_only = false) {
    v1::EraseMemberRequest request;
    request.set_name("portfolios/shop/members/" + id);
    request.set_reason("asked for it");
    request.set_validate_only(validate_only);
    return CallAs(as, &Stub::EraseMember, request);
  }

  v1::Member Get(const std::string& id) {
    v1::GetMemberRequest request;
    request.set_name("portfolios/shop/members/" + id);
    return Call(&Stub::GetMember, request).value();
  }
};

TEST_F(Erasure, NothingOfThePersonIsLeftInAnyVersionReasonOrByte) {
  Add("m7", "ben@secret.example");
  v1::Member ben = Get("m7");
  ben.set_address("benjamin@secret.example");
  ASSERT_TRUE(Change(ben, "address").ok());
  ben = Get("m7");
  ben.add_roles(v1::ROLE_PLANNER);
  ASSERT_TRUE(Change(ben, "roles").ok());
  v1::CreateTeamRequest team;
  team.set_parent("portfolios/shop");
  team.set_team_id("web");
  team.mutable_team()->set_title("Web");
  team.set_request_id("ben-1");
  ASSERT_TRUE(CallAs("Benjamin@Secret.example", &Stub::CreateTeam, team).ok());
  ASSERT_TRUE(IsStored("Benjamin Secret"));
  ASSERT_TRUE(IsStored("Benjamin@Secret.example"));
  const v1::Member erased = Erase("m7").value();
  EXPECT_TRUE(erased.erased());
  EXPECT_TRUE(erased.inactive());
  EXPECT_EQ(erased.display_name() + erased.address() + erased.deputy() +
                erased.language_code(),
            "");
  EXPECT_FALSE(erased.has_absent_until());
  EXPECT_EQ(Get("m7").SerializeAsString(), erased.SerializeAsString());
  const std::string history = History();
  EXPECT_TRUE(absl::StrContains(history, "portfolios/shop/members/m7"));
  EXPECT_TRUE(absl::StrContains(history, "asked for it"));
  for (const char* text :
       {"Benjamin", "ben@secret.example", "benjamin@secret.example"}) {
    EXPECT_FALSE(absl::StrContains(history, text)) << text;
    EXPECT_FALSE(IsStored(text)) << text;
  }
}

TEST_F(Erasure, TheAddressIsFreeForAnother) {
  Add("m7", "ben@example.com");
  ASSERT_TRUE(Erase("m7").ok());
  EXPECT_EQ(Add("m8", "ben@example.com").address(), "ben@example.com");
  EXPECT_EQ(Get("ben@example.com").name(), "portfolios/shop/members/m8");
}

TEST_F(Erasure, IsOneCommitAndCanBeRepeated) {
  Add("m7", "ben@example.com");
  const v1::Member first = Erase("m7").value();
  EXPECT_EQ(first.revision(), 3);
  EXPECT_EQ(Erase("m7").value().revision(), 4);
}

TEST_F(Erasure, APreviewChangesNothing) {
  Add("m7", "ben@example.com");
  EXPECT_TRUE(Erase("m7", "", /*validate_only=*/true).value().erased());
  EXPECT_EQ(Get("m7").address(), "ben@example.com");
  EXPECT_TRUE(absl::StrContains(History(), "Benjamin Secret"));
}

TEST_F(Erasure, IsForAnAdminAndAboutSomebodyElse) {
  Add("m7", "ben@example.com");
  EXPECT_EQ(ReasonOf(Erase("m1", "ben@example.com").status()),
            rights::kRoleMissing);
  EXPECT_EQ(ReasonOf(Erase("m1").status()), kErasesSelf);
  EXPECT_EQ(ReasonOf(Erase("m9").status()), kResourceNotFound);
  v1::EraseMemberRequest request;
  EXPECT_THAT(FieldsOf(Call(&Stub::EraseMember, request).status()),
              ::testing::ElementsAre("name", "reason"));
}

TEST_F(Erasure, WhoWasErasedStaysSo) {
  Add("m7", "ben@example.com");
  v1::Member erased = Erase("m7").value();
  erased.set_display_name("Ben");
  EXPECT_EQ(ReasonOf(Change(erased, "display_name").status()), kMemberErased);
  erased.set_inactive(false);
  EXPECT_EQ(ReasonOf(Change(erased, "inactive").status()), kMemberErased);
}

TEST_F(Erasure, AnArchivedPortfolioIsNoHidingPlace) {
  Add("m7", "ben@example.com");
  v1::ArchivePortfolioRequest archive;
  archive.set_name("portfolios/shop");
  archive.set_reason("over");
  ASSERT_TRUE(Call(&Stub::ArchivePortfolio, archive).ok());
  EXPECT_TRUE(Erase("m7").value().erased());
}

TEST_F(Erasure, AnAnswerAboutThePersonIsNotRepeated) {
  Add("m7", "ben@example.com");
  ASSERT_TRUE(Erase("m7").ok());
  v1::CreateMemberRequest again;
  again.set_parent("portfolios/shop");
  again.set_member_id("m7");
  again.set_request_id("add-m7");
  EXPECT_EQ(ReasonOf(Call(&Stub::CreateMember, again).status()),
            "ANSWER_ERASED");
}

class RetentionTest : public Erasure {
 protected:
  void Keep(int32_t days) {
    v1::UpdatePortfolioRequest request;
    request.mutable_portfolio()->set_name("portfolios/shop");
    request.mutable_portfolio()->set_retention_days(days);
    request.mutable_update_mask()->add_paths("retention_days");
    ASSERT_TRUE(Call(&Stub::UpdatePortfolio, request).ok());
  }

  void Leave(const std::string& id) {
    v1::Member member = Get(id);
    member.set_inactive(true);
    ASSERT_TRUE(Change(member, "inactive").ok());
  }
};

TEST_F(RetentionTest, WhoLeftIsErasedOnTheDayAndNotBefore) {
  Keep(90);
  Add("m7", "ben@example.com");
  Add("m8", "eve@example.com");
  Leave("m7");
  Advance(90 * absl::Hours(24) - absl::Microseconds(1));
  ASSERT_TRUE(roadmap_->RunRetention().ok());
  EXPECT_FALSE(Get("m7").erased());
  Advance(absl::Microseconds(1));
  ASSERT_TRUE(roadmap_->RunRetention().ok());
  EXPECT_TRUE(Get("m7").erased());
  EXPECT_FALSE(Get("m8").erased());
  EXPECT_TRUE(absl::StrContains(History(), "lifeline:retention"));
  const int64_t revision = Get("m7").revision();
  ASSERT_TRUE(roadmap_->RunRetention().ok());
  EXPECT_EQ(Get("m7").revision(), revision);
}

TEST_F(RetentionTest, WithoutItNobodyIsErased) {
  Add("m7", "ben@example.com");
  Leave("m7");
  Advance(10'000 * absl::Hours(24));
  ASSERT_TRUE(roadmap_->RunRetention().ok());
  EXPECT_EQ(Get("m7").address(), "ben@example.com");
}

// Its thread has nothing to rest for.
class RetentionThreadTest : public RetentionTest {
 protected:
  void SetUp() override {
    retention_every_ = absl::Milliseconds(1);
    RetentionTest::SetUp();
  }
};

TEST_F(RetentionThreadTest, WhoLeftIsErasedThoughNobodyAsksForIt) {
  Keep(90);
  Add("m7", "ben@example.com");
  Leave("m7");
  EXPECT_FALSE(Get("m7").erased());
  Advance(90 * absl::Hours(24));
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!Get("m7").erased() && absl::Now() < deadline)
    absl::SleepFor(absl::Milliseconds(1));
  EXPECT_TRUE(Get("m7").erased());
}

TEST_F(RetentionThreadTest, OldRequestsAreForgottenThoughNobodyCalls) {
  Add("m7", "ben@example.com");
  EXPECT_EQ(RequestsKept(roadmap_->database()), 1);
  EXPECT_TRUE(IsStored("add-m7"));
  Advance(kRequestRetention + absl::Microseconds(1));
  EXPECT_TRUE(ForgetsRequests(roadmap_->database()));
  EXPECT_FALSE(Get("m7").erased());
}

TEST_F(RetentionTest, ItHasALimit) {
  Keep(3650);
  v1::UpdatePortfolioRequest request;
  request.mutable_portfolio()->set_name("portfolios/shop");
  request.mutable_update_mask()->add_paths("retention_days");
  for (const int32_t days : {-1, 3651}) {
    request.mutable_portfolio()->set_retention_days(days);
    EXPECT_THAT(FieldsOf(Call(&Stub::UpdatePortfolio, request).status()),
                ::testing::ElementsAre("portfolio.retention_days"));
  }
}

}  // namespace
}  // namespace lifeline::roadmap
