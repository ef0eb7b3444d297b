#include "services/backlog/directory_store.h"

#include <map>
#include <string>
#include <utility>

#include "services/common/names.h"
#include "services/common/requests.h"

namespace lifeline::backlog {
namespace {

absl::Status Forget(Transaction& transaction, const std::string& portfolio) {
  absl::Status status = transaction.Do(
      "DELETE FROM directory_categories WHERE portfolio = ?", {portfolio});
  if (status.ok()) {
    status = transaction.Do("DELETE FROM directory_members WHERE portfolio = ?",
                            {portfolio});
  }
  if (status.ok()) {
    status = transaction.Do("DELETE FROM directory_teams WHERE portfolio = ?",
                            {portfolio});
  }
  return status;
}

absl::Status WriteCategories(Transaction& transaction,
                             const PortfolioView& portfolio) {
  absl::Status status = transaction.Do(
      "DELETE FROM directory_categories WHERE portfolio = ?", {portfolio.id()});
  for (const auto& [category, retired] : portfolio.categories) {
    if (!status.ok()) break;
    status = transaction.Do(
        "INSERT INTO directory_categories (portfolio, category, "
        "retired) VALUES (?, ?, ?)",
        {portfolio.id(), category, retired});
  }
  return status;
}

absl::Status WriteMember(Transaction& transaction,
                         const PortfolioView& portfolio,
                         const std::string& id) {
  const auto member = portfolio.members().find(id);
  if (member == portfolio.members().end()) {
    return transaction.Do(
        "DELETE FROM directory_members WHERE portfolio = ? AND member = "
        "?",
        {portfolio.id(), id});
  }
  return transaction.Do(
      "INSERT INTO directory_members (portfolio, member, address, "
      "active, tool, roles) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (portfolio, member) DO UPDATE SET address = "
      "excluded.address, active = excluded.active, tool = excluded.tool, "
      "roles = excluded.roles",
      {portfolio.id(), id, member->second.address, member->second.active,
       member->second.tool, static_cast<int64_t>(member->second.roles.bits())});
}

// The address of somebody who is erased in the roadmap: what is kept of it here
// goes too, unless another portfolio knows it.
absl::Status ForgetAddress(Transaction& transaction,
                           const PortfolioView& portfolio,
                           absl::string_view id) {
  std::string address;
  absl::Status status = transaction.Query(
      "SELECT address FROM directory_members WHERE portfolio = ? AND member = "
      "?",
      {portfolio.id(), id}, [&address](const Row& row) {
        address = row.Text(0);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  transaction.EmptyLog();
  if (address.empty()) return absl::OkStatus();
  absl::StatusOr<int64_t> known = transaction.QueryInt(
      "SELECT count(*) FROM directory_members WHERE address = ?", {address});
  if (!known.ok()) return known.status();
  return *known > 1 ? absl::OkStatus() : ForgetActor(transaction, address);
}

absl::Status WriteTeam(Transaction& transaction, const PortfolioView& portfolio,
                       const std::string& id) {
  if (!portfolio.teams.contains(id)) {
    return transaction.Do(
        "DELETE FROM directory_teams WHERE portfolio = ? AND team = ?",
        {portfolio.id(), id});
  }
  return transaction.Do(
      "INSERT INTO directory_teams (portfolio, team) VALUES (?, ?) "
      "ON CONFLICT (portfolio, team) DO NOTHING",
      {portfolio.id(), id});
}

absl::Status WriteChange(Transaction& transaction,
                         const PortfolioView& portfolio,
                         const std::string& name) {
  const std::string id(LastId(name));
  if (name == portfolio.name()) return WriteCategories(transaction, portfolio);
  if (ParseName("portfolios/*/members/*", name).ok()) {
    return WriteMember(transaction, portfolio, id);
  }
  if (ParseName("portfolios/*/teams/*", name).ok()) {
    return WriteTeam(transaction, portfolio, id);
  }
  return absl::OkStatus();
}

using Views = std::map<std::string, PortfolioView>;

// Calls `take` with the view and the row, for each row whose first column is a
// known portfolio.
template <typename Take>
absl::Status ReadInto(const Reader& reader, absl::string_view sql, Take take,
                      Views* views) {
  return reader.Query(sql, {}, [&](const Row& row) {
    const auto found = views->find(row.Text(0));
    if (found != views->end()) take(found->second, row);
    return absl::OkStatus();
  });
}

}  // namespace

const Migration kDirectorySchema = {"directory", R"sql(
CREATE TABLE directory_portfolios (
  portfolio TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  archived INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE directory_categories (
  portfolio TEXT NOT NULL,
  category TEXT NOT NULL,
  retired INTEGER NOT NULL,
  PRIMARY KEY (portfolio, category)
) WITHOUT ROWID;

CREATE TABLE directory_members (
  portfolio TEXT NOT NULL,
  member TEXT NOT NULL,
  address TEXT NOT NULL,
  active INTEGER NOT NULL,
  PRIMARY KEY (portfolio, member)
) WITHOUT ROWID;

CREATE TABLE directory_teams (
  portfolio TEXT NOT NULL,
  team TEXT NOT NULL,
  PRIMARY KEY (portfolio, team)
) WITHOUT ROWID;
)sql"};

// Who is admin was not kept before: in another epoch everything is told anew.
const Migration kDirectoryAdminSchema = {"directory: admins", R"sql(
ALTER TABLE directory_members ADD COLUMN admin INTEGER NOT NULL DEFAULT 0;
UPDATE directory_portfolios SET epoch = 0, revision = 0;
)sql"};

// Of the roles only that of the admin was kept before: everything is told
// anew, and nobody acts until then.
const Migration kDirectoryRolesSchema = {"directory: roles", R"sql(
ALTER TABLE directory_members DROP COLUMN admin;
ALTER TABLE directory_members ADD COLUMN tool INTEGER NOT NULL DEFAULT 0;
ALTER TABLE directory_members ADD COLUMN roles INTEGER NOT NULL DEFAULT 0;
UPDATE directory_portfolios SET epoch = 0, revision = 0;
)sql"};

// How an item becomes READY was not kept before: everything is told anew.
const Migration kDirectoryValidationSchema = {"directory: validation", R"sql(
ALTER TABLE directory_portfolios ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
ALTER TABLE directory_portfolios ADD COLUMN validation BLOB NOT NULL DEFAULT x'';
UPDATE directory_portfolios SET epoch = 0, revision = 0;
)sql"};

absl::StatusOr<std::vector<std::shared_ptr<const PortfolioView>>> ReadDirectory(
    const Reader& reader) {
  Views views;
  absl::Status status = reader.Query(
      "SELECT portfolio, epoch, revision, archived, time_zone, validation "
      "FROM directory_portfolios",
      {}, [&](const Row& row) {
        PortfolioView view(row.Text(0));
        view.epoch = row.Int(1);
        view.revision = row.Int(2);
        view.archived = row.Int(3) != 0;
        view.time_zone = row.Text(4);
        view.validation.ParseFromString(row.Text(5));
        view.told_anew = view.epoch == 0 && view.revision == 0;
        views.emplace(row.Text(0), std::move(view));
        return absl::OkStatus();
      });
  if (status.ok()) {
    status = ReadInto(
        reader, "SELECT portfolio, category, retired FROM directory_categories",
        [](PortfolioView& view, const Row& row) {
          view.categories[row.Text(1)] = row.Int(2) != 0;
        },
        &views);
  }
  if (status.ok()) {
    status = ReadInto(
        reader,
        "SELECT portfolio, member, address, active, tool, roles FROM "
        "directory_members",
        [](PortfolioView& view, const Row& row) {
          view.PutMember(
              Member{row.Text(1), row.Text(2), row.Int(3) != 0, row.Int(4) != 0,
                     rights::Roles::OfBits(static_cast<uint32_t>(row.Int(5)))});
        },
        &views);
  }
  if (status.ok()) {
    status = ReadInto(
        reader, "SELECT portfolio, team FROM directory_teams",
        [](PortfolioView& view, const Row& row) {
          view.teams.insert(row.Text(1));
        },
        &views);
  }
  if (!status.ok()) return status;
  std::vector<std::shared_ptr<const PortfolioView>> all;
  for (auto& [id, view] : views) {
    all.push_back(std::make_shared<const PortfolioView>(std::move(view)));
  }
  return all;
}

absl::Status WriteDirectory(Transaction& transaction,
                            const PortfolioView& portfolio,
                            const roadmap::v1::RoadmapCommit& commit,
                            bool anew) {
  absl::Status status =
      anew ? Forget(transaction, portfolio.id()) : absl::OkStatus();
  for (const roadmap::v1::RoadmapChange& change : commit.changes()) {
    if (!status.ok()) return status;
    if (change.after().member().erased()) {
      status = ForgetAddress(transaction, portfolio, LastId(change.name()));
      if (!status.ok()) return status;
    }
    status = WriteChange(transaction, portfolio, change.name());
  }
  if (!status.ok()) return status;
  return transaction.Do(
      "INSERT INTO directory_portfolios (portfolio, epoch, revision, "
      "archived, time_zone, validation) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (portfolio) DO UPDATE SET epoch = excluded.epoch, "
      "revision = excluded.revision, archived = excluded.archived, "
      "time_zone = excluded.time_zone, validation = excluded.validation",
      {portfolio.id(), portfolio.epoch, portfolio.revision, portfolio.archived,
       portfolio.time_zone, Blob{portfolio.validation.SerializeAsString()}});
}

}  // namespace lifeline::backlog
