#include "services/backlog/requirements.h"

#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/common/names.h"

namespace lifeline::backlog {
namespace {

// One item on the way from the start, with the links not yet followed.
struct Visit {
  std::string item;
  std::vector<std::string> links;
  size_t next = 0;
};

std::vector<std::string> Circle(const std::vector<Visit>& way,
                                const std::string& again) {
  std::vector<std::string> cycle;
  for (const Visit& visit : way) {
    if (!cycle.empty() || visit.item == again) cycle.push_back(visit.item);
  }
  cycle.push_back(again);
  return cycle;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> FindCycle(
    const std::vector<std::string>& starts, Links links) {
  // True while the item is on the way, false once it is known to lead nowhere.
  absl::flat_hash_map<std::string, bool> on_way;
  std::vector<Visit> way;
  const auto enter = [&](const std::string& item) -> absl::Status {
    absl::StatusOr<std::vector<std::string>> next = links(item);
    if (!next.ok()) return next.status();
    on_way[item] = true;
    way.push_back(Visit{item, *std::move(next), 0});
    return absl::OkStatus();
  };
  for (const std::string& start : starts) {
    if (on_way.contains(start)) continue;
    absl::Status status = enter(start);
    while (status.ok() && !way.empty()) {
      Visit& visit = way.back();
      if (visit.next == visit.links.size()) {
        on_way[visit.item] = false;
        way.pop_back();
        continue;
      }
      const std::string item = visit.links[visit.next++];
      const auto seen = on_way.find(item);
      if (seen == on_way.end()) {
        status = enter(item);
      } else if (seen->second) {
        return Circle(way, item);
      }
    }
    if (!status.ok()) return status;
  }
  return std::vector<std::string>();
}

std::string DescribeCycle(const std::vector<std::string>& cycle,
                          const std::string& verb) {
  return absl::StrJoin(cycle, absl::StrCat(" ", verb, " "),
                       [](std::string* out, const std::string& name) {
                         absl::StrAppend(out, LastId(name));
                       });
}

}  // namespace lifeline::backlog
