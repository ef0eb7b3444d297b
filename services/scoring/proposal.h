#ifndef LIFELINE_SERVICES_SCORING_PROPOSAL_H_
#define LIFELINE_SERVICES_SCORING_PROPOSAL_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// The rules of the two keys: what is signed, and who may sign it. Pure
// functions; members are named by their resource name.

// Reasons of refusals.
// A model of the portfolio was signed once; from then on each needs two keys.
inline constexpr absl::string_view kTwoKeysRequired = "TWO_KEYS_REQUIRED";
// Only a draft is proposed, or what is proposed already.
inline constexpr absl::string_view kModelNotProposable = "MODEL_NOT_PROPOSABLE";
// Only what is proposed is signed or given up.
inline constexpr absl::string_view kModelNotProposed = "MODEL_NOT_PROPOSED";
// Another model became active: what was shown is not what would be.
inline constexpr absl::string_view kProposalOutdated = "PROPOSAL_OUTDATED";
// The signature names something else than what was shown last.
inline constexpr absl::string_view kDigestMismatch = "DIGEST_MISMATCH";
// The caller does not hold that key.
inline constexpr absl::string_view kNotYourKey = "NOT_YOUR_KEY";
// The member has signed, or the key is turned already.
inline constexpr absl::string_view kAlreadySigned = "ALREADY_SIGNED";
// Only whoever proposed or created a model gives it up.
inline constexpr absl::string_view kNotYourProposal = "NOT_YOUR_PROPOSAL";
// Only a person signs, states a position or decides.
inline constexpr absl::string_view kToolsDoNotDecide = "TOOLS_DO_NOT_DECIDE";

// "MARKETING_LEAD", as people write it.
std::string RoleWord(roadmap::v1::Role role);
// The other lead.
roadmap::v1::Role OtherLead(roadmap::v1::Role lead);

// SHA-256 in hexadecimal over the model's content and all that is shown of the
// proposal: what does not change by itself, so without titles, signatures and
// dispute. The reason stands for itself by `reason_hash`.
std::string ProposalDigest(const v1::ScoringModel& model, v1::Proposal shown,
                           absl::string_view reason_hash);

// PERMISSION_DENIED, TOOLS_DO_NOT_DECIDE, if the member is no person.
absl::Status CheckPerson(const roadmap::v1::Member& member);

// The key that `member` turns under `proposal`: the one `asked` for, or the
// only one that he or she holds. The arbiter's stands in for the second where
// nobody but who signed first holds it. INVALID_ARGUMENT if `asked` is no key,
// or must be said; PERMISSION_DENIED, TOOLS_DO_NOT_DECIDE, NOT_YOUR_KEY;
// FAILED_PRECONDITION, ALREADY_SIGNED.
absl::StatusOr<roadmap::v1::Role> KeyOf(const RoadmapFacts& facts,
                                        const roadmap::v1::Member& member,
                                        roadmap::v1::Role asked,
                                        const v1::Proposal& proposal);

// FAILED_PRECONDITION, PROPOSAL_OUTDATED.
absl::Status CheckUpToDate(const v1::ScoringModel& model, bool outdated);

// FAILED_PRECONDITION, DIGEST_MISMATCH.
absl::Status CheckDigest(const v1::ScoringModel& model,
                         absl::string_view digest,
                         const v1::Proposal& proposal);

// Who proposed and signed it, and so does not decide about it.
std::set<std::string> TakingPart(const v1::Proposal& proposal);

// Whether the signatures are two keys.
bool IsSigned(const v1::Proposal& proposal);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_PROPOSAL_H_
