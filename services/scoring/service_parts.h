#ifndef LIFELINE_SERVICES_SCORING_SERVICE_PARTS_H_
#define LIFELINE_SERVICES_SCORING_SERVICE_PARTS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/message.h"
#include "services/common/page_token.h"
#include "services/common/rpc.h"
#include "services/common/status.h"
#include "services/common/validate.h"
#include "services/rights/asker.h"
#include "services/scoring/notice_store.h"
#include "services/scoring/scoring_service.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// What several handlers share.

// NOT_FOUND, PORTFOLIO_NOT_FOUND, with where to look.
absl::StatusOr<std::shared_ptr<PortfolioState>> FindPortfolio(
    const Scoring& scoring, absl::string_view portfolio);

// A ranking as it is named: `latest` is number 0.
struct RankingRef {
  std::string portfolio;
  int64_t number = 0;
  // What follows, if the pattern has more stars.
  std::string rest;
};
// `pattern` has a star for the number ("portfolios/*/rankings/*"). A violation
// of `field` otherwise.
std::optional<RankingRef> ParseRankingName(absl::string_view pattern,
                                           absl::string_view name,
                                           absl::string_view field,
                                           Violations* violations);

// `portfolios/{portfolio}` of the field `parent`.
std::string ParseParent(absl::string_view parent, Violations* violations);

// The crossing that a name stands for ("portfolios/*/rankings/*/crossings/*",
// or the same with "/receipt").
struct CrossingRef {
  std::string portfolio;
  CrossingKey key;
};
std::optional<CrossingRef> ParseCrossingName(absl::string_view pattern,
                                             absl::string_view name,
                                             absl::string_view field,
                                             Violations* violations);

// A decision by its name,
// `portfolios/{portfolio}/tasks/{item}-decide-{number}`.
struct TaskRef {
  std::string portfolio;
  Subject subject;
};
std::optional<TaskRef> ParseDecision(absl::string_view name,
                                     Violations* violations);

// From memory; rebuilt, and kept for a while, if `where` allows it. NOT_FOUND,
// RANKING_NOT_FOUND; NeedsDisk.
absl::StatusOr<RankingPtr> FindRanking(const Scoring& scoring, Where where,
                                       const RankingRef& ref);

// FAILED_PRECONDITION, REPLAY_REFUSED, if this engine ranks otherwise than the
// one that made the ranking: then nothing can be planned from it.
absl::Status CheckReproduced(const PublishedRanking& ranking);

// A ranking from memory or disk that more can be asked of than its rows: the
// errors of FindRanking and CheckReproduced.
absl::StatusOr<RankingPtr> FindReplayable(const Scoring& scoring,
                                          const RankingRef& ref);

// An item of a ranking by its full name. NOT_FOUND, ITEM_NOT_FOUND.
absl::StatusOr<engine::ItemIndex> FindRankedItem(const RankingView& view,
                                                 const std::string& item);

// The member who a claim says acts: by id, by name, by address, or by a login
// name, which stands for an address at localhost. Null if there is none.
const roadmap::v1::Member* FindMember(const RoadmapFacts& facts,
                                      absl::string_view claim);
// The same as far as rights go; nullopt if there is none. NOT_FOUND,
// PORTFOLIO_NOT_FOUND.
absl::StatusOr<std::optional<rights::Member>> FindMemberOf(
    const Scoring& scoring, const std::string& portfolio,
    const std::string& claim);

// The name of the acting member, who may call what is called.
// PERMISSION_DENIED, NOT_A_MEMBER, MEMBER_INACTIVE or ROLE_MISSING;
// FAILED_PRECONDITION, PORTFOLIO_ARCHIVED; NOT_FOUND, PORTFOLIO_NOT_FOUND.
absl::StatusOr<std::string> RequireActor(const Scoring& scoring,
                                         absl::string_view portfolio,
                                         const CallContext& call);

// Who acts, and the ranking that knows it.
struct Acting {
  RankingPtr latest;
  // Lives as long as `latest`.
  const roadmap::v1::Member* member = nullptr;

  const RoadmapFacts& facts() const {
    return *latest->view->snapshot().roadmap;
  }
};
// As RequireActor, for what only a person does. PERMISSION_DENIED,
// TOOLS_DO_NOT_DECIDE.
absl::StatusOr<Acting> RequirePerson(const Scoring& scoring,
                                     absl::string_view portfolio,
                                     const CallContext& call);

// The same, also in an archived portfolio: personal data goes from there, too.
absl::StatusOr<std::string> RequireActorAlsoArchived(
    const Scoring& scoring, absl::string_view portfolio,
    const CallContext& call);

// What a filter knows of rungs: the names that may be written, and those that
// pass for one; OVERDUE stands for every rung from there on, too.
std::vector<std::string> RungNames();
std::vector<std::string> RungValues(v1::Rung rung);

// The title of an item by its full name, as the ranking has it; empty if it
// does not have the item.
std::string TitleOf(const PublishedRanking& ranking, absl::string_view item);

// The arguments that a page token is bound to: method and request without its
// paging fields.
template <typename Request>
std::string PageArguments(Request request) {
  request.clear_page_size();
  request.clear_page_token();
  return absl::StrCat(request.GetTypeName(), "\n", request.SerializeAsString());
}

// Where a page begins: `fields` texts, or nothing on the first page.
absl::StatusOr<std::vector<std::string>> PagePosition(
    absl::string_view page_token, size_t fields, absl::string_view arguments);

// A number of a page token, which we have written ourselves.
int64_t PageNumber(const std::string& text);

// A snapshot of the database, or why there is none.
absl::StatusOr<lifeline::Snapshot> ReadDatabase(const Scoring& scoring);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_SERVICE_PARTS_H_
