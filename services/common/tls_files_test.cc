#include "services/common/tls_files.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "services/common/authenticator.h"
#include "services/common/certificate_testing.h"
#include "services/common/rpc.h"
#include "services/common/security.h"
#include "services/common/server.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"
#include "services/common/token_testing.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;

// A service whose one method is behind EnterCall; the health protocol serves as
// its messages.
class WhoAmI : public Health::CallbackService {
 public:
  explicit WhoAmI(RpcOptions options) : options_(std::move(options)) {}

  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const HealthCheckRequest* request,
                                  HealthCheckResponse* response) override {
    return UnaryInline(
        options_, context, "/test/Check", request, response,
        [](const CallContext& call,
           const HealthCheckRequest&) -> absl::StatusOr<HealthCheckResponse> {
          return Error(absl::StatusCode::kAborted, "SEEN",
                       absl::StrCat(call.actor, " is ", call.identity.name));
        });
  }

 private:
  const RpcOptions options_;
};

class TlsFilesTest : public ::testing::Test {
 protected:
  TlsFilesTest() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "lifeline-tls-XXXXXX")
            .string();
    folder_ = mkdtemp(pattern.data());
    Write("ca.pem", authority_.certificate);
    Give(own_);
  }
  ~TlsFilesTest() override {
    if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
    std::filesystem::remove_all(folder_);
  }

  std::string Path(const std::string& name) const {
    return absl::StrCat(folder_, "/", name);
  }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
  }
  void Give(const TestCertificate& certificate) const {
    Write("own.pem", certificate.certificate);
    Write("own.key", certificate.key);
  }
  TlsOptions Options() const {
    return {Path("own.pem"), Path("own.key"), Path("ca.pem"), Path("ca.pem")};
  }

  // Serves with certificates and services' names.
  void Serve(bool asks = true) {
    TlsOptions options = Options();
    if (!asks) options.client_ca_file.clear();
    files_ = TlsFiles::Open(options, nullptr).value();
    authenticator_ =
        Authenticator::Make({"", {}, "shop.example", {}, nullptr}).value();
    RpcOptions rpc{nullptr, [] { return absl::Now(); }};
    rpc.authenticator = authenticator_.get();
    service_ = std::make_unique<WhoAmI>(rpc);
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("localhost:0", files_->ForServer(), &port);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    address_ = absl::StrCat("localhost:", port);
  }

  // What somebody is told who connects anew with these credentials.
  std::string Ask(const std::shared_ptr<grpc::ChannelCredentials>& credentials,
                  const std::string& claim = "") const {
    grpc::ChannelArguments alone;
    alone.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    const auto stub = Health::NewStub(
        grpc::CreateCustomChannel(address_, credentials, alone));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(20));
    if (!claim.empty()) context.AddMetadata(kCallerMetadata, claim);
    HealthCheckResponse response;
    const absl::Status status =
        FromGrpc(stub->Check(&context, HealthCheckRequest(), &response));
    const std::string reason = ReasonOf(status);
    return reason == "SEEN" ? std::string(status.message()) : reason;
  }
  std::shared_ptr<grpc::ChannelCredentials> Trusting(
      const TestCertificate& authority, const TestCertificate& own = {}) const {
    return grpc::SslCredentials(
        {authority.certificate, own.key, own.certificate});
  }

  const TestCertificate authority_ = MakeAuthority("ours");
  const TestCertificate other_ = MakeAuthority("another");
  const TestCertificate own_ = MakeCertificate(
      authority_, "DNS:localhost,URI:spiffe://shop.example/lifeline/scoring");
  std::string folder_;
  std::string address_;
  std::unique_ptr<TlsFiles> files_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<WhoAmI> service_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(TlsFilesTest, ACertificateIsAskedForAndNotRequired) {
  Serve();
  EXPECT_EQ(Ask(Trusting(authority_)), "TOKEN_REQUIRED");
  EXPECT_EQ(Ask(Trusting(authority_, own_)), "service:scoring is scoring");
  EXPECT_EQ(Ask(Trusting(authority_, own_), "service:scoring"),
            "service:scoring is scoring");
  EXPECT_EQ(Ask(Trusting(authority_, own_), "service:backlog"),
            "CLAIMS_REFUSED");
  EXPECT_EQ(Ask(Trusting(authority_), "service:scoring"), "CLAIMS_REFUSED");
}

TEST_F(TlsFilesTest, WithoutAnAuthorityNoCertificateCounts) {
  Serve(/*asks=*/false);
  EXPECT_EQ(Ask(Trusting(authority_)), "TOKEN_REQUIRED");
  EXPECT_EQ(Ask(Trusting(authority_, own_)), "TOKEN_REQUIRED");
}

TEST_F(TlsFilesTest, ACertificateThatNobodyHereSignedIsNotLetIn) {
  Serve();
  const TestCertificate foreign =
      MakeCertificate(other_, "URI:spiffe://shop.example/lifeline/scoring");
  EXPECT_EQ(Ask(Trusting(authority_, foreign)), "UNAVAILABLE");
  EXPECT_EQ(Ask(Trusting(
                authority_,
                MakeCertificate(authority_,
                                "URI:spiffe://evil.example/lifeline/scoring"))),
            "CERTIFICATE_INVALID");
  EXPECT_EQ(Ask(Trusting(
                authority_,
                MakeCertificate(authority_,
                                "URI:spiffe://shop.example/lifeline/scoring,"
                                "URI:spiffe://shop.example/lifeline/backlog"))),
            "TOKEN_REQUIRED")
      << "two names are none";
  EXPECT_EQ(
      Ask(Trusting(authority_, MakeCertificate(authority_, "DNS:localhost"))),
      "TOKEN_REQUIRED");
  EXPECT_EQ(Ask(grpc::InsecureChannelCredentials()), "UNAVAILABLE");
  EXPECT_EQ(Ask(Trusting(other_)), "UNAVAILABLE");
}

TEST_F(TlsFilesTest, NewConnectionsSeeTheNewCertificate) {
  Serve();
  EXPECT_EQ(Ask(Trusting(authority_)), "TOKEN_REQUIRED");
  Give(MakeCertificate(other_, "DNS:localhost"));
  Write("ca.pem", other_.certificate);
  EXPECT_EQ(files_->Refresh(), absl::OkStatus());
  EXPECT_EQ(Ask(Trusting(other_)), "TOKEN_REQUIRED");
  EXPECT_EQ(Ask(Trusting(authority_)), "UNAVAILABLE");
  EXPECT_EQ(Ask(Trusting(other_, own_)), "UNAVAILABLE")
      << "who signed it is not trusted any more";
}

TEST_F(TlsFilesTest, APairThatDoesNotMatchKeepsTheOldOne) {
  Serve();
  const absl::Time expiry = files_->expiry();
  EXPECT_GT(expiry, absl::Now());
  const TestCertificate next = MakeCertificate(other_, "DNS:localhost");
  Write("own.pem", next.certificate);
  EXPECT_EQ(ReasonOf(files_->Refresh()), "TLS_INVALID");
  EXPECT_FALSE(files_->current());
  EXPECT_EQ(Ask(Trusting(authority_)), "TOKEN_REQUIRED");
  Write("own.pem", "");
  EXPECT_EQ(ReasonOf(files_->Refresh()), "TLS_UNREADABLE");
  EXPECT_EQ(Ask(Trusting(authority_)), "TOKEN_REQUIRED");
  Give(next);
  EXPECT_EQ(files_->Refresh(), absl::OkStatus());
  EXPECT_EQ(Ask(Trusting(other_)), "TOKEN_REQUIRED");
}

TEST_F(TlsFilesTest, AServiceCallsWithItsCertificateAndChecksTheOther) {
  Serve();
  EXPECT_EQ(Ask(files_->ForCalls()), "service:scoring is scoring");
  // The certificate is for localhost, and for no other name.
  address_.replace(0, address_.find(':'), "127.0.0.1");
  EXPECT_EQ(Ask(files_->ForCalls()), "UNAVAILABLE");
  EXPECT_EQ(Ask(Trusting(authority_)), "UNAVAILABLE");
}

TEST_F(TlsFilesTest, AServiceCallsWithItsNewCertificateOnceItHasOne) {
  Serve();
  const auto calls = files_->ForCalls();
  EXPECT_EQ(Ask(calls), "service:scoring is scoring");
  Give(MakeCertificate(
      other_, "DNS:localhost,URI:spiffe://shop.example/lifeline/audit"));
  Write("ca.pem", other_.certificate);
  EXPECT_EQ(files_->Refresh(), absl::OkStatus());
  // gRPC looks at the files once a second.
  const absl::Time latest = absl::Now() + absl::Seconds(30);
  std::string seen;
  do {
    seen = Ask(calls);
  } while (seen == "UNAVAILABLE" && absl::Now() < latest);
  EXPECT_EQ(seen, "service:audit is audit");
}

TEST_F(TlsFilesTest, WhatCannotBeUsedIsSaidAtTheStart) {
  const auto open = [&](const TlsOptions& options) {
    return ReasonOf(TlsFiles::Open(options, nullptr).status());
  };
  EXPECT_EQ(open(Options()), "");
  TlsOptions options = Options();
  options.key_file = Path("nothing");
  EXPECT_EQ(open(options), "TLS_UNREADABLE");
  options.key_file = Path("ca.pem");
  EXPECT_EQ(open(options), "TLS_INVALID");
  options = Options();
  options.client_ca_file = Path("own.key");
  EXPECT_EQ(open(options), "TLS_INVALID");
  options = Options();
  options.ca_file = Path("own.key");
  EXPECT_EQ(open(options), "TLS_INVALID");
}

TEST_F(TlsFilesTest, FlagsThatNeedOneAnotherAreAskedForAtOnce) {
  const auto make = [](const SecurityOptions& options) {
    return Security::Make(options, {}, nullptr, nullptr).status();
  };
  EXPECT_EQ(make({}), absl::OkStatus());
  const absl::Status tokens = make({.jwks_file = "x"});
  EXPECT_EQ(ReasonOf(tokens), "SECURITY_INCOMPLETE");
  EXPECT_THAT(std::string(tokens.message()),
              ::testing::AllOf(::testing::HasSubstr("--token_issuer"),
                               ::testing::HasSubstr("--token_audience")));
  SecurityOptions options;
  options.rules.audience = "lifeline";
  EXPECT_EQ(ReasonOf(make(options)), "SECURITY_INCOMPLETE");
  EXPECT_EQ(ReasonOf(make({.trust_domain = "shop.example"})),
            "SECURITY_INCOMPLETE");
  options = {};
  options.tls.certificate_file = Path("own.pem");
  EXPECT_EQ(ReasonOf(make(options)), "SECURITY_INCOMPLETE");
  options.tls = Options();
  EXPECT_EQ(ReasonOf(make(options)), "SECURITY_INCOMPLETE")
      << "authorities, and no trust domain";
  options.trust_domain = "shop.example";
  EXPECT_EQ(make(options), absl::OkStatus());
}

TEST_F(TlsFilesTest, OtherMachinesReachAServerOnlyWithIdentityAndTls) {
  SecurityOptions options;
  options.trust_domain = "shop.example";
  options.tls = Options();
  const auto both = Security::Make(options, {}, nullptr, nullptr).value();
  ServerOptions server;
  server.listen_address = "0.0.0.0:0";
  server.security = both->ForServer();
  EXPECT_TRUE(Server::Start(server, {}).ok());
  server.security.identity = false;
  EXPECT_EQ(ReasonOf(Server::Start(server, {}).status()), "IDENTITY_REQUIRED");
  server.security.identity = true;
  server.security.credentials = nullptr;
  EXPECT_EQ(ReasonOf(Server::Start(server, {}).status()), "IDENTITY_REQUIRED");
}

TEST_F(TlsFilesTest, HealthSaysThatFilesCannotBeUsed) {
  SecurityOptions options;
  options.trust_domain = "shop.example";
  options.tls = Options();
  const auto security = Security::Make(options, {}, nullptr, nullptr).value();
  ServerOptions listen;
  listen.security = security->ForServer();
  const auto server = Server::Start(listen, {}).value();
  EXPECT_EQ(server->health().Of(kSecurityName), HealthCheckResponse::SERVING);
  Write("own.key", other_.key);
  server->CheckHealth();
  EXPECT_EQ(server->health().Of(kSecurityName),
            HealthCheckResponse::NOT_SERVING);
  Give(own_);
  server->CheckHealth();
  EXPECT_EQ(server->health().Of(""), HealthCheckResponse::SERVING);
}

}  // namespace
}  // namespace lifeline
