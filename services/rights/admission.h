#ifndef LIFELINE_SERVICES_RIGHTS_ADMISSION_H_
#define LIFELINE_SERVICES_RIGHTS_ADMISSION_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/common/rpc.h"
#include "services/rights/asker.h"

namespace lifeline::rights {

// Puts the rule into what a server's glue works with. What it asks then is as
// thread safe as what it is given.

// The member of a portfolio that `who` names; nullopt if there is none. Its
// errors are answered, such as that there is no such portfolio.
using FindMember = std::function<absl::StatusOr<std::optional<Member>>(
    const std::string& portfolio, const std::string& who)>;

// The same options, for a service of portfolios: Admit, by its members.
RpcOptions ForMembers(RpcOptions rpc, FindMember find);

// For what only those may call who operate the installation.
RpcOptions ForOperators(RpcOptions rpc);

}  // namespace lifeline::rights

#endif  // LIFELINE_SERVICES_RIGHTS_ADMISSION_H_
