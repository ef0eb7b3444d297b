// The program as a whole: its command line, its output and what it exits with.
// Services are real gRPC servers in this process that answer what they are
// told.
#include "clients/cli/cli.h"

#include <gmock/gmock.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Answers every CreateTeam with the statuses it is given, the last one forever.
class ScriptedRoadmap : public roadmap::v1::RoadmapService::Service {
 public:
  grpc::Status CreateTeam(grpc::ServerContext* context,
                          const roadmap::v1::CreateTeamRequest* request,
                          roadmap::v1::Team* response) override {
    const auto& metadata = context->client_metadata();
    const auto actor = metadata.find("lifeline-as");
    actors.emplace_back(
        actor == metadata.end()
            ? ""
            : std::string(actor->second.data(), actor->second.size()));
    request_ids.push_back(request->request_id());
    response->set_name(
        absl::StrCat(request->parent(), "/teams/", request->team_id()));
    response->set_title(request->team().title());
    if (answers.empty()) return grpc::Status::OK;
    const absl::Status answer = answers.front();
    if (answers.size() > 1) answers.erase(answers.begin());
    return answer.ok() ? grpc::Status::OK : ToGrpc(answer);
  }

  std::vector<absl::Status> answers;
  std::vector<std::string> actors;
  std::vector<std::string> request_ids;
};

struct Ran {
  int code = -1;
  std::string out;
  std::string err;
};

class CliTest : public ::testing::Test {
 protected:
  Ran Run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Environment environment;
    environment.out = &out;
    environment.err = &err;
    environment.terminal = terminal_;
    environment.variable = [this](const char* name) {
      return absl::string_view(name) == "LANG" ? lang_ : std::string();
    };
    environment.login = "anna";
    environment.now = absl::FromUnixSeconds(1'800'000'000);
    environment.connect = [this](const SessionOptions& options) {
      if (server_ == nullptr) return std::make_unique<Session>(options);
      const auto channel = server_->InProcessChannel({});
      return std::make_unique<Session>(options, channel, channel, channel);
    };
    Ran ran;
    ran.code = RunCli(arguments, environment);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
  }

  void Serve() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&roadmap_);
    server_ = builder.BuildAndStart();
  }

  std::string File(const std::string& text) {
    const std::string path = absl::StrCat(::testing::TempDir(), "/cli_test_",
                                          ++files_, "_", getpid(), ".yaml");
    std::ofstream(path) << text;
    return path;
  }

  ScriptedRoadmap roadmap_;
  std::unique_ptr<grpc::Server> server_;
  Terminal terminal_;
  std::string lang_;
  int files_ = 0;
};

constexpr char kBefore[] = R"(
portfolio: {id: shop, title: Shop, as_of: 2027-01-04}
model:
  id: joint
  criteria: [{id: value, title: Value, weight: 1}]
teams: [{id: web, title: Web}]
periods: [{id: 2027-q1, first_day: 2027-01-04, last_day: 2027-03-26, state: OPEN}]
capacities: [{team: web, period: 2027-q1, amount: 6, withheld: [{amount: 1, reason: incidents}]}]
items:
  - {id: alpha, title: Alpha, category: seo, ratings: {value: 8}, effort: {web: 3}, external: [{system: jira, key: S-1}]}
  - {id: beta, title: Beta, category: it, ratings: {value: 5}, effort: {web: 2}}
  - {id: gamma, title: Gamma, category: it, ratings: {value: 2}, effort: {web: 2}}
  - {id: delta, title: Delta, category: it}
)";

TEST_F(CliTest, HelpBeginsWithExamplesAndNamesTheExitCodes) {
  const Ran help = Run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_THAT(help.out, StartsWith("Examples:\n  lifeline apply"));
  EXPECT_THAT(help.out, HasSubstr("7 somebody dropped and has not answered"));
  for (const std::vector<std::string>& verb :
       std::vector<std::vector<std::string>>{{"plan"},
                                             {"optimum"},
                                             {"item", "create"},
                                             {"ranking", "lift"},
                                             {"ranking", "stability"},
                                             {"scenario", "create"},
                                             {"receipt", "appeal"},
                                             {"inbox"},
                                             {"capacity", "set"},
                                             {"model", "apply"}}) {
    std::vector<std::string> arguments = verb;
    arguments.push_back("--help");
    const Ran ran = Run(arguments);
    EXPECT_EQ(ran.code, 0);
    EXPECT_THAT(ran.out, StartsWith("Examples:\n  lifeline ")) << verb[0];
  }
}

TEST_F(CliTest, AWrongCommandLineExitsWith2) {
  EXPECT_EQ(Run({}).code, 2);
  EXPECT_EQ(Run({"team", "ad"}).code, 2);
  EXPECT_EQ(Run({"team", "add"}).code, 2);
  EXPECT_EQ(Run({"plan", "-f", "x.yaml", "-o", "xml"}).code, 2);
  EXPECT_EQ(Run({"plan", "-f", "/nowhere/x.yaml"}).code, 2);
}

TEST_F(CliTest, ABrokenDocumentExitsWith2AndSaysWhere) {
  const std::string file = File("portfolio: {id: shop}\nitem: []\n");
  const Ran ran = Run({"plan", "-f", file});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err,
              StartsWith(absl::StrCat(file, ":2:1: `item` is no key")));
}

TEST_F(CliTest, APlanIsTheObjectOfPortfolioMd) {
  const Ran ran = Run({"plan", "-f", File(kBefore), "-o", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto json = nlohmann::ordered_json::parse(ran.out);
  std::vector<std::string> keys;
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_THAT(
      keys, ElementsAre("portfolio", "number", "asOf", "model", "modelVersion",
                        "fill", "standings", "capacity", "items"));
  EXPECT_EQ(json["portfolio"], "shop");
  EXPECT_EQ(json["asOf"], "2027-01-04");
  EXPECT_EQ(json["model"], "joint");
  EXPECT_EQ(json["modelVersion"], 1);
  EXPECT_EQ(json["fill"], "FILL");
  EXPECT_EQ(json["standings"],
            nlohmann::ordered_json::parse(
                R"({"ABOVE": 2, "BELOW": 1, "UNSCORED": 1})"));
  EXPECT_EQ(json["capacity"].dump(),
            R"([{"team":"web","period":"2027-q1","amount":5,"withheld":1,)"
            R"("used":5}])");
  ASSERT_EQ(json["items"].size(), 4u);
  EXPECT_EQ(
      json["items"][0].dump(),
      R"({"item":"alpha","rank":1,"category":"seo","standing":"ABOVE",)"
      R"("period":"2027-q1","atRisk":false,"rule":"BY_SCORE","reason":"",)"
      R"("score":"8.000000","scoreMicros":8000000,"effort":{"web":3},)"
      R"("external":[{"system":"jira","key":"S-1"}],)"
      R"("contributions":[{"criterion":"value","rating":8,"confidence":100,)"
      R"("weight":1,"points":80000,"assumed":false}]})");
  EXPECT_EQ(json["items"][2]["standing"], "BELOW");
  EXPECT_THAT(json["items"][2]["reason"].get<std::string>(),
              HasSubstr("web is full in 2027-q1"));
  EXPECT_EQ(json["items"][3]["standing"], "UNSCORED");
  EXPECT_EQ(json["items"][3]["score"], "");
}

TEST_F(CliTest, APlanWithABeforeSaysWhoCrossedAndWhy) {
  std::string after = kBefore;
  after.replace(after.find("amount: 6"), 9, "amount: 4");
  const Ran ran =
      Run({"plan", "-f", File(after), "--before", File(kBefore), "-o", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const auto json = nlohmann::ordered_json::parse(ran.out);
  ASSERT_EQ(json["crossings"].size(), 1u) << json["crossings"].dump(1);
  EXPECT_EQ(
      json["crossings"][0].dump(),
      R"({"item":"beta","kind":"DROPPED","from":"ABOVE",)"
      R"("fromPeriod":"2027-q1","to":"BELOW","toPeriod":"","causes":[)"
      R"({"group":"CAPACITY","share":"1/1","necessary":true,)"
      R"("sufficient":true,"references":["capacity of web in 2027-q1: 5 -> )"
      R"(3"]}],"approximate":false})");
}

TEST_F(CliTest, TheLineIsARowOfTheList) {
  terminal_.width = 100;
  const Ran ran = Run({"plan", "-f", File(kBefore)});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const size_t beta = ran.out.find("beta");
  const size_t line = ran.out.find(
      "───── line: the capacity of 2027-q1 ends here · below is not rejected "
      "─");
  const size_t gamma = ran.out.find("gamma");
  EXPECT_NE(line, std::string::npos) << ran.out;
  EXPECT_LT(beta, line);
  EXPECT_LT(line, gamma);
}

TEST_F(CliTest, GermanHeadingsInAGermanLocale) {
  lang_ = "de_DE.UTF-8";
  const Ran ran = Run({"plan", "-f", File(kBefore)});
  EXPECT_THAT(ran.out, HasSubstr("darunter heißt nicht abgelehnt"));
  EXPECT_THAT(Run({"plan", "-f", File(kBefore), "--language", "en"}).out,
              HasSubstr("below is not rejected"));
}

TEST_F(CliTest, ThePlanAsCsvIsATable) {
  const Ran ran = Run({"plan", "-f", File(kBefore), "-o", "csv"});
  EXPECT_THAT(ran.out, StartsWith("rank,item,title,category,score,standing,"
                                  "effort,reason\n1,alpha,Alpha,seo,"));
}

// The item that ranks first fills the team; the two behind it are worth more.
constexpr char kOnTheTable[] = R"(
portfolio: {id: shop, title: Shop, as_of: 2027-01-04}
model: {id: joint, criteria: [{id: value, title: Value, weight: 1}]}
teams: [{id: web, title: Web}]
periods: [{id: 2027-q1, first_day: 2027-01-04, last_day: 2027-03-26, state: OPEN}]
capacities: [{team: web, period: 2027-q1, amount: 6}]
weaves: [{rider: small, carrier: beta, effort: {web: 0.5}}]
items:
  - {id: alpha, title: Alpha, category: seo, ratings: {value: 8}, effort: {web: 6}}
  - {id: beta, title: Beta, category: it, ratings: {value: 7}, effort: {web: 3}}
  - {id: gamma, title: Gamma, category: it, ratings: {value: 6.5}, effort: {web: 2.5}}
  - {id: small, title: Small, category: it, ratings: {value: 1}, effort: {web: 3}}
  - {id: delta, title: Delta, category: it}
)";

TEST_F(CliTest, TheOptimumIsTheObjectOfPortfolioMdAndSaysWhatIsOnTheTable) {
  const Ran ran = Run({"optimum", "-f", File(kOnTheTable), "-o", "json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(
      nlohmann::ordered_json::parse(ran.out).dump(),
      R"({"valueMicros":14500000,"boundMicros":14500000,"gap":0,)"
      R"("items":["beta","gamma","small"],"planValueMicros":8000000,)"
      R"("proven":true,"leftOnTableMicros":6500000,"takes":[)"
      R"({"item":"beta","period":"2027-q1","carrier":"","valueMicros":7000000},)"
      R"({"item":"gamma","period":"2027-q1","carrier":"","valueMicros":6500000},)"
      R"({"item":"small","period":"2027-q1","carrier":"beta","valueMicros":1000000}],)"
      R"("givesUp":[)"
      R"({"item":"alpha","period":"2027-q1","carrier":"","valueMicros":8000000}],)"
      R"("selection":[)"
      R"({"item":"beta","period":"2027-q1","carrier":"","valueMicros":7000000},)"
      R"({"item":"gamma","period":"2027-q1","carrier":"","valueMicros":6500000},)"
      R"({"item":"small","period":"2027-q1","carrier":"beta","valueMicros":1000000}],)"
      R"("leftOut":{"UNSCORED":["delta"]}})");
}

TEST_F(CliTest, TheOptimumSaysFirstThatItMovesNothing) {
  const std::string file = File(kOnTheTable);
  const Ran ran = Run({"optimum", "-f", file});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("Advice only: it moves nothing."));
  EXPECT_THAT(ran.out, HasSubstr("leaves 6.500000 on the table (44.8 % of"));
  EXPECT_THAT(ran.out, HasSubstr("2027-q1, riding in beta"));
  EXPECT_THAT(ran.out, HasSubstr("In no selection: 1 unscored (delta)"));
  EXPECT_THAT(Run({"optimum", "-f", file, "--language", "de"}).out,
              StartsWith("Nur ein Rat: er bewegt nichts."));
  EXPECT_THAT(Run({"optimum", "-f", file, "-o", "csv"}).out,
              StartsWith("change,item,title,value,period\ntakes,beta,Beta,"));
  EXPECT_THAT(Run({"optimum", "-f", File(kBefore)}).out,
              HasSubstr("leaves nothing on the table"));
}

TEST_F(CliTest, TheOptimumsTimeLimitIsATime) {
  const std::string file = File(kOnTheTable);
  for (const char* limit : {"10", "0s", "-1s", "2h", "soon"}) {
    const Ran ran = Run({"optimum", "-f", file, "--time-limit", limit});
    EXPECT_EQ(ran.code, 2) << limit;
    EXPECT_THAT(ran.err, HasSubstr("write it as 10s")) << limit;
  }
  EXPECT_EQ(Run({"optimum", "-f", file, "--time-limit", "500ms"}).code, 0);
}

TEST_F(CliTest, TheExitCodeFollowsTheServersStatus) {
  Serve();
  const std::vector<std::string> add = {"team", "add", "shop", "web"};
  const auto code = [&](absl::StatusCode status) {
    roadmap_.answers = {Error(status, "X", "the way out")};
    const Ran ran = Run(add);
    EXPECT_EQ(ran.err, "the way out\n");
    return ran.code;
  };
  EXPECT_EQ(code(absl::StatusCode::kInternal), 1);
  EXPECT_EQ(code(absl::StatusCode::kInvalidArgument), 2);
  EXPECT_EQ(code(absl::StatusCode::kNotFound), 3);
  EXPECT_EQ(code(absl::StatusCode::kPermissionDenied), 4);
  EXPECT_EQ(code(absl::StatusCode::kAlreadyExists), 5);
  EXPECT_EQ(code(absl::StatusCode::kDeadlineExceeded), 6);
  roadmap_.answers.clear();
  const Ran ran = Run(add);
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, "team  title\nweb   web\n");
}

TEST_F(CliTest, EveryViolationIsALineOfItsOwn) {
  Serve();
  Violations violations;
  violations.Add("team_id", "is no id");
  violations.Add("team.title", "is too long");
  roadmap_.answers = {violations.ToStatus()};
  const Ran ran = Run({"team", "add", "shop", "web"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_EQ(ran.err, "team_id: is no id\nteam.title: is too long\n");
}

TEST_F(CliTest, AnUnavailableServiceIsAskedAgainWithTheSameRequestId) {
  Serve();
  roadmap_.answers = {
      Error(absl::StatusCode::kUnavailable, "STOPPING", "stopping"),
      Error(absl::StatusCode::kUnavailable, "STOPPING", "stopping"),
      absl::OkStatus()};
  const Ran ran = Run({"team", "add", "shop", "web", "--as", "ben@example.com",
                       "--request-id", "r1"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(roadmap_.request_ids, ElementsAre("r1", "r1", "r1"));
  EXPECT_EQ(roadmap_.actors[0], "ben@example.com");
  Run({"team", "add", "shop", "web"});
  EXPECT_EQ(roadmap_.actors.back(), "anna");
  EXPECT_EQ(roadmap_.request_ids.back().size(), 32u);
}

TEST_F(CliTest, AServiceThatIsNotThereExitsWith6AndSaysHowToReachOne) {
  // Port 1 is reserved, and nobody listens there.
  const Ran ran = Run({"team", "add", "shop", "web", "--address", "127.0.0.1:1",
                       "--timeout", "0.5"});
  EXPECT_EQ(ran.code, 6);
  EXPECT_THAT(ran.err, HasSubstr("127.0.0.1:1"));
}

TEST_F(CliTest, AMethodThatIsNotThereIsAFailure) {
  Serve();
  EXPECT_EQ(Run({"team", "list", "shop"}).code, 1);
}

TEST_F(CliTest, OptionsSayWhatIsWrongWithThem) {
  Serve();
  const Ran capacity =
      Run({"capacity", "set", "shop", "web", "2027-q1", "--gross", "1.234"});
  EXPECT_EQ(capacity.code, 2);
  EXPECT_THAT(capacity.err,
              HasSubstr("--gross: `1.234` has more than two decimal places"));
  EXPECT_THAT(
      Run({"capacity", "set", "shop", "web", "q", "--withhold", "12"}).err,
      HasSubstr("write it as 12:incidents"));
  EXPECT_THAT(Run({"item", "rate", "shop", "a", "--rate", "fit=5@101"}).err,
              HasSubstr("write percent"));
  EXPECT_THAT(Run({"item", "update", "shop", "a"}).err,
              HasSubstr("nothing to update"));
}

TEST_F(CliTest, CompletionKnowsEveryCommand) {
  const Ran bash = Run({"completion", "bash"});
  EXPECT_EQ(bash.code, 0);
  for (const char* word : {"'item create'", "'receipt appeal'",
                           "'ranking watch'", "--dry-run", "complete -o"}) {
    EXPECT_THAT(bash.out, HasSubstr(word));
  }
  EXPECT_THAT(Run({"completion", "zsh"}).out, StartsWith("#compdef lifeline"));
  EXPECT_THAT(Run({"completion", "fish"}).out, HasSubstr("-a apply"));
}

}  // namespace
}  // namespace lifeline::cli
