#ifndef LIFELINE_TESTS_PROPERTY_SHOP_LIFE_H_
#define LIFELINE_TESTS_PROPERTY_SHOP_LIFE_H_

#include <cstdint>
#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "services/scoring/scoring_testing.h"
#include "tests/property/attention_oracle.h"

namespace lifeline::scoring {

inline constexpr char kAnna[] = "portfolios/shop/members/m1";
inline constexpr char kBen[] = "portfolios/shop/members/m2";

// Ends the program otherwise: the rig itself is broken.
void MustBeOk(const absl::Status& status);

// Something that happens to a shop. The numbers say to what and how; each step
// takes of them what it needs, so that any sequence of steps can happen.
struct Step {
  enum Kind {
    kSubmit,
    kWorth,
    kEffort,
    kState,
    kCategory,
    kRequire,
    kEvidence,
    kImport,
    kCapacity,
    kCommitment,
    kMandate,
    kWeave,
    kPeriod,
    kReview,
    kModel,
    kHours,
    kDays,
    kNotify,
    kSee,
    kAnswer,
    kDecideAppeal,
    kRestart,
    kRestore,
    kKinds,
  };
  Kind kind = kSubmit;
  int who = 0;   // 0 to 7
  int what = 0;  // 0 to 9
  // Waits until it is planned, else the next step may share its ranking.
  bool settles = true;
};

std::ostream& operator<<(std::ostream& out, const Step& step);

// A shop on the real stores, planner and notifier, to which steps happen. What
// the promise says of it is asked of the oracles.
class ShopLife {
 public:
  ShopLife();
  ~ShopLife();

  void Do(const Step& step);

  // Everything that does not hold, in words.
  std::vector<std::string> Wrong();

  // A mistake behind the back of everything.
  void Sabotage(const std::vector<std::string>& statements);

  int64_t drops() const { return drops_; }
  int answers() const { return answers_; }
  // Decisions and confirmations that are still open at the end.
  int asked_by_reviews() const { return asked_by_reviews_; }
  // The kinds of steps that are owed at the end, and how many items owe none
  // because they are studied.
  const std::multiset<std::string>& owed() const { return owed_; }
  int studied() const { return studied_; }
  const AttentionOracle& attention() const { return attention_; }

 private:
  using Item = backlog::v1::Item;

  // Of those that the backlog has; nullptr if there is none.
  Item* AnItem(int who);
  void Commit(const std::vector<Item>& items, int who);
  void Submit(const Step& step);
  void ChangeState(Item* item, const Step& step);
  void AddEvidence(Item* item, const Step& step);
  void Import(const Step& step);
  void SetCapacity(const Step& step);
  void Weave(const Item& rider, const Step& step);
  void Review(const Step& step);
  void Commitment(const Item& item, const Step& step);
  void Mandate(const Item& item, const Step& step);
  void Activate(const Step& step);
  void Notify();
  void SeeOne(const Step& step);
  void AnswerOne(const Step& step);
  void DecideAppeal(const Step& step);
  void Restore(const Step& step);
  // Oldest first; only those in `states`, all if it is empty.
  std::vector<v1::Receipt> Receipts(std::set<v1::Receipt::State> states);
  absl::Status Write(const v1::Receipt& receipt, int answer_step);
  void CheckTasks(const lifeline::Snapshot& reader,
                  const std::map<std::string, int>& standings);
  void Expect(bool holds, const std::string& what);

  const std::string folder_;
  ScoringRig rig_;
  AttentionOracle attention_;
  std::map<std::string, Item> items_;
  std::set<std::string> submitted_;
  std::set<std::string> committed_;
  std::set<std::string> woven_;
  int64_t epoch_ = 1;
  int64_t revision_ = 0;
  int made_ = 0;
  int reviews_ = 0;
  bool open_ = true;
  int64_t drops_ = 0;
  int answers_ = 0;
  int asked_by_reviews_ = 0;
  std::multiset<std::string> owed_;
  int studied_ = 0;
  std::vector<std::string> wrong_;
};

}  // namespace lifeline::scoring

#endif  // LIFELINE_TESTS_PROPERTY_SHOP_LIFE_H_
