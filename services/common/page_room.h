#ifndef LIFELINE_SERVICES_COMMON_PAGE_ROOM_H_
#define LIFELINE_SERVICES_COMMON_PAGE_ROOM_H_

#include <cstdint>

#include "google/protobuf/message_lite.h"

namespace lifeline {

// What still fits into a page of a list. The first entry always does, and what
// begins within the bytes is taken whole: a page is larger than them by less
// than one entry.
struct PageRoom {
  int64_t entries = 0;
  int64_t bytes = 0;

  bool Full() const { return entries <= 0 || bytes <= 0; }
  void Take(const google::protobuf::MessageLite& entry) {
    --entries;
    bytes -= static_cast<int64_t>(entry.ByteSizeLong());
  }
};

}  // namespace lifeline

#endif  // LIFELINE_SERVICES_COMMON_PAGE_ROOM_H_
