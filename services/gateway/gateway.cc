#include "services/gateway/gateway.h"

#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/gateway/board.h"
#include "services/gateway/browser_door.h"
#include "services/gateway/connect_handler.h"
#include "services/gateway/door_log.h"
#include "services/gateway/health_page.h"
#include "services/gateway/http_server.h"
#include "services/gateway/rest_ranking.h"
#include "services/gateway/stream_places.h"
#include "services/gateway/transcoder.h"

namespace lifeline::gateway {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kScoring = 2;
constexpr char kMetricsType[] = "text/plain; version=0.0.4; charset=utf-8";

Outcome OfHttp(absl::string_view route, int status) {
  return {std::string(route), absl::StrCat(status), true, status >= 500};
}

Outcome OfConnect(const Method& method, grpc::StatusCode code) {
  const bool trouble = code == grpc::UNKNOWN || code == grpc::INTERNAL ||
                       code == grpc::UNAVAILABLE || code == grpc::DATA_LOSS ||
                       code == grpc::RESOURCE_EXHAUSTED;
  return {method.path.substr(1), std::string(ConnectCodeOf(code)),
          !method.descriptor->server_streaming(), trouble};
}

bool IsApi(absl::string_view path) {
  return absl::StartsWith(path, "/v1/") || absl::StartsWith(path, "/lifeline.");
}

class Door : public Gateway {
 public:
  Door(const GatewayOptions& options, const Channels& channels)
      : options_(options),
        backends_(BackendsOf(channels)),
        methods_(backends_),
        places_(options.limits),
        connect_(&transcoder_, &places_, options.limits),
        rest_(&backends_[kScoring], &transcoder_, options.limits),
        board_(options.board),
        log_(options.log, options.log_calls, options.metrics) {}

  absl::Status Open();

  const std::string& address() const override { return server_->address(); }
  std::string url() const override {
    const bool tls = !options_.tls.certificate_file.empty();
    return absl::StrCat(tls ? "https://" : "http://", server_->address());
  }
  std::string NewLink() override {
    return options_.security.identity ? url() : browsers_->NewLink();
  }
  void Stop() override { server_->Stop(); }

 private:
  void AddMetrics();
  absl::Status OpenForBrowsers();
  void KeepLink();
  Task<void> Serve(const HttpRequest& request, Exchange& exchange);
  Task<Outcome> Route(const HttpRequest& request, Exchange& exchange);
  Task<Outcome> Page(absl::string_view route, HttpResponse response,
                     Exchange& exchange) const;
  HttpResponse MetricsPage(const HttpRequest& request) const;
  HttpResponse Unknown(const HttpRequest& request) const;
  HttpResponse Refusal(const absl::Status& status) const {
    return ErrorResponse(ToGrpc(status), transcoder_);
  }

  const GatewayOptions options_;
  const Transcoder transcoder_;
  const std::vector<Backend> backends_;
  const Methods methods_;
  StreamPlaces places_;
  const ConnectHandler connect_;
  const RestRanking rest_;
  const Board board_;
  const DoorLog log_;
  // What the link file said last.
  std::string link_trouble_;
  std::unique_ptr<BrowserDoor> browsers_;
  // The last, so that it ends first.
  std::unique_ptr<HttpServer> server_;
};

absl::Status Door::Open() {
  HttpServerOptions http;
  http.listen_address = options_.listen_address;
  http.limits = options_.limits;
  http.tls = options_.tls;
  http.tick = options_.tick;
  http.drain = options_.drain;
  http.log = options_.log;
  if (options_.metrics != nullptr) {
    http.received = options_.metrics->AddCounter(
        "lifeline_http_received_bytes_total", "Bytes that clients sent.");
    http.sent = options_.metrics->AddCounter("lifeline_http_sent_bytes_total",
                                             "Bytes that clients were sent.");
  }
  http.on_tick = [this] { KeepLink(); };
  absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Open(
      std::move(http),
      [this](const HttpRequest& request, Exchange& exchange) -> Task<void> {
        return Serve(request, exchange);
      });
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  if (absl::Status ready = OpenForBrowsers(); !ready.ok()) return ready;
  AddMetrics();
  server_->Run();
  return absl::OkStatus();
}

absl::Status Door::OpenForBrowsers() {
  BrowserDoorOptions browsers;
  browsers.url = url();
  browsers.address = address();
  browsers.identity = options_.security.identity;
  browsers.link_file = options_.link_file;
  browsers.clock = options_.clock;
  browsers_ =
      std::make_unique<BrowserDoor>(std::move(browsers), options_.limits);
  return browsers_->KeepLink();
}

void Door::KeepLink() {
  const std::string trouble = ReasonOf(browsers_->KeepLink());
  if (!trouble.empty() && trouble != link_trouble_) {
    LogEvent(options_.log, LogLevel::kError,
             "the link to the board cannot be written",
             {{"reason", absl::string_view(trouble)}});
  }
  link_trouble_ = trouble;
}

void Door::AddMetrics() {
  if (options_.metrics == nullptr) return;
  options_.metrics->AddGauge(
      "lifeline_http_connections", "Connections that are open.",
      [this] { return static_cast<double>(server_->connections()); });
  options_.metrics->AddGauge(
      "lifeline_http_streams", "Streams that are open.",
      [this] { return static_cast<double>(places_.open()); });
  options_.metrics->AddSamples(
      Metrics::Kind::kCounter, "lifeline_http_refused_connections_total",
      "Connections that were closed at once because there were too many.",
      [this] {
        return std::vector<Metrics::Sample>{
            {{}, static_cast<double>(server_->refused())}};
      });
}

Task<void> Door::Serve(const HttpRequest& request, Exchange& exchange) {
  const Clock::time_point begin = Clock::now();
  const Outcome outcome = co_await Route(request, exchange);
  log_.Served(request, outcome, absl::FromChrono(Clock::now() - begin));
}

Task<Outcome> Door::Route(const HttpRequest& request, Exchange& exchange) {
  if (absl::Status enters = browsers_->Enter(request); !enters.ok())
    co_return co_await Page("refused", Refusal(enters), exchange);
  if (IsApi(request.path)) {
    if (absl::Status admitted = browsers_->Admit(request); !admitted.ok())
      co_return co_await Page("refused", Refusal(admitted), exchange);
    const Method* const method = methods_.Find(request.path);
    if (method != nullptr) {
      const grpc::StatusCode code =
          co_await connect_.Serve(*method, request, exchange);
      co_return OfConnect(*method, code);
    }
    if (absl::StartsWith(request.path, "/v1/")) {
      const int status = co_await rest_.Serve(request, exchange);
      co_return OfHttp("rest", status);
    }
    co_return co_await Page("unknown", Unknown(request), exchange);
  }
  if (request.path == "/healthz") {
    HttpResponse health = co_await HealthPage(backends_);
    co_return co_await Page("healthz", std::move(health), exchange);
  }
  if (request.path == "/metrics")
    co_return co_await Page("metrics", MetricsPage(request), exchange);
  if (request.path == "/login")
    co_return co_await Page("login", browsers_->Login(request), exchange);
  if (request.path == "/session")
    co_return co_await Page("session", browsers_->Describe(request), exchange);
  co_return co_await Page("board", board_.Serve(request), exchange);
}

Task<Outcome> Door::Page(absl::string_view route, HttpResponse response,
                         Exchange& exchange) const {
  const int status = response.status;
  co_await exchange.Send(std::move(response));
  co_return OfHttp(route, status);
}

// For this machine only, as the services' own door of metrics is.
HttpResponse Door::MetricsPage(const HttpRequest& request) const {
  const bool near = absl::StartsWith(request.peer, "127.") ||
                    request.peer == "::1" ||
                    absl::StartsWith(request.peer, "::ffff:127.");
  if (!near || options_.metrics == nullptr)
    return {404, {{"Content-Type", "text/plain"}}, "not here\n"};
  return {200,
          {{"Content-Type", kMetricsType}, {"Cache-Control", "no-store"}},
          options_.metrics->Text()};
}

HttpResponse Door::Unknown(const HttpRequest& request) const {
  HttpResponse response = Refusal(
      Error(absl::StatusCode::kUnimplemented, "METHOD_UNKNOWN",
            absl::StrCat("there is no method ", request.path.substr(0, 200),
                         "; the methods stand in protos/")));
  response.status = 404;
  return response;
}

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
