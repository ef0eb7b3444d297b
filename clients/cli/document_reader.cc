#include "clients/cli/document_reader.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

// How many letters must change to make one word of the other, at most 3.
size_t Distance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t kept = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, kept});
    }
  }
  return row[b.size()];
}

std::string WayOut(absl::string_view wrong,
                   const std::vector<absl::string_view>& known) {
  for (const absl::string_view name : known) {
    if (Distance(wrong, name) <= 2 && name.size() > 2) {
      return absl::StrCat("did you mean `", name, "`?");
    }
  }
  return absl::StrCat("it is one of ", absl::StrJoin(known, ", "));
}

absl::string_view KindOf(const YAML::Node& node) {
  if (node.IsMap()) return "a mapping";
  if (node.IsSequence()) return "a list";
  if (node.IsScalar()) return "a single value";
  return "nothing";
}

// yaml-cpp tags a scalar in quotes with "!".
bool IsQuoted(const YAML::Node& node) { return node.Tag() == "!"; }

}  // namespace

void Problems::Add(Position position, absl::string_view text) {
  problems_.emplace(std::make_pair(position.line, position.column),
                    absl::StrCat(file_, ":", position.line, ":",
                                 position.column, ": ", text));
}

absl::Status Problems::ToStatus() const {
  if (problems_.empty()) return absl::OkStatus();
  std::vector<std::string> lines;
  for (const auto& [position, line] : problems_) {
    if (lines.size() == kShownProblems) {
      lines.push_back(absl::StrCat("and ", problems_.size() - kShownProblems,
                                   " more, which are not shown"));
      break;
    }
    lines.push_back(line);
  }
  return Error(absl::StatusCode::kInvalidArgument, "DOCUMENT_INVALID",
               absl::StrJoin(lines, "\n"));
}

Position PositionOf(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  if (mark.is_null()) return {1, 1};
  return {mark.line + 1, mark.column + 1};
}

Fields::Fields(const YAML::Node& node, absl::string_view what,
               std::initializer_list<absl::string_view> keys,
               Problems* problems)
    : what_(what), problems_(problems), position_(PositionOf(node)) {
  if (!node.IsMap()) {
    problems->Add(position_,
                  absl::StrCat(what, " is a mapping such as {", *keys.begin(),
                               ": ...}; this is ", KindOf(node)));
    return;
  }
  valid_ = true;
  for (const auto& entry : node) {
    const Position at = PositionOf(entry.first);
    if (!entry.first.IsScalar()) {
      problems->Add(at, absl::StrCat("a key of ", what, " is a word"));
      continue;
    }
    const std::string& key = entry.first.Scalar();
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      problems->Add(at, absl::StrCat("`", key, "` is no key of ", what, "; ",
                                     WayOut(key, keys)));
      continue;
    }
    if (!values_.emplace(key, std::make_pair(at, entry.second)).second) {
      problems->Add(at, absl::StrCat("`", key, "` is there twice in ", what,
                                     "; keep one of them"));
    }
  }
}

bool Fields::Missing(absl::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() || found->second.second.IsNull();
}

bool Fields::Has(absl::string_view key) const { return !Missing(key); }

Position Fields::At(absl::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) return position_;
  const auto& [at, node] = found->second;
  return node.IsNull() ? at : PositionOf(node);
}

YAML::Node Fields::Value(absl::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? YAML::Node(YAML::NodeType::Undefined)
                                : found->second.second;
}

void Fields::Fail(absl::string_view key, absl::string_view text) const {
  problems_->Add(At(key), absl::StrCat("`", key, "` of ", what_, ": ", text));
}

void Fields::FailChoice(absl::string_view key, absl::string_view text,
                        const std::vector<absl::string_view>& known) const {
  Fail(key, absl::StrCat("`", text, "` is not known; ", WayOut(text, known)));
}

std::optional<std::string> Fields::Text(absl::string_view key) const {
  if (Missing(key)) return std::nullopt;
  return ReadText(Value(key), At(key), absl::StrCat("`", key, "` of ", what_),
                  problems_);
}

std::optional<std::string> Fields::RequiredText(absl::string_view key) const {
  if (!valid_) return std::nullopt;
  if (Missing(key)) {
    problems_->Add(position_, absl::StrCat(what_, " needs `", key, "`"));
    return std::nullopt;
  }
  return Text(key);
}

std::optional<std::string> Fields::Id(absl::string_view key,
                                      bool external) const {
  std::optional<std::string> id = Text(key);
  if (!id.has_value()) return id;
  if (external ? IsExternalId(*id) : IsClientId(*id)) return id;
  Fail(key, absl::StrCat("`", *id, "` is no id; an id has 1 to 63 ",
                         external ? "letters, digits, `-`, `_`, `.`"
                                  : "lower-case letters, digits and `-`",
                         ", and begins and ends with a letter or digit"));
  return std::nullopt;
}

std::optional<std::string> Fields::RequiredId(absl::string_view key,
                                              bool external) const {
  if (!RequiredText(key).has_value()) return std::nullopt;
  return Id(key, external);
}

std::optional<int64_t> Fields::Hundredths(absl::string_view key, int64_t lowest,
                                          int64_t highest) const {
  if (Missing(key)) return std::nullopt;
  return ReadHundredths(Value(key), At(key),
                        absl::StrCat("`", key, "` of ", what_), lowest, highest,
                        problems_);
}

std::optional<int32_t> Fields::Whole(absl::string_view key, int32_t lowest,
                                     int32_t highest) const {
  const std::optional<std::string> text = Text(key);
  if (!text.has_value()) return std::nullopt;
  if (IsQuoted(Value(key))) {
    Fail(key,
         absl::StrCat("this is a number; write ", *text, " without quotes"));
    return std::nullopt;
  }
  const absl::StatusOr<int32_t> value = ParseWhole(*text);
  if (!value.ok()) {
    Fail(key, value.status().message());
    return std::nullopt;
  }
  if (*value < lowest || *value > highest) {
    Fail(key,
         absl::StrCat(*value, " is not between ", lowest, " and ", highest));
    return std::nullopt;
  }
  return *value;
}

std::optional<EpochDay> Fields::Day(absl::string_view key) const {
  const std::optional<std::string> text = Text(key);
  if (!text.has_value()) return std::nullopt;
  const absl::StatusOr<EpochDay> day = ParseDay(*text);
  if (day.ok()) return *day;
  Fail(key, absl::StrCat("`", *text, "` is no day; write it as 2027-01-31"));
  return std::nullopt;
}

std::optional<EpochDay> Fields::RequiredDay(absl::string_view key) const {
  if (!RequiredText(key).has_value()) return std::nullopt;
  return Day(key);
}

std::vector<std::string> Fields::Texts(absl::string_view key) const {
  std::vector<std::string> texts;
  Each(key, [&](const YAML::Node& node) {
    const std::optional<std::string> text =
        ReadText(node, PositionOf(node),
                 absl::StrCat("an entry of `", key, "`"), problems_);
    if (text.has_value()) texts.push_back(*text);
  });
  return texts;
}

std::vector<std::string> Fields::Ids(absl::string_view key) const {
  std::vector<std::string> ids;
  Each(key, [&](const YAML::Node& node) {
    const std::optional<std::string> id =
        ReadText(node, PositionOf(node),
                 absl::StrCat("an entry of `", key, "`"), problems_);
    if (!id.has_value()) return;
    if (IsExternalId(*id)) {
      ids.push_back(*id);
      return;
    }
    problems_->Add(PositionOf(node),
                   absl::StrCat("`", *id, "` in `", key, "` is no item's id"));
  });
  return ids;
}

void Fields::Each(absl::string_view key,
                  const std::function<void(const YAML::Node&)>& read) const {
  if (Missing(key)) return;
  const YAML::Node list = Value(key);
  if (!list.IsSequence()) {
    Fail(key,
         absl::StrCat("this is a list, such as [a, b]; it is ", KindOf(list)));
    return;
  }
  for (const YAML::Node& entry : list) read(entry);
}

void Fields::EachEntry(
    absl::string_view key,
    const std::function<void(const std::string&, Position, const YAML::Node&)>&
        read) const {
  if (Missing(key)) return;
  const YAML::Node map = Value(key);
  if (!map.IsMap()) {
    Fail(key, absl::StrCat("this is a mapping, such as {a: 1}; it is ",
                           KindOf(map)));
    return;
  }
  std::set<std::string> seen;
  for (const auto& entry : map) {
    const Position at = PositionOf(entry.first);
    if (!entry.first.IsScalar()) {
      problems_->Add(at, absl::StrCat("a key of `", key, "` is a word"));
      continue;
    }
    const std::string& name = entry.first.Scalar();
    if (!seen.insert(name).second) {
      problems_->Add(at, absl::StrCat("`", name, "` is there twice in `", key,
                                      "`; keep one of them"));
      continue;
    }
    read(name, at, entry.second);
  }
}

std::optional<int64_t> ReadHundredths(const YAML::Node& node, Position position,
                                      absl::string_view what, int64_t lowest,
                                      int64_t highest, Problems* problems) {
  const std::optional<std::string> text =
      ReadText(node, position, what, problems);
  if (!text.has_value()) return std::nullopt;
  if (IsQuoted(node)) {
    problems->Add(position, absl::StrCat(what, " is a number; write ", *text,
                                         " without quotes"));
    return std::nullopt;
  }
  const absl::StatusOr<int64_t> value = ParseHundredths(*text);
  if (!value.ok()) {
    problems->Add(position, absl::StrCat(what, ": ", value.status().message()));
    return std::nullopt;
  }
  if (*value < lowest || *value > highest) {
    problems->Add(position, absl::StrCat(what, ": ", *text, " is not between ",
                                         FormatHundredths(lowest), " and ",
                                         FormatHundredths(highest)));
    return std::nullopt;
  }
  return *value;
}

std::optional<std::string> ReadText(const YAML::Node& node, Position position,
                                    absl::string_view what,
                                    Problems* problems) {
  if (node.IsScalar()) return node.Scalar();
  problems->Add(position, absl::StrCat(what, " is a single value; this is ",
                                       KindOf(node)));
  return std::nullopt;
}

}  // namespace lifeline::cli
