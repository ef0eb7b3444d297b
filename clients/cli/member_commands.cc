// `lifeline member ...`.
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Member;

struct MemberArguments {
  std::string portfolio;
  std::string member;
  std::string id;
  std::string name;
  std::string address;
  std::string language;
  std::string deputy;
  std::string absent_until;
  std::vector<std::string> roles;
  bool tool = false;
  std::string active;
  std::string reason;
};

Table MemberTable(const std::vector<Member>& members) {
  Table table({{"member"},
               {"name", false, /*flexible=*/true, 10},
               {"address", false, /*flexible=*/true, 14},
               {"roles", false, /*flexible=*/true, 14},
               {"deputy"},
               {"note"}});
  for (const Member& member : members) {
    std::vector<std::string> roles;
    for (const int role : member.roles()) {
      roles.push_back(
          Words(roadmap::v1::Role_Name(static_cast<roadmap::v1::Role>(role)),
                "ROLE_"));
    }
    std::vector<std::string> notes;
    if (member.kind() == Member::KIND_TOOL) notes.push_back("tool");
    if (member.erased()) {
      notes.push_back("erased");
    } else if (member.inactive()) {
      notes.push_back("inactive");
    }
    if (member.absent_until().year() != 0) {
      notes.push_back(
          absl::StrCat("absent until ", FormatDate(member.absent_until())));
    }
    table.AddRow({IdOf(member.name()), member.display_name(), member.address(),
                  absl::StrJoin(roles, ", "), IdOf(member.deputy()),
                  absl::StrJoin(notes, ", ")});
  }
  return table;
}

absl::Status FillMember(const MemberArguments& a, Member* member,
                        google::protobuf::FieldMask* mask) {
  const auto text = [&](const char* field, const std::string& value,
                        std::string* into) {
    if (value.empty()) return;
    *into = value;
    mask->add_paths(field);
  };
  text("display_name", a.name, member->mutable_display_name());
  text("address", a.address, member->mutable_address());
  text("language_code", a.language, member->mutable_language_code());
  if (!a.deputy.empty()) {
    text("deputy", NameOf(a.portfolio, "members", a.deputy),
         member->mutable_deputy());
  }
  for (const std::string& word : a.roles) {
    roadmap::v1::Role role;
    const std::string name = absl::StrCat(
        "ROLE_",
        absl::StrReplaceAll(absl::AsciiStrToUpper(word), {{"-", "_"}}));
    if (!roadmap::v1::Role_Parse(name, &role)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--role: `", word,
          "` is no role; it is one of requester, product-owner, value-rater, "
          "effort-rater, planner, marketing-lead, it-lead, arbiter, admin, "
          "reader, sync"));
    }
    member->add_roles(role);
  }
  if (!a.roles.empty()) mask->add_paths("roles");
  if (a.tool) {
    member->set_kind(Member::KIND_TOOL);
    mask->add_paths("kind");
  }
  if (!a.active.empty()) {
    member->set_inactive(a.active == "no");
    mask->add_paths("inactive");
  }
  if (!a.absent_until.empty()) {
    const auto day = DateOption("--absent-until", a.absent_until);
    if (!day.ok()) return day.status();
    *member->mutable_absent_until() = *day;
    mask->add_paths("absent_until");
  }
  return absl::OkStatus();
}

absl::Status AddMember(Context& context, const MemberArguments& a) {
  roadmap::v1::CreateMemberRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_member_id(a.id);
  request.set_reason(a.reason);
  google::protobuf::FieldMask unused;
  absl::Status filled = FillMember(a, request.mutable_member(), &unused);
  if (!filled.ok()) return filled;
  return CallAndPrint(context, &RoadmapStub::CreateMember, request,
                      &MemberTable);
}

absl::Status ListMembers(Context& context, const MemberArguments& a) {
  roadmap::v1::ListMembersRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  using Response = roadmap::v1::ListMembersResponse;
  return ListAndPrint(context, &RoadmapStub::ListMembers, request,
                      &Response::members, &Response::mutable_members,
                      &MemberTable);
}

absl::StatusOr<Member> GetMember(Context& context, const MemberArguments& a) {
  roadmap::v1::GetMemberRequest request;
  request.set_name(NameOf(a.portfolio, "members", a.member));
  return context.session().Call(&RoadmapStub::GetMember, request);
}

absl::Status ShowMember(Context& context, const MemberArguments& a) {
  const auto found = GetMember(context, a);
  if (!found.ok()) return found.status();
  context.Print(*found, MemberTable({*found}));
  return absl::OkStatus();
}

absl::Status UpdateMember(Context& context, const MemberArguments& a) {
  const auto found = GetMember(context, a);
  if (!found.ok()) return found.status();
  roadmap::v1::UpdateMemberRequest request;
  request.mutable_member()->set_name(found->name());
  request.mutable_member()->set_etag(found->etag());
  request.set_reason(a.reason);
  absl::Status filled =
      FillMember(a, request.mutable_member(), request.mutable_update_mask());
  if (!filled.ok()) return filled;
  if (request.update_mask().paths().empty()) {
    return absl::InvalidArgumentError(
        "nothing to update: name at least one option, such as --role");
  }
  return CallAndPrint(context, &RoadmapStub::UpdateMember, request,
                      &MemberTable);
}

void AddMemberFields(CLI::App* verb, MemberArguments* a) {
  verb->add_option("--name", a->name, "The person's or tool's name");
  verb->add_option("--address", a->address, "E-mail address");
  verb->add_option("--lang", a->language, "Language of notices, such as de");
  verb->add_option("--deputy", a->deputy,
                   "Who answers in absence: an id or address");
  verb->add_option("--absent-until", a->absent_until,
                   "First day back, such as 2027-01-31");
  AddRepeated(verb, "--role", &a->roles,
              "Such as requester, planner, it-lead; repeatable");
  verb->add_flag("--tool", a->tool, "It is a program, not a person");
  AddReason(verb, &a->reason);
}

}  // namespace

void AddMemberCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "member", "People and tools of a portfolio");
  const auto a = std::make_shared<MemberArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"add",
       "Makes a person or a tool known to a portfolio.",
       {"lifeline member add shop --address anna@example.com --name Anna "
        "--role product-owner"}},
      [=] { return AddMember(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("--id", a->id, "Made from a counter if left out");
  AddMemberFields(verb, a.get());
  verb = AddVerb(noun, context,
                 {"list", "Lists members.", {"lifeline member list shop"}},
                 [=] { return ListMembers(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb = AddVerb(noun, context,
                 {"show",
                  "Shows a member.",
                  {"lifeline member show shop anna@example.com"}},
                 [=] { return ShowMember(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("member", a->member, "Id or address")->required();
  verb = AddVerb(noun, context,
                 {"update",
                  "Changes what is named; roles are replaced.",
                  {"lifeline member update shop anna --role planner --role "
                   "it-lead",
                   "lifeline member update shop anna --active no"}},
                 [=] { return UpdateMember(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("member", a->member, "Id or address")->required();
  AddMemberFields(verb, a.get());
  verb->add_option("--active", a->active, "Whether the member still takes part")
      ->check(CLI::IsMember({"yes", "no"}));
  AddMemberRightsVerb(noun, context);
  AddMemberEraseVerb(noun, context);
}

}  // namespace lifeline::cli
