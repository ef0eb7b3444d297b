// `lifeline item check|study`: the way to READY.
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/item_fields.h"
#include "clients/cli/numbers.h"
#include "clients/cli/preview.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using backlog::v1::Readiness;

struct ItemReadinessArguments {
  std::string portfolio;
  std::string item;
  std::string study;
  std::string until;
  ItemFields fields;
  std::string reason;
};

// "money 9000 to 12000 (2)".
std::string SpreadText(const Readiness::Spread& spread) {
  return absl::StrCat(
      spread.subject(), " ", FormatHundredths(spread.low_hundredths()), " to ",
      FormatHundredths(spread.high_hundredths()), " (", spread.count(), ")");
}

Table StepTable(const Readiness& readiness, Language language) {
  const auto t = [&](absl::string_view text) {
    return Translated(text, language);
  };
  Table table({{t("what")},
               {t("missing"), false, /*flexible=*/true, 14},
               {t("who"), false, /*flexible=*/true, 10},
               {t("since")},
               {t("opinions"), false, /*flexible=*/true, 12}});
  for (const Readiness::Step& step : readiness.steps()) {
    std::vector<std::string> missing;
    for (const std::string& one : step.missing()) missing.push_back(t(one));
    std::vector<std::string> who;
    for (const std::string& member : step.members())
      who.push_back(IdOf(member));
    std::vector<std::string> spreads;
    for (const Readiness::Spread& spread : step.spreads())
      spreads.push_back(SpreadText(spread));
    table.AddRow({t(Words(Readiness::Kind_Name(step.kind()), "KIND_")),
                  absl::StrJoin(missing, ", "), absl::StrJoin(who, ", "),
                  step.has_since() ? TimeText(step.since()) : "",
                  absl::StrJoin(spreads, ", ")});
  }
  return table;
}

absl::Status CheckItem(Context& context, const ItemReadinessArguments& a) {
  backlog::v1::CheckReadinessRequest request;
  if (!a.item.empty()) {
    request.set_name(NameOf(a.portfolio, "items", a.item));
  } else {
    request.set_parent(PortfolioName(a.portfolio));
    google::protobuf::FieldMask unused;
    absl::Status filled =
        FillItemTexts(a.portfolio, a.fields, request.mutable_item(), &unused);
    if (!filled.ok()) return filled;
  }
  const auto readiness =
      context.session().Call(&BacklogStub::CheckReadiness, request);
  if (!readiness.ok()) return readiness.status();
  const Table table = StepTable(*readiness, context.language());
  if (context.format() == Format::kTable && table.empty()) {
    context.Say(context.T("nothing is missing"));
    return absl::OkStatus();
  }
  context.Print(*readiness, table);
  if (context.format() == Format::kTable && !readiness->advice().empty()) {
    context.out() << readiness->advice() << "\n";
  }
  return absl::OkStatus();
}

absl::Status StudyItem(Context& context, const ItemReadinessArguments& a) {
  backlog::v1::CreateItemRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_item_id(a.study);
  request.set_submit(true);
  request.set_reason(a.reason);
  google::protobuf::FieldMask unused;
  Item* item = request.mutable_item();
  absl::Status filled = FillItemTexts(a.portfolio, a.fields, item, &unused);
  if (!filled.ok()) return filled;
  item->mutable_study()->set_item(NameOf(a.portfolio, "items", a.item));
  const auto until = DateOption("--until", a.until);
  if (!until.ok()) return until.status();
  *item->mutable_study()->mutable_last_day() = *until;
  if (!a.fields.efforts.empty()) {
    const auto efforts = EffortOptions(context, a.portfolio, a.fields.efforts);
    if (!efforts.ok()) return efforts.status();
    item->mutable_estimate()->mutable_efforts()->Assign(efforts->begin(),
                                                        efforts->end());
  }
  const auto made = context.session().Call(&BacklogStub::CreateItem, request);
  if (!made.ok()) return made.status();
  if (context.format() != Format::kTable) {
    context.Print(*made, ItemTable({*made}));
    return absl::OkStatus();
  }
  return PrintItemPlace(context, *made);
}

}  // namespace

void AddItemReadinessVerbs(CLI::App* noun, Context* context) {
  const auto a = std::make_shared<ItemReadinessArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"check",
       "What an item lacks on its way to READY: who owes it, since when, and "
       "what to add. Without an item, of one as it is typed.",
       {"lifeline item check shop shop-12",
        "lifeline item check shop --title 'Faster filters' --problem 'They "
        "take 4 s'"}},
      [=] { return CheckItem(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item's id");
  AddItemTextOptions(verb, &a->fields);
  verb = AddVerb(
      noun, context,
      {"study",
       "Creates and submits a joint study of an item that cannot be judged "
       "yet; until its last day nobody is asked to judge that.",
       {"lifeline item study shop shop-12 --title 'Try it on one category' "
        "--category seo --problem 'Nobody knows what it brings' --outcome 'We "
        "know' --until 2027-03-12 --effort web=3"}},
      [=] { return StudyItem(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("item", a->item, "The item that is studied")->required();
  verb->add_option("--id", a->study, "The study's id; from a counter if unset");
  verb->add_option("--until", a->until, "Its last day: 2027-03-12")->required();
  AddItemTextOptions(verb, &a->fields);
  AddRepeated(verb, "--effort", &a->fields.efforts,
              "Its time box: TEAM=AMOUNT or TEAM=SIZE; repeatable");
  AddReason(verb, &a->reason);
}

}  // namespace lifeline::cli
