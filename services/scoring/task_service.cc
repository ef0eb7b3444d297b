#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/common/filter.h"
#include "services/common/names.h"
#include "services/common/page_room.h"
#include "services/common/page_token.h"
#include "services/common/validate.h"
#include "services/scoring/members.h"
#include "services/scoring/reasons.h"
#include "services/scoring/service_parts.h"
#include "services/scoring/task_store.h"
#include "services/scoring/workdays.h"

namespace lifeline::scoring {
namespace {

std::vector<FilterField> TaskFields() {
  return {{"kind",
           {"RATE", "ESTIMATE", "VALIDATE", "DECIDE", "PREPARE", "SETTLE",
            "CONFIRM"}},
          {"side", {"VALUE", "EFFORT", "PLANNING", "REQUESTER"}},
          {"asked", {}},
          {"rung", RungNames()},
          {"item", {}},
          {"state", {"OPEN", "CLOSED"}}};
}

// Who decides what waits below the line: those who plan, and the arbiter.
absl::Status CheckDecides(const RoadmapFacts& facts, absl::string_view name) {
  const roadmap::v1::Member* member = MemberNamed(facts, name);
  if (member != nullptr && CanAnswer(facts, name)) {
    if (IsOfSide(*member, v1::Task::SIDE_PLANNING)) return absl::OkStatus();
    for (const int role : member->roles()) {
      if (role == roadmap::v1::ROLE_ARBITER || role == roadmap::v1::ROLE_ADMIN)
        return absl::OkStatus();
    }
  }
  return Error(absl::StatusCode::kPermissionDenied, kNotYoursToDecide,
               absl::StrCat(LastId(name),
                            " neither plans nor leads a side; a planner, the "
                            "marketing lead, the IT lead or the arbiter says "
                            "how long an item may wait"));
}

}  // namespace

absl::StatusOr<v1::ListTasksResponse> ListTasks(
    const Scoring& scoring, const v1::ListTasksRequest& request) {
  Violations violations;
  const std::string portfolio = ParseParent(request.parent(), &violations);
  const int32_t size =
      CheckPageSize(request.page_size(), scoring.limits.default_page_size,
                    scoring.limits.page_size, &violations);
  if (!violations.empty()) return violations.ToStatus();
  absl::StatusOr<Filter> parsed = Filter::Parse(request.filter(), TaskFields());
  if (!parsed.ok()) return parsed.status();
  const Filter filter =
      parsed->WithValues([](absl::string_view field, absl::string_view value) {
        const bool named = field == "item" || field == "asked";
        return std::string(named ? LastId(value) : value);
      });
  // Whoever says nothing about the state wants what is still owed.
  const bool open_only = !absl::StrContains(request.filter(), "state");
  absl::StatusOr<std::shared_ptr<PortfolioState>> state =
      FindPortfolio(scoring, portfolio);
  if (!state.ok()) return state.status();
  const RankingPtr latest = (*state)->Latest();
  v1::ListTasksRequest bound = request;
  bound.clear_min_revisions();
  const std::string arguments = PageArguments(std::move(bound));
  absl::StatusOr<std::vector<std::string>> position =
      PagePosition(request.page_token(), 4, arguments);
  if (!position.ok()) return position.status();
  TaskPosition after;
  if (!position->empty()) {
    after = {PageNumber((*position)[0]), (*position)[1],
             static_cast<int>(PageNumber((*position)[2])),
             PageNumber((*position)[3])};
  }
  absl::StatusOr<lifeline::Snapshot> reader = ReadDatabase(scoring);
  if (!reader.ok()) return reader.status();
  v1::ListTasksResponse response;
  PageRoom room{size, scoring.limits.page_bytes};
  TaskPosition last;
  absl::Status read = ForEachTask(
      *reader, portfolio, after, [&](v1::Task task, const TaskPosition& here) {
        const bool closed = task.has_close_time();
        if (open_only && closed) return true;
        const bool passes = filter.Matches(
            [&](absl::string_view field) -> std::vector<std::string> {
              if (field == "state") return {closed ? "CLOSED" : "OPEN"};
              if (field == "item") return {std::string(LastId(task.item()))};
              if (field == "asked") return {std::string(LastId(task.asked()))};
              if (field == "rung") return RungValues(task.rung());
              const std::string name = field == "kind"
                                           ? v1::Task::Kind_Name(task.kind())
                                           : v1::Task::Side_Name(task.side());
              return {name.substr(name.find('_') + 1)};
            });
        if (!passes) return true;
        if (room.Full()) {
          response.set_next_page_token(EncodePageToken(
              {absl::StrCat(last.open_time_us), last.item,
               absl::StrCat(last.kind), absl::StrCat(last.number)},
              arguments));
          return false;
        }
        last = here;
        task.set_title(TitleOf(*latest, task.item()));
        room.Take(task);
        *response.add_tasks() = std::move(task);
        return true;
      });
  if (!read.ok()) return read;
  return response;
}

absl::StatusOr<MutationSpec> Check(const Scoring& scoring,
                                   const v1::PauseTaskRequest& request) {
  Violations violations;
  MutationSpec spec;
  const std::optional<TaskRef> ref = ParseDecision(request.name(), &violations);
  if (ref) spec.scope = ref->portfolio;
  if (ToDay(request.until()) == engine::kNoDay)
    violations.Add("until", "must be a day that exists");
  CheckText(request.reason(), {1, scoring.limits.reason, true}, "reason",
            &violations);
  CheckRequestId(request.request_id(), &violations);
  if (!violations.empty()) return violations.ToStatus();
  spec.request_id = request.request_id();
  return spec;
}

absl::StatusOr<v1::Task> PauseTask(const Scoring& scoring,
                                   Transaction& transaction,
                                   const CallContext& call,
                                   const v1::PauseTaskRequest& request) {
  Violations violations;
  const std::optional<TaskRef> ref = ParseDecision(request.name(), &violations);
  if (!ref) return violations.ToStatus();
  absl::StatusOr<std::string> actor =
      RequireActor(scoring, ref->portfolio, call);
  if (!actor.ok()) return actor.status();
  const RankingPtr latest = scoring.registry->Find(ref->portfolio)->Latest();
  const RoadmapFacts& facts = *latest->view->snapshot().roadmap;
  if (absl::Status may = CheckDecides(facts, *actor); !may.ok()) return may;
  const EpochDay today = Today(call.now, ZoneOf(facts.portfolio));
  if (ToDay(request.until()) <= today) {
    violations.Add("until",
                   absl::StrCat("must lie after today, ", FormatDay(today)));
    return violations.ToStatus();
  }
  absl::StatusOr<std::optional<v1::Task>> task =
      ReadTask(transaction, ref->portfolio, ref->subject);
  if (!task.ok()) return task.status();
  if (!task->has_value()) {
    return Error(absl::StatusCode::kNotFound, kTaskNotFound,
                 absl::StrCat(request.name(), " does not exist; see ListTasks"),
                 {{"task", request.name()}});
  }
  v1::Task& paused = **task;
  if (paused.has_close_time()) {
    return Error(absl::StatusCode::kFailedPrecondition, kTaskClosed,
                 absl::StrCat(request.name(),
                              " is closed: the item does not wait below the "
                              "line any more, or was decided about; a new "
                              "task comes with a later review"));
  }
  *paused.mutable_close_time() = ToTimestamp(call.now);
  *paused.mutable_pause_until() = request.until();
  paused.set_paused_by(*actor);
  paused.set_pause_reason(request.reason());
  absl::Status written =
      WritePause(transaction, ref->portfolio, ref->subject, paused);
  if (!written.ok()) return written;
  paused.set_title(TitleOf(*latest, paused.item()));
  return paused;
}

}  // namespace lifeline::scoring
