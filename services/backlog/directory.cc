#include "services/backlog/directory.h"

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/backlog/reasons.h"
#include "services/common/names.h"

namespace lifeline::backlog {
namespace {

// What a person can do about something that is not known here.
constexpr absl::string_view kMayBeBehind =
    "; if it was just made, pass its revision as min_roadmap_revision";

// A list in an error is there to be read.
constexpr size_t kNamedAtMost = 20;

template <typename Names>
std::string SomeOf(const Names& names) {
  std::vector<std::string> some(names.begin(), names.end());
  const bool more = some.size() > kNamedAtMost;
  if (more) some.resize(kNamedAtMost);
  return absl::StrCat(absl::StrJoin(some, ", "), more ? ", ..." : "");
}

}  // namespace

rights::Member ToRights(const Member& member) {
  return {member.id, member.roles, member.tool, member.active};
}

std::string PortfolioView::name() const {
  return absl::StrCat("portfolios/", id_);
}

void PortfolioView::PutMember(Member member) {
  RemoveMember(member.id);
  member.address = absl::AsciiStrToLower(member.address);
  if (!member.address.empty()) member_ids_[member.address] = member.id;
  members_[member.id] = std::move(member);
}

void PortfolioView::RemoveMember(const std::string& id) {
  const auto found = members_.find(id);
  if (found == members_.end()) return;
  const auto address = member_ids_.find(found->second.address);
  if (address != member_ids_.end() && address->second == id) {
    member_ids_.erase(address);
  }
  members_.erase(found);
}

void PortfolioView::Apply(const roadmap::v1::RoadmapCommit& commit) {
  for (const roadmap::v1::RoadmapChange& change : commit.changes()) {
    const roadmap::v1::RoadmapResource& after = change.after();
    const std::string id(LastId(change.name()));
    if (after.has_portfolio()) {
      archived =
          after.portfolio().state() == roadmap::v1::Portfolio::STATE_ARCHIVED;
      time_zone = after.portfolio().time_zone();
      validation = after.portfolio().validation();
      categories.clear();
      for (const roadmap::v1::Category& category :
           after.portfolio().categories()) {
        categories[category.id()] = category.retired();
      }
    } else if (after.has_member()) {
      PutMember(Member{id, after.member().address(), !after.member().inactive(),
                       after.member().kind() == roadmap::v1::Member::KIND_TOOL,
                       rights::Roles::Of(after.member().roles())});
    } else if (after.has_team()) {
      teams.insert(id);
    } else if (!change.has_after() ||
               after.resource_case() ==
                   roadmap::v1::RoadmapResource::RESOURCE_NOT_SET) {
      if (ParseName("portfolios/*/members/*", change.name()).ok()) {
        RemoveMember(id);
      } else if (ParseName("portfolios/*/teams/*", change.name()).ok()) {
        teams.erase(id);
      }
    }
  }
  told_anew = false;
  epoch = commit.epoch();
  revision = commit.revision();
}

const Member* PortfolioView::FindMember(absl::string_view id_or_address) const {
  const auto by_id = members_.find(std::string(id_or_address));
  if (by_id != members_.end()) return &by_id->second;
  const auto address = member_ids_.find(absl::AsciiStrToLower(id_or_address));
  if (address == member_ids_.end()) return nullptr;
  return &members_.at(address->second);
}

const Member* PortfolioView::FindActor(absl::string_view claim) const {
  absl::ConsumePrefix(&claim, absl::StrCat(name(), "/members/"));
  const Member* member = FindMember(claim);
  if (member == nullptr && !absl::StrContains(claim, '@')) {
    member = FindMember(absl::StrCat(claim, "@localhost"));
  }
  return member;
}

std::string PortfolioView::MemberName(const Member& member) const {
  return absl::StrCat(name(), "/members/", member.id);
}

EpochDay PortfolioView::Today(absl::Time now) const {
  return lifeline::Today(now,
                         LoadTimeZone(time_zone).value_or(absl::UTCTimeZone()));
}

absl::StatusOr<const Member*> PortfolioView::RequireMember(
    absl::string_view claim) const {
  const Member* member = FindActor(claim);
  if (member == nullptr) {
    return Error(
        absl::StatusCode::kPermissionDenied, kNotAMember,
        absl::StrCat("\"", claim, "\" is no member of portfolio ", id_,
                     "; say who acts (lifeline --as ADDRESS), or ask an admin "
                     "of ",
                     id_, ": lifeline member add ", id_, " --address ",
                     absl::StrContains(claim, '@') ? std::string(claim)
                                                   : std::string("ADDRESS")),
        {{"portfolio", name()}, {"actor", claim}});
  }
  if (told_anew) {
    return Error(absl::StatusCode::kUnavailable, kRoadmapToldAnew,
                 absl::StrCat("what the members of ", id_,
                              " may is on its way from the roadmap, after an "
                              "upgrade; call again in a moment"),
                 {{"portfolio", name()}});
  }
  if (!member->active) {
    return Error(absl::StatusCode::kPermissionDenied, kMemberInactive,
                 absl::StrCat(MemberName(*member),
                              " is inactive and changes nothing; let somebody "
                              "else do it, or ask an admin of ",
                              id_, " to make the member active again"),
                 {{"portfolio", name()}, {"member", MemberName(*member)}});
  }
  return member;
}

absl::Status PortfolioView::CheckNotArchived() const {
  if (!archived) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, kPortfolioArchived,
               absl::StrCat("portfolio ", id_,
                            " is archived: it can be read and takes no "
                            "changes; work in another portfolio"),
               {{"portfolio", name()}});
}

rights::Asker PortfolioView::AskerOf(const Identity& identity,
                                     const Member& member) const {
  return rights::Asker(
      identity, id_, ToRights(member),
      [this](absl::FunctionRef<void(const rights::Member&)> visit) {
        for (const auto& [id, other] : members_) visit(ToRights(other));
      });
}

void PortfolioView::ResolveItem(const ItemFields& fields,
                                const v1::Item& before, absl::string_view path,
                                v1::Item* item, Violations* violations) const {
  if (fields[v1::Item::kCategoryFieldNumber]) {
    CheckCategory(item->category(), before.category(),
                  absl::StrCat(path, ".category"), violations);
  }
  if (fields[v1::Item::kRequesterFieldNumber]) {
    ResolveMember(absl::StrCat(path, ".requester"), item->mutable_requester(),
                  violations);
  }
  if (fields[v1::Item::kOwnerFieldNumber]) {
    ResolveMember(absl::StrCat(path, ".owner"), item->mutable_owner(),
                  violations);
  }
  if (fields[v1::Item::kEstimateFieldNumber] && item->has_estimate()) {
    CheckTeams(item->estimate().efforts(),
               absl::StrCat(path, ".estimate.efforts"), violations);
  }
}

void PortfolioView::CheckTeams(
    const google::protobuf::RepeatedPtrField<roadmap::v1::TeamEffort>& efforts,
    absl::string_view path, Violations* violations) const {
  for (int i = 0; i < efforts.size(); ++i) {
    const std::string team(LastId(efforts[i].team()));
    if (teams.contains(team)) continue;
    violations->Add(absl::StrCat(path, "[", i, "].team"),
                    absl::StrCat("\"", team, "\" is no team of portfolio ", id_,
                                 teams.empty() ? ", which has none yet"
                                               : "; choose one of ",
                                 SomeOf(teams), kMayBeBehind));
  }
}

void PortfolioView::ResolveMember(absl::string_view path, std::string* name,
                                  Violations* violations) const {
  if (name->empty()) return;
  const absl::string_view claim = LastId(*name);
  const Member* member = FindMember(claim);
  if (member != nullptr) {
    *name = MemberName(*member);
    return;
  }
  violations->Add(
      path, absl::StrCat("\"", claim, "\" is no member of portfolio ", id_,
                         "; check the spelling, or add the member "
                         "(lifeline member add ",
                         id_, " --address ADDRESS)", kMayBeBehind));
}

void PortfolioView::CheckCategory(const std::string& category,
                                  const std::string& before,
                                  absl::string_view path,
                                  Violations* violations) const {
  const auto found = categories.find(category);
  const bool known = found != categories.end();
  if (known && (!found->second || category == before)) return;
  std::vector<std::string> usable;
  for (const auto& [id, retired] : categories) {
    if (!retired) usable.push_back(id);
  }
  violations->Add(path,
                  absl::StrCat("\"", category, "\" is ",
                               known ? "a retired category" : "no category",
                               " of portfolio ", id_, "; choose one of ",
                               SomeOf(usable), known ? "" : kMayBeBehind));
}

absl::StatusOr<std::shared_ptr<const PortfolioView>> Directory::Find(
    absl::string_view portfolio) const {
  {
    absl::MutexLock lock(&mutex_);
    const auto found = portfolios_.find(portfolio);
    if (found != portfolios_.end()) return found->second;
  }
  return Error(absl::StatusCode::kNotFound, kPortfolioNotFound,
               absl::StrCat("portfolios/", portfolio,
                            " is not known to the backlog; check the spelling "
                            "(lifeline portfolio list)",
                            kMayBeBehind),
               {{"portfolio", absl::StrCat("portfolios/", portfolio)}});
}

void Directory::Put(std::shared_ptr<const PortfolioView> portfolio) {
  absl::MutexLock lock(&mutex_);
  portfolios_[portfolio->id()] = std::move(portfolio);
}

std::vector<std::shared_ptr<const PortfolioView>> Directory::All() const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::shared_ptr<const PortfolioView>> all;
  all.reserve(portfolios_.size());
  for (const auto& [id, portfolio] : portfolios_) all.push_back(portfolio);
  return all;
}

}  // namespace lifeline::backlog
