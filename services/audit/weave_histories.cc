#include "services/audit/weave_histories.h"

#include <algorithm>

#include "absl/functional/function_ref.h"

namespace lifeline::audit {
namespace {

void AddOnce(const std::string& name, std::vector<std::string>* names) {
  if (!name.empty() &&
      std::find(names->begin(), names->end(), name) == names->end()) {
    names->push_back(name);
  }
}

// Calls `take` with each version that the member ever had.
absl::Status ReadMember(
    const Histories& histories, const std::string& portfolio,
    const std::string& member,
    absl::FunctionRef<void(const roadmap::v1::Member&)> take) {
  roadmap::v1::ListRoadmapChangesRequest request;
  request.set_parent(portfolio);
  request.set_resource(member);
  request.set_page_size(histories.page_size);
  do {
    roadmap::v1::ListRoadmapChangesResponse page;
    absl::Status status = histories.roadmap(request, &page);
    if (absl::IsNotFound(status)) return absl::OkStatus();
    if (!status.ok()) return status;
    for (const roadmap::v1::RoadmapChange& change : page.changes())
      take(change.after().member());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status ReadOwners(const Histories& histories,
                        const std::string& portfolio, WeaveFact* weave) {
  backlog::v1::ListItemChangesRequest request;
  request.set_parent(portfolio);
  request.set_item(weave->carrier);
  request.set_page_size(histories.page_size);
  do {
    backlog::v1::ListItemChangesResponse page;
    absl::Status status = histories.items(request, &page);
    if (absl::IsNotFound(status)) return absl::OkStatus();
    if (!status.ok()) return status;
    for (const backlog::v1::ItemChange& change : page.changes()) {
      const backlog::v1::Item& item = change.after();
      AddOnce(item.owner().empty() ? item.requester() : item.owner(),
              &weave->owners);
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace

absl::Status AddWhoMayAgree(const Histories& histories,
                            const std::string& portfolio, WeaveFact* weave) {
  absl::Status status = ReadOwners(histories, portfolio, weave);
  if (!status.ok() || weave->agreed_by == weave->carrier_owner) return status;
  status = ReadMember(histories, portfolio, weave->carrier_owner,
                      [weave](const roadmap::v1::Member& member) {
                        AddOnce(member.deputy(), &weave->deputies);
                        // Of who was erased nobody knows the deputies.
                        if (member.erased())
                          AddOnce(weave->agreed_by, &weave->deputies);
                      });
  if (!status.ok()) return status;
  return ReadMember(histories, portfolio, weave->agreed_by,
                    [weave](const roadmap::v1::Member& member) {
                      for (const int role : member.roles()) {
                        if (role == roadmap::v1::ROLE_IT_LEAD)
                          weave->by_it_lead = true;
                      }
                    });
}

}  // namespace lifeline::audit
