#ifndef LIFELINE_SERVICES_ROADMAP_VIEW_TESTING_H_
#define LIFELINE_SERVICES_ROADMAP_VIEW_TESTING_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"
#include "services/common/status_testing.h"
#include "services/roadmap/member.h"
#include "services/roadmap/portfolio.h"
#include "services/roadmap/view.h"

namespace lifeline::roadmap {

// A roadmap in memory, for the tests of the rules: whatever is put is there.
// Not thread safe.
class FixedView : public RoadmapView {
 public:
  template <typename T>
  T* Put(const T& part) {
    v1::RoadmapResource resource = Wrap(part);
    const Kind kind = resource.resource_case();
    const std::string id = ParsePlace(kind, part.name())->id;
    v1::RoadmapResource& kept = resources_[{kind, id}];
    kept = std::move(resource);
    return MutableAs<T>(&kept);
  }

  const v1::RoadmapResource* Find(Kind kind,
                                  absl::string_view id) const override {
    const auto found = resources_.find({kind, std::string(id)});
    return found == resources_.end() ? nullptr : &found->second;
  }

  void ForEach(Kind kind, Visit visit) const override {
    for (const auto& [key, resource] : resources_) {
      if (key.first == kind) visit(key.second, resource);
    }
  }

  std::optional<std::string> MemberByAddress(
      absl::string_view address) const override {
    std::optional<std::string> id;
    ForEach(
        v1::RoadmapResource::kMember,
        [&](const std::string& found, const v1::RoadmapResource& resource) {
          if (AddressKey(resource.member().address()) == AddressKey(address)) {
            id = found;
          }
        });
    return id;
  }

  std::optional<std::string> RiderOf(absl::string_view carrier) const override {
    std::optional<std::string> rider;
    ForEach(v1::RoadmapResource::kWeave,
            [&](const std::string& id, const v1::RoadmapResource& resource) {
              if (resource.weave().carrier() == carrier) rider = id;
            });
    return rider;
  }

  std::optional<v1::KpiPoint> NewestPoint(
      absl::string_view kpi) const override {
    const auto found = points_.find(kpi);
    if (found == points_.end()) return std::nullopt;
    return found->second;
  }
  void SetNewestPoint(const std::string& kpi, const v1::KpiPoint& point) {
    points_[kpi] = point;
  }

 private:
  std::map<std::string, v1::KpiPoint, std::less<>> points_;
  std::map<std::pair<Kind, std::string>, v1::RoadmapResource> resources_;
};

inline google::type::Date Day(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

// A portfolio "shop" with anna, who is admin and leads IT, the team web, and
// the period q1 of 2027, which is OPEN. It is noon on the 4th of January 2027,
// in UTC.
struct Shop {
  Shop() {
    v1::Portfolio portfolio;
    portfolio.set_name("portfolios/shop");
    portfolio.set_title("Shop");
    CompletePortfolio(&portfolio);
    view.Put(portfolio);
    v1::Member anna;
    anna.set_name("portfolios/shop/members/anna");
    anna.set_address("anna@example.com");
    anna.set_kind(v1::Member::KIND_PERSON);
    anna.add_roles(v1::ROLE_ADMIN);
    anna.add_roles(v1::ROLE_IT_LEAD);
    view.Put(anna);
    v1::Team web;
    web.set_name("portfolios/shop/teams/web");
    web.set_title("Web");
    view.Put(web);
    v1::PlanningPeriod q1;
    q1.set_name("portfolios/shop/periods/q1");
    q1.set_title("q1");
    q1.set_state(v1::PlanningPeriod::STATE_OPEN);
    *q1.mutable_first_day() = Day(2027, 1, 4);
    *q1.mutable_last_day() = Day(2027, 3, 26);
    view.Put(q1);
    occasion.view = &view;
    occasion.limits = &limits;
    occasion.portfolio = "shop";
    occasion.actor = "portfolios/shop/members/anna";
    occasion.now =
        absl::FromCivil(absl::CivilHour(2027, 1, 4, 12), absl::UTCTimeZone());
  }

  Limits limits;
  FixedView view;
  Occasion occasion;
};

// The fields that objections are about, in order.
using lifeline::FieldsOf;
inline std::vector<std::string> FieldsOf(const Objections& objections) {
  return FieldsOf(objections.ToStatus());
}

}  // namespace lifeline::roadmap

#endif  // LIFELINE_SERVICES_ROADMAP_VIEW_TESTING_H_
