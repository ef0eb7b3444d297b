#ifndef LIFELINE_CLIENTS_CLI_DOCUMENT_READER_H_
#define LIFELINE_CLIENTS_CLI_DOCUMENT_READER_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/document.h"

// How the document's YAML is walked: every question about a key has a type, and
// what does not fit is collected with its position.
namespace lifeline::cli {

// Whoever has made the same mistake in ten thousand items reads it so often.
inline constexpr size_t kShownProblems = 50;

// All that is wrong with a document, in the order of the file. Not thread safe.
class Problems {
 public:
  explicit Problems(absl::string_view file) : file_(file) {}

  void Add(Position position, absl::string_view text);
  bool empty() const { return problems_.empty(); }

  // OK if there is none; else INVALID_ARGUMENT with one line for each of the
  // first kShownProblems, and how many more there are.
  absl::Status ToStatus() const;

 private:
  std::string file_;
  std::multimap<std::pair<int, int>, std::string> problems_;
};

Position PositionOf(const YAML::Node& node);

// A mapping of the document whose keys are known. Keys that are unknown or
// there twice are problems at once. `what` names it in texts ("a team"). Not
// thread safe; lives no longer than `problems`.
class Fields {
 public:
  Fields(const YAML::Node& node, absl::string_view what,
         std::initializer_list<absl::string_view> keys, Problems* problems);

  // Whether the node was a mapping at all.
  bool valid() const { return valid_; }
  bool Has(absl::string_view key) const;
  Position At(absl::string_view key) const;
  Position position() const { return position_; }
  // The value; an undefined node if the key is not there.
  YAML::Node Value(absl::string_view key) const;
  void Fail(absl::string_view key, absl::string_view text) const;

  // Each is nullopt if the key is missing, or if its value does not fit, which
  // is a problem then. A value that is null counts as missing.
  std::optional<std::string> Text(absl::string_view key) const;
  std::optional<std::string> RequiredText(absl::string_view key) const;
  // An id; `external` ones may also have upper-case letters, `.` and `_`.
  std::optional<std::string> Id(absl::string_view key, bool external) const;
  std::optional<std::string> RequiredId(absl::string_view key,
                                        bool external) const;
  std::optional<int64_t> Hundredths(absl::string_view key, int64_t lowest,
                                    int64_t highest) const;
  std::optional<int32_t> Whole(absl::string_view key, int32_t lowest,
                               int32_t highest) const;
  std::optional<EpochDay> Day(absl::string_view key) const;
  std::optional<EpochDay> RequiredDay(absl::string_view key) const;
  std::vector<std::string> Texts(absl::string_view key) const;
  std::vector<std::string> Ids(absl::string_view key) const;

  // One of the names.
  template <typename E>
  std::optional<E> Choice(
      absl::string_view key,
      const std::vector<std::pair<absl::string_view, E>>& names) const {
    const std::optional<std::string> text = Text(key);
    if (!text.has_value()) return std::nullopt;
    std::vector<absl::string_view> known;
    for (const auto& [name, value] : names) {
      if (*text == name) return value;
      known.push_back(name);
    }
    FailChoice(key, *text, known);
    return std::nullopt;
  }

  // Calls `read` for each entry of a list.
  void Each(absl::string_view key,
            const std::function<void(const YAML::Node&)>& read) const;
  // Calls `read` with key and value for each entry of a mapping with free keys;
  // a key that is there twice is a problem.
  void EachEntry(absl::string_view key,
                 const std::function<void(const std::string&, Position,
                                          const YAML::Node&)>& read) const;

 private:
  void FailChoice(absl::string_view key, absl::string_view text,
                  const std::vector<absl::string_view>& known) const;
  bool Missing(absl::string_view key) const;

  std::string what_;
  Problems* problems_;
  bool valid_ = false;
  Position position_;
  std::map<std::string, std::pair<Position, YAML::Node>, std::less<>> values_;
};

// A scalar as a number in hundredths, within the bounds; else a problem that
// names `what`.
std::optional<int64_t> ReadHundredths(const YAML::Node& node, Position position,
                                      absl::string_view what, int64_t lowest,
                                      int64_t highest, Problems* problems);

// The text of a scalar that is not null; else a problem.
std::optional<std::string> ReadText(const YAML::Node& node, Position position,
                                    absl::string_view what, Problems* problems);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_DOCUMENT_READER_H_
