#include "services/gateway/tls.h"

#include <boost/asio/ssl/context.hpp>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"
#include "services/gateway/asio.h"

namespace lifeline::gateway {
namespace {

absl::StatusOr<std::string> ReadAll(absl::string_view flag,
                                    const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file),
                   std::istreambuf_iterator<char>()};
  if (file.bad() || text.empty()) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "TLS_UNREADABLE",
        absl::StrCat(flag, ": ", path, " cannot be read, or is empty"));
  }
  return text;
}

// TLS 1.2 and 1.3, without what has been broken since.
absl::StatusOr<TlsContext> MakeContext(const TlsMaterial& material) {
  auto context =
      std::make_shared<net::ssl::context>(net::ssl::context::tls_server);
  boost::system::error_code error;
  context->set_options(
      net::ssl::context::no_sslv2 | net::ssl::context::no_sslv3 |
          net::ssl::context::no_tlsv1 | net::ssl::context::no_tlsv1_1 |
          net::ssl::context::no_compression,
      error);
  if (!error)
    context->use_certificate_chain(net::buffer(material.certificate), error);
  if (!error)
    context->use_private_key(net::buffer(material.key), net::ssl::context::pem,
                             error);
  if (error) {
    return Error(
        absl::StatusCode::kInvalidArgument, "TLS_INVALID",
        absl::StrCat("--tls_certificate, --tls_key: ", error.message()));
  }
  return context;
}

}  // namespace

absl::StatusOr<TlsDoor> TlsDoor::Open(const TlsOptions& options) {
  TlsDoor door(options);
  if (absl::Status read = door.Refresh(); !read.ok()) return read;
  return door;
}

absl::Status TlsDoor::Refresh() {
  if (options_.certificate_file.empty()) return absl::OkStatus();
  absl::StatusOr<std::string> certificate =
      ReadAll("--tls_certificate", options_.certificate_file);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadAll("--tls_key", options_.key_file);
  if (!key.ok()) return key.status();
  if (*certificate == certificate_ && *key == key_) return absl::OkStatus();
  TlsMaterial material = {*certificate, *key, "", absl::Time()};
  if (absl::Status valid = CheckTlsMaterial(&material); !valid.ok())
    return valid;
  absl::StatusOr<TlsContext> context = MakeContext(material);
  if (!context.ok()) return context.status();
  certificate_ = *std::move(certificate);
  key_ = *std::move(key);
  context_ = *std::move(context);
  return absl::OkStatus();
}

}  // namespace lifeline::gateway
