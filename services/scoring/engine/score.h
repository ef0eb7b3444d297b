#ifndef LIFELINE_SERVICES_SCORING_ENGINE_SCORE_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_SCORE_H_

#include <cstdint>
#include <vector>

#include "services/scoring/engine/columns.h"
#include "services/scoring/engine/plan.h"
#include "services/scoring/engine/world.h"

// The three formulas, in integers. With r a rating in hundredths as it enters
// the sum, c its confidence in percent, w its weight and E the total effort in
// hundredths, the score in micro-points is (DESIGN section 5, "Score")
//
//   VALUE               floor(100 sum(w r c) / sum(w))
//   VALUE_PER_EFFORT    floor(10^4 sum(w r c) / (sum(w) E))
//   PRODUCT_PER_EFFORT  floor(10^6 product(r) C / (100^n E)), n ratings, C the
//                       item's confidence in percent
//
// over the criteria of positive weight. VALUE_PER_EFFORT is weighted shortest
// job first (the sum of the job's values over its size) divided by sum(w);
// PRODUCT_PER_EFFORT is RICE (reach x impact x confidence / effort). A model
// without such criteria gives everybody 0.
namespace lifeline::engine {

// Every item's score, by ItemIndex.
struct Scores {
  std::vector<int64_t> micros;
  // kNone where there is a score; else why not: kMissingEffort, kMissingRating,
  // kZeroEffort or kScoreOverflow, the first of these that applies.
  std::vector<ReasonCode> lack;
};

// Scores all items.
void ScoreAll(const Columns& columns, const Model& model, Scores& scores);

// Scores one item; the same as ScoreAll gives it.
void ScoreOne(const Columns& columns, const Model& model, ItemIndex item,
              Scores& scores);

// Of the positive ones.
int64_t WeightSum(const Model& model);

// The position in the model of the first criterion of positive weight that
// `missing` (a column's mask) lacks; kNone if none.
int FirstMissing(const Model& model, uint64_t missing);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_SCORE_H_
