#ifndef LIFELINE_TESTS_AGREEMENT_AGREED_SHOP_H_
#define LIFELINE_TESTS_AGREEMENT_AGREED_SHOP_H_

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "services/common/status.h"
#include "services/suite/suite_testing.h"

namespace lifeline {

constexpr char kShop[] = "portfolios/shop";

// In the shop mia leads marketing, ivan leads IT, ada
// is the arbiter, ben asks for things, anna is the admin and bot a tool. Team
// web has 40 days in q1: `relaunch` takes 36 of them, and `titles`, which needs
// 6, entered below the line.
class AgreedShop : public ClockedSuite {
 protected:
  void SetUp() override;

  void Restart();

  // Everything that both stories do, over the API. Names are ids.
  absl::StatusOr<scoring::v1::ScoringModel> Draft(const std::string& preset);
  absl::StatusOr<scoring::v1::ScoringModel> Model(const std::string& name);
  absl::StatusOr<scoring::v1::ScoringModel> Propose(absl::string_view as,
                                                    const std::string& model);
  absl::StatusOr<scoring::v1::ScoringModel> Sign(
      absl::string_view as, const std::string& model, const std::string& digest,
      roadmap::v1::Role role = roadmap::v1::ROLE_UNSPECIFIED);
  absl::StatusOr<scoring::v1::Dispute> CallArbiter(absl::string_view as,
                                                   const std::string& name);
  absl::StatusOr<scoring::v1::Dispute> State(absl::string_view as,
                                             const std::string& dispute,
                                             bool grants,
                                             const std::string& text,
                                             const std::string& mandate = "");
  absl::StatusOr<scoring::v1::Dispute> Decide(
      absl::string_view as, const std::string& dispute,
      scoring::v1::Dispute::State decision, const std::string& mandate = "",
      const std::string& digest = "");
  absl::StatusOr<scoring::v1::Dispute> Dispute(const std::string& name);
  std::vector<scoring::v1::Dispute> Disputes(const std::string& filter = "");
  // Appeals against the fall of the item: `relaunch` should fall instead.
  scoring::v1::Dispute Appeal(const std::string& item = "titles");
  scoring::v1::Receipt Receipt(const std::string& crossing);
  // A mandate for the item, seen by the newest ranking; its name.
  std::string MakeMandate(const std::string& item);
  void SetRoles(const std::string& member,
                const std::vector<roadmap::v1::Role>& roles);
  scoring::v1::Ranking Ranking();
  scoring::v1::Standing StandingOf(const std::string& item);
  void SetMoney(const std::string& item, int64_t money);
  void SeeRoadmap(int64_t revision);
  // Looks at everything from outside: nothing is found, and the chain holds.
  void ExpectSound();

  // Items `more-1`, `more-2` and so on below the line, of more and more money:
  // to be set before SetUp.
  int more_items_ = 0;

 private:
  scoring::v1::Revisions seen_;
};

std::string NameIn(absl::string_view kind, absl::string_view id);

}  // namespace lifeline

#endif  // LIFELINE_TESTS_AGREEMENT_AGREED_SHOP_H_
