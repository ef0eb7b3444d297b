#ifndef LIFELINE_SERVICES_COMMON_DIGEST_H_
#define LIFELINE_SERVICES_COMMON_DIGEST_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX.

namespace lifeline {

// SHA-256 and text forms of bytes. Pure functions.

// 32 bytes.
std::string Sha256(absl::string_view data);

// 64 lower case hexadecimal digits.
std::string Sha256Hex(absl::string_view data);

// The same of bytes that come in pieces. Not thread safe.
class Sha256Stream {
 public:
  Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  ~Sha256Stream();

  void Add(absl::string_view data);
  // Of all that was added; once, at last.
  std::string Hex();

 private:
  evp_md_ctx_st* const context_;
};

// Sha256 of the message's deterministic serialization. The same message gives
// the same digest in one version of the program; do not keep it longer than
// requests are kept.
std::string MessageDigest(const google::protobuf::MessageLite& message);

// RFC 4648 section 5, without padding.
std::string Base64UrlEncode(absl::string_view bytes);

// nullopt if it is not what Base64UrlEncode writes (padding and stray bits are
// refused too).
std::optional<std::string> Base64UrlDecode(absl::string_view text);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_DIGEST_H_
