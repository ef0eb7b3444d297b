#include "services/scoring/attention.h"

#include "services/scoring/members.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

using roadmap::v1::Member;
using v1::LineCrossing;

// What is due within so many working days is told at once.
constexpr int32_t kUrgentDays = 5;

absl::Time HourOf(EpochDay day, const roadmap::v1::Portfolio& portfolio) {
  return absl::FromCivil(absl::CivilHour(ToCivilDay(day)) + kDigestHour,
                         ZoneOf(portfolio));
}

// Who is asked on a rung; empty if nobody.
std::string AskedOn(v1::Rung rung, const Owed& owed,
                    const RoadmapFacts& facts) {
  const auto with = [&](roadmap::v1::Role role) {
    return FirstWithRole(facts, role).value_or("");
  };
  switch (rung) {
    case v1::RUNG_DEPUTY: {
      const Member* member = MemberNamed(facts, owed.owed_by);
      return member != nullptr && CanAnswer(facts, member->deputy())
                 ? member->deputy()
                 : "";
    }
    case v1::RUNG_OWNER:
      return CanAnswer(facts, owed.owner) ? owed.owner : "";
    case v1::RUNG_PLANNER:
      return with(roadmap::v1::ROLE_PLANNER);
    case v1::RUNG_ARBITER: {
      const std::string arbiter = with(roadmap::v1::ROLE_ARBITER);
      return arbiter.empty() ? with(roadmap::v1::ROLE_ADMIN) : arbiter;
    }
    default:
      return owed.owed_by;
  }
}

}  // namespace

DigestDay DigestDue(absl::Time now, const roadmap::v1::Portfolio& portfolio) {
  EpochDay day = Today(now, ZoneOf(portfolio));
  if (HourOf(day, portfolio) > now) --day;
  const WorkCalendar calendar = CalendarOf(portfolio);
  if (!IsWorkday(day, calendar)) {
    day = AddWorkdays(day, -1, calendar).value_or(day);
  }
  return {day, HourOf(day, portfolio)};
}

bool IsTold(const LineCrossing& crossing) {
  return crossing.kind() == LineCrossing::KIND_DROPPED ||
         crossing.kind() == LineCrossing::KIND_CLOSED ||
         crossing.kind() == LineCrossing::KIND_ENTERED_BELOW ||
         crossing.kind() == LineCrossing::KIND_SLIPPED;
}

bool IsUrgent(const LineCrossing& crossing, absl::string_view baseline_period,
              const backlog::v1::Item& item,
              const roadmap::v1::Portfolio& portfolio, EpochDay today) {
  if (!IsTold(crossing)) return false;
  if (!baseline_period.empty() && crossing.from_period() == baseline_period)
    return true;
  const engine::Day due = ToDay(item.due_date());
  if (due == engine::kNoDay) return false;
  return due <= AddWorkdays(today, kUrgentDays, CalendarOf(portfolio))
                    .value_or(today + kUrgentDays);
}

std::string WhoIsTold(absl::string_view name, const RoadmapFacts& facts,
                      EpochDay today) {
  const Member* member = MemberNamed(facts, name);
  if (member != nullptr && CanAnswer(facts, member->deputy())) {
    const engine::Day back = ToDay(member->absent_until());
    if (back != engine::kNoDay && today < back) return member->deputy();
  }
  return std::string(name);
}

std::string WhoAnswersFor(const backlog::v1::Item& item,
                          const RoadmapFacts& facts) {
  for (const std::string* name : {&item.owner(), &item.requester()}) {
    if (CanAnswer(facts, *name)) return *name;
  }
  for (const auto role : {roadmap::v1::ROLE_PLANNER, roadmap::v1::ROLE_ARBITER,
                          roadmap::v1::ROLE_ADMIN}) {
    if (auto name = FirstWithRole(facts, role)) return *name;
  }
  return item.owner();
}

std::optional<StepUp> NextStep(const Owed& owed, const RoadmapFacts& facts) {
  for (int rung = owed.rung + 1; rung <= v1::RUNG_ARBITER; ++rung) {
    StepUp step{static_cast<v1::Rung>(rung), ""};
    step.asked = AskedOn(step.rung, owed, facts);
    if (step.rung == v1::RUNG_OVERDUE || step.rung == v1::RUNG_ARBITER)
      return step;
    // Who has been asked before need not be asked once more.
    if (step.asked.empty() || step.asked == owed.owed_by) continue;
    if (step.rung == v1::RUNG_OWNER &&
        step.asked == AskedOn(v1::RUNG_DEPUTY, owed, facts))
      continue;
    return step;
  }
  return std::nullopt;
}

std::vector<std::string> WhoIsWaitedFor(const Acted& acted,
                                        const RoadmapFacts& facts) {
  std::set<std::string> asked;
  const auto ask = [&](roadmap::v1::Role role) {
    bool any = false;
    for (const auto& [name, member] : facts.members) {
      if (!HasRole(member, role) || !CanAnswer(facts, name) ||
          acted.members.contains(name))
        continue;
      asked.insert(name);
      any = true;
    }
    return any;
  };
  bool arbiter = acted.arbiter_next;
  for (const auto lead :
       {roadmap::v1::ROLE_MARKETING_LEAD, roadmap::v1::ROLE_IT_LEAD}) {
    if (acted.arbiter_next || acted.roles.contains(lead)) continue;
    if (!ask(lead)) arbiter = true;
  }
  if (arbiter) ask(roadmap::v1::ROLE_ARBITER);
  return {asked.begin(), asked.end()};
}

int32_t DaysToAnswer(const roadmap::v1::Portfolio& portfolio) {
  return SlaOf(portfolio).answer_drop_days();
}

int32_t DaysFor(v1::Task::Kind kind, const roadmap::v1::Portfolio& portfolio) {
  const auto sla = SlaOf(portfolio);
  if (kind == v1::Task::KIND_ESTIMATE) return sla.estimate_days();
  if (kind == v1::Task::KIND_DECIDE || kind == v1::Task::KIND_PREPARE ||
      kind == v1::Task::KIND_CONFIRM) {
    return sla.answer_drop_days();
  }
  return sla.triage_days();
}

}  // namespace lifeline::scoring
