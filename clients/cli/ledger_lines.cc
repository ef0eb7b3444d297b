#include "clients/cli/ledger_lines.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace lifeline::cli {
namespace {

using Json = nlohmann::ordered_json;

std::optional<std::string> Text(const Json& line, const char* field) {
  const auto found = line.find(field);
  if (found == line.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

// 32 bytes from 64 digits.
std::optional<std::string> Hash(const Json& line, const char* field) {
  const std::optional<std::string> text = Text(line, field);
  if (!text || text->size() != 64) return std::nullopt;
  for (const char digit : *text) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(digit)))
      return std::nullopt;
  }
  return absl::HexStringToBytes(*text);
}

absl::Status Wrong(const char* field, const char* what) {
  return absl::InvalidArgumentError(
      absl::StrCat("`", field, "` is missing or is not ", what,
                   "; a line is what `lifeline ledger export` writes, see "
                   "deploy/ledger-format.md"));
}

}  // namespace

std::string LedgerLine(absl::string_view portfolio,
                       const scoring::v1::LedgerEntry& entry) {
  Json line;
  line["portfolio"] = std::string(portfolio);
  line["position"] = entry.position();
  line["kind"] = entry.kind();
  line["key"] = entry.key();
  line["content"] = absl::Base64Escape(entry.content());
  line["previous_hash"] = absl::BytesToHexString(entry.previous_hash());
  line["hash"] = absl::BytesToHexString(entry.hash());
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

absl::StatusOr<ExportedEntry> ParseLedgerLine(absl::string_view text) {
  const Json line = Json::parse(text.begin(), text.end(), nullptr,
                                /*allow_exceptions=*/false);
  if (!line.is_object())
    return absl::InvalidArgumentError("this is not a JSON object");
  ExportedEntry parsed;
  const auto portfolio = Text(line, "portfolio");
  if (!portfolio) return Wrong("portfolio", "a text");
  const auto position = line.find("position");
  if (position == line.end() || !position->is_number_integer())
    return Wrong("position", "a whole number");
  const auto kind = Text(line, "kind");
  if (!kind) return Wrong("kind", "a text");
  const auto key = Text(line, "key");
  if (!key) return Wrong("key", "a text");
  const auto content = Text(line, "content");
  if (!content || !absl::Base64Unescape(*content, &parsed.entry.content))
    return Wrong("content", "base64");
  const auto previous = Hash(line, "previous_hash");
  if (!previous) return Wrong("previous_hash", "64 hexadecimal digits");
  const auto hash = Hash(line, "hash");
  if (!hash) return Wrong("hash", "64 hexadecimal digits");
  parsed.portfolio = *portfolio;
  parsed.entry.position = position->get<int64_t>();
  parsed.entry.kind = *kind;
  parsed.entry.key = *key;
  parsed.entry.previous_hash = *previous;
  parsed.entry.hash = *hash;
  return parsed;
}

audit::ChainEntry ToChainEntry(const scoring::v1::LedgerEntry& entry) {
  return {entry.position(), entry.kind(),          entry.key(),
          entry.content(),  entry.previous_hash(), entry.hash()};
}

ExportedChains::ExportedChains(absl::string_view end)
    : end_(absl::AsciiStrToLower(end)) {}

void ExportedChains::Add(const std::string& portfolio,
                         const audit::ChainEntry& entry) {
  Chain& chain = chains_[portfolio];
  ++chain.entries;
  if (chain.verifier.Add(entry) &&
      absl::BytesToHexString(chain.verifier.hash()) == end_) {
    chain.end_position = entry.position;
  }
}

bool ExportedChains::holds() const {
  int64_t entries = 0;
  for (const auto& [portfolio, chain] : chains_) {
    entries += chain.entries;
    if (!chain.verifier.broken().empty()) return false;
  }
  return entries > 0 && (end_.empty() || FoundEnd());
}

bool ExportedChains::FoundEnd() const {
  for (const auto& [portfolio, chain] : chains_) {
    if (chain.end_position > 0) return true;
  }
  return false;
}

}  // namespace lifeline::cli
