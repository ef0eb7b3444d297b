#ifndef LIFELINE_CLIENTS_CLI_REVIEW_PAGE_H_
#define LIFELINE_CLIENTS_CLI_REVIEW_PAGE_H_

#include <string>

#include "clients/cli/texts.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// A review on one page, for people who have fifteen minutes: seven figures with
// what they mean, at most five decisions, and then what moved and why. Pure
// functions.

enum class PageFormat { kMarkdown, kHtml };

// Whole, in UTF-8; texts of others are escaped. HTML needs nothing from
// anywhere else.
std::string ReviewPage(const scoring::v1::ReviewReport& report,
                       Language language, PageFormat format);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_REVIEW_PAGE_H_
