#include "services/common/tls_files.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <time.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Source = std::unique_ptr<BIO, decltype(&BIO_free)>;

absl::Status InvalidTls(absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "TLS_INVALID", what);
}

Source SourceOf(const std::string& pem) {
  return Source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                BIO_free);
}

// The first of the file; null if it has none.
Certificate FirstCertificate(const std::string& pem) {
  return Certificate(
      PEM_read_bio_X509(SourceOf(pem).get(), nullptr, nullptr, nullptr),
      X509_free);
}

// Nobody is asked for a passphrase.
int NoPassphrase(char*, int, int, void*) { return 0; }

absl::Time TimeOf(const ASN1_TIME* time) {
  tm broken_down;
  if (ASN1_TIME_to_tm(time, &broken_down) != 1) return absl::InfinitePast();
  return absl::FromUnixSeconds(timegm(&broken_down));
}

absl::StatusOr<std::string> ReadAll(absl::string_view flag,
                                    const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)),
                   std::istreambuf_iterator<char>());
  if (text.empty() || file.bad()) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "TLS_UNREADABLE",
        absl::StrCat(flag, ": ", path, " cannot be read, or is empty"));
  }
  return text;
}

}  // namespace

absl::Status CheckTlsMaterial(TlsMaterial* material) {
  const Certificate certificate = FirstCertificate(material->certificate);
  const PrivateKey key(PEM_read_bio_PrivateKey(SourceOf(material->key).get(),
                                               nullptr, NoPassphrase, nullptr),
                       EVP_PKEY_free);
  const bool belongs =
      certificate != nullptr && key != nullptr &&
      X509_check_private_key(certificate.get(), key.get()) == 1;
  const bool authority = material->client_ca.empty() ||
                         FirstCertificate(material->client_ca) != nullptr;
  // What is left in the thread's queue would be taken for an error of TLS.
  ERR_clear_error();
  if (certificate == nullptr)
    return InvalidTls("--tls_certificate: has no certificate in PEM");
  if (key == nullptr)
    return InvalidTls("--tls_key: has no key in PEM without a passphrase");
  if (!belongs)
    return InvalidTls("--tls_key: is not the key of the certificate");
  if (!authority)
    return InvalidTls("--tls_client_ca: has no certificate in PEM");
  material->expiry = TimeOf(X509_get0_notAfter(certificate.get()));
  return absl::OkStatus();
}

// The server's side for gRPC, which asks for the newest certificate before each
// handshake; its own watcher of files would serve a pair that does not match.
class TlsFiles::Credentials : public grpc::ServerCredentials {
 public:
  Credentials(TlsFiles* files, bool asks)
      : credentials_(grpc_ssl_server_credentials_create_with_options(
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                asks ? GRPC_SSL_REQUEST_CLIENT_CERTIFICATE_AND_VERIFY
                     : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
                &TlsFiles::Fetch, files))) {}
  ~Credentials() override { grpc_server_credentials_release(credentials_); }

  void SetAuthMetadataProcessor(
      const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address,
                      grpc_server* server) override {
    return grpc_server_add_http2_port(server, address.c_str(), credentials_);
  }

  grpc_server_credentials* const credentials_;
};

absl::StatusOr<std::unique_ptr<TlsFiles>> TlsFiles::Open(
    const TlsOptions& options, const Log* log) {
  std::unique_ptr<TlsFiles> files(new TlsFiles(options, log));
  if (absl::Status read = files->Refresh(); !read.ok()) return read;
  const absl::StatusOr<std::string> authority =
      ReadAll("--tls_ca", options.ca_file);
  if (!authority.ok()) return authority.status();
  const bool useless =
      !authority->empty() && FirstCertificate(*authority) == nullptr;
  ERR_clear_error();
  if (useless) return InvalidTls("--tls_ca: has no certificate in PEM");
  return files;
}

std::shared_ptr<grpc::ServerCredentials> TlsFiles::ForServer() {
  if (options_.certificate_file.empty()) return nullptr;
  absl::MutexLock lock(&mutex_);
  fetched_ = 0;
  return std::make_shared<Credentials>(this, !options_.client_ca_file.empty());
}

std::shared_ptr<grpc::ChannelCredentials> TlsFiles::ForCalls() const {
  if (options_.ca_file.empty()) return nullptr;
  constexpr unsigned kSeconds = 1;
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          options_.key_file, options_.certificate_file, options_.ca_file,
          kSeconds));
  options.watch_root_certs();
  if (!options_.certificate_file.empty())
    options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

grpc_ssl_certificate_config_reload_status TlsFiles::Fetch(
    void* credentials, grpc_ssl_server_certificate_config** config) {
  auto* files = static_cast<TlsFiles*>(credentials);
  absl::MutexLock lock(&files->mutex_);
  if (files->fetched_ == files->generation_)
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
  const TlsMaterial& material = files->material_;
  const grpc_ssl_pem_key_cert_pair pair = {material.key.c_str(),
                                           material.certificate.c_str()};
  // gRPC insists on an authority, also where no caller is asked for a
  // certificate and none is ever checked against it.
  const std::string& authority =
      material.client_ca.empty() ? material.certificate : material.client_ca;
  *config =
      grpc_ssl_server_certificate_config_create(authority.c_str(), &pair, 1);
  files->fetched_ = files->generation_;
  return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
}

absl::StatusOr<TlsMaterial> TlsFiles::Read() const {
  absl::StatusOr<std::string> certificate =
      ReadAll("--tls_certificate", options_.certificate_file);
  if (!certificate.ok()) return certificate.status();
  absl::StatusOr<std::string> key = ReadAll("--tls_key", options_.key_file);
  if (!key.ok()) return key.status();
  absl::StatusOr<std::string> client_ca =
      ReadAll("--tls_client_ca", options_.client_ca_file);
  if (!client_ca.ok()) return client_ca.status();
  return TlsMaterial{*std::move(certificate), *std::move(key),
                     *std::move(client_ca), absl::Time()};
}

absl::Status TlsFiles::Refresh() {
  if (options_.certificate_file.empty()) return absl::OkStatus();
  absl::StatusOr<TlsMaterial> read = Read();
  absl::Status state =
      read.ok() ? CheckTlsMaterial(&*read) : absl::Status(read.status());
  absl::MutexLock lock(&mutex_);
  const bool told = ReasonOf(state) == ReasonOf(state_);
  state_ = state;
  if (!state.ok()) {
    const std::string reason = ReasonOf(state);
    if (!told && generation_ > 0) {
      LogEvent(log_, LogLevel::kError,
               "certificates cannot be used; the old ones stay",
               {{"reason", absl::string_view(reason)}});
    }
    return state;
  }
  if (read->certificate == material_.certificate &&
      read->key == material_.key && read->client_ca == material_.client_ca) {
    return state;
  }
  material_ = *std::move(read);
  ++generation_;
  LogEvent(log_, LogLevel::kInfo, "certificates were read");
  return state;
}

absl::Time TlsFiles::expiry() const {
  absl::MutexLock lock(&mutex_);
  return material_.expiry;
}

bool TlsFiles::current() const {
  absl::MutexLock lock(&mutex_);
  return state_.ok();
}

}  // namespace lifeline
