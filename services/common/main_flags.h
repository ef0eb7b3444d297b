#ifndef LIFELINE_SERVICES_COMMON_MAIN_FLAGS_H_
#define LIFELINE_SERVICES_COMMON_MAIN_FLAGS_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "services/common/operation.h"

namespace lifeline {

// The flags that every serving main has: --metrics, --log, --calls_per_second,
// --calls_burst, and those of tokens and TLS. For mains only.
OperationOptions OperationFromFlags(const std::string& service,
                                    std::function<absl::Time()> clock);

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_MAIN_FLAGS_H_
