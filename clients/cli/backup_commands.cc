// `lifeline backup` and `lifeline restore`.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "clients/cli/backup_files.h"
#include "clients/cli/commands.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline::cli {
namespace {

using storage::v1::BackUpDatabaseRequest;
using storage::v1::BackUpDatabaseResponse;
using storage::v1::Database;

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string SizeText(int64_t bytes) {
  return absl::StrFormat("%.1f MB", static_cast<double>(bytes) / 1e6);
}

// The database as the process says that should keep it.
absl::StatusOr<std::pair<Database, std::string>> Find(
    Context& context, const std::string& database) {
  const auto listed = context.session().ListDatabases(database);
  if (!listed.ok()) return listed.status();
  for (const Database& kept : listed->databases()) {
    if (kept.name() == database)
      return std::make_pair(kept, listed->program_version());
  }
  return Error(
      absl::StatusCode::kNotFound, "DATABASE_NOT_KEPT",
      absl::StrCat("the process that was asked for ", database,
                   " does not keep it; say where each service is: "
                   "--roadmap-address, --backlog-address, --scoring-address"));
}

absl::Status List(Context& context) {
  storage::v1::ListDatabasesResponse all;
  Table table({{"database"},
               {"schema", true},
               {"size", true},
               {"epoch", true},
               {"program"}});
  for (const char* database : kBackupOrder) {
    auto found = Find(context, database);
    if (!found.ok()) return found.status();
    const auto& [kept, version] = *found;
    all.set_program_version(version);
    table.AddRow({kept.name(), absl::StrCat(kept.schema_version()),
                  SizeText(kept.size_bytes()),
                  kept.epoch() == 0 ? "" : absl::StrCat(kept.epoch()),
                  version});
    *all.add_databases() = kept;
  }
  context.Print(all, table);
  return absl::OkStatus();
}

// Takes one message into the file and the entry.
absl::Status Take(const BackUpDatabaseResponse& message, NewFile& file,
                  BackupEntry* entry, std::string* version) {
  switch (message.part_case()) {
    case BackUpDatabaseResponse::kHeader:
      entry->size_bytes = message.header().size_bytes();
      entry->schema_version = message.header().schema_version();
      entry->create_time = TimeText(
          absl::FromUnixSeconds(message.header().create_time().seconds()));
      *version = message.header().program_version();
      return absl::OkStatus();
    case BackUpDatabaseResponse::kChunk:
      return file.Write(message.chunk());
    case BackUpDatabaseResponse::kSha256:
      entry->sha256 = message.sha256();
      return absl::OkStatus();
    case BackUpDatabaseResponse::PART_NOT_SET:
      break;
  }
  return absl::OkStatus();
}

absl::StatusOr<BackupEntry> Fetch(Context& context, const std::string& database,
                                  const std::string& folder,
                                  std::string* version) {
  auto file = NewFile::Begin(absl::StrCat(folder, "/", database, ".db"));
  if (!file.ok()) return file.status();
  BackupEntry entry;
  entry.database = database;
  grpc::ClientContext call;
  context.session().Identify(&call);
  BackUpDatabaseRequest request;
  request.set_database(database);
  auto stream =
      context.session().storage(database).BackUpDatabase(&call, request);
  BackUpDatabaseResponse message;
  absl::Status status;
  while (stream->Read(&message)) {
    status = Take(message, **file, &entry, version);
    if (status.ok()) continue;
    call.TryCancel();
    break;
  }
  const absl::Status ended = FromGrpc(stream->Finish());
  if (!status.ok()) return status;
  if (!ended.ok()) return ended;
  if ((*file)->size() != entry.size_bytes ||
      (*file)->Sha256() != entry.sha256) {
    return Error(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED",
                 absl::StrCat("what came of ", database,
                              " is not what was sent, by its SHA-256; call "
                              "again"));
  }
  if (status = (*file)->Keep(); !status.ok()) return status;
  return entry;
}

absl::StatusOr<BackupManifest> FetchAll(Context& context,
                                        const std::string& folder) {
  BackupManifest manifest;
  manifest.create_time = TimeText(context.environment().now);
  for (const char* database : kBackupOrder) {
    auto entry = Fetch(context, database, folder, &manifest.program_version);
    if (!entry.ok()) return entry.status();
    manifest.databases.push_back(*std::move(entry));
  }
  absl::Status written = WriteManifest(folder, manifest);
  if (!written.ok()) return written;
  return manifest;
}

void PrintBackup(Context& context, const BackupManifest& manifest,
                 absl::string_view line) {
  if (context.format() == Format::kJson) {
    context.PrintJson(ManifestJson(manifest));
    return;
  }
  context.Say(line);
}

absl::Status BackUp(Context& context, const std::string& folder) {
  // Whether all of them can be had, before anything is made.
  for (const char* database : kBackupOrder) {
    auto found = Find(context, database);
    if (!found.ok()) return found.status();
  }
  if (absl::Status made = MakeBackupFolder(folder); !made.ok()) return made;
  const auto manifest = FetchAll(context, folder);
  if (!manifest.ok()) {
    RemoveBackup(folder);
    return manifest.status();
  }
  int64_t bytes = 0;
  for (const BackupEntry& entry : manifest->databases)
    bytes += entry.size_bytes;
  PrintBackup(context, *manifest,
              absl::StrCat("Backed up scoring, backlog and roadmap to ", folder,
                           " (", SizeText(bytes),
                           "). It holds names and addresses: keep it where "
                           "only you can read it."));
  return absl::OkStatus();
}

absl::Status RunRestore(Context& context, const RestoreOptions& options) {
  const auto manifest = Restore(options);
  if (!manifest.ok()) return manifest.status();
  PrintBackup(
      context, *manifest,
      absl::StrCat(
          "Restored ",
          options.only.empty() ? "roadmap, backlog and scoring" : options.only,
          " of ", manifest->create_time, " into ", options.data_dir,
          ". Start the services on it; what was there since then and "
          "is not now is told as LOST."));
  return absl::OkStatus();
}

}  // namespace

void AddBackupCommand(CLI::App* app, Context* context) {
  const auto folder = std::make_shared<std::string>();
  CLI::App* verb = AddVerb(
      app, context,
      {"backup",
       "Copies all databases into a new folder while the services go on; "
       "without --to, lists what would be copied.",
       {"lifeline backup --to /var/backups/lifeline/2027-01-04",
        "lifeline backup"}},
      [=] {
        return folder->empty() ? List(*context) : BackUp(*context, *folder);
      });
  verb->add_option("--to", *folder, "A folder that is empty or not there");
}

void AddRestoreCommand(CLI::App* app, Context* context) {
  const auto options = std::make_shared<RestoreOptions>();
  CLI::App* verb = AddVerb(
      app, context,
      {"restore",
       "Puts a backup into a data folder without databases. The services that "
       "use it must not run.",
       {"lifeline restore --from /var/backups/lifeline/2027-01-04 --data_dir "
        "/var/lib/lifeline",
        "lifeline restore --from backup --data_dir backlog-data --only "
        "backlog"}},
      [=] { return RunRestore(*context, *options); });
  verb->add_option("--from", options->from, "The folder of the backup")
      ->required();
  verb->add_option("--data_dir", options->data_dir,
                   "The services' folder, made if it is not there")
      ->required();
  verb->add_option("--only", options->only,
                   "One database, for services with folders of their own")
      ->check(CLI::IsMember({"roadmap", "backlog", "scoring"}));
}

}  // namespace lifeline::cli
