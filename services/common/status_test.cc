#include "services/common/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/status.pb.h"
#include "services/common/status_grpc.h"

namespace lifeline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Status, AnErrorCarriesItsReasonAndMetadata) {
  const absl::Status status =
      Error(absl::StatusCode::kNotFound, "ITEM_NOT_FOUND", "no such item",
            {{"item", "portfolios/shop/items/shop-1"}});
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(ReadDetail(status, &info));
  EXPECT_EQ(info.reason(), "ITEM_NOT_FOUND");
  EXPECT_EQ(info.domain(), "lifeline");
  EXPECT_EQ(info.metadata().at("item"), "portfolios/shop/items/shop-1");
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
}

TEST(Status, ViolationsAreAllInOneAnswer) {
  Violations violations;
  EXPECT_TRUE(violations.ToStatus().ok());
  violations.Add("title", "is required");
  Violations part;
  part.Add("value", "is 12; choose a value from 0 to 10");
  part.Add("", "is a repetition");
  violations.AddAll("ratings[2]", part);
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELDS");
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(ReadDetail(status, &bad_request));
  ASSERT_EQ(bad_request.field_violations_size(), 3);
  EXPECT_EQ(bad_request.field_violations(1).field(), "ratings[2].value");
  EXPECT_EQ(bad_request.field_violations(2).field(), "ratings[2]");
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("title: is required; ratings[2].value: is 12"));
}

TEST(Status, TheTextOfManyViolationsIsCutAndTheDetailsAreNot) {
  Violations violations;
  for (int i = 0; i < 12; ++i) violations.Add(absl::StrCat("f", i), "is wrong");
  const absl::Status status = violations.ToStatus();
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(ReadDetail(status, &bad_request));
  EXPECT_EQ(bad_request.field_violations_size(), 12);
  EXPECT_THAT(std::string(status.message()), HasSubstr("and 2 more"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("f10")));
}

TEST(StatusGrpc, DetailsSurviveTheWire) {
  Violations violations;
  violations.Add("title", "is required");
  const grpc::Status wire = ToGrpc(violations.ToStatus());
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(wire.error_details()));
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.details_size(), 2);
  EXPECT_EQ(FromGrpc(wire), violations.ToStatus());
}

TEST(StatusGrpc, MoreViolationsThanTrailersHoldAreCutAndCounted) {
  Violations violations;
  for (int i = 0; i < 1000; ++i) {
    violations.Add(absl::StrCat("item.ratings[", i, "].value"),
                   "\u00fc is no number; choose a value from 0 to 10");
  }
  const grpc::Status wire = ToGrpc(violations.ToStatus());
  EXPECT_LT(wire.error_details().size() * 4 / 3 + wire.error_message().size(),
            8000u);
  google::rpc::BadRequest bad_request;
  ASSERT_TRUE(ReadDetail(FromGrpc(wire), &bad_request));
  const int kept = bad_request.field_violations_size() - 1;
  EXPECT_GT(kept, 20);
  EXPECT_EQ(bad_request.field_violations(kept).description(),
            absl::StrCat("and ", 1000 - kept, " more; mend these first"));
}

TEST(StatusGrpc, EveryErrorThatLeavesHasExactlyOneErrorInfo) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status bare(static_cast<absl::StatusCode>(code), "something");
    google::rpc::Status details;
    ASSERT_TRUE(details.ParseFromString(ToGrpc(bare).error_details()));
    ASSERT_EQ(details.details_size(), 1) << code;
    google::rpc::ErrorInfo info;
    ASSERT_TRUE(info.ParseFromString(details.details(0).value()));
    EXPECT_EQ(info.reason(), CodeName(bare.code()));
  }
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
}

TEST(StatusGrpc, AnErrorOfAnotherServerGetsAReasonToo) {
  const absl::Status status = FromGrpc(
      grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "UNAVAILABLE");
}

}  // namespace
}  // namespace lifeline
