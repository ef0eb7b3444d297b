#include "services/backlog/item_whole.h"

#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "services/common/validate.h"

namespace lifeline::backlog {
void CheckWholeItem(const v1::Item& item, const Limits& limits,
                    absl::string_view path, Violations* violations) {
  const auto known = [&](const std::string& id) {
    return id.empty() ||
           absl::c_any_of(item.evidence(), [&](const v1::Evidence& piece) {
             return piece.id() == id;
           });
  };
  const auto complain = [&](absl::string_view at, const std::string& id) {
    violations->Add(absl::StrCat(path, ".", at, ".evidence"),
                    absl::StrCat("\"", id,
                                 "\" is no evidence of the item; "
                                 "add it to `evidence`"));
  };
  for (int i = 0; i < item.ratings_size(); ++i) {
    if (known(item.ratings(i).evidence())) continue;
    complain(EntryPath("ratings", i), item.ratings(i).evidence());
  }
  if (!known(item.money().evidence())) {
    complain("money", item.money().evidence());
  }
  if (!known(item.estimate().evidence())) {
    complain("estimate", item.estimate().evidence());
  }
  for (int i = 0; i < item.opinions_size(); ++i) {
    const v1::Opinion& opinion = item.opinions(i);
    const std::string& id = opinion.has_rating() ? opinion.rating().evidence()
                            : opinion.has_money()
                                ? opinion.money().evidence()
                                : opinion.estimate().evidence();
    if (!known(id)) complain(EntryPath("opinions", i), id);
  }
  CheckCount(item.ratings_size(), limits.ratings,
             absl::StrCat(path, ".ratings"), violations);
  CheckCount(item.evidence_size(), limits.evidence,
             absl::StrCat(path, ".evidence"), violations);
}

}  // namespace lifeline::backlog
