#ifndef LIFELINE_SERVICES_COMMON_FILTER_H_
#define LIFELINE_SERVICES_COMMON_FILTER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/common/limits.h"

namespace lifeline {

// A field that a list may be filtered by.
struct FilterField {
  // As it is written ("external_references.system").
  std::string name;
  // The only values it can have, for an enum; empty allows any.
  std::vector<std::string> values;
};

// The filter of a list call: the part of AIP-160 that our lists need.
//
//   field = value    field != value    field:value    field:*
//   a AND b    a OR b    NOT a    -a    ( a )
//
// OR binds tighter than AND, as the AIP has it. `=` and `:` hold if any value
// of the field is equal, byte by byte; `!=` if none is. `field:*` holds if the
// field has a value, `field = ""` if it has none. Values with spaces or
// parentheses stand in double or single quotes, in which a backslash takes the
// next character as it is. Immutable, so thread safe.
class Filter {
 public:
  // All values that a field has in the resource at hand; none if it is unset.
  using FieldValues =
      absl::FunctionRef<std::vector<std::string>(absl::string_view field)>;

  static constexpr size_t kMaxLength = ServerLimits().filter_bytes;
  static constexpr int kMaxDepth = ServerLimits().filter_depth;

  // Empty text lets everything through. INVALID_ARGUMENT with a violation of
  // field `filter` that names the position (counted from 1) and what is
  // possible there: wrong grammar, a field or value that is not known, longer
  // than kMaxLength bytes, nested deeper than kMaxDepth.
  static absl::StatusOr<Filter> Parse(absl::string_view text,
                                      absl::Span<const FilterField> fields);

  Filter() = default;

  bool empty() const { return nodes_.empty(); }

  bool Matches(FieldValues values) const;

  // The same filter with each compared value replaced: how an address becomes
  // the id that is stored.
  Filter WithValues(absl::FunctionRef<std::string(absl::string_view field,
                                                  absl::string_view value)>
                        replace) const;

 private:
  friend class FilterParser;

  enum class Kind { kEquals, kDiffers, kPresent, kAnd, kOr, kNot };
  struct Node {
    Kind kind = Kind::kEquals;
    // Of a comparison.
    std::string field;
    std::string value;
    // Of AND and OR: positions in nodes_; NOT has one.
    std::vector<size_t> children;
  };

  bool Holds(const Node& node, FieldValues values) const;

  // The root is the last one.
  std::vector<Node> nodes_;
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_FILTER_H_
