#include "services/rights/rights.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace lifeline::rights {

Roles Roles::Of(const google::protobuf::RepeatedField<int>& roles) {
  Roles set;
  for (const int role : roles) {
    if (role > 0 && roadmap::v1::Role_IsValid(role)) {
      set = set | Roles({static_cast<Role>(role)});
    }
  }
  return set;
}

std::vector<Role> Roles::List() const {
  std::vector<Role> list;
  for (int role = 1; role <= roadmap::v1::Role_MAX; ++role) {
    if (Has(static_cast<Role>(role))) list.push_back(static_cast<Role>(role));
  }
  return list;
}

std::string RoleWord(Role role) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(
                                 roadmap::v1::Role_Name(role), "ROLE_")),
                             {{"_", "-"}});
}

std::optional<Role> ParseRole(absl::string_view word) {
  const std::string written =
      absl::StrReplaceAll(absl::AsciiStrToLower(word), {{"_", "-"}});
  for (const Role role : EveryRole().List()) {
    if (RoleWord(role) == written) return role;
  }
  return std::nullopt;
}

Roles EveryRole() {
  Roles every;
  for (int role = 1; role <= roadmap::v1::Role_MAX; ++role) {
    if (roadmap::v1::Role_IsValid(role)) {
      every = every | Roles({static_cast<Role>(role)});
    }
  }
  return every;
}

Roles OrTheLeast(Roles roles, bool tool) {
  if (!roles.empty()) return roles;
  return tool ? Roles{roadmap::v1::ROLE_READER}
              : Roles{roadmap::v1::ROLE_REQUESTER};
}

Roles TakingPart() {
  const Roles tools{roadmap::v1::ROLE_READER, roadmap::v1::ROLE_SYNC};
  return Roles::OfBits(EveryRole().bits() & ~tools.bits());
}

const Rule* FindRule(absl::string_view name) {
  static const auto* by_name = [] {
    auto* rules = new absl::flat_hash_map<absl::string_view, const Rule*>;
    for (const absl::Span<const Rule> table : {Methods(), Fields()}) {
      for (const Rule& rule : table) rules->emplace(rule.name, &rule);
    }
    return rules;
  }();
  absl::ConsumePrefix(&name, "/");
  const auto found = by_name->find(name);
  return found == by_name->end() ? nullptr : found->second;
}

bool Allows(const Rule& rule, Roles roles, bool tool, bool own) {
  switch (rule.who) {
    case Who::kReads:
    case Who::kIsShownOwn:
    case Who::kFounds:
    case Who::kOperates:
    case Who::kHasCertificate:
      return true;
    case Who::kHasRole:
    case Who::kHasRoleForEachPart:
      break;
  }
  if (rule.persons_only && tool) return false;
  if (!(rule.roles & roles).empty()) return true;
  return rule.own && own && !(roles & TakingPart()).empty();
}

std::string WhoInWords(const Rule& rule) {
  switch (rule.who) {
    case Who::kReads:
      return "any member; all portfolios: who operates";
    case Who::kIsShownOwn:
      return "anybody, who sees his or her own";
    case Who::kFounds:
      return "who founds";
    case Who::kOperates:
      return "who operates";
    case Who::kHasCertificate:
      return "who has a certificate";
    case Who::kHasRole:
    case Who::kHasRoleForEachPart:
      break;
  }
  std::vector<std::string> words;
  const Roles of_tools =
      Roles::OfBits(rule.roles.bits() & ~TakingPart().bits());
  if ((rule.roles & TakingPart()) == TakingPart()) {
    words.push_back("who takes part");
    for (const Role role : of_tools.List()) words.push_back(RoleWord(role));
  } else {
    for (const Role role : rule.roles.List()) words.push_back(RoleWord(role));
  }
  if (rule.own) words.push_back("one's own");
  std::string text = absl::StrJoin(words, ", ");
  if (rule.persons_only) absl::StrAppend(&text, "; persons only");
  if (rule.who == Who::kHasRoleForEachPart) {
    absl::StrAppend(&text, "; each part as its own method");
  }
  return text;
}

std::string TableInMarkdown() {
  std::string text = "| method or field | to | who may |\n|---|---|---|\n";
  for (const absl::Span<const Rule> table : {Methods(), Fields()}) {
    for (const Rule& rule : table) {
      absl::StrAppend(&text, "| `", absl::StripPrefix(rule.name, "lifeline."),
                      "` | ", rule.verb, " | ", WhoInWords(rule), " |\n");
    }
  }
  return text;
}

}  // namespace lifeline::rights
