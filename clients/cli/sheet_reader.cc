#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/sheet.h"
#include "clients/cli/sheet_columns.h"
#include "clients/cli/sheet_row.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;

SheetFrame MakeFrame(const CsvFile& file, const SheetContents& contents,
                     const std::string& team) {
  SheetFrame frame{contents, ReadSheetHeader(file.rows.front()), team, {}, {}};
  for (const Item& item : contents.items) {
    frame.items[std::string(LastId(item.name()))] = &item;
  }
  for (const auto& ranked : contents.ranked) {
    frame.ranked[ranked.item()] = &ranked;
  }
  return frame;
}

}  // namespace

absl::StatusOr<SheetPlan> ReadSheet(const CsvFile& file,
                                    const SheetContents& contents,
                                    const std::string& team) {
  const SheetFrame frame = MakeFrame(file, contents, team);
  if (frame.header.Find(SheetColumn::kItem) < 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "this is no sheet: its first row has no heading `",
        SheetHeading(SheetColumn::kItem, Language::kEnglish), "` or `",
        SheetHeading(SheetColumn::kItem, Language::kGerman),
        "`; begin with: lifeline sheet export"));
  }
  SheetPlan plan;
  plan.language = frame.header.language;
  std::vector<CellProblem> errors;
  std::map<std::string, int> seen;
  for (size_t i = 1; i < file.rows.size(); ++i) {
    const int number = static_cast<int>(i) + 1;
    ++plan.row_count;
    SheetRow row = ReadSheetRow(frame, file.rows[i], number, &errors);
    if (row.id.empty()) continue;
    const auto [first, fresh] = seen.emplace(row.id, number);
    if (!fresh) {
      errors.push_back({number, row.id, "",
                        absl::StrCat("stands in row ", first->second,
                                     " too; keep one of them")});
      continue;
    }
    if (!row.missing.empty()) {
      plan.notices.push_back(
          {number, row.id,
           SheetHeading(SheetColumn::kReady, frame.header.language),
           absl::StrCat("stays as it is, because this is missing: ",
                        absl::StrJoin(row.missing, ", "))});
    }
    if (!row.changed) continue;
    plan.made_ready += row.made_ready ? 1 : 0;
    plan.items.push_back(std::move(row.upsert));
    plan.rows.push_back({number, row.id, "", ""});
  }
  if (!errors.empty()) return ToStatus(errors);
  return plan;
}

}  // namespace lifeline::cli
