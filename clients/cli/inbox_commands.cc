// `lifeline inbox`.
#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/agreement_text.h"
#include "clients/cli/commands.h"
#include "clients/cli/receipts.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Member;
using scoring::v1::Dispute;
using scoring::v1::Receipt;
using scoring::v1::ScoringModel;
using scoring::v1::Task;

struct InboxArguments {
  std::string portfolio;
  bool all = false;
};

Table TaskTable(const std::vector<Task>& tasks, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("item"), false, /*flexible=*/true, 14},
               {t("title"), false, /*flexible=*/true, 12},
               {t("what")},
               {t("side")},
               {t("missing"), false, /*flexible=*/true, 12},
               {t("since")},
               {t("due")},
               {t("note"), false, /*flexible=*/true, 10}});
  for (const Task& task : tasks) {
    table.AddRow({IdOf(task.item()), task.title(),
                  t(Words(Task::Kind_Name(task.kind()), "KIND_")),
                  t(Words(Task::Side_Name(task.side()), "SIDE_")),
                  absl::StrJoin(task.missing(), ", "),
                  TimeText(task.open_time()),
                  DueText(!task.has_close_time(), task.due_time(), language),
                  AskedText(task.rung(), task.asked(), language)});
  }
  return table;
}

// Which tasks a member would take: those of the sides of his or her roles.
std::set<int> SidesOf(const Member& member) {
  std::set<int> sides;
  for (const int role : member.roles()) {
    if (role == roadmap::v1::ROLE_VALUE_RATER ||
        role == roadmap::v1::ROLE_PRODUCT_OWNER ||
        role == roadmap::v1::ROLE_MARKETING_LEAD) {
      sides.insert(Task::SIDE_VALUE);
    }
    if (role == roadmap::v1::ROLE_EFFORT_RATER ||
        role == roadmap::v1::ROLE_IT_LEAD) {
      sides.insert(Task::SIDE_EFFORT);
    }
    if (role == roadmap::v1::ROLE_PLANNER ||
        role == roadmap::v1::ROLE_MARKETING_LEAD ||
        role == roadmap::v1::ROLE_IT_LEAD) {
      sides.insert(Task::SIDE_PLANNING);
    }
  }
  return sides;
}

struct Inbox {
  std::vector<Receipt> receipts;
  std::vector<Task> tasks;
  // What waits for the member's key, and for his or her word.
  std::vector<ScoringModel> keys;
  std::vector<Dispute> disputes;

  bool empty() const {
    return receipts.empty() && tasks.empty() && keys.empty() &&
           disputes.empty();
  }
};

bool HasRole(const Member& member, int role) {
  return std::find(member.roles().begin(), member.roles().end(), role) !=
         member.roles().end();
}

bool Leads(const Member& member) {
  return HasRole(member, roadmap::v1::ROLE_MARKETING_LEAD) ||
         HasRole(member, roadmap::v1::ROLE_IT_LEAD);
}

// Whether the model waits for a key of the member's role.
bool AsksForKey(const ScoringModel& model, const Member& member) {
  if (!Leads(member)) return false;
  for (const auto& signature : model.proposal().signatures()) {
    if (signature.signer() == member.name()) return false;
  }
  return true;
}

bool AsksForWord(const Dispute& dispute, const Member& member) {
  if (dispute.state() == Dispute::STATE_ARBITER &&
      HasRole(member, roadmap::v1::ROLE_ARBITER))
    return true;
  if (dispute.state() != Dispute::STATE_LEADS || !Leads(member)) return false;
  for (const auto& position : dispute.positions()) {
    if (position.member() == member.name()) return false;
  }
  return true;
}

// `member` is null for everybody's.
absl::Status FetchAgreements(Context& context, const InboxArguments& a,
                             const Member* member, Inbox* inbox) {
  scoring::v1::ListScoringModelsRequest models;
  models.set_parent(PortfolioName(a.portfolio));
  const auto all = context.session().ListAll(
      &ScoringStub::ListScoringModels, models,
      &scoring::v1::ListScoringModelsResponse::models);
  if (!all.ok()) return all.status();
  for (const ScoringModel& model : *all) {
    if (model.state() == ScoringModel::STATE_PROPOSED &&
        (member == nullptr || AsksForKey(model, *member)))
      inbox->keys.push_back(model);
  }
  scoring::v1::ListDisputesRequest disputes;
  disputes.set_parent(models.parent());
  disputes.set_filter("state = LEADS OR state = ARBITER");
  const auto open =
      context.session().ListAll(&ScoringStub::ListDisputes, disputes,
                                &scoring::v1::ListDisputesResponse::disputes);
  if (!open.ok()) return open.status();
  for (const Dispute& dispute : *open) {
    if (member == nullptr || AsksForWord(dispute, *member))
      inbox->disputes.push_back(dispute);
  }
  return absl::OkStatus();
}

absl::StatusOr<Inbox> FetchInbox(Context& context, const InboxArguments& a) {
  Inbox inbox;
  std::string filter = kOwedReceipts;
  std::set<int> sides = {Task::SIDE_VALUE, Task::SIDE_EFFORT,
                         Task::SIDE_PLANNING, Task::SIDE_REQUESTER};
  std::string me;
  if (a.all) {
    absl::Status fetched = FetchAgreements(context, a, nullptr, &inbox);
    if (!fetched.ok()) return fetched;
  } else {
    const auto member = ActingMember(context, a.portfolio);
    if (!member.ok()) return member.status();
    absl::Status fetched = FetchAgreements(context, a, &*member, &inbox);
    if (!fetched.ok()) return fetched;
    sides = SidesOf(*member);
    me = member->name();
    absl::StrAppend(&filter, " AND owed_by = \"", IdOf(me), "\" OR asked = \"",
                    IdOf(me), "\"");
  }
  auto receipts = FetchReceipts(context, a.portfolio, filter);
  if (!receipts.ok()) return receipts.status();
  inbox.receipts = *std::move(receipts);
  scoring::v1::ListTasksRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  const auto tasks = context.session().ListAll(
      &ScoringStub::ListTasks, request, &scoring::v1::ListTasksResponse::tasks);
  if (!tasks.ok()) return tasks.status();
  for (const Task& task : *tasks) {
    if (sides.count(task.side()) != 0 || (!me.empty() && task.asked() == me))
      inbox.tasks.push_back(task);
  }
  return inbox;
}

// Whoever reads his or her own inbox has seen what is in it.
void MarkSeen(Context& context, const InboxArguments& a, const Inbox& inbox) {
  scoring::v1::MarkReceiptsSeenRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  for (const Receipt& receipt : inbox.receipts) {
    if (receipt.state() == Receipt::STATE_OPEN) {
      request.add_crossings(receipt.crossing());
    }
  }
  if (request.crossings().empty()) return;
  const auto seen =
      context.session().Call(&ScoringStub::MarkReceiptsSeen, request);
  if (!seen.ok()) {
    context.Note(absl::StrCat("could not note that you have seen this: ",
                              seen.status().message()));
  }
}

absl::Status ShowInbox(Context& context, const InboxArguments& a) {
  const auto inbox = FetchInbox(context, a);
  if (!inbox.ok()) return inbox.status();
  const Table receipts = ReceiptTable(inbox->receipts, context.language());
  const Table tasks = TaskTable(inbox->tasks, context.language());
  const Table keys = KeyTable(inbox->keys, context.language());
  const Table disputes = DisputeTable(inbox->disputes, context.language());
  if (context.format() == Format::kJson) {
    nlohmann::ordered_json json = {
        {"receipts", nlohmann::ordered_json::array()},
        {"tasks", nlohmann::ordered_json::array()},
        {"models", nlohmann::ordered_json::array()},
        {"disputes", nlohmann::ordered_json::array()}};
    for (const Receipt& receipt : inbox->receipts) {
      json["receipts"].push_back(MessageJson(receipt));
    }
    for (const Task& task : inbox->tasks) {
      json["tasks"].push_back(MessageJson(task));
    }
    for (const ScoringModel& model : inbox->keys) {
      json["models"].push_back(MessageJson(model));
    }
    for (const Dispute& dispute : inbox->disputes) {
      json["disputes"].push_back(MessageJson(dispute));
    }
    context.PrintJson(json);
  } else if (context.format() == Format::kCsv) {
    context.out() << receipts.Csv() << tasks.Csv();
    if (!keys.empty()) context.out() << keys.Csv();
    if (!disputes.empty()) context.out() << disputes.Csv();
  } else if (inbox->empty()) {
    context.Say(context.T("nothing is open"));
  } else {
    const std::pair<const char*, const Table*> parts[] = {
        {"open receipts", &receipts},
        {"open tasks", &tasks},
        {"models that wait for a key", &keys},
        {"disputes that wait for a word", &disputes}};
    const char* gap = "";
    for (const auto& [heading, table] : parts) {
      if (table->empty()) continue;
      context.out() << std::exchange(gap, "\n") << context.T(heading) << "\n"
                    << table->Render(context.terminal());
    }
  }
  if (!a.all) MarkSeen(context, a, *inbox);
  return absl::OkStatus();
}

}  // namespace

void AddInboxCommands(CLI::App* app, Context* context) {
  const auto a = std::make_shared<InboxArguments>();
  CLI::App* verb = AddVerb(
      app, context,
      {"inbox",
       "Open receipts, tasks, keys and disputes of who acts (--as), or of "
       "everybody.",
       {"lifeline inbox shop --as anna@example.com",
        "lifeline inbox shop --all"}},
      [=] { return ShowInbox(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_flag("--all", a->all, "Of everybody");
}

}  // namespace lifeline::cli
