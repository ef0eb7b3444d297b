// Sixty imported requests show a line: a real export of Jira, the sheet that
// brings money and size, and the line that is drawn then. Everything is the
// program that people use, against the real suite.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/cli.h"
#include "clients/cli/context.h"
#include "clients/cli/csv.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/suite/suite.h"

namespace lifeline::cli {
namespace {

using ::testing::HasSubstr;

constexpr char kBacklogs[] = "../shared/data/backlogs/";

constexpr char kDocument[] = R"(
portfolio: {id: shop, title: Webshop, unit: person-days, locale: de-DE, time_zone: Europe/Berlin}
sizes: {S: 2, M: 5, L: 13}
model: {preset: joint-default}
teams: [{id: web, title: Web}]
periods: [{id: q1, first_day: 2027-01-04, last_day: 2027-03-26, state: OPEN}]
capacities: [{team: web, period: q1, amount: 200}]
)";

class ImportStory : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kBacklogs)) {
      GTEST_SKIP() << kBacklogs
                   << " is not there; the story was NOT tested with real data";
    }
    std::string folder =
        (std::filesystem::temp_directory_path() / "lifeline-import-XXXXXX")
            .string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    SuiteOptions options;
    options.data_dir = absl::StrCat(folder_, "/data");
    options.server.in_process_only = true;
    options.clock = [] { return absl::Now(); };
    options.default_actor = "anna@example.com";
    auto suite = Suite::Start(options);
    ASSERT_TRUE(suite.ok()) << suite.status();
    suite_ = *std::move(suite);
    Write("shop.yaml", kDocument);
    ASSERT_EQ(Run({"apply", "-f", Path("shop.yaml")}), 0) << err_;
  }

  void TearDown() override {
    suite_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  // Runs `lifeline`; what it printed is in out_ and err_.
  int Run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Environment environment;
    environment.out = &out;
    environment.err = &err;
    environment.variable = [](const char*) { return std::string(); };
    environment.login = "anna@example.com";
    environment.now = absl::Now();
    environment.connect = [this](const SessionOptions& options) {
      auto channel = suite_->server().InProcessChannel();
      return std::make_unique<Session>(options, channel, channel, channel);
    };
    const int code = RunCli(arguments, environment);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  int ImportJira(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"import",      "jira",       file,
                                          "--portfolio", "shop",       "--team",
                                          "web",         "--category", "seo"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  nlohmann::json Ranking() {
    EXPECT_EQ(Run({"ranking", "show", "shop", "-o", "json"}), 0) << err_;
    return nlohmann::json::parse(out_);
  }

  std::string Path(const std::string& name) const {
    return absl::StrCat(folder_, "/", name);
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
  }
  std::string Read(const std::string& name) const {
    std::ifstream stream(Path(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
  }

  // Money and a size for every row, and a ja.
  void FillSheet(const std::string& from, const std::string& to) {
    const auto file = ReadCsv(Read(from));
    ASSERT_TRUE(file.ok()) << file.status();
    EXPECT_EQ(file->separator, ';');
    const std::vector<std::string>& header = file->rows[0].cells;
    const auto column = [&](const char* heading) {
      const auto at = std::find(header.begin(), header.end(), heading);
      EXPECT_NE(at, header.end()) << heading;
      return at - header.begin();
    };
    std::string sheet = CsvLine(header, ';');
    for (size_t i = 1; i < file->rows.size(); ++i) {
      std::vector<std::string> cells = file->rows[i].cells;
      cells.resize(header.size());
      cells[column("Geld im Monat")] = absl::StrCat(1000 + 100 * i, ",50");
      cells[column("Größe")] = i % 2 == 0 ? "M" : "3,5";
      cells[column("bereit")] = "ja";
      sheet += CsvLine(cells, ';');
    }
    Write(to, sheet);
  }

  std::string folder_;
  std::unique_ptr<Suite> suite_;
  std::string out_;
  std::string err_;
};

TEST_F(ImportStory, ImportedRequestsShowALine) {
  const std::string file =
      absl::StrCat(kBacklogs, "jira_cloud_export_2021_sanitised.csv");
  const int before = Ranking()["number"];
  ASSERT_EQ(ImportJira(file, {"--dry-run"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("127 created"));
  EXPECT_EQ(Ranking()["number"], before);

  ASSERT_EQ(ImportJira(file), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("127 rows: 127 created, 0 updated, 0 unchanged, "
                              "0 not imported"));
  EXPECT_THAT(out_, HasSubstr("22 are done, 17 are started (q1)"));
  EXPECT_THAT(out_, HasSubstr("money for 105"));
  EXPECT_THAT(out_, HasSubstr("lifeline sheet export shop"));
  nlohmann::json ranking = Ranking();
  EXPECT_EQ(ranking["number"], before + 1);
  EXPECT_EQ(ranking["standings"]["DONE"], 22);
  EXPECT_EQ(ranking["standings"]["ABOVE"], 17);
  EXPECT_EQ(ranking["standings"]["NOT_READY"], 88);

  // Again: nothing is doubled, and nothing makes a ranking.
  ASSERT_EQ(ImportJira(file), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("0 created, 0 updated, 127 unchanged"));
  EXPECT_EQ(Ranking()["number"], before + 1);

  // One sheet, one ranking, and the line.
  ASSERT_EQ(Run({"sheet", "export", "shop", "--language", "de", "-f",
                 Path("shop.csv")}),
            0)
      << err_;
  FillSheet("shop.csv", "filled.csv");
  ASSERT_EQ(Run({"sheet", "import", Path("filled.csv"), "--portfolio", "shop"}),
            0)
      << err_;
  EXPECT_THAT(out_, HasSubstr("105 items changed"));
  EXPECT_THAT(out_, HasSubstr("below is not rejected"));
  ranking = Ranking();
  EXPECT_EQ(ranking["number"], before + 2);
  EXPECT_GT(ranking["standings"]["ABOVE"], 17);
  EXPECT_GT(ranking["standings"]["BELOW"], 0);

  // What people typed outlives the next import, and a sheet taken back as it
  // is changes nothing.
  ASSERT_EQ(ImportJira(file), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("0 created, 0 updated, 127 unchanged"));
  ASSERT_EQ(Run({"sheet", "export", "shop", "-f", Path("again.csv")}), 0);
  ASSERT_EQ(Run({"sheet", "import", Path("again.csv"), "--portfolio", "shop"}),
            0)
      << err_;
  EXPECT_THAT(out_, HasSubstr("0 items changed"));
  EXPECT_EQ(Ranking()["number"], before + 2);
}

TEST_F(ImportStory, ABrokenFileOrSheetChangesNothing) {
  const int before = Ranking()["number"];
  Write("broken.csv", "Issue key,Summary\nA-1,\"never closed\n");
  EXPECT_EQ(ImportJira(Path("broken.csv")), 2);
  EXPECT_THAT(err_, HasSubstr("quote"));
  Write("none.csv", "a,b\n1,2\n");
  EXPECT_EQ(ImportJira(Path("none.csv")), 2);
  Write("good.csv", "Issue key,Summary\nA-1,one\nA-2,two\n");
  ASSERT_EQ(ImportJira(Path("good.csv")), 0) << err_;
  Write("sheet.csv", "item,money a month\nA-1,100\nA-2,lots\nA-9,1\n");
  EXPECT_EQ(Run({"sheet", "import", Path("sheet.csv"), "--portfolio", "shop"}),
            2);
  EXPECT_THAT(err_, HasSubstr("row 3, A-2, money a month"));
  EXPECT_THAT(err_, HasSubstr("row 4, A-9, item"));
  EXPECT_EQ(Ranking()["number"], before + 1);
  ASSERT_EQ(Run({"item", "show", "shop", "A-1", "-o", "json"}), 0) << err_;
  EXPECT_THAT(out_, ::testing::Not(HasSubstr("amountHundredths")));
}

TEST_F(ImportStory, AnUnknownCategoryIsToldByRowAndNothingIsWritten) {
  Write("good.csv", "Issue key,Summary,Reporter\nA-1,one,Anna\n");
  EXPECT_EQ(Run({"import", "jira", Path("good.csv"), "--portfolio", "shop",
                 "--category", "nonsense"}),
            2);
  EXPECT_THAT(err_, HasSubstr("row 2, A-1, category"));
  ASSERT_EQ(Run({"member", "list", "shop"}), 0) << err_;
  EXPECT_THAT(out_, ::testing::Not(HasSubstr("jira.invalid")));
}

TEST_F(ImportStory, HundredsOfIssuesWithPointsAreTakenWhole) {
  ASSERT_EQ(ImportJira(absl::StrCat(kBacklogs, "storypoints_jirasoftware.csv"),
                       {"--points-per-day", "1"}),
            0)
      << err_;
  EXPECT_THAT(out_, HasSubstr("352 created"));
  const std::string grid = absl::StrCat(kBacklogs, "storypoints_usergrid.csv");
  ASSERT_EQ(ImportJira(grid, {"--points-per-day", "1"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("482 created"));
  EXPECT_THAT(out_, HasSubstr("missing: money for 834"));
  ASSERT_EQ(ImportJira(grid, {"--points-per-day", "1"}), 0) << err_;
  EXPECT_THAT(out_, HasSubstr("0 created, 0 updated, 482 unchanged"));
}

}  // namespace
}  // namespace lifeline::cli
