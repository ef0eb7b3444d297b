#ifndef LIFELINE_CLIENTS_CLI_APPLICATION_H_
#define LIFELINE_CLIENTS_CLI_APPLICATION_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/context.h"
#include "clients/cli/document.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// One document on its way into the services. Each service takes its part whole
// or not at all, and is asked before any of them is told. Not thread safe; used
// once. Errors are the services', with the document's lines where it said what
// is wrong.
class Application {
 public:
  Application(Context& context, Document document, std::string reason)
      : context_(context),
        document_(std::move(document)),
        reason_(std::move(reason)) {}

  // Reads what is there, as far as the document touches it. Comes first.
  absl::Status Prepare();

  // Instead of Prepare: the document is whole, as the changes of a scenario
  // are, and what its upserts name is written as it stands.
  absl::Status PrepareWhole();

  // What would be sent, as it is looked at before. NOT_FOUND if the portfolio
  // does not exist.
  absl::StatusOr<scoring::v1::PreviewChangesRequest> Changes();

  // Prints who would cross the line, or, of a portfolio that does not exist,
  // the list as it would be. Changes nothing.
  absl::Status Preview();

  // Writes the document, waits for the ranking that has seen it, and prints
  // what has changed.
  absl::Status Apply();

  // The same without printing: the first ranking that has seen it.
  absl::StatusOr<scoring::v1::Ranking> Write();
  // What Write has written, for a call that has to have seen it.
  scoring::v1::Revisions Written() const;

 private:
  std::string Parent() const;
  // Whether the portfolio exists, and its time zone.
  absl::StatusOr<absl::TimeZone> FindPortfolio();
  // Puts what the services have, and the document leaves out, into it.
  absl::Status KeepExisting(absl::TimeZone zone);
  absl::Status PrepareModel();
  // There is nothing to compare with: the list as it would be.
  absl::Status PlanAlone();
  absl::StatusOr<roadmap::v1::ApplyRoadmapResponse> SendRoadmap(
      bool validate_only, int parts, const std::string& change_id);
  absl::StatusOr<backlog::v1::ApplyItemsResponse> SendItems(
      bool validate_only, int parts, const std::string& change_id);
  absl::Status AtItems(const absl::Status& status) const;
  // A broken document changes nothing, though each service knows its part only:
  // so each is asked before any of them is told.
  absl::Status CheckFirst();
  // What a new portfolio's document must have in itself.
  absl::Status CheckAlone();
  // The backlog's refusal without what the roadmap's part of the same document
  // may bring: teams, categories, people. OK if nothing else is wrong.
  absl::Status WithoutWhatIsComing(const absl::Status& refusal) const;
  absl::Status ApplyTogether();
  absl::Status ApplyInTurn();
  absl::Status SendModel();
  absl::Status PrintResult(const scoring::v1::Ranking& ranking);

  Context& context_;
  Document document_;
  std::string reason_;
  bool exists_ = false;
  bool model_changes_ = false;
  bool roadmap_changes_ = false;
  bool items_change_ = false;
  scoring::v1::CreateScoringModelRequest model_;
  roadmap::v1::ApplyRoadmapResponse roadmap_;
  backlog::v1::ApplyItemsResponse items_;
};

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_APPLICATION_H_
