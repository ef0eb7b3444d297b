#include "services/common/in_process.h"

#include <utility>

namespace lifeline {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::Interceptor;
using grpc::experimental::InterceptorBatchMethods;

class Sender : public Interceptor {
 public:
  explicit Sender(const std::string& credential) : credential_(credential) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace(kInProcessMetadata,
                                                 credential_);
    }
    methods->Proceed();
  }

 private:
  // Of the factory, which outlives every call of its channel.
  const std::string& credential_;
};

class SenderFactory : public ClientInterceptorFactoryInterface {
 public:
  explicit SenderFactory(std::string credential)
      : credential_(std::move(credential)) {}
  Interceptor* CreateClientInterceptor(ClientRpcInfo*) override {
    return new Sender(credential_);
  }

 private:
  const std::string credential_;
};

}  // namespace

std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>>
SendingCredential(const std::string& credential) {
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> factories;
  if (!credential.empty())
    factories.push_back(std::make_unique<SenderFactory>(credential));
  return factories;
}

}  // namespace lifeline
