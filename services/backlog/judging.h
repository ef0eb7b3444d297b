#ifndef LIFELINE_SERVICES_BACKLOG_JUDGING_H_
#define LIFELINE_SERVICES_BACKLOG_JUDGING_H_

#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/directory.h"
#include "services/backlog/item.h"
#include "services/rights/rights.h"
#include "services/validation/opinions.h"

namespace lifeline::backlog {

// Who judges items, and how the words of several become one rating. Pure
// functions. A subject is a criterion, `money` or `effort`.

// A member who says what something is worth or costs.
struct Judge {
  // The member's name.
  std::string name;
  // For which sides: by role, and by name where the portfolio names some.
  bool value = false;
  bool effort = false;
};
Judge JudgeOf(const PortfolioView& portfolio, const std::string& name,
              rights::Roles roles);

// Whether the roles judge for a side, or settle what its members do not agree
// on.
bool JudgesByRole(rights::Roles roles, validation::Side side);
bool SettlesByRole(rights::Roles roles, validation::Side side);

// Whose a subject is: a criterion is of the side of whoever first said
// something about it, of `judge` if nobody has. Which side a criterion is of by
// rights is known to the scoring model only.
validation::Side SideOfSubject(const PortfolioView& portfolio,
                               const v1::Item& item, absl::string_view subject,
                               const Judge* judge = nullptr);

// Nothing, or why the judge does not say anything about this subject: the
// portfolio names others.
std::optional<std::string> WhyNotJudge(const PortfolioView& portfolio,
                                       const Judge& judge,
                                       absl::string_view subject);

// The ratings, the money and the estimate that differ from `before`, as
// subjects.
std::set<std::string> ChangedSubjects(const v1::Item& before,
                                      const v1::Item& after);

// What `after` says about `subjects` is the judge's word: where the portfolio
// wants several opinions it becomes one of them, and the rating is what
// validation::TakeOpinion makes of it; elsewhere it is the rating. A business
// case stays if its amount is in force.
void TakeOpinions(const v1::Item& before, const std::set<std::string>& subjects,
                  const PortfolioView& portfolio, const Judge& judge,
                  const Step& step, const Limits& limits, v1::Item* after);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_JUDGING_H_
