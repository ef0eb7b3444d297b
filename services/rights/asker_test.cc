#include "services/rights/asker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "services/common/status_testing.h"

namespace lifeline::rights {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using enum roadmap::v1::Role;

constexpr char kCapacity[] =
    "/lifeline.roadmap.v1.RoadmapService/UpdateCapacity";
constexpr char kUpdateItem[] = "/lifeline.backlog.v1.BacklogService/UpdateItem";
constexpr char kAnswer[] = "/lifeline.scoring.v1.ScoringService/AnswerReceipts";
constexpr char kGetTeam[] = "/lifeline.roadmap.v1.RoadmapService/GetTeam";
constexpr char kWatch[] = "/lifeline.roadmap.v1.RoadmapService/WatchRoadmap";
constexpr char kBackUp[] = "/lifeline.storage.v1.StorageService/BackUpDatabase";
constexpr char kRunAudit[] = "/lifeline.audit.v1.AuditService/RunAudit";

Identity Claimed() { return {Identity::Kind::kClaimed, "selin"}; }

Identity Token(std::optional<std::vector<std::string>> roles = std::nullopt) {
  return {Identity::Kind::kToken, "selin@example.com", std::move(roles)};
}

Identity Service() { return {Identity::Kind::kService, "scoring"}; }

void Shop(absl::FunctionRef<void(const Member&)> visit) {
  visit({"gone", {ROLE_PLANNER}, false, /*active=*/false});
  visit({"robot", EveryRole(), /*tool=*/true});
  visit({"Pavel", {ROLE_PLANNER}});
  visit({"Tobias", {ROLE_IT_LEAD}});
  visit({"Selin", {ROLE_REQUESTER}});
  visit({"Katrin", {ROLE_IT_LEAD, ROLE_PRODUCT_OWNER}});
  visit({"Zoe", {ROLE_PLANNER}});
}

Asker AskerOf(const Identity& identity, const Member& member) {
  return Asker(identity, "shop", member, Shop);
}

TEST(Asker, AMissingRoleIsNamedWithUpToThreeWhoHaveIt) {
  const absl::Status denied =
      AskerOf(Claimed(), {"Selin", {ROLE_REQUESTER}}).CheckCall(kCapacity);
  EXPECT_EQ(denied.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(denied), kRoleMissing);
  EXPECT_THAT(std::string(denied.message()),
              AllOf(HasSubstr("Selin may not set capacities"),
                    HasSubstr("planner or it-lead"),
                    HasSubstr("Pavel or Tobias or Katrin"),
                    HasSubstr("an admin of shop"), Not(HasSubstr("Zoe")),
                    Not(HasSubstr("gone")), Not(HasSubstr("robot"))));
  EXPECT_TRUE(
      AskerOf(Claimed(), {"Pavel", {ROLE_PLANNER}}).CheckCall(kCapacity).ok());
}

TEST(Asker, WhereNobodyHasTheRoleTheErrorSaysSo) {
  const Asker asker(Claimed(), "shop", {"Selin", {ROLE_REQUESTER}}, {});
  EXPECT_THAT(std::string(asker.CheckCall(kCapacity).message()),
              HasSubstr("nobody has it yet"));
}

TEST(Asker, WhatHasNoRuleIsRefusedToEverybody) {
  EXPECT_EQ(ReasonOf(AskerOf(Claimed(), {"Ben", EveryRole()})
                         .CheckCall("/lifeline.x.v1.Service/Method")),
            kRoleMissing);
}

TEST(Asker, SomebodyWithoutARoleIsARequesterAndAToolAReader) {
  EXPECT_EQ(RolesOf({"ines"}), Roles{ROLE_REQUESTER});
  EXPECT_EQ(RolesOf({"bot", {}, /*tool=*/true}), Roles{ROLE_READER});
  EXPECT_TRUE(AskerOf(Claimed(), {"ines"}).CheckCall(kAnswer).ok());
}

TEST(Asker, OnesOwnIsEnoughWhereTheRuleSaysSo) {
  const Asker ines = AskerOf(Claimed(), {"ines"});
  EXPECT_TRUE(ines.CheckCall(kUpdateItem, Asker::Own::kYes).ok());
  EXPECT_THAT(std::string(ines.CheckCall(kUpdateItem).message()),
              HasSubstr("or that it is one's own"));
}

TEST(Asker, AToolThatTriesToAnswerHearsThatAPersonDoesIt) {
  const absl::Status denied =
      AskerOf(Claimed(), {"bot", EveryRole(), /*tool=*/true})
          .CheckCall(kAnswer);
  EXPECT_EQ(ReasonOf(denied), kRoleMissing);
  EXPECT_THAT(std::string(denied.message()), HasSubstr("bot is a tool"));
}

TEST(Asker, ATokenTakesAwayAndNeverAdds) {
  const Member pavel{"Pavel", {ROLE_PLANNER, ROLE_REQUESTER}};
  EXPECT_TRUE(AskerOf(Token(), pavel).CheckCall(kCapacity).ok());
  EXPECT_TRUE(AskerOf(Token({{"planner"}}), pavel).CheckCall(kCapacity).ok());
  const absl::Status reading =
      AskerOf(Token({{"reader"}}), pavel).CheckCall(kCapacity);
  EXPECT_EQ(ReasonOf(reading), kRoleMissing);
  EXPECT_THAT(std::string(reading.message()),
              HasSubstr("with this token, which is for reading; use one for "
                        "planner"));
  EXPECT_FALSE(AskerOf(Token({{"planner"}}), {"Selin", {ROLE_REQUESTER}})
                   .CheckCall(kCapacity)
                   .ok());
}

TEST(Asker, ATokenForReadingDoesNotWriteOnesOwn) {
  const Asker ines = AskerOf(Token({{"reader"}}), {"ines"});
  EXPECT_FALSE(ines.CheckCall(kUpdateItem, Asker::Own::kYes).ok());
}

TEST(Asker, AServiceChangesNothing) {
  EXPECT_THAT(std::string(AskerOf(Service(), {"scoring", EveryRole()})
                              .CheckCall(kCapacity)
                              .message()),
              HasSubstr("services read everything"));
}

TEST(Refusals, AreToldAllAtOnce) {
  const Asker selin = AskerOf(Claimed(), {"Selin", {ROLE_REQUESTER}});
  Refusals refusals;
  refusals.Add("upserts[0]", selin.WhyNot(kCapacity));
  refusals.Add("upserts[1]", selin.WhyNot(kAnswer));
  refusals.Add("upserts[2]", selin.WhyNot(kUpdateItem));
  const absl::Status denied = refusals.ToStatus();
  EXPECT_EQ(denied.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(denied), kRoleMissing);
  EXPECT_THAT(FieldsOf(denied), ElementsAre("upserts[0]", "upserts[2]"));
}

// Selin is in shop, and was in other.
absl::StatusOr<std::optional<Member>> Find(const std::string& portfolio) {
  if (portfolio == "shop") return Member{"Selin", {ROLE_READER}};
  if (portfolio == "other") return Member{"Selin", {}, false, false};
  return std::optional<Member>();
}

absl::Status Reads(const Identity& identity, const std::string& name,
                   absl::string_view method = kGetTeam) {
  roadmap::v1::GetTeamRequest request;
  request.set_name(name);
  return Admit(identity, method, request, Find);
}

TEST(Admit, AMemberKnownByATokenReadsHerPortfolioAndNoOther) {
  EXPECT_EQ(Reads(Token(), "portfolios/shop/teams/web"), absl::OkStatus());
  EXPECT_EQ(Reads(Token({{"reader"}}), "portfolios/shop/teams/web"),
            absl::OkStatus());
  EXPECT_EQ(ReasonOf(Reads(Token(), "portfolios/secret/teams/web")),
            kNotAMember);
  EXPECT_EQ(ReasonOf(Reads(Token(), "portfolios/other/teams/web")),
            kMemberInactive);
  EXPECT_EQ(ReasonOf(Reads(Token(), "teams/web")), "PORTFOLIO_UNNAMED");
}

TEST(Admit, AClaimKeepsNobodyOutOfReadingAndServicesReadEverything) {
  EXPECT_EQ(Reads(Claimed(), "portfolios/secret/teams/web"), absl::OkStatus());
  EXPECT_EQ(Reads(Service(), "portfolios/secret/teams/web"), absl::OkStatus());
}

TEST(Admit, EveryPortfolioThatIsNamedIsLookedAt) {
  roadmap::v1::WatchRoadmapRequest request;
  request.set_parent("portfolios/-");
  EXPECT_EQ(PortfoliosOf(request), std::vector<std::string>{"-"});
  EXPECT_EQ(ReasonOf(Admit(Token(), kWatch, request, Find)), kRoleMissing);
  EXPECT_EQ(Admit(Token({{"admin"}}), kWatch, request, Find), absl::OkStatus());
  EXPECT_EQ(Admit(Claimed(), kWatch, request, Find), absl::OkStatus());
}

TEST(Admit, WhatHasNoRuleIsRefusedAlsoToAClaim) {
  EXPECT_EQ(ReasonOf(Reads(Claimed(), "portfolios/shop/teams/web",
                           "/lifeline.x.v1.Service/Method")),
            kRoleMissing);
}

TEST(AdmitOperator, NoTokenIsEnoughForAWholeDatabase) {
  EXPECT_EQ(AdmitOperator(Claimed(), kBackUp), absl::OkStatus());
  EXPECT_EQ(AdmitOperator(Service(), kBackUp), absl::OkStatus());
  EXPECT_EQ(ReasonOf(AdmitOperator(Token({{"admin"}}), kBackUp)),
            "CERTIFICATE_REQUIRED");
}

TEST(AdmitOperator, ATokenMustSayAdmin) {
  EXPECT_EQ(AdmitOperator(Claimed(), kRunAudit), absl::OkStatus());
  EXPECT_EQ(AdmitOperator(Service(), kRunAudit), absl::OkStatus());
  EXPECT_EQ(AdmitOperator(Token({{"admin"}}), kRunAudit), absl::OkStatus());
  // A token that takes nothing away adds nothing either.
  EXPECT_EQ(ReasonOf(AdmitOperator(Token(), kRunAudit)), kRoleMissing);
  EXPECT_EQ(ReasonOf(AdmitOperator(Token({{"planner"}}), kRunAudit)),
            kRoleMissing);
}

TEST(CheckFounds, APortfolioIsBegunWithATokenThatIsNotForOtherRoles) {
  EXPECT_EQ(CheckFounds(Claimed()), absl::OkStatus());
  EXPECT_EQ(CheckFounds(Token({{"admin"}})), absl::OkStatus());
  EXPECT_EQ(CheckFounds(Token()), absl::OkStatus());
  EXPECT_EQ(ReasonOf(CheckFounds(Token({{"planner"}}))), kRoleMissing);
  EXPECT_EQ(ReasonOf(CheckFounds(Service())), kRoleMissing);
}

}  // namespace
}  // namespace lifeline::rights
