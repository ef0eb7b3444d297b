// `lifeline portfolio ...`.
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Portfolio;

struct PortfolioArguments {
  std::string id;
  std::string title;
  std::string unit;
  std::string currency;
  std::string locale;
  std::string zone;
  std::optional<int32_t> retention_days;
  std::vector<std::string> categories;
  std::vector<std::string> sizes;
  std::vector<std::string> value_raters;
  std::vector<std::string> effort_raters;
  std::optional<int32_t> value_opinions;
  std::optional<int32_t> effort_opinions;
  std::string readiness;
  std::string reason;
};

Table PortfolioTable(const std::vector<Portfolio>& portfolios) {
  Table table({{"portfolio"},
               {"title", false, /*flexible=*/true, 12},
               {"state"},
               {"unit"},
               {"currency"},
               {"time zone"},
               {"categories", false, /*flexible=*/true, 12},
               {"sizes", false, /*flexible=*/true, 8}});
  for (const Portfolio& portfolio : portfolios) {
    std::vector<std::string> categories;
    for (const auto& category : portfolio.categories()) {
      categories.push_back(
          absl::StrCat(category.id(), category.retired() ? " (retired)" : ""));
    }
    std::vector<std::string> sizes;
    for (const auto& size : portfolio.sizes()) {
      sizes.push_back(absl::StrCat(size.letter(), "=",
                                   FormatHundredths(size.effort_hundredths())));
    }
    table.AddRow({IdOf(portfolio.name()), portfolio.title(),
                  Words(Portfolio::State_Name(portfolio.state()), "STATE_"),
                  Words(roadmap::v1::Unit_Name(portfolio.unit()), "UNIT_"),
                  portfolio.currency_code(), portfolio.time_zone(),
                  absl::StrJoin(categories, ", "), absl::StrJoin(sizes, ", ")});
  }
  return table;
}

void FillRaters(const std::string& portfolio,
                const std::vector<std::string>& raters, const char* field,
                google::protobuf::RepeatedPtrField<std::string>* into,
                google::protobuf::FieldMask* mask) {
  if (raters.empty()) return;
  into->Clear();
  for (const std::string& rater : raters) {
    // "all" takes the names away.
    if (rater != "all") *into->Add() = NameOf(portfolio, "members", rater);
  }
  mask->add_paths(field);
}

// How an item becomes READY.
void FillValidation(const PortfolioArguments& a, Portfolio* portfolio,
                    google::protobuf::FieldMask* mask) {
  roadmap::v1::Validation how = portfolio->validation();
  const int before = mask->paths_size();
  FillRaters(a.id, a.value_raters, "validation.value_raters",
             how.mutable_value_raters(), mask);
  FillRaters(a.id, a.effort_raters, "validation.effort_raters",
             how.mutable_effort_raters(), mask);
  if (a.value_opinions.has_value()) {
    how.set_value_opinions(*a.value_opinions);
    mask->add_paths("validation.value_opinions");
  }
  if (a.effort_opinions.has_value()) {
    how.set_effort_opinions(*a.effort_opinions);
    mask->add_paths("validation.effort_opinions");
  }
  if (!a.readiness.empty()) {
    how.set_readiness_unchecked(a.readiness == "unchecked");
    mask->add_paths("validation.readiness_unchecked");
  }
  if (mask->paths_size() > before) *portfolio->mutable_validation() = how;
}

// Fills in what the command line names, and names it in the mask.
absl::Status FillPortfolio(const PortfolioArguments& a, Portfolio* portfolio,
                           google::protobuf::FieldMask* mask) {
  const auto text = [&](const char* field, const std::string& value,
                        std::string* into) {
    if (value.empty()) return;
    *into = value;
    mask->add_paths(field);
  };
  text("title", a.title, portfolio->mutable_title());
  text("currency_code", a.currency, portfolio->mutable_currency_code());
  text("locale", a.locale, portfolio->mutable_locale());
  text("time_zone", a.zone, portfolio->mutable_time_zone());
  if (a.retention_days.has_value()) {
    portfolio->set_retention_days(*a.retention_days);
    mask->add_paths("retention_days");
  }
  if (!a.unit.empty()) {
    portfolio->set_unit(a.unit == "points" ? roadmap::v1::UNIT_POINTS
                                           : roadmap::v1::UNIT_PERSON_DAYS);
    mask->add_paths("unit");
  }
  for (const std::string& category : a.categories) {
    const size_t at = category.find('=');
    const std::string id = category.substr(0, at);
    bool known = false;
    for (auto& old : *portfolio->mutable_categories()) {
      if (old.id() != id) continue;
      known = true;
      if (at != std::string::npos) old.set_title(category.substr(at + 1));
    }
    if (known) continue;
    auto* added = portfolio->add_categories();
    added->set_id(id);
    added->set_title(at == std::string::npos ? id : category.substr(at + 1));
  }
  if (!a.categories.empty()) mask->add_paths("categories");
  for (const std::string& size : a.sizes) {
    const auto pair = PairOption("--size", size, '=', "M=5");
    if (!pair.ok()) return pair.status();
    const auto effort = NumberOption("--size", pair->second);
    if (!effort.ok()) return effort.status();
    roadmap::v1::Size* into = nullptr;
    for (auto& old : *portfolio->mutable_sizes()) {
      if (old.letter() == pair->first) into = &old;
    }
    if (into == nullptr) into = portfolio->add_sizes();
    into->set_letter(pair->first);
    into->set_effort_hundredths(*effort);
  }
  if (!a.sizes.empty()) mask->add_paths("sizes");
  FillValidation(a, portfolio, mask);
  return absl::OkStatus();
}

absl::Status CreatePortfolio(Context& context, const PortfolioArguments& a) {
  roadmap::v1::CreatePortfolioRequest request;
  request.set_portfolio_id(a.id);
  google::protobuf::FieldMask unused;
  absl::Status filled = FillPortfolio(a, request.mutable_portfolio(), &unused);
  if (!filled.ok()) return filled;
  return CallAndPrint(context, &RoadmapStub::CreatePortfolio, request,
                      &PortfolioTable);
}

absl::Status ListPortfolios(Context& context) {
  using Response = roadmap::v1::ListPortfoliosResponse;
  return ListAndPrint(context, &RoadmapStub::ListPortfolios, {},
                      &Response::portfolios, &Response::mutable_portfolios,
                      &PortfolioTable);
}

absl::StatusOr<Portfolio> GetPortfolio(Context& context,
                                       const std::string& id) {
  roadmap::v1::GetPortfolioRequest request;
  request.set_name(PortfolioName(id));
  return context.session().Call(&RoadmapStub::GetPortfolio, request);
}

absl::Status ShowPortfolio(Context& context, const PortfolioArguments& a) {
  const auto found = GetPortfolio(context, a.id);
  if (!found.ok()) return found.status();
  context.Print(*found, PortfolioTable({*found}));
  return absl::OkStatus();
}

absl::Status UpdatePortfolio(Context& context, const PortfolioArguments& a) {
  // Categories and sizes are lists: what is there stays, so it is read first,
  // and the etag refuses the change if somebody was faster.
  auto found = GetPortfolio(context, a.id);
  if (!found.ok()) return found.status();
  roadmap::v1::UpdatePortfolioRequest request;
  *request.mutable_portfolio() = *std::move(found);
  absl::Status filled = FillPortfolio(a, request.mutable_portfolio(),
                                      request.mutable_update_mask());
  if (!filled.ok()) return filled;
  if (request.update_mask().paths().empty()) {
    return absl::InvalidArgumentError(
        "nothing to update: name at least one option, such as --title");
  }
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::UpdatePortfolio, request,
                      &PortfolioTable);
}

absl::Status ArchivePortfolio(Context& context, const PortfolioArguments& a) {
  roadmap::v1::ArchivePortfolioRequest request;
  request.set_name(PortfolioName(a.id));
  request.set_reason(a.reason);
  return CallAndPrint(context, &RoadmapStub::ArchivePortfolio, request,
                      &PortfolioTable);
}

void AddPortfolioFields(CLI::App* verb, PortfolioArguments* a) {
  verb->add_option("--title", a->title, "What people call it");
  verb->add_option("--unit", a->unit, "What efforts are counted in")
      ->check(CLI::IsMember({"person-days", "points"}));
  verb->add_option("--currency", a->currency, "Such as EUR");
  verb->add_option("--locale", a->locale, "Such as de-DE");
  verb->add_option("--time-zone", a->zone, "Such as Europe/Berlin");
  verb->add_option("--retention-days", a->retention_days,
                   "Days after which an inactive member is erased; 0 is never");
  AddRepeated(verb, "--value-rater", &a->value_raters,
              "Who rates value; repeatable; `all` is whoever has the role");
  AddRepeated(verb, "--effort-rater", &a->effort_raters,
              "Who estimates; repeatable; `all` is whoever has the role");
  verb->add_option("--value-opinions", a->value_opinions,
                   "How many rate the value of an item, 1 to 5");
  verb->add_option("--effort-opinions", a->effort_opinions,
                   "How many estimate an item, 1 to 5");
  verb->add_option("--readiness", a->readiness,
                   "Whether problem, outcome, measure and evidence are asked "
                   "for before IT's time is spent")
      ->check(CLI::IsMember({"checked", "unchecked"}));
  AddRepeated(verb, "--category", &a->categories,
              "A kind of items, such as content=Content; repeatable");
  AddRepeated(verb, "--size", &a->sizes,
              "A letter for an effort, such as M=5; repeatable");
}

}  // namespace

void AddPortfolioCommands(CLI::App* app, Context* context) {
  CLI::App* noun =
      AddNoun(app, "portfolio", "Portfolios: a roadmap and its backlog");
  const auto a = std::make_shared<PortfolioArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"create",
       "Creates a portfolio; you become its first member, with every role.",
       {"lifeline portfolio create shop --title 'Webshop 2027' --time-zone "
        "Europe/Berlin"}},
      [=] { return CreatePortfolio(*context, *a); });
  AddPortfolio(verb, &a->id);
  AddPortfolioFields(verb, a.get());
  AddVerb(noun, context,
          {"list", "Lists portfolios.", {"lifeline portfolio list"}},
          [=] { return ListPortfolios(*context); });
  verb =
      AddVerb(noun, context,
              {"show", "Shows a portfolio.", {"lifeline portfolio show shop"}},
              [=] { return ShowPortfolio(*context, *a); });
  AddPortfolio(verb, &a->id);
  verb = AddVerb(noun, context,
                 {"update",
                  "Changes what is named; categories and sizes are added.",
                  {"lifeline portfolio update shop --title 'Webshop' --size "
                   "XL=30"}},
                 [=] { return UpdatePortfolio(*context, *a); });
  AddPortfolio(verb, &a->id);
  AddPortfolioFields(verb, a.get());
  AddReason(verb, &a->reason);
  verb =
      AddVerb(noun, context,
              {"archive",
               "Archives a portfolio: readable, and no more changes.",
               {"lifeline portfolio archive shop --reason 'moved to shop2'"}},
              [=] { return ArchivePortfolio(*context, *a); });
  AddPortfolio(verb, &a->id);
  AddReason(verb, &a->reason, /*required=*/true);
  AddPortfolioHistoryVerb(noun, context);
}

}  // namespace lifeline::cli
