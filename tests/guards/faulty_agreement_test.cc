// What nobody may do to keys, disputes and decisions, sent straight to the
// database: each is refused by the trigger whose words stand beside it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/guards/guarded_shop.h"

namespace lifeline::scoring {
namespace {

struct Fault {
  const char* name;
  // One transaction.
  const char* statements;
  const char* words;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

// Version 1 is active without keys; 2 is proposed, signed by m1 for marketing,
// and before the arbiter, who was called by m1; m2 has spoken. 3 is a draft.
// The drop of `c` is appealed against, and before the leads.
constexpr const char* kAgreement[] = {
    "INSERT INTO model VALUES ('shop', 1, 'joint', 1, 'm1', 1, 1, 'm1', 'a')",
    "UPDATE model SET state = 3",
    "INSERT INTO model VALUES ('shop', 2, 'joint', 1, 'm1', 1, 0, '', 'b')",
    "INSERT INTO proposal VALUES ('shop', 2, 1, 'seen', 'm1', 1, 2, 0, 0, 'b')",
    "INSERT INTO proposal_text VALUES ('shop', 2, 1, 1, 'salt', 'why')",
    "UPDATE model SET state = 2 WHERE version = 2",
    "INSERT INTO signature VALUES ('shop', 2, 1, 6, 'm1', 3, 'seen', 1)",
    "INSERT INTO model VALUES ('shop', 3, 'joint', 1, 'm1', 1, 0, '', 'c')",
    "INSERT INTO dispute VALUES ('shop', 1, 2, 0, '', '', 2, 1, 2, 'm1', 4, 5, "
    "'m1', 4)",
    "INSERT INTO position VALUES ('shop', 1, 1, 7, 'm2', 0, 5, 1)",
    "INSERT INTO dispute_text VALUES ('shop', 1, 1, 'salt', 'text')",
    "INSERT INTO dispute VALUES ('shop', 2, 1, 1, 'c', 'a', 0, 0, 1, 'm3', 4, "
    "5, '', 0)",
};

constexpr Fault kFaults[] = {
    {"AModelThatIsBornActive",
     "INSERT INTO model VALUES ('other', 9, 'j', 3, 'm1', 1, 1, 'm1', 'a')",
     "a model starts as a draft"},
    {"AModelThatGoesBack", "UPDATE model SET state = 1 WHERE version = 2",
     "a model goes on, never back"},
    {"AModelProposedWithoutWhatItDoes",
     "UPDATE model SET state = 2 WHERE version = 3",
     "a model is proposed with what it would do"},
    {"AModelWithOneKey",
     "UPDATE model SET state = 4 WHERE version = 1;"
     "UPDATE model SET state = 3 WHERE version = 2",
     "a model needs two keys"},
    {"AModelWithoutKeysAfterOneThatHadThem",
     "INSERT INTO signature VALUES ('shop', 2, 1, 7, 'm2', 3, 'seen', 1);"
     "UPDATE model SET state = 4 WHERE version = 1;"
     "UPDATE model SET state = 3 WHERE version = 2;"
     "UPDATE model SET state = 4 WHERE version = 2;"
     "UPDATE model SET state = 3 WHERE version = 3",
     "a model needs two keys"},
    {"AModelWhoseProposalIsVoid",
     "UPDATE model SET state = 4 WHERE version = 1;"
     "UPDATE model SET state = 3 WHERE version = 3;"
     "INSERT INTO signature VALUES ('shop', 2, 1, 7, 'm2', 3, 'seen', 1)",
     "what was shown last is signed, and nothing else"},
    {"ASignatureUnderSomethingElse",
     "INSERT INTO signature VALUES ('shop', 2, 1, 7, 'm2', 3, 'other', 1)",
     "what was shown last is signed, and nothing else"},
    {"ASignatureUnderAnOlderProposal",
     "INSERT INTO proposal VALUES ('shop', 2, 2, 'new', 'm1', 1, 2, 0, 0, 'b');"
     "INSERT INTO signature VALUES ('shop', 2, 1, 7, 'm2', 3, 'seen', 1)",
     "what was shown last is signed, and nothing else"},
    {"AnArbiterWhoSignsFirst",
     "INSERT INTO proposal VALUES ('shop', 2, 2, 'new', 'm1', 1, 2, 0, 0, 'b');"
     "INSERT INTO signature VALUES ('shop', 2, 2, 8, 'm4', 3, 'new', 1)",
     "the arbiter signs second, or by a decision"},
    {"ASignatureUnmade", "DELETE FROM signature", "a signature stays"},
    {"ASignatureOfSomebodyElse", "UPDATE signature SET signer = 'm9'",
     "a signature stays"},
    {"AProposalUnmade", "DELETE FROM proposal_text; DELETE FROM proposal",
     "a text goes with a record of it only"},
    {"AProposalThatChanges", "UPDATE proposal SET body = 'c'",
     "what was shown stays"},
    {"AProposalOfWhatRanks",
     "INSERT INTO proposal VALUES ('shop', 1, 1, 'x', 'm1', 1, 2, 0, 0, 'b')",
     "only what has not been decided is proposed"},
    {"ADisputeUnmade", "DELETE FROM dispute WHERE number = 2",
     "a dispute is decided, not removed"},
    {"ADisputeAboutSomethingElse",
     "UPDATE dispute SET item = 'a' WHERE number = 2",
     "what a dispute is about stays"},
    {"ADisputeGrantedByNobody", "UPDATE dispute SET state = 3 WHERE number = 1",
     "a dispute is decided by a decision"},
    {"ADisputeThatGoesBack", "UPDATE dispute SET state = 1 WHERE number = 1",
     "a dispute goes to the arbiter, and ends once"},
    {"ADisputeBornDecided",
     "INSERT INTO dispute VALUES ('shop', 3, 1, 2, 'd', 'a', 0, 0, 4, 'm3', 4, "
     "5, '', 0)",
     "a dispute begins before it is decided"},
    {"APositionUnmade", "DELETE FROM position", "a position stays"},
    {"APositionThatTurns", "UPDATE position SET grants = 1",
     "a position stays"},
    {"APositionForBothSides",
     "INSERT INTO position VALUES ('shop', 1, 2, 6, 'm2', 0, 5, 1)",
     "nobody speaks for both sides"},
    {"APositionAfterTheDecision",
     "INSERT INTO decision VALUES ('shop', 1, 4, 'm4', 6, '', 'seen', 1);"
     "INSERT INTO position VALUES ('shop', 1, 2, 6, 'm1', 1, 5, 1)",
     "a position is stated before the decision"},
    {"ADecisionOfTheCaller",
     "INSERT INTO decision VALUES ('shop', 1, 3, 'm1', 6, '', 'seen', 1)",
     "both leads agree, or somebody neutral decides"},
    {"ADecisionOfWhoHasSpoken",
     "INSERT INTO decision VALUES ('shop', 1, 4, 'm2', 6, '', 'seen', 1)",
     "both leads agree, or somebody neutral decides"},
    {"ADecisionBeforeTheLeadsHaveSpoken",
     "INSERT INTO decision VALUES ('shop', 2, 4, 'm4', 6, '', '', 1)",
     "both leads agree, or somebody neutral decides"},
    {"ADecisionAboutSomethingElse",
     "INSERT INTO decision VALUES ('shop', 1, 3, 'm4', 6, '', 'other', 1)",
     "what was shown last is granted, and nothing else"},
    {"AnAppealGrantedWithoutAMandateThatHolds",
     "UPDATE dispute SET state = 2, call_time_us = 5 WHERE number = 2;"
     "INSERT INTO decision VALUES ('shop', 2, 3, 'm4', 6, "
     "'portfolios/shop/mandates/c', '', 1)",
     "an appeal is granted by a mandate that holds"},
    {"ADecisionThatChanges",
     "INSERT INTO decision VALUES ('shop', 1, 4, 'm4', 6, '', 'seen', 1);"
     "UPDATE decision SET state = 3",
     "a decision cannot be changed"},
    {"ADecisionUnmade",
     "INSERT INTO decision VALUES ('shop', 1, 4, 'm4', 6, '', 'seen', 1);"
     "DELETE FROM decision",
     "a decision cannot be changed"},
    {"ADisputeSettledAfterItsDecision",
     "INSERT INTO decision VALUES ('shop', 1, 4, 'm4', 6, '', 'seen', 1);"
     "UPDATE dispute SET state = 5 WHERE number = 1",
     "what is decided is not settled"},
    {"ADecisionOfWhatIsSettled",
     "INSERT INTO position VALUES ('shop', 2, 1, 6, 'm1', 0, 5, 1);"
     "INSERT INTO position VALUES ('shop', 2, 2, 7, 'm2', 0, 5, 1);"
     "UPDATE dispute SET state = 5 WHERE number = 2;"
     "INSERT INTO decision VALUES ('shop', 2, 4, 'm2', 6, '', '', 1)",
     "a dispute is decided once"},
    {"AnAppealRefusedWithoutADecision",
     "INSERT INTO answer VALUES ('shop', 1, 'c', 1, 4, 'm3', 0, 'a', '', 1);"
     "UPDATE receipt SET state = 4 WHERE item = 'c';"
     "INSERT INTO answer VALUES ('shop', 1, 'c', 2, 10, 'm4', 0, '', '', 1);"
     "UPDATE receipt SET state = 10 WHERE item = 'c'",
     "an appeal is answered by the decision about it"},
    {"ATextOfADisputeThatGoesUnrecorded", "DELETE FROM dispute_text",
     "a text goes with a record of it only"},
    {"ATextOfADisputeThatChanges", "UPDATE dispute_text SET text = 'nicer'",
     "a text stays or goes, and never changes"},
    {"ATextOfAProposalThatChanges", "UPDATE proposal_text SET text = 'nicer'",
     "a text stays or goes, and never changes"},
};

class FaultyAgreement : public ::testing::TestWithParam<Fault> {};

TEST_P(FaultyAgreement, IsRefusedAndNothingChanges) {
  GuardedShop shop;
  for (const char* statement : kAgreement)
    ASSERT_EQ(shop.Execute({statement}), absl::OkStatus()) << statement;
  const std::string before = shop.Rows();
  const absl::Status status = shop.Execute(
      absl::StrSplit(GetParam().statements, ';', absl::SkipWhitespace()));
  ExpectRefused(status);
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr(GetParam().words));
  EXPECT_EQ(shop.Rows(), before);
}

INSTANTIATE_TEST_SUITE_P(Guard, FaultyAgreement, ::testing::ValuesIn(kFaults),
                         [](const ::testing::TestParamInfo<Fault>& info) {
                           return std::string(info.param.name);
                         });

// An appeal needs its dispute, whoever writes it.
TEST(AgreementGuard, AnAppealOpensADispute) {
  GuardedShop shop;
  const absl::Status status = shop.Execute(
      {"INSERT INTO answer VALUES ('shop', 1, 'c', 1, 4, 'm3', 0, 'a', '', 1)",
       "UPDATE receipt SET state = 4 WHERE item = 'c'"});
  ExpectRefused(status);
  EXPECT_THAT(std::string(status.message()),
              ::testing::HasSubstr("an appeal opens a dispute"));
}

}  // namespace
}  // namespace lifeline::scoring
