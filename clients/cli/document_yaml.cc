// How a document is laid out as YAML.
#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/document_writer.h"

namespace lifeline::cli {
namespace {

using Json = nlohmann::ordered_json;

// Words that YAML readers take for something else than text.
bool IsReserved(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  return lower == "null" || lower == "true" || lower == "false" ||
         lower == "yes" || lower == "no" || lower == "on" || lower == "off" ||
         lower == "y" || lower == "n";
}

// Whether the text means itself without quotes, also inside [] and {}, and is
// not taken for a number.
bool IsPlain(absl::string_view text) {
  if (text.empty() || IsReserved(text)) return false;
  if (!absl::ascii_isalpha(text.front()) &&
      !absl::ascii_isdigit(text.front())) {
    return false;
  }
  if (text.back() == ' ' || text.back() == ':') return false;
  if (absl::StrContains(text, ": ") || absl::StrContains(text, " #")) {
    return false;
  }
  bool letters = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F ||
        absl::StrContains("[]{},\"'`&*!|>%", c)) {
      return false;
    }
    letters = letters || absl::ascii_isalpha(c) || byte >= 0x80;
  }
  // A date is plain too; anything else without a letter might be a number.
  const bool date = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const bool exponent = absl::ascii_isdigit(text.front()) &&
                        std::all_of(text.begin(), text.end(), [](char c) {
                          return absl::ascii_isxdigit(c) || c == 'x' ||
                                 c == 'o' || c == '_' || c == '.';
                        });
  return (letters || date) && !exponent;
}

std::string Scalar(const Json& value) {
  if (value.is_string() && IsPlain(value.get_ref<const std::string&>())) {
    return value.get<std::string>();
  }
  return value.dump();
}

std::string Key(const std::string& key) {
  const bool number =
      !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return absl::ascii_isdigit(c) || c == '.' || c == '-';
      });
  return number || IsPlain(key) ? key : Json(key).dump();
}

std::string Flow(const Json& value) {
  if (!value.is_structured()) return Scalar(value);
  std::string text = value.is_object() ? "{" : "[";
  bool first = true;
  for (const auto& [key, entry] : value.items()) {
    if (!first) text += ", ";
    first = false;
    if (value.is_object()) absl::StrAppend(&text, Key(key), ": ");
    text += Flow(entry);
  }
  return text + (value.is_object() ? "}" : "]");
}

// A block mapping whose first line continues what stands before it.
void Block(const Json& map, const std::string& indent, std::string* text) {
  bool first = true;
  for (const auto& [key, value] : map.items()) {
    if (!first) *text += indent;
    first = false;
    if (key == "criteria") {
      absl::StrAppend(text, key, ":\n");
      for (const Json& criterion : value) {
        absl::StrAppend(text, indent, "  - ", Flow(criterion), "\n");
      }
    } else {
      absl::StrAppend(text, Key(key), ": ", Flow(value), "\n");
    }
  }
}

}  // namespace

std::string DocumentYaml(const Json& document) {
  std::string text;
  for (const auto& [key, value] : document.items()) {
    if (key == "model") {
      text += "model:\n  ";
      Block(value, "  ", &text);
    } else if (value.is_array()) {
      absl::StrAppend(&text, key, ":\n");
      for (const Json& entry : value) {
        text += "  - ";
        if (key == "items") {
          Block(entry, "    ", &text);
        } else {
          absl::StrAppend(&text, Flow(entry), "\n");
        }
      }
    } else {
      absl::StrAppend(&text, key, ": ", Flow(value), "\n");
    }
  }
  return text;
}

}  // namespace lifeline::cli
