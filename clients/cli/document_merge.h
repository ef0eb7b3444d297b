#ifndef LIFELINE_CLIENTS_CLI_DOCUMENT_MERGE_H_
#define LIFELINE_CLIENTS_CLI_DOCUMENT_MERGE_H_

#include <vector>

#include "absl/time/time.h"
#include "clients/cli/document.h"

namespace lifeline::cli {

// What a document leaves out stays as it is, also inside of what it names: a
// rating of another criterion, the evidence of money, the address of an
// external reference. The API writes such fields as a whole, so what is there
// is put into the upserts before they are sent. `existing` are the portfolio's
// items. An upsert that names nothing but the id of an item that exists gets
// its title, so that it changes nothing.
// A document has days where the services have times: an item that was submitted
// on the day that it names, in `zone`, keeps its time. Pure.
void KeepWhatIsLeftOut(const std::vector<backlog::v1::Item>& existing,
                       absl::TimeZone zone, Document* document);

// A weave of the document that says nothing of its carrier's owner gets the one
// who owns the carrier, or asked for it, by the document or else by `items`.
// One that has an owner among `weaves`, for the same carrier, keeps that. Pure.
void FillCarrierOwners(const std::vector<backlog::v1::Item>& items,
                       const std::vector<roadmap::v1::Weave>& weaves,
                       Document* document);

// Whether it has a weave for FillCarrierOwners.
bool NeedsCarrierOwners(const Document& document);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_DOCUMENT_MERGE_H_
