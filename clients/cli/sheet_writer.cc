#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/sheet.h"
#include "clients/cli/sheet_columns.h"
#include "clients/cli/sheet_row.h"
#include "clients/cli/sheet_values.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using scoring::v1::RankedItem;

constexpr SheetColumn kBeforeCriteria[] = {
    SheetColumn::kItem,        SheetColumn::kTitle,    SheetColumn::kCategory,
    SheetColumn::kExternalKey, SheetColumn::kToolRank, SheetColumn::kBand,
    SheetColumn::kMoney,       SheetColumn::kSize,     SheetColumn::kTeam};

// Texts that a spreadsheet would take for a formula are given to it as text.
std::string Harmless(const std::string& text) {
  const bool formula = !text.empty() && absl::string_view("=+-@\t").find(
                                            text[0]) != absl::string_view::npos;
  return formula ? absl::StrCat("'", text) : text;
}

class Writer {
 public:
  Writer(const SheetContents& contents, Language language,
         const std::string& team)
      : contents_(contents), language_(language), team_(team) {
    if (team_.empty() && contents.teams.size() == 1) {
      team_ = std::string(LastId(contents.teams[0].name()));
    }
    for (const RankedItem& ranked : contents.ranked) {
      ranked_[ranked.item()] = &ranked;
    }
  }

  std::string Write() {
    std::vector<const Item*> items = Ordered();
    criteria_ = MissingCriteria(items);
    const char separator = language_ == Language::kGerman ? ';' : ',';
    std::string text = CsvLine(Header(), separator);
    for (const Item* item : items) text += CsvLine(Row(*item), separator);
    return text;
  }

 private:
  std::vector<const Item*> Ordered() const {
    std::vector<const Item*> items;
    for (const Item& item : contents_.items) {
      if (IsOpen(item)) items.push_back(&item);
    }
    const auto place = [&](const Item* item) {
      const auto found = ranked_.find(item->name());
      const int rank = found == ranked_.end() ? 0 : found->second->rank();
      const std::string tool = ToolRank(*item);
      return std::make_tuple(rank == 0, rank, tool.empty(), tool, item->name());
    };
    std::sort(items.begin(), items.end(), [&](const Item* a, const Item* b) {
      return place(a) < place(b);
    });
    return items;
  }

  // Criteria that some item misses, in the order of the model.
  std::vector<std::string> MissingCriteria(
      const std::vector<const Item*>& items) const {
    std::set<std::string> missing;
    for (const Item* item : items) {
      const auto found = ranked_.find(item->name());
      if (found == ranked_.end()) continue;
      missing.insert(found->second->missing().begin(),
                     found->second->missing().end());
    }
    std::vector<std::string> ordered;
    for (const scoring::v1::Criterion& criterion : contents_.model.criteria()) {
      if (missing.erase(criterion.id()) > 0) ordered.push_back(criterion.id());
    }
    missing.erase("money");
    missing.erase("effort");
    ordered.insert(ordered.end(), missing.begin(), missing.end());
    return ordered;
  }

  std::vector<std::string> Header() const {
    std::vector<std::string> cells;
    for (const SheetColumn column : kBeforeCriteria) {
      cells.push_back(SheetHeading(column, language_));
    }
    for (const std::string& id : criteria_) {
      std::string title;
      for (const scoring::v1::Criterion& criterion :
           contents_.model.criteria()) {
        if (criterion.id() == id) title = criterion.title();
      }
      cells.push_back(CriterionHeading(title, id));
    }
    cells.push_back(SheetHeading(SheetColumn::kReady, language_));
    return cells;
  }

  std::vector<std::string> Row(const Item& item) const {
    const std::string money =
        item.has_money() ? Number(item.money().amount_hundredths()) : "";
    std::vector<std::string> cells = {
        std::string(LastId(item.name())),
        Harmless(item.title()),
        item.category(),
        Harmless(ExternalKey(item)),
        Harmless(ToolRank(item)),
        item.has_money() ? MoneyBandOf(item.money().amount_hundredths()) : "",
        money,
        Size(item),
        Team(item)};
    for (const std::string& id : criteria_) {
      std::string value;
      for (const backlog::v1::Rating& rating : item.ratings()) {
        if (rating.criterion() == id) value = Number(rating.value_hundredths());
      }
      cells.push_back(value);
    }
    const bool ready = item.state() == Item::STATE_READY;
    cells.push_back(!ready                           ? ""
                    : language_ == Language::kGerman ? "ja"
                                                     : "yes");
    return cells;
  }

  std::string Number(int64_t hundredths) const {
    return FormatSheetNumber(hundredths, language_);
  }

  static std::string ExternalKey(const Item& item) {
    std::vector<std::string> keys;
    for (const auto& reference : item.external_references()) {
      keys.push_back(reference.key());
    }
    return absl::StrJoin(keys, " ");
  }

  static std::string ToolRank(const Item& item) {
    for (const auto& reference : item.external_references()) {
      if (!reference.rank().empty()) return reference.rank();
    }
    return "";
  }

  // One team's effort is a letter, if the portfolio has one of this size; of
  // several teams each is written out.
  std::string Size(const Item& item) const {
    const auto& efforts = item.estimate().efforts();
    if (efforts.size() == 1) {
      const int64_t hundredths = efforts[0].effort_hundredths();
      for (const roadmap::v1::Size& size : contents_.portfolio.sizes()) {
        if (size.effort_hundredths() == hundredths) return size.letter();
      }
      return Number(hundredths);
    }
    return absl::StrJoin(efforts, " + ",
                         [&](std::string* out, const auto& effort) {
                           absl::StrAppend(out, LastId(effort.team()), " ",
                                           Number(effort.effort_hundredths()));
                         });
  }

  std::string Team(const Item& item) const {
    const auto& efforts = item.estimate().efforts();
    if (efforts.empty()) return team_;
    return efforts.size() == 1 ? std::string(LastId(efforts[0].team())) : "";
  }

  const SheetContents& contents_;
  const Language language_;
  std::string team_;
  std::map<std::string, const RankedItem*> ranked_;
  std::vector<std::string> criteria_;
};

}  // namespace

std::string WriteSheet(const SheetContents& contents, Language language,
                       const std::string& team) {
  return Writer(contents, language, team).Write();
}

}  // namespace lifeline::cli
