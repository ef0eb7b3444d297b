#include "services/scoring/public_address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <string>

namespace lifeline::scoring {
namespace {

bool IsPublic(const std::string& text) {
  uint8_t bytes[16];
  if (inet_pton(AF_INET, text.c_str(), bytes) == 1)
    return IsPublicAddress(absl::MakeConstSpan(bytes, 4));
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), bytes), 1) << text;
  return IsPublicAddress(absl::MakeConstSpan(bytes, 16));
}

TEST(PublicAddress, WhatLiesInTheInternetIsPublic) {
  for (const char* address :
       {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
        "2a00::1", "2003::1", "::ffff:1.1.1.1"})
    EXPECT_TRUE(IsPublic(address)) << address;
}

TEST(PublicAddress, WhatLiesNearbyOrNowhereIsNot) {
  for (const char* address : {"0.0.0.0",
                              "10.0.0.0",
                              "10.255.255.255",
                              "100.64.0.0",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.0",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.0.2.1",
                              "192.88.99.1",
                              "192.168.0.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:127.0.0.1",
                              "::ffff:10.1.2.3",
                              "::127.0.0.1",
                              "64:ff9b::7f00:1",
                              "100::1",
                              "2001::1",
                              "2001:db8::1",
                              "2002:7f00:1::",
                              "3fff::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "fe80::1",
                              "fec0::1",
                              "ff02::1"})
    EXPECT_FALSE(IsPublic(address)) << address;
}

TEST(PublicAddress, NothingElseIsAnAddress) {
  const uint8_t bytes[5] = {1, 1, 1, 1, 1};
  EXPECT_FALSE(IsPublicAddress(absl::MakeConstSpan(bytes, 5)));
  EXPECT_FALSE(IsPublicAddress({}));
}

TEST(PublicAddress, ANameIsKnownByItsLettersOnlyIfItIsThisMachine) {
  for (const char* host : {"localhost", "LocalHost", "api.localhost",
                           "127.0.0.1", "::1", "192.168.1.1"})
    EXPECT_TRUE(IsPrivateLiteral(host)) << host;
  for (const char* host : {"example.com", "localhost.example.com", "1.1.1.1"})
    EXPECT_FALSE(IsPrivateLiteral(host)) << host;
}

}  // namespace
}  // namespace lifeline::scoring
