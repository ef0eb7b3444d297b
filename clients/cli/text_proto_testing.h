#ifndef LIFELINE_CLIENTS_CLI_TEXT_PROTO_TESTING_H_
#define LIFELINE_CLIENTS_CLI_TEXT_PROTO_TESTING_H_

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace lifeline::cli {

// For tests: a message from protobuf's text format.
template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_TEXT_PROTO_TESTING_H_
