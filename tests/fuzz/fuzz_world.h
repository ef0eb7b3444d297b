#ifndef LIFELINE_TESTS_FUZZ_FUZZ_WORLD_H_
#define LIFELINE_TESTS_FUZZ_FUZZ_WORLD_H_

#include "services/scoring/engine/world_builder.h"
#include "tests/fuzz/random_bytes.h"

namespace lifeline::fuzz {

// A small world made of bytes. Unless `wild`, it keeps the promises of world.h;
// a wild one names what does not exist, twice, and with any number at all.
engine::WorldBuilder ReadWorld(RandomBytes& bytes, bool wild);

// Changes some of it.
void ChangeWorld(RandomBytes& bytes, bool wild, engine::WorldBuilder& builder);

}  // namespace lifeline::fuzz

#endif  // LIFELINE_TESTS_FUZZ_FUZZ_WORLD_H_
