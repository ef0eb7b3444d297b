#ifndef LIFELINE_CLIENTS_CLI_DOCUMENT_H_
#define LIFELINE_CLIENTS_CLI_DOCUMENT_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"
#include "services/common/dates.h"

// The portfolio document (PORTFOLIO.md): what `apply` writes, `export` reads
// and `plan` ranks. YAML, or the same as JSON.
namespace lifeline::cli {

// A place in a file, both from 1.
struct Position {
  int line = 0;
  int column = 0;
};

// Where in the file each part of a request came from, by the part's path in the
// request ("upserts[3].resource.capacity.gross_hundredths").
class SourceMap {
 public:
  void Remember(absl::string_view path, Position position);

  // The position of the longest leading part of `path` that is known; nullopt
  // if none is.
  std::optional<Position> Find(absl::string_view path) const;

 private:
  std::map<std::string, Position, std::less<>> positions_;
};

// A document as requests. An upsert's mask has exactly the fields that the
// document names. Where it names nothing but an id, which means "make it if it
// is not there", the mask of a roadmap resource is `name`, and an item's is
// empty (see document_merge.h).
struct Document {
  std::string file;
  // The portfolio's id.
  std::string portfolio;
  std::optional<EpochDay> as_of;

  // The portfolio first (if the document says anything of it), then members,
  // teams, periods, capacities, commitments, mandates, weaves.
  std::vector<roadmap::v1::RoadmapUpsert> roadmap;
  SourceMap roadmap_source;

  std::vector<backlog::v1::ItemUpsert> items;
  SourceMap item_source;

  // What `model` says; nullopt if it is not there. `model_id` is empty if it
  // names none.
  std::optional<scoring::v1::ScoringModel> model;
  std::string model_id;
  // Parts of the model version that stand outside `model`.
  std::optional<scoring::v1::FillRule> fill;
  std::optional<std::vector<scoring::v1::Reserve>> reserves;
  std::optional<int32_t> mandate_cap_percent;
  std::optional<int32_t> rider_cap_percent;
  SourceMap model_source;

  // Whether the document says anything about the model version.
  bool HasModel() const {
    return model.has_value() || fill.has_value() || reserves.has_value() ||
           mandate_cap_percent.has_value() || rider_cap_percent.has_value();
  }
};

// Reads a document. INVALID_ARGUMENT, reason DOCUMENT_INVALID, with everything
// that is wrong at once, each as `file:line:column: what and the way out`:
// syntax, unknown or repeated keys, wrong types, more than two decimals, values
// out of range, ids given twice, and `{web: 0}` under a formula that divides by
// effort. What needs the services' state is left to them.
absl::StatusOr<Document> ParseDocument(absl::string_view text,
                                       absl::string_view file);

// Reads the file (`-` is standard input) and parses it. INVALID_ARGUMENT
// if it cannot be read or is larger than 64 MiB.
absl::StatusOr<Document> ReadDocument(const std::string& file);

// The whole model version that the document describes on top of `base`: what it
// leaves out is base's. Without a base and without `model`, the preset
// `joint-default`.
scoring::v1::ScoringModel MergedModel(const Document& document,
                                      const scoring::v1::ScoringModel* base);

// What stands wrong in a document that has to stand alone, as for `plan`:
// teams, periods and categories that it refers to and does not contain. OK, or
// as ParseDocument.
absl::Status CheckSelfContained(const Document& document);

// A service's error with each field violation as `file:line:column: ...` where
// the document said it. `prefix` ("before.") is taken off the fields first.
// Other errors come back as they are.
absl::Status AtPositions(const absl::Status& status, const Document& document,
                         const SourceMap& source, absl::string_view prefix);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_DOCUMENT_H_
