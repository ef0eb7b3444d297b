#include "services/gateway/transcoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/status.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

using ::testing::HasSubstr;

const google::protobuf::Descriptor& Type() {
  return *scoring::v1::ListRankedItemsRequest::descriptor();
}

TEST(TranscoderTest, JsonHasItsOwnNamesAndLeavesOutWhatIsNotSet) {
  const Transcoder transcoder;
  scoring::v1::RankedItem item;
  item.set_title("Grüße \"quoted\"");
  item.set_score_micros(4'204'153);
  item.set_standing(scoring::v1::STANDING_BELOW);
  EXPECT_EQ(
      transcoder.ToJson(*item.descriptor(), item.SerializeAsString()).value(),
      "{\"title\":\"Grüße \\\"quoted\\\"\","
      "\"standing\":\"STANDING_BELOW\",\"scoreMicros\":\"4204153\"}");
}

TEST(TranscoderTest, BothNamesOfAFieldAreRead) {
  const Transcoder transcoder;
  for (const char* json : {R"({"pageSize": 7})", R"({"page_size": 7})"}) {
    scoring::v1::ListRankedItemsRequest request;
    ASSERT_TRUE(
        request.ParseFromString(transcoder.ToBinary(Type(), json).value()));
    EXPECT_EQ(request.page_size(), 7);
  }
}

TEST(TranscoderTest, WhatDoesNotFitIsRefusedByName) {
  const Transcoder transcoder;
  for (const char* json :
       {R"({"pageSizes": 7})", R"({"pageSize": "x"})", "{", "", "[]", "7",
        R"({"pageSize": 99999999999})", R"({"view": "VIEW_NONSENSE"})"}) {
    const absl::Status refused = transcoder.ToBinary(Type(), json).status();
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << json;
    EXPECT_EQ(ReasonOf(refused), "JSON_INVALID") << json;
    EXPECT_THAT(std::string(refused.message()),
                HasSubstr("ListRankedItemsRequest"));
  }
  EXPECT_THAT(std::string(transcoder.ToBinary(Type(), R"({"pageSizes": 7})")
                              .status()
                              .message()),
              HasSubstr("pageSizes"));
}

TEST(TranscoderTest, AnAnswerThatCannotBeWrittenIsSaidToBeSo) {
  const Transcoder transcoder;
  google::rpc::Status status;
  auto* detail = status.add_details();
  detail->set_type_url("type.googleapis.com/nobody.Knows");
  detail->set_value("something");
  EXPECT_EQ(
      ReasonOf(
          transcoder.ToJson(*status.descriptor(), status.SerializeAsString())
              .status()),
      "ANSWER_UNREADABLE");
}

}  // namespace
}  // namespace lifeline::gateway
