// Random weightings: drawn, planned and counted.
#include <algorithm>
#include <array>
#include <cstddef>
#include <thread>

#include "services/scoring/engine/planner.h"
#include "services/scoring/engine/stability.h"

namespace lifeline::engine {
namespace {

// Weights of a drawn weighting are whole numbers that add up to this.
constexpr int kTotalBits = 20;
constexpr uint32_t kTotal = uint32_t{1} << kTotalBits;
constexpr int kMaxTries = 1000;
constexpr int64_t kMaxWeightings = 100'000'000;

// SplitMix64 (Steele, Lea and Flood 2014; Vigna's public domain constants).
class Generator {
 public:
  explicit Generator(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

 private:
  uint64_t state_;
};

using Weights = std::array<uint32_t, kMaxCriteria>;

// Uniform on the simplex: the gaps between sorted uniform numbers.
void Draw(Generator& random, size_t n, Weights& weights) {
  std::array<uint32_t, kMaxCriteria> cuts;
  for (size_t c = 0; c + 1 < n; ++c) {
    const uint32_t cut =
        static_cast<uint32_t>(random.Next() >> (64 - kTotalBits));
    size_t at = c;
    for (; at > 0 && cuts[at - 1] > cut; --at) cuts[at] = cuts[at - 1];
    cuts[at] = cut;
  }
  uint32_t before = 0;
  for (size_t k = 0; k + 1 < n; ++k) {
    weights[k] = cuts[k] - before;
    before = cuts[k];
  }
  weights[n - 1] = kTotal - before;
}

// What every weighting needs of the world, read once and shared by threads.
struct Sample {
  const World* world = nullptr;
  const SampleOptions* options = nullptr;
  Formula formula = Formula::kValue;
  size_t items = 0;
  // One per criterion of positive weight: rating x confidence of every item.
  std::vector<std::vector<uint32_t>> narrow;  // where all fit in 32 bits
  std::vector<std::vector<int64_t>> wide;     // else
  std::vector<int64_t> effort;
  int shift = 0;  // what a sum may be moved up before it is divided by effort
  Weights low;
  Weights high;
  size_t criteria = 0;
};

Sample ReadSample(const World& world, const SampleOptions& options,
                  const Columns& columns) {
  Sample sample;
  sample.world = &world;
  sample.options = &options;
  sample.formula = world.model->formula;
  sample.items = columns.state.size();
  sample.effort.assign(columns.total_effort.begin(),
                       columns.total_effort.end());
  for (int64_t& effort : sample.effort) effort = std::max<int64_t>(effort, 1);
  bool any_wide = false;
  for (size_t k = 0; k < world.model->criteria.size(); ++k) {
    const Criterion& criterion = world.model->criteria[k];
    if (criterion.weight <= 0) continue;
    const RatingColumn& column = columns.ratings[k];
    sample.narrow.emplace_back(column.is_wide ? 0 : sample.items);
    sample.wide.emplace_back(column.is_wide ? sample.items : 0);
    any_wide = any_wide || column.is_wide;
    for (size_t i = 0; i < sample.items; ++i) {
      const int64_t points = column.at(i) * column.confidence[i];
      if (column.is_wide) {
        sample.wide.back()[i] = points;
      } else {
        sample.narrow.back()[i] = static_cast<uint32_t>(points);
      }
    }
    uint64_t low = 0;
    uint64_t high = 100;
    for (const WeightRange& range : options.ranges) {
      if (range.criterion != criterion.criterion) continue;
      low = static_cast<uint64_t>(std::clamp(range.low_percent, 0, 100));
      high = static_cast<uint64_t>(std::clamp(range.high_percent, 0, 100));
    }
    sample.low[sample.criteria] =
        static_cast<uint32_t>((low * kTotal + 99) / 100);
    sample.high[sample.criteria] = static_cast<uint32_t>(high * kTotal / 100);
    ++sample.criteria;
  }
  // Narrow sums stay below 2^43, wide ones below 2^60.
  sample.shift = any_wide ? 2 : 19;
  return sample;
}

void Score(const Sample& sample, const Weights& weights,
           std::vector<int64_t>& scores) {
  int64_t* const out = scores.data();
  std::fill(scores.begin(), scores.end(), 0);
  for (size_t k = 0; k < sample.criteria; ++k) {
    if (!sample.narrow[k].empty()) {
      const uint32_t* points = sample.narrow[k].data();
      const uint64_t weight = weights[k];
      for (size_t i = 0; i < sample.items; ++i) {
        out[i] += static_cast<int64_t>(points[i] * weight);
      }
    } else {
      const int64_t* points = sample.wide[k].data();
      const int64_t weight = weights[k];
      for (size_t i = 0; i < sample.items; ++i) out[i] += points[i] * weight;
    }
  }
  if (sample.formula != Formula::kValuePerEffort) return;
  for (size_t i = 0; i < sample.items; ++i) {
    out[i] = out[i] * (int64_t{1} << sample.shift) / sample.effort[i];
  }
}

bool WithinRanges(const Sample& sample, const Weights& weights) {
  for (size_t k = 0; k < sample.criteria; ++k) {
    if (weights[k] < sample.low[k] || weights[k] > sample.high[k]) return false;
  }
  return true;
}

struct Count {
  int64_t weightings = 0;
  int64_t draws = 0;
  std::vector<int64_t> above;
};

// Each weighting has a stream of its own, so that it does not matter who draws
// it.
void CountWeightings(const Sample& sample, int64_t begin, int64_t end,
                     Count& count) {
  Planner planner;
  planner.Prepare(*sample.world);
  count.above.assign(sample.items, 0);
  std::vector<int64_t> scores(sample.items);
  std::vector<uint8_t> is_up;
  std::vector<uint32_t> above(sample.items);
  for (int64_t s = begin; s < end; ++s) {
    Generator random(Generator(sample.options->seed).Next() ^
                     Generator(static_cast<uint64_t>(s)).Next());
    Weights weights;
    int tries = 0;
    bool found = false;
    while (!found && tries < kMaxTries) {
      ++tries;
      Draw(random, sample.criteria, weights);
      found = sample.options->ranges.empty() || WithinRanges(sample, weights);
    }
    count.draws += tries;
    if (!found) continue;
    ++count.weightings;
    Score(sample, weights, scores);
    planner.PlaceByScores(scores, is_up);
    for (size_t i = 0; i < sample.items; ++i) above[i] += is_up[i];
  }
  for (size_t i = 0; i < sample.items; ++i) count.above[i] = above[i];
}

// The greatest whole number whose square is not above `n`.
unsigned __int128 Root(unsigned __int128 n) {
  unsigned __int128 root = 0;
  for (int bit = 63; bit >= 0; --bit) {
    const unsigned __int128 next =
        root | (static_cast<unsigned __int128>(1) << bit);
    if (next * next <= n) root = next;
  }
  return root;
}

}  // namespace

// With z = 1.96: (hits + z^2 / 2 -+ z sqrt(hits (tries - hits) / tries + z^2 /
// 4)) / (tries + z^2), everything times 10^4 so that z^2 is 38416.
Share WilsonShare(int64_t hits, int64_t tries) {
  using Wide = unsigned __int128;
  constexpr Wide kZSquare = 38'416;
  const Wide n = static_cast<Wide>(tries);
  const Wide x = static_cast<Wide>(hits);
  const Wide scaled_n = n * 10'000 + kZSquare;
  const Wide centre = (x * 10'000 + kZSquare / 2) * 1'000'000;
  // (10^10 z sqrt(..))^2, so that the root has the units of `centre`.
  const Wide inner = 40'000 * x * (n - x) + kZSquare * n;
  const Wide square = inner * kZSquare / n * 250'000'000'000;
  const Wide half = Root(square) + 1;
  Share share;
  share.above = hits;
  share.share_ppm = static_cast<int32_t>(x * 1'000'000 / n);
  share.low_ppm =
      centre <= half ? 0 : static_cast<int32_t>((centre - half) / scaled_n);
  share.high_ppm = static_cast<int32_t>(std::min<Wide>(
      (centre + half + scaled_n - 1) / scaled_n, Wide{1'000'000}));
  // With no hit, or nothing but hits, an end is exactly there.
  if (hits == 0) share.low_ppm = 0;
  if (hits == tries) share.high_ppm = 1'000'000;
  return share;
}

AboveShares SampleWeightings(const World& world, const SampleOptions& options) {
  AboveShares answer;
  answer.seed = options.seed;
  answer.shares.resize(world.items.size());
  const int64_t wanted =
      std::clamp<int64_t>(options.weightings, 0, kMaxWeightings);
  if (!HasWeights(world) || wanted == 0) return answer;
  Columns columns;
  columns.Sync(world);
  const Sample sample = ReadSample(world, options, columns);
  const int threads = std::clamp(options.threads, 1, 64);
  std::vector<Count> counts(threads);
  const auto part = [&](int t) {
    CountWeightings(sample, wanted * t / threads, wanted * (t + 1) / threads,
                    counts[t]);
  };
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t) others.emplace_back(part, t);
  part(0);
  for (std::thread& other : others) other.join();

  std::vector<int64_t> above(world.items.size());
  for (const Count& count : counts) {
    answer.weightings += count.weightings;
    answer.draws += count.draws;
    for (size_t i = 0; i < above.size(); ++i) above[i] += count.above[i];
  }
  if (answer.weightings == 0) return answer;
  for (size_t i = 0; i < above.size(); ++i) {
    answer.shares[i] = WilsonShare(above[i], answer.weightings);
  }
  return answer;
}

}  // namespace lifeline::engine
