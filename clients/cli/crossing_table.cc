#include "clients/cli/crossing_table.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/substitute.h"
#include "clients/cli/document_writer.h"
#include "clients/cli/numbers.h"
#include "clients/cli/ranking_json.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::CompareRankingsResponse;
using scoring::v1::LineCrossing;
using scoring::v1::PreviewChangesResponse;
using scoring::v1::RankMove;
using scoring::v1::Standing;

struct CrossingTexts {
  const char* nobody_crossed;
  const char* nothing_moves;
  const char* moves;
  const char* moves_and_drops;
  const char* money;
  const char* no_money;
};

constexpr CrossingTexts kEnglishCrossing = {
    "Nobody crossed the line.",
    "Nothing was changed. Against ranking $0, nobody would cross the line.",
    "Nothing was changed. Against ranking $0, $1 would move, none of them "
    "would drop:",
    "Nothing was changed. Against ranking $0, $1 would move, $2 of them would "
    "drop:",
    "Money a month that would move over the line: $0 rising, $1 leaving, net "
    "$2.",
    "No money a month would move over the line.",
};
constexpr CrossingTexts kGermanCrossing = {
    "Niemand hat die Linie überschritten.",
    "Nichts wurde geändert. Gegen Rangliste $0 würde niemand die Linie "
    "überschreiten.",
    "Nichts wurde geändert. Gegen Rangliste $0 würden sich $1 bewegen, keine "
    "davon unter die Linie:",
    "Nichts wurde geändert. Gegen Rangliste $0 würden sich $1 bewegen, $2 "
    "davon unter die Linie:",
    "Geld im Monat, das über die Linie ginge: $0 steigt auf, $1 fällt heraus, "
    "Saldo $2.",
    "Kein Geld im Monat ginge über die Linie.",
};

const CrossingTexts& CrossingTextsOf(Language language) {
  return language == Language::kGerman ? kGermanCrossing : kEnglishCrossing;
}

bool IsDown(const LineCrossing& crossing) {
  return crossing.kind() == LineCrossing::KIND_DROPPED ||
         crossing.kind() == LineCrossing::KIND_CLOSED;
}

Style StyleOf(const LineCrossing& crossing) {
  if (IsDown(crossing)) return Style::kBad;
  return crossing.kind() == LineCrossing::KIND_ROSE ||
                 crossing.kind() == LineCrossing::KIND_ENTERED_ABOVE
             ? Style::kGood
             : Style::kWarning;
}

std::string PlaceText(Standing standing, const std::string& period,
                      Language language) {
  return absl::StrCat(TranslatedName(StandingWord(standing), language),
                      period.empty() ? "" : " ", IdOf(period));
}

// Why it moved; where nobody has to be told, why it is where it is now.
const std::string& WhyText(const LineCrossing& crossing) {
  return crossing.sentence().empty() ? crossing.reason() : crossing.sentence();
}

std::string SharesText(const LineCrossing& crossing, Language language) {
  std::vector<std::string> causes;
  for (const auto& cause : crossing.causes()) {
    // What changed and had no part in it is only in the JSON.
    if (cause.share_numerator() == 0) continue;
    causes.push_back(absl::StrCat(
        TranslatedName(GroupWord(cause.group()), language), " ",
        ShareText(cause),
        cause.references().empty()
            ? ""
            : absl::StrCat(" (", absl::StrJoin(cause.references(), ", "),
                           ")")));
  }
  if (causes.empty()) return "";
  return absl::StrCat(crossing.approximate() ? "≈ " : "",
                      absl::StrJoin(causes, ", "));
}

void AppendShares(const LineCrossing& crossing, Language language,
                  std::string* text) {
  for (const auto& cause : crossing.causes()) {
    if (cause.share_numerator() == 0) continue;
    absl::StrAppend(text, "    ", crossing.approximate() ? "≈ " : "",
                    ShareText(cause), "  ",
                    TranslatedName(GroupWord(cause.group()), language));
    if (!cause.references().empty()) {
      absl::StrAppend(text, ": ", absl::StrJoin(cause.references(), ", "));
    }
    *text += "\n";
  }
}

std::string RankText(int32_t rank) {
  return rank == 0 ? std::string("–") : absl::StrCat(rank);
}

std::string ChangeText(int64_t micros) {
  return absl::StrCat(micros > 0 ? "+" : "", FormatMicros(micros));
}

template <typename T>
std::vector<T> ToVector(const google::protobuf::RepeatedPtrField<T>& field) {
  return std::vector<T>(field.begin(), field.end());
}

std::string MoneyText(const PreviewChangesResponse& preview,
                      const std::string& currency, Language language) {
  if (preview.money_rising_hundredths() == 0 &&
      preview.money_leaving_hundredths() == 0) {
    return CrossingTextsOf(language).no_money;
  }
  const bool german = language == Language::kGerman;
  const auto amount = [&](int64_t hundredths, bool sign) {
    return absl::StrCat(
        sign && hundredths > 0 ? "+" : "",
        FormatAmount(hundredths, german ? '.' : ',', german ? ',' : '.'),
        currency.empty() ? "" : " ", currency);
  };
  return absl::Substitute(CrossingTextsOf(language).money,
                          amount(preview.money_rising_hundredths(), false),
                          amount(preview.money_leaving_hundredths(), false),
                          amount(preview.money_change_hundredths(), true));
}

}  // namespace

Table CrossingTable(const std::vector<LineCrossing>& crossings,
                    Language language, bool shares) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("ranking"), /*right=*/true},
               {t("item"), false, /*flexible=*/true, 14},
               {t("title"), false, /*flexible=*/true, 12},
               {t("kind")},
               {t("from"), false, /*flexible=*/true, 8},
               {t("to"), false, /*flexible=*/true, 8},
               {t("causes"), false, /*flexible=*/true, 16}});
  for (const LineCrossing& crossing : crossings) {
    const std::string in_shares =
        shares ? SharesText(crossing, language) : std::string();
    table.AddRow(
        {IdOf(crossing.ranking()), IdOf(crossing.item()), crossing.title(),
         TranslatedName(KindWord(crossing.kind()), language),
         PlaceText(crossing.from(), crossing.from_period(), language),
         PlaceText(crossing.to(), crossing.to_period(), language),
         in_shares.empty() ? WhyText(crossing) : in_shares},
        IsDown(crossing) ? Style::kBad : Style::kPlain);
  }
  return table;
}

std::string SentencesBelow(const std::vector<LineCrossing>& crossings,
                           Language language, const Terminal& terminal) {
  std::string text;
  if (terminal.width == 0) return text;
  for (const LineCrossing& crossing : crossings) {
    if (crossing.sentence().empty()) continue;
    if (text.empty()) {
      text = absl::StrCat("\n", Translated("why", language), "\n");
    }
    absl::StrAppend(
        &text, "  ",
        Wrapped(absl::StrCat(IdOf(crossing.item()), ": ", crossing.sentence()),
                terminal.width - 2, 6),
        "\n");
  }
  return text;
}

std::string CrossingsText(const std::vector<LineCrossing>& crossings,
                          Language language, const Terminal& terminal,
                          bool shares) {
  constexpr int kIndent = 4;
  const int width = std::max(0, terminal.width - kIndent);
  std::string text;
  const auto paragraph = [&](const std::string& sentence) {
    if (sentence.empty()) return;
    absl::StrAppend(&text, std::string(kIndent, ' '),
                    Wrapped(sentence, width, kIndent), "\n");
  };
  for (const LineCrossing& crossing : crossings) {
    absl::StrAppend(&text,
                    Styled(TranslatedName(KindWord(crossing.kind()), language),
                           StyleOf(crossing), terminal),
                    "  ", IdOf(crossing.item()), "  ", crossing.title(), "\n");
    paragraph(crossing.sentence());
    paragraph(crossing.reason());
    if (shares) AppendShares(crossing, language, &text);
  }
  return text;
}

std::string ComparisonText(const CompareRankingsResponse& compared,
                           Language language, const Terminal& terminal,
                           bool shares) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  std::string text =
      compared.crossings().empty()
          ? absl::StrCat(CrossingTextsOf(language).nobody_crossed, "\n")
          : CrossingsText(ToVector(compared.crossings()), language, terminal,
                          shares);
  Table moves({{t("item"), false, /*flexible=*/true, 14},
               {t("rank before"), /*right=*/true},
               {t("rank after"), /*right=*/true},
               {t("score change"), /*right=*/true},
               {t("why"), false, /*flexible=*/true, 20}});
  for (const RankMove& move : compared.moves()) {
    moves.AddRow({IdOf(move.item()), RankText(move.from_rank()),
                  RankText(move.to_rank()),
                  ChangeText(move.score_change_micros()), move.sentence()});
  }
  if (!moves.empty()) absl::StrAppend(&text, "\n", moves.Render(terminal));
  return text;
}

Table ComparisonTable(const CompareRankingsResponse& compared,
                      Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("item")},
               {t("kind")},
               {t("from")},
               {t("to")},
               {t("rank before"), /*right=*/true},
               {t("rank after"), /*right=*/true},
               {t("score change"), /*right=*/true},
               {t("why")}});
  std::map<std::string, const RankMove*> moves;
  for (const RankMove& move : compared.moves()) moves[move.item()] = &move;
  const auto row = [&](const LineCrossing& crossing, const RankMove* move) {
    table.AddRow(
        {IdOf(crossing.item().empty() ? move->item() : crossing.item()),
         TranslatedName(KindWord(crossing.kind()), language),
         PlaceText(crossing.from(), crossing.from_period(), language),
         PlaceText(crossing.to(), crossing.to_period(), language),
         move == nullptr ? "" : RankText(move->from_rank()),
         move == nullptr ? "" : RankText(move->to_rank()),
         move == nullptr ? "" : ChangeText(move->score_change_micros()),
         crossing.item().empty() ? move->sentence() : WhyText(crossing)});
  };
  for (const LineCrossing& crossing : compared.crossings()) {
    const auto move = moves.find(crossing.item());
    row(crossing, move == moves.end() ? nullptr : move->second);
    if (move != moves.end()) moves.erase(move);
  }
  for (const RankMove& move : compared.moves()) {
    if (moves.count(move.item()) != 0) row(LineCrossing(), &move);
  }
  return table;
}

std::string PreviewText(const PreviewChangesResponse& preview,
                        const PreviewTexts& texts, Language language,
                        const Terminal& terminal) {
  const CrossingTexts& own = CrossingTextsOf(language);
  const auto dropped =
      std::count_if(preview.crossings().begin(), preview.crossings().end(),
                    [](const LineCrossing& crossing) {
                      return crossing.kind() == LineCrossing::KIND_DROPPED;
                    });
  const std::string base = IdOf(preview.base_ranking());
  if (preview.crossings().empty()) {
    return absl::StrCat(absl::Substitute(own.nothing_moves, base), "\n");
  }
  return absl::StrCat(
      absl::Substitute(dropped == 0 ? own.moves : own.moves_and_drops, base,
                       preview.crossings_size(), dropped),
      "\n",
      CrossingsText(ToVector(preview.crossings()), language, terminal,
                    texts.shares),
      Wrapped(MoneyText(preview, texts.currency, language), terminal.width, 0),
      "\n");
}

nlohmann::ordered_json PreviewJson(const PreviewChangesResponse& preview) {
  nlohmann::ordered_json json;
  json["baseRanking"] = IdOf(preview.base_ranking());
  json["crossings"] = CrossingsJson(ToVector(preview.crossings()));
  json["moneyRising"] = JsonDecimal(preview.money_rising_hundredths());
  json["moneyLeaving"] = JsonDecimal(preview.money_leaving_hundredths());
  json["moneyChange"] = JsonDecimal(preview.money_change_hundredths());
  return json;
}

}  // namespace lifeline::cli
