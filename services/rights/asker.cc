#include "services/rights/asker.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lifeline::rights {
namespace {

constexpr size_t kNamedAtMost = 3;

absl::Status Denied(absl::string_view method, absl::string_view why) {
  return Error(absl::StatusCode::kPermissionDenied, kRoleMissing, why,
               {{"method", absl::StripPrefix(method, "/")}});
}

absl::Status NoRule(absl::string_view method) {
  return Denied(method, absl::StrCat(absl::StripPrefix(method, "/"),
                                     " has no rule of who may call it, so "
                                     "nobody may"));
}

std::string RolesInWords(Roles roles, absl::string_view conjunction) {
  std::vector<std::string> words;
  for (const Role role : roles.List()) words.push_back(RoleWord(role));
  if (words.size() < 2) return absl::StrJoin(words, "");
  const std::string last = std::move(words.back());
  words.pop_back();
  return absl::StrCat(absl::StrJoin(words, ", "), conjunction, last);
}

absl::Status OperatorNeeded(const Identity& identity,
                            absl::string_view method) {
  if (Operates(identity)) return absl::OkStatus();
  return Denied(method,
                absl::StrCat("the token of ", identity.name,
                             " does not say admin, which is for those who run "
                             "this installation; ask one of them"));
}

absl::Status CertificateNeeded(const Identity& identity) {
  if (identity.kind != Identity::Kind::kToken) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "CERTIFICATE_REQUIRED",
               "whole databases are for those who run Lifeline; call with a "
               "client certificate instead of a token: lifeline --certificate "
               "FILE --certificate-key FILE, named "
               "spiffe://TRUST_DOMAIN/lifeline/backup");
}

absl::Status CheckReadsPortfolio(const Identity& identity,
                                 const std::string& portfolio,
                                 FindCaller find) {
  const absl::StatusOr<std::optional<Member>> member = find(portfolio);
  if (!member.ok()) return member.status();
  if (!member->has_value()) {
    return Error(
        absl::StatusCode::kPermissionDenied, kNotAMember,
        absl::StrCat(identity.name, " is no member of ", portfolio,
                     " and does not read it; ask an admin of ", portfolio,
                     ": lifeline member add ", portfolio, " --address ..."),
        {{"caller", identity.name}, {"portfolio", portfolio}});
  }
  if (!(*member)->active) {
    return Error(absl::StatusCode::kPermissionDenied, kMemberInactive,
                 absl::StrCat((*member)->called, " has left ", portfolio,
                              "; ask an admin of ", portfolio,
                              " to make the member active again"),
                 {{"caller", identity.name}, {"portfolio", portfolio}});
  }
  return absl::OkStatus();
}

void AddPortfolio(const std::string& name, std::vector<std::string>* ids) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() < 2 || parts[0] != "portfolios" || parts[1].empty()) return;
  if (std::find(ids->begin(), ids->end(), parts[1]) == ids->end()) {
    ids->push_back(parts[1]);
  }
}

// Presets come with the program and are in no portfolio.
bool NamesPreset(const google::protobuf::Message& request) {
  const google::protobuf::FieldDescriptor* name =
      request.GetDescriptor()->FindFieldByName("name");
  return name != nullptr &&
         name->type() == google::protobuf::FieldDescriptor::TYPE_STRING &&
         !name->is_repeated() &&
         absl::StartsWith(request.GetReflection()->GetString(request, name),
                          "presets/");
}

}  // namespace

Roles RolesOf(const Member& member) {
  return OrTheLeast(member.roles, member.tool);
}

Roles EffectiveRoles(const Member& member, const Identity& identity) {
  if (!identity.roles.has_value()) return RolesOf(member);
  Roles said;
  for (const std::string& word : *identity.roles) {
    if (const auto role = ParseRole(word)) said = said | Roles{*role};
  }
  return RolesOf(member) & said;
}

void Refusals::Add(absl::string_view field,
                   const std::optional<std::string>& why) {
  if (why.has_value()) violations_.Add(field, *why);
}

absl::Status Refusals::ToStatus() const {
  const absl::Status invalid = violations_.ToStatus(kRoleMissing);
  if (invalid.ok()) return invalid;
  absl::Status denied(absl::StatusCode::kPermissionDenied, invalid.message());
  invalid.ForEachPayload(
      [&denied](absl::string_view type, const absl::Cord& payload) {
        denied.SetPayload(type, payload);
      });
  return denied;
}

Asker::Asker(const Identity& identity, absl::string_view portfolio,
             Member member, Everybody everybody)
    : portfolio_(portfolio),
      member_(std::move(member)),
      roles_(EffectiveRoles(member_, identity)),
      service_(identity.kind == Identity::Kind::kService),
      everybody_(std::move(everybody)) {}

std::optional<std::string> Asker::WhyNot(absl::string_view name,
                                         Own own) const {
  const Rule* rule = FindRule(name);
  if (rule == nullptr) return std::string(NoRule(name).message());
  if (service_) {
    return absl::StrCat(
        "a service may not ", rule->verb,
        ": services read everything and change nothing; a member does it");
  }
  const bool is_own = own == Own::kYes;
  if (Allows(*rule, roles_, member_.tool, is_own)) return std::nullopt;
  if (rule->persons_only && member_.tool) {
    return absl::StrCat(member_.called, " is a tool and may not ", rule->verb,
                        ": a person does it");
  }
  if (Allows(*rule, RolesOf(member_), member_.tool, is_own)) {
    return absl::StrCat(
        member_.called, " may not ", rule->verb,
        " with this token, which is for ",
        roles_.empty() ? "reading" : RolesInWords(roles_, " and "),
        "; use one for ", RolesInWords(rule->roles & RolesOf(member_), " or "));
  }
  return absl::StrCat(
      member_.called, " may not ", rule->verb, ": that needs ",
      RolesInWords(member_.tool ? rule->roles : rule->roles & TakingPart(),
                   " or "),
      rule->own ? ", or that it is one's own" : "", "; ", WhoCould(*rule));
}

std::string Asker::WhoCould(const Rule& rule) const {
  std::vector<std::string> names;
  if (everybody_) {
    everybody_([&](const Member& member) {
      if (names.size() < kNamedAtMost && member.active && !member.tool &&
          Allows(rule, RolesOf(member), member.tool, /*own=*/false)) {
        names.push_back(member.called);
      }
    });
  }
  const std::string way_out =
      absl::StrCat("ask an admin of ", portfolio_, " for the role");
  if (names.empty()) return absl::StrCat("nobody has it yet: ", way_out);
  return absl::StrCat("ask ", absl::StrJoin(names, " or "), ", or ", way_out);
}

absl::Status Asker::CheckCall(absl::string_view method, Own own) const {
  const std::optional<std::string> why = WhyNot(method, own);
  return why.has_value() ? Denied(method, *why) : absl::OkStatus();
}

std::vector<std::string> PortfoliosOf(
    const google::protobuf::Message& request) {
  std::vector<std::string> ids;
  const google::protobuf::Reflection* reflection = request.GetReflection();
  const google::protobuf::Descriptor* type = request.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* field = type->field(i);
    if (field->type() != google::protobuf::FieldDescriptor::TYPE_STRING)
      continue;
    if (!field->is_repeated()) {
      AddPortfolio(reflection->GetString(request, field), &ids);
      continue;
    }
    for (int j = 0; j < reflection->FieldSize(request, field); ++j)
      AddPortfolio(reflection->GetRepeatedString(request, field, j), &ids);
  }
  return ids;
}

bool Operates(const Identity& identity) {
  switch (identity.kind) {
    case Identity::Kind::kClaimed:
    case Identity::Kind::kService:
      return true;
    case Identity::Kind::kToken:
      break;
  }
  if (!identity.roles.has_value()) return false;
  return std::any_of(identity.roles->begin(), identity.roles->end(),
                     [](const std::string& word) {
                       return ParseRole(word) == roadmap::v1::ROLE_ADMIN;
                     });
}

absl::Status CheckFounds(const Identity& identity) {
  constexpr absl::string_view kMethod =
      "lifeline.roadmap.v1.RoadmapService/CreatePortfolio";
  if (identity.kind == Identity::Kind::kService) {
    return Denied(kMethod,
                  "a service may not begin a portfolio: a person does "
                  "it");
  }
  // Nothing of anybody else's is reached by it, so a token that takes nothing
  // away is enough.
  if (!identity.roles.has_value() || Operates(identity))
    return absl::OkStatus();
  return Denied(kMethod,
                absl::StrCat(identity.name,
                             " may not begin a portfolio with this token: it "
                             "is for some roles and does not say admin; use "
                             "one that does, or one without roles"));
}

absl::Status AdmitOperator(const Identity& identity, absl::string_view method) {
  const Rule* rule = FindRule(method);
  if (rule == nullptr) return NoRule(method);
  return rule->who == Who::kHasCertificate ? CertificateNeeded(identity)
                                           : OperatorNeeded(identity, method);
}

absl::Status Admit(const Identity& identity, absl::string_view method,
                   const google::protobuf::Message& request, FindCaller find) {
  const Rule* rule = FindRule(method);
  if (rule == nullptr) return NoRule(method);
  switch (rule->who) {
    case Who::kIsShownOwn:
    case Who::kHasRole:
    case Who::kHasRoleForEachPart:
    case Who::kFounds:
      return absl::OkStatus();
    case Who::kOperates:
    case Who::kHasCertificate:
      return AdmitOperator(identity, method);
    case Who::kReads:
      break;
  }
  if (identity.kind != Identity::Kind::kToken) return absl::OkStatus();
  const std::vector<std::string> portfolios = PortfoliosOf(request);
  if (portfolios.empty()) {
    if (NamesPreset(request)) return absl::OkStatus();
    return Error(absl::StatusCode::kInvalidArgument, "PORTFOLIO_UNNAMED",
                 "the request names no portfolio; its name or parent begins "
                 "with portfolios/");
  }
  for (const std::string& portfolio : portfolios) {
    absl::Status may = portfolio == "-"
                           ? OperatorNeeded(identity, method)
                           : CheckReadsPortfolio(identity, portfolio, find);
    if (!may.ok()) return may;
  }
  return absl::OkStatus();
}

}  // namespace lifeline::rights
