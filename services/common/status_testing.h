#ifndef LIFELINE_SERVICES_COMMON_STATUS_TESTING_H_
#define LIFELINE_SERVICES_COMMON_STATUS_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/rpc/error_details.pb.h"
#include "services/common/status.h"

namespace lifeline {

// For tests: the fields that a refusal names, in its order.
inline std::vector<std::string> FieldsOf(const absl::Status& status) {
  google::rpc::BadRequest details;
  ReadDetail(status, &details);
  std::vector<std::string> fields;
  for (const auto& violation : details.field_violations()) {
    fields.push_back(violation.field());
  }
  return fields;
}

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_STATUS_TESTING_H_
