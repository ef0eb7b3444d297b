#include "tests/property/shop_life.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/scoring/dispute.h"
#include "services/scoring/dispute_store.h"
#include "services/scoring/inbox.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/task_store.h"
#include "services/scoring/timestamps.h"
#include "tests/property/promise_oracle.h"
#include "tests/property/step_oracle.h"

namespace lifeline::scoring {
namespace {

// What is tried here is not what a disk keeps: a folder in memory, if there is
// one, makes a sync cost nothing.
std::string MakeFolder() {
  std::string pattern = std::filesystem::exists("/dev/shm")
                            ? "/dev/shm/lifeline_life_XXXXXX"
                            : "/tmp/lifeline_life_XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

}  // namespace

void MustBeOk(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << std::endl;
  std::abort();
}

std::ostream& operator<<(std::ostream& out, const Step& step) {
  constexpr const char* kNames[] = {
      "Submit",   "Worth",  "Effort",       "State",      "Category", "Require",
      "Evidence", "Import", "Capacity",     "Commitment", "Mandate",  "Weave",
      "Period",   "Review", "Model",        "Hours",      "Days",     "Notify",
      "See",      "Answer", "DecideAppeal", "Restart",    "Restore"};
  static_assert(std::size(kNames) == Step::kKinds);
  return out << kNames[step.kind] << "(" << step.who << ", " << step.what
             << (step.settles ? ")" : ", unsettled)");
}

ShopLife::ShopLife() : folder_(MakeFolder()), rig_(folder_) {
  rig_.Begin(500);
  auto arbiter = ScoringRig::Member("ari", "ari@example.com");
  arbiter.mutable_member()->add_roles(roadmap::v1::ROLE_ARBITER);
  auto portfolio = ScoringRig::Portfolio();
  portfolio.mutable_portfolio()->clear_validation();
  rig_.CommitRoadmap(
      {portfolio, arbiter, ScoringRig::Member("m2", "ben@example.com"),
       ScoringRig::Period("q2", 4, 6), ScoringRig::Capacity("web", "q2", 100)});
  // Two stand above, and two enter below.
  for (int item = 0; item < 4; ++item) {
    Step step;
    step.who = 2;
    step.what = 2 * item;
    Submit(step);
  }
  rig_.Settle();
}

ShopLife::~ShopLife() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void ShopLife::Do(const Step& step) {
  Item* item = AnItem(step.who);
  switch (step.kind) {
    case Step::kSubmit:
      Submit(step);
      break;
    case Step::kWorth:
      if (item == nullptr) return;
      item->mutable_money()->set_amount_hundredths((1 + step.what) * 200'000);
      Commit({*item}, step.who);
      break;
    case Step::kEffort:
      if (item == nullptr) return;
      *item->mutable_estimate() =
          ScoringRig::Item("x", 1, step.what * 100).estimate();
      Commit({*item}, step.who);
      break;
    case Step::kState:
      if (item != nullptr) ChangeState(item, step);
      break;
    case Step::kCategory:
      if (item == nullptr) return;
      item->set_category(step.what % 2 == 0 ? "it" : "performance");
      Commit({*item}, step.who);
      break;
    case Step::kRequire:
      if (item == nullptr) return;
      item->clear_required_items();
      if (const Item* other = AnItem(step.what); other != item)
        item->add_required_items(other->name());
      Commit({*item}, step.who);
      break;
    case Step::kEvidence:
      if (item != nullptr) AddEvidence(item, step);
      break;
    case Step::kImport:
      Import(step);
      break;
    case Step::kCapacity:
      SetCapacity(step);
      break;
    case Step::kCommitment:
      if (item != nullptr) Commitment(*item, step);
      break;
    case Step::kMandate:
      if (item != nullptr) Mandate(*item, step);
      break;
    case Step::kWeave:
      if (item != nullptr) Weave(*item, step);
      break;
    case Step::kReview:
      Review(step);
      break;
    case Step::kPeriod: {
      roadmap::v1::RoadmapResource period = ScoringRig::Period("q2", 4, 6);
      open_ = !open_;
      if (!open_) {
        period.mutable_period()->set_state(
            roadmap::v1::PlanningPeriod::STATE_CLOSED);
      }
      rig_.CommitRoadmap({period}, kBen);
      break;
    }
    case Step::kModel:
      Activate(step);
      break;
    case Step::kHours:
      rig_.SetNow(rig_.now() + absl::Hours(1 + step.what));
      break;
    case Step::kDays:
      rig_.SetNow(rig_.now() + absl::Hours(24 * (1 + 2 * step.what)));
      break;
    case Step::kNotify:
      Notify();
      break;
    case Step::kSee:
      SeeOne(step);
      break;
    case Step::kAnswer:
      AnswerOne(step);
      break;
    case Step::kDecideAppeal:
      DecideAppeal(step);
      break;
    case Step::kRestart:
      rig_.Settle();
      rig_.Restart();
      break;
    case Step::kRestore:
      Restore(step);
      break;
    case Step::kKinds:
      break;
  }
  if (step.settles) rig_.Settle();
}

std::vector<std::string> ShopLife::Wrong() {
  rig_.Settle();
  const lifeline::Snapshot reader = *rig_.database()->Read();
  PromiseOracle promise(reader);
  std::vector<std::string> wrong = promise.Check(submitted_);
  drops_ += promise.drops();
  for (std::string& what : attention_.Check(reader))
    wrong.push_back(std::move(what));
  CheckTasks(reader, promise.standings());
  wrong.insert(wrong.end(), wrong_.begin(), wrong_.end());
  return wrong;
}

// The tasks that are open, one change after the other, are the steps that the
// items as a whole owe, each once. What reviews ask for is none of them.
void ShopLife::CheckTasks(const lifeline::Snapshot& reader,
                          const std::map<std::string, int>& standings) {
  Expect(rig_.Latest()->view->snapshot().model->formula() == v1::FORMULA_VALUE,
         "effort divides scores, which the oracle does not know");
  StepOracle oracle(items_, standings,
                    absl::ToCivilDay(rig_.now(), absl::UTCTimeZone()));
  const std::multiset<std::string> owed = oracle.Owed();
  studied_ += oracle.studied();
  for (const std::string& step : owed) {
    const std::vector<std::string> words = absl::StrSplit(step, ' ');
    owed_.insert(words[1]);
  }
  std::multiset<std::string> open;
  const auto tasks = ReadOpenTasks(reader, "shop");
  MustBeOk(tasks.status());
  for (const v1::Task& task : *tasks) {
    if (task.kind() == v1::Task::KIND_DECIDE ||
        task.kind() == v1::Task::KIND_CONFIRM) {
      ++asked_by_reviews_;
      continue;
    }
    open.insert(absl::StrCat(task.item(), " ", v1::Task::Kind_Name(task.kind()),
                             " ", v1::Task::Side_Name(task.side()), " ",
                             absl::StrJoin(task.missing(), ",")));
  }
  Expect(open == owed,
         absl::StrCat("open tasks: ", absl::StrJoin(open, "; "),
                      "; owed steps: ", absl::StrJoin(owed, "; ")));
}

void ShopLife::Sabotage(const std::vector<std::string>& statements) {
  MustBeOk(rig_.writer()->Run([&](Transaction& transaction) {
    for (const std::string& sql : statements) {
      absl::Status status = transaction.Execute(sql, {}).status();
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }));
}

void ShopLife::Notify() {
  rig_.Settle();
  attention_.WillNotify(*rig_.database()->Read(), rig_.now());
  rig_.Notify();
}

std::vector<v1::Receipt> ShopLife::Receipts(
    std::set<v1::Receipt::State> states) {
  rig_.Settle();
  std::vector<v1::Receipt> receipts;
  const lifeline::Snapshot reader = *rig_.database()->Read();
  MustBeOk(ForEachReceipt(
      reader, "shop", /*owed_only=*/false, {}, [&](v1::Receipt receipt) {
        if (states.empty() || states.contains(receipt.state()))
          receipts.push_back(std::move(receipt));
        return true;
      }));
  return receipts;
}

absl::Status ShopLife::Write(const v1::Receipt& receipt, int answer_step) {
  const std::vector<std::string> parts = absl::StrSplit(receipt.name(), '/');
  const CrossingKey key{std::stoll(parts[3]), parts[5]};
  return rig_.writer()->Run([&](Transaction& transaction) {
    if (receipt.state() == v1::Receipt::STATE_SEEN)
      return WriteSeen(transaction, "shop", key, receipt);
    if (receipt.state() == v1::Receipt::STATE_APPEALED) {
      StoredDispute appeal;
      appeal.receipt = key;
      appeal.dispute = AppealOf(
          receipt, *rig_.Latest()->view->snapshot().roadmap, rig_.now());
      absl::Status opened = OpenDispute(transaction, "shop", "", &appeal);
      if (!opened.ok()) return opened;
    }
    return WriteAnswer(transaction, "shop", key, receipt, answer_step);
  });
}

void ShopLife::SeeOne(const Step& step) {
  std::vector<v1::Receipt> open = Receipts({v1::Receipt::STATE_OPEN});
  if (open.empty()) return;
  v1::Receipt& receipt = open[static_cast<size_t>(step.who) % open.size()];
  receipt.set_state(v1::Receipt::STATE_SEEN);
  receipt.set_seen_by(kAnna);
  *receipt.mutable_see_time() = ToTimestamp(rig_.now());
  MustBeOk(Write(receipt, 0));
  attention_.Saw(receipt.name());
}

// Of whatever state: what is not owed any more refuses the answer.
void ShopLife::AnswerOne(const Step& step) {
  constexpr v1::Receipt::State kAnswers[] = {
      v1::Receipt::STATE_ACCEPTED, v1::Receipt::STATE_APPEALED,
      v1::Receipt::STATE_RIDE_ALONG, v1::Receipt::STATE_DEFERRED,
      v1::Receipt::STATE_WITHDRAWN};
  std::vector<v1::Receipt> all = Receipts({});
  if (all.empty()) return;
  v1::Receipt& receipt = all[static_cast<size_t>(step.who) % all.size()];
  const bool owed = receipt.state() == v1::Receipt::STATE_OPEN ||
                    receipt.state() == v1::Receipt::STATE_SEEN;
  receipt.set_state(
      kAnswers[static_cast<size_t>(step.what) % std::size(kAnswers)]);
  receipt.set_answered_by(kAnna);
  receipt.set_text("an answer");
  *receipt.mutable_answer_time() = ToTimestamp(rig_.now());
  const absl::Status status = Write(receipt, 1);
  Expect(status.ok() == owed,
         absl::StrCat(receipt.name(),
                      owed ? " could not be answered" : " was answered again"));
  if (!status.ok()) return;
  attention_.Answered(receipt.name(), receipt.state());
  ++answers_;
}

// The arbiter refuses: what is granted needs a mandate that already holds.
void ShopLife::DecideAppeal(const Step& step) {
  v1::Receipt receipt;
  MustBeOk(rig_.writer()->Run([&](Transaction& transaction) {
    auto all = ReadDisputes(transaction, "shop");
    if (!all.ok()) return all.status();
    std::erase_if(*all, [](const StoredDispute& one) {
      return one.dispute.state() != v1::Dispute::STATE_LEADS;
    });
    if (all->empty()) return absl::OkStatus();
    StoredDispute& chosen = (*all)[static_cast<size_t>(step.who) % all->size()];
    v1::Dispute& dispute = chosen.dispute;
    dispute.set_state(v1::Dispute::STATE_ARBITER);
    *dispute.mutable_call_time() = ToTimestamp(rig_.now());
    absl::Status called = WriteCall(transaction, "shop", chosen, "called");
    if (!called.ok()) return called;
    dispute.set_state(v1::Dispute::STATE_REFUSED);
    dispute.set_decided_by("portfolios/shop/members/ari");
    *dispute.mutable_decide_time() = ToTimestamp(rig_.now());
    dispute.set_decision_reason("no");
    absl::Status decided = WriteDecision(transaction, "shop", chosen, "");
    if (!decided.ok()) return decided;
    receipt.set_name(dispute.crossing() + "/receipt");
    receipt.set_crossing(dispute.crossing());
    receipt.set_state(v1::Receipt::STATE_REFUSED);
    receipt.set_answered_by(dispute.decided_by());
    *receipt.mutable_answer_time() = dispute.decide_time();
    return WriteAnswer(transaction, "shop", chosen.receipt, receipt, 2);
  }));
  if (receipt.name().empty()) return;
  attention_.Answered(receipt.name(), receipt.state());
  ++answers_;
}

// The backlog comes back from a backup in a new epoch: the first of its items,
// told anew; the others are lost.
void ShopLife::Restore(const Step& step) {
  rig_.Settle();
  rig_.publisher()->StreamOpened(Source::kBacklog);
  ++epoch_;
  revision_ = 0;
  const size_t kept = static_cast<size_t>(step.what);
  while (items_.size() > kept) items_.erase(std::prev(items_.end()));
  // Of an empty backlog nothing is told but the portfolio's end of the list.
  for (const auto& [id, item] : items_) Commit({item}, step.who);
  rig_.publisher()->StreamIsLive(Source::kBacklog, epoch_);
  rig_.Settle();
}

void ShopLife::Expect(bool holds, const std::string& what) {
  if (!holds) wrong_.push_back(what);
}

}  // namespace lifeline::scoring
