#ifndef LIFELINE_TESTS_MIGRATION_STORY_H_
#define LIFELINE_TESTS_MIGRATION_STORY_H_

#include <functional>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "tests/support/shop.h"

namespace lifeline::testing {

// What a stored portfolio is made by: a small shop that has seen everything
// once, from a draft to an appeal that was granted. `advance` moves the
// services' clock. A call that fails is a failure of the test that runs.
void TellStory(Shop& shop, const std::function<void(absl::Duration)>& advance);

// A request that the story has sent; sent again it must change nothing.
backlog::v1::ApplyItemsRequest RepeatedRequest(const Shop& shop);

// Everything that can be read of the shop over the API, as it is now: the
// answers as JSON with every field written out, by type and name. History, all
// rankings with all items, crossings, receipts, models: what must still be
// there after any upgrade.
std::map<std::string, std::string> ReadEverything(Shop& shop);

}  // namespace lifeline::testing

#endif  // LIFELINE_TESTS_MIGRATION_STORY_H_
