#include "services/backlog/study_store.h"

#include "services/backlog/item.h"
#include "services/common/names.h"

namespace lifeline::backlog {

const Migration kStudySchema = {"studies of items", R"sql(
CREATE TABLE item_studies (
  portfolio TEXT NOT NULL,
  item TEXT NOT NULL,
  study TEXT NOT NULL,
  PRIMARY KEY (portfolio, item, study)
) WITHOUT ROWID;
)sql"};

absl::Status WriteStudy(JournalTransaction& transaction, const v1::Item* before,
                        const v1::Item& item) {
  // A study stays as it is from its submission on.
  const bool known = before != nullptr && !IsPrivate(*before);
  if (!item.has_study() || IsPrivate(item) || known) return absl::OkStatus();
  return transaction.transaction().Do(
      "INSERT INTO item_studies (portfolio, item, study) VALUES (?, ?, ?)",
      {transaction.scope(), LastId(item.study().item()), LastId(item.name())});
}

absl::StatusOr<std::vector<std::string>> StudiesAbout(
    const Reader& reader, absl::string_view portfolio, absl::string_view item) {
  std::vector<std::string> studies;
  absl::Status read = reader.Query(
      "SELECT study FROM item_studies WHERE portfolio = ? AND item = ? "
      "ORDER BY study",
      {portfolio, item}, [&](const Row& row) {
        studies.push_back(row.Text(0));
        return absl::OkStatus();
      });
  if (!read.ok()) return read;
  return studies;
}

}  // namespace lifeline::backlog
