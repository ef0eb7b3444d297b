#include "services/common/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/common/digest.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

TEST(PageToken, GivesBackThePosition) {
  for (const std::vector<std::string>& position :
       std::vector<std::vector<std::string>>{
           {},
           {""},
           {"shop-12"},
           {"17", std::string("\0\xff", 2), std::string(300, 'x')}}) {
    EXPECT_EQ(
        DecodePageToken(EncodePageToken(position, "args"), "args").value(),
        position);
  }
}

TEST(PageToken, BelongsToItsArguments) {
  const auto decoded =
      DecodePageToken(EncodePageToken({"shop-12"}, "filter a"), "filter b");
  EXPECT_EQ(decoded.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(decoded.status()), "PAGE_TOKEN_INVALID");
}

TEST(PageToken, EveryChangeIsRefused) {
  const std::string token = EncodePageToken({"shop-12", "3"}, "args");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(DecodePageToken(changed, "args").ok()) << i;
    EXPECT_FALSE(DecodePageToken(token.substr(0, i), "args").ok()) << i;
  }
  for (const char* foreign : {"", "x", "!!!", "AAAA", "portfolios/shop"}) {
    EXPECT_EQ(ReasonOf(DecodePageToken(foreign, "args").status()),
              "PAGE_TOKEN_INVALID");
  }
}

}  // namespace
}  // namespace lifeline
