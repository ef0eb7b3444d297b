#ifndef LIFELINE_SERVICES_BACKLOG_ITEM_RIGHTS_H_
#define LIFELINE_SERVICES_BACKLOG_ITEM_RIGHTS_H_

#include <optional>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "services/backlog/directory.h"
#include "services/backlog/judging.h"
#include "services/rights/asker.h"

namespace lifeline::backlog {

// What somebody may write of an item, by what it would change: so a method that
// writes many fields is no way around the methods that write one. Pure
// functions.

// Whether the item is the actor's own: as requester or owner.
rights::Asker::Own OwnOf(const v1::Item& item, absl::string_view actor);

// Why the asker may not write this field of an item; nullopt if he or she may.
std::optional<std::string> WhyNotField(
    const rights::Asker& asker, int field,
    rights::Asker::Own own = rights::Asker::Own::kNo);

// Adds a refusal for each field that `after` would change without a right;
// `before` is null for a new item. State and time of submission are left out:
// they are not written as fields.
void RefuseFields(const rights::Asker& asker, absl::string_view actor,
                  const v1::Item* before, const v1::Item& after,
                  absl::string_view path, rights::Refusals* refusals);

// The same for a state that ApplyItems takes as given: it needs the right of
// the method that leads there.
void RefuseState(const rights::Asker& asker, absl::string_view actor,
                 const v1::Item* before, const v1::Item& after,
                 absl::string_view path, rights::Refusals* refusals);

// Refuses what `judge` says about these subjects where the portfolio names
// others who judge.
void RefuseJudging(const PortfolioView& portfolio, const Judge& judge,
                   const std::set<std::string>& subjects,
                   absl::string_view path, rights::Refusals* refusals);

}  // namespace lifeline::backlog

#endif  // LIFELINE_SERVICES_BACKLOG_ITEM_RIGHTS_H_
