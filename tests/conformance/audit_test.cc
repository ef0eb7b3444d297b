// The promise, looked at from outside while people write.
#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "tests/conformance/conformance.h"

namespace lifeline::testing {
namespace {

class AuditFromOutside : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    if (HasFatalFailure()) return;
    std::string address = deployment().address("scoring");
    if (GetParam() == Deployment::Kind::kThreeProcesses) {
      auto process = Process::Start(
          "lifeline-audit", {"--listen=127.0.0.1:0",
                             "--roadmap=" + deployment().address("roadmap"),
                             "--backlog=" + deployment().address("backlog"),
                             "--scoring=" + deployment().address("scoring")});
      ASSERT_TRUE(process.ok()) << process.status();
      process_ = *std::move(process);
      address = process_->address();
    }
    stub_ = audit::v1::AuditService::NewStub(
        grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  }

  audit::v1::Audit Run() {
    audit::v1::RunAuditRequest request;
    request.set_parent("portfolios/-");
    audit::v1::Audit audit;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
    const absl::Status status =
        FromGrpc(stub_->RunAudit(&context, request, &audit));
    EXPECT_EQ(status, absl::OkStatus());
    return audit;
  }

  // What was found, in words.
  static std::vector<std::string> Findings(const audit::v1::Audit& audit) {
    std::vector<std::string> found;
    for (const audit::v1::Check& check : audit.checks())
      found.insert(found.end(), check.findings().begin(),
                   check.findings().end());
    return found;
  }

  // Submits, cuts and answers.
  void Write(int writer) {
    Shop mine = shop();
    for (int n = 0; n < kItemsEach || audits_ < kAuditsMeanwhile; ++n) {
      const std::string item = absl::StrCat("item-", writer, "-", n);
      EXPECT_EQ(
          mine.AddItem(item, 100 + 7919 * (n + writer) % 50000, 1 + n % 4),
          absl::OkStatus());
      if (n % 3 == writer) {
        EXPECT_EQ(mine.SetCapacity(6 + n % 9), absl::OkStatus());
      }
      if (n % 5 == 4) {
        EXPECT_EQ(mine.Withdraw(item), absl::OkStatus());
      }
      if (n % 4 == 3) AnswerOne(mine);
    }
  }

  // The oldest that is owed; somebody else may have been faster, or it rose.
  void AnswerOne(Shop& mine) {
    const auto owed = mine.Receipts("state = OWED");
    if (!owed.ok() || owed->empty()) return;
    scoring::v1::AnswerReceiptsRequest request;
    request.add_crossings(owed->front().crossing());
    request.set_answer(scoring::v1::Receipt::STATE_ACCEPTED);
    if (mine.Answer("anna@example.com", request).ok()) ++answered_;
  }

  static constexpr int kItemsEach = 40;
  static constexpr int kAuditsMeanwhile = 3;
  std::atomic<int> audits_{0};
  std::atomic<int> answered_{0};
  std::unique_ptr<Process> process_;
  std::unique_ptr<audit::v1::AuditService::Stub> stub_;
};

TEST_P(AuditFromOutside, FindsNothingWhilePeopleWrite) {
  std::atomic<int> writing{3};
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 3; ++writer) {
    writers.emplace_back([this, writer, &writing] {
      Write(writer);
      --writing;
    });
  }
  std::string first;
  std::string last;
  while (writing > 0) {
    const audit::v1::Audit audit = Run();
    ++audits_;
    EXPECT_THAT(Findings(audit), ::testing::IsEmpty());
    EXPECT_EQ(audit.silent_drops(), 0);
    if (audit.rankings_size() != 1) continue;
    if (first.empty()) first = audit.rankings(0);
    last = audit.rankings(0);
  }
  for (std::thread& writer : writers) writer.join();
  // They did write, and it did look at what they wrote.
  EXPECT_NE(first, last);
  EXPECT_GT(answered_, 0);
  ASSERT_EQ(shop().OpenReview("2027-01"), absl::OkStatus());
  ASSERT_EQ(shop().Weave("rider", "item-0-0"), absl::OkStatus());
  ASSERT_TRUE(shop().Latest().ok());
  const audit::v1::Audit quiet = Run();
  EXPECT_THAT(Findings(quiet), ::testing::IsEmpty());
  for (const audit::v1::Check& check : quiet.checks())
    EXPECT_GT(check.looked_at(), 0) << check.name();
}

LIFELINE_RUN_AGAINST_BOTH(AuditFromOutside);

}  // namespace
}  // namespace lifeline::testing
