#include "services/roadmap/member.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Wrong(const v1::Member& member,
                               const Limits& limits = {}) {
  Objections objections;
  CheckMember(member, limits, &objections);
  return FieldsOf(objections);
}

TEST(Member, AllThatIsWrongIsSaidAtOnce) {
  v1::Member member;
  member.set_display_name(std::string(201, 'x'));
  member.set_address("anna at example");
  member.set_language_code("de_DE");
  member.add_roles(v1::ROLE_UNSPECIFIED);
  member.add_roles(static_cast<v1::Role>(99));
  *member.mutable_absent_until() = Day(2027, 13, 1);
  EXPECT_THAT(Wrong(member),
              ElementsAre("display_name", "address", "language_code",
                          "roles[0]", "roles[1]", "absent_until"));
}

TEST(Member, AnAddressMayBeAsLongAsItsLimitAndNotLonger) {
  v1::Member member;
  member.set_address(absl::StrCat(std::string(242, 'a'), "@example.com"));
  EXPECT_THAT(Wrong(member), IsEmpty());
  member.set_address(absl::StrCat(std::string(243, 'a'), "@example.com"));
  EXPECT_THAT(Wrong(member), ElementsAre("address"));
}

TEST(Member, AddressesWithoutExactlyOneAtAreRefused) {
  for (const char* address :
       {"anna", "@example.com", "anna@", "a@b@c", "a b@c", "a/b@c"}) {
    v1::Member member;
    member.set_address(address);
    EXPECT_THAT(Wrong(member), ElementsAre("address")) << address;
  }
}

TEST(Member, AnAddressBelongsToOneMemberWhateverItsCase) {
  Shop shop;
  v1::Member ben;
  ben.set_name("portfolios/shop/members/ben");
  ben.set_address("Anna@Example.com");
  Objections objections;
  DecideMember(shop.occasion, nullptr, &ben, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kAddressUsed);
}

TEST(Member, ADeputyNamedByAddressIsKeptByIdAndIsSomebodyElse) {
  Shop shop;
  v1::Member ben;
  ben.set_name("portfolios/shop/members/ben");
  ben.set_deputy("portfolios/shop/members/anna@example.com");
  Objections objections;
  DecideMember(shop.occasion, nullptr, &ben, &objections);
  EXPECT_TRUE(objections.empty());
  EXPECT_EQ(ben.deputy(), "portfolios/shop/members/anna");
  ben.set_deputy("portfolios/shop/members/nobody");
  DecideMember(shop.occasion, nullptr, &ben, &objections);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("deputy"));
}

TEST(Member, NobodyIsTheirOwnDeputy) {
  Shop shop;
  v1::Member anna = *shop.occasion.Find<v1::Member>("anna");
  anna.set_deputy(anna.name());
  Objections objections;
  DecideMember(shop.occasion, nullptr, &anna, &objections);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("deputy"));
}

TEST(Member, TheLastActiveAdminStays) {
  Shop shop;
  const v1::Member before = *shop.occasion.Find<v1::Member>("anna");
  v1::Member* anna = shop.view.Put(before);
  anna->set_inactive(true);
  Objections objections;
  DecideMember(shop.occasion, &before, anna, &objections);
  EXPECT_EQ(ReasonOf(objections.ToStatus()), kLastAdmin);
}

TEST(Member, RolesAreKeptOnceEachAndADocumentTakesNoneAway) {
  v1::Member before;
  before.add_roles(v1::ROLE_ADMIN);
  v1::Member after;
  after.add_roles(v1::ROLE_REQUESTER);
  after.add_roles(v1::ROLE_REQUESTER);
  KeepRoles(before, &after);
  CompleteMember(&after);
  EXPECT_THAT(after.roles(), ElementsAre(v1::ROLE_REQUESTER, v1::ROLE_ADMIN));
  EXPECT_EQ(after.kind(), v1::Member::KIND_PERSON);
}

TEST(Member, TheFirstOneHasEveryRole) {
  v1::Member member;
  GiveEveryRole(&member);
  EXPECT_EQ(member.roles_size(), v1::Role_MAX);
}

TEST(Member, ALocalLoginHasAnAddressOnThisMachine) {
  EXPECT_EQ(AddressOfClaim("anna"), "anna@localhost");
  EXPECT_EQ(AddressOfClaim("anna@example.com"), "anna@example.com");
}

}  // namespace
}  // namespace lifeline::roadmap
