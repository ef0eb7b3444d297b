#include "services/common/filter.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

bool EndsWord(char c) {
  return absl::ascii_isspace(c) || c == '(' || c == ')' || c == '"' ||
         c == '\'' || c == '=' || c == '!' || c == '<' || c == '>';
}

}  // namespace

// Recursive descent over the grammar of the header, one function per rule.
class FilterParser {
 public:
  FilterParser(absl::string_view text, absl::Span<const FilterField> fields)
      : text_(text), fields_(fields) {}

  absl::StatusOr<Filter> Parse() {
    if (text_.size() > Filter::kMaxLength) {
      return Refuse(absl::StrCat("has ", text_.size(),
                                 " bytes; shorten it to at most ",
                                 Filter::kMaxLength));
    }
    SkipSpace();
    if (AtEnd()) return Filter();
    absl::StatusOr<size_t> root = ParseAnd(0);
    if (!root.ok()) return root.status();
    if (!AtEnd()) {
      return RefuseHere(text_[at_] == ')' ? "closes a parenthesis that is not "
                                            "open; remove it"
                                          : "AND or OR is missing");
    }
    return std::move(filter_);
  }

 private:
  using Kind = Filter::Kind;
  using Node = Filter::Node;

  absl::StatusOr<size_t> ParseAnd(int depth) {
    return ParseList(Kind::kAnd, "AND", depth);
  }

  // expression = sequence of factors; factor = sequence of terms.
  absl::StatusOr<size_t> ParseList(Kind kind, absl::string_view word,
                                   int depth) {
    std::vector<size_t> children;
    do {
      absl::StatusOr<size_t> child = kind == Kind::kAnd
                                         ? ParseList(Kind::kOr, "OR", depth)
                                         : ParseTerm(depth);
      if (!child.ok()) return child.status();
      children.push_back(*child);
    } while (TakeKeyword(word));
    if (children.size() == 1) return children[0];
    return Add(Node{kind, "", "", std::move(children)});
  }

  absl::StatusOr<size_t> ParseTerm(int depth) {
    if (depth > Filter::kMaxDepth) {
      return RefuseHere(absl::StrCat("is nested deeper than ",
                                     Filter::kMaxDepth, "; make it flatter"));
    }
    if (TakeKeyword("NOT") || Take('-')) {
      absl::StatusOr<size_t> child = ParseTerm(depth + 1);
      if (!child.ok()) return child.status();
      return Add(Node{Kind::kNot, "", "", {*child}});
    }
    if (!Take('(')) return ParseComparison();
    absl::StatusOr<size_t> inner = ParseAnd(depth + 1);
    if (!inner.ok()) return inner.status();
    if (!Take(')')) return RefuseHere("a closing parenthesis is missing");
    return inner;
  }

  absl::StatusOr<size_t> ParseComparison() {
    const size_t begin = at_;
    std::string name;
    while (!AtEnd() && !EndsWord(text_[at_]) && text_[at_] != ':') {
      name += text_[at_++];
    }
    const auto field =
        std::find_if(fields_.begin(), fields_.end(),
                     [&](const FilterField& f) { return f.name == name; });
    if (field == fields_.end()) {
      at_ = begin;
      return RefuseHere(name.empty() ? "a field is missing"
                                     : absl::StrCat("\"", name,
                                                    "\" is no field to filter "
                                                    "by"));
    }
    SkipSpace();
    Node node;
    node.field = name;
    const bool has = Take(':');
    if (!has && TakeText("!=")) {
      node.kind = Kind::kDiffers;
    } else if (!has && !Take('=')) {
      return RefuseHere("write =, != or : after the field");
    }
    const size_t value_begin = at_;
    const bool quoted = !AtEnd() && (text_[at_] == '"' || text_[at_] == '\'');
    absl::StatusOr<std::string> value = ParseValue();
    if (!value.ok()) return value.status();
    node.value = *std::move(value);
    if (has && !quoted && node.value == "*") node.kind = Kind::kPresent;
    if (node.kind != Kind::kPresent && !field->values.empty() &&
        std::find(field->values.begin(), field->values.end(), node.value) ==
            field->values.end()) {
      at_ = value_begin;
      return RefuseHere(absl::StrCat("\"", node.value, "\" is no value of ",
                                     name, "; choose one of ",
                                     absl::StrJoin(field->values, ", ")));
    }
    return Add(std::move(node));
  }

  absl::StatusOr<std::string> ParseValue() {
    std::string value;
    const size_t begin = at_;
    if (!AtEnd() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const char quote = text_[at_++];
      while (!AtEnd() && text_[at_] != quote) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        value += text_[at_++];
      }
      if (AtEnd()) {
        at_ = begin;
        return RefuseHere("a closing quotation mark is missing");
      }
      ++at_;
    } else {
      while (!AtEnd() && !EndsWord(text_[at_])) value += text_[at_++];
      if (value.empty()) {
        return RefuseHere("a value is missing; an empty one is written \"\"");
      }
    }
    SkipSpace();
    return value;
  }

  size_t Add(Node node) {
    filter_.nodes_.push_back(std::move(node));
    return filter_.nodes_.size() - 1;
  }

  bool AtEnd() const { return at_ == text_.size(); }

  void SkipSpace() {
    while (!AtEnd() && absl::ascii_isspace(text_[at_])) ++at_;
  }

  bool Take(char c) { return TakeText(absl::string_view(&c, 1)); }

  bool TakeText(absl::string_view what) {
    if (text_.substr(at_, what.size()) != what) return false;
    at_ += what.size();
    SkipSpace();
    return true;
  }

  // A keyword ends where a word does, so that ANDROID is none.
  bool TakeKeyword(absl::string_view word) {
    const size_t end = at_ + word.size();
    if (text_.substr(at_, word.size()) != word) return false;
    if (end < text_.size() && !EndsWord(text_[end])) return false;
    return TakeText(word);
  }

  absl::Status RefuseHere(absl::string_view what) const {
    return Refuse(absl::StrCat("position ", at_ + 1, ": ", what));
  }

  absl::Status Refuse(absl::string_view what) const {
    Violations violations;
    violations.Add(
        "filter",
        absl::StrCat(
            what, " (fields: ",
            absl::StrJoin(fields_, ", ",
                          [](std::string* out, const FilterField& field) {
                            absl::StrAppend(out, field.name);
                          }),
            "; for example ", fields_.empty() ? "field" : fields_[0].name,
            " = \"value\")"));
    return violations.ToStatus("FILTER_INVALID");
  }

  const absl::string_view text_;
  const absl::Span<const FilterField> fields_;
  size_t at_ = 0;
  Filter filter_;
};

absl::StatusOr<Filter> Filter::Parse(absl::string_view text,
                                     absl::Span<const FilterField> fields) {
  return FilterParser(text, fields).Parse();
}

bool Filter::Matches(FieldValues values) const {
  return nodes_.empty() || Holds(nodes_.back(), values);
}

bool Filter::Holds(const Node& node, FieldValues values) const {
  const auto holds = [&](size_t child) { return Holds(nodes_[child], values); };
  const auto equals = [&] {
    const std::vector<std::string> all = values(node.field);
    return node.value.empty()
               ? std::all_of(all.begin(), all.end(),
                             [](const std::string& v) { return v.empty(); })
               : std::find(all.begin(), all.end(), node.value) != all.end();
  };
  switch (node.kind) {
    case Kind::kEquals:
      return equals();
    case Kind::kDiffers:
      return !equals();
    case Kind::kPresent: {
      const std::vector<std::string> all = values(node.field);
      return std::any_of(all.begin(), all.end(),
                         [](const std::string& v) { return !v.empty(); });
    }
    case Kind::kAnd:
      return std::all_of(node.children.begin(), node.children.end(), holds);
    case Kind::kOr:
      return std::any_of(node.children.begin(), node.children.end(), holds);
    case Kind::kNot:
      return !holds(node.children[0]);
  }
  return false;
}

Filter Filter::WithValues(
    absl::FunctionRef<std::string(absl::string_view, absl::string_view)>
        replace) const {
  Filter result = *this;
  for (Node& node : result.nodes_) {
    if (node.kind == Kind::kEquals || node.kind == Kind::kDiffers) {
      node.value = replace(node.field, node.value);
    }
  }
  return result;
}

}  // namespace lifeline
