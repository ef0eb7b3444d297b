// A kill at every operation by which the minutes of a review come into the
// ledger: afterwards they are there with the revision that brought them, or
// neither is, and they are never there twice.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/common/redact.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_testing.h"
#include "tests/crash/losing_disk.h"

namespace lifeline::testing {
namespace {

using scoring::ScoringRig;

class MinutesKill : public ::testing::Test {
 protected:
  MinutesKill() {
    char folder[] = "/tmp/lifeline-minutes-XXXXXX";
    folder_ = mkdtemp(folder);
  }
  ~MinutesKill() override { std::filesystem::remove_all(folder_); }

  static roadmap::v1::RoadmapResource Closed(const std::string& text) {
    roadmap::v1::RoadmapResource resource;
    roadmap::v1::Review* review = resource.mutable_review();
    review->set_name("portfolios/shop/reviews/2027-01");
    review->set_title("January");
    review->set_state(roadmap::v1::Review::STATE_CLOSED);
    auto* decision = review->add_decisions();
    decision->set_text(text);
    decision->set_reason("why");
    decision->set_decided_by("portfolios/shop/members/m1");
    return resource;
  }

  static int64_t Count(ScoringRig& rig, absl::string_view sql) {
    return rig.database()->Read()->QueryInt(sql, {}).value();
  }
  static int64_t Minutes(ScoringRig& rig) {
    return Count(rig, "SELECT COUNT(*) FROM ledger WHERE kind = 'minutes'");
  }
  static int64_t Seen(ScoringRig& rig) {
    return Count(rig, "SELECT roadmap_revision FROM head");
  }
  static void ExpectChain(ScoringRig& rig) {
    const Snapshot reader = rig.database()->Read().value();
    EXPECT_TRUE(scoring::VerifyLedger(reader, "shop").ok());
  }

  std::string Folder(absl::string_view name, int attempt) const {
    return absl::StrCat(folder_, "/", name, "-", attempt);
  }

  LosingDisk disk_;

 private:
  std::string folder_;
};

TEST_F(MinutesKill, MinutesComeWithTheirRevisionAndOnce) {
  int point = 0;
  for (bool met = true; met; ++point) {
    const std::string stopped = Folder("stopped", point);
    {
      const std::string running = Folder("running", point);
      ScoringRig rig(running);
      rig.Begin(500);
      ASSERT_EQ(Seen(rig), 1);
      int operation = 0;
      met = false;
      disk_.SetHook([&](const LosingDisk::Operation&) {
        if (operation++ == point) {
          met = true;
          disk_.KillInto(running, stopped);
        }
        return 0;  // SQLITE_OK: it happens
      });
      rig.CommitRoadmap({Closed("said")});
      rig.Settle();
      disk_.SetHook({});
      if (!met) break;
    }
    ScoringRig rig(stopped);
    EXPECT_EQ(Minutes(rig), Seen(rig) == 2 ? 1 : 0);
    // The source sends again what was not seen; revision 1 was.
    rig.CommitRoadmap({});
    rig.CommitRoadmap({Closed("said")});
    rig.Settle();
    EXPECT_EQ(Seen(rig), 2);
    EXPECT_EQ(Minutes(rig), 1);
    ExpectChain(rig);
    ASSERT_FALSE(HasFailure()) << "at operation " << point;
  }
  EXPECT_GE(point, 3);
}

TEST_F(MinutesKill, RedactedMinutesLoseTheirSaltAndKeepTheirEntry) {
  ScoringRig rig(Folder("running", 0));
  rig.Begin(500);
  rig.CommitRoadmap({Closed("a name")});
  rig.Settle();
  EXPECT_EQ(Count(rig, "SELECT COUNT(*) FROM minutes WHERE salt <> x''"), 1);
  rig.CommitRoadmap({Closed(kRedacted)});
  rig.Settle();
  EXPECT_EQ(Minutes(rig), 1);
  EXPECT_EQ(Count(rig, "SELECT COUNT(*) FROM minutes WHERE salt <> x''"), 0);
  ExpectChain(rig);
}

}  // namespace
}  // namespace lifeline::testing
