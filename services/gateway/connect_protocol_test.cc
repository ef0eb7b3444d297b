#include "services/gateway/connect_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"
#include "services/common/status_grpc.h"

namespace lifeline::gateway {
namespace {

TEST(ConnectProtocolTest, TheFourTypesAreKnownAndNoOthers) {
  for (const char* type :
       {"application/json", "application/proto", "application/connect+json",
        "application/connect+proto"}) {
    const std::optional<Encoding> encoding = ParseContentType(type);
    ASSERT_TRUE(encoding.has_value()) << type;
    EXPECT_EQ(ContentTypeOf(*encoding), type);
  }
  EXPECT_TRUE(ParseContentType("Application/JSON; charset=UTF-8").has_value());
  for (const char* type :
       {"", "text/plain", "application/x-www-form-urlencoded",
        "multipart/form-data", "application/grpc", "application/grpc-web",
        "application/json; charset=latin-1"})
    EXPECT_FALSE(ParseContentType(type).has_value()) << type;
}

TEST(ConnectProtocolTest, EachCodeHasItsNameAndItsHttpStatus) {
  const std::pair<const char*, int> table[] = {{"canceled", 499},
                                               {"unknown", 500},
                                               {"invalid_argument", 400},
                                               {"deadline_exceeded", 504},
                                               {"not_found", 404},
                                               {"already_exists", 409},
                                               {"permission_denied", 403},
                                               {"resource_exhausted", 429},
                                               {"failed_precondition", 400},
                                               {"aborted", 409},
                                               {"out_of_range", 400},
                                               {"unimplemented", 501},
                                               {"internal", 500},
                                               {"unavailable", 503},
                                               {"data_loss", 500},
                                               {"unauthenticated", 401}};
  int code = 1;
  for (const auto& [name, http] : table) {
    EXPECT_EQ(ConnectCodeOf(static_cast<grpc::StatusCode>(code)), name);
    EXPECT_EQ(HttpStatusOf(static_cast<grpc::StatusCode>(code)), http);
    ++code;
  }
  // The largest that the enum can hold.
  EXPECT_EQ(ConnectCodeOf(static_cast<grpc::StatusCode>(31)), "unknown");
}

TEST(ConnectProtocolTest, AnErrorBringsItsDetailsInBytesAndInWords) {
  const Transcoder transcoder;
  const grpc::Status status =
      ToGrpc(Error(absl::StatusCode::kAborted, "ETAG_MISMATCH",
                   "etag: somebody was faster", {{"item", "shop-1"}}));
  const auto error = nlohmann::json::parse(ErrorJson(status, transcoder));
  EXPECT_EQ(error["code"], "aborted");
  EXPECT_EQ(error["message"], "etag: somebody was faster");
  ASSERT_EQ(error["details"].size(), 1u);
  const auto& detail = error["details"][0];
  EXPECT_EQ(detail["type"], "google.rpc.ErrorInfo");
  EXPECT_EQ(detail["debug"]["metadata"]["item"], "shop-1");
  const std::string value = detail["value"];
  EXPECT_EQ(value.find('='), std::string::npos);
  std::string bytes;
  ASSERT_TRUE(absl::Base64Unescape(value, &bytes));
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(bytes));
  EXPECT_EQ(info.reason(), "ETAG_MISMATCH");
}

TEST(ConnectProtocolTest, AMessageThatIsNoTextIsToldAllTheSame) {
  const Transcoder transcoder;
  const auto error = nlohmann::json::parse(
      ErrorJson(grpc::Status(grpc::UNKNOWN, "broken \xff"), transcoder));
  EXPECT_EQ(error["message"], "broken \xEF\xBF\xBD");
  EXPECT_FALSE(error.contains("details"));
}

TEST(ConnectProtocolTest, ATimeoutHasAtMostTenDigits) {
  EXPECT_EQ(ParseTimeout("").value(), absl::InfiniteDuration());
  EXPECT_EQ(ParseTimeout("1500").value(), absl::Milliseconds(1500));
  EXPECT_EQ(ParseTimeout("9999999999").value(),
            absl::Milliseconds(9'999'999'999));
  for (const char* broken : {"10000000000", "-1", "1.5", "1s", " 1", "x"})
    EXPECT_EQ(ReasonOf(ParseTimeout(broken).status()), "TIMEOUT_INVALID")
        << broken;
}

TEST(ConnectProtocolTest, AnEnvelopeHoldsOneMessage) {
  const std::string envelope = Envelope(kCompressedFlag, "hello");
  EXPECT_EQ(envelope, std::string("\x01\x00\x00\x00\x05hello", 10));
  EXPECT_EQ(OpenEnvelope(envelope).value().message, "hello");
  EXPECT_EQ(OpenEnvelope(envelope).value().flags, kCompressedFlag);
  for (const std::string& broken :
       {std::string(), std::string("\0\0\0\0", 4), envelope + "x",
        envelope.substr(0, 9), envelope + envelope})
    EXPECT_EQ(ReasonOf(OpenEnvelope(broken).status()), "BODY_INVALID");
}

TEST(ConnectProtocolTest, AStreamEndsWithItsErrorOrWithNothing) {
  const Transcoder transcoder;
  EXPECT_EQ(EndOfStream(grpc::Status::OK, transcoder),
            Envelope(kEndFlag, "{}"));
  const std::string end =
      EndOfStream(grpc::Status(grpc::UNAVAILABLE, "stops"), transcoder);
  EXPECT_EQ(end.substr(5),
            R"({"error":{"code":"unavailable","message":"stops"}})");
}

}  // namespace
}  // namespace lifeline::gateway
