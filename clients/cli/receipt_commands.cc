// `lifeline receipt ...`.
#include <map>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/commands.h"
#include "clients/cli/receipts.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Receipt;

struct ReceiptArguments {
  std::string portfolio;
  std::vector<std::string> receipts;
  std::string text;
  std::string displaces;
  std::string period;
  std::string filter;
  bool all = false;
  bool check = false;
};

// That the item owes no answer, and what became of the last one that it owed.
absl::Status NothingOwed(Context& context, const std::string& portfolio,
                         const std::string& item) {
  const auto past =
      FetchReceipts(context, portfolio, absl::StrCat("item = \"", item, "\""));
  if (!past.ok()) return past.status();
  if (past->empty()) {
    return absl::NotFoundError(absl::StrCat(
        item, " of ", portfolio,
        " owes no answer; what is open: lifeline receipt list ", portfolio));
  }
  const Receipt& last = past->back();
  if (last.state() == Receipt::STATE_CLEARED) {
    return absl::NotFoundError(absl::StrCat(
        item, " rose again in ranking ", IdOf(last.cleared_by_ranking()),
        " before anybody answered; it owes no answer any more"));
  }
  return absl::NotFoundError(
      absl::StrCat(item, " was answered already: ",
                   Words(Receipt::State_Name(last.state()), "STATE_"), ", by ",
                   IdOf(last.answered_by()), "; answers cannot be changed"));
}

// The crossings that the words name: names of crossings or receipts as they
// are, and item ids by their open receipts.
absl::StatusOr<std::vector<std::string>> ResolveCrossings(
    Context& context, const ReceiptArguments& a) {
  std::map<std::string, std::string> open;
  bool asked = false;
  std::vector<std::string> crossings;
  for (const std::string& word : a.receipts) {
    if (absl::StrContains(word, "/crossings/")) {
      crossings.emplace_back(absl::StripSuffix(word, "/receipt"));
      continue;
    }
    if (!asked) {
      asked = true;
      const auto receipts = FetchReceipts(context, a.portfolio, kOwedReceipts);
      if (!receipts.ok()) return receipts.status();
      // Oldest first, so the newest of an item wins.
      for (const Receipt& receipt : *receipts) {
        open[IdOf(receipt.item())] = receipt.crossing();
      }
    }
    const auto found = open.find(IdOf(word));
    if (found == open.end()) {
      return NothingOwed(context, a.portfolio, IdOf(word));
    }
    crossings.push_back(found->second);
  }
  return crossings;
}

absl::Status SendAnswer(Context& context,
                        const scoring::v1::AnswerReceiptsRequest& request) {
  const auto answered =
      context.session().Call(&ScoringStub::AnswerReceipts, request);
  if (!answered.ok()) return answered.status();
  context.Print(*answered, ReceiptTable({answered->receipts().begin(),
                                         answered->receipts().end()},
                                        context.language()));
  return absl::OkStatus();
}

absl::StatusOr<scoring::v1::AnswerReceiptsRequest> AnswerOf(
    Context& context, const ReceiptArguments& a, Receipt::State answer) {
  const auto crossings = ResolveCrossings(context, a);
  if (!crossings.ok()) return crossings.status();
  scoring::v1::AnswerReceiptsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.mutable_crossings()->Assign(crossings->begin(), crossings->end());
  request.set_answer(answer);
  request.set_text(a.text);
  return request;
}

absl::Status Answer(Context& context, const ReceiptArguments& a,
                    Receipt::State answer) {
  auto request = AnswerOf(context, a, answer);
  if (!request.ok()) return request.status();
  if (!a.displaces.empty()) {
    request->set_displaces_item(NameOf(a.portfolio, "items", a.displaces));
  }
  if (!a.period.empty()) {
    request->set_deferred_to_period(NameOf(a.portfolio, "periods", a.period));
  }
  return SendAnswer(context, *request);
}

// The weave comes first; the answer names it once scoring has seen it.
absl::Status RideAlong(Context& context, const ReceiptArguments& a) {
  auto request = AnswerOf(context, a, Receipt::STATE_RIDE_ALONG);
  if (!request.ok()) return request.status();
  int64_t revision = 0;
  for (const std::string& crossing : request->crossings()) {
    roadmap::v1::GetWeaveRequest get;
    get.set_name(NameOf(a.portfolio, "weaves", IdOf(crossing)));
    const auto weave = context.session().Call(&RoadmapStub::GetWeave, get);
    if (absl::IsNotFound(weave.status())) {
      return absl::FailedPreconditionError(absl::StrCat(
          IdOf(crossing),
          " rides in nothing yet; propose it first: lifeline "
          "weave add ",
          a.portfolio, " ", IdOf(crossing), " CARRIER --effort TEAM=AMOUNT"));
    }
    if (!weave.ok()) return weave.status();
    revision = std::max(revision, weave->revision());
  }
  request->mutable_min_revisions()->set_roadmap(revision);
  return SendAnswer(context, *request);
}

// The withdrawal comes first; the answer refers to it.
absl::Status WithdrawAndAnswer(Context& context, const ReceiptArguments& a) {
  auto request = AnswerOf(context, a, Receipt::STATE_WITHDRAWN);
  if (!request.ok()) return request.status();
  int64_t revision = 0;
  for (const std::string& crossing : request->crossings()) {
    const std::string item = NameOf(a.portfolio, "items", IdOf(crossing));
    backlog::v1::GetItemRequest get;
    get.set_name(item);
    auto found = context.session().Call(&BacklogStub::GetItem, get);
    if (!found.ok()) return found.status();
    if (found->state() != backlog::v1::Item::STATE_WITHDRAWN) {
      backlog::v1::WithdrawItemRequest withdraw;
      withdraw.set_name(item);
      withdraw.set_reason(a.text.empty() ? "withdrawn in answer to a drop"
                                         : a.text);
      found = context.session().Call(&BacklogStub::WithdrawItem, withdraw);
      if (!found.ok()) return found.status();
    }
    revision = std::max(revision, found->revision());
  }
  request->mutable_min_revisions()->set_backlog(revision);
  return SendAnswer(context, *request);
}

absl::Status ListReceipts(Context& context, const ReceiptArguments& a) {
  const std::string filter =
      !a.filter.empty() ? a.filter : (a.all ? "" : kOwedReceipts);
  const auto receipts = FetchReceipts(context, a.portfolio, filter);
  if (!receipts.ok()) return receipts.status();
  scoring::v1::ListReceiptsResponse response;
  response.mutable_receipts()->Assign(receipts->begin(), receipts->end());
  context.Print(response, ReceiptTable(*receipts, context.language()));
  return a.check ? CheckAnswered(context, a.portfolio) : absl::OkStatus();
}

CLI::App* AddAnswer(CLI::App* noun, Context* context, const Verb& verb,
                    const std::shared_ptr<ReceiptArguments>& a,
                    std::function<absl::Status()> run) {
  CLI::App* added = AddVerb(noun, context, verb, std::move(run));
  AddPortfolio(added, &a->portfolio);
  added
      ->add_option("receipts", a->receipts,
                   "Item ids, which mean their open receipts, or names of "
                   "crossings")
      ->required();
  added->add_option("--text", a->text, "What is said with the answer");
  return added;
}

}  // namespace

void AddReceiptCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "receipt", "The answers owed for downward crossings");
  const auto a = std::make_shared<ReceiptArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"list",
       "Lists the receipts that wait for an answer, oldest first.",
       {"lifeline receipt list shop", "lifeline receipt list shop --all",
        "lifeline receipt list shop --check   # exits with 7 if somebody "
        "dropped and has not answered"}},
      [=] { return ListReceipts(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_flag("--all", a->all, "Also answered and cleared ones");
  verb->add_option("--filter", a->filter,
                   "Over state, owed_by, asked, rung, item, kind");
  verb->add_flag("--check", a->check,
                 "Exit with 7 if somebody dropped and has not answered");
  AddAnswer(noun, context,
            {"accept",
             "So be it. One answer may cover many.",
             {"lifeline receipt accept shop canonical-tags hreflang --text "
              "'next quarter is fine'"}},
            a, [=] { return Answer(*context, *a, Receipt::STATE_ACCEPTED); });
  verb = AddAnswer(
      noun, context,
      {"appeal",
       "No: names what should fall instead. Appeals are single.",
       {"lifeline receipt appeal shop canonical-tags --instead new-footer "
        "--text 'season starts in March'"}},
      a, [=] { return Answer(*context, *a, Receipt::STATE_APPEALED); });
  verb->add_option("--instead", a->displaces,
                   "The item above the line that should fall instead")
      ->required();
  verb = AddAnswer(
      noun, context,
      {"defer",
       "In that period.",
       {"lifeline receipt defer shop canonical-tags --to 2027-q2"}},
      a, [=] { return Answer(*context, *a, Receipt::STATE_DEFERRED); });
  verb->add_option("--to", a->period, "The period's id")->required();
  AddAnswer(noun, context,
            {"ride",
             "It rides in a carrier: make the weave first, this answers with "
             "it.",
             {"lifeline weave add shop hreflang cms-migration --effort web=0.5",
              "lifeline receipt ride shop hreflang"}},
            a, [=] { return RideAlong(*context, *a); });
  AddAnswer(noun, context,
            {"withdraw",
             "Withdraws the items, then answers with that.",
             {"lifeline receipt withdraw shop canonical-tags --text 'the pages "
              "are gone'"}},
            a, [=] { return WithdrawAndAnswer(*context, *a); });
}

}  // namespace lifeline::cli
