#include "services/rights/rights.h"

#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "lifeline/audit/v1/audit.grpc.pb.h"
#include "lifeline/storage/v1/storage.grpc.pb.h"
#include "services/common/status_testing.h"
#include "tests/conformance/conformance.h"
#include "tests/conformance/method_requests.h"

namespace lifeline::testing {
namespace {

using rights::Roles;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Every method of Lifeline, by full name.
std::map<std::string, const google::protobuf::MethodDescriptor*> AllMethods() {
  std::map<std::string, const google::protobuf::MethodDescriptor*> methods;
  for (const google::protobuf::FileDescriptor* file :
       {roadmap::v1::Portfolio::descriptor()->file(),
        backlog::v1::Item::descriptor()->file(),
        scoring::v1::Ranking::descriptor()->file(),
        storage::v1::Database::descriptor()->file(),
        audit::v1::Audit::descriptor()->file()}) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        const auto* method = file->service(s)->method(m);
        methods[absl::StrCat(method->service()->full_name(), "/",
                             method->name())] = method;
      }
    }
  }
  return methods;
}

// The same, but what cannot be tried without being done comes last.
std::vector<std::pair<std::string, const google::protobuf::MethodDescriptor*>>
ArchivingLast() {
  const auto methods = AllMethods();
  std::vector<std::pair<std::string, const google::protobuf::MethodDescriptor*>>
      list(methods.begin(), methods.end());
  std::stable_partition(list.begin(), list.end(), [](const auto& method) {
    return method.second->name() != "ArchivePortfolio";
  });
  return list;
}

TEST(RightsTable, EveryMethodHasARuleAndEveryRuleAMethod) {
  std::set<std::string> ruled;
  for (const rights::Rule& rule : rights::Methods()) ruled.insert(rule.name);
  std::set<std::string> methods;
  for (const auto& [name, method] : AllMethods()) methods.insert(name);
  EXPECT_EQ(ruled, methods);
}

TEST(RightsTable, EveryRuleOfAFieldIsOfAFieldThatIsThere) {
  for (const rights::Rule& rule : rights::Fields()) {
    const auto* pool = google::protobuf::DescriptorPool::generated_pool();
    EXPECT_TRUE(pool->FindFieldByName(rule.name) != nullptr ||
                pool->FindMessageTypeByName(rule.name) != nullptr)
        << rule.name;
  }
}

// Calls a method by its name, streams up to their first message.
absl::Status CallMethod(const std::shared_ptr<grpc::Channel>& channel,
                        const std::string& method, const std::string& request,
                        const std::string& as) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.AddMetadata("lifeline-as", as);
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
  const auto step = [&queue] {
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return ok;
  };
  auto call = stub.PrepareCall(&context, "/" + method, &queue);
  call->StartCall(nullptr);
  step();
  const grpc::Slice slice(request);
  call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
  step();
  grpc::ByteBuffer answer;
  call->Read(&answer, nullptr);
  if (step()) context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  step();
  return FromGrpc(status);
}

std::string RequestOf(const google::protobuf::MethodDescriptor& method) {
  google::protobuf::DynamicMessageFactory factory;
  std::unique_ptr<google::protobuf::Message> message(
      factory.GetPrototype(method.input_type())->New());
  const auto text = MethodRequests().find(std::string(method.name()));
  if (text != MethodRequests().end()) {
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text->second,
                                                              message.get()))
        << method.full_name();
  }
  const auto* parent = method.input_type()->FindFieldByName("parent");
  if (parent != nullptr &&
      message->GetReflection()->GetString(*message, parent).empty()) {
    message->GetReflection()->SetString(message.get(), parent,
                                        "portfolios/shop");
  }
  return message->SerializeAsString();
}

struct Role {
  std::string member;
  Roles roles;
  bool tool = false;
};

class Rights : public Conformance {
 protected:
  void SetUp() override {
    Conformance::SetUp();
    ASSERT_EQ(shop().AddItem("theirs", 1000, 1), absl::OkStatus());
    ASSERT_EQ(AddMembers("shop"), absl::OkStatus());
    // From here on the backlog and the scoring service know them.
    ASSERT_EQ(shop().AddItem("other", 2000, 1), absl::OkStatus());
    ASSERT_TRUE(shop().Ranked().ok());
  }

  // A member for each role, and a tool that has all of them.
  static std::vector<Role> Everybody() {
    std::vector<Role> everybody;
    for (const rights::Role role : rights::EveryRole().List()) {
      const bool tool =
          role == roadmap::v1::ROLE_READER || role == roadmap::v1::ROLE_SYNC;
      everybody.push_back({"only-" + rights::RoleWord(role), {role}, tool});
    }
    everybody.push_back({"robot", rights::EveryRole(), true});
    return everybody;
  }

  absl::Status AddMembers(const std::string& portfolio) {
    roadmap::v1::ApplyRoadmapRequest request;
    request.set_parent("portfolios/" + portfolio);
    for (const Role& role : Everybody()) {
      auto* member =
          request.add_upserts()->mutable_resource()->mutable_member();
      member->set_name(request.parent() + "/members/" + role.member);
      for (const rights::Role one : role.roles.List()) member->add_roles(one);
      member->set_kind(role.tool ? roadmap::v1::Member::KIND_TOOL
                                 : roadmap::v1::Member::KIND_PERSON);
    }
    roadmap::v1::ApplyRoadmapResponse response;
    grpc::ClientContext context;
    shop().Prepare(&context);
    absl::Status status =
        FromGrpc(stubs().roadmap->ApplyRoadmap(&context, request, &response));
    if (status.ok()) shop().SeeRoadmap(response.revision());
    return status;
  }

  absl::Status Apply(const std::string& member,
                     const backlog::v1::ApplyItemsRequest& request) {
    backlog::v1::ApplyItemsResponse response;
    grpc::ClientContext context;
    shop().Prepare(&context, member);
    return FromGrpc(stubs().backlog->ApplyItems(&context, request, &response));
  }

  absl::Status Apply(const std::string& member,
                     const roadmap::v1::ApplyRoadmapRequest& request) {
    roadmap::v1::ApplyRoadmapResponse response;
    grpc::ClientContext context;
    shop().Prepare(&context, member);
    return FromGrpc(
        stubs().roadmap->ApplyRoadmap(&context, request, &response));
  }
};

TEST_P(Rights, EveryMethodIsAllowedToEveryRoleAsTheTableSays) {
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels;
  for (const char* service : {"roadmap", "backlog", "scoring"}) {
    channels[service] = grpc::CreateChannel(deployment().address(service),
                                            grpc::InsecureChannelCredentials());
  }
  // Three processes have an audit of their own, and each has its storage.
  channels["storage"] = channels["roadmap"];
  if (GetParam() == Deployment::Kind::kSuite)
    channels["audit"] = channels["roadmap"];
  int calls = 0;
  for (const auto& [name, method] : ArchivingLast()) {
    const rights::Rule* rule = rights::FindRule(name);
    ASSERT_NE(rule, nullptr) << name;
    const std::string package = std::string(method->file()->package());
    const auto channel = channels.find(
        package.substr(std::string("lifeline.").size(),
                       package.rfind('.') - std::string("lifeline.").size()));
    if (channel == channels.end()) continue;
    const std::string request = RequestOf(*method);
    for (const Role& role : Everybody()) {
      const absl::Status status =
          CallMethod(channel->second, name, request, role.member);
      ++calls;
      if (rights::Allows(*rule, role.roles, role.tool, /*own=*/false)) {
        // What else stands in the way is no matter of roles.
        EXPECT_NE(ReasonOf(status), "ROLE_MISSING")
            << role.member << " may call " << name << ": " << status;
        EXPECT_NE(status.code(), absl::StatusCode::kUnimplemented) << name;
      } else {
        EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied)
            << role.member << " may not call " << name << ": " << status;
        EXPECT_EQ(ReasonOf(status), "ROLE_MISSING") << name;
        EXPECT_THAT(std::string(status.message()), HasSubstr(role.member));
      }
    }
  }
  EXPECT_GT(calls, 1000);
}

TEST_P(Rights, AnAdminWhoEditsWeightsHearsWhoseTheyAre) {
  scoring::v1::CreateScoringModelRequest request;
  request.set_parent("portfolios/shop");
  request.mutable_model()->set_preset("joint-default");
  request.set_activate(true);
  scoring::v1::ScoringModel model;
  grpc::ClientContext context;
  shop().Prepare(&context, "only-admin");
  const absl::Status denied =
      FromGrpc(stubs().scoring->CreateScoringModel(&context, request, &model));
  EXPECT_EQ(ReasonOf(denied), "ROLE_MISSING");
  EXPECT_THAT(
      std::string(denied.message()),
      AllOf(HasSubstr("only-admin may not write scoring models"),
            HasSubstr("marketing-lead or it-lead"), HasSubstr("only-it-lead")));
}

TEST_P(Rights, AToolThatTriesToAnswerIsToldThatAPersonDoes) {
  scoring::v1::AnswerReceiptsRequest request;
  request.add_crossings("portfolios/shop/rankings/1/crossings/theirs");
  request.set_answer(scoring::v1::Receipt::STATE_ACCEPTED);
  request.set_text("fine");
  const absl::Status denied = shop().Answer("robot", request).status();
  EXPECT_EQ(ReasonOf(denied), "ROLE_MISSING");
  EXPECT_THAT(std::string(denied.message()), HasSubstr("robot is a tool"));
}

TEST_P(Rights, ASyncToolReportsReferencesAndSetsNoRating) {
  backlog::v1::UpdateItemRequest request;
  request.mutable_item()->set_name(shop().item_name("theirs"));
  auto* rating = request.mutable_item()->add_ratings();
  rating->set_criterion("risk");
  rating->set_value_hundredths(1000);
  request.mutable_item()->set_title("Another title");
  auto* reference = request.mutable_item()->add_external_references();
  reference->set_system("jira");
  reference->set_key("SHOP-1");
  for (const char* path : {"ratings", "title", "external_references"})
    request.mutable_update_mask()->add_paths(path);
  backlog::v1::Item item;
  const auto update = [&] {
    grpc::ClientContext context;
    shop().Prepare(&context, "only-sync");
    return FromGrpc(stubs().backlog->UpdateItem(&context, request, &item));
  };
  const absl::Status denied = update();
  EXPECT_EQ(ReasonOf(denied), "ROLE_MISSING");
  EXPECT_THAT(FieldsOf(denied),
              UnorderedElementsAre("item.ratings", "item.title"));
  request.mutable_update_mask()->clear_paths();
  request.mutable_update_mask()->add_paths("external_references");
  EXPECT_EQ(update(), absl::OkStatus());
  EXPECT_EQ(item.external_references(0).key(), "SHOP-1");
  EXPECT_THAT(item.ratings(), IsEmpty());
}

TEST_P(Rights, WhoMayEstimateBeginsTheValidationByThatInADocumentToo) {
  backlog::v1::ApplyItemsRequest request;
  request.set_parent("portfolios/shop");
  auto* asked = request.add_upserts();
  asked->mutable_item()->set_name(shop().item_name("asked"));
  asked->mutable_item()->set_title("Asked for");
  asked->mutable_item()->set_category("seo");
  ASSERT_EQ(Apply("", request), absl::OkStatus());
  auto* effort = asked->mutable_item()->mutable_estimate()->add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(100);
  asked->mutable_update_mask()->add_paths("estimate");
  ASSERT_EQ(Apply("only-effort-rater", request), absl::OkStatus());
  backlog::v1::GetItemRequest named;
  named.set_name(shop().item_name("asked"));
  backlog::v1::Item item;
  grpc::ClientContext context;
  shop().Prepare(&context);
  ASSERT_TRUE(stubs().backlog->GetItem(&context, named, &item).ok());
  EXPECT_EQ(item.state(), backlog::v1::Item::STATE_VALIDATING);
}

TEST_P(Rights, ItemsAreNoSideDoorForWhatTheirMethodsRefuse) {
  backlog::v1::ApplyItemsRequest request;
  request.set_parent("portfolios/shop");
  backlog::v1::Item* own = request.add_upserts()->mutable_item();
  own->set_title("Mine");
  own->set_category("seo");
  backlog::v1::Item* valued = request.add_upserts()->mutable_item();
  *valued = *own;
  valued->mutable_money()->set_amount_hundredths(100);
  valued->set_state(backlog::v1::Item::STATE_READY);
  valued->mutable_submit_time()->set_seconds(1'000'000'000);
  auto* effort = valued->mutable_estimate()->add_efforts();
  effort->set_team("portfolios/shop/teams/web");
  effort->set_effort_hundredths(1);
  auto* theirs = request.add_upserts();
  theirs->mutable_item()->set_name(shop().item_name("theirs"));
  theirs->mutable_item()->set_title("Not so important");
  theirs->mutable_item()->set_state(backlog::v1::Item::STATE_DONE);
  theirs->mutable_update_mask()->add_paths("title");
  theirs->mutable_update_mask()->add_paths("state");
  request.set_reason("tidying up");
  const absl::Status denied = Apply("only-requester", request);
  EXPECT_EQ(denied.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(denied), "ROLE_MISSING");
  EXPECT_THAT(FieldsOf(denied),
              UnorderedElementsAre(
                  "upserts[1].item.money", "upserts[1].item.estimate",
                  "upserts[1].item.state", "upserts[1].item.submit_time",
                  "upserts[2].item.title", "upserts[2].item.state"));
  EXPECT_THAT(*shop().Ranked(), ::testing::SizeIs(2));
  request.mutable_upserts()->DeleteSubrange(1, 2);
  EXPECT_EQ(Apply("only-requester", request), absl::OkStatus());
}

TEST_P(Rights, ADocumentIsNoSideDoorForWhatItsMethodsRefuse) {
  roadmap::v1::ApplyRoadmapRequest request;
  request.set_parent("portfolios/shop");
  const auto add = [&request] {
    return request.add_upserts()->mutable_resource();
  };
  auto* capacity = add()->mutable_capacity();
  capacity->set_name("portfolios/shop/periods/q1/capacities/web");
  capacity->set_gross_hundredths(100);
  auto* mandate = add()->mutable_mandate();
  mandate->set_name("portfolios/shop/mandates/theirs");
  mandate->set_item(shop().item_name("theirs"));
  auto* promised = add()->mutable_commitment();
  promised->set_name("portfolios/shop/commitments/theirs");
  promised->set_item(shop().item_name("theirs"));
  promised->set_period("portfolios/shop/periods/q1");
  promised->set_state(roadmap::v1::Commitment::STATE_PROMISED);
  auto* member = add()->mutable_member();
  member->set_name("portfolios/shop/members/only-sync");
  member->set_kind(roadmap::v1::Member::KIND_TOOL);
  member->add_roles(roadmap::v1::ROLE_ADMIN);
  const absl::Status denied = Apply("only-sync", request);
  EXPECT_EQ(ReasonOf(denied), "ROLE_MISSING");
  EXPECT_THAT(FieldsOf(denied),
              UnorderedElementsAre("upserts[0].resource.capacity",
                                   "upserts[1].resource.mandate",
                                   "upserts[2].resource.commitment.state",
                                   "upserts[3].resource.member.roles"));
}

TEST_P(Rights, AMemberSaysWhenHeIsAwayAndNotWhatHeMay) {
  roadmap::v1::UpdateMemberRequest request;
  request.mutable_member()->set_name("portfolios/shop/members/only-requester");
  request.mutable_member()->set_deputy("portfolios/shop/members/anna");
  request.mutable_member()->add_roles(roadmap::v1::ROLE_ADMIN);
  request.mutable_update_mask()->add_paths("deputy");
  request.mutable_update_mask()->add_paths("roles");
  roadmap::v1::Member member;
  const auto update = [&] {
    grpc::ClientContext context;
    shop().Prepare(&context, "only-requester");
    return FromGrpc(stubs().roadmap->UpdateMember(&context, request, &member));
  };
  EXPECT_THAT(FieldsOf(update()), ElementsAre("member.roles"));
  request.mutable_update_mask()->mutable_paths()->RemoveLast();
  EXPECT_EQ(update(), absl::OkStatus());
  EXPECT_EQ(member.deputy(), "portfolios/shop/members/anna");
}

TEST_P(Rights, WhatSomebodyMayInOnePortfolioIsNothingInAnother) {
  // Anna begins a portfolio of her own, and has every role in it.
  Shop other(stubs(), "other", "anna@example.com");
  ASSERT_EQ(other.Open(5), absl::OkStatus());
  EXPECT_EQ(other.SetCapacity(6), absl::OkStatus());
  Shop here(stubs(), "shop", "anna@example.com");
  EXPECT_EQ(ReasonOf(here.SetCapacity(6)), "ROLE_MISSING");
  EXPECT_EQ(ReasonOf(Shop(stubs(), "other", "only-planner").SetCapacity(7)),
            "NOT_A_MEMBER");
}

LIFELINE_RUN_AGAINST_BOTH(Rights);

}  // namespace
}  // namespace lifeline::testing
