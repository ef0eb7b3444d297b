#include "services/common/certificate_testing.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace lifeline {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<size_t>(size));
}

void AddExtension(X509* certificate, X509* issuer, int kind,
                  const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate NewCertificate(EVP_PKEY* key, const std::string& name) {
  static int serial = 0;
  Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 86400);
  X509_set_pubkey(made.get(), key);
  X509_NAME_add_entry_by_txt(
      X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
      reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return made;
}

TestCertificate ToPem(X509* certificate, EVP_PKEY* key) {
  const Memory first(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(first.get(), certificate);
  const Memory second(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PrivateKey(second.get(), key, nullptr, nullptr, 0, nullptr,
                           nullptr);
  return {TextOf(first.get()), TextOf(second.get())};
}

}  // namespace

TestCertificate MakeAuthority(const std::string& name) {
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate made = NewCertificate(key.get(), name);
  X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
  AddExtension(made.get(), made.get(), NID_basic_constraints,
               "critical,CA:TRUE");
  X509_sign(made.get(), key.get(), EVP_sha256());
  return ToPem(made.get(), key.get());
}

TestCertificate MakeCertificate(const TestCertificate& authority,
                                const std::string& alternative_names) {
  const auto memory = [](const std::string& text) {
    return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())),
                  BIO_free);
  };
  const Certificate issuer(
      PEM_read_bio_X509(memory(authority.certificate).get(), nullptr, nullptr,
                        nullptr),
      X509_free);
  const Key issuer_key(PEM_read_bio_PrivateKey(memory(authority.key).get(),
                                               nullptr, nullptr, nullptr),
                       EVP_PKEY_free);
  const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  const Certificate made = NewCertificate(key.get(), "test");
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get()));
  AddExtension(made.get(), issuer.get(), NID_subject_alt_name,
               alternative_names);
  X509_sign(made.get(), issuer_key.get(), EVP_sha256());
  return ToPem(made.get(), key.get());
}

}  // namespace lifeline
