#include "services/backlog/item.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/backlog/business_case.h"
#include "services/backlog/reasons.h"
#include "services/common/names.h"
#include "services/common/status.h"

namespace lifeline::backlog {
namespace {

using State = v1::Item::State;

// What a person can do next, in the words of the command line.
absl::string_view Possibilities(State state) {
  switch (state) {
    case v1::Item::STATE_DRAFT:
      return "submit, rate, estimate or withdraw it";
    case v1::Item::STATE_SUBMITTED:
    case v1::Item::STATE_VALIDATING:
      return "rate, estimate, validate, complete, decline, withdraw or merge "
             "it";
    case v1::Item::STATE_READY:
      return "rate, estimate, complete, decline, withdraw, merge or reopen it";
    case v1::Item::STATE_DECLINED:
    case v1::Item::STATE_WITHDRAWN:
      return "reopen it";
    case v1::Item::STATE_DONE:
      return "create a new item if more is to be done";
    case v1::Item::STATE_MERGED:
      return "go on with the item that it went into";
    case v1::Item::STATE_UNSPECIFIED:
    case v1::Item_State_Item_State_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Item_State_Item_State_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  return "report it: this state should not exist";
}

absl::Status WrongState(const v1::Item& item, absl::string_view verb) {
  std::string state = StateName(item.state());
  std::string merged =
      item.merged_into().empty()
          ? std::string()
          : absl::StrCat(" (into ", LastId(item.merged_into()), ")");
  return Error(absl::StatusCode::kFailedPrecondition, kWrongState,
               absl::StrCat(LastId(item.name()), " is ", state, merged,
                            " and cannot be ", verb,
                            "; possible now: ", Possibilities(item.state())),
               {{"item", item.name()}, {"state", state}});
}

// A draft is only ever submitted or withdrawn; for everything else an item must
// be on its way.
absl::Status RequireState(const v1::Item& item,
                          std::initializer_list<State> allowed,
                          absl::string_view verb) {
  return absl::c_linear_search(allowed, item.state()) ? absl::OkStatus()
                                                      : WrongState(item, verb);
}

constexpr std::initializer_list<State> kOpenStates = {
    v1::Item::STATE_SUBMITTED, v1::Item::STATE_VALIDATING,
    v1::Item::STATE_READY};
constexpr std::initializer_list<State> kDraftOrOpen = {
    v1::Item::STATE_DRAFT, v1::Item::STATE_SUBMITTED,
    v1::Item::STATE_VALIDATING, v1::Item::STATE_READY};

void SetState(v1::Item* item, State state, const Step& step) {
  item->set_state(state);
  item->set_state_reason(step.reason);
  item->set_state_actor(step.actor);
}

template <typename Entries, typename Entry, typename Key>
void Upsert(const Entry& entry, Key key, Entries* entries) {
  const auto found = absl::c_find_if(
      *entries, [&](const Entry& e) { return key(e) == key(entry); });
  if (found == entries->end()) {
    *entries->Add() = entry;
  } else {
    *found = entry;
  }
}

void PutEvidence(const std::vector<v1::Evidence>& evidence, v1::Item* item) {
  for (const v1::Evidence& piece : evidence) {
    Upsert(
        piece, [](const v1::Evidence& e) { return e.id(); },
        item->mutable_evidence());
  }
}

// The same but for who said it and when.
template <typename Rated>
bool SaysTheSame(Rated a, Rated b) {
  a.clear_rated_by();
  a.clear_rate_time();
  b.clear_rated_by();
  b.clear_rate_time();
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

template <typename Rated>
void StampRated(const Rated* before, const Step& step, Rated* after) {
  if (before != nullptr && SaysTheSame(*before, *after)) {
    *after = *before;
    return;
  }
  after->set_rated_by(step.actor);
  *after->mutable_rate_time() = ToTimestamp(step.now);
}

void StampEstimate(const v1::Item& before, const Step& step, v1::Item* after) {
  v1::Estimate& estimate = *after->mutable_estimate();
  const bool same =
      before.has_estimate() &&
      estimate.evidence() == before.estimate().evidence() &&
      std::equal(estimate.efforts().begin(), estimate.efforts().end(),
                 before.estimate().efforts().begin(),
                 before.estimate().efforts().end(),
                 [](const auto& a, const auto& b) {
                   return a.team() == b.team() &&
                          a.effort_hundredths() == b.effort_hundredths();
                 });
  if (same) {
    estimate = before.estimate();
    return;
  }
  estimate.set_estimated_by(step.actor);
  *estimate.mutable_estimate_time() = ToTimestamp(step.now);
}

bool MayConfirm(const v1::Item& item, const std::string& actor) {
  return actor == item.requester() || actor == item.owner() ||
         absl::c_linear_search(item.merged_requesters(), actor);
}

void KeepRequester(const std::string& requester, v1::Item* into) {
  if (requester.empty() || requester == into->requester() ||
      absl::c_linear_search(into->merged_requesters(), requester)) {
    return;
  }
  into->add_merged_requesters(requester);
}

}  // namespace

void BeginValidation(v1::Item* item, const Step& step) {
  if (item->state() == v1::Item::STATE_SUBMITTED) {
    SetState(item, v1::Item::STATE_VALIDATING, step);
  }
}

std::string StateName(State state) {
  const std::string name = v1::Item::State_Name(state);
  return std::string(absl::StripPrefix(name, "STATE_"));
}

bool IsOpen(State state) { return absl::c_linear_search(kOpenStates, state); }

bool IsPrivate(const v1::Item& item) { return !item.has_submit_time(); }

bool IsVisibleTo(const v1::Item& item, absl::string_view member) {
  return !IsPrivate(item) || (!member.empty() && (item.requester() == member ||
                                                  item.owner() == member));
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  // The journal keeps microseconds; what is answered now must be what is read
  // later.
  const int64_t micros = absl::ToUnixMicros(time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(
      static_cast<int32_t>((micros - timestamp.seconds() * 1'000'000) * 1'000));
  return timestamp;
}

absl::StatusOr<v1::Item> Submit(v1::Item item, const Step& step) {
  const absl::Status state =
      RequireState(item, {v1::Item::STATE_DRAFT}, "submitted");
  if (!state.ok()) return state;
  SetState(&item, v1::Item::STATE_SUBMITTED, step);
  *item.mutable_submit_time() = ToTimestamp(step.now);
  return item;
}

absl::StatusOr<v1::Item> Rate(v1::Item item, const NewRatings& ratings,
                              const Limits& limits, const Step& step) {
  const absl::Status state = RequireState(item, kDraftOrOpen, "rated");
  if (!state.ok()) return state;
  const v1::Item before = item;
  auto* kept = item.mutable_ratings();
  kept->erase(std::remove_if(kept->begin(), kept->end(),
                             [&](const v1::Rating& rating) {
                               return absl::c_linear_search(
                                   ratings.clear_criteria, rating.criterion());
                             }),
              kept->end());
  for (const v1::Rating& rating : ratings.ratings) {
    Upsert(
        rating, [](const v1::Rating& r) { return r.criterion(); }, kept);
  }
  PutEvidence(ratings.evidence, &item);
  if (ratings.money != nullptr) *item.mutable_money() = *ratings.money;
  if (ratings.business_case != nullptr) {
    *item.mutable_business_case() = *ratings.business_case;
  }
  SettleMoney(ratings.business_case != nullptr, limits, &item);
  StampRatings(before, step, &item);
  BeginValidation(&item, step);
  return item;
}

absl::StatusOr<v1::Item> SetEstimate(v1::Item item,
                                     const v1::Estimate& estimate,
                                     const std::vector<v1::Evidence>& evidence,
                                     const Step& step) {
  const absl::Status state = RequireState(item, kDraftOrOpen, "estimated");
  if (!state.ok()) return state;
  const v1::Item before = item;
  *item.mutable_estimate() = estimate;
  PutEvidence(evidence, &item);
  StampRatings(before, step, &item);
  BeginValidation(&item, step);
  return item;
}

absl::StatusOr<v1::Item> Validate(v1::Item item, const Step& step) {
  const absl::Status state = RequireState(
      item, {v1::Item::STATE_SUBMITTED, v1::Item::STATE_VALIDATING},
      "validated");
  if (!state.ok()) return state;
  SetState(&item, v1::Item::STATE_READY, step);
  return item;
}

absl::StatusOr<v1::Item> Reopen(v1::Item item, const Step& step) {
  const absl::Status state =
      RequireState(item,
                   {v1::Item::STATE_READY, v1::Item::STATE_DECLINED,
                    v1::Item::STATE_WITHDRAWN},
                   "reopened");
  if (!state.ok()) return state;
  SetState(&item,
           IsPrivate(item) ? v1::Item::STATE_DRAFT : v1::Item::STATE_VALIDATING,
           step);
  item.clear_successors();
  return item;
}

absl::StatusOr<v1::Item> Complete(v1::Item item, const Step& step) {
  const absl::Status state = RequireState(item, kOpenStates, "completed");
  if (!state.ok()) return state;
  if (!MayConfirm(item, step.actor)) {
    return Error(
        absl::StatusCode::kPermissionDenied, kNotTheRequester,
        absl::StrCat(step.actor, " has not asked for ", LastId(item.name()),
                     " and does not own it; its requester ", item.requester(),
                     " or its owner ", item.owner(),
                     " confirms that it was delivered"),
        {{"item", item.name()}, {"requester", item.requester()}});
  }
  SetState(&item, v1::Item::STATE_DONE, step);
  return item;
}

absl::StatusOr<v1::Item> Decline(v1::Item item,
                                 const std::vector<std::string>& successors,
                                 const Step& step) {
  const absl::Status state = RequireState(item, kOpenStates, "declined");
  if (!state.ok()) return state;
  SetState(&item, v1::Item::STATE_DECLINED, step);
  item.clear_successors();
  for (const std::string& successor : successors) {
    item.add_successors(successor);
  }
  return item;
}

absl::StatusOr<v1::Item> Withdraw(v1::Item item, const Step& step) {
  const absl::Status state = RequireState(item, kDraftOrOpen, "withdrawn");
  if (!state.ok()) return state;
  SetState(&item, v1::Item::STATE_WITHDRAWN, step);
  return item;
}

absl::StatusOr<Merged> Merge(v1::Item from, v1::Item into, const Step& step) {
  absl::Status state = RequireState(from, kOpenStates, "merged");
  if (state.ok()) {
    state = RequireState(into, kOpenStates, "the item that others go into");
  }
  if (!state.ok()) return state;
  KeepRequester(from.requester(), &into);
  for (const std::string& requester : from.merged_requesters()) {
    KeepRequester(requester, &into);
  }
  SetState(&from, v1::Item::STATE_MERGED, step);
  from.set_merged_into(into.name());
  return Merged{std::move(from), std::move(into)};
}

absl::StatusOr<v1::Item> TakeState(v1::Item item, State state,
                                   const Step& step) {
  if (state == v1::Item::STATE_DRAFT && !IsPrivate(item)) {
    return WrongState(item, "made a DRAFT, because it was submitted");
  }
  if (state != v1::Item::STATE_DRAFT && IsPrivate(item)) {
    *item.mutable_submit_time() = ToTimestamp(step.now);
  }
  if (state != item.state()) SetState(&item, state, step);
  return item;
}

void StampRatings(const v1::Item& before, const Step& step, v1::Item* after) {
  for (v1::Rating& rating : *after->mutable_ratings()) {
    const auto old = absl::c_find_if(before.ratings(), [&](const auto& r) {
      return r.criterion() == rating.criterion();
    });
    StampRated(old == before.ratings().end() ? nullptr : &*old, step, &rating);
  }
  if (after->has_money()) {
    StampRated(before.has_money() ? &before.money() : nullptr, step,
               after->mutable_money());
  }
  if (after->has_estimate()) StampEstimate(before, step, after);
}

v1::Item MarkRedacted(v1::Item item, const std::vector<std::string>& paths,
                      absl::Time now) {
  *item.mutable_redact_time() = ToTimestamp(now);
  item.mutable_redacted_paths()->Assign(paths.begin(), paths.end());
  return item;
}

bool LeavesReady(const v1::Item& before, const v1::Item& after) {
  return before.state() == v1::Item::STATE_READY &&
         after.state() != v1::Item::STATE_READY &&
         after.state() != v1::Item::STATE_DONE;
}

}  // namespace lifeline::backlog
