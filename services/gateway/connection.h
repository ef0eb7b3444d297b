#ifndef LIFELINE_SERVICES_GATEWAY_CONNECTION_H_
#define LIFELINE_SERVICES_GATEWAY_CONNECTION_H_

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/common/metrics.h"
#include "services/gateway/asio.h"
#include "services/gateway/tls.h"

namespace lifeline::gateway {

// Where bytes are counted; null for nowhere.
struct WireCounters {
  Counter* received = nullptr;
  Counter* sent = nullptr;
};

// The bytes of one client, plain or through TLS. Errors are not told apart:
// whatever happens, the client is gone. On its own strand only.
class Connection {
 public:
  using Clock = std::chrono::steady_clock;

  // `tls` null is plain.
  static std::unique_ptr<Connection> Make(tcp::socket socket,
                                          const TlsContext& tls,
                                          WireCounters counters);
  virtual ~Connection() = default;

  // The handshake of TLS; plain ones need none. False if it fails.
  virtual Task<bool> Begin() = 0;
  // How many bytes came; 0 at the end.
  Task<size_t> Read(net::mutable_buffer into);
  Task<bool> Write(std::vector<net::const_buffer> bytes);
  // Says that nothing more comes.
  virtual Task<void> ShutDown() = 0;

  net::any_io_executor executor() { return socket().get_executor(); }
  // Whom it is connected to, without the port.
  std::string Peer();
  // Whatever waits for it ends at once.
  void Close();
  // Whether the client has closed its side. Bytes that wait to be read do not
  // hide it, and half a connection is none: who asked is not there any more.
  bool PeerGone();

  // By when what is under way must have ended; see Overdue.
  void Allow(absl::Duration time);
  void AllowForever() { latest_ = Clock::time_point::max(); }
  bool Overdue() const { return Clock::now() > latest_; }

 protected:
  explicit Connection(WireCounters counters) : counters_(counters) {}

 private:
  virtual tcp::socket& socket() = 0;
  virtual Task<size_t> ReadSome(net::mutable_buffer into) = 0;
  virtual Task<bool> WriteAll(std::vector<net::const_buffer> bytes) = 0;

  const WireCounters counters_;
  Clock::time_point latest_ = Clock::time_point::max();
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_CONNECTION_H_
