#include "services/scoring/engine/score.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "services/scoring/engine/halves.h"

#if defined(__x86_64__)
#define LIFELINE_AVX2 __attribute__((target("avx2")))
#endif

namespace lifeline::engine {
namespace {

using Int128 = __int128;

struct Quotient {
  int64_t micros = 0;
  bool fits = true;
};

// floor(n / d) for d > 0.
Quotient FloorDivide(Int128 n, Int128 d) {
  Int128 q = n / d;
  if (n % d < 0) --q;
  if (q > std::numeric_limits<int64_t>::max() ||
      q < std::numeric_limits<int64_t>::min()) {
    return {0, false};
  }
  return {static_cast<int64_t>(q), true};
}

uint64_t ActiveMask(const Model& model) {
  uint64_t mask = 0;
  for (size_t k = 0; k < model.criteria.size(); ++k) {
    if (model.criteria[k].weight > 0) mask |= uint64_t{1} << k;
  }
  return mask;
}

Int128 WeightedSum(const Columns& columns, const Model& model, size_t i) {
  Int128 sum = 0;
  for (size_t k = 0; k < model.criteria.size(); ++k) {
    const int weight = model.criteria[k].weight;
    if (weight <= 0) continue;
    const RatingColumn& column = columns.ratings[k];
    sum += Int128{column.at(i)} * column.confidence[i] * weight;
  }
  return sum;
}

Quotient ProductPerEffort(const Columns& columns, const Model& model,
                          size_t i) {
  Int128 product = Int128{columns.confidence[i]} * 1'000'000;
  Int128 divisor = columns.total_effort[i];
  for (size_t k = 0; k < model.criteria.size(); ++k) {
    if (model.criteria[k].weight <= 0) continue;
    if (__builtin_mul_overflow(product, Int128{columns.ratings[k].at(i)},
                               &product) ||
        __builtin_mul_overflow(divisor, Int128{100}, &divisor)) {
      return {0, false};
    }
  }
  return FloorDivide(product, divisor);
}

// The score of an item that lacks nothing.
Quotient Exact(const Columns& columns, const Model& model, int64_t weights,
               size_t i) {
  if (weights == 0) return {0, true};
  switch (model.formula) {
    case Formula::kValue:
      return FloorDivide(WeightedSum(columns, model, i) * 100, weights);
    case Formula::kValuePerEffort:
      return FloorDivide(WeightedSum(columns, model, i) * 10'000,
                         Int128{weights} * columns.total_effort[i]);
    case Formula::kProductPerEffort:
      return ProductPerEffort(columns, model, i);
  }
  return {0, false};
}

ReasonCode LackOf(const Columns& columns, const Model& model, uint64_t active,
                  size_t i) {
  if (columns.total_effort[i] == Columns::kNotEstimated) {
    return ReasonCode::kMissingEffort;
  }
  if ((columns.missing[i] & active) != 0) return ReasonCode::kMissingRating;
  if (model.formula != Formula::kValue && columns.total_effort[i] == 0) {
    return ReasonCode::kZeroEffort;
  }
  return ReasonCode::kNone;
}

void ScoreExactly(const Columns& columns, const Model& model, uint64_t active,
                  int64_t weights, size_t i, Scores& scores) {
  scores.micros[i] = 0;
  scores.lack[i] = LackOf(columns, model, active, i);
  if (scores.lack[i] != ReasonCode::kNone) return;
  const Quotient quotient = Exact(columns, model, weights, i);
  scores.micros[i] = quotient.micros;
  if (!quotient.fits) scores.lack[i] = ReasonCode::kScoreOverflow;
}

constexpr size_t kBlock = 4096;
constexpr size_t kChunk = 512;
constexpr size_t kLine = 64;  // bytes
using Sums = std::array<uint64_t, kBlock>;

// sums += w r c. A rating times its confidence fits in 32 bits and a sum of 64
// criteria in 43, so that the compiler may use whole vectors.
__attribute__((always_inline)) inline void AddBody(const uint16_t* ratings,
                                                   const uint8_t* confidences,
                                                   uint32_t weight, size_t n,
                                                   uint64_t* sums) {
  for (size_t begin = 0; begin < n; begin += kChunk) {
    // The same criterion of the next block: by then it has come from memory. A
    // prefetch past the end of a column does nothing.
    for (size_t line = 0; line < kChunk; line += kLine) {
      __builtin_prefetch(confidences + begin + kBlock + line, 0, 2);
      __builtin_prefetch(ratings + begin + kBlock + line, 0, 2);
      __builtin_prefetch(ratings + begin + kBlock + line + kLine / 2, 0, 2);
    }
    const size_t end = std::min(begin + kChunk, n);
    for (size_t i = begin; i < end; ++i) {
      const uint32_t product = uint32_t{ratings[i]} * confidences[i];
      sums[i] += uint64_t{product} * weight;
    }
  }
}

void AddPortable(const uint16_t* ratings, const uint8_t* confidences,
                 uint32_t weight, size_t n, uint64_t* sums) {
  AddBody(ratings, confidences, weight, n, sums);
}

#ifdef LIFELINE_AVX2
LIFELINE_AVX2 void AddAvx2(const uint16_t* ratings, const uint8_t* confidences,
                           uint32_t weight, size_t n, uint64_t* sums) {
  AddBody(ratings, confidences, weight, n, sums);
}
#endif

using AddFunction = void (*)(const uint16_t*, const uint8_t*, uint32_t, size_t,
                             uint64_t*);

AddFunction FastestAdd() {
#ifdef LIFELINE_AVX2
  if (__builtin_cpu_supports("avx2")) return AddAvx2;
#endif
  return AddPortable;
}

// Division by one divisor for many numerators: multiply by 2^64 / d, then put
// right the at most one that is missing.
class Divider {
 public:
  explicit Divider(uint64_t divisor)
      : divisor_(divisor),
        inverse_(divisor == 1 ? ~uint64_t{0}
                              : static_cast<uint64_t>(
                                    (static_cast<unsigned __int128>(1) << 64) /
                                    divisor)) {}
  uint64_t Divide(uint64_t n) const {
    const uint64_t q = static_cast<uint64_t>(
        (static_cast<unsigned __int128>(n) * inverse_) >> 64);
    return n - q * divisor_ >= divisor_ ? q + 1 : q;
  }

 private:
  uint64_t divisor_;
  uint64_t inverse_;
};

void FinishBlock(const Columns& columns, const Model& model, uint64_t active,
                 int64_t weights, size_t begin, size_t n, const Sums& sums,
                 Scores& scores) {
  const bool per_effort = model.formula == Formula::kValuePerEffort;
  const Hundredths* efforts = columns.total_effort.data() + begin;
  const uint64_t* missing = columns.missing.data() + begin;
  ReasonCode* lacks = scores.lack.data() + begin;
  int64_t* micros = scores.micros.data() + begin;
  for (size_t i = 0; i < n; ++i) {
    // Without branches, so that it costs no more than its memory.
    const bool no_effort = efforts[i] == Columns::kNotEstimated;
    const bool no_rating = (missing[i] & active) != 0;
    const bool nothing = per_effort && efforts[i] == 0;
    lacks[i] = no_effort   ? ReasonCode::kMissingEffort
               : no_rating ? ReasonCode::kMissingRating
               : nothing   ? ReasonCode::kZeroEffort
                           : ReasonCode::kNone;
  }
  if (per_effort) {
    for (size_t i = 0; i < n; ++i) {
      if (lacks[i] != ReasonCode::kNone) {
        micros[i] = 0;
        continue;
      }
      micros[i] =
          FloorDivide(Int128{sums[i]} * 10'000, Int128{weights} * efforts[i])
              .micros;
    }
    return;
  }
  const Divider by_weights(static_cast<uint64_t>(weights));
  for (size_t i = 0; i < n; ++i) {
    const int64_t score =
        static_cast<int64_t>(by_weights.Divide(sums[i] * 100));
    micros[i] = lacks[i] == ReasonCode::kNone ? score : 0;
  }
}

bool IsNarrow(const Columns& columns, const Model& model) {
  for (size_t k = 0; k < model.criteria.size(); ++k) {
    if (model.criteria[k].weight > 0 && columns.ratings[k].is_wide) {
      return false;
    }
  }
  return model.formula != Formula::kProductPerEffort;
}

}  // namespace

int64_t WeightSum(const Model& model) {
  int64_t sum = 0;
  for (const Criterion& criterion : model.criteria) {
    sum += std::max(criterion.weight, 0);
  }
  return sum;
}

void ScoreAll(const Columns& columns, const Model& model, Scores& scores) {
  const size_t n = columns.state.size();
  scores.micros.resize(n);
  scores.lack.resize(n);
  const uint64_t active = ActiveMask(model);
  const int64_t weights = WeightSum(model);
  if (weights == 0 || !IsNarrow(columns, model)) {
    for (size_t i = 0; i < n; ++i) {
      ScoreExactly(columns, model, active, weights, i, scores);
    }
    return;
  }
  const AddFunction add = FastestAdd();
  const auto score_block = [&](size_t begin, size_t count) {
    Sums sums;
    std::fill(sums.begin(), sums.begin() + count, 0);
    for (size_t k = 0; k < model.criteria.size(); ++k) {
      if (model.criteria[k].weight <= 0) continue;
      const RatingColumn& column = columns.ratings[k];
      add(column.narrow.data() + begin, column.confidence.data() + begin,
          static_cast<uint32_t>(model.criteria[k].weight), count, sums.data());
    }
    FinishBlock(columns, model, active, weights, begin, count, sums, scores);
  };
  InHalves(n, [&](int, size_t begin, size_t end) {
    for (size_t at = begin; at < end; at += kBlock) {
      score_block(at, std::min(kBlock, end - at));
    }
  });
}

void ScoreOne(const Columns& columns, const Model& model, ItemIndex item,
              Scores& scores) {
  ScoreExactly(columns, model, ActiveMask(model), WeightSum(model),
               static_cast<size_t>(item), scores);
}

int FirstMissing(const Model& model, uint64_t missing) {
  for (size_t k = 0; k < model.criteria.size(); ++k) {
    if (model.criteria[k].weight > 0 && ((missing >> k) & 1) != 0) {
      return static_cast<int>(k);
    }
  }
  return kNone;
}

}  // namespace lifeline::engine
