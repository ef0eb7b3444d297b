// `lifeline promise` beside a real audit, one that finds what is not so, one
// that has not ended, and none.
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "clients/cli/cli.h"
#include "services/audit/audit_rpc.h"
#include "services/common/server.h"
#include "tests/audit/audited_shop.h"

namespace lifeline::testing {
namespace {

using audit::AuditServer;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class PromiseBesideAudit : public AuditedShop {
 protected:
  void SetUp() override {
    AuditedShop::SetUp();
    if (HasFatalFailure()) return;
    front_ =
        std::make_unique<LyingScoring>(suite_->server().InProcessChannel());
  }

  void ServeAudit() {
    audit::AuditOptions options;
    options.rpc.clock = [] { return absl::Now(); };
    options.every = absl::Hours(1);
    options.limits.call = absl::Seconds(10);
    audit_ = std::make_unique<AuditServer>(std::move(options));
    Serve({audit_->named_service()});
    server_->OnStop([this] { audit_->Stop(); });
    audit_->Start(sources(), &server_->health());
  }

  // Scoring and what is beside it, where the command line looks for both.
  void Serve(std::vector<NamedService> beside) {
    beside.push_back({"lifeline.scoring.v1.ScoringService", front_.get()});
    ServerOptions options;
    options.in_process_only = true;
    auto started = Server::Start(options, std::move(beside));
    ASSERT_TRUE(started.ok()) << started.status();
    server_ = *std::move(started);
  }

  void TearDown() override {
    if (server_ != nullptr) server_->Stop();
    server_.reset();
    audit_.reset();
    AuditedShop::TearDown();
  }

  // What `lifeline` prints; "" unless it exits with `code`.
  std::string Run(const std::vector<std::string>& arguments, int code = 0,
                  const std::string& lang = "") {
    std::ostringstream out;
    std::ostringstream err;
    cli::Environment environment;
    environment.out = &out;
    environment.err = &err;
    environment.variable = [&](const char* name) {
      return absl::string_view(name) == "LANG" ? lang : std::string();
    };
    environment.login = "anna@example.com";
    environment.now = absl::Now();
    environment.connect = [this](const cli::SessionOptions& options) {
      const auto channel = server_->InProcessChannel();
      return std::make_unique<cli::Session>(options, channel, channel, channel);
    };
    const int exited = cli::RunCli(arguments, environment);
    EXPECT_EQ(exited, code) << out.str() << err.str();
    return exited == code ? out.str() : "";
  }

  // The report with what it says of the audit taken out, and that.
  struct Report {
    nlohmann::json promise;
    nlohmann::json audit;
  };
  Report Json() {
    Report report;
    report.promise =
        nlohmann::json::parse(Run({"promise", "shop", "-o", "json"}), nullptr,
                              /*allow_exceptions=*/false);
    if (!report.promise.is_object()) return report;
    report.audit = report.promise["audit"];
    report.promise.erase("audit");
    return report;
  }

  std::unique_ptr<LyingScoring> front_;
  std::unique_ptr<AuditServer> audit_;
  std::unique_ptr<Server> server_;
};

TEST_F(PromiseBesideAudit, SaysThatNothingWasDroppedSilently) {
  ServeAudit();
  Run({"audit", "--portfolio", "shop"});
  const std::string said = Run({"promise", "shop"});
  EXPECT_THAT(said, HasSubstr("open receipts"));
  EXPECT_THAT(said, ContainsRegex("\nsilent drops: 0 \\(audit of "
                                  "[0-9]+-[0-9]+-[0-9]+ [0-9]+:[0-9]+\\)\n"));
  EXPECT_THAT(Run({"promise", "shop"}, 0, "de_DE.UTF-8"),
              HasSubstr("\nstillschweigend gerutscht: 0 (Prüfung vom "));
  const Report report = Json();
  EXPECT_EQ(report.promise["name"], "portfolios/shop/promiseReport");
  EXPECT_EQ(report.promise["sides"].size(), 4u);
  EXPECT_EQ(report.audit["silentDrops"], 0);
  EXPECT_EQ(report.audit["findingCount"], 0);
  // Nobody has written since, so both looked at the same.
  EXPECT_EQ(report.audit["ranking"], report.promise["ranking"]);
  EXPECT_THAT(report.audit["startTime"].get<std::string>(),
              ContainsRegex("^[0-9-]+T[0-9:.]+Z$"));
}

TEST_F(PromiseBesideAudit, SaysHowManyDropsTheAuditFoundSilent) {
  scoring_->crossings = [](auto* page) {
    auto* rows = page->mutable_crossings();
    for (int i = rows->size() - 1; i >= 0; --i) {
      if ((*rows)[i].kind() == scoring::v1::LineCrossing::KIND_DROPPED)
        rows->DeleteSubrange(i, 1);
    }
  };
  ServeAudit();
  // Something was found.
  Run({"audit", "--portfolio", "shop"}, 1);
  EXPECT_THAT(Run({"promise", "shop"}),
              HasSubstr("\nsilent drops: 3 (audit of "));
  const Report report = Json();
  EXPECT_EQ(report.audit["silentDrops"], 3);
  EXPECT_GE(report.audit["findingCount"], 3);
}

TEST_F(PromiseBesideAudit, BeginsNoAuditOfItsOwn) {
  // A handler may still be in there when the test ends.
  const auto end = std::make_shared<absl::Notification>();
  scoring_->entries = [end](auto*) { end->WaitForNotification(); };
  ServeAudit();
  EXPECT_THAT(Run({"promise", "shop"}),
              HasSubstr("\nsilent drops: not audited yet\n"));
  EXPECT_EQ(Json().audit, nlohmann::json({{"missing", "AUDIT_NOT_FOUND"}}));
  end->Notify();
}

TEST_F(PromiseBesideAudit, ShowsTheRestWhereNoAuditAnswers) {
  Serve({});
  const std::string said = Run({"promise", "shop"});
  EXPECT_THAT(said, HasSubstr("open receipts"));
  EXPECT_THAT(said, HasSubstr("\nsilent drops: not known, no audit answers\n"));
  const Report report = Json();
  EXPECT_EQ(report.promise["sides"].size(), 4u);
  EXPECT_EQ(report.audit, nlohmann::json({{"missing", "UNIMPLEMENTED"}}));
}

}  // namespace
}  // namespace lifeline::testing
