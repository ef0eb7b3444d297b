// `lifeline redact`, `item redact`, `member erase`: what cannot be undone.
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::cli {
namespace {

struct ErasureArguments {
  std::string portfolio;
  std::string id;
  std::string reason;
  std::vector<std::string> paths;
  std::vector<std::string> comments;
  bool commit_reasons = false;
  bool yes = false;
};

absl::Status CheckYes(const ErasureArguments& a, absl::string_view what) {
  if (a.yes) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(what,
                   " cannot be undone, and backups made before still hold it; "
                   "repeat the command with --yes"));
}

// Prints the message as JSON, or one sentence.
absl::Status Tell(Context& context, const google::protobuf::Message& message,
                  const std::string& sentence) {
  if (context.format() == Format::kJson) {
    context.PrintJson(MessageJson(message));
  } else {
    context.Say(sentence);
  }
  return absl::OkStatus();
}

absl::Status EraseMember(Context& context, const ErasureArguments& a) {
  absl::Status yes = CheckYes(a, absl::StrCat("erasing ", a.id));
  if (!yes.ok()) return yes;
  roadmap::v1::GetMemberRequest get;
  get.set_name(NameOf(a.portfolio, "members", a.id));
  const auto found = context.session().Call(&RoadmapStub::GetMember, get);
  if (!found.ok()) return found.status();
  roadmap::v1::EraseMemberRequest request;
  request.set_name(found->name());
  request.set_reason(a.reason);
  const auto erased =
      context.session().Call(&RoadmapStub::EraseMember, request);
  if (!erased.ok()) return erased.status();
  return Tell(context, *erased,
              absl::StrCat(IdOf(erased->name()),
                           " is erased: history names the id and nothing else; "
                           "what is still owed goes to the next rung"));
}

absl::Status RedactItem(Context& context, const ErasureArguments& a) {
  absl::Status yes = CheckYes(a, absl::StrCat("redacting ", a.id));
  if (!yes.ok()) return yes;
  backlog::v1::RedactItemRequest request;
  request.set_name(NameOf(a.portfolio, "items", a.id));
  request.mutable_paths()->mutable_paths()->Assign(a.paths.begin(),
                                                   a.paths.end());
  for (const std::string& comment : a.comments) {
    request.add_comments(
        absl::StrCat(request.name(), "/comments/", IdOf(comment)));
  }
  request.set_commit_reasons(a.commit_reasons);
  request.set_reason(a.reason);
  const auto redacted =
      context.session().Call(&BacklogStub::RedactItem, request);
  if (!redacted.ok()) return redacted.status();
  return Tell(context, *redacted,
              absl::StrCat(IdOf(redacted->name()),
                           " is redacted in every version there is"));
}

absl::Status RedactAnswer(Context& context, const ErasureArguments& a) {
  scoring::v1::RedactTextRequest request;
  request.set_name(a.id);
  request.set_reason(a.reason);
  const auto redacted =
      context.session().Call(&ScoringStub::RedactText, request);
  if (!redacted.ok()) return redacted.status();
  return Tell(context, *redacted,
              absl::StrCat("the text of ", redacted->name(),
                           " is gone; the ledger verifies as before"));
}

// What the backlog or the roadmap does not know may be what a restore has taken
// away: scoring keeps it then. `unknown` is what they have said, and what is
// said if scoring has nothing of it either.
absl::Status RedactGone(Context& context, const ErasureArguments& a,
                        const absl::Status& unknown) {
  const absl::Status status = RedactAnswer(context, a);
  return absl::IsInvalidArgument(status) || absl::IsNotFound(status) ? unknown
                                                                     : status;
}

absl::Status RedactResource(Context& context, const ErasureArguments& a) {
  roadmap::v1::RedactResourceRequest request;
  request.set_name(a.id);
  request.set_reason(a.reason);
  const auto redacted =
      context.session().Call(&RoadmapStub::RedactResource, request);
  if (absl::IsNotFound(redacted.status()))
    return RedactGone(context, a, redacted.status());
  if (!redacted.ok()) return redacted.status();
  return Tell(context, *redacted,
              absl::StrCat(a.id, " is redacted in every version there is"));
}

// What scoring keeps; everything else is the roadmap's.
bool IsOfScoring(absl::string_view name) {
  return absl::StrContains(name, "/rankings/") ||
         absl::StrContains(name, "/tasks/") ||
         absl::StrContains(name, "/disputes/") ||
         absl::StrContains(name, "/models/") ||
         absl::StrContains(name, "/scenarios/");
}

absl::Status Redact(Context& context, const ErasureArguments& a) {
  absl::Status unknown;
  if (absl::StrContains(a.id, "/items/")) {
    backlog::v1::GetItemRequest get;
    get.set_name(a.id);
    unknown = context.session().Call(&BacklogStub::GetItem, get).status();
    if (unknown.ok()) {
      return absl::InvalidArgumentError(
          "name: of an item say which texts must go; use lifeline item redact");
    }
    if (!absl::IsNotFound(unknown)) return unknown;
  }
  absl::Status yes = CheckYes(a, absl::StrCat("redacting ", a.id));
  if (!yes.ok()) return yes;
  if (!unknown.ok()) return RedactGone(context, a, unknown);
  return IsOfScoring(a.id) ? RedactAnswer(context, a)
                           : RedactResource(context, a);
}

CLI::App* AddErasure(CLI::App* noun, Context* context, const Verb& verb,
                     const std::shared_ptr<ErasureArguments>& a,
                     absl::Status (*run)(Context&, const ErasureArguments&)) {
  CLI::App* added =
      AddVerb(noun, context, verb, [=] { return run(*context, *a); });
  AddReason(added, &a->reason, /*required=*/true);
  added->add_flag("--yes", a->yes, "Yes, for good: it cannot be undone");
  return added;
}

}  // namespace

void AddMemberEraseVerb(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<ErasureArguments>();
  CLI::App* verb = AddErasure(
      noun, context,
      {"erase",
       "Erases a member for good: name, address, language, deputy and absence "
       "go from every version; the id stays.",
       {"lifeline member erase shop m7 --reason 'asked for it' --yes"}},
      a, &EraseMember);
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("member", a->id, "Id or address")->required();
}

void AddItemRedactVerb(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<ErasureArguments>();
  CLI::App* verb = AddErasure(
      noun, context,
      {"redact",
       "Replaces texts of an item and its comments by [redacted], in every "
       "version there is.",
       {"lifeline item redact shop shop-12 --text problem --text "
        "evidence.title --reason 'names a customer' --yes",
        "lifeline item redact shop shop-12 --comment 0000000003 "
        "--commit-reasons --reason 'names a customer' --yes"}},
      a, &RedactItem);
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->id, "The item's id")->required();
  AddRepeated(
      verb, "--text", &a->paths,
      "title, problem, outcome, measure, labels, touchpoints, due_basis, "
      "state_reason, realised.basis, evidence.title, evidence.uri, "
      "external_references.uri, external_references.rank; repeatable");
  AddRepeated(verb, "--comment", &a->comments,
              "The id of a comment; repeatable");
  verb->add_flag("--commit-reasons", a->commit_reasons,
                 "Also the reasons of all changes of the item");
}

void AddRedactCommand(CLI::App* app, Context* context) {
  const auto a = std::make_shared<ErasureArguments>();
  CLI::App* verb = AddErasure(
      app, context,
      {"redact",
       "Removes what people have written, for good, in every version there "
       "is. Of a receipt, task or dispute what was said; of a model or "
       "scenario why; of a mandate, a capacity, a review, an indicator or "
       "anything else in the roadmap its texts, and why it was changed. Also "
       "what scoring still keeps of an item, mandate or capacity that a "
       "restore has taken away. The ledger verifies as before.",
       {"lifeline redact portfolios/shop/rankings/3/crossings/shop-12/receipt "
        "--reason 'names a customer' --yes",
        "lifeline redact portfolios/shop/mandates/shop-12 --reason 'names a "
        "customer' --yes"}},
      a, &Redact);
  verb->add_option("name", a->id, "The name of what has the text")->required();
}

}  // namespace lifeline::cli
