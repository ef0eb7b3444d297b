// What a request or a file may hold in every service: each limit at its maximum
// and one past it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/common/digest.h"
#include "services/common/filter.h"
#include "services/common/jwks.h"
#include "services/common/limits.h"
#include "services/common/names.h"
#include "services/common/page_token.h"
#include "services/common/status.h"
#include "services/common/strict_json.h"
#include "services/common/validate.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(InputLimits, CharactersOfAnId) {
  const int64_t most = ServerLimits().id_characters;
  for (const auto& is_id : {IsClientId, IsExternalId}) {
    EXPECT_TRUE(is_id(std::string(most, 'a')));
    EXPECT_FALSE(is_id(std::string(most + 1, 'a')));
  }
}

TEST(InputLimits, CharactersOfARequestId) {
  const int64_t most = ServerLimits().request_id_characters;
  Violations violations;
  CheckRequestId(std::string(most, 'x'), &violations);
  EXPECT_TRUE(violations.empty());
  CheckRequestId(std::string(most + 1, 'x'), &violations);
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_THAT(violations.list()[0].second, HasSubstr("at most 100"));
}

std::string FilterProblem(const std::string& text) {
  const std::vector<FilterField> fields = {{"state", {}}};
  return std::string(Filter::Parse(text, fields).status().message());
}

TEST(InputLimits, BytesOfAFilter) {
  std::string text = "state = ";
  text.append(ServerLimits().filter_bytes - text.size(), 'x');
  EXPECT_EQ(FilterProblem(text), "");
  EXPECT_THAT(FilterProblem(text + "x"), HasSubstr("2000"));
}

TEST(InputLimits, DepthOfAFilter) {
  const auto nested = [](int64_t depth) {
    return absl::StrCat(std::string(depth, '('), "state = x",
                        std::string(depth, ')'));
  };
  const int64_t most = ServerLimits().filter_depth;
  EXPECT_EQ(FilterProblem(nested(most)), "");
  EXPECT_THAT(FilterProblem(nested(most + 1)), HasSubstr("nested"));
  // A NOT is as deep as a parenthesis.
  EXPECT_EQ(FilterProblem("-" + nested(most - 1)), "");
  EXPECT_THAT(FilterProblem("-" + nested(most)), HasSubstr("nested"));
}

TEST(InputLimits, DepthOfJson) {
  const auto nested = [](int64_t depth) {
    nlohmann::json value = 1;
    for (int64_t i = 0; i < depth; ++i) value = {{"a", value}};
    return value.dump();
  };
  const int64_t most = ServerLimits().json_depth;
  EXPECT_TRUE(ParseStrictObject(nested(most)).has_value());
  EXPECT_FALSE(ParseStrictObject(nested(most + 1)).has_value());
  // Also with nothing in the deepest.
  const auto with_empty = [](std::string text) {
    return text.replace(text.find('1'), 1, "{}");
  };
  EXPECT_TRUE(ParseStrictObject(with_empty(nested(most - 1))).has_value());
  EXPECT_FALSE(ParseStrictObject(with_empty(nested(most))).has_value());
  // A list is as deep as an object; the outermost is one.
  const auto lists = [](int64_t depth) {
    return absl::StrCat("{\"a\":", std::string(depth - 1, '['), "1",
                        std::string(depth - 1, ']'), "}");
  };
  EXPECT_TRUE(ParseStrictObject(lists(most)).has_value());
  EXPECT_FALSE(ParseStrictObject(lists(most + 1)).has_value());
}

TEST(InputLimits, BytesOfAPageToken) {
  // Four letters of base64 are three bytes.
  const auto of_letters = [](int64_t letters) {
    for (size_t size = static_cast<size_t>(letters) / 4 * 3;; --size) {
      std::string token = EncodePageToken({std::string(size, 'x')}, "args");
      if (static_cast<int64_t>(token.size()) <= letters) return token;
    }
  };
  const int64_t most = ServerLimits().page_token_bytes;
  const std::string longest = of_letters(most);
  ASSERT_EQ(static_cast<int64_t>(longest.size()), most);
  EXPECT_TRUE(DecodePageToken(longest, "args").ok());
  EXPECT_EQ(ReasonOf(DecodePageToken(of_letters(most + 2), "args").status()),
            "PAGE_TOKEN_INVALID");
}

TEST(InputLimits, ViolationsOfARequest) {
  // Those past it are only counted.
  const size_t most = ServerLimits().violations;
  Violations violations;
  for (size_t i = 0; i < most; ++i) violations.Add("f", "is wrong");
  EXPECT_EQ(violations.list().size(), most);
  violations.Add("f", "is wrong");
  Violations all;
  all.AddAll("part", violations);
  for (const Violations& some : {violations, all}) {
    EXPECT_EQ(some.list().size(), most);
    EXPECT_EQ(some.size(), most + 1);
    EXPECT_THAT(std::string(some.ToStatus().message()),
                HasSubstr(absl::StrCat("and ", most + 1 - 10, " more")));
  }
}

TEST(InputLimits, BitsOfAnRsaKey) {
  // Nobody's key, so what has few enough bits is refused for another reason.
  const auto problem = [](const std::string& modulus) {
    const nlohmann::json key = {{"kty", "RSA"},
                                {"kid", "r"},
                                {"alg", "RS256"},
                                {"n", Base64UrlEncode(modulus)},
                                {"e", "AQAB"}};
    const nlohmann::json keys = {{"keys", {key}}};
    return std::string(KeySet::Parse(keys.dump()).status().message());
  };
  const std::string most(ServerLimits().rsa_bits / 8, '\xff');
  EXPECT_THAT(problem(most), Not(HasSubstr("bits")));
  EXPECT_THAT(problem("\x01" + most), HasSubstr("has 8193 bits"));
}

}  // namespace
}  // namespace lifeline
