#include "clients/cli/receipts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "services/common/names.h"

namespace lifeline::cli {

using scoring::v1::LineCrossing;
using scoring::v1::Receipt;

absl::StatusOr<std::vector<Receipt>> FetchReceipts(Context& context,
                                                   const std::string& portfolio,
                                                   const std::string& filter) {
  scoring::v1::ListReceiptsRequest request;
  request.set_parent(PortfolioName(portfolio));
  request.set_filter(filter);
  return context.session().ListAll(
      &ScoringStub::ListReceipts, request,
      &scoring::v1::ListReceiptsResponse::receipts);
}

std::string DueText(bool owed, const google::protobuf::Timestamp& due,
                    Language language) {
  if (due.seconds() != 0) return TimeText(due);
  return owed ? std::string(Translated("after the next digest", language)) : "";
}

std::string AskedText(scoring::v1::Rung rung, const std::string& asked,
                      Language language) {
  if (rung < scoring::v1::RUNG_OVERDUE) return "";
  const std::string overdue(Translated("overdue", language));
  if (asked.empty()) return overdue;
  return absl::StrCat(overdue, ", ", Translated("asked:", language), " ",
                      IdOf(asked));
}

Table ReceiptTable(const std::vector<Receipt>& receipts, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("item"), false, /*flexible=*/true, 14},
               {t("title"), false, /*flexible=*/true, 12},
               {t("what"), false, /*flexible=*/true, 8},
               {t("state")},
               {t("owed by"), false, /*flexible=*/true, 6},
               {t("since")},
               {t("due")},
               {t("note"), false, /*flexible=*/true, 10}});
  for (const Receipt& receipt : receipts) {
    const std::string& text = receipt.text();
    std::string note = text;
    if (receipt.rung() >= scoring::v1::RUNG_OVERDUE &&
        !receipt.has_answer_time()) {
      note = AskedText(receipt.rung(), receipt.asked(), language);
    } else if (!receipt.displaces_item().empty()) {
      note =
          absl::StrCat("instead: ", IdOf(receipt.displaces_item()), " ", text);
    } else if (!receipt.deferred_to_period().empty()) {
      note = absl::StrCat("to ", IdOf(receipt.deferred_to_period()), " ", text);
    }
    const bool owed = receipt.state() == Receipt::STATE_OPEN ||
                      receipt.state() == Receipt::STATE_SEEN;
    table.AddRow({IdOf(receipt.item()), receipt.title(),
                  t(Words(LineCrossing::Kind_Name(receipt.kind()), "KIND_")),
                  t(Words(Receipt::State_Name(receipt.state()), "STATE_")),
                  IdOf(receipt.owed_by()), TimeText(receipt.open_time()),
                  DueText(owed, receipt.due_time(), language), note},
                 owed ? Style::kBad : Style::kPlain);
  }
  return table;
}

absl::Status CheckAnswered(Context& context, const std::string& portfolio) {
  const auto receipts = FetchReceipts(
      context, portfolio, absl::StrCat(kOwedReceipts, " AND kind = DROPPED"));
  if (!receipts.ok()) return receipts.status();
  if (receipts->empty()) return absl::OkStatus();
  std::vector<std::string> items;
  for (const Receipt& receipt : *receipts)
    items.push_back(IdOf(receipt.item()));
  context.Note(
      absl::StrCat("dropped and not answered: ", absl::StrJoin(items, ", ")));
  context.exit_code = ExitCode::kUnanswered;
  return absl::OkStatus();
}

}  // namespace lifeline::cli
