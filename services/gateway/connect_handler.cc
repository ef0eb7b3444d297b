#include "services/gateway/connect_handler.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/gateway/compression.h"

namespace lifeline::gateway {
namespace {

// What a method takes, for who sent something else.
HttpResponse WrongType(const Method& method) {
  const bool stream = method.descriptor->server_streaming();
  const Encoding json{true, stream};
  const Encoding proto{false, stream};
  return {415,
          {{"Accept-Post",
            absl::StrCat(ContentTypeOf(json), ", ", ContentTypeOf(proto))},
           {"Content-Type", "text/plain; charset=utf-8"}},
          absl::StrCat(method.path, " takes ", ContentTypeOf(json), " or ",
                       ContentTypeOf(proto), "\n")};
}

absl::Status CheckEncoding(absl::string_view encoding, bool* packed) {
  *packed = absl::EqualsIgnoreCase(encoding, "gzip");
  if (*packed || encoding.empty() ||
      absl::EqualsIgnoreCase(encoding, "identity"))
    return absl::OkStatus();
  return Error(absl::StatusCode::kUnimplemented, "ENCODING_UNKNOWN",
               "the body is packed in a way that is not read here; taken are "
               "gzip and identity");
}

absl::Status CheckVersion(const HttpRequest& request) {
  const absl::string_view version = request.Header("connect-protocol-version");
  if (version.empty() || version == "1") return absl::OkStatus();
  return Error(absl::StatusCode::kInvalidArgument, "PROTOCOL_VERSION_UNKNOWN",
               "Connect-Protocol-Version: is 1");
}

}  // namespace

Task<grpc::StatusCode> ConnectHandler::Serve(const Method& method,
                                             const HttpRequest& request,
                                             Exchange& exchange) const {
  if (request.method != "POST") {
    HttpResponse refusal = {405, {{"Allow", "POST"}}, ""};
    co_await exchange.Send(std::move(refusal));
    co_return grpc::UNIMPLEMENTED;
  }
  const std::optional<Encoding> encoding =
      ParseContentType(request.Header("content-type"));
  if (!encoding.has_value() ||
      encoding->stream != method.descriptor->server_streaming()) {
    co_await exchange.Send(WrongType(method));
    co_return grpc::INVALID_ARGUMENT;
  }
  if (encoding->stream)
    co_return co_await ServeStream(method, *encoding, request, exchange);
  co_return co_await ServeUnary(method, *encoding, request, exchange);
}

absl::StatusOr<std::string> ConnectHandler::MessageOf(
    const Method& method, Encoding encoding, const HttpRequest& request) const {
  bool packed = false;
  absl::Status known =
      CheckEncoding(request.Header(encoding.stream ? "connect-content-encoding"
                                                   : "content-encoding"),
                    &packed);
  if (!known.ok()) return known;
  absl::string_view bytes = request.body;
  if (encoding.stream) {
    const absl::StatusOr<Enveloped> envelope = OpenEnvelope(bytes);
    if (!envelope.ok()) return envelope.status();
    packed = packed && (envelope->flags & kCompressedFlag) != 0;
    bytes = envelope->message;
  }
  std::string plain;
  if (packed && !bytes.empty()) {
    absl::StatusOr<std::string> unpacked = Gunzip(bytes, limits_.body_bytes);
    if (!unpacked.ok()) return unpacked;
    plain = *std::move(unpacked);
    bytes = plain;
  }
  if (!encoding.json) return std::string(bytes);
  return transcoder_.ToBinary(*method.descriptor->input_type(), bytes);
}

absl::StatusOr<ConnectHandler::Prepared> ConnectHandler::Prepare(
    const Method& method, Encoding encoding, const HttpRequest& request) const {
  if (absl::Status version = CheckVersion(request); !version.ok())
    return version;
  Prepared prepared;
  const absl::StatusOr<absl::Duration> timeout =
      ParseTimeout(request.Header("connect-timeout-ms"));
  if (!timeout.ok()) return timeout.status();
  prepared.timeout =
      encoding.stream ? *timeout : std::min(*timeout, limits_.call_time);
  absl::StatusOr<CallerMetadata> caller = CallerOf(request);
  if (!caller.ok()) return caller.status();
  prepared.caller = *std::move(caller);
  absl::StatusOr<std::string> message = MessageOf(method, encoding, request);
  if (!message.ok()) return message.status();
  prepared.message = *std::move(message);
  return prepared;
}

HttpResponse ConnectHandler::Answer(const Method& method, Encoding encoding,
                                    bool gzip, UpstreamAnswer& answer) const {
  if (!answer.status.ok())
    return ErrorResponse(Explained(answer.status, *method.backend),
                         transcoder_);
  HttpResponse response = {
      200, {{"Content-Type", std::string(ContentTypeOf(encoding))}}, ""};
  if (encoding.json) {
    absl::StatusOr<std::string> json =
        transcoder_.ToJson(*method.descriptor->output_type(), answer.message);
    if (!json.ok()) return ErrorResponse(ToGrpc(json.status()), transcoder_);
    response.body = *std::move(json);
  } else {
    response.body = std::move(answer.message);
  }
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (gzip && response.body.size() >= kWorthPacking) {
    response.body = Gzip(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  return response;
}

Task<grpc::StatusCode> ConnectHandler::ServeUnary(const Method& method,
                                                  Encoding encoding,
                                                  const HttpRequest& request,
                                                  Exchange& exchange) const {
  const absl::StatusOr<Prepared> prepared = Prepare(method, encoding, request);
  if (!prepared.ok()) {
    const grpc::Status status = ToGrpc(prepared.status());
    co_await exchange.Send(ErrorResponse(status, transcoder_));
    co_return status.error_code();
  }
  auto call = std::make_shared<UpstreamCall>(
      method.backend->channel, method.path, prepared->caller, prepared->timeout,
      co_await net::this_coro::executor);
  exchange.OnGone([call] { call->Cancel(); });
  UpstreamAnswer answer = co_await call->Unary(prepared->message);
  const bool gzip = AcceptsGzip(request.Header("accept-encoding"));
  co_await exchange.Send(Answer(method, encoding, gzip, answer));
  co_return answer.status.error_code();
}

Task<grpc::StatusCode> ConnectHandler::ServeStream(const Method& method,
                                                   Encoding encoding,
                                                   const HttpRequest& request,
                                                   Exchange& exchange) const {
  const bool gzip = AcceptsGzip(request.Header("connect-accept-encoding"));
  HttpResponse head = {
      200, {{"Content-Type", std::string(ContentTypeOf(encoding))}}, ""};
  if (gzip) head.headers.emplace_back("Connect-Content-Encoding", "gzip");
  const absl::StatusOr<Prepared> prepared = Prepare(method, encoding, request);
  absl::StatusOr<StreamPlaces::Place> place =
      prepared.ok() ? places_.Take(CallerKey(prepared->caller))
                    : absl::StatusOr<StreamPlaces::Place>(prepared.status());
  bool there = co_await exchange.Begin(std::move(head));
  grpc::Status status = ToGrpc(place.status());
  if (place.ok()) {
    auto call = std::make_shared<UpstreamCall>(
        method.backend->channel, method.path, prepared->caller,
        prepared->timeout, co_await net::this_coro::executor);
    exchange.OnGone([call] { call->Cancel(); });
    auto stopped = std::make_shared<bool>(false);
    exchange.OnStop([call, stopped] {
      *stopped = true;
      call->Cancel();
    });
    if (!there) call->Cancel();
    call->Start(prepared->message);
    status =
        Explained(co_await Forward(method, encoding, gzip, *call, exchange),
                  *method.backend);
    if (*stopped) {
      status = ToGrpc(Error(absl::StatusCode::kUnavailable, "SERVER_STOPPING",
                            "the gateway stops; watch again in a moment"));
    }
  }
  if (there) there = co_await exchange.Piece(EndOfStream(status, transcoder_));
  if (there) co_await exchange.End();
  co_return status.error_code();
}

Task<grpc::Status> ConnectHandler::Forward(const Method& method,
                                           Encoding encoding, bool gzip,
                                           UpstreamCall& call,
                                           Exchange& exchange) const {
  absl::Status trouble;
  for (;;) {
    std::optional<std::string> message = co_await call.Next();
    if (!message.has_value()) break;
    // What was under way when the client went is taken and thrown away.
    if (!trouble.ok()) continue;
    if (encoding.json) {
      absl::StatusOr<std::string> json =
          transcoder_.ToJson(*method.descriptor->output_type(), *message);
      trouble = json.status();
      if (json.ok()) *message = *std::move(json);
    }
    uint8_t flags = 0;
    if (gzip && message->size() >= kWorthPacking) {
      *message = Gzip(*message);
      flags = kCompressedFlag;
    }
    if (trouble.ok() && !co_await exchange.Piece(Envelope(flags, *message)))
      trouble = absl::CancelledError("the client has gone");
    if (!trouble.ok()) call.Cancel();
  }
  const grpc::Status status = co_await call.Finish();
  co_return trouble.ok() ? status : ToGrpc(trouble);
}

}  // namespace lifeline::gateway
