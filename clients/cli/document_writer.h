#ifndef LIFELINE_CLIENTS_CLI_DOCUMENT_WRITER_H_
#define LIFELINE_CLIENTS_CLI_DOCUMENT_WRITER_H_

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "lifeline/backlog/v1/backlog.pb.h"
#include "lifeline/roadmap/v1/roadmap.pb.h"
#include "lifeline/scoring/v1/scoring.pb.h"

namespace lifeline::cli {

// A portfolio as the services hold it.
struct PortfolioContents {
  roadmap::v1::Portfolio portfolio;
  // Everything but the portfolio; reviews and indicators are no part of the
  // document and are left out.
  std::vector<roadmap::v1::RoadmapResource> roadmap;
  std::vector<backlog::v1::Item> items;
  std::optional<scoring::v1::ScoringModel> model;
};

// The portfolio document of it: reading it again gives the same values under
// every key that the document has. People are named by address where they have
// one. Pure functions.
nlohmann::ordered_json DocumentJson(const PortfolioContents& contents);

// The document as YAML: a line for each small thing, a block for each item.
std::string DocumentYaml(const nlohmann::ordered_json& document);

// A decimal of at most two places as JSON: a whole number where it is one.
nlohmann::ordered_json JsonDecimal(int64_t hundredths);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_DOCUMENT_WRITER_H_
