#include "services/common/digest.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <openssl/evp.h>

#include <cassert>

#include "absl/strings/escaping.h"
#include "absl/strings/strip.h"

namespace lifeline {

std::string Sha256(absl::string_view data) {
  std::string digest(32, '\0');
  unsigned int size = 0;
  const int ok = EVP_Digest(data.data(), data.size(),
                            reinterpret_cast<unsigned char*>(digest.data()),
                            &size, EVP_sha256(), nullptr);
  assert(ok == 1 && size == digest.size());
  (void)ok;
  return digest;
}

std::string Sha256Hex(absl::string_view data) {
  return absl::BytesToHexString(Sha256(data));
}

Sha256Stream::Sha256Stream() : context_(EVP_MD_CTX_new()) {
  const int ok = EVP_DigestInit_ex(context_, EVP_sha256(), nullptr);
  assert(ok == 1);
  (void)ok;
}

Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(context_); }

void Sha256Stream::Add(absl::string_view data) {
  const int ok = EVP_DigestUpdate(context_, data.data(), data.size());
  assert(ok == 1);
  (void)ok;
}

std::string Sha256Stream::Hex() {
  std::string digest(32, '\0');
  unsigned int size = 0;
  const int ok = EVP_DigestFinal_ex(
      context_, reinterpret_cast<unsigned char*>(digest.data()), &size);
  assert(ok == 1 && size == digest.size());
  (void)ok;
  return absl::BytesToHexString(digest);
}

std::string MessageDigest(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return Sha256(bytes);
}

std::string Base64UrlEncode(absl::string_view bytes) {
  return absl::WebSafeBase64Escape(bytes);
}

std::optional<std::string> Base64UrlDecode(absl::string_view text) {
  std::string bytes;
  // The library is lenient about padding and stray bits; one spelling only
  // makes a token comparable.
  if (!absl::WebSafeBase64Unescape(text, &bytes) ||
      Base64UrlEncode(bytes) != text)
    return std::nullopt;
  return bytes;
}

}  // namespace lifeline
