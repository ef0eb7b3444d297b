#ifndef LIFELINE_SERVICES_COMMON_LOGIN_H_
#define LIFELINE_SERVICES_COMMON_LOGIN_H_

#include <string>

namespace lifeline {

// The name of the user this process runs as, `uid-1000` if it has none: who
// acts where a caller claims nothing.
std::string LoginName();

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_LOGIN_H_
