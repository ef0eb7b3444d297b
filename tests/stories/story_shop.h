#ifndef LIFELINE_TESTS_STORIES_STORY_SHOP_H_
#define LIFELINE_TESTS_STORIES_STORY_SHOP_H_

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "clients/cli/context.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/rpc.h"
#include "services/common/status_grpc.h"
#include "services/suite/suite.h"

namespace lifeline {

// The whole suite over a folder of its own, spoken to as people do, by
// `lifeline`. Its clock stands on Monday, 4 January 2027, at nine until it is
// set. In the shop ben and cora ask for things, dora owns products, ivan leads
// IT, mia leads marketing, pam and pete plan, ada is the arbiter, anna the
// admin.
class StoryShop : public ::testing::Test {
 protected:
  StoryShop();
  ~StoryShop() override;

  // Writes the shop and its capacity of team web in q1 (to the 26th of March),
  // with these lines of `items:` in the document.
  void Open(int capacity_days, const std::string& items);
  static std::string ItemLine(const std::string& id,
                              const std::string& requester, int money,
                              const std::string& more);

  // One run of `lifeline` as a member.
  struct Ran {
    int code = 0;
    std::string out;
    std::string err;
  };
  Ran Run(const std::string& as, std::vector<std::string> arguments);
  // The same for what must succeed; what it prints with -o json.
  nlohmann::json Json(const std::string& as,
                      std::vector<std::string> arguments);
  void Do(const std::string& as, const std::vector<std::string>& arguments);
  void SetCapacity(const std::string& as, int days);

  // Sets the clock, and lets whoever tells people look at it.
  void GoTo(int month, int day, int hour);
  // Waits until everything that was written is in the newest ranking.
  void Settle();

  std::string StandingOf(const std::string& item);
  // Names of items with a crossing of this kind, in their order.
  std::vector<std::string> Crossed(const std::string& kind);
  // The receipts of an item that nobody has answered.
  std::vector<nlohmann::json> Owed(const std::string& item);
  // What a member was told, newest first.
  std::vector<nlohmann::json> Digests(const std::string& as);
  // "item asks" or "item lists", of a digest.
  static std::vector<std::string> Entries(const nlohmann::json& digest);
  // Looks at everything from outside: nothing is found.
  void ExpectSound();

  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      const std::string& as, Stub& stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    grpc::ClientContext context;
    context.AddMetadata(kCallerMetadata, as + "@example.com");
    Response response;
    absl::Status status =
        FromGrpc((stub.*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }
  roadmap::v1::RoadmapService::Stub& roadmap() { return *roadmap_; }
  backlog::v1::BacklogService::Stub& backlog() { return *backlog_; }
  scoring::v1::ScoringService::Stub& scoring() { return *scoring_; }

 private:
  absl::Time Now();

  std::string dir_;
  absl::Mutex mutex_;
  absl::Time now_;
  std::unique_ptr<Suite> suite_;
  std::unique_ptr<roadmap::v1::RoadmapService::Stub> roadmap_;
  std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_;
  std::unique_ptr<scoring::v1::ScoringService::Stub> scoring_;
  std::unique_ptr<audit::v1::AuditService::Stub> audit_;
};

// The last part of a resource's name.
std::string IdIn(const nlohmann::json& name);

}  // namespace lifeline

#endif  // LIFELINE_TESTS_STORIES_STORY_SHOP_H_
