#include "services/gateway/session.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/gateway/security_headers.h"

namespace lifeline::gateway {
namespace {

constexpr absl::string_view kLastChunk = "0\r\n\r\n";
// A piece of an answer that one patience (GatewayLimits::write_time) is for.
constexpr size_t kWritePiece = size_t{256} << 10;

}  // namespace

Session::Session(std::unique_ptr<Connection> connection,
                 const GatewayLimits& limits, const HttpHandler& handler,
                 const std::atomic<bool>& stopping)
    : connection_(std::move(connection)),
      limits_(limits),
      handler_(handler),
      stopping_(stopping),
      peer_(connection_->Peer()),
      reader_(connection_.get(), limits) {}

Task<void> Session::Run() {
  connection_->Allow(limits_.read_time);
  if (!co_await connection_->Begin()) co_return;
  while (keep_alive_ && !gone_ && !stopping_) {
    ReadResult next = co_await reader_.Next();
    if (next.kind == ReadResult::Kind::kOver) break;
    if (next.kind == ReadResult::Kind::kRefused) {
      co_await Refuse(next);
      break;
    }
    connection_->AllowForever();
    request_ = &next.request;
    keep_alive_ = next.request.keep_alive;
    co_await handler_(next.request, *this);
    on_gone_ = nullptr;
    on_stop_ = nullptr;
    request_ = nullptr;
  }
  if (!gone_) {
    connection_->Allow(limits_.write_time);
    co_await connection_->ShutDown();
  }
  connection_->Close();
}

// What a client still sends would otherwise throw the answer away.
Task<void> Session::Linger() {
  connection_->Allow(limits_.write_time);
  co_await connection_->ShutDown();
  std::array<char, 4096> ignored;
  int64_t left = limits_.body_bytes;
  while (left > 0) {
    const size_t read = co_await connection_->Read(net::buffer(ignored));
    if (read == 0) break;
    left -= static_cast<int64_t>(read);
  }
}

Task<void> Session::Refuse(const ReadResult& refused) {
  keep_alive_ = false;
  const absl::string_view code =
      refused.status == 400 ? "invalid_argument" : "resource_exhausted";
  HttpResponse response = {
      refused.status,
      {{"Content-Type", "application/json"}},
      absl::StrCat("{\"code\":\"", code, "\",\"message\":\"", refused.message,
                   "\"}")};
  if (co_await Send(std::move(response))) co_await Linger();
}

std::string Session::HeadOf(const HttpResponse& response, bool whole) const {
  std::string head = absl::StrCat("HTTP/1.1 ", response.status, " ",
                                  StatusText(response.status), "\r\n");
  for (const auto& [name, value] : response.headers)
    absl::StrAppend(&head, name, ": ", value, "\r\n");
  absl::StrAppend(&head, kSecurityHeaders);
  if (whole && response.status != 304)
    absl::StrAppend(&head, "Content-Length: ", response.body.size(), "\r\n");
  if (!whole && request_->chunks)
    absl::StrAppend(&head, "Transfer-Encoding: chunked\r\n");
  if (!keep_alive_) absl::StrAppend(&head, "Connection: close\r\n");
  absl::StrAppend(&head, "\r\n");
  return head;
}

// Large ones in pieces, so that slow is told from stuck.
Task<bool> Session::Write(absl::string_view first, absl::string_view second) {
  const std::array<net::const_buffer, 2> both = {
      net::buffer(first.data(), first.size()),
      net::buffer(second.data(), second.size())};
  std::vector<net::const_buffer> piece;
  size_t size = 0;
  for (net::const_buffer rest : both) {
    while (rest.size() > 0) {
      const size_t part = std::min(rest.size(), kWritePiece - size);
      piece.push_back(net::buffer(rest, part));
      rest += part;
      size += part;
      if (size < kWritePiece) continue;
      const bool there = co_await WritePiece(std::move(piece));
      if (!there) co_return false;
      piece.clear();
      size = 0;
    }
  }
  if (size == 0) co_return !gone_;
  co_return co_await WritePiece(std::move(piece));
}

Task<bool> Session::WritePiece(std::vector<net::const_buffer> piece) {
  if (gone_) co_return false;
  connection_->Allow(limits_.write_time);
  gone_ = !co_await connection_->Write(std::move(piece));
  connection_->AllowForever();
  co_return !gone_;
}

Task<bool> Session::Send(HttpResponse response) {
  keep_alive_ = keep_alive_ && !stopping_;
  const std::string head = HeadOf(response, true);
  const bool no_body = (request_ != nullptr && request_->method == "HEAD") ||
                       response.status == 304;
  if (no_body) response.body.clear();
  co_return co_await Write(head, response.body);
}

Task<bool> Session::Begin(HttpResponse head) {
  keep_alive_ = keep_alive_ && !stopping_ && request_->chunks;
  const std::string text = HeadOf(head, false);
  co_return co_await Write(text);
}

Task<bool> Session::Piece(std::string bytes) {
  if (request_->method == "HEAD") co_return !gone_;
  if (!request_->chunks) co_return co_await Write(bytes);
  // An empty chunk would be the end.
  if (bytes.empty()) co_return !gone_;
  const std::string size = absl::StrCat(absl::Hex(bytes.size()), "\r\n");
  bytes.append("\r\n");
  co_return co_await Write(size, bytes);
}

Task<bool> Session::End() {
  if (!request_->chunks || request_->method == "HEAD") co_return !gone_;
  co_return co_await Write(kLastChunk);
}

void Session::Tick() {
  if (request_ != nullptr && connection_->PeerGone()) gone_ = true;
  if (connection_->Overdue()) {
    gone_ = true;
    connection_->Close();
  }
  if (gone_ && on_gone_) std::exchange(on_gone_, nullptr)();
}

void Session::Drain() {
  if (request_ == nullptr) {
    connection_->Close();
  } else if (on_stop_) {
    std::exchange(on_stop_, nullptr)();
  }
}

void Session::Cut() {
  gone_ = true;
  connection_->Close();
  if (on_gone_) std::exchange(on_gone_, nullptr)();
}

}  // namespace lifeline::gateway
