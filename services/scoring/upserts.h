#ifndef LIFELINE_SERVICES_SCORING_UPSERTS_H_
#define LIFELINE_SERVICES_SCORING_UPSERTS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/scoring/world_builder.h"

namespace lifeline::scoring {

// The resources that changes would write: which they are, and how texts and
// people go out of them. Pure functions.
//
// Where a text went, nothing is written: the mask loses it, and whatever is
// there stays. Whole resources get a mask of all the rest, and what says
// nothing any more goes. In an entry of a list the text is empty; the service
// that would be given it says whether it can be without.

// The one resource message in it; null if it is empty.
google::protobuf::Message* PartOf(roadmap::v1::RoadmapResource* resource);

// The name of what is written: its own, or that of the item it belongs to; the
// portfolio's for a portfolio. Empty for what needs a name and has none.
// `portfolio` is `portfolios/{portfolio}`.
std::string NameOfUpsert(absl::string_view portfolio,
                         const roadmap::v1::RoadmapResource& resource);
void SetName(const std::string& name, roadmap::v1::RoadmapResource* resource);

// All that an upsert of `resource` without a mask writes: what it does not say
// is cleared, but for its state and when it was submitted.
google::protobuf::FieldMask MaskOfAll(
    const google::protobuf::Message& resource);

// Which items are meant by the external references of one without a name. The
// first that was added has a reference.
class References {
 public:
  void Add(const backlog::v1::Item& item);
  // Empty if none is.
  std::string Find(const backlog::v1::Item& wanted) const;

 private:
  absl::flat_hash_map<std::pair<std::string, std::string>, std::string> names_;
};

// Of all items but those that a restore took away: the backlog finds them no
// more.
References ReferencesOf(const Snapshot& known);

// Takes these texts (ItemTexts) out of what is said of `item`, and these
// (RoadmapTexts) of the resource `name`.
void TakeOutTexts(const backlog::v1::Item& item,
                  const std::vector<std::string>& paths,
                  v1::PreviewChangesRequest* changes);
void TakeOutTexts(absl::string_view name, const std::vector<std::string>& paths,
                  v1::PreviewChangesRequest* changes);
// All texts of all of it, and why there would be another model.
void TakeOutAllTexts(v1::PreviewChangesRequest* changes);

// Takes out what is said of a member (by name or address, whatever its case),
// who can be written no more, and calls the member by name wherever else it is
// named by address.
void TakeOutMember(const roadmap::v1::Member& member,
                   v1::PreviewChangesRequest* changes);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_UPSERTS_H_
