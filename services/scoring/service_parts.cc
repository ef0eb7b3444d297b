#include "services/scoring/service_parts.h"

#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/common/names.h"
#include "services/scoring/history.h"
#include "services/scoring/proposal.h"
#include "services/scoring/reasons.h"
#include "services/scoring/receipt.h"

namespace lifeline::scoring {
namespace {

constexpr char kDecideWord[] = "-decide-";

}  // namespace

absl::Status NeedsDisk() { return absl::UnavailableError("needs the disk"); }

bool IsNeedsDisk(const absl::Status& status) {
  return status == NeedsDisk() && ReasonOf(status).empty();
}

absl::StatusOr<std::shared_ptr<PortfolioState>> FindPortfolio(
    const Scoring& scoring, absl::string_view portfolio) {
  std::shared_ptr<PortfolioState> state = scoring.registry->Find(portfolio);
  if (state != nullptr && state->Latest() != nullptr) return state;
  const std::string name = PortfolioName(portfolio);
  return Error(
      absl::StatusCode::kNotFound, kPortfolioNotFound,
      absl::StrCat("scoring has no ranking of ", name,
                   "; if it was made just now, pass the roadmap's revision as "
                   "min_revisions, else look for it with ListPortfolios"),
      {{"portfolio", name}});
}

std::optional<RankingRef> ParseRankingName(absl::string_view pattern,
                                           absl::string_view name,
                                           absl::string_view field,
                                           Violations* violations) {
  std::optional<std::vector<std::string>> ids =
      ParseName(pattern, name, field, violations);
  if (!ids) return std::nullopt;
  RankingRef ref;
  ref.portfolio = (*ids)[0];
  if (ids->size() > 2) ref.rest = (*ids)[2];
  const std::string& number = (*ids)[1];
  if (number == "latest") return ref;
  if (!absl::SimpleAtoi(number, &ref.number) || ref.number < 1 ||
      absl::StrCat(ref.number) != number) {
    violations->Add(field, absl::StrCat("\"", number,
                                        "\" is no ranking's number; write 1, "
                                        "2 and so on, or latest"));
    return std::nullopt;
  }
  return ref;
}

std::string ParseParent(absl::string_view parent, Violations* violations) {
  std::optional<std::vector<std::string>> ids =
      ParseName("portfolios/*", parent, "parent", violations);
  return ids ? ids->front() : std::string();
}

std::optional<CrossingRef> ParseCrossingName(absl::string_view pattern,
                                             absl::string_view name,
                                             absl::string_view field,
                                             Violations* violations) {
  std::optional<RankingRef> ref =
      ParseRankingName(pattern, name, field, violations);
  if (!ref) return std::nullopt;
  if (ref->number == 0) {
    violations->Add(field,
                    "names a crossing by the number of its ranking, because an "
                    "answer to an old crossing must not close a newer one");
    return std::nullopt;
  }
  return CrossingRef{ref->portfolio, {ref->number, ref->rest}};
}

std::optional<TaskRef> ParseDecision(absl::string_view name,
                                     Violations* violations) {
  const absl::StatusOr<std::vector<std::string>> ids =
      ParseName("portfolios/*/tasks/*", name);
  TaskRef ref;
  if (ids.ok()) {
    const std::string& task = (*ids)[1];
    const size_t word = task.rfind(kDecideWord);
    if (word != std::string::npos && word > 0 &&
        absl::SimpleAtoi(task.substr(word + sizeof(kDecideWord) - 1),
                         &ref.subject.number)) {
      ref.portfolio = (*ids)[0];
      ref.subject.item = task.substr(0, word);
      ref.subject.task = v1::Task::KIND_DECIDE;
      return ref;
    }
  }
  violations->Add(
      "name",
      "must be portfolios/{portfolio}/tasks/{item}-decide-"
      "{number}: only a decision can wait for a day; see ListTasks");
  return std::nullopt;
}

absl::StatusOr<RankingPtr> FindRanking(const Scoring& scoring, Where where,
                                       const RankingRef& ref) {
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, ref.portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  if (ref.number == 0) return latest;
  if (ref.number > latest->ranking.number()) {
    return Error(
        absl::StatusCode::kNotFound, kRankingNotFound,
        absl::StrCat(RankingName(ref.portfolio, ref.number),
                     " does not exist; the newest is ", latest->ranking.name()),
        {{"latest", latest->ranking.name()}});
  }
  if (RankingPtr found = (*state)->Find(ref.number)) return found;
  if (where == Where::kMemory) return NeedsDisk();
  const int64_t times_forgotten = (*state)->times_forgotten();
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  WorldBuilder builder(PortfolioName(ref.portfolio));
  absl::StatusOr<PublishedRanking> rebuilt =
      Rebuild(*reader, ref.portfolio, ref.number, &builder);
  if (!rebuilt.ok()) return rebuilt.status();
  auto ranking = std::make_shared<const PublishedRanking>(*std::move(rebuilt));
  (*state)->Keep(ranking, times_forgotten);
  return ranking;
}

absl::Status CheckReproduced(const PublishedRanking& ranking) {
  if (ranking.reproduced) return absl::OkStatus();
  return Error(
      absl::StatusCode::kFailedPrecondition, kReplayRefused,
      absl::StrCat(ranking.ranking.name(), " was made by engine version ",
                   ranking.ranking.engine_version(),
                   ", which ranked otherwise than this one; its rows can be "
                   "read, but nothing can be planned from it"),
      {{"ranking", ranking.ranking.name()}});
}

absl::StatusOr<RankingPtr> FindReplayable(const Scoring& scoring,
                                          const RankingRef& ref) {
  absl::StatusOr<RankingPtr> ranking =
      FindRanking(scoring, Where::kMemoryAndDisk, ref);
  if (!ranking.ok()) return ranking;
  absl::Status reproduced = CheckReproduced(**ranking);
  if (!reproduced.ok()) return reproduced;
  return ranking;
}

absl::StatusOr<engine::ItemIndex> FindRankedItem(const RankingView& view,
                                                 const std::string& item) {
  if (const auto index = view.FindItem(item)) return *index;
  return Error(absl::StatusCode::kNotFound, kItemNotFound,
               absl::StrCat(view.name(), " does not have ", item,
                            "; drafts are in no ranking, and an item that "
                            "was submitted just now may come with the next"),
               {{"item", item}});
}

const roadmap::v1::Member* FindMember(const RoadmapFacts& facts,
                                      absl::string_view claim) {
  const std::string& portfolio = facts.portfolio.name();
  const std::string prefix = absl::StrCat(portfolio, "/members/");
  if (absl::StartsWith(claim, prefix)) claim.remove_prefix(prefix.size());
  if (claim.empty()) return nullptr;
  const auto by_id = facts.members.find(absl::StrCat(prefix, claim));
  if (by_id != facts.members.end()) return &by_id->second;
  const std::string address = absl::AsciiStrToLower(claim);
  const std::string local = absl::StrCat(address, "@localhost");
  for (const auto& [name, member] : facts.members) {
    const std::string known = absl::AsciiStrToLower(member.address());
    if (!known.empty() && (known == address || known == local)) return &member;
  }
  return nullptr;
}

namespace {

// The acting member, who must be active.
absl::StatusOr<const roadmap::v1::Member*> RequireMember(
    const RoadmapFacts& facts, absl::string_view portfolio,
    absl::string_view claim) {
  const roadmap::v1::Member* member = FindMember(facts, claim);
  if (member == nullptr) {
    return Error(absl::StatusCode::kPermissionDenied, kNotAMember,
                 absl::StrCat("\"", claim, "\" is no member of ",
                              PortfolioName(portfolio),
                              "; ask an admin of it: lifeline member add ",
                              portfolio, " --address ..."),
                 {{"claim", claim}});
  }
  if (member->inactive()) {
    return Error(absl::StatusCode::kPermissionDenied, kMemberInactive,
                 absl::StrCat(member->name(),
                              " is inactive and changes nothing; an admin can "
                              "make the member active again"),
                 {{"member", member->name()}});
  }
  return member;
}

rights::Member ToRights(const roadmap::v1::Member& member) {
  return {member.display_name().empty() ? std::string(LastId(member.name()))
                                        : member.display_name(),
          rights::Roles::Of(member.roles()),
          member.kind() == roadmap::v1::Member::KIND_TOOL, !member.inactive()};
}

// The acting member, who may call what is called.
absl::StatusOr<const roadmap::v1::Member*> RequireActorOf(
    const RoadmapFacts& facts, absl::string_view portfolio,
    const CallContext& call) {
  const auto member = RequireMember(facts, portfolio, call.actor);
  if (!member.ok()) return member.status();
  const rights::Asker asker(
      call.identity, portfolio, ToRights(**member),
      [&facts](absl::FunctionRef<void(const rights::Member&)> visit) {
        for (const auto& [name, other] : facts.members) visit(ToRights(other));
      });
  absl::Status may = asker.CheckCall(call.method);
  if (!may.ok()) return may;
  return *member;
}

// The same, who may change something.
absl::StatusOr<Acting> RequireActing(const Scoring& scoring,
                                     absl::string_view portfolio,
                                     const CallContext& call) {
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  Acting acting{(*state)->Latest()};
  const RoadmapFacts& facts = acting.facts();
  const auto member = RequireActorOf(facts, portfolio, call);
  if (!member.ok()) return member.status();
  acting.member = *member;
  if (facts.portfolio.state() == roadmap::v1::Portfolio::STATE_ARCHIVED) {
    return Error(absl::StatusCode::kFailedPrecondition, kPortfolioArchived,
                 absl::StrCat(PortfolioName(portfolio),
                              " is archived: it can be read, not changed"),
                 {{"portfolio", PortfolioName(portfolio)}});
  }
  return acting;
}

}  // namespace

absl::StatusOr<std::optional<rights::Member>> FindMemberOf(
    const Scoring& scoring, const std::string& portfolio,
    const std::string& claim) {
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  const roadmap::v1::Member* member =
      FindMember(*latest->view->snapshot().roadmap, claim);
  if (member == nullptr) return std::nullopt;
  return ToRights(*member);
}

absl::StatusOr<std::string> RequireActorAlsoArchived(
    const Scoring& scoring, absl::string_view portfolio,
    const CallContext& call) {
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  const auto member =
      RequireActorOf(*latest->view->snapshot().roadmap, portfolio, call);
  if (!member.ok()) return member.status();
  return (*member)->name();
}

absl::StatusOr<std::string> RequireActor(const Scoring& scoring,
                                         absl::string_view portfolio,
                                         const CallContext& call) {
  absl::StatusOr<Acting> acting = RequireActing(scoring, portfolio, call);
  if (!acting.ok()) return acting.status();
  return acting->member->name();
}

absl::StatusOr<Acting> RequirePerson(const Scoring& scoring,
                                     absl::string_view portfolio,
                                     const CallContext& call) {
  absl::StatusOr<Acting> acting = RequireActing(scoring, portfolio, call);
  if (!acting.ok()) return acting;
  absl::Status person = CheckPerson(*acting->member);
  if (!person.ok()) return person;
  return acting;
}

std::string TitleOf(const PublishedRanking& ranking, absl::string_view item) {
  const auto index = ranking.view->FindItem(item);
  return index ? ranking.view->snapshot().items[*index]->title()
               : std::string();
}

absl::StatusOr<std::vector<std::string>> PagePosition(
    absl::string_view page_token, size_t fields, absl::string_view arguments) {
  if (page_token.empty()) return std::vector<std::string>();
  absl::StatusOr<std::vector<std::string>> position =
      DecodePageToken(page_token, arguments);
  if (!position.ok()) return position.status();
  if (position->size() != fields) {
    return Error(absl::StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID",
                 "page_token: is of another call; begin with the first page");
  }
  return position;
}

int64_t PageNumber(const std::string& text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return 0;
  return number;
}

absl::StatusOr<lifeline::Snapshot> ReadDatabase(const Scoring& scoring) {
  return scoring.store->database()->Read();
}

std::vector<std::string> RungNames() {
  std::vector<std::string> names;
  for (int i = v1::RUNG_ASKED; i <= v1::Rung_MAX; ++i)
    names.push_back(RungValues(static_cast<v1::Rung>(i)).front());
  return names;
}

std::vector<std::string> RungValues(v1::Rung rung) {
  std::vector<std::string> values = {
      std::string(absl::StripPrefix(v1::Rung_Name(rung), "RUNG_"))};
  if (rung > v1::RUNG_OVERDUE) values.push_back("OVERDUE");
  return values;
}

}  // namespace lifeline::scoring
