#include "clients/cli/scenario_table.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "clients/cli/ranking_json.h"
#include "clients/cli/ranking_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using google::protobuf::FieldMask;
using scoring::v1::PreviewChangesRequest;
using scoring::v1::Scenario;

// One resource as it would be.
struct Change {
  std::string kind;
  std::string what;
  std::string would_be;
};

std::string Spaced(absl::string_view words) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(words), {{"_", " "}});
}

std::string StateText(const Scenario& scenario, Language language) {
  // "dropped" is what the ranking calls an item below its line.
  if (scenario.state() == Scenario::STATE_DROPPED) {
    return Translated("given up", language);
  }
  return Translated(Words(Scenario::State_Name(scenario.state()), "STATE_"),
                    language);
}

// One field of an item as it would be; the longer ones by name only.
std::string FieldText(const backlog::v1::Item& item, const std::string& path,
                      Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  if (path == "state") {
    return absl::StrCat(
        t("state"), " ",
        t(Words(backlog::v1::Item::State_Name(item.state()), "STATE_")));
  }
  if (path == "estimate" || path == "estimate.efforts") {
    return absl::StrCat(t("effort"), " ",
                        EffortsText(item.estimate().efforts()));
  }
  if (path == "money") {
    return absl::StrCat(t("money"), " ",
                        FormatHundredths(item.money().amount_hundredths()));
  }
  if (path == "ratings") {
    std::vector<std::string> ratings;
    for (const auto& rating : item.ratings()) {
      ratings.push_back(
          absl::StrCat(rating.criterion(), " ",
                       FormatHundredths(rating.value_hundredths())));
    }
    return absl::StrJoin(ratings, ", ");
  }
  return Spaced(path);
}

std::string ItemText(const backlog::v1::ItemUpsert& upsert, Language language) {
  if (upsert.update_mask().paths().empty()) {
    return Translated("everything", language);
  }
  return absl::StrJoin(upsert.update_mask().paths(), "; ",
                       [&](std::string* out, const std::string& path) {
                         absl::StrAppend(
                             out, FieldText(upsert.item(), path, language));
                       });
}

std::string CapacityText(const roadmap::v1::Capacity& capacity,
                         const FieldMask& mask, Language language) {
  std::vector<std::string> parts;
  for (const std::string& path : mask.paths()) {
    if (path == "gross_hundredths") {
      parts.push_back(
          absl::StrCat(Translated("gross", language), " ",
                       FormatHundredths(capacity.gross_hundredths())));
    } else if (path == "withheld") {
      int64_t withheld = 0;
      for (const auto& part : capacity.withheld()) {
        withheld += part.amount_hundredths();
      }
      parts.push_back(absl::StrCat(Translated("withheld", language), " ",
                                   FormatHundredths(withheld)));
    }
  }
  return parts.empty()
             ? absl::StrCat(Translated("gross", language), " ",
                            FormatHundredths(capacity.gross_hundredths()))
             : absl::StrJoin(parts, ", ");
}

// "web (q1)" of a capacity's name, else the last id.
std::string ShownName(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  if (parts.size() == 6 && parts[4] == "capacities") {
    return absl::StrCat(parts[5], " (", parts[3], ")");
  }
  return std::string(LastId(name));
}

Change RoadmapChangeOf(const roadmap::v1::RoadmapUpsert& upsert,
                       Language language) {
  const roadmap::v1::RoadmapResource& resource = upsert.resource();
  const auto* reflection = resource.GetReflection();
  const auto* field = reflection->GetOneofFieldDescriptor(
      resource, resource.GetDescriptor()->oneof_decl(0));
  if (field == nullptr) return {};
  const google::protobuf::Message& inner =
      reflection->GetMessage(resource, field);
  const auto* name = inner.GetDescriptor()->FindFieldByName("name");
  Change change;
  change.kind = Translated(Spaced(field->name()), language);
  change.what = ShownName(inner.GetReflection()->GetString(inner, name));
  if (change.what.empty() && resource.has_member()) {
    change.what = resource.member().address();
  }
  if (resource.has_capacity()) {
    change.would_be =
        CapacityText(resource.capacity(), upsert.update_mask(), language);
  } else if (upsert.update_mask().paths().empty()) {
    change.would_be = Translated("everything", language);
  } else {
    change.would_be = Spaced(absl::StrJoin(upsert.update_mask().paths(), ", "));
  }
  return change;
}

std::string ModelText(const scoring::v1::ScoringModel& model,
                      Language language) {
  if (model.criteria().empty()) return model.preset();
  return absl::StrCat(
      Translated("weight", language), ": ",
      absl::StrJoin(
          model.criteria(), ", ", [](std::string* out, const auto& criterion) {
            absl::StrAppend(out, criterion.id(), " ", criterion.weight());
          }));
}

std::vector<Change> ChangesOf(const PreviewChangesRequest& changes,
                              Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  std::vector<Change> all;
  for (const auto& upsert : changes.roadmap_upserts()) {
    all.push_back(RoadmapChangeOf(upsert, language));
  }
  for (const std::string& name : changes.roadmap_removals()) {
    const std::vector<std::string> parts = absl::StrSplit(name, '/');
    const std::string kind(absl::StripSuffix(
        parts.size() > 2 ? parts[parts.size() - 2] : "", "s"));
    all.push_back({t(kind), ShownName(name), t("gone")});
  }
  for (const auto& upsert : changes.item_upserts()) {
    const backlog::v1::Item& item = upsert.item();
    all.push_back({t("item"),
                   item.name().empty() ? item.title() : IdOf(item.name()),
                   ItemText(upsert, language)});
  }
  if (changes.has_model()) {
    // Its next version: the one that it was made from says nothing here.
    all.push_back({t("model"), ModelId(changes.model().name()),
                   ModelText(changes.model(), language)});
  }
  return all;
}

}  // namespace

Table ScenarioTable(const std::vector<Scenario>& scenarios, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("scenario")},
               {t("title"), false, /*flexible=*/true, 12},
               {t("state")},
               {t("by"), false, /*flexible=*/true, 8},
               {t("when")}});
  for (const Scenario& scenario : scenarios) {
    const bool is_open = scenario.state() == Scenario::STATE_OPEN;
    table.AddRow(
        {IdOf(scenario.name()), scenario.title(), StateText(scenario, language),
         IdOf(is_open ? scenario.creator() : scenario.closed_by()),
         TimeText(is_open ? scenario.create_time() : scenario.close_time())},
        is_open ? Style::kPlain : Style::kFaint);
  }
  return table;
}

Table ChangesTable(const PreviewChangesRequest& changes, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("kind")}, {t("what")}, {t("would be"), false, true, 20}});
  for (const Change& change : ChangesOf(changes, language)) {
    table.AddRow({change.kind, change.what, change.would_be});
  }
  return table;
}

std::string ScenarioText(const Scenario& scenario, Language language,
                         const Terminal& terminal) {
  std::string text =
      absl::StrCat(ScenarioTable({scenario}, language).Render(terminal), "\n");
  // Lines rather than a table, which would cut what is long.
  for (const Change& change : ChangesOf(scenario.changes(), language)) {
    absl::StrAppend(&text,
                    Wrapped(absl::StrCat("- ", change.kind, " ", change.what,
                                         ": ", change.would_be),
                            terminal.width, 2),
                    "\n");
  }
  if (!scenario.close_reason().empty()) {
    absl::StrAppend(&text, "\n",
                    Wrapped(absl::StrCat(Translated("reason", language), ": ",
                                         scenario.close_reason()),
                            terminal.width, 2),
                    "\n");
  }
  return text;
}

}  // namespace lifeline::cli
