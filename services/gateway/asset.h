#ifndef LIFELINE_SERVICES_GATEWAY_ASSET_H_
#define LIFELINE_SERVICES_GATEWAY_ASSET_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace lifeline::gateway {

// One file of the board.
struct Asset {
  // "/assets/index-4f2a.js".
  absl::string_view path;
  absl::string_view content_type;
  // With its quotes.
  absl::string_view etag;
  // As it is sent.
  absl::string_view bytes;
  // `bytes` are gzip.
  bool packed = false;
};

// The board that was there when this was built; empty if there was none.
absl::Span<const Asset> BuiltInBoard();

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_ASSET_H_
