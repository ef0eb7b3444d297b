#ifndef LIFELINE_SERVICES_COMMON_STORAGE_SERVICE_H_
#define LIFELINE_SERVICES_COMMON_STORAGE_SERVICE_H_

#include <grpcpp/support/server_callback.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "lifeline/storage/v1/storage.grpc.pb.h"
#include "services/common/database.h"
#include "services/common/executor.h"
#include "services/common/rpc.h"
#include "services/common/server.h"

namespace lifeline {

// What `lifeline --version` says, too.
inline constexpr char kProgramVersion[] = "0.1.0";

// A database that this process keeps.
struct KeptDatabase {
  // "roadmap", "backlog" or "scoring".
  std::string name;
  Database* database = nullptr;
  // Of its journal; 0 if it has none.
  int64_t epoch = 0;
};

// Serves copies of databases for backups, on threads of its own. The copy is
// made and checked beside the database before anything of it is sent, so a
// client that reads slowly keeps no transaction open. Thread safe; the
// databases must outlive it, and it must outlive the server.
class StorageService : public storage::v1::StorageService::CallbackService {
 public:
  static constexpr char kServiceName[] = "lifeline.storage.v1.StorageService";
  static constexpr size_t kChunkBytes = size_t{1} << 20;
  // A client that takes nothing for so long is given up, so that it does not
  // keep others from making a backup.
  static constexpr absl::Duration kPatience = absl::Seconds(60);

  // Removes what a crash has left of copies. `rpc.admit` says who may have
  // them.
  StorageService(std::vector<KeptDatabase> databases, RpcOptions rpc);

  // For Server::Start.
  NamedService service() { return {kServiceName, this}; }

  // Ends a backup under way with UNAVAILABLE, reason SERVER_STOPPING;
  // Server::OnStop should call it.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

  grpc::ServerUnaryReactor* ListDatabases(
      grpc::CallbackServerContext* context,
      const storage::v1::ListDatabasesRequest* request,
      storage::v1::ListDatabasesResponse* response) override;
  grpc::ServerWriteReactor<storage::v1::BackUpDatabaseResponse>* BackUpDatabase(
      grpc::CallbackServerContext* context,
      const storage::v1::BackUpDatabaseRequest* request) override;

 private:
  class Stream;

  // Whether the caller may have what is asked for. The errors of EnterCall and
  // of rpc.admit.
  absl::Status Enter(const grpc::CallbackServerContext& context,
                     absl::string_view method,
                     const google::protobuf::Message& request) const;
  absl::StatusOr<storage::v1::ListDatabasesResponse> List() const;
  // The whole work of one stream, on the executor.
  absl::Status BackUp(const std::string& name, Stream& stream);
  absl::Status Send(const KeptDatabase& kept, const std::string& copy,
                    absl::Time begun, Stream& stream);
  // False if a backup is running.
  bool Begin() ABSL_LOCKS_EXCLUDED(mutex_);
  void End() ABSL_LOCKS_EXCLUDED(mutex_);
  bool stopping() const ABSL_LOCKS_EXCLUDED(mutex_);

  const std::vector<KeptDatabase> databases_;
  const RpcOptions rpc_;
  mutable absl::Mutex mutex_;
  bool running_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // One thread for the backup and one for the list. Last, so that nothing runs
  // when the rest goes.
  Executor executor_{2};
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_STORAGE_SERVICE_H_
