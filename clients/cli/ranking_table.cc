#include "clients/cli/ranking_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/numbers.h"
#include "clients/cli/ranking_json.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::RankedItem;
using scoring::v1::Ranking;

bool IsAbove(const RankedItem& item) {
  return item.standing() == scoring::v1::STANDING_ABOVE ||
         item.standing() == scoring::v1::STANDING_RIDING;
}

// Finished or gone: no work of anybody waits there.
bool IsGone(const RankedItem& item) {
  switch (item.standing()) {
    case scoring::v1::STANDING_DONE:
    case scoring::v1::STANDING_DECLINED:
    case scoring::v1::STANDING_WITHDRAWN:
    case scoring::v1::STANDING_MERGED:
    case scoring::v1::STANDING_LOST:
      return true;
    default:
      return false;
  }
}

std::string StandingText(const RankedItem& item, Language language) {
  if (item.standing() == scoring::v1::STANDING_ABOVE) {
    return IdOf(item.period());
  }
  std::string text = TranslatedName(StandingWord(item.standing()), language);
  if (item.standing() == scoring::v1::STANDING_RIDING) {
    absl::StrAppend(&text, " ", IdOf(item.period()), " (", IdOf(item.carrier()),
                    ")");
  }
  return text;
}

// Why it stands where it stands; what its score alone explains is not said.
std::string NoteText(const RankedItem& item, Language language) {
  std::vector<std::string> notes;
  if (item.at_risk()) notes.push_back(Translated("at risk", language));
  if (item.rule() != scoring::v1::RULE_BY_SCORE &&
      item.rule() != scoring::v1::RULE_UNSPECIFIED &&
      item.rule() != scoring::v1::RULE_AS_RIDER) {
    std::string rule = TranslatedName(RuleWord(item.rule()), language);
    if (!item.pulled_up_by().empty()) {
      absl::StrAppend(&rule, " (", IdOf(item.pulled_up_by()), ")");
    }
    notes.push_back(std::move(rule));
  }
  if (!item.reason().empty()) notes.push_back(item.reason());
  return absl::StrJoin(notes, "; ");
}

std::vector<std::string> Cells(const RankedItem& item, Language language) {
  return {item.rank() > 0 ? absl::StrCat(item.rank()) : "–",
          IdOf(item.item()),
          item.title(),
          item.category(),
          item.scored() ? FormatMicros(item.score_micros()) : "–",
          StandingText(item, language),
          EffortsText(item.efforts()),
          NoteText(item, language)};
}

std::string LineText(const Ranking& ranking, Language language) {
  std::vector<std::string> periods;
  for (const auto& use : ranking.capacity_use()) {
    const std::string id = IdOf(use.period());
    if (periods.empty() || periods.back() != id) {
      if (std::find(periods.begin(), periods.end(), id) == periods.end()) {
        periods.push_back(id);
      }
    }
  }
  std::string names;
  for (size_t i = 0; i < periods.size(); ++i) {
    if (i > 0) {
      names += i + 1 == periods.size()
                   ? absl::StrCat(" ", Translated("and", language), " ")
                   : ", ";
    }
    names += periods[i];
  }
  return absl::StrCat(Translated("line", language), ": ",
                      Translated("the capacity of", language), " ",
                      names.empty() ? "–" : names, " ",
                      Translated("ends here", language), " · ",
                      Translated("below is not rejected", language));
}

std::string ContributionNote(const scoring::v1::Contribution& contribution,
                             Language language) {
  if (contribution.assumed()) return Translated("assumed", language);
  return contribution.derived() ? Translated("derived", language) : "";
}

}  // namespace

std::string RankingSummary(const Ranking& ranking, Language language) {
  std::vector<std::string> counts;
  for (const auto& count : ranking.counts()) {
    if (count.count() == 0) continue;
    counts.push_back(
        absl::StrCat(count.count(), " ",
                     TranslatedName(StandingWord(count.standing()), language)));
  }
  std::string text = absl::StrCat(
      Translated("ranking", language), " ", ranking.number(), " · ",
      FormatDate(ranking.as_of()), " · ", Translated("model", language), " ",
      ModelId(ranking.model()), " v", ranking.model_version());
  if (ranking.provisional()) {
    absl::StrAppend(&text, " (",
                    Translated("provisional, nobody has signed it", language),
                    ")");
  }
  return absl::StrCat(text, " · ", absl::StrJoin(counts, ", "), "\n");
}

std::string EffortsText(
    const google::protobuf::RepeatedPtrField<roadmap::v1::TeamEffort>&
        efforts) {
  std::vector<std::string> parts;
  for (const auto& effort : efforts) {
    parts.push_back(absl::StrCat(IdOf(effort.team()), " ",
                                 FormatHundredths(effort.effort_hundredths())));
  }
  return absl::StrJoin(parts, ", ");
}

Table RankingTable(const Ranking& ranking, const std::vector<RankedItem>& items,
                   bool all, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  // An item's id is what people type next: it is never cut.
  Table table({{t("rank"), /*right=*/true},
               {t("item")},
               {t("title"), false, /*flexible=*/true, 10},
               {t("category"), false, /*flexible=*/true, 4},
               {t("score"), /*right=*/true},
               {t("standing"), false, /*flexible=*/true, 9},
               {t("effort"), false, /*flexible=*/true, 8},
               {t("reason"), false, /*flexible=*/true, 12}});
  for (const RankedItem& item : items) {
    if (!IsAbove(item)) continue;
    table.AddRow(Cells(item, language),
                 item.at_risk() ? Style::kWarning : Style::kPlain);
  }
  table.AddLine(LineText(ranking, language));
  for (const RankedItem& item : items) {
    if (IsAbove(item) || (IsGone(item) && !all)) continue;
    table.AddRow(Cells(item, language), Style::kFaint);
  }
  return table;
}

Table CapacityTable(const Ranking& ranking, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("team")},
               {t("period")},
               {t("used"), /*right=*/true},
               {t("capacity"), /*right=*/true},
               {t("free"), /*right=*/true},
               {t("withheld"), /*right=*/true}});
  for (const auto& use : ranking.capacity_use()) {
    const int64_t free = use.amount_hundredths() - use.used_hundredths();
    table.AddRow(
        {IdOf(use.team()), IdOf(use.period()),
         FormatHundredths(use.used_hundredths()),
         FormatHundredths(use.amount_hundredths()), FormatHundredths(free),
         FormatHundredths(use.withheld_hundredths())},
        free < 0 ? Style::kBad : Style::kPlain);
  }
  return table;
}

// Each reason in full, where a table that must fit the terminal cuts it short.
std::string ReasonsBelow(const std::vector<RankedItem>& items, bool all,
                         Language language, const Terminal& terminal) {
  std::string text;
  if (terminal.width == 0) return text;
  for (const RankedItem& item : items) {
    if (IsAbove(item) || (IsGone(item) && !all) || item.reason().empty()) {
      continue;
    }
    if (text.empty()) {
      text = absl::StrCat(Translated("why not above", language), "\n");
    }
    absl::StrAppend(
        &text, "  ",
        Wrapped(absl::StrCat(IdOf(item.item()), ": ", NoteText(item, language)),
                terminal.width - 2, 6),
        "\n");
  }
  if (!text.empty()) text += "\n";
  return text;
}

std::string RankingText(const Ranking& ranking,
                        const std::vector<RankedItem>& items, bool all,
                        Language language, const Terminal& terminal) {
  std::string text = RankingSummary(ranking, language);
  if (ranking.tie_at_line()) {
    absl::StrAppend(&text,
                    Translated("items of equal score stand on both sides of "
                               "the line",
                               language),
                    "\n");
  }
  if (!ranking.dangling().empty()) {
    std::vector<std::string> names;
    for (const std::string& name : ranking.dangling()) {
      names.push_back(IdOf(name));
    }
    absl::StrAppend(&text, Translated("unknown references", language), ": ",
                    absl::StrJoin(names, ", "), "\n");
  }
  absl::StrAppend(&text, "\n",
                  RankingTable(ranking, items, all, language).Render(terminal),
                  "\n", ReasonsBelow(items, all, language, terminal),
                  CapacityTable(ranking, language).Render(terminal));
  return text;
}

std::string RankedItemText(const RankedItem& item, Language language,
                           const Terminal& terminal) {
  std::string text = absl::StrCat(IdOf(item.item()), "  ", item.title(), "\n");
  absl::StrAppend(
      &text, "  ", Translated("rank", language), " ",
      item.rank() > 0 ? absl::StrCat(item.rank()) : "–", " · ",
      Translated("standing", language), " ",
      TranslatedName(StandingWord(item.standing()), language),
      item.period().empty() ? "" : absl::StrCat(" ", IdOf(item.period())),
      item.carrier().empty() ? ""
                             : absl::StrCat(" (", IdOf(item.carrier()), ")"),
      " · ", Translated("score", language), " ",
      item.scored() ? FormatMicros(item.score_micros()) : "–");
  const std::string note = NoteText(item, language);
  if (!note.empty()) absl::StrAppend(&text, "\n  ", note);
  if (!item.missing().empty()) {
    absl::StrAppend(&text, "\n  ", Translated("missing", language), ": ",
                    absl::StrJoin(item.missing(), ", "));
  }
  text += "\n";
  if (item.contributions().empty()) return text;
  const auto t = [&](absl::string_view english) {
    return Translated(english, language);
  };
  Table table({{t("criterion"), false, /*flexible=*/true, 12},
               {t("rating"), /*right=*/true},
               {t("confidence"), /*right=*/true},
               {t("weight"), /*right=*/true},
               {t("points"), /*right=*/true},
               {t("note")}});
  for (const auto& contribution : item.contributions()) {
    table.AddRow({contribution.criterion(),
                  FormatHundredths(contribution.rating_hundredths()),
                  absl::StrCat(contribution.confidence(), " %"),
                  absl::StrCat(contribution.weight()),
                  absl::StrCat(contribution.points()),
                  ContributionNote(contribution, language)});
  }
  absl::StrAppend(&text, table.Render(terminal));
  return text;
}

}  // namespace lifeline::cli
