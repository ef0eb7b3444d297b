#include "services/gateway/gateway.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/gateway/connect_handler.h"
#include "services/gateway/http_server.h"
#include "services/gateway/stream_places.h"
#include "services/gateway/transcoder.h"

namespace lifeline::gateway {
namespace {

constexpr absl::string_view kNoBoard =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
    "<title>Lifeline</title><h1>Lifeline</h1><p>The services run, and this "
    "door serves their API. The board was not built into it: run "
    "<code>deploy/board</code>, build again, and it is here.</p></html>\n";

class Door : public Gateway {
 public:
  Door(const GatewayOptions& options, const Channels& channels)
      : options_(options),
        backends_(BackendsOf(channels)),
        methods_(backends_),
        places_(options.limits),
        connect_(&transcoder_, &places_, options.limits) {}

  absl::Status Open() {
    HttpServerOptions http;
    http.listen_address = options_.listen_address;
    http.limits = options_.limits;
    http.tls = options_.tls;
    http.tick = options_.tick;
    http.drain = options_.drain;
    http.log = options_.log;
    absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Start(
        std::move(http),
        [this](const HttpRequest& request, Exchange& exchange) -> Task<void> {
          return Serve(request, exchange);
        });
    if (!server.ok()) return server.status();
    server_ = *std::move(server);
    return absl::OkStatus();
  }

  const std::string& address() const override { return server_->address(); }
  std::string url() const override {
    const bool tls = !options_.tls.certificate_file.empty();
    return absl::StrCat(tls ? "https://" : "http://", address());
  }
  void Stop() override { server_->Stop(); }

 private:
  Task<void> Serve(const HttpRequest& request, Exchange& exchange) {
    const Method* const method = methods_.Find(request.path);
    if (method != nullptr) {
      co_await connect_.Serve(*method, request, exchange);
    } else if (request.method == "POST") {
      co_await exchange.Send(Unknown(request));
    } else {
      co_await exchange.Send({200,
                              {{"Content-Type", "text/html; charset=utf-8"},
                               {"Cache-Control", "no-cache"}},
                              std::string(kNoBoard)});
    }
  }

  HttpResponse Unknown(const HttpRequest& request) const {
    HttpResponse response = ErrorResponse(
        ToGrpc(Error(
            absl::StatusCode::kUnimplemented, "METHOD_UNKNOWN",
            absl::StrCat("there is no method ", request.path.substr(0, 200),
                         "; the methods stand in protos/"))),
        transcoder_);
    response.status = 404;
    return response;
  }

  const GatewayOptions options_;
  const Transcoder transcoder_;
  const std::vector<Backend> backends_;
  const Methods methods_;
  StreamPlaces places_;
  const ConnectHandler connect_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(
    const GatewayOptions& options, const Channels& channels) {
  absl::Status allowed =
      CheckListenAddress(options.listen_address, options.security);
  if (!allowed.ok()) return allowed;
  auto door = std::make_unique<Door>(options, channels);
  if (absl::Status opened = door->Open(); !opened.ok()) return opened;
  return door;
}

}  // namespace lifeline::gateway
