// `lifeline model ...`.
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/agreement_text.h"
#include "clients/cli/commands.h"
#include "clients/cli/document.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"
#include "clients/cli/ranking_json.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using scoring::v1::Criterion;
using scoring::v1::ScoringModel;

struct ModelArguments {
  std::string portfolio;
  std::string model;
  std::string preset;
  std::string file;
  bool dry_run = false;
  bool draft = false;
  std::string reason;
};

Table ModelTable(const std::vector<ScoringModel>& models) {
  Table table({{"model"},
               {"title", false, /*flexible=*/true, 12},
               {"state"},
               {"formula"},
               {"fill"},
               {"criteria", /*right=*/true},
               {"note"}});
  for (const ScoringModel& model : models) {
    table.AddRow({IdOf(model.name()), model.title(),
                  Words(ScoringModel::State_Name(model.state()), "STATE_"),
                  Words(scoring::v1::Formula_Name(model.formula()), "FORMULA_"),
                  Words(scoring::v1::FillRule_Name(model.fill()), "FILL_RULE_"),
                  absl::StrCat(model.criteria_size()),
                  model.provisional() ? "provisional" : ""});
  }
  return table;
}

Table CriteriaTable(const ScoringModel& model) {
  Table table({{"criterion"},
               {"title", false, /*flexible=*/true, 12},
               {"weight", /*right=*/true},
               {"scale"},
               {"direction"},
               {"from"},
               {"neutral", /*right=*/true},
               {"anchors", false, /*flexible=*/true, 16}});
  for (const Criterion& criterion : model.criteria()) {
    std::vector<std::string> anchors;
    for (const auto& anchor : criterion.anchors()) {
      anchors.push_back(absl::StrCat(
          FormatHundredths(anchor.rating_hundredths()), " ", anchor.text()));
    }
    const std::string source =
        Words(Criterion::Source_Name(criterion.source()), "SOURCE_");
    table.AddRow(
        {criterion.id(), criterion.title(), absl::StrCat(criterion.weight()),
         absl::StrCat(FormatHundredths(criterion.min_hundredths()), " to ",
                      FormatHundredths(criterion.has_max_hundredths()
                                           ? criterion.max_hundredths()
                                           : 1000)),
         criterion.direction() == Criterion::DIRECTION_COST ? "cost"
                                                            : "benefit",
         source == "rated" ? "" : source,
         criterion.has_neutral_hundredths()
             ? FormatHundredths(criterion.neutral_hundredths())
             : "",
         absl::StrJoin(anchors, "; ")});
  }
  return table;
}

absl::Status PrintModel(Context& context, const ScoringModel& model) {
  if (context.format() != Format::kTable) {
    context.Print(model, CriteriaTable(model));
    return absl::OkStatus();
  }
  context.out() << ModelTable({model}).Render(context.terminal()) << "\n"
                << CriteriaTable(model).Render(context.terminal())
                << (model.has_proposal() ? "\n" : "")
                << ProposalText(model, context.language(), context.terminal());
  return absl::OkStatus();
}

absl::Status ShowModel(Context& context, const ModelArguments& a) {
  scoring::v1::GetScoringModelRequest request;
  if (a.portfolio == "presets") {
    request.set_name(absl::StrCat("presets/", a.model));
  } else {
    request.set_name(
        NameOf(a.portfolio, "models", a.model.empty() ? "active" : a.model));
  }
  request.set_language_code(context.language() == Language::kGerman ? "de"
                                                                    : "en");
  const auto model =
      context.session().Call(&ScoringStub::GetScoringModel, request);
  if (!model.ok()) return model.status();
  return PrintModel(context, *model);
}

absl::Status ListModels(Context& context, const std::string& parent) {
  using Response = scoring::v1::ListScoringModelsResponse;
  scoring::v1::ListScoringModelsRequest request;
  request.set_parent(parent);
  return ListAndPrint(context, &ScoringStub::ListScoringModels, request,
                      &Response::models, &Response::mutable_models,
                      &ModelTable);
}

absl::Status ApplyModel(Context& context, const ModelArguments& a) {
  scoring::v1::CreateScoringModelRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_activate(!a.draft);
  request.set_reason(a.reason);
  Document document;
  if (!a.preset.empty()) {
    request.mutable_model()->set_preset(a.preset);
  } else {
    absl::StatusOr<Document> read = ReadDocument(a.file);
    if (!read.ok()) return read.status();
    document = *std::move(read);
    scoring::v1::GetScoringModelRequest active;
    active.set_name(NameOf(a.portfolio, "models", "active"));
    const auto base =
        context.session().Call(&ScoringStub::GetScoringModel, active);
    if (!base.ok()) return base.status();
    *request.mutable_model() = MergedModel(document, &*base);
    request.set_model_id(document.model_id.empty() ? ModelId(base->name())
                                                   : document.model_id);
  }
  if (a.dry_run) {
    scoring::v1::PreviewChangesRequest preview;
    preview.set_parent(request.parent());
    *preview.mutable_model() = request.model();
    return PrintPreview(context, preview);
  }
  const auto made =
      context.session().Call(&ScoringStub::CreateScoringModel, request);
  if (!made.ok()) {
    return AtPositions(made.status(), document, document.model_source, "");
  }
  return PrintModel(context, *made);
}

absl::Status ActivateModel(Context& context, const ModelArguments& a) {
  scoring::v1::ActivateScoringModelRequest request;
  request.set_name(NameOf(a.portfolio, "models", a.model));
  request.set_reason(a.reason);
  return CallAndPrint(context, &ScoringStub::ActivateScoringModel, request,
                      &ModelTable);
}

}  // namespace

void AddModelCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(app, "model", "Scoring models: what decides");
  const auto a = std::make_shared<ModelArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"list",
       "Lists a portfolio's model versions, newest first.",
       {"lifeline model list shop"}},
      [=] { return ListModels(*context, PortfolioName(a->portfolio)); });
  AddPortfolio(verb, &a->portfolio);
  verb =
      AddVerb(noun, context,
              {"show",
               "Shows a model version; the active one by default.",
               {"lifeline model show shop", "lifeline model show shop joint@2",
                "lifeline model show presets safe-wsjf"}},
              [=] { return ShowModel(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("model", a->model, "Such as joint@2");
  AddVerb(noun, context,
          {"presets", "Lists the presets.", {"lifeline model presets"}},
          [=] { return ListModels(*context, "presets"); });
  verb = AddVerb(
      noun, context,
      {"apply",
       "Makes the model of a document, or a preset, the active one. --dry-run "
       "shows who would drop.",
       {"lifeline model apply shop -f shop.yaml --dry-run",
        "lifeline model apply shop --preset safe-wsjf"}},
      [=] { return ApplyModel(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  CLI::Option_group* source = verb->add_option_group("source");
  source->add_option("-f,--file", a->file, "A portfolio document; - is stdin");
  source->add_option("--preset", a->preset, "Such as joint-default");
  source->require_option(1);
  verb->add_flag("--draft", a->draft, "Keep it as a draft");
  AddDryRun(verb, context, &a->dry_run);
  AddReason(verb, &a->reason);
  verb = AddVerb(noun, context,
                 {"activate",
                  "Makes a draft the active model, while none was ever signed.",
                  {"lifeline model activate shop joint@2"}},
                 [=] { return ActivateModel(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("model", a->model, "Such as joint@2")->required();
  AddReason(verb, &a->reason);
  AddModelKeyVerbs(noun, context);
}

}  // namespace lifeline::cli
