#ifndef LIFELINE_CLIENTS_CLI_DIFFERENCES_H_
#define LIFELINE_CLIENTS_CLI_DIFFERENCES_H_

#include <string>

#include "google/protobuf/message.h"

namespace lifeline::cli {

// The fields of two messages of one type that differ, as "before -> after" one
// after the other. What follows from the commit itself (revision, etag, times)
// or from other fields (net_hundredths) says nothing about the change and is
// left out. Pure.
std::string FieldDifferences(const google::protobuf::Message& before,
                             const google::protobuf::Message& after);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_DIFFERENCES_H_
