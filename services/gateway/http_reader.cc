#include "services/gateway/http_reader.h"

#include <array>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace lifeline::gateway {
namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;
using boost::system::error_code;

constexpr size_t kReadPiece = size_t{16} << 10;
constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

std::string TextOf(boost::beast::string_view text) {
  return std::string(text.data(), text.size());
}

ReadResult Refused(int status, std::string message) {
  return {ReadResult::Kind::kRefused, {}, status, std::move(message)};
}

ReadResult RefusalOf(const error_code& error, const GatewayLimits& limits) {
  if (error == http::error::header_limit) {
    return Refused(431, absl::StrCat("the headers have more than ",
                                     limits.header_bytes, " bytes"));
  }
  if (error == http::error::body_limit) {
    return Refused(413,
                   absl::StrCat("the body has more than ", limits.body_bytes,
                                " bytes; send less at a time"));
  }
  return Refused(400,
                 absl::StrCat("this is no HTTP request: ", error.message()));
}

ReadResult RequestOf(Parser& parser, std::string peer) {
  ReadResult result;
  result.kind = ReadResult::Kind::kRequest;
  auto message = parser.release();
  HttpRequest& request = result.request;
  request.method = TextOf(message.method_string());
  const std::string target = TextOf(message.target());
  const size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos)
    request.query = target.substr(question + 1);
  for (const auto& field : message) {
    request.headers.emplace_back(
        absl::AsciiStrToLower(TextOf(field.name_string())),
        TextOf(field.value()));
  }
  request.keep_alive = message.keep_alive();
  request.chunks = message.version() >= 11;
  request.body = std::move(message.body());
  request.peer = std::move(peer);
  return result;
}

// Hands over what has come, until more is needed or the request is whole. Beast
// counts headers only where they come in parts, so they are counted here.
error_code Feed(const GatewayLimits& limits, std::string* ahead, Parser* parser,
                int64_t* header) {
  error_code error;
  while (!ahead->empty() && !parser->is_done()) {
    const bool in_header = !parser->is_header_done();
    const size_t used = parser->put(net::buffer(*ahead), error);
    if (error && error != http::error::need_more) return error;
    ahead->erase(0, used);
    if (in_header) {
      *header += static_cast<int64_t>(used);
      const bool waits = !parser->is_header_done();
      if (*header + (waits ? static_cast<int64_t>(ahead->size()) : 0) >
          limits.header_bytes)
        return http::error::header_limit;
      parser->eager(!waits);
    }
    if (used == 0) break;
  }
  return {};
}

}  // namespace

Task<ReadResult> HttpReader::Next() {
  Parser parser;
  parser.header_limit(std::numeric_limits<uint32_t>::max());
  parser.body_limit(static_cast<uint64_t>(limits_.body_bytes));
  connection_->Allow(ahead_.empty() ? limits_.idle_time : limits_.read_time);
  int64_t header = 0;
  bool begun = !ahead_.empty();
  bool told_to_go_on = false;
  std::array<char, kReadPiece> piece;
  for (;;) {
    if (const error_code error = Feed(limits_, &ahead_, &parser, &header);
        error)
      co_return RefusalOf(error, limits_);
    if (parser.is_done()) co_return RequestOf(parser, connection_->Peer());
    if (parser.is_header_done() && !std::exchange(told_to_go_on, true) &&
        absl::EqualsIgnoreCase(TextOf(parser.get()[http::field::expect]),
                               "100-continue")) {
      std::vector<net::const_buffer> leave;
      leave.push_back(net::buffer(kContinue, sizeof kContinue - 1));
      const bool there = co_await connection_->Write(std::move(leave));
      if (!there) co_return ReadResult();
    }
    const size_t read = co_await connection_->Read(net::buffer(piece));
    if (read == 0) co_return ReadResult();
    if (!std::exchange(begun, true)) connection_->Allow(limits_.read_time);
    ahead_.append(piece.data(), read);
  }
}

}  // namespace lifeline::gateway
