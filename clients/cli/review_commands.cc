// `lifeline review ...`: the regular meeting, from its baseline to its minutes.
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/review_page.h"
#include "services/common/names.h"

namespace lifeline::cli {
namespace {

using roadmap::v1::Review;

struct ReviewArguments {
  std::string portfolio;
  std::string review;
  std::string title;
  std::string ranking;
  std::string file;
  std::vector<std::string> decisions;
  std::vector<std::string> because;
  std::vector<std::string> by;
};

Table ReviewTable(const std::vector<Review>& reviews) {
  Table table({{"review"},
               {"title", false, /*flexible=*/true, 14},
               {"state"},
               {"baseline"},
               {"opened"},
               {"decisions", true}});
  for (const Review& review : reviews) {
    table.AddRow({IdOf(review.name()), review.title(),
                  Words(Review::State_Name(review.state()), "STATE_"),
                  IdOf(review.baseline()), TimeText(review.open_time()),
                  absl::StrCat(review.decisions_size())});
  }
  return table;
}

// Freezes the ranking under the review's id; the one that an earlier try froze
// is taken, so that the command can be repeated.
absl::StatusOr<scoring::v1::Baseline> Freeze(Context& context,
                                             const ReviewArguments& a) {
  scoring::v1::GetBaselineRequest present;
  present.set_name(NameOf(a.portfolio, "baselines", a.review));
  const auto found = context.session().Call(&ScoringStub::GetBaseline, present);
  if (found.ok() || !absl::IsNotFound(found.status())) return found;
  scoring::v1::CreateBaselineRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_baseline_id(a.review);
  request.mutable_baseline()->set_title(a.title);
  if (!a.ranking.empty()) {
    request.mutable_baseline()->set_ranking(
        NameOf(a.portfolio, "rankings", a.ranking));
  }
  return context.session().Call(&ScoringStub::CreateBaseline, request);
}

absl::Status Open(Context& context, const ReviewArguments& a) {
  const auto baseline = Freeze(context, a);
  if (!baseline.ok()) return baseline.status();
  scoring::v1::ListRankedItemsRequest above;
  above.set_parent(baseline->ranking());
  above.set_filter("standing = ABOVE OR standing = RIDING");
  const auto items = context.session().ListAll(
      &ScoringStub::ListRankedItems, above,
      &scoring::v1::ListRankedItemsResponse::ranked_items);
  if (!items.ok()) return items.status();
  roadmap::v1::CreateReviewRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  request.set_review_id(a.review);
  request.mutable_review()->set_title(a.title);
  request.mutable_review()->set_baseline(baseline->name());
  for (const scoring::v1::RankedItem& item : *items)
    request.mutable_review()->add_above_items(item.item());
  return CallAndPrint(context, &RoadmapStub::CreateReview, request,
                      &ReviewTable);
}

// The id of the newest review that has a baseline, if none is named.
absl::StatusOr<Review> ReviewOf(Context& context, const ReviewArguments& a) {
  if (!a.review.empty()) {
    roadmap::v1::GetReviewRequest request;
    request.set_name(NameOf(a.portfolio, "reviews", a.review));
    return context.session().Call(&RoadmapStub::GetReview, request);
  }
  roadmap::v1::ListReviewsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  const auto all =
      context.session().ListAll(&RoadmapStub::ListReviews, request,
                                &roadmap::v1::ListReviewsResponse::reviews);
  if (!all.ok()) return all.status();
  const Review* newest = nullptr;
  for (const Review& review : *all) {
    if (!review.baseline().empty() &&
        (newest == nullptr ||
         TimeText(newest->open_time()) <= TimeText(review.open_time()))) {
      newest = &review;
    }
  }
  if (newest == nullptr) {
    return absl::NotFoundError(
        absl::StrCat(a.portfolio, " has no review yet; lifeline review open ",
                     a.portfolio, " ID --title ..."));
  }
  return *newest;
}

absl::Status Show(Context& context, const ReviewArguments& a) {
  const auto review = ReviewOf(context, a);
  if (!review.ok()) return review.status();
  scoring::v1::GetReviewReportRequest request;
  request.set_name(review->name());
  request.set_language(context.LanguageCode());
  request.mutable_min_revisions()->set_roadmap(review->revision());
  const auto report =
      context.session().Call(&ScoringStub::GetReviewReport, request);
  if (!report.ok()) return report.status();
  const bool html =
      absl::EndsWith(a.file, ".html") || absl::EndsWith(a.file, ".htm");
  const std::string page =
      ReviewPage(*report, context.language(),
                 html ? PageFormat::kHtml : PageFormat::kMarkdown);
  if (a.file.empty()) {
    if (context.format() == Format::kTable) {
      context.out() << page;
    } else {
      context.PrintJson(MessageJson(*report));
    }
    return absl::OkStatus();
  }
  std::ofstream file(a.file, std::ios::binary);
  file << page;
  file.close();
  if (!file) {
    return absl::InternalError(
        absl::StrCat(a.file, " could not be written; choose another place"));
  }
  context.Say(absl::StrCat("written to ", a.file));
  return absl::OkStatus();
}

absl::Status Close(Context& context, const ReviewArguments& a) {
  if (a.because.size() != a.decisions.size()) {
    return absl::InvalidArgumentError(
        "--because: each --decision needs one, in the same order");
  }
  if (a.by.size() > 1 && a.by.size() != a.decisions.size()) {
    return absl::InvalidArgumentError(
        "--by: name one member for all decisions, or one for each");
  }
  roadmap::v1::CloseReviewRequest request;
  request.set_name(NameOf(a.portfolio, "reviews", a.review));
  std::string self;
  if (a.by.empty() && !a.decisions.empty()) {
    const auto member = ActingMember(context, a.portfolio);
    if (!member.ok()) return member.status();
    self = member->name();
  }
  for (size_t i = 0; i < a.decisions.size(); ++i) {
    Review::Decision* decision = request.add_decisions();
    decision->set_text(a.decisions[i]);
    decision->set_reason(a.because[i]);
    decision->set_decided_by(
        a.by.empty()
            ? self
            : NameOf(a.portfolio, "members", a.by[a.by.size() == 1 ? 0 : i]));
  }
  return CallAndPrint(context, &RoadmapStub::CloseReview, request,
                      &ReviewTable);
}

absl::Status List(Context& context, const ReviewArguments& a) {
  using Response = roadmap::v1::ListReviewsResponse;
  roadmap::v1::ListReviewsRequest request;
  request.set_parent(PortfolioName(a.portfolio));
  return ListAndPrint(context, &RoadmapStub::ListReviews, request,
                      &Response::reviews, &Response::mutable_reviews,
                      &ReviewTable);
}

void AddReview(CLI::App* verb, ReviewArguments* a, bool required = true) {
  AddPortfolio(verb, &a->portfolio);
  verb->add_option("review", a->review,
                   required ? "The review's id"
                            : "The review's id; the newest by default")
      ->required(required);
}

}  // namespace

void AddReviewCommands(CLI::App* app, Context* context) {
  CLI::App* noun = AddNoun(
      app, "review", "The regular meeting: what moved since the last, and why");
  const auto a = std::make_shared<ReviewArguments>();
  CLI::App* verb = AddVerb(
      noun, context,
      {"open",
       "Freezes the ranking under the review's id and opens the review. From "
       "then on only what stands above in it is newly promised.",
       {"lifeline review open shop 2027-01 --title 'Review January 2027'"}},
      [=] { return Open(*context, *a); });
  AddReview(verb, a.get());
  verb->add_option("--title", a->title, "What people call it")->required();
  verb->add_option("--ranking", a->ranking,
                   "The number of the ranking; the newest by default");
  verb = AddVerb(noun, context,
                 {"show",
                  "The page for leadership: seven figures, at most five "
                  "decisions, what moved and why.",
                  {"lifeline review show shop",
                   "lifeline review show shop 2027-01 --language de -f "
                   "review.html"}},
                 [=] { return Show(*context, *a); });
  AddReview(verb, a.get(), /*required=*/false);
  verb->add_option("-f,--file", a->file,
                   "Where to write it; HTML if it ends in .html, else "
                   "Markdown");
  verb = AddVerb(
      noun, context,
      {"close",
       "Closes a review with its minutes, which stand from then on.",
       {"lifeline review close shop 2027-01 --decision 'hreflang waits' "
        "--because 'no market in Austria before May' --by "
        "arbiter@example.com"}},
      [=] { return Close(*context, *a); });
  AddReview(verb, a.get());
  AddRepeated(verb, "--decision", &a->decisions, "What was decided");
  AddRepeated(verb, "--because", &a->because, "Why, for each decision");
  AddRepeated(verb, "--by", &a->by, "Who decided; who acts, by default");
  verb =
      AddVerb(noun, context,
              {"list", "Lists reviews by id.", {"lifeline review list shop"}},
              [=] { return List(*context, *a); });
  AddPortfolio(verb, &a->portfolio);
}

}  // namespace lifeline::cli
