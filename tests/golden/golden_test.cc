// Rankings as text: each tests/golden/*.test is one or two portfolio documents
// and the ranking that they must give. README.md says how they are written.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/document.h"
#include "clients/cli/numbers.h"
#include "clients/cli/plan_inputs.h"
#include "clients/cli/ranking_json.h"
#include "services/common/names.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/planner.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/reason_text.h"

namespace lifeline::cli {
namespace {

constexpr char kExpected[] = "\n----\n";
constexpr char kSecond[] = "\n++++\n";

struct Case {
  std::string before;  // empty if there is only one document
  std::string document;
  std::string expected;
};

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

Case Split(const std::string& text) {
  Case parts;
  const size_t at = text.find(kExpected);
  parts.document = text.substr(0, at);
  if (at != std::string::npos) {
    parts.expected = text.substr(at + sizeof kExpected - 1);
  }
  const size_t second = parts.document.find(kSecond);
  if (second != std::string::npos) {
    parts.before = parts.document.substr(0, second);
    parts.document = parts.document.substr(second + sizeof kSecond - 1);
  }
  return parts;
}

std::string Id(const std::string& name) { return std::string(LastId(name)); }

std::string ItemLine(const scoring::v1::RankedItem& item) {
  std::string line =
      absl::StrCat(item.rank() > 0 ? absl::StrCat(item.rank()) : "-", " ",
                   Id(item.item()), " ", StandingWord(item.standing()));
  if (!item.period().empty()) absl::StrAppend(&line, " ", Id(item.period()));
  if (!item.carrier().empty()) {
    absl::StrAppend(&line, " in ", Id(item.carrier()));
  }
  if (!RuleWord(item.rule()).empty()) {
    absl::StrAppend(&line, " ", RuleWord(item.rule()));
  }
  if (!item.pulled_up_by().empty()) {
    absl::StrAppend(&line, " ", Id(item.pulled_up_by()));
  }
  if (item.scored()) {
    absl::StrAppend(&line, " ", FormatMicros(item.score_micros()));
  }
  if (item.at_risk()) absl::StrAppend(&line, " at risk");
  for (const auto& contribution : item.contributions()) {
    if (contribution.assumed()) {
      absl::StrAppend(&line, " assumed ", contribution.criterion());
    }
  }
  if (!item.reason().empty()) absl::StrAppend(&line, ": ", item.reason());
  return line + "\n";
}

std::string RankingLines(const scoring::PlannedPortfolio& planned) {
  std::string text;
  for (const auto& item : planned.items) text += ItemLine(item);
  for (const auto& use : planned.ranking.capacity_use()) {
    absl::StrAppend(&text, Id(use.team()), " ", Id(use.period()), ": ",
                    FormatHundredths(use.used_hundredths()), " of ",
                    FormatHundredths(use.amount_hundredths()));
    if (use.released_hundredths() > 0) {
      absl::StrAppend(&text, ", released ",
                      FormatHundredths(use.released_hundredths()));
    }
    if (use.used_hundredths() > use.amount_hundredths()) {
      absl::StrAppend(
          &text, ", over by ",
          FormatHundredths(use.used_hundredths() - use.amount_hundredths()));
    }
    text += "\n";
  }
  if (planned.ranking.tie_at_line()) text += "a tie at the line\n";
  return text;
}

std::string CrossingLines(
    const std::vector<scoring::v1::LineCrossing>& crossings) {
  std::string text;
  for (const auto& crossing : crossings) {
    std::vector<std::string> causes;
    for (const auto& cause : crossing.causes()) {
      causes.push_back(
          absl::StrCat(GroupWord(cause.group()), " ", ShareText(cause)));
    }
    absl::StrAppend(&text, KindWord(crossing.kind()), " ", Id(crossing.item()),
                    causes.empty() ? "" : ": ", absl::StrJoin(causes, ", "),
                    "\n");
    for (const char* language : {"en", "de"}) {
      const std::string why = scoring::CrossingSentence(crossing, language);
      if (!why.empty()) absl::StrAppend(&text, "  ", why, "\n");
    }
  }
  return text;
}

absl::StatusOr<scoring::Inputs> InputsOf(const std::string& text,
                                         const std::string& file) {
  const auto document = ParseDocument(text, file);
  if (!document.ok()) return document.status();
  return PlanInputs(*document, absl::UnixEpoch());
}

// Which rules and reasons have occurred.
struct Seen {
  std::set<std::string> reasons;
  std::set<std::string> rules;
};

// What the documents give, in the form of the expectation; errors are text too.
std::string Actual(const Case& parts, const std::string& file, Seen* seen) {
  const auto inputs = InputsOf(parts.document, file);
  if (!inputs.ok()) return absl::StrCat(inputs.status().message(), "\n");
  const auto planned = scoring::PlanPortfolio(*inputs);
  if (!planned.ok()) return absl::StrCat(planned.status().message(), "\n");
  for (const auto& item : planned->items) {
    seen->reasons.insert(item.reason_code());
    seen->rules.insert(std::string(RuleWord(item.rule())));
  }
  std::string text = RankingLines(*planned);
  if (parts.before.empty()) return text;
  const auto before = InputsOf(parts.before, file);
  if (!before.ok()) return absl::StrCat(before.status().message(), "\n");
  const auto crossings = scoring::CompareInputs(*before, *inputs);
  if (!crossings.ok()) return absl::StrCat(crossings.status().message(), "\n");
  return text + CrossingLines(*crossings);
}

std::vector<std::string> Files() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator("tests/golden")) {
    if (entry.path().extension() == ".test") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST(Golden, EveryRankingIsAsItIsWritten) {
  const bool update = std::getenv("GOLDEN_UPDATE") != nullptr;
  const std::vector<std::string> files = Files();
  ASSERT_GE(files.size(), 30u);
  Seen seen;
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    const std::string text = ReadFile(file);
    const Case parts = Split(text);
    const std::string actual =
        Actual(parts, std::filesystem::path(file).filename(), &seen);
    if (update) {
      std::ofstream(file) << text.substr(0, text.find(kExpected)) << kExpected
                          << actual;
      continue;
    }
    EXPECT_EQ(actual, parts.expected);
  }
  for (int code = 0; code < engine::kReasonCodes; ++code) {
    // A document with an estimate of nothing is refused where effort divides:
    // nothing_cannot_divide.test.
    if (static_cast<engine::ReasonCode>(code) ==
        engine::ReasonCode::kZeroEffort) {
      continue;
    }
    const std::string name(
        scoring::ReasonCodeName(static_cast<engine::ReasonCode>(code)));
    EXPECT_TRUE(seen.reasons.contains(name)) << "in no file: " << name;
  }
  for (int rule = 0; rule < engine::kRules; ++rule) {
    const std::string word(
        RuleWord(scoring::ToProto(static_cast<engine::Rule>(rule))));
    EXPECT_TRUE(seen.rules.contains(word)) << "in no file: " << word;
  }
}

}  // namespace
}  // namespace lifeline::cli
