#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/audit/checks.h"

namespace lifeline::audit {
namespace {

constexpr CheckId kWeavesCheck = CheckId::kWeavesAreAgreed;

bool Has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

// The roadmap takes a proposal's word for who owns the carrier, because it
// knows no items; here it is compared with the backlog. A carrier that the
// backlog does not have carries nobody.
void CheckWeaves(const Facts& facts, Findings* findings) {
  for (const WeaveFact& weave : facts.weaves) {
    if (weave.owners.empty()) continue;
    findings->Looked(kWeavesCheck);
    if (!Has(weave.owners, weave.carrier_owner)) {
      findings->Found(
          kWeavesCheck,
          absl::StrCat(weave.name, " says at revision ", weave.revision,
                       " that ", weave.carrier_owner, " owns ", weave.carrier,
                       "; the backlog knows ",
                       absl::StrJoin(weave.owners, ", ")));
    }
    if (weave.agreed_by != weave.carrier_owner &&
        !Has(weave.deputies, weave.agreed_by) && !weave.by_it_lead) {
      findings->Found(
          kWeavesCheck,
          absl::StrCat(weave.name, " was agreed at revision ", weave.revision,
                       " by ", weave.agreed_by, ", who is neither ",
                       weave.carrier_owner, ", nor a deputy, nor an IT lead"));
    }
  }
}

}  // namespace lifeline::audit
