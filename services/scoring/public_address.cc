#include "services/scoring/public_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace lifeline::scoring {
namespace {

struct Block {
  uint8_t bytes[16];
  int bits;
};

constexpr Block kNotPublic4[] = {
    {{0}, 8},              // this network
    {{10}, 8},             // private
    {{100, 64}, 10},       // carriers' own (CGNAT)
    {{127}, 8},            // this machine
    {{169, 254}, 16},      // this link, and clouds' metadata
    {{172, 16}, 12},       // private
    {{192, 0, 0}, 24},     // protocols
    {{192, 0, 2}, 24},     // documentation
    {{192, 88, 99}, 24},   // 6to4 relays
    {{192, 168}, 16},      // private
    {{198, 18}, 15},       // benchmarks
    {{198, 51, 100}, 24},  // documentation
    {{203, 0, 113}, 24},   // documentation
    {{224}, 4},            // multicast
    {{240}, 4},            // reserved, and broadcast
};

// Only 2000::/3 is given to anybody, less these.
constexpr Block kGlobal6 = {{0x20}, 3};
constexpr Block kNotPublic6[] = {
    {{0x20, 0x01, 0x00}, 23},        // protocols, Teredo with them
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: any IPv4 address
    {{0x3f, 0xff, 0x00}, 20},        // documentation
};
constexpr Block kMapped = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96};

bool IsIn(absl::Span<const uint8_t> address, const Block& block) {
  for (int bit = 0; bit < block.bits; ++bit) {
    const int mask = 0x80 >> (bit % 8);
    if ((address[bit / 8] & mask) != (block.bytes[bit / 8] & mask))
      return false;
  }
  return true;
}

template <size_t kSize>
bool IsInAny(absl::Span<const uint8_t> address, const Block (&blocks)[kSize]) {
  return std::any_of(std::begin(blocks), std::end(blocks),
                     [&](const Block& block) { return IsIn(address, block); });
}

}  // namespace

bool IsPublicAddress(absl::Span<const uint8_t> bytes) {
  if (bytes.size() == 4) return !IsInAny(bytes, kNotPublic4);
  if (bytes.size() != 16) return false;
  if (IsIn(bytes, kMapped)) return IsPublicAddress(bytes.subspan(12));
  return IsIn(bytes, kGlobal6) && !IsInAny(bytes, kNotPublic6);
}

bool IsPrivateLiteral(absl::string_view host) {
  const std::string text = absl::AsciiStrToLower(host);
  if (text == "localhost" || absl::EndsWith(text, ".localhost")) return true;
  uint8_t bytes[16];
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1)
    return !IsPublicAddress(absl::MakeConstSpan(bytes, 4));
  if (inet_pton(AF_INET6, text.c_str(), bytes) == 1)
    return !IsPublicAddress(absl::MakeConstSpan(bytes, 16));
  return false;
}

}  // namespace lifeline::scoring
