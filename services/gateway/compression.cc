#include "services/gateway/compression.h"

#include <zlib.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/common/status.h"

namespace lifeline::gateway {
namespace {

// A window of 32 KiB, and 16 for gzip's own head and tail.
constexpr int kGzipWindow = 15 + 16;
constexpr int kFast = 4;
constexpr size_t kInflatedPiece = size_t{64} << 10;

Bytef* BytesOf(absl::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
}

}  // namespace

std::string Gzip(absl::string_view bytes) {
  z_stream stream = {};
  deflateInit2(&stream, kFast, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = BytesOf(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = BytesOf(packed);
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

absl::StatusOr<std::string> Gunzip(absl::string_view bytes, int64_t limit) {
  z_stream stream = {};
  inflateInit2(&stream, kGzipWindow);
  stream.next_in = BytesOf(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string plain;
  int state = Z_OK;
  while (state == Z_OK && static_cast<int64_t>(plain.size()) <= limit) {
    const size_t had = plain.size();
    plain.resize(had + kInflatedPiece);
    stream.next_out = BytesOf(plain) + had;
    stream.avail_out = kInflatedPiece;
    state = inflate(&stream, Z_NO_FLUSH);
    plain.resize(had + kInflatedPiece - stream.avail_out);
  }
  inflateEnd(&stream);
  if (static_cast<int64_t>(plain.size()) > limit) {
    return Error(absl::StatusCode::kResourceExhausted, "BODY_TOO_LARGE",
                 absl::StrCat("the body unpacks to more than ", limit,
                              " bytes; send less at a time"));
  }
  if (state != Z_STREAM_END || stream.avail_in != 0) {
    return Error(absl::StatusCode::kInvalidArgument, "BODY_INVALID",
                 "the body is said to be gzip and is not, or is not whole");
  }
  return plain;
}

}  // namespace lifeline::gateway
