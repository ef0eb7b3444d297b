#include "services/scoring/review_report.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/names.h"
#include "services/scoring/members.h"

namespace lifeline::scoring {
namespace {

using v1::ReviewReport;

std::string Say(const ReviewFacts& facts, const char* en, const char* de) {
  return facts.language == Language::kGerman ? de : en;
}

int64_t MoneyOf(const RankingView& view, const std::string& item) {
  const std::optional<engine::ItemIndex> found = view.FindItem(item);
  if (!found) return 0;
  return view.snapshot()
      .items[static_cast<size_t>(*found)]
      ->money()
      .amount_hundredths();
}

std::string TitleIn(const RankingView& view, const std::string& item) {
  const std::optional<engine::ItemIndex> found = view.FindItem(item);
  if (!found) return std::string(LastId(item));
  return view.snapshot().items[static_cast<size_t>(*found)]->title();
}

// Whole percent, for a sentence; `whole` is more than 0.
int64_t Percent(int64_t part, int64_t whole) {
  return static_cast<int64_t>(static_cast<__int128>(part) * 100 / whole);
}

struct Money {
  int64_t above = 0;
  int64_t below = 0;
};

// What stands above the line, and what waits below it or has no place yet.
Money MoneyOfSides(const RankingView& view) {
  Money money;
  const auto& results = view.plan().results;
  for (size_t i = 0; i < view.snapshot().items.size(); ++i) {
    const backlog::v1::Item* item = view.snapshot().items[i].get();
    if (item == nullptr) continue;
    switch (ToProto(results[i].standing)) {
      case v1::STANDING_ABOVE:
      case v1::STANDING_RIDING:
        money.above += item->money().amount_hundredths();
        break;
      case v1::STANDING_BELOW:
      case v1::STANDING_BLOCKED:
      case v1::STANDING_OVERSIZED:
      case v1::STANDING_UNSCORED:
      case v1::STANDING_NOT_READY:
        money.below += item->money().amount_hundredths();
        break;
      default:
        break;
    }
  }
  return money;
}

class Report {
 public:
  explicit Report(const ReviewFacts& facts) : facts_(facts) {}

  ReviewReport Make() {
    AddMoves();
    AddFigures();
    AddDecisions();
    AddPromised();
    for (const auto& side : facts_.sides) *report_.add_sides() = side;
    const RankingView& frozen = *facts_.frozen;
    report_.set_provisional(frozen.MakeRanking().provisional());
    report_.set_currency_code(roadmap().portfolio.currency_code());
    return std::move(report_);
  }

 private:
  const RoadmapFacts& roadmap() const {
    return *facts_.today->snapshot().roadmap;
  }

  void Figure(ReviewReport::Id id, std::string label, int64_t value,
              int64_t compared, std::string so_what) {
    ReviewReport::Figure* figure = report_.add_figures();
    figure->set_id(id);
    figure->set_label(std::move(label));
    figure->set_value(value);
    figure->set_compared(compared);
    figure->set_so_what(std::move(so_what));
  }

  std::string Say(const char* en, const char* de) const {
    return scoring::Say(facts_, en, de);
  }

  void AddMoves() {
    std::map<v1::Cause::Group, ReviewReport::CauseTotal> totals;
    for (const v1::LineCrossing& move : facts_.moves) {
      *report_.add_moves() = move;
      const v1::Cause::Group group = LargestCause(move);
      ReviewReport::CauseTotal& total = totals[group];
      total.set_group(group);
      if (IsDown(move.kind())) {
        const int64_t money = MoneyOf(*facts_.frozen, move.item());
        total.set_down_count(total.down_count() + 1);
        total.set_money_down_hundredths(total.money_down_hundredths() + money);
        // What was never above has not moved down.
        if (move.kind() == v1::LineCrossing::KIND_DROPPED ||
            move.kind() == v1::LineCrossing::KIND_SLIPPED) {
          moved_down_ += money;
        }
      } else {
        total.set_up_count(total.up_count() + 1);
      }
    }
    for (const auto& [group, total] : totals) *report_.add_causes() = total;
  }

  void AddFigures() {
    const Money money = MoneyOfSides(*facts_.frozen);
    Figure(ReviewReport::ID_MONEY_ABOVE,
           Say("Money a month above the line", "Geld im Monat über der Linie"),
           money.above, 0,
           Say("This is what the planned work is meant to bring.",
               "Das soll die geplante Arbeit bringen."));
    Figure(ReviewReport::ID_MONEY_BELOW,
           Say("Money a month below it", "Geld im Monat darunter"), money.below,
           0,
           Say("This waits; below the line is not rejected.",
               "Das wartet; unter der Linie heißt nicht abgelehnt."));
    Figure(ReviewReport::ID_MONEY_MOVED_DOWN,
           Say("Money a month that moved down",
               "Geld im Monat, das abgerutscht ist"),
           moved_down_, 0,
           facts_.previous == nullptr
               ? Say("This is the first review; the next one can compare.",
                     "Das ist das erste Review; das nächste kann vergleichen.")
           : moved_down_ == 0
               ? Say("Nothing that was planned at the last review has moved "
                     "down.",
                     "Nichts, was beim letzten Review geplant war, ist "
                     "abgerutscht.")
               : Say("This was planned at the last review and is not, or "
                     "later, now.",
                     "Das war beim letzten Review geplant und ist es nicht "
                     "mehr oder erst später."));
    AddRealised();
    AddAnswers();
    AddWaiting();
    AddOutside();
  }

  void AddRealised() {
    int64_t planned = 0, realised = 0, measured = 0, unmeasured = 0;
    for (const auto& item : facts_.today->snapshot().items) {
      if (item == nullptr || item->state() != backlog::v1::Item::STATE_DONE) {
        continue;
      }
      if (!item->has_realised()) {
        ++unmeasured;
        continue;
      }
      ++measured;
      planned += item->realised().planned_hundredths();
      realised += item->realised().amount_hundredths();
    }
    std::string so_what;
    if (measured == 0 && unmeasured == 0) {
      so_what = Say("Nothing is done yet.", "Noch ist nichts fertig.");
    } else if (measured == 0) {
      so_what = Say("Nothing that is done has been measured; ask for it.",
                    "Nichts Fertiges wurde gemessen; fordern Sie es ein.");
    } else if (realised >= planned) {
      so_what = Say("What was measured brings what was planned.",
                    "Was gemessen wurde, bringt, was geplant war.");
    } else {
      so_what =
          Say("What was measured brings less than was planned; find out "
              "why before the next ones are believed.",
              "Was gemessen wurde, bringt weniger als geplant; klären "
              "Sie warum, bevor Sie den nächsten glauben.");
    }
    Figure(ReviewReport::ID_PLANNED_AND_REALISED,
           Say("Planned against realised, a month",
               "Geplant gegen erreicht, im Monat"),
           planned, realised, std::move(so_what));
  }

  void AddAnswers() {
    int64_t open = 0, overdue = 0;
    for (const auto& side : facts_.sides) {
      open += side.open_receipts();
      overdue += side.overdue_receipts();
    }
    Figure(ReviewReport::ID_ANSWERS,
           Say("Answers owed, and overdue",
               "Offene Rückmeldungen, davon überfällig"),
           open, overdue,
           open == 0 ? Say("Nobody waits for an answer.",
                           "Niemand wartet auf eine Rückmeldung.")
           : overdue == 0
               ? Say("All of them are within the agreed time.",
                     "Alle liegen in der vereinbarten Zeit.")
               : Say("For the overdue ones nobody has said what becomes of "
                     "them.",
                     "Zu den überfälligen hat niemand gesagt, was daraus "
                     "wird."));
  }

  void AddWaiting() {
    std::set<std::string> waiting;
    for (const v1::Task& task : facts_.tasks) {
      if (task.kind() != v1::Task::KIND_DECIDE &&
          task.kind() != v1::Task::KIND_CONFIRM)
        waiting.insert(task.item());
    }
    Figure(ReviewReport::ID_WAITING,
           Say("Items that wait for a rating or an estimate",
               "Anforderungen, die auf Bewertung oder Schätzung warten"),
           static_cast<int64_t>(waiting.size()), 0,
           waiting.empty()
               ? Say("Everything that was asked for can be ranked.",
                     "Alles, was angefordert wurde, kann gereiht werden.")
               : Say("Until both sides have said what they know, these have no "
                     "place.",
                     "Bis beide Seiten gesagt haben, was sie wissen, haben "
                     "diese keinen Platz."));
  }

  void AddOutside() {
    int64_t gross = 0, outside = 0;
    std::map<std::string, int64_t> reasons;
    for (const auto& [name, capacity] : roadmap().capacities) {
      const auto period =
          roadmap().periods.find(std::string(absl::string_view(name).substr(
              0, absl::string_view(name).find("/capacities/"))));
      if (period == roadmap().periods.end() ||
          period->second.state() != roadmap::v1::PlanningPeriod::STATE_OPEN) {
        continue;
      }
      gross += capacity.gross_hundredths();
      for (const auto& withheld : capacity.withheld()) {
        outside += withheld.amount_hundredths();
        reasons[withheld.reason()] += withheld.amount_hundredths();
      }
    }
    for (const auto& [reason, amount] : reasons) {
      ReviewReport::OutsideCapacity* one = report_.add_outside();
      one->set_reason(reason);
      one->set_amount_hundredths(amount);
    }
    Figure(ReviewReport::ID_CAPACITY_OUTSIDE,
           Say("Capacity outside the list, of all",
               "Kapazität außerhalb der Liste, von aller"),
           outside, gross,
           gross == 0 ? Say("No open period has any capacity.",
                            "Kein offener Zeitraum hat Kapazität.")
           : outside == 0
               ? Say("The list plans with all there is.",
                     "Die Liste plant mit allem, was da ist.")
               : absl::StrCat(Percent(outside, gross),
                              Say(" percent of the work is decided on outside "
                                  "this list.",
                                  " Prozent der Arbeit werden außerhalb dieser "
                                  "Liste entschieden.")));
  }

  void Ask(const std::string& name, roadmap::v1::Role role, int64_t money,
           std::string sentence) {
    ReviewReport::AskedDecision one;
    one.set_name(name);
    one.set_role(role);
    one.set_money_hundredths(money);
    one.set_sentence(std::move(sentence));
    asked_.push_back(std::move(one));
  }

  void AskAboutDisputes() {
    for (const v1::Dispute& dispute : facts_.disputes) {
      const bool arbiter = dispute.state() == v1::Dispute::STATE_ARBITER;
      const bool appeal = dispute.kind() == v1::Dispute::KIND_APPEAL;
      Ask(dispute.name(),
          arbiter ? roadmap::v1::ROLE_ARBITER
                  : roadmap::v1::ROLE_MARKETING_LEAD,
          dispute.money_hundredths(),
          appeal
              ? absl::StrCat(Say("Should \"", "Soll „"), dispute.title(),
                             Say("\" stand above in place of \"",
                                 "“ über der Linie stehen statt „"),
                             TitleIn(*facts_.today, dispute.displaces_item()),
                             Say("\"?", "“?"))
              : absl::StrCat(Say("Should the model \"", "Soll das Modell „"),
                             dispute.title(),
                             Say("\" take effect?", "“ gelten?")));
    }
  }

  void AskAboutModels() {
    for (const v1::ScoringModel& model : facts_.proposed) {
      if (!model.proposal().dispute().empty()) continue;
      bool marketing = false;
      for (const auto& signature : model.proposal().signatures()) {
        marketing |= signature.role() == roadmap::v1::ROLE_MARKETING_LEAD;
      }
      Ask(model.name(),
          marketing ? roadmap::v1::ROLE_IT_LEAD
                    : roadmap::v1::ROLE_MARKETING_LEAD,
          std::abs(model.proposal().money_change_hundredths()),
          absl::StrCat(Say("Sign the model \"", "Das Modell „"), model.title(),
                       Say("\", or say what speaks against it.",
                           "“ freigeben oder sagen, was dagegen spricht.")));
    }
  }

  // One line for each side, however many there are.
  void AskAboutOverdue() {
    struct Owed {
      int64_t count = 0;
      int64_t money = 0;
    };
    std::map<v1::Task::Side, Owed> sides;
    for (const v1::Receipt& receipt : facts_.overdue) {
      Owed& owed = sides[SideOf(roadmap(), receipt.owed_by())];
      ++owed.count;
      owed.money += MoneyOf(*facts_.today, receipt.item());
    }
    for (const auto& [side, owed] : sides) {
      const bool it = side == v1::Task::SIDE_EFFORT;
      const bool planning = side == v1::Task::SIDE_PLANNING;
      Ask(absl::StrCat(roadmap().portfolio.name(), "/promiseReport"),
          it         ? roadmap::v1::ROLE_IT_LEAD
          : planning ? roadmap::v1::ROLE_PLANNER
                     : roadmap::v1::ROLE_MARKETING_LEAD,
          owed.money,
          absl::StrCat(
              it         ? Say("IT owes ", "Die IT schuldet ")
              : planning ? Say("Planning owes ", "Die Planung schuldet ")
                         : Say("Marketing and business owe ",
                               "Marketing und Fachseite schulden "),
              owed.count,
              owed.count == 1
                  ? Say(" answer that is overdue. Who gives it, and when?",
                        " überfällige Rückmeldung. Wer gibt sie, und wann?")
                  : Say(" answers that are overdue. Who gives them, and when?",
                        " überfällige Rückmeldungen. Wer gibt sie, und "
                        "wann?")));
    }
  }

  void AddDecisions() {
    AskAboutDisputes();
    AskAboutModels();
    AskAboutOverdue();
    for (const auto& [name, mandate] : roadmap().mandates) {
      if (!mandate.has_approve_until()) continue;
      Ask(name, roadmap::v1::ROLE_IT_LEAD,
          MoneyOf(*facts_.today, mandate.item()),
          absl::StrCat(Say("Does the incident mandate for \"",
                           "Bleibt die Notfall-Vorgabe für „"),
                       TitleIn(*facts_.today, mandate.item()),
                       Say("\" stay?", "“ bestehen?")));
    }
    for (const v1::Task& task : facts_.tasks) {
      if (task.kind() != v1::Task::KIND_DECIDE) continue;
      Ask(task.name(), roadmap::v1::ROLE_PLANNER,
          MoneyOf(*facts_.today, task.item()),
          absl::StrCat(Say("What becomes of \"", "Was wird aus „"),
                       task.title(),
                       Say("\", which has waited below the line for long?",
                           "“, das schon lange unter der Linie wartet?")));
    }
    std::sort(asked_.begin(), asked_.end(), [](const auto& a, const auto& b) {
      return std::pair(-a.money_hundredths(), a.name()) <
             std::pair(-b.money_hundredths(), b.name());
    });
    for (const ReviewReport::AskedDecision& one : asked_) {
      if (report_.decisions_size() < kReviewDecisions)
        *report_.add_decisions() = one;
    }
    report_.set_more_decisions(static_cast<int32_t>(asked_.size()) -
                               report_.decisions_size());
  }

  void AddPromised() {
    if (facts_.previous == nullptr) return;
    const auto& before = facts_.previous->snapshot().roadmap->commitments;
    for (const auto& [name, commitment] : before) {
      if (commitment.state() == roadmap::v1::Commitment::STATE_DELIVERED)
        continue;
      ReviewReport::PromisedItem* one = report_.add_promised();
      one->set_item(commitment.item());
      one->set_title(TitleIn(*facts_.today, commitment.item()));
      one->set_period(commitment.period());
      one->set_before(commitment.state());
      const auto now = roadmap().commitments.find(name);
      if (now != roadmap().commitments.end()) one->set_now(now->second.state());
      const auto item = facts_.today->FindItem(commitment.item());
      one->set_done(
          item &&
          facts_.today->snapshot().items[static_cast<size_t>(*item)]->state() ==
              backlog::v1::Item::STATE_DONE);
    }
  }

  const ReviewFacts& facts_;
  ReviewReport report_;
  int64_t moved_down_ = 0;
  std::vector<ReviewReport::AskedDecision> asked_;
};

}  // namespace

bool IsDown(v1::LineCrossing::Kind kind) {
  return kind == v1::LineCrossing::KIND_DROPPED ||
         kind == v1::LineCrossing::KIND_CLOSED ||
         kind == v1::LineCrossing::KIND_ENTERED_BELOW ||
         kind == v1::LineCrossing::KIND_SLIPPED;
}

v1::Cause::Group LargestCause(const v1::LineCrossing& move) {
  if (!IsDown(move.kind())) return v1::Cause::GROUP_UNSPECIFIED;
  const v1::Cause* largest = nullptr;
  for (const v1::Cause& cause : move.causes()) {
    if (largest == nullptr ||
        static_cast<__int128>(cause.share_numerator()) *
                largest->share_denominator() >
            static_cast<__int128>(largest->share_numerator()) *
                cause.share_denominator()) {
      largest = &cause;
    }
  }
  if (largest != nullptr) return largest->group();
  return move.kind() == v1::LineCrossing::KIND_ENTERED_BELOW
             ? v1::Cause::GROUP_NEW_ITEMS
             : v1::Cause::GROUP_OWN_STATE;
}

v1::ReviewReport MakeReviewReport(const ReviewFacts& facts) {
  return Report(facts).Make();
}

}  // namespace lifeline::scoring
