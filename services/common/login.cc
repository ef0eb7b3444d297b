#include "services/common/login.h"

#include <pwd.h>
#include <unistd.h>

#include "absl/strings/str_cat.h"

namespace lifeline {

std::string LoginName() {
  const passwd* user = getpwuid(geteuid());
  return user == nullptr ? absl::StrCat("uid-", geteuid()) : user->pw_name;
}

}  // namespace lifeline
