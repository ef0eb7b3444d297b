#include "services/roadmap/objections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Objections, NoneIsOk) { EXPECT_TRUE(Objections().ToStatus().ok()); }

TEST(Objections, AFieldThatIsWrongMakesAllOfThemInvalidArgument) {
  Objections objections;
  objections.State("state", kPeriodClosed, "is CLOSED");
  objections.Field("title", "is required");
  EXPECT_EQ(objections.ToStatus().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("title", "state"));
}

TEST(Objections, StatesAloneAreAFailedPreconditionWithTheFirstReason) {
  Objections part;
  part.State("state", kPeriodClosed, "is CLOSED");
  part.State("", kLastAdmin, "is the last admin");
  Objections all;
  all.AddAll("upserts[3].resource.period", part);
  EXPECT_EQ(all.ToStatus().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(all.ToStatus()), kPeriodClosed);
  EXPECT_THAT(FieldsOf(all), ElementsAre("upserts[3].resource.period.state",
                                         "upserts[3].resource.period"));
  EXPECT_THAT(std::string(all.ToStatus().message()), HasSubstr("is CLOSED"));
}

TEST(Objections, AnEmptyPartAddsNothing) {
  Objections all;
  all.AddAll("team", Objections());
  EXPECT_THAT(FieldsOf(all), IsEmpty());
}

}  // namespace
}  // namespace lifeline::roadmap
