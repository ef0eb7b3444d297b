#ifndef LIFELINE_CLIENTS_CLI_DOCUMENT_PARSER_H_
#define LIFELINE_CLIENTS_CLI_DOCUMENT_PARSER_H_

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/document.h"
#include "clients/cli/document_reader.h"

namespace lifeline::cli {

// The most that a document may say, in hundredths.
inline constexpr int64_t kMostEffort = 10'000'000;
inline constexpr int64_t kMostRating = 2'000'000'000;

// One reading of one document; the methods are its sections, in the order in
// which they must be read. Not thread safe; used once.
class DocumentParser {
 public:
  explicit DocumentParser(absl::string_view file) : problems_(file) {
    document_.file = std::string(file);
  }

  absl::StatusOr<Document> Parse(const YAML::Node& root);

 private:
  // A resource or item being put into a request. `At` remembers where a field
  // of it stood, and, unless it is only for finding errors, names it in the
  // mask.
  class Entry {
   public:
    Entry(google::protobuf::FieldMask* mask, SourceMap* source,
          std::string prefix)
        : mask_(mask), source_(source), prefix_(std::move(prefix)) {}
    void Named(absl::string_view field, Position position);
    void Remember(absl::string_view field, Position position);

   private:
    google::protobuf::FieldMask* mask_;
    SourceMap* source_;
    std::string prefix_;
  };

  Entry AddRoadmap(absl::string_view kind, Position position,
                   roadmap::v1::RoadmapResource** resource);
  Entry AddItem(Position position, backlog::v1::Item** item);

  void ReadPortfolio(const Fields& root);
  void ReadPortfolioTexts(const Fields& fields, roadmap::v1::Portfolio* into,
                          Entry* entry);
  void ReadSizes(const Fields& root, roadmap::v1::Portfolio* into,
                 Entry* entry);
  void ReadCategories(const Fields& root, roadmap::v1::Portfolio* into,
                      Entry* entry);
  void ReadValidation(const Fields& root, roadmap::v1::Portfolio* into,
                      Entry* entry);
  void ReadVisibilitySla(const Fields& root, roadmap::v1::Portfolio* into,
                         Entry* entry);
  void ReadMember(const YAML::Node& node);
  void ReadTeam(const YAML::Node& node);
  void ReadPeriod(const YAML::Node& node);
  void ReadCapacity(const YAML::Node& node);
  void ReadCommitment(const YAML::Node& node);
  void ReadMandate(const YAML::Node& node);
  void ReadWeave(const YAML::Node& node);

  void ReadModel(const Fields& root);
  void ReadModelBody(const YAML::Node& node);
  void ReadCriterion(const YAML::Node& node);
  void ReadCriterionTables(const Fields& fields, absl::string_view path,
                           scoring::v1::Criterion* criterion);
  void ReadReserves(const Fields& root);

  void ReadItem(const YAML::Node& node);
  void ReadEvidence(const Fields& fields, backlog::v1::Item* item,
                    Entry* entry);
  void ReadStudy(const Fields& fields, backlog::v1::Item* item, Entry* entry);
  void ReadItemTexts(const Fields& fields, backlog::v1::Item* item,
                     Entry* entry);
  void ReadItemDates(const Fields& fields, backlog::v1::Item* item,
                     Entry* entry);
  void ReadItemPeople(const Fields& fields, backlog::v1::Item* item,
                      Entry* entry);
  void ReadItemLinks(const Fields& fields, backlog::v1::Item* item,
                     Entry* entry);
  void ReadCase(const Fields& fields, backlog::v1::Item* item, Entry* entry);
  void ReadRatings(const Fields& fields, backlog::v1::Item* item, Entry* entry);
  void ReadRating(const std::string& criterion, Position at,
                  const YAML::Node& node, backlog::v1::Item* item,
                  Entry* entry);
  void ReadItemEffort(const Fields& fields, backlog::v1::Item* item,
                      Entry* entry);
  void CheckRatingScale(const backlog::v1::Rating& rating, Position at);

  // The effort of teams under `key`; letters are resolved by the sizes.
  // `path` is where the list goes in the resource.
  std::vector<roadmap::v1::TeamEffort> ReadEfforts(const Fields& fields,
                                                   absl::string_view key,
                                                   absl::string_view path,
                                                   Entry* entry);

  // The resource name of a person given by id or address; an address makes the
  // person a member.
  std::string Person(const std::string& reference);
  void AddPeopleNamedByAddress();
  // An empty mask would write every field; one of the name alone writes none,
  // and still makes what is not there.
  void KeepWhatIsOnlyNamed();

  // A problem if the id was there before in this kind of list.
  void CheckOnce(absl::string_view kind, const std::string& id,
                 Position position);

  std::string Name(absl::string_view collection, absl::string_view id) const;

  Document document_;
  Problems problems_;
  absl::TimeZone zone_ = absl::UTCTimeZone();
  std::map<std::string, int64_t> sizes_;
  // Of the list of members; named anywhere, and those in their order.
  std::set<std::string> listed_addresses_;
  std::set<std::string> named_addresses_;
  std::vector<std::string> addresses_;
  std::set<std::string> seen_;
};

// Whether the formula divides by effort, for a model that names its formula
// itself or by its preset.
bool DividesByEffort(const scoring::v1::ScoringModel& model);

}  // namespace lifeline::cli

#endif  // LIFELINE_CLIENTS_CLI_DOCUMENT_PARSER_H_
