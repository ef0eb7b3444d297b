#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/audit/checks.h"

namespace lifeline::audit {
namespace {

constexpr CheckId kLedgerCheck = CheckId::kLedgerHolds;

// What the API shows of an entry.
struct ShownEntry {
  int64_t ranking = 0;
  int32_t item = -1;
  const std::string* hash = nullptr;
  // Of rankings only.
  const std::string* previous_hash = nullptr;
  const std::string* content_digest = nullptr;
};

std::vector<ShownEntry> ShownEntries(const Facts& facts) {
  std::vector<ShownEntry> shown;
  shown.reserve(facts.rankings.size() + facts.crossings.size());
  for (const RankingFact& ranking : facts.rankings) {
    shown.push_back({ranking.number, -1, &ranking.hash, &ranking.previous_hash,
                     &ranking.content_digest});
  }
  for (const CrossingFact& crossing : facts.crossings) {
    shown.push_back({crossing.ranking, crossing.item, &crossing.hash, nullptr,
                     &crossing.content_digest});
  }
  std::sort(shown.begin(), shown.end(),
            [](const auto& a, const auto& b) { return KeyOf(a) < KeyOf(b); });
  return shown;
}

// Entries of rankings and crossings, of the rankings that were looked at.
std::vector<const EntryFact*> Written(const Facts& facts, int64_t last) {
  std::vector<const EntryFact*> written;
  for (const EntryFact& entry : facts.entries) {
    if (entry.step == 0 && entry.ranking <= last) written.push_back(&entry);
  }
  std::stable_sort(
      written.begin(), written.end(),
      [](const auto* a, const auto* b) { return KeyOf(*a) < KeyOf(*b); });
  return written;
}

bool Agree(const ShownEntry& shown, const EntryFact& entry) {
  return *shown.hash == entry.hash &&
         *shown.content_digest == entry.content_digest &&
         (shown.previous_hash == nullptr ||
          *shown.previous_hash == entry.previous_hash);
}

}  // namespace

void CheckLedger(const Facts& facts, const History& history, int64_t first,
                 Findings* findings) {
  const auto name = [&](const CrossingKey& key) {
    const std::string ranking = RankingWord(facts, key.first);
    return key.second < 0 ? ranking
                          : absl::StrCat(ranking, "/crossings/",
                                         history.items[key.second]);
  };
  if (!facts.broken_chain.empty()) {
    findings->Found(kLedgerCheck,
                    absl::StrCat("the ledger of ", facts.portfolio,
                                 " does not hold: ", facts.broken_chain));
  }
  for (const std::string& strange : facts.strange_entries)
    findings->Found(kLedgerCheck,
                    absl::StrCat(strange, ", which names nothing"));
  findings->Looked(kLedgerCheck, static_cast<int64_t>(facts.entries.size()));
  const std::vector<ShownEntry> shown = ShownEntries(facts);
  const std::vector<const EntryFact*> written = Written(facts, history.ranking);
  size_t next = 0;
  for (const EntryFact* entry : written) {
    const CrossingKey key = KeyOf(*entry);
    for (; next < shown.size() && KeyOf(shown[next]) < key; ++next) {
      findings->Found(kLedgerCheck, absl::StrCat(name(KeyOf(shown[next])),
                                                 " is not in the ledger"));
    }
    if (next < shown.size() && KeyOf(shown[next]) == key) {
      if (!Agree(shown[next], *entry)) {
        findings->Found(
            kLedgerCheck,
            absl::StrCat(name(key), " is shown otherwise than entry ",
                         entry->position, " of the ledger has it"));
      }
      ++next;
    } else {
      findings->Found(kLedgerCheck,
                      absl::StrCat("entry ", entry->position,
                                   " of the ledger is ", name(key),
                                   entry->ranking < first
                                       ? ", which it had already"
                                       : ", which the API does not show"));
    }
  }
  for (; next < shown.size(); ++next) {
    findings->Found(kLedgerCheck, absl::StrCat(name(KeyOf(shown[next])),
                                               " is not in the ledger"));
  }
}

}  // namespace lifeline::audit
