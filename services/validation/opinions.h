#ifndef LIFELINE_SERVICES_VALIDATION_OPINIONS_H_
#define LIFELINE_SERVICES_VALIDATION_OPINIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/validation/raters.h"

namespace lifeline::validation {

// What several members said about one item, each on their own. A subject is the
// id of a criterion, `money` or `effort`. Pure functions.

inline constexpr absl::string_view kMoney = "money";
inline constexpr absl::string_view kEffort = "effort";

std::string SubjectOf(const backlog::v1::Opinion& opinion);
const std::string& MemberOf(const backlog::v1::Opinion& opinion);
const google::protobuf::Timestamp& TimeOf(const backlog::v1::Opinion& opinion);

// Whether the item has a rating, money or estimate of this subject.
bool IsInForce(const backlog::v1::Item& item, absl::string_view subject);

// All opinions about one subject.
struct Subject {
  std::string name;
  int count = 0;
  // In hundredths; of an effort, of all teams together.
  int64_t low = 0;
  int64_t high = 0;
  // All of them say the same; of an effort, for each team.
  bool equal = true;
  bool in_force = false;
  // When the newest was given.
  google::protobuf::Timestamp last_time;
};
// In the order in which the item has them; only subjects with an opinion.
std::vector<Subject> SubjectsOf(const backlog::v1::Item& item);

// What a subject with opinions needs before it is in force.
enum class Lack { kNothing, kOpinions, kSettling };
Lack LackOf(const Subject& subject, int wanted);

// Enough members have said it, and not the same: somebody may settle it, also
// while something older is in force.
bool CanBeSettled(const Subject& subject, int wanted);

// One member's word replaces the word of before; `said` without a subject takes
// it back. Then, if enough members say the same, that is in force; if not,
// nothing is, unless the item is READY: there it stays as it was, so that no
// single word takes an item out of the ranking.
void TakeOpinion(absl::string_view subject, absl::string_view member,
                 const backlog::v1::Opinion& said, int wanted,
                 backlog::v1::Item* item);

// Nobody's word about it is kept any more.
void DropOpinions(absl::string_view subject, backlog::v1::Item* item);

}  // namespace lifeline::validation

#endif  // LIFELINE_SERVICES_VALIDATION_OPINIONS_H_
