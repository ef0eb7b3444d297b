// The sections of a document that describe the portfolio itself.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/document_parser.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Portfolio;
using roadmap::v1::RoadmapResource;

constexpr int32_t kMostOpinions = 5;

}  // namespace

void DocumentParser::ReadPortfolio(const Fields& root) {
  if (!root.Has("portfolio")) {
    root.Fail("portfolio", "a document begins with `portfolio: {id: shop}`");
    return;
  }
  const Fields fields(root.Value("portfolio"), "the portfolio",
                      {"id", "title", "unit", "currency", "locale", "time_zone",
                       "as_of", "fill"},
                      &problems_);
  if (const auto id = fields.RequiredId("id", /*external=*/false)) {
    document_.portfolio = *id;
  }
  document_.as_of = fields.Day("as_of");
  document_.fill = fields.Choice<scoring::v1::FillRule>(
      "fill", {{"FILL", scoring::v1::FILL_RULE_FILL},
               {"STRICT", scoring::v1::FILL_RULE_STRICT}});
  document_.model_source.Remember("model.fill", fields.At("fill"));

  RoadmapResource* resource;
  Entry entry = AddRoadmap("portfolio", fields.position(), &resource);
  Portfolio* portfolio = resource->mutable_portfolio();
  portfolio->set_name(absl::StrCat("portfolios/", document_.portfolio));
  entry.Remember("name", fields.At("id"));
  ReadPortfolioTexts(fields, portfolio, &entry);
  ReadSizes(root, portfolio, &entry);
  ReadCategories(root, portfolio, &entry);
  ReadVisibilitySla(root, portfolio, &entry);
  ReadValidation(root, portfolio, &entry);
  if (document_.roadmap.back().update_mask().paths().empty()) {
    document_.roadmap.pop_back();
  }
}

void DocumentParser::ReadPortfolioTexts(const Fields& fields, Portfolio* into,
                                        Entry* entry) {
  if (const auto title = fields.Text("title")) {
    into->set_title(*title);
    entry->Named("title", fields.At("title"));
  }
  if (const auto unit = fields.Choice<roadmap::v1::Unit>(
          "unit", {{"person-days", roadmap::v1::UNIT_PERSON_DAYS},
                   {"points", roadmap::v1::UNIT_POINTS}})) {
    into->set_unit(*unit);
    entry->Named("unit", fields.At("unit"));
  }
  if (const auto currency = fields.Text("currency")) {
    into->set_currency_code(*currency);
    entry->Named("currency_code", fields.At("currency"));
  }
  if (const auto locale = fields.Text("locale")) {
    into->set_locale(*locale);
    entry->Named("locale", fields.At("locale"));
  }
  if (const auto zone = fields.Text("time_zone")) {
    const absl::StatusOr<absl::TimeZone> loaded = LoadTimeZone(*zone);
    if (loaded.ok()) {
      zone_ = *loaded;
    } else {
      fields.Fail("time_zone", loaded.status().message());
    }
    into->set_time_zone(*zone);
    entry->Named("time_zone", fields.At("time_zone"));
  }
}

void DocumentParser::ReadSizes(const Fields& root, Portfolio* into,
                               Entry* entry) {
  if (!root.Has("sizes")) return;
  entry->Named("sizes", root.At("sizes"));
  root.EachEntry("sizes", [&](const std::string& letter, Position at,
                              const YAML::Node& node) {
    if (ParseHundredths(letter).ok()) {
      problems_.Add(at, absl::StrCat("`", letter,
                                     "` is a number and cannot stand for "
                                     "another; use a letter, such as M"));
      return;
    }
    const auto effort = ReadHundredths(node, PositionOf(node),
                                       absl::StrCat("the size ", letter), 0,
                                       kMostEffort, &problems_);
    if (!effort.has_value()) return;
    sizes_[letter] = *effort;
    entry->Remember(absl::StrCat("sizes[", into->sizes_size(), "]"), at);
    roadmap::v1::Size* size = into->add_sizes();
    size->set_letter(letter);
    size->set_effort_hundredths(*effort);
  });
}

void DocumentParser::ReadCategories(const Fields& root, Portfolio* into,
                                    Entry* entry) {
  if (!root.Has("categories")) return;
  entry->Named("categories", root.At("categories"));
  root.Each("categories", [&](const YAML::Node& node) {
    const Fields fields(node, "a category", {"id", "title", "retired"},
                        &problems_);
    const auto id = fields.RequiredId("id", /*external=*/false);
    if (!id.has_value()) return;
    CheckOnce("the category", *id, fields.At("id"));
    entry->Remember(absl::StrCat("categories[", into->categories_size(), "]"),
                    fields.position());
    roadmap::v1::Category* category = into->add_categories();
    category->set_id(*id);
    category->set_title(fields.Text("title").value_or(*id));
    category->set_retired(
        fields.Choice<bool>("retired", {{"true", true}, {"false", false}})
            .value_or(false));
  });
}

void DocumentParser::ReadValidation(const Fields& root, Portfolio* into,
                                    Entry* entry) {
  if (!root.Has("validation")) return;
  const Fields fields(root.Value("validation"), "the validation",
                      {"value_raters", "effort_raters", "value_opinions",
                       "effort_opinions", "readiness"},
                      &problems_);
  roadmap::v1::Validation* how = into->mutable_validation();
  const auto named = [&](absl::string_view key) {
    entry->Named(absl::StrCat("validation.", key), fields.At(key));
  };
  if (fields.Has("value_raters")) {
    named("value_raters");
    for (const std::string& person : fields.Texts("value_raters"))
      how->add_value_raters(Person(person));
  }
  if (fields.Has("effort_raters")) {
    named("effort_raters");
    for (const std::string& person : fields.Texts("effort_raters"))
      how->add_effort_raters(Person(person));
  }
  if (const auto count = fields.Whole("value_opinions", 1, kMostOpinions)) {
    how->set_value_opinions(*count);
    named("value_opinions");
  }
  if (const auto count = fields.Whole("effort_opinions", 1, kMostOpinions)) {
    how->set_effort_opinions(*count);
    named("effort_opinions");
  }
  if (const auto unchecked = fields.Choice<bool>(
          "readiness", {{"checked", false}, {"unchecked", true}})) {
    how->set_readiness_unchecked(*unchecked);
    entry->Named("validation.readiness_unchecked", fields.At("readiness"));
  }
}

void DocumentParser::ReadVisibilitySla(const Fields& root, Portfolio* into,
                                       Entry* entry) {
  if (!root.Has("visibility_sla")) return;
  const Fields fields(root.Value("visibility_sla"), "the visibility SLA",
                      {"answer_drop", "triage", "estimate", "escalate_after",
                       "decide_after_reviews", "sign"},
                      &problems_);
  roadmap::v1::VisibilitySla* sla = into->mutable_visibility_sla();
  const auto days = [&](absl::string_view key, absl::string_view field) {
    const std::optional<std::string> text = fields.Text(key);
    if (!text.has_value()) return std::optional<int32_t>();
    const absl::StatusOr<int32_t> value =
        ParseWhole(absl::StripSuffix(*text, "d"));
    if (!absl::EndsWith(*text, "d") || !value.ok() || *value < 0 ||
        *value > 250) {
      fields.Fail(key, absl::StrCat("`", *text,
                                    "` is no number of working days; write "
                                    "them as 5d, at most 250d"));
      return std::optional<int32_t>();
    }
    entry->Named(absl::StrCat("visibility_sla.", field), fields.At(key));
    return std::optional<int32_t>(*value);
  };
  if (const auto d = days("answer_drop", "answer_drop_days")) {
    sla->set_answer_drop_days(*d);
  }
  if (const auto d = days("triage", "triage_days")) sla->set_triage_days(*d);
  if (const auto d = days("estimate", "estimate_days")) {
    sla->set_estimate_days(*d);
  }
  if (const auto d = days("escalate_after", "escalate_after_days")) {
    sla->set_escalate_after_days(*d);
  }
  if (const auto d = days("sign", "sign_days")) sla->set_sign_days(*d);
  if (const auto reviews = fields.Whole("decide_after_reviews", 0, 250)) {
    sla->set_decide_after_reviews(*reviews);
    entry->Named("visibility_sla.decide_after_reviews",
                 fields.At("decide_after_reviews"));
  }
}

}  // namespace lifeline::cli
