#ifndef LIFELINE_TESTS_SUPPORT_SHOP_H_
#define LIFELINE_TESTS_SUPPORT_SHOP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"

namespace lifeline::testing {

// The services as a client sees them.
struct Stubs {
  roadmap::v1::RoadmapService::StubInterface* roadmap = nullptr;
  backlog::v1::BacklogService::StubInterface* backlog = nullptr;
  scoring::v1::ScoringService::StubInterface* scoring = nullptr;
};

// A small web shop, spoken to over the API only: one team "web", one open
// period "q1", members anna (requester), ben (planner) and bot (a tool), model
// joint-default. Remembers the revisions it wrote, so that every read of the
// ranking has seen them. Not thread safe; a thread takes a copy, which knows
// what was written before it.
class Shop {
 public:
  Shop(Stubs stubs, std::string id, std::string actor = "ben@example.com")
      : stubs_(stubs), id_(std::move(id)), actor_(std::move(actor)) {}

  // Creates the portfolio with this capacity of web in q1, in days.
  absl::Status Open(int capacity_days);

  absl::Status SetCapacity(int days, const std::string& request_id = "");
  // A READY item of this money a month and effort of web; requested by anna.
  absl::Status AddItem(const std::string& item, int64_t money, int effort_days,
                       const std::string& request_id = "");
  absl::Status Withdraw(const std::string& item);
  // Anna proposes that an item rides in another one at half a day; that is
  // hers, so it is agreed.
  absl::Status Weave(const std::string& rider, const std::string& carrier);
  // Freezes the newest ranking, and opens a review over it.
  absl::Status OpenReview(const std::string& id);
  // Closes it with one decision, about this item.
  absl::Status CloseReview(const std::string& id, const std::string& item);

  // Every item of the newest ranking, read page by page.
  absl::StatusOr<std::vector<scoring::v1::RankedItem>> Ranked(
      int page_size = 50);
  absl::StatusOr<scoring::v1::Ranking> Latest();
  absl::StatusOr<std::vector<scoring::v1::LineCrossing>> Crossings(
      const std::string& filter = "");
  absl::StatusOr<std::vector<scoring::v1::Receipt>> Receipts(
      const std::string& filter = "");
  absl::StatusOr<scoring::v1::AnswerReceiptsResponse> Answer(
      const std::string& as, scoring::v1::AnswerReceiptsRequest request);

  // The standing of an item in the newest ranking, or STANDING_UNSPECIFIED.
  scoring::v1::Standing StandingOf(const std::string& item);

  std::string name() const { return "portfolios/" + id_; }
  std::string item_name(const std::string& item) const {
    return name() + "/items/" + item;
  }
  const Stubs& stubs() const { return stubs_; }
  const scoring::v1::Revisions& seen() const { return seen_; }
  // For calls that the test makes itself.
  void SeeBacklog(int64_t revision);
  void SeeRoadmap(int64_t revision);

  // Prepares a context: who acts, and ten seconds.
  void Prepare(grpc::ClientContext* context, const std::string& as = "") const;

 private:
  Stubs stubs_;
  std::string id_;
  std::string actor_;
  scoring::v1::Revisions seen_;
};

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_SUPPORT_SHOP_H_
