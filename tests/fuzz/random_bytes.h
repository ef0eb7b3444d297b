#ifndef LIFELINE_TESTS_FUZZ_RANDOM_BYTES_H_
#define LIFELINE_TESTS_FUZZ_RANDOM_BYTES_H_

#include <cstddef>
#include <cstdint>

namespace lifeline::fuzz {

// The bytes of a fuzzer as numbers, one after the other; when they end, no
// chance comes true any more. Used by one thread.
class RandomBytes {
 public:
  RandomBytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}

  uint8_t Byte() { return at_ < size_ ? data_[at_++] : 255; }
  // From `low` to `high`, which are at most 255 apart.
  int Number(int low, int high) { return low + Byte() % (high - low + 1); }
  bool Chance(int percent) { return Byte() * 100 < percent * 256; }
  // Any at all.
  int64_t Any() {
    uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | Byte();
    return static_cast<int64_t>(value);
  }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t at_ = 0;
};

}  // namespace lifeline::fuzz

#endif  // LIFELINE_TESTS_FUZZ_RANDOM_BYTES_H_
