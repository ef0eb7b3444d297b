#ifndef LIFELINE_SERVICES_GATEWAY_GATEWAY_H_
#define LIFELINE_SERVICES_GATEWAY_GATEWAY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/common/log.h"
#include "services/common/metrics.h"
#include "services/common/server.h"
#include "services/common/tls_files.h"
#include "services/gateway/asset.h"
#include "services/gateway/backend.h"
#include "services/gateway/limits.h"

namespace lifeline::gateway {

struct GatewayOptions {
  // HOST:PORT; port 0 takes a free one.
  std::string listen_address = "127.0.0.1:0";
  // What decides whether other machines may come in.
  ServerSecurity security = {};
  // The certificate of the door; without one it is plain.
  TlsOptions tls = {};
  GatewayLimits limits = {};
  // How often connections are looked at: who has gone is noticed by then.
  absl::Duration tick = absl::Milliseconds(500);
  // What calls under way may still take when it stops.
  absl::Duration drain = absl::Seconds(5);
  // When sessions of browsers end. Required.
  std::function<absl::Time()> clock;
  // Gets the link that lets a browser of this machine in, kept current and for
  // its owner only; empty for nowhere. None where identity is configured.
  std::string link_file = {};
  // The files of the board; none without it.
  absl::Span<const Asset> board = {};
  // Null for nowhere.
  const Log* log = nullptr;
  // A line for every request, not only for trouble.
  bool log_calls = false;
  Metrics* metrics = nullptr;
};

// The HTTP door: the Connect protocol for every method of the four services,
// and the board. It forwards what callers say of themselves, has no identity of
// its own, and keeps neither rules nor data. Thread safe, but for Stop.
class Gateway {
 public:
  // The errors of CheckListenAddress and of HttpServer::Open;
  // FAILED_PRECONDITION, reason LINK_FILE_UNWRITABLE.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(
      const GatewayOptions& options, const Channels& channels);
  virtual ~Gateway() = default;

  // Where it listens, with the port it got.
  virtual const std::string& address() const = 0;
  // "http://127.0.0.1:4480", or https.
  virtual std::string url() const = 0;
  // A new link that lets one browser of this machine in, once; where identity
  // is configured just the address.
  virtual std::string NewLink() = 0;
  // Listens no more, ends streams, lets calls end, and then cuts them. The
  // services must still be there.
  virtual void Stop() = 0;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_GATEWAY_H_
