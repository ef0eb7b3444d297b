#include "services/backlog/backlog_testing.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "services/rights/rights.h"

namespace lifeline::backlog {
namespace {

using roadmap::v1::RoadmapResource;

template <typename T>
T OrDie(absl::StatusOr<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().ToString().c_str());
    std::abort();
  }
  return *std::move(result);
}

std::string NameOf(const RoadmapResource& resource) {
  switch (resource.resource_case()) {
    case RoadmapResource::kPortfolio:
      return resource.portfolio().name();
    case RoadmapResource::kMember:
      return resource.member().name();
    case RoadmapResource::kTeam:
      return resource.team().name();
    case RoadmapResource::kKpi:
      return resource.kpi().name();
    default:
      std::abort();
  }
}

}  // namespace

FakeRoadmap::FakeRoadmap() {
  ServerOptions options;
  options.in_process_only = true;
  server_ = OrDie(Server::Start(
      options, {NamedService{"lifeline.roadmap.v1.RoadmapService", this}}));
}

FakeRoadmap::~FakeRoadmap() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  server_->Stop();
}

int64_t FakeRoadmap::Commit(const std::string& portfolio,
                            std::vector<RoadmapResource> resources) {
  absl::MutexLock lock(&mutex_);
  roadmap::v1::RoadmapCommit commit;
  commit.set_portfolio(absl::StrCat("portfolios/", portfolio));
  commit.set_actor(absl::StrCat("portfolios/", portfolio, "/members/m1"));
  commit.set_epoch(epoch_);
  commit.set_revision(1 + absl::c_count_if(commits_, [&](const auto& other) {
                        return other.portfolio() == commit.portfolio();
                      }));
  for (RoadmapResource& resource : resources) {
    roadmap::v1::RoadmapChange& change = *commit.add_changes();
    change.set_name(NameOf(resource));
    *change.mutable_after() = std::move(resource);
  }
  commits_.push_back(commit);
  return commit.revision();
}

void FakeRoadmap::StartNewEpoch() {
  absl::MutexLock lock(&mutex_);
  ++epoch_;
  commits_.clear();
  ++ended_;
}

void FakeRoadmap::EndStreams() {
  absl::MutexLock lock(&mutex_);
  ++ended_;
}

std::vector<roadmap::v1::Cursor> FakeRoadmap::cursors() const {
  absl::MutexLock lock(&mutex_);
  return cursors_;
}

grpc::Status FakeRoadmap::WatchRoadmap(
    grpc::ServerContext* context,
    const roadmap::v1::WatchRoadmapRequest* request,
    grpc::ServerWriter<roadmap::v1::WatchRoadmapResponse>* writer) {
  size_t next = 0;
  bool told_live = false;
  int64_t ended;
  {
    absl::MutexLock lock(&mutex_);
    ended = ended_;
    cursors_.assign(request->cursors().begin(), request->cursors().end());
  }
  while (!context->IsCancelled()) {
    roadmap::v1::WatchRoadmapResponse message;
    {
      absl::MutexLock lock(&mutex_);
      const auto ready = [&]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
        return stopping_ || ended != ended_ || next < commits_.size();
      };
      mutex_.AwaitWithTimeout(absl::Condition(&ready), absl::Milliseconds(5));
      if (stopping_ || ended != ended_) {
        return grpc::Status(grpc::StatusCode::UNAVAILABLE, "ended by the test");
      }
      if (next < commits_.size()) {
        *message.mutable_commit() = commits_[next++];
      } else if (std::exchange(told_live, true)) {
        continue;
      }
      message.set_live(true);
      message.set_epoch(epoch_);
    }
    if (!message.has_commit()) {
      writer->Write(message);
      continue;
    }
    const bool seen = absl::c_any_of(
        request->cursors(), [&](const roadmap::v1::Cursor& cursor) {
          return cursor.portfolio() == message.commit().portfolio() &&
                 cursor.epoch() == message.commit().epoch() &&
                 cursor.revision() >= message.commit().revision();
        });
    if (seen) continue;
    writer->Write(message);
  }
  return grpc::Status::CANCELLED;
}

RoadmapResource PortfolioResource(const std::string& id,
                                  const std::vector<std::string>& categories,
                                  const std::vector<std::string>& retired) {
  RoadmapResource resource;
  resource.mutable_portfolio()->set_name(absl::StrCat("portfolios/", id));
  for (const std::string& category : categories) {
    resource.mutable_portfolio()->add_categories()->set_id(category);
  }
  for (const std::string& category : retired) {
    auto* added = resource.mutable_portfolio()->add_categories();
    added->set_id(category);
    added->set_retired(true);
  }
  // What is asked for before READY has tests of its own.
  resource.mutable_portfolio()->mutable_validation()->set_readiness_unchecked(
      true);
  return resource;
}

RoadmapResource MemberResource(const std::string& portfolio,
                               const std::string& id,
                               const std::string& address, bool inactive) {
  RoadmapResource resource;
  resource.mutable_member()->set_name(
      absl::StrCat("portfolios/", portfolio, "/members/", id));
  resource.mutable_member()->set_address(address);
  resource.mutable_member()->set_inactive(inactive);
  if (id == "m1") {
    for (const rights::Role role : rights::EveryRole().List())
      resource.mutable_member()->add_roles(role);
  } else if (id == "m2") {
    resource.mutable_member()->add_roles(roadmap::v1::ROLE_PRODUCT_OWNER);
    resource.mutable_member()->add_roles(roadmap::v1::ROLE_EFFORT_RATER);
  }
  return resource;
}

RoadmapResource TeamResource(const std::string& portfolio,
                             const std::string& id) {
  RoadmapResource resource;
  resource.mutable_team()->set_name(
      absl::StrCat("portfolios/", portfolio, "/teams/", id));
  return resource;
}

TestBacklog::TestBacklog(const std::string& path, Limits limits)
    : now_us_(absl::ToUnixMicros(absl::FromUnixSeconds(1'800'000'000))),
      executor_(2),
      roadmap_(std::make_unique<FakeRoadmap>()) {
  roadmap_->Commit(
      "shop",
      {PortfolioResource("shop", {"seo", "performance", "it"}, {"print"}),
       MemberResource("shop", "m1", "anna@example.com"),
       MemberResource("shop", "m2", "ben@example.com"),
       MemberResource("shop", "m3", "cleo@example.com"),
       MemberResource("shop", "m9", "gone@example.com", true),
       TeamResource("shop", "web"), TeamResource("shop", "content")});
  BacklogOptions options;
  options.database_path = path;
  options.rpc = RpcOptions{&executor_, [this] { return now(); }, "nobody"};
  options.limits = limits;
  options.follower.first_backoff = absl::Milliseconds(1);
  options.follower.longest_backoff = absl::Milliseconds(20);
  backlog_ = OrDie(BacklogServer::Make(std::move(options)));
  ServerOptions server_options;
  server_options.in_process_only = true;
  server_options.drain = absl::Seconds(1);
  server_ = OrDie(Server::Start(
      server_options,
      {NamedService{BacklogServer::kServiceName, backlog_->service()}}));
  server_->OnStop([this] { backlog_->Stop(); });
  backlog_->Start(roadmap_->channel());
  stub_ = v1::BacklogService::NewStub(server_->InProcessChannel());
  AwaitRoadmap("shop", 1);
}

TestBacklog::~TestBacklog() { server_->Stop(); }

void TestBacklog::AwaitRoadmap(const std::string& portfolio, int64_t revision) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (absl::Now() < deadline) {
    const auto view = backlog_->directory().Find(portfolio);
    if (view.ok() && (*view)->revision >= revision) return;
    absl::SleepFor(absl::Milliseconds(1));
  }
  std::fprintf(stderr, "the backlog never saw revision %lld of %s\n",
               static_cast<long long>(revision), portfolio.c_str());
  std::abort();
}

v1::Item TestBacklog::Submitted(const std::string& id) {
  v1::CreateItemRequest request;
  request.set_parent("portfolios/shop");
  request.set_item_id(id);
  *request.mutable_item() = NewItem(absl::StrCat("Item ", id));
  request.set_submit(true);
  return OrDie(Call(&v1::BacklogService::Stub::CreateItem, request));
}

v1::Item TestBacklog::Ready(const std::string& id) {
  v1::CreateItemRequest create;
  create.set_parent("portfolios/shop");
  create.set_item_id(id);
  *create.mutable_item() = Judged(NewItem(absl::StrCat("Item ", id)));
  create.set_submit(true);
  v1::ValidateItemRequest request;
  request.set_name(
      OrDie(Call(&v1::BacklogService::Stub::CreateItem, create)).name());
  return OrDie(Call(&v1::BacklogService::Stub::ValidateItem, request));
}

v1::Item TestBacklog::Get(const std::string& name) {
  v1::GetItemRequest request;
  request.set_name(name);
  return OrDie(Call(&v1::BacklogService::Stub::GetItem, request));
}

void TestBacklog::Prepare(absl::string_view caller,
                          grpc::ClientContext* context) {
  if (!caller.empty()) {
    context->AddMetadata(kCallerMetadata, std::string(caller));
  }
  context->set_deadline(std::chrono::system_clock::now() +
                        std::chrono::seconds(60));
}

std::string ShopItem(absl::string_view id) {
  return absl::StrCat("portfolios/shop/items/", id);
}

std::string ShopMember(absl::string_view id) {
  return absl::StrCat("portfolios/shop/members/", id);
}

v1::Item Judged(v1::Item item) {
  item.mutable_money()->set_amount_hundredths(100);
  auto* effort = item.mutable_estimate()->add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(100);
  return item;
}

v1::Item NewItem(const std::string& title, const std::string& category) {
  v1::Item item;
  item.set_title(title);
  item.set_category(category);
  return item;
}

}  // namespace lifeline::backlog
