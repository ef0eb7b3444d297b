#include "services/rights/admission.h"

#include <utility>

namespace lifeline::rights {

RpcOptions ForMembers(RpcOptions rpc, FindMember find) {
  rpc.admit = [find = std::move(find)](
                  const CallContext& call,
                  const google::protobuf::Message& request) {
    return Admit(call.identity, call.method, request,
                 [&](const std::string& portfolio) {
                   return find(portfolio, call.actor);
                 });
  };
  return rpc;
}

RpcOptions ForOperators(RpcOptions rpc) {
  rpc.admit = [](const CallContext& call, const google::protobuf::Message&) {
    return AdmitOperator(call.identity, call.method);
  };
  return rpc;
}

}  // namespace lifeline::rights
