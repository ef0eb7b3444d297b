#ifndef LIFELINE_TESTS_AGREEMENT_AGREED_SHOP_H_
#define LIFELINE_TESTS_AGREEMENT_AGREED_SHOP_H_

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "lifeline/backlog/v1/backlog.grpc.pb.h"
#include "lifeline/roadmap/v1/roadmap.grpc.pb.h"
#include "lifeline/scoring/v1/scoring.grpc.pb.h"
#include "services/common/rpc.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/suite/suite.h"

namespace lifeline {

constexpr char kShop[] = "portfolios/shop";

using RoadmapStub = roadmap::v1::RoadmapService::Stub;
using ScoringStub = scoring::v1::ScoringService::Stub;

// The whole suite over a folder of its own, whose clock stands on a Monday
// morning until it is set. In the shop mia leads marketing, ivan leads IT, ada
// is the arbiter, ben asks for things, anna is the admin and bot a tool. Team
// web has 40 days in q1: `relaunch` takes 36 of them, and `titles`, which needs
// 6, entered below the line.
class AgreedShop : public testing::Test {
 protected:
  AgreedShop();
  ~AgreedShop() override;
  void SetUp() override;

  void Restart();
  void Pass(absl::Duration time);

  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(
      absl::string_view as, Stub& stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   Response*),
      const Request& request) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    context.AddMetadata(kCallerMetadata, absl::StrCat(as, "@example.com"));
    Response response;
    absl::Status status =
        FromGrpc((stub.*method)(&context, request, &response));
    if (!status.ok()) return status;
    return response;
  }

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

  RoadmapStub& roadmap() { return *roadmap_; }
  ScoringStub& scoring() { return *scoring_; }
  backlog::v1::BacklogService::Stub& backlog() { return *backlog_; }

 private:
  void Start();

  std::string dir_;
  absl::Mutex mutex_;
  absl::Time now_;
  scoring::v1::Revisions seen_;
  std::unique_ptr<Suite> suite_;
  std::unique_ptr<RoadmapStub> roadmap_;
  std::unique_ptr<backlog::v1::BacklogService::Stub> backlog_;
  std::unique_ptr<ScoringStub> scoring_;
  std::unique_ptr<audit::v1::AuditService::Stub> audit_;
};

std::string NameIn(absl::string_view kind, absl::string_view id);

}  // namespace lifeline

#endif  // LIFELINE_TESTS_AGREEMENT_AGREED_SHOP_H_
