#include "services/scoring/ledger_reads.h"

#include "absl/strings/str_cat.h"

namespace lifeline::scoring {
namespace {

v1::StoredStanding StandingOf(absl::string_view portfolio, const Row& row) {
  const auto item_name = [portfolio](absl::string_view id) {
    return id.empty() ? std::string() : ItemName(portfolio, id);
  };
  v1::StoredStanding stored;
  stored.set_ranking(row.Int(0));
  stored.set_item(item_name(row.Bytes(1)));
  stored.set_standing(static_cast<v1::Standing>(row.Int(2)));
  if (!row.Bytes(3).empty()) {
    stored.set_period(
        absl::StrCat(PortfolioName(portfolio), "/periods/", row.Bytes(3)));
  }
  stored.set_carrier(item_name(row.Bytes(4)));
  stored.set_rule(static_cast<v1::Rule>(row.Int(5)));
  stored.set_by_item(item_name(row.Bytes(6)));
  stored.set_at_risk(row.Int(7) != 0);
  stored.set_scored(row.Int(8) != 0);
  stored.set_score_micros(row.Int(9));
  stored.set_listed(row.Int(10) != 0);
  return stored;
}

}  // namespace

absl::StatusOr<std::vector<v1::LedgerEntry>> ReadLedgerEntries(
    const Reader& reader, absl::string_view portfolio, int64_t after,
    int64_t limit) {
  std::vector<v1::LedgerEntry> entries;
  absl::Status status = reader.Query(
      "SELECT position, kind, entry_key, content, previous_hash, hash "
      "FROM ledger WHERE portfolio = ? AND position > ? "
      "ORDER BY position LIMIT ?",
      {portfolio, after, limit}, [&](const Row& row) {
        v1::LedgerEntry& entry = entries.emplace_back();
        entry.set_name(
            absl::StrCat(PortfolioName(portfolio), "/ledger/", row.Int(0)));
        entry.set_position(row.Int(0));
        entry.set_kind(row.Text(1));
        entry.set_key(row.Text(2));
        entry.set_content(row.Text(3));
        entry.set_previous_hash(row.Text(4));
        entry.set_hash(row.Text(5));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return entries;
}

absl::StatusOr<std::vector<v1::StoredStanding>> ReadStandings(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& after,
    int64_t limit) {
  std::vector<v1::StoredStanding> standings;
  absl::Status status = reader.Query(
      "SELECT from_ranking, item, standing, period, carrier, rule, by_item, "
      "at_risk, scored, score_micros, listed FROM result WHERE portfolio = ? "
      "AND (from_ranking, item) > (?, ?) ORDER BY from_ranking, item LIMIT ?",
      {portfolio, after.ranking, after.item, limit}, [&](const Row& row) {
        standings.push_back(StandingOf(portfolio, row));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return standings;
}

}  // namespace lifeline::scoring
