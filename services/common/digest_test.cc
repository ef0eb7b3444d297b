#include "services/common/digest.h"

#include <gtest/gtest.h>

#include <string>

#include "google/rpc/error_details.pb.h"

namespace lifeline {
namespace {

TEST(Digest, IsSha256) {
  // FIPS 180-2, appendix B.1, and the empty message.
  EXPECT_EQ(Sha256Hex("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc").size(), 32u);
}

TEST(Digest, OfAMessageDoesNotDependOnTheOrderOfAMap) {
  const std::string value = "x";
  google::rpc::ErrorInfo one, other;
  for (int i = 0; i < 50; ++i)
    (*one.mutable_metadata())[std::to_string(i)] = value;
  for (int i = 49; i >= 0; --i)
    (*other.mutable_metadata())[std::to_string(i)] = value;
  EXPECT_EQ(MessageDigest(one), MessageDigest(other));
  other.set_reason("R");
  EXPECT_NE(MessageDigest(one), MessageDigest(other));
}

TEST(Base64Url, GivesBackEveryLength) {
  std::string bytes;
  for (int i = 0; i < 40; ++i) {
    EXPECT_EQ(Base64UrlDecode(Base64UrlEncode(bytes)), bytes);
    bytes.push_back(static_cast<char>(i * 37));
  }
  EXPECT_EQ(Base64UrlEncode("\xfb\xff"), "-_8");
}

TEST(Base64Url, TakesOneSpellingOnly) {
  for (const char* text : {"-_8=", "+/8", "-_9", "a", "-_8 ", "!"})
    EXPECT_FALSE(Base64UrlDecode(text).has_value()) << text;
}

}  // namespace
}  // namespace lifeline
