#include "clients/cli/jira_values.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "clients/cli/csv_source.h"
#include "clients/cli/numbers.h"

namespace lifeline::cli {
namespace {

constexpr int64_t kSecondsPerDay = 8 * 3600;

// A run of digits, or a run of anything that is no digit, blank or mark.
struct Token {
  bool number = false;
  int64_t value = 0;
  size_t digits = 0;
  std::string word;
  // The mark that follows it.
  char mark = ' ';
};

bool IsMark(char c) {
  return absl::ascii_isspace(static_cast<unsigned char>(c)) ||
         absl::StrContains("/.,:-+", c);
}

std::vector<Token> Tokens(absl::string_view text) {
  std::vector<Token> tokens;
  size_t at = 0;
  while (at < text.size()) {
    const auto digit = [&](size_t i) {
      return absl::ascii_isdigit(static_cast<unsigned char>(text[i])) != 0;
    };
    if (IsMark(text[at])) {
      // `-` and `+` before an offset count; blanks and the dot of `Okt. ` do
      // not hide them.
      if (!tokens.empty() && (tokens.back().mark == ' ' || text[at] == '+')) {
        tokens.back().mark = text[at];
      }
      ++at;
      continue;
    }
    const size_t begin = at;
    const bool number = digit(at);
    while (at < text.size() && !IsMark(text[at]) && digit(at) == number) ++at;
    Token token;
    token.number = number;
    token.word = Folded(text.substr(begin, at - begin));
    token.digits = at - begin;
    if (number && !absl::SimpleAtoi(token.word, &token.value)) token.value = -1;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

int MonthOf(const std::string& word) {
  static const auto* const kMonths = new std::map<std::string, int>{
      {"jan", 1},  {"jän", 1},  {"feb", 2}, {"mar", 3},  {"mär", 3},
      {"mrz", 3},  {"apr", 4},  {"may", 5}, {"mai", 5},  {"jun", 6},
      {"jul", 7},  {"aug", 8},  {"sep", 9}, {"oct", 10}, {"okt", 10},
      {"nov", 11}, {"dec", 12}, {"dez", 12}};
  // The first three letters decide; an umlaut is one of them.
  const std::string stem(FirstCharacters(word, 3));
  const auto found = kMonths->find(stem);
  return found == kMonths->end() ? 0 : found->second;
}

int FullYear(const Token& token) {
  if (token.digits > 2) return static_cast<int>(token.value);
  return static_cast<int>(token.value) + (token.value < 70 ? 2000 : 1900);
}

struct Ymd {
  int year = 0;
  int month = 0;
  int day = 0;
  size_t used = 3;
};

absl::Status NoDate(absl::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("`", text,
                   "` is no date; write it as 2027-01-31, 31.01.2027 or "
                   "31/Jan/27 9:15 AM"));
}

absl::Status Ambiguous(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "`", text,
      "` does not say which number is the day and which the month; set Jira's "
      "date format to 31/Jan/27 or 2027-01-31 and export again"));
}

absl::StatusOr<Ymd> DatePart(absl::string_view text,
                             const std::vector<Token>& t) {
  if (t.size() < 3) return NoDate(text);
  const auto number = [](const Token& token) {
    return static_cast<int>(token.value);
  };
  if (t[0].number && t[0].digits == 4 && t[1].number && t[2].number) {
    return Ymd{number(t[0]), number(t[1]), number(t[2])};
  }
  if (t[0].number && !t[1].number && MonthOf(t[1].word) > 0 && t[2].number) {
    return Ymd{FullYear(t[2]), MonthOf(t[1].word), number(t[0])};
  }
  if (!t[0].number && MonthOf(t[0].word) > 0 && t[1].number && t[2].number) {
    return Ymd{FullYear(t[2]), MonthOf(t[0].word), number(t[1])};
  }
  if (!t[0].number || !t[1].number || !t[2].number) return NoDate(text);
  if (t[0].mark == '.') return Ymd{FullYear(t[2]), number(t[1]), number(t[0])};
  const bool first_is_day = t[0].value > 12;
  const bool second_is_day = t[1].value > 12;
  if (first_is_day) return Ymd{FullYear(t[2]), number(t[1]), number(t[0])};
  if (second_is_day || t[0].value == t[1].value) {
    return Ymd{FullYear(t[2]), number(t[0]), number(t[1])};
  }
  return Ambiguous(text);
}

// Hours, minutes and seconds after the date, AM or PM, and an offset.
struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::optional<int> offset_minutes;
  bool valid = true;
};

void TakeOffset(const std::vector<Token>& t, size_t at, int sign,
                Clock* clock) {
  const Token& token = t[at];
  if (token.digits == 4) {
    clock->offset_minutes =
        sign * static_cast<int>(token.value / 100 * 60 + token.value % 100);
  } else if (token.digits == 2) {
    const int minutes =
        at + 1 < t.size() && t[at + 1].number ? t[at + 1].value : 0;
    clock->offset_minutes =
        sign * (static_cast<int>(token.value) * 60 + minutes);
  } else {
    clock->valid = false;
  }
}

Clock ClockPart(const std::vector<Token>& t, size_t at) {
  Clock clock;
  int* const parts[] = {&clock.hour, &clock.minute, &clock.second};
  size_t part = 0;
  char before = ' ';
  for (; at < t.size(); ++at) {
    const Token& token = t[at];
    if (!token.number) {
      const bool pm = token.word == "pm" || token.word == "nachm";
      const bool am = token.word == "am" || token.word == "vorm";
      if (pm && clock.hour < 12) clock.hour += 12;
      if (am && clock.hour == 12) clock.hour = 0;
      if (token.word == "z" || token.word == "utc") clock.offset_minutes = 0;
      const bool known = pm || am || token.word == "z" || token.word == "utc" ||
                         token.word == "t" || token.word == "um" ||
                         token.word == "uhr";
      if (!known) clock.valid = false;
    } else if (part >= 2 && (before == '+' || before == '-')) {
      TakeOffset(t, at, before == '+' ? 1 : -1, &clock);
      return clock;
    } else if (part < 3 && token.digits <= 2) {
      *parts[part++] = static_cast<int>(token.value);
    } else if (part < 3) {
      clock.valid = false;
    }  // What follows the seconds are fractions of one.
    before = token.mark;
  }
  if (part == 1) clock.valid = false;
  return clock;
}

}  // namespace

absl::StatusOr<JiraTime> ParseJiraTime(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  const std::vector<Token> tokens = Tokens(text);
  const absl::StatusOr<Ymd> date = DatePart(text, tokens);
  if (!date.ok()) return date.status();
  const Clock clock = ClockPart(tokens, date->used);
  const absl::CivilSecond civil(date->year, date->month, date->day, clock.hour,
                                clock.minute, clock.second);
  const bool exists = civil.month() == date->month &&
                      civil.day() == date->day && clock.hour < 24 &&
                      clock.minute < 60 && clock.second < 60 &&
                      date->year >= 1970 && date->year <= 9999;
  if (!exists || !clock.valid) return NoDate(text);
  return JiraTime{civil, clock.offset_minutes};
}

absl::StatusOr<int64_t> ParseJiraSeconds(absl::string_view text) {
  const std::string folded = Folded(text);
  int64_t seconds = 0;
  bool whole = !folded.empty() && folded.size() <= 10;
  for (const char c : folded) {
    whole = whole && absl::ascii_isdigit(static_cast<unsigned char>(c));
  }
  if (!whole || !absl::SimpleAtoi(folded, &seconds)) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", text,
                     "` is no number of seconds, which is how Jira exports an "
                     "estimate; export again, or empty the cell"));
  }
  return (seconds * 100 + kSecondsPerDay - 1) / kSecondsPerDay;
}

absl::StatusOr<int64_t> ParseJiraPoints(absl::string_view text) {
  std::string number = absl::StrReplaceAll(Folded(text), {{",", "."}});
  if (absl::StrContains(number, '.')) {
    while (absl::EndsWith(number, "0")) number.pop_back();
    if (absl::EndsWith(number, ".")) number.pop_back();
  }
  absl::StatusOr<int64_t> points = ParseHundredths(number);
  if (points.ok() && *points >= 0) return points;
  return absl::InvalidArgumentError(
      absl::StrCat("`", text,
                   "` is no number of points with at most two decimals; "
                   "correct it in Jira, or empty the cell"));
}

JiraProgress JiraProgressOf(absl::string_view category,
                            absl::string_view status) {
  static const auto* const kNames = new std::map<std::string, JiraProgress>{
      {"done", JiraProgress::kDone},
      {"fertig", JiraProgress::kDone},
      {"erledigt", JiraProgress::kDone},
      {"closed", JiraProgress::kDone},
      {"geschlossen", JiraProgress::kDone},
      {"resolved", JiraProgress::kDone},
      {"gelöst", JiraProgress::kDone},
      {"abgeschlossen", JiraProgress::kDone},
      {"complete", JiraProgress::kDone},
      {"completed", JiraProgress::kDone},
      {"released", JiraProgress::kDone},
      {"veröffentlicht", JiraProgress::kDone},
      {"in progress", JiraProgress::kInProgress},
      {"in arbeit", JiraProgress::kInProgress},
      {"in bearbeitung", JiraProgress::kInProgress},
      {"in development", JiraProgress::kInProgress},
      {"in entwicklung", JiraProgress::kInProgress},
      {"in umsetzung", JiraProgress::kInProgress},
      {"in review", JiraProgress::kInProgress},
      {"in prüfung", JiraProgress::kInProgress},
      {"review", JiraProgress::kInProgress},
      {"code review", JiraProgress::kInProgress},
      {"in test", JiraProgress::kInProgress},
      {"in testing", JiraProgress::kInProgress},
      {"testing", JiraProgress::kInProgress},
      {"test", JiraProgress::kInProgress},
      {"im test", JiraProgress::kInProgress},
      {"qa", JiraProgress::kInProgress},
      {"uat", JiraProgress::kInProgress},
      {"abnahme", JiraProgress::kInProgress},
      {"to do", JiraProgress::kOpen},
      {"todo", JiraProgress::kOpen},
      {"new", JiraProgress::kOpen},
      {"neu", JiraProgress::kOpen},
      {"zu erledigen", JiraProgress::kOpen},
      {"offen", JiraProgress::kOpen},
  };
  for (const absl::string_view name : {category, status}) {
    const auto found = kNames->find(Folded(name));
    if (found != kNames->end()) return found->second;
  }
  return JiraProgress::kOpen;
}

}  // namespace lifeline::cli
