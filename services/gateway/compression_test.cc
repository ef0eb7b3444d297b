#include "services/gateway/compression.h"

#include <gtest/gtest.h>

#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

TEST(CompressionTest, WhatWasPackedComesOutAsItWas) {
  const std::string text(100'000, 'a');
  const std::string packed = Gzip(text);
  EXPECT_LT(packed.size(), 1000u);
  EXPECT_EQ(Gunzip(packed, 100'000).value(), text);
  EXPECT_EQ(Gunzip(Gzip(""), 0).value(), "");
}

TEST(CompressionTest, NoMoreIsUnpackedThanIsTaken) {
  const std::string packed = Gzip(std::string(1'000'000, 'a'));
  EXPECT_EQ(ReasonOf(Gunzip(packed, 999'999).status()), "BODY_TOO_LARGE");
}

TEST(CompressionTest, WhatIsNoGzipOrNotWholeIsRefused) {
  const std::string packed = Gzip("something");
  EXPECT_EQ(ReasonOf(Gunzip("plain text", 100).status()), "BODY_INVALID");
  EXPECT_EQ(ReasonOf(Gunzip("", 100).status()), "BODY_INVALID");
  EXPECT_EQ(ReasonOf(Gunzip(packed.substr(0, packed.size() - 1), 100).status()),
            "BODY_INVALID");
  EXPECT_EQ(ReasonOf(Gunzip(packed + "more", 100).status()), "BODY_INVALID");
}

}  // namespace
}  // namespace lifeline::gateway
