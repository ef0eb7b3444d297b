#ifndef LIFELINE_SERVICES_SCORING_MODEL_H_
#define LIFELINE_SERVICES_SCORING_MODEL_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/status.h"
#include "services/scoring/engine/world.h"
#include "services/scoring/limits.h"

namespace lifeline::scoring {

// What a scoring model must be, and what it means to the engine. Pure
// functions.

struct ModelContext {
  // The portfolio's categories, for the reserves; empty takes any.
  std::vector<std::string> categories;
  // `de` or `en`: the language of texts that come from a preset.
  std::string language = "en";
  Limits limits;
};

// The ids of the portfolio's categories, retired ones too; the default three if
// it names none.
std::vector<std::string> CategoriesOf(const roadmap::v1::Portfolio& portfolio);

// The model with every default written out: what is left empty is the preset's
// if it names one, else the API's default. Output-only fields are left as they
// are. INVALID_ARGUMENT with all violations at once (paths from the model:
// "criteria[2].weight") if the result is not a valid model.
absl::StatusOr<v1::ScoringModel> CompleteModel(const v1::ScoringModel& given,
                                               const ModelContext& context);

// Adds the violations of a complete model.
void CheckModel(const v1::ScoringModel& model, const ModelContext& context,
                Violations* violations);

// The model without what was not given: name, version, state, who, when, why.
v1::ScoringModel ContentOnly(v1::ScoringModel model);

// Whether two complete models say the same, whatever their names, versions and
// states.
bool SameContent(const v1::ScoringModel& a, const v1::ScoringModel& b);

// A complete model as the engine wants it. `criterion` and `category` give the
// position of an id in the tables of the world.
engine::Model ToEngineModel(
    const v1::ScoringModel& model,
    absl::FunctionRef<engine::CriterionIndex(absl::string_view)> criterion,
    absl::FunctionRef<engine::CategoryIndex(absl::string_view)> category);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_MODEL_H_
