#include "services/scoring/scoring_testing.h"

#include <cassert>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "services/scoring/notifier.h"
#include "services/scoring/scoring_schema.h"
#include "services/scoring/timestamps.h"

namespace lifeline::scoring {
namespace {

constexpr absl::string_view kShop = "portfolios/shop";

void MustBeOk(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << std::endl;
  std::abort();
}

std::string MakeFolder() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "lifeline_rig_XXXXXX").string();
  const char* made = mkdtemp(pattern.data());
  assert(made != nullptr);
  return made;
}

google::type::Date DateOf(int year, int month, int day) {
  google::type::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

}  // namespace

ScoringRig::ScoringRig() : ScoringRig(MakeFolder()) { keeps_dir_ = false; }

ScoringRig::ScoringRig(const std::string& folder)
    : dir_(folder), keeps_dir_(true) {
  std::filesystem::create_directories(dir_);
  now_ = absl::FromCivil(absl::CivilHour(2027, 1, 4, 9), absl::UTCTimeZone());
  Open();
}

ScoringRig::~ScoringRig() {
  Close();
  std::error_code ignored;
  if (!keeps_dir_) std::filesystem::remove_all(dir_, ignored);
}

void ScoringRig::Open() {
  absl::StatusOr<std::unique_ptr<Database>> database =
      Database::Open(absl::StrCat(dir_, "/scoring.db"), ScoringMigrations());
  MustBeOk(database.status());
  database_ = *std::move(database);
  writer_ = std::make_unique<Writer>(database_.get());
  store_ = std::make_unique<ScoringStore>(database_.get(), writer_.get());
  registry_ = std::make_unique<PortfolioRegistry>();
  context_ = PlanningContext();
  context_.store = store_.get();
  context_.registry = registry_.get();
  context_.clock = [this] { return now(); };
  PublisherOptions options;
  options.start_grace = absl::ZeroDuration();
  options.retry = absl::Milliseconds(20);
  options.inbox_limit = inbox_limit;
  publisher_ = std::make_unique<Publisher>(&context_, options);
  MustBeOk(publisher_->Start());
}

void ScoringRig::Close() {
  publisher_.reset();
  registry_.reset();
  store_.reset();
  writer_.reset();
  database_.reset();
}

void ScoringRig::Restart() {
  Close();
  Open();
}

absl::Time ScoringRig::now() const {
  absl::MutexLock lock(&mutex_);
  return now_;
}

void ScoringRig::SetNow(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  now_ = now;
}

void ScoringRig::OfferRoadmap(roadmap::v1::RoadmapCommit commit) {
  commit.set_portfolio(std::string(kShop));
  commit.set_epoch(epoch);
  commit.set_revision(++roadmap_);
  MustBeOk(publisher_->Offer(InputCommit::Of(std::move(commit))));
}

void ScoringRig::CommitRoadmap(
    std::vector<roadmap::v1::RoadmapResource> resources,
    absl::string_view actor) {
  roadmap::v1::RoadmapCommit commit;
  commit.set_actor(std::string(actor));
  for (roadmap::v1::RoadmapResource& resource : resources) {
    roadmap::v1::RoadmapChange* change = commit.add_changes();
    change->set_name(NameOf(resource));
    if (change->name().empty()) std::abort();
    *change->mutable_after() = std::move(resource);
  }
  OfferRoadmap(std::move(commit));
}

void ScoringRig::RemoveRoadmap(const std::string& name) {
  roadmap::v1::RoadmapCommit commit;
  commit.add_changes()->set_name(name);
  OfferRoadmap(std::move(commit));
}

void ScoringRig::CommitItems(std::vector<backlog::v1::Item> items,
                             absl::string_view actor,
                             absl::string_view change_id, int parts) {
  backlog::v1::ItemCommit commit;
  commit.set_portfolio(std::string(kShop));
  commit.set_epoch(epoch);
  commit.set_revision(++backlog_);
  commit.set_actor(std::string(actor));
  commit.set_change_id(std::string(change_id));
  commit.set_change_parts(parts);
  for (backlog::v1::Item& item : items) {
    backlog::v1::ItemChange* change = commit.add_changes();
    change->set_name(item.name());
    *change->mutable_after() = std::move(item);
  }
  MustBeOk(publisher_->Offer(InputCommit::Of(std::move(commit))));
}

void ScoringRig::Settle() {
  auto planned = std::make_shared<absl::Notification>();
  publisher_->PlanAgain("shop", {}, [planned] { planned->Notify(); });
  planned->WaitForNotification();
}

void ScoringRig::Notify() { MustBeOk(Notifier(&context_, notifier).RunOnce()); }

RankingPtr ScoringRig::Latest() {
  const std::shared_ptr<PortfolioState> state = registry_->Find("shop");
  return state == nullptr ? nullptr : state->Latest();
}

v1::Standing ScoringRig::StandingOf(absl::string_view item) {
  const RankingPtr latest = Latest();
  const auto index = latest->view->FindItem(ItemName("shop", item));
  if (!index) return v1::STANDING_UNSPECIFIED;
  return ToProto(latest->view->plan().results[*index].standing);
}

void ScoringRig::Begin(int64_t capacity_hundredths) {
  CommitRoadmap({Portfolio(), Member("m1", "anna@example.com"), Team("web"),
                 Period("q1", 1, 3),
                 Capacity("web", "q1", capacity_hundredths)});
  Settle();
}

Scoring ScoringRig::scoring() {
  Scoring scoring;
  scoring.store = store();
  scoring.registry = registry();
  scoring.publisher = publisher();
  return scoring;
}

CallContext ScoringRig::As(absl::string_view actor,
                           absl::string_view method) const {
  CallContext call;
  call.actor = std::string(actor);
  call.method = absl::StrCat("/lifeline.scoring.v1.ScoringService/", method);
  call.now = now();
  call.deadline = absl::InfiniteFuture();
  return call;
}

roadmap::v1::RoadmapResource ScoringRig::Portfolio() {
  roadmap::v1::RoadmapResource resource;
  resource.mutable_portfolio()->set_name(std::string(kShop));
  resource.mutable_portfolio()->set_title("Shop");
  resource.mutable_portfolio()->set_time_zone("UTC");
  resource.mutable_portfolio()->mutable_validation()->set_readiness_unchecked(
      true);
  return resource;
}

roadmap::v1::RoadmapResource ScoringRig::Member(absl::string_view id,
                                                absl::string_view address) {
  roadmap::v1::RoadmapResource resource;
  resource.mutable_member()->set_name(absl::StrCat(kShop, "/members/", id));
  resource.mutable_member()->set_address(std::string(address));
  resource.mutable_member()->set_kind(roadmap::v1::Member::KIND_PERSON);
  return resource;
}

roadmap::v1::RoadmapResource ScoringRig::Team(absl::string_view id) {
  roadmap::v1::RoadmapResource resource;
  resource.mutable_team()->set_name(absl::StrCat(kShop, "/teams/", id));
  resource.mutable_team()->set_title(std::string(id));
  return resource;
}

roadmap::v1::RoadmapResource ScoringRig::Period(absl::string_view id,
                                                int32_t first_month,
                                                int32_t last_month) {
  roadmap::v1::RoadmapResource resource;
  roadmap::v1::PlanningPeriod* period = resource.mutable_period();
  period->set_name(absl::StrCat(kShop, "/periods/", id));
  *period->mutable_first_day() = DateOf(2027, first_month, 1);
  *period->mutable_last_day() = DateOf(2027, last_month, 28);
  period->set_state(roadmap::v1::PlanningPeriod::STATE_OPEN);
  return resource;
}

roadmap::v1::RoadmapResource ScoringRig::Capacity(absl::string_view team,
                                                  absl::string_view period,
                                                  int64_t hundredths) {
  roadmap::v1::RoadmapResource resource;
  resource.mutable_capacity()->set_name(
      absl::StrCat(kShop, "/periods/", period, "/capacities/", team));
  resource.mutable_capacity()->set_gross_hundredths(hundredths);
  resource.mutable_capacity()->set_net_hundredths(hundredths);
  return resource;
}

backlog::v1::Item ScoringRig::Item(absl::string_view id, int64_t money,
                                   int64_t effort_hundredths) {
  backlog::v1::Item item;
  item.set_name(absl::StrCat(kShop, "/items/", id));
  item.set_title(absl::StrCat("Title of ", id));
  item.set_category("seo");
  item.set_requester(absl::StrCat(kShop, "/members/m1"));
  item.set_owner(item.requester());
  item.set_state(backlog::v1::Item::STATE_READY);
  *item.mutable_submit_time() = ToTimestamp(
      absl::FromCivil(absl::CivilDay(2026, 12, 1), absl::UTCTimeZone()));
  item.mutable_money()->set_amount_hundredths(money * 100);
  roadmap::v1::TeamEffort* effort = item.mutable_estimate()->add_efforts();
  effort->set_team(absl::StrCat(kShop, "/teams/web"));
  effort->set_effort_hundredths(effort_hundredths);
  return item;
}

}  // namespace lifeline::scoring
