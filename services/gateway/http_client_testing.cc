#include "services/gateway/http_client_testing.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace lifeline::gateway {

std::string TestAnswer::Header(absl::string_view name) const {
  for (const auto& [key, value] : headers)
    if (key == name) return value;
  return "";
}

TestClient::TestClient(absl::string_view address) : address_(address) {
  const size_t colon = address.rfind(':');
  int port = 0;
  EXPECT_TRUE(absl::SimpleAtoi(address.substr(colon + 1), &port));
  sockaddr_in to = {};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(port));
  inet_pton(AF_INET, std::string(address.substr(0, colon)).c_str(),
            &to.sin_addr);
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval patience = {20, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
}

TestClient::~TestClient() { Close(); }

void TestClient::Close() {
  if (socket_ >= 0) close(socket_);
  socket_ = -1;
}

void TestClient::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent =
        send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    // The other side may have refused before everything was there.
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

void TestClient::Ask(absl::string_view method, absl::string_view target,
                     const Headers& headers, absl::string_view body) {
  std::string request = absl::StrCat(method, " ", target, " HTTP/1.1\r\n");
  bool has_host = false;
  for (const auto& [name, value] : headers) {
    has_host = has_host || name == "Host";
    absl::StrAppend(&request, name, ": ", value, "\r\n");
  }
  if (!has_host) absl::StrAppend(&request, "Host: ", address_, "\r\n");
  if (!body.empty())
    absl::StrAppend(&request, "Content-Length: ", body.size(), "\r\n");
  Send(absl::StrCat(request, "\r\n", body));
}

bool TestClient::More() {
  char bytes[16384];
  const ssize_t read = recv(socket_, bytes, sizeof bytes, 0);
  if (read <= 0) return false;
  ahead_.append(bytes, static_cast<size_t>(read));
  return true;
}

std::string TestClient::Line() {
  size_t end;
  while ((end = ahead_.find("\r\n")) == std::string::npos)
    if (!More()) return "";
  std::string line = ahead_.substr(0, end);
  ahead_.erase(0, end + 2);
  return line;
}

std::string TestClient::Exactly(size_t bytes) {
  while (ahead_.size() < bytes && More()) {
  }
  std::string taken = ahead_.substr(0, bytes);
  ahead_.erase(0, taken.size());
  return taken;
}

TestAnswer TestClient::ReadHead() {
  TestAnswer answer;
  const std::string first = Line();
  if (!absl::StartsWith(first, "HTTP/1.1 ") ||
      !absl::SimpleAtoi(first.substr(9, 3), &answer.status))
    return answer;
  for (std::string line = Line(); !line.empty(); line = Line()) {
    const size_t colon = line.find(": ");
    answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return answer;
}

std::string TestClient::ReadChunk() {
  const std::string size = Line();
  const std::string chunk =
      Exactly(static_cast<size_t>(strtoul(size.c_str(), nullptr, 16)));
  Line();
  return chunk;
}

TestAnswer TestClient::Read(bool head) {
  TestAnswer answer = ReadHead();
  int64_t length = 0;
  if (head) return answer;
  if (answer.Header("Transfer-Encoding") == "chunked") {
    for (std::string chunk = ReadChunk(); !chunk.empty(); chunk = ReadChunk())
      answer.body += chunk;
  } else if (absl::SimpleAtoi(answer.Header("Content-Length"), &length)) {
    answer.body = Exactly(static_cast<size_t>(length));
  }
  return answer;
}

TestAnswer TestClient::Call(absl::string_view method, absl::string_view target,
                            const Headers& headers, absl::string_view body) {
  Ask(method, target, headers, body);
  return Read(method == "HEAD");
}

bool TestClient::IsClosed() {
  char byte;
  errno = 0;
  return ahead_.empty() && recv(socket_, &byte, 1, 0) <= 0 && errno != EAGAIN &&
         errno != EWOULDBLOCK;
}

}  // namespace lifeline::gateway
