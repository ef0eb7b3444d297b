#ifndef LIFELINE_SERVICES_SCORING_ENGINE_REFERENCE_TEXTS_H_
#define LIFELINE_SERVICES_SCORING_ENGINE_REFERENCE_TEXTS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "services/scoring/engine/causes.h"
#include "services/scoring/engine/mix.h"

// What references.cc and its parts write with.
namespace lifeline::engine {

inline constexpr absl::string_view kNothing = "none";

// Collects what changed; what is over the limit is only counted.
class Collector {
 public:
  void Add(std::string text) {
    ++count_;
    if (count_ <= kMaxReferences) references_.push_back(std::move(text));
  }
  void AddChange(absl::string_view what, absl::string_view from,
                 absl::string_view to) {
    if (from != to) Add(absl::StrCat(what, ": ", from, " -> ", to));
  }
  std::vector<Reference> Take() {
    if (count_ > kMaxReferences) {
      references_.push_back(
          absl::StrCat("and ", count_ - kMaxReferences, " more"));
    }
    return std::move(references_);
  }

 private:
  int count_ = 0;
  std::vector<Reference> references_;
};

// The names of both worlds' tables.
class Names {
 public:
  explicit Names(const Mixer& mixer) : mixer_(mixer) {}

  std::string Team(TeamIndex i) const { return Of(&NameTables::teams, i); }
  std::string Period(PeriodIndex i) const {
    return Of(&NameTables::periods, i);
  }
  std::string Category(CategoryIndex i) const {
    return Of(&NameTables::categories, i);
  }
  std::string Criterion(CriterionIndex i) const {
    return Of(&NameTables::criteria, i);
  }
  std::string Item(ItemIndex i) const {
    const engine::Item* item = mixer_.After(i);
    if (item == nullptr) item = mixer_.Before(i);
    return item != nullptr ? item->id : absl::StrCat("#", i);
  }

 private:
  std::string Of(std::vector<std::string> NameTables::*table,
                 int32_t index) const {
    for (const World* world : {&mixer_.after(), &mixer_.before()}) {
      if (world->names == nullptr || index < 0) continue;
      const std::vector<std::string>& names = *world->names.*table;
      if (static_cast<size_t>(index) < names.size()) return names[index];
    }
    return index < 0 ? std::string(kNothing) : absl::StrCat("#", index);
  }

  const Mixer& mixer_;
};

using Texts = std::map<int64_t, std::string>;

// Adds what differs between two tables of texts; `label` names a key.
template <typename Label>
void AddDifferences(const Texts& before, const Texts& after, const Label& label,
                    Collector& out) {
  const auto text = [](const Texts& texts, int64_t key) {
    const auto found = texts.find(key);
    return found == texts.end() ? kNothing : absl::string_view(found->second);
  };
  Texts keys = before;
  keys.insert(after.begin(), after.end());
  for (const auto& [key, unused] : keys) {
    out.AddChange(label(key), text(before, key), text(after, key));
  }
}

// "web 3, content 0.5".
std::string NeedsText(const std::vector<TeamEffort>& efforts,
                      const Names& names);

// What changed in the tables of model and roadmap.
void AddModel(const Model& was, const Model& is, const Names& names,
              Collector& out);
void AddReserves(const Model& was, const Model& is, const Names& names,
                 Collector& out);
void AddCapacity(const Roadmap& was, const Roadmap& is, const Names& names,
                 Collector& out);
void AddDecisions(const Roadmap& was, const Roadmap& is, const Names& names,
                  Collector& out);

}  // namespace lifeline::engine

#endif  // LIFELINE_SERVICES_SCORING_ENGINE_REFERENCE_TEXTS_H_
