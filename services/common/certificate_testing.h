#ifndef LIFELINE_SERVICES_COMMON_CERTIFICATE_TESTING_H_
#define LIFELINE_SERVICES_COMMON_CERTIFICATE_TESTING_H_

#include <string>

namespace lifeline {

// A certificate with its key, in PEM, made for one test.
struct TestCertificate {
  std::string certificate;
  std::string key;
};

// An authority that signs itself.
TestCertificate MakeAuthority(const std::string& name);

// One that `authority` signs, for these names in OpenSSL's form
// ("DNS:localhost", "URI:spiffe://shop.example/lifeline/scoring").
TestCertificate MakeCertificate(const TestCertificate& authority,
                                const std::string& alternative_names);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_CERTIFICATE_TESTING_H_
