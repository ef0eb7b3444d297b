// `lifeline token ...`: tokens of one's own, without any server.
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "clients/cli/commands.h"
#include "clients/cli/identity_files.h"
#include "clients/cli/token_issue.h"

namespace lifeline::cli {
namespace {

constexpr char kDefaultName[] = "lifeline";
// Nobody takes a token back: it ends by itself.
constexpr absl::Duration kLongestLifetime = absl::Hours(24 * 366);

struct TokenArguments {
  std::string subject;
  std::string roles;
  std::string lifetime = "8h";
  std::string key_file;
  std::string issuer = kDefaultName;
  std::string audience = kDefaultName;
};

absl::Status CreateToken(Context& context, const TokenArguments& a) {
  TokenSpec spec;
  spec.subject = a.subject;
  spec.issuer = a.issuer;
  spec.audience = a.audience;
  spec.now = context.environment().now;
  if (!absl::ParseDuration(a.lifetime, &spec.lifetime) ||
      spec.lifetime < absl::Seconds(1) || spec.lifetime > kLongestLifetime) {
    return absl::InvalidArgumentError(
        absl::StrCat("--for: `", a.lifetime,
                     "` is no time between a second and a year; write it as "
                     "8h or 30m"));
  }
  if (a.subject.empty())
    return absl::InvalidArgumentError("--subject: names nobody");
  if (!a.roles.empty())
    spec.roles = absl::StrSplit(a.roles, ',', absl::SkipWhitespace());
  const auto pem = ReadIdentityFile("--key", a.key_file);
  if (!pem.ok()) return pem.status();
  const auto token = IssueToken(*pem, spec);
  if (!token.ok()) return token.status();
  // The token alone, whatever -o says: it goes into a file.
  context.out() << *token << "\n";
  return absl::OkStatus();
}

absl::Status CreateKey(Context& context, const std::string& folder,
                       const std::string& type) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::InvalidArgumentError(
        absl::StrCat("--to: ", folder, " cannot be made: ", error.message()));
  }
  const auto key = NewIssuerKey(type);
  if (!key.ok()) return key.status();
  const std::string secret = absl::StrCat(folder, "/issuer.key");
  const std::string jwks = absl::StrCat(folder, "/jwks.json");
  absl::Status written = WriteNewFile(secret, key->private_pem, 0600);
  if (written.ok()) written = WriteNewFile(jwks, key->jwks, 0644);
  if (!written.ok()) return written;
  context.Say(absl::StrCat(secret,
                           "  signs tokens; keep it where only you can "
                           "read it"));
  context.Say(absl::StrCat(jwks, "  for --jwks of the services"));
  return absl::OkStatus();
}

}  // namespace

void AddTokenCommands(CLI::App* app, Context* context) {
  CLI::App* token = AddNoun(app, "token", "Tokens that say who calls");
  auto a = std::make_shared<TokenArguments>();
  CLI::App* create = AddVerb(
      token, context,
      {"create",
       "Issue a token, without any server",
       {"lifeline token create --subject anna@example.com --key "
        "keys/issuer.key > anna.token",
        "lifeline token create --subject tool@example.com --roles reader --for "
        "720h --key keys/issuer.key"}},
      [context, a] { return CreateToken(*context, *a); });
  create
      ->add_option("--subject", a->subject,
                   "Whom it names: a member's address or id")
      ->required();
  create->add_option("--roles", a->roles,
                     "Only what these roles may do, of what the member may: "
                     "planner,reader");
  create->add_option("--for", a->lifetime, "How long it is valid")
      ->capture_default_str();
  create->add_option("--key", a->key_file, "File of the issuer's private key")
      ->required();
  create->add_option("--issuer", a->issuer, "As --token_issuer of the services")
      ->capture_default_str();
  create
      ->add_option("--audience", a->audience,
                   "As --token_audience of the services")
      ->capture_default_str();

  CLI::App* key = AddNoun(token, "key", "Keys that tokens are signed with");
  auto folder = std::make_shared<std::string>();
  auto type = std::make_shared<std::string>("es256");
  CLI::App* make = AddVerb(
      key, context,
      {"create",
       "Make a private key and the JWKS with its public part",
       {"lifeline token key create --to keys"}},
      [context, folder, type] { return CreateKey(*context, *folder, *type); });
  make->add_option("--to", *folder, "Folder for issuer.key and jwks.json")
      ->required();
  make->add_option("--type", *type, "Kind of key")
      ->check(CLI::IsMember({"es256", "ed25519"}))
      ->capture_default_str();
}

}  // namespace lifeline::cli
