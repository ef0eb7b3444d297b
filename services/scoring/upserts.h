#ifndef LIFELINE_SERVICES_SCORING_UPSERTS_H_
#define LIFELINE_SERVICES_SCORING_UPSERTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::scoring {

// The resources that changes would write: which they are, and how texts and
// people go out of them. Pure functions.
//
// Where a text went, nothing is written: the mask loses it, and whatever is
// there stays. Whole resources get a mask of what they still say, and what says
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

// Whether an item without a name is this one: by an external reference.
bool SharesReference(const backlog::v1::Item& item,
                     const backlog::v1::Item& wanted);

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
