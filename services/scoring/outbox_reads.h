#ifndef LIFELINE_SERVICES_SCORING_OUTBOX_READS_H_
#define LIFELINE_SERVICES_SCORING_OUTBOX_READS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/database.h"
#include "services/scoring/digest_mail.h"
#include "services/scoring/ranking_view.h"
#include "services/scoring/scoring_store.h"

namespace lifeline::scoring {

// What a delivery says, made when it is sent: what has been erased or redacted
// by then is not in it. Pure functions of the reader's instant; portfolios are
// ids.

// The crossing as endpoints hear of it: without title and people. nullopt if it
// is not there.
absl::StatusOr<std::optional<v1::LineCrossing>> ReadCrossingEvent(
    const Reader& reader, absl::string_view portfolio, const CrossingKey& key);

// The digest as endpoints hear of it: what it told, not whom.
absl::StatusOr<std::optional<v1::Digest>> ReadDigestEvent(
    const Reader& reader, absl::string_view portfolio, int64_t number);

// The digest as `member` is told it, in his or her language, but for what would
// lift its items, which takes planning. nullopt if it told the member nothing.
absl::StatusOr<std::optional<DigestMail>> ReadDigestMail(
    const Reader& reader, const RankingView& view,
    const roadmap::v1::Member& member, int64_t number);

}  // namespace lifeline::scoring

#endif  // LIFELINE_SERVICES_SCORING_OUTBOX_READS_H_
