#include "clients/cli/item_fields.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/business_case.h"
#include "clients/cli/commands.h"
#include "clients/cli/numbers.h"
#include "clients/cli/ranking_table.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using backlog::v1::Item;
using backlog::v1::MonthlyMoney;
using backlog::v1::Rating;

// The value and, after an `@`, its confidence.
absl::StatusOr<std::pair<int64_t, std::optional<int32_t>>> ValueAtConfidence(
    absl::string_view option, const std::string& text) {
  const size_t at = text.find('@');
  const auto value = NumberOption(option, text.substr(0, at));
  if (!value.ok()) return value.status();
  if (at == std::string::npos) return std::make_pair(*value, std::nullopt);
  const auto confidence = ParseWhole(text.substr(at + 1));
  if (!confidence.ok() || *confidence < 0 || *confidence > 100) {
    return absl::InvalidArgumentError(
        absl::StrCat(option, ": `", text.substr(at + 1),
                     "` is no confidence; write percent, such as 5@80"));
  }
  return std::make_pair(*value, std::optional<int32_t>(*confidence));
}

// "m2 money 12000".
std::string OpinionText(const backlog::v1::Opinion& opinion) {
  if (opinion.has_money()) {
    return absl::StrCat(IdOf(opinion.money().rated_by()), " money ",
                        FormatHundredths(opinion.money().amount_hundredths()));
  }
  if (opinion.has_estimate()) {
    return absl::StrCat(IdOf(opinion.estimate().estimated_by()), " effort ",
                        EffortsText(opinion.estimate().efforts()));
  }
  const Rating& rating = opinion.rating();
  return absl::StrCat(IdOf(rating.rated_by()), " ", rating.criterion(), " ",
                      FormatHundredths(rating.value_hundredths()));
}

}  // namespace

void AddItemTextOptions(CLI::App* verb, ItemFields* fields) {
  verb->add_option("--title", fields->title, "What it is called");
  verb->add_option("--category", fields->category, "Such as seo");
  verb->add_option("--problem", fields->problem, "What is wrong");
  verb->add_option("--outcome", fields->outcome,
                   "What should be true afterwards");
  verb->add_option("--measure", fields->measure,
                   "By what one will see that it worked");
  verb->add_option("--requester", fields->requester,
                   "Who asks: an id or address; who acts, by default");
  verb->add_option("--owner", fields->owner, "Who answers for it now");
  verb->add_option("--due", fields->due, "When it must be done: 2027-01-31");
  verb->add_option("--due-basis", fields->due_basis, "Why then");
  verb->add_option("--confidence", fields->confidence,
                   "Percent, for every rating that names none");
  verb->add_option("--parent", fields->parent, "The item it is a part of");
  AddRepeated(verb, "--requires", &fields->required_items,
              "An item that must be there before; repeatable");
  AddRepeated(verb, "--label", &fields->labels, "A free word; repeatable");
  AddRepeated(verb, "--touchpoint", &fields->touchpoints,
              "A system or template that it touches; repeatable");
  AddRepeated(verb, "--external", &fields->external,
              "Where else it is known: SYSTEM=KEY; repeatable");
  AddRepeated(verb, "--evidence", &fields->evidence,
              "What it rests on: ID:GRADE:TITLE, added to what is there; "
              "repeatable");
}

void AddRatingOptions(CLI::App* verb, ItemFields* fields) {
  verb->add_option("--money", fields->money,
                   "Contribution margin a month, such as 12000 or 12000@65 "
                   "with its confidence in percent");
  AddRepeated(verb, "--rate", &fields->ratings,
              "CRITERION=VALUE or CRITERION=VALUE@PERCENT; repeatable");
}

absl::StatusOr<Rating> RatingOption(const std::string& text) {
  const auto pair = PairOption("--rate", text, '=', "strategy_fit=5@80");
  if (!pair.ok()) return pair.status();
  const auto value = ValueAtConfidence("--rate", pair->second);
  if (!value.ok()) return value.status();
  Rating rating;
  rating.set_criterion(pair->first);
  rating.set_value_hundredths(value->first);
  if (value->second.has_value()) rating.set_confidence(*value->second);
  return rating;
}

absl::StatusOr<MonthlyMoney> MoneyOption(const std::string& text) {
  const auto value = ValueAtConfidence("--money", text);
  if (!value.ok()) return value.status();
  MonthlyMoney money;
  money.set_amount_hundredths(value->first);
  if (value->second.has_value()) money.set_confidence(*value->second);
  return money;
}

absl::StatusOr<backlog::v1::Evidence> EvidenceOption(const std::string& text) {
  using backlog::v1::Evidence;
  const absl::string_view example =
      "gsc-2026:field-data:Search Console, October";
  const auto id = PairOption("--evidence", text, ':', example);
  if (!id.ok()) return id.status();
  const auto rest = PairOption("--evidence", id->second, ':', example);
  if (!rest.ok()) return rest.status();
  Evidence evidence;
  evidence.set_id(id->first);
  evidence.set_title(rest->second);
  const std::string& grade = rest->first;
  if (grade == "assertion") {
    evidence.set_grade(Evidence::GRADE_ASSERTION);
  } else if (grade == "model") {
    evidence.set_grade(Evidence::GRADE_MODEL);
  } else if (grade == "field-data") {
    evidence.set_grade(Evidence::GRADE_FIELD_DATA);
  } else if (grade == "measured-test") {
    evidence.set_grade(Evidence::GRADE_MEASURED_TEST);
  } else {
    return absl::InvalidArgumentError(absl::StrCat(
        "--evidence: `", grade,
        "` is no grade; it is assertion, model, field-data or measured-test"));
  }
  return evidence;
}

absl::Status FillItemTexts(const std::string& portfolio,
                           const ItemFields& fields, Item* item,
                           google::protobuf::FieldMask* mask) {
  const auto text = [&](const char* field, const std::string& value,
                        std::string* into) {
    if (value.empty()) return;
    *into = value;
    mask->add_paths(field);
  };
  const auto name = [&](absl::string_view collection, const std::string& id) {
    return id.empty() ? "" : NameOf(portfolio, collection, id);
  };
  text("title", fields.title, item->mutable_title());
  text("category", fields.category, item->mutable_category());
  text("problem", fields.problem, item->mutable_problem());
  text("outcome", fields.outcome, item->mutable_outcome());
  text("measure", fields.measure, item->mutable_measure());
  text("due_basis", fields.due_basis, item->mutable_due_basis());
  text("requester", name("members", fields.requester),
       item->mutable_requester());
  text("owner", name("members", fields.owner), item->mutable_owner());
  text("parent_item", name("items", fields.parent),
       item->mutable_parent_item());
  if (!fields.due.empty()) {
    const auto day = DateOption("--due", fields.due);
    if (!day.ok()) return day.status();
    *item->mutable_due_date() = *day;
    mask->add_paths("due_date");
  }
  if (!fields.confidence.empty()) {
    const auto confidence = ParseWhole(fields.confidence);
    if (!confidence.ok()) return confidence.status();
    item->set_confidence(*confidence);
    mask->add_paths("confidence");
  }
  for (const std::string& id : fields.required_items) {
    item->add_required_items(NameOf(portfolio, "items", id));
  }
  if (!fields.required_items.empty()) mask->add_paths("required_items");
  for (const std::string& label : fields.labels) item->add_labels(label);
  if (!fields.labels.empty()) mask->add_paths("labels");
  for (const std::string& touched : fields.touchpoints) {
    item->add_touchpoints(touched);
  }
  if (!fields.touchpoints.empty()) mask->add_paths("touchpoints");
  for (const std::string& external : fields.external) {
    const auto pair = PairOption("--external", external, '=', "jira=SHOP-123");
    if (!pair.ok()) return pair.status();
    auto* reference = item->add_external_references();
    reference->set_system(pair->first);
    reference->set_key(pair->second);
  }
  if (!fields.external.empty()) mask->add_paths("external_references");
  for (const std::string& piece : fields.evidence) {
    auto evidence = EvidenceOption(piece);
    if (!evidence.ok()) return evidence.status();
    *item->add_evidence() = *std::move(evidence);
  }
  if (!fields.evidence.empty()) mask->add_paths("evidence");
  return absl::OkStatus();
}

Table ItemTable(const std::vector<Item>& items) {
  Table table({{"item"},
               {"title", false, /*flexible=*/true, 16},
               {"category"},
               {"state"},
               {"money", /*right=*/true},
               {"effort", false, /*flexible=*/true, 10},
               {"requester", false, /*flexible=*/true, 6},
               {"due"}});
  for (const Item& item : items) {
    table.AddRow({IdOf(item.name()), item.title(), item.category(),
                  Words(Item::State_Name(item.state()), "STATE_"),
                  item.has_money()
                      ? FormatHundredths(item.money().amount_hundredths())
                      : "",
                  EffortsText(item.estimate().efforts()),
                  IdOf(item.requester()), FormatDate(item.due_date())});
  }
  return table;
}

std::string ItemText(const Item& item, Language language) {
  std::string text = absl::StrCat(IdOf(item.name()), "  ", item.title(), "\n");
  const auto line = [&](absl::string_view what, absl::string_view value) {
    if (!value.empty()) absl::StrAppend(&text, "  ", what, ": ", value, "\n");
  };
  line("state", Words(Item::State_Name(item.state()), "STATE_"));
  line("because", item.state_reason());
  line("category", item.category());
  line("requester", IdOf(item.requester()));
  line("owner", IdOf(item.owner()));
  line("problem", item.problem());
  line("outcome", item.outcome());
  line("measure", item.measure());
  if (item.has_study()) {
    line("study of", absl::StrCat(IdOf(item.study().item()), " until ",
                                  FormatDate(item.study().last_day())));
  }
  line("submitted", TimeText(item.submit_time()));
  line("due",
       absl::StrCat(FormatDate(item.due_date()),
                    item.due_basis().empty() ? "" : " ", item.due_basis()));
  if (item.has_money()) {
    line("money a month", FormatHundredths(item.money().amount_hundredths()));
  }
  if (item.has_business_case()) {
    line(Translated("reckoned as", language),
         CaseText(item.business_case(), language));
  }
  if (item.has_realised()) {
    line(Translated("realised", language),
         RealisedText(item.realised(), language));
  }
  std::vector<std::string> ratings;
  for (const Rating& rating : item.ratings()) {
    ratings.push_back(absl::StrCat(
        rating.criterion(), " ", FormatHundredths(rating.value_hundredths()),
        rating.has_confidence() ? absl::StrCat(" @", rating.confidence(), " %")
                                : ""));
  }
  line("ratings", absl::StrJoin(ratings, ", "));
  if (item.has_confidence()) {
    line("confidence", absl::StrCat(item.confidence(), " %"));
  }
  line("effort", EffortsText(item.estimate().efforts()));
  std::vector<std::string> opinions;
  for (const auto& opinion : item.opinions())
    opinions.push_back(OpinionText(opinion));
  line("opinions", absl::StrJoin(opinions, ", "));
  std::vector<std::string> evidence;
  for (const auto& piece : item.evidence())
    evidence.push_back(absl::StrCat(piece.id(), " (", piece.title(), ")"));
  line("evidence", absl::StrJoin(evidence, ", "));
  std::vector<std::string> names;
  for (const std::string& name : item.required_items()) {
    names.push_back(IdOf(name));
  }
  line("requires", absl::StrJoin(names, ", "));
  line("part of", IdOf(item.parent_item()));
  line("labels", absl::StrJoin(item.labels(), ", "));
  line("touchpoints", absl::StrJoin(item.touchpoints(), ", "));
  for (const auto& reference : item.external_references()) {
    line(reference.system(),
         absl::StrCat(reference.key(), reference.uri().empty() ? "" : " ",
                      reference.uri()));
  }
  line("merged into", IdOf(item.merged_into()));
  line("version", item.etag());
  return text;
}

}  // namespace lifeline::cli
