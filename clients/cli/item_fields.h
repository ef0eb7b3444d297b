#ifndef LIFELINE_CLIENTS_CLI_ITEM_FIELDS_H_
#define LIFELINE_CLIENTS_CLI_ITEM_FIELDS_H_

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "google/protobuf/field_mask.pb.h"
#include "lifeline/backlog/v1/backlog.pb.h"

namespace lifeline::cli {

// The fields of an item as options of the command line.
struct ItemFields {
  std::string title;
  std::string category;
  std::string problem;
  std::string outcome;
  std::string measure;
  std::string requester;
  std::string owner;
  std::string due;
  std::string due_basis;
  std::string confidence;
  std::string parent;
  std::vector<std::string> required_items;
  std::vector<std::string> labels;
  std::vector<std::string> touchpoints;
  std::vector<std::string> external;
  std::vector<std::string> evidence;
  // Only where an item is made; afterwards `rate` and `estimate` set them.
  std::string money;
  std::vector<std::string> ratings;
  std::vector<std::string> efforts;
};

void AddItemTextOptions(CLI::App* verb, ItemFields* fields);
void AddRatingOptions(CLI::App* verb, ItemFields* fields);

// Puts what was named into the item and the mask.
absl::Status FillItemTexts(const std::string& portfolio,
                           const ItemFields& fields, backlog::v1::Item* item,
                           google::protobuf::FieldMask* mask);

// "strategy_fit=5" or, with its confidence in percent, "strategy_fit=5@80".
absl::StatusOr<backlog::v1::Rating> RatingOption(const std::string& text);
// "12000" or "12000@65".
absl::StatusOr<backlog::v1::MonthlyMoney> MoneyOption(const std::string& text);

// "gsc-2026:field-data:Search Console, October".
absl::StatusOr<backlog::v1::Evidence> EvidenceOption(const std::string& text);

Table ItemTable(const std::vector<backlog::v1::Item>& items);
std::string ItemText(const backlog::v1::Item& item, Language language);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_ITEM_FIELDS_H_
