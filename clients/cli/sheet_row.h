#ifndef LIFELINE_CLIENTS_CLI_SHEET_ROW_H_
#define LIFELINE_CLIENTS_CLI_SHEET_ROW_H_

#include <map>
#include <string>
#include <vector>

#include "clients/cli/csv.h"
#include "clients/cli/csv_source.h"
#include "clients/cli/sheet.h"
#include "clients/cli/sheet_columns.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// Asked for, and neither done nor declined.
bool IsOpen(const backlog::v1::Item& item);

// What every row is read with.
struct SheetFrame {
  const SheetContents& contents;
  SheetHeader header;
  std::string team;
  std::map<std::string, const backlog::v1::Item*> items;         // by id
  std::map<std::string, const scoring::v1::RankedItem*> ranked;  // by item name
};

// What one row says.
struct SheetRow {
  // Empty if the row names no item.
  std::string id;
  bool changed = false;
  // The item as it will be, with its etag, and a mask of what differs.
  backlog::v1::ItemUpsert upsert;
  bool made_ready = false;
  // What keeps an item that is said to be ready from being so.
  std::vector<std::string> missing;
};

// Reads a row; what is wrong with its cells is added to `errors`. Pure.
SheetRow ReadSheetRow(const SheetFrame& frame, const CsvRow& row, int number,
                      std::vector<CellProblem>* errors);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_SHEET_ROW_H_
