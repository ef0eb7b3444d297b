#include "tests/stories/story_shop.h"

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/civil_time.h"
#include "clients/cli/cli.h"

namespace lifeline {
namespace {

constexpr char kShop[] = "portfolios/shop";

constexpr char kDocument[] = R"(
portfolio: {id: shop, title: Shop, unit: person-days, time_zone: UTC}
model: {preset: joint-default}
members:
  - {id: ben, address: ben@example.com, roles: [requester]}
  - {id: cora, address: cora@example.com, roles: [requester]}
  - {id: dora, address: dora@example.com, roles: [product-owner]}
  - {id: ivan, address: ivan@example.com, roles: [it-lead, effort-rater]}
  - {id: mia, address: mia@example.com, roles: [marketing-lead]}
  - {id: pam, address: pam@example.com, roles: [planner]}
  - {id: pete, address: pete@example.com, roles: [planner]}
  - {id: ada, address: ada@example.com, roles: [arbiter]}
teams: [{id: web, title: Web}]
periods: [{id: q1, first_day: 2027-01-04, last_day: 2027-03-26, state: OPEN}]
)";

absl::Time At(int month, int day, int hour) {
  return absl::FromCivil(absl::CivilHour(2027, month, day, hour),
                         absl::UTCTimeZone());
}

}  // namespace

std::string IdIn(const nlohmann::json& name) {
  const std::string text = name.get<std::string>();
  return text.substr(text.rfind('/') + 1);
}

std::string StoryShop::ItemLine(const std::string& id,
                                const std::string& requester, int money,
                                const std::string& more) {
  return absl::StrCat("  - {id: ", id, ", title: Title of ", id,
                      ", category: seo, requester: ", requester,
                      ", money: ", money, more.empty() ? "" : ", ", more,
                      "}\n");
}

void StoryShop::Open(int capacity_days, const std::string& items) {
  const std::string file = folder() + "/shop.yaml";
  std::ofstream(file) << kDocument
                      << "capacities: [{team: web, period: q1, amount: "
                      << capacity_days << "}]\nitems:\n"
                      << items;
  Do("anna", {"apply", "-f", file});
  // Whoever makes a portfolio leads everything in it at first.
  Do("anna",
     {"member", "update", "shop", "anna@example.com", "--role", "admin"});
  Settle();
}

StoryShop::Ran StoryShop::Run(const std::string& as,
                              std::vector<std::string> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  cli::Environment environment;
  environment.out = &out;
  environment.err = &err;
  environment.variable = [](const char*) { return std::string(); };
  environment.login = as + "@example.com";
  environment.now = Now();
  environment.connect = [this](const cli::SessionOptions& options) {
    auto channel = suite().server().InProcessChannel();
    return std::make_unique<cli::Session>(options, channel, channel, channel);
  };
  Ran ran;
  ran.code = cli::RunCli(arguments, environment);
  ran.out = out.str();
  ran.err = err.str();
  return ran;
}

nlohmann::json StoryShop::Json(const std::string& as,
                               std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"-o", "json"});
  const Ran ran = Run(as, arguments);
  EXPECT_EQ(ran.code, 0) << arguments[0] << " " << arguments[1] << ": "
                         << ran.err;
  return ran.code == 0 ? nlohmann::json::parse(ran.out) : nlohmann::json();
}

void StoryShop::Do(const std::string& as,
                   const std::vector<std::string>& arguments) {
  const Ran ran = Run(as, arguments);
  ASSERT_EQ(ran.code, 0) << arguments[0] << " " << arguments[1] << ": "
                         << ran.err;
}

void StoryShop::SetCapacity(const std::string& as, int days) {
  Do(as,
     {"capacity", "set", "shop", "web", "q1", "--gross", absl::StrCat(days)});
  Settle();
}

void StoryShop::GoTo(int month, int day, int hour) {
  SetNow(At(month, day, hour));
  absl::Notification planned;
  suite().scoring().publisher()->PlanAgain("shop", {},
                                           [&] { planned.Notify(); });
  planned.WaitForNotification();
  Settle();
  EXPECT_EQ(suite().scoring().notifier()->RunOnce(), absl::OkStatus());
}

void StoryShop::Settle() {
  scoring::v1::GetRankingRequest get;
  get.set_name(absl::StrCat(kShop, "/rankings/latest"));
  roadmap::v1::ListRoadmapChangesRequest changes;
  changes.set_parent(kShop);
  changes.set_page_size(1);
  const auto newest =
      Call("anna", roadmap(), &RoadmapStub::ListRoadmapChanges, changes);
  ASSERT_TRUE(newest.ok()) << newest.status();
  get.mutable_min_revisions()->set_roadmap(
      newest->changes(0).commit().revision());
  backlog::v1::ListItemChangesRequest items;
  items.set_parent(kShop);
  items.set_page_size(1);
  const auto written =
      Call("anna", backlog(), &BacklogStub::ListItemChanges, items);
  ASSERT_TRUE(written.ok()) << written.status();
  get.mutable_min_revisions()->set_backlog(
      written->changes(0).commit().revision());
  const auto ranking = Call("anna", scoring(), &ScoringStub::GetRanking, get);
  ASSERT_TRUE(ranking.ok()) << ranking.status();
}

std::string StoryShop::StandingOf(const std::string& item) {
  Settle();
  const nlohmann::json ranking = Json("anna", {"ranking", "show", "shop"});
  for (const nlohmann::json& ranked : ranking["items"]) {
    if (ranked["item"] == item) return ranked["standing"];
  }
  return "";
}

std::vector<std::string> StoryShop::Crossed(const std::string& kind) {
  Settle();
  const nlohmann::json list =
      Json("anna", {"crossing", "list", "shop", "--filter", "kind = " + kind});
  std::vector<std::string> items;
  for (const nlohmann::json& crossing :
       list.value("crossings", nlohmann::json::array())) {
    items.push_back(IdIn(crossing["item"]));
  }
  return items;
}

std::vector<nlohmann::json> StoryShop::Owed(const std::string& item) {
  const nlohmann::json list =
      Json("anna", {"receipt", "list", "shop", "--filter",
                    absl::StrCat("state = OWED AND item = ", item)});
  return list.value("receipts", std::vector<nlohmann::json>());
}

std::vector<nlohmann::json> StoryShop::Digests(const std::string& as) {
  return Json(as, {"digest", "shop", "--count", "100"})
      .value("digests", std::vector<nlohmann::json>());
}

std::vector<std::string> StoryShop::Entries(const nlohmann::json& digest) {
  std::vector<std::string> entries;
  for (const nlohmann::json& entry :
       digest.value("entries", nlohmann::json::array())) {
    entries.push_back(absl::StrCat(
        IdIn(entry["item"]), entry.value("asks", false) ? " asks" : " lists"));
  }
  return entries;
}

void StoryShop::ExpectSound() {
  Settle();
  audit::v1::RunAuditRequest request;
  request.set_parent(kShop);
  const auto audited = Call("anna", audit(), &AuditStub::RunAudit, request);
  ASSERT_TRUE(audited.ok()) << audited.status();
  EXPECT_EQ(audited->finding_count(), 0) << audited->DebugString();
}

}  // namespace lifeline
