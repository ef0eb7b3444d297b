#ifndef LIFELINE_SERVICES_SCORING_UPSERTS_H_
#define LIFELINE_SERVICES_SCORING_UPSERTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"

namespace lifeline::scoring {

// The resources that changes would write: which they are. Pure functions.

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

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_UPSERTS_H_
