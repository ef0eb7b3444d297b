// The sections of a document that make a scoring model.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/document_parser.h"
#include "clients/cli/numbers.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Criterion;
using scoring::v1::ScoringModel;

// Money a month, the largest that a table may speak of.
constexpr int64_t kMostSource = 100'000'000'000'000;

bool IsCriterionId(absl::string_view id) {
  return !id.empty() && id.size() <= 63 &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) ||
                  c == '_' || c == '-';
         });
}

}  // namespace

bool DividesByEffort(const ScoringModel& model) {
  switch (model.formula()) {
    case scoring::v1::FORMULA_VALUE_PER_EFFORT:
    case scoring::v1::FORMULA_PRODUCT_PER_EFFORT:
      return true;
    case scoring::v1::FORMULA_UNSPECIFIED:
      return model.preset() == "safe-wsjf" || model.preset() == "rice" ||
             model.preset() == "value-effort";
    default:
      return false;
  }
}

void DocumentParser::ReadModel(const Fields& root) {
  if (root.Has("model")) ReadModelBody(root.Value("model"));
  document_.mandate_cap_percent = root.Whole("mandate_cap", 0, 100);
  document_.model_source.Remember("model.mandate_cap_percent",
                                  root.At("mandate_cap"));
  document_.rider_cap_percent = root.Whole("rider_cap", 0, 100);
  document_.model_source.Remember("model.rider_cap_percent",
                                  root.At("rider_cap"));
  ReadReserves(root);
}

void DocumentParser::ReadModelBody(const YAML::Node& node) {
  const Fields fields(node, "the model",
                      {"id", "preset", "formula", "min_confidence", "criteria"},
                      &problems_);
  if (!fields.valid()) return;
  ScoringModel& model = document_.model.emplace();
  SourceMap& source = document_.model_source;
  source.Remember("model", fields.position());
  if (const auto id = fields.Id("id", /*external=*/false)) {
    document_.model_id = *id;
    model.set_title(*id);
  }
  if (const auto preset = fields.Id("preset", /*external=*/false)) {
    model.set_preset(*preset);
    source.Remember("model.preset", fields.At("preset"));
  }
  if (const auto formula = fields.Choice<scoring::v1::Formula>(
          "formula",
          {{"VALUE", scoring::v1::FORMULA_VALUE},
           {"VALUE_PER_EFFORT", scoring::v1::FORMULA_VALUE_PER_EFFORT},
           {"PRODUCT_PER_EFFORT", scoring::v1::FORMULA_PRODUCT_PER_EFFORT}})) {
    model.set_formula(*formula);
    source.Remember("model.formula", fields.At("formula"));
  }
  if (const auto confidence = fields.Whole("min_confidence", 0, 100)) {
    model.set_min_confidence(*confidence);
    source.Remember("model.min_confidence", fields.At("min_confidence"));
  }
  source.Remember("model.criteria", fields.At("criteria"));
  fields.Each("criteria", [this](const YAML::Node& criterion) {
    ReadCriterion(criterion);
  });
  if (model.criteria().empty() && model.preset().empty()) {
    fields.Fail("criteria",
                "a model needs criteria, or a `preset` such as joint-default");
  }
}

void DocumentParser::ReadCriterion(const YAML::Node& node) {
  const Fields fields(node, "a criterion",
                      {"id", "title", "weight", "min", "max", "direction",
                       "from", "points", "neutral", "anchors"},
                      &problems_);
  if (!fields.valid()) return;
  const std::string path =
      absl::StrCat("model.criteria[", document_.model->criteria_size(), "]");
  SourceMap& source = document_.model_source;
  source.Remember(path, fields.position());
  Criterion* criterion = document_.model->add_criteria();
  if (const auto id = fields.RequiredText("id")) {
    if (!IsCriterionId(*id)) {
      fields.Fail("id", absl::StrCat("`", *id,
                                     "` is no id of a criterion; use 1 to 63 "
                                     "lower-case letters, digits, `_`, `-`"));
    }
    CheckOnce("the criterion", *id, fields.At("id"));
    criterion->set_id(*id);
  }
  criterion->set_title(fields.Text("title").value_or(criterion->id()));
  fields.RequiredText("weight");
  criterion->set_weight(fields.Whole("weight", 0, 10'000).value_or(0));
  criterion->set_min_hundredths(
      fields.Hundredths("min", -kMostRating, kMostRating).value_or(0));
  criterion->set_max_hundredths(
      fields.Hundredths("max", -kMostRating, kMostRating).value_or(1'000));
  if (criterion->max_hundredths() <= criterion->min_hundredths()) {
    fields.Fail("max", "it is not above `min`; exchange the two");
  }
  criterion->set_direction(
      fields
          .Choice<Criterion::Direction>(
              "direction", {{"BENEFIT", Criterion::DIRECTION_BENEFIT},
                            {"COST", Criterion::DIRECTION_COST}})
          .value_or(Criterion::DIRECTION_BENEFIT));
  criterion->set_source(
      fields
          .Choice<Criterion::Source>(
              "from", {{"money", Criterion::SOURCE_MONEY},
                       {"effort", Criterion::SOURCE_EFFORT},
                       {"due_days", Criterion::SOURCE_DUE_DAYS},
                       {"waiting_days", Criterion::SOURCE_WAITING_DAYS}})
          .value_or(Criterion::SOURCE_RATED));
  if (const auto neutral =
          fields.Hundredths("neutral", criterion->min_hundredths(),
                            criterion->max_hundredths())) {
    criterion->set_neutral_hundredths(*neutral);
    source.Remember(path + ".neutral_hundredths", fields.At("neutral"));
  }
  ReadCriterionTables(fields, path, criterion);
}

void DocumentParser::ReadCriterionTables(const Fields& fields,
                                         absl::string_view path,
                                         Criterion* criterion) {
  SourceMap& source = document_.model_source;
  const int64_t low = criterion->min_hundredths();
  const int64_t high = criterion->max_hundredths();
  const bool derived = criterion->source() != Criterion::SOURCE_RATED;
  if (derived && !fields.Has("points")) {
    fields.Fail("points", "a criterion with `from` needs its table of points");
  }
  if (!derived && fields.Has("points")) {
    fields.Fail("points", "they need a `from` that says what they stand for");
  }
  source.Remember(absl::StrCat(path, ".points"), fields.At("points"));
  fields.EachEntry("points", [&](const std::string& key, Position at,
                                 const YAML::Node& node) {
    const absl::StatusOr<int64_t> from = ParseHundredths(key);
    if (!from.ok() || *from > kMostSource || *from < -kMostSource) {
      problems_.Add(at, from.ok() ? absl::StrCat(key, " is too large")
                                  : std::string(from.status().message()));
      return;
    }
    const auto rating = ReadHundredths(node, PositionOf(node),
                                       absl::StrCat("the point at ", key), low,
                                       high, &problems_);
    if (!rating.has_value()) return;
    Criterion::CurvePoint* point = criterion->add_points();
    point->set_at_hundredths(*from);
    point->set_rating_hundredths(*rating);
  });
  // A mapping has no order; the table has.
  std::sort(criterion->mutable_points()->begin(),
            criterion->mutable_points()->end(),
            [](const auto& a, const auto& b) {
              return a.at_hundredths() < b.at_hundredths();
            });
  for (int i = 1; i < criterion->points_size(); ++i) {
    if (criterion->points(i).at_hundredths() ==
        criterion->points(i - 1).at_hundredths()) {
      fields.Fail(
          "points",
          absl::StrCat(FormatHundredths(criterion->points(i).at_hundredths()),
                       " is there twice; keep one of them"));
    }
  }
  source.Remember(absl::StrCat(path, ".anchors"), fields.At("anchors"));
  fields.EachEntry("anchors", [&](const std::string& key, Position at,
                                  const YAML::Node& node) {
    const absl::StatusOr<int64_t> rating = ParseHundredths(key);
    if (!rating.ok() || *rating < low || *rating > high) {
      problems_.Add(at, absl::StrCat("the anchor `", key,
                                     "` is no value of the scale, which is ",
                                     FormatHundredths(low), " to ",
                                     FormatHundredths(high)));
      return;
    }
    const auto text = ReadText(node, PositionOf(node),
                               absl::StrCat("the anchor at ", key), &problems_);
    if (!text.has_value()) return;
    Criterion::Anchor* anchor = criterion->add_anchors();
    anchor->set_rating_hundredths(*rating);
    anchor->set_text(*text);
  });
}

void DocumentParser::ReadReserves(const Fields& root) {
  if (!root.Has("reserves")) return;
  document_.model_source.Remember("model.reserves", root.At("reserves"));
  std::vector<scoring::v1::Reserve>& reserves = document_.reserves.emplace();
  int together = 0;
  root.Each("reserves", [&](const YAML::Node& node) {
    const Fields fields(node, "a reserve", {"category", "percent"}, &problems_);
    const auto category = fields.RequiredId("category", /*external=*/false);
    fields.RequiredText("percent");
    const auto percent = fields.Whole("percent", 1, 100);
    if (!category.has_value() || !percent.has_value()) return;
    CheckOnce("the reserve of", *category, fields.At("category"));
    document_.model_source.Remember(
        absl::StrCat("model.reserves[", reserves.size(), "]"),
        fields.position());
    scoring::v1::Reserve& reserve = reserves.emplace_back();
    reserve.set_category(*category);
    reserve.set_percent(*percent);
    together += *percent;
  });
  if (together > 100) {
    root.Fail("reserves",
              absl::StrCat("together they are ", together,
                           " percent; at most 100 can be reserved"));
  }
}

}  // namespace lifeline::cli
