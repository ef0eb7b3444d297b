// The files of the board, put in here by the assembler where CMake found them
// (LIFELINE_BOARD); services/gateway/embed_board.py writes the table.

#include <array>

#include "services/gateway/asset.h"

#ifdef LIFELINE_BOARD_TABLE
#include LIFELINE_BOARD_TABLE
#else
namespace lifeline::gateway {
absl::Span<const Asset> BuiltInBoard() { return {}; }
}  // namespace lifeline::gateway
#endif
