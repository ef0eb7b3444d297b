#ifndef LIFELINE_SERVICES_GATEWAY_BOARD_H_
#define LIFELINE_SERVICES_GATEWAY_BOARD_H_

#include <map>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/gateway/asset.h"
#include "services/gateway/http.h"

namespace lifeline::gateway {

// Serves the files of a board. Immutable, so thread safe; the files must
// outlive it.
class Board {
 public:
  explicit Board(absl::Span<const Asset> assets);

  // The file of this path. The board has pages with addresses of their own
  // (/p/webshop/ranking), so what is no file is its first page; but not below
  // /assets/, where only files are. Without a board: a page that says how to
  // get it.
  HttpResponse Serve(const HttpRequest& request) const;

 private:
  std::map<absl::string_view, const Asset*> assets_;
};

}  // namespace lifeline::gateway

#endif  // LIFELINE_SERVICES_GATEWAY_BOARD_H_
