#ifndef LIFELINE_SERVICES_GATEWAY_HTTP_CLIENT_TESTING_H_
#define LIFELINE_SERVICES_GATEWAY_HTTP_CLIENT_TESTING_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace lifeline::gateway {

// What came back.
struct TestAnswer {
  // 0 if the connection ended before there was an answer.
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // The first header of this name, written as it was sent; empty without one.
  std::string Header(absl::string_view name) const;
};

// For tests: one connection, by the socket itself, so that a test sends what no
// library would. Waits at most twenty seconds for anything.
class TestClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // HOST:PORT with an IPv4 address.
  explicit TestClient(absl::string_view address);
  TestClient(const TestClient&) = delete;
  ~TestClient();

  void Send(absl::string_view bytes);
  // A whole request with its Host, and Content-Length where there is a body.
  void Ask(absl::string_view method, absl::string_view target,
           const Headers& headers = {}, absl::string_view body = "");
  // The next answer, whole. `head` for one to HEAD, which has no body.
  TestAnswer Read(bool head = false);
  // Its head only, and then one chunk after the other; empty is the last.
  TestAnswer ReadHead();
  std::string ReadChunk();
  // Ask, then Read.
  TestAnswer Call(absl::string_view method, absl::string_view target,
                  const Headers& headers = {}, absl::string_view body = "");
  // Waits until the other side closes; false if it sends anything instead.
  bool IsClosed();
  void Close();

 private:
  bool More();
  std::string Line();
  std::string Exactly(size_t bytes);

  std::string address_;
  int socket_ = -1;
  std::string ahead_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_HTTP_CLIENT_TESTING_H_
