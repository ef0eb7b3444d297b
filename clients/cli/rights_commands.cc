// `lifeline member rights ...`: the table of rights, as the services have it.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "clients/cli/commands.h"
#include "nlohmann/json.hpp"
#include "services/rights/rights.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Member;

struct RightsArguments {
  std::string portfolio;
  std::string member;
};

std::string MayInWords(const rights::Rule& rule, const Member& member) {
  const bool tool = member.kind() == Member::KIND_TOOL;
  const rights::Roles roles =
      rights::OrTheLeast(rights::Roles::Of(member.roles()), tool);
  if (member.inactive()) return "no";
  if (rights::Allows(rule, roles, tool, /*own=*/false)) return "yes";
  return rights::Allows(rule, roles, tool, /*own=*/true) ? "one's own" : "no";
}

absl::StatusOr<Member> MemberOf(Context& context, const RightsArguments& a) {
  if (a.member.empty()) return ActingMember(context, a.portfolio);
  roadmap::v1::GetMemberRequest request;
  request.set_name(NameOf(a.portfolio, "members", a.member));
  return context.session().Call(&RoadmapStub::GetMember, request);
}

// Only what is written is a matter of roles; each member reads all.
bool IsMatterOfRoles(const rights::Rule& rule) {
  return rule.who == rights::Who::kHasRole ||
         rule.who == rights::Who::kHasRoleForEachPart;
}

absl::Status ShowRights(Context& context, const RightsArguments& a) {
  const absl::StatusOr<Member> member = MemberOf(context, a);
  if (!member.ok()) return member.status();
  Table table({{"may"},
               {"to", false, /*flexible=*/true, 20},
               {"who may", false, /*flexible=*/true, 20},
               {"method", false, /*flexible=*/true, 20}});
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const absl::Span<const rights::Rule> rules :
       {rights::Methods(), rights::Fields()}) {
    for (const rights::Rule& rule : rules) {
      if (!IsMatterOfRoles(rule)) continue;
      const std::string may = MayInWords(rule, *member);
      const std::string name(absl::StripPrefix(rule.name, "lifeline."));
      table.AddRow({may, rule.verb, rights::WhoInWords(rule), name});
      json.push_back({{"name", rule.name},
                      {"verb", rule.verb},
                      {"whoMay", rights::WhoInWords(rule)},
                      {"may", may}});
    }
  }
  if (context.format() == Format::kJson) {
    context.PrintJson(
        {{"member", member->name()}, {"rights", std::move(json)}});
  } else {
    // The table is all of it.
    context.Print(*member, table);
  }
  return absl::OkStatus();
}

}  // namespace

void AddMemberRightsVerb(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<RightsArguments>();
  CLI::App* verb =
      AddVerb(noun, context,
              {"rights",
               "Shows what a member may, and who may what he or she may not.",
               {"lifeline member rights shop anna@example.com",
                "lifeline member rights shop --as anna@example.com"}},
              [=] { return ShowRights(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("member", a->member,
                   "Id or address; the one who acts if left out");
}

}  // namespace lifeline::cli
