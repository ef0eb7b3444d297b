#include "services/common/rpc.h"

#include <gmock/gmock.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "services/common/status.h"

namespace lifeline {
namespace {

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;

constexpr char kMethod[] = "/grpc.health.v1.Health/Check";

// A real service with one method, whose way of answering each test chooses. The
// health protocol serves as its messages: a text goes in and a number comes
// out.
class OneMethod : public Health::CallbackService {
 public:
  using Handler = std::function<grpc::ServerUnaryReactor*(
      grpc::CallbackServerContext*, const HealthCheckRequest*,
      HealthCheckResponse*)>;
  explicit OneMethod(Handler handler) : handler_(std::move(handler)) {}
  grpc::ServerUnaryReactor* Check(grpc::CallbackServerContext* context,
                                  const HealthCheckRequest* request,
                                  HealthCheckResponse* response) override {
    return handler_(context, request, response);
  }

 private:
  Handler handler_;
};

HealthCheckResponse Number(int number) {
  HealthCheckResponse response;
  response.set_status(static_cast<HealthCheckResponse::ServingStatus>(number));
  return response;
}

class RpcTest : public ::testing::Test {
 protected:
  RpcTest()
      : database_(Database::Temporary(
                      {{kRequestsSchema, kJournalSchema, kRewriteSchema}})
                      .value()),
        writer_(std::make_unique<Writer>(database_.get())),
        journal_(Journal::Make(database_.get(), writer_.get()).value()),
        options_{&executor_, [] { return absl::Now(); }, "local:anna"} {}

  ~RpcTest() override {
    if (server_ != nullptr) server_->Shutdown();
  }

  void Serve(OneMethod::Handler handler) {
    service_ = std::make_unique<OneMethod>(std::move(handler));
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(service_.get());
    server_ = builder.BuildAndStart();
    stub_ = Health::NewStub(grpc::CreateChannel(
        absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials()));
  }

  absl::StatusOr<int> Call(
      const std::string& text, const std::string& as = "",
      std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + timeout);
    if (!as.empty()) context.AddMetadata(kCallerMetadata, as);
    HealthCheckRequest request;
    request.set_service(text);
    HealthCheckResponse response;
    const grpc::Status status = stub_->Check(&context, request, &response);
    if (!status.ok()) return FromGrpc(status);
    return static_cast<int>(response.status());
  }

  // Answers with the length of the text, or refuses an empty one.
  static absl::StatusOr<HealthCheckResponse> Length(
      const CallContext&, const HealthCheckRequest& request) {
    if (request.service().empty())
      return Error(absl::StatusCode::kInvalidArgument, "EMPTY",
                   "service: is required");
    return Number(static_cast<int>(request.service().size()));
  }

  Executor executor_{2};
  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Journal> journal_;
  RpcOptions options_;
  std::unique_ptr<OneMethod> service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<Health::Stub> stub_;
};

TEST_F(RpcTest, EveryFormAnswersAndRefusesAlike) {
  const std::vector<OneMethod::Handler> handlers = {
      [this](auto* c, auto* q, auto* r) {
        return UnaryInline(options_, c, kMethod, q, r, &RpcTest::Length);
      },
      [this](auto* c, auto* q, auto* r) {
        return UnaryOnExecutor(options_, c, kMethod, q, r, &RpcTest::Length);
      },
      [this](auto* c, auto* q, auto* r) {
        return UnaryAsync(
            options_, c, kMethod, q, r,
            [this](const CallContext& call, const HealthCheckRequest& request,
                   std::function<void(absl::StatusOr<HealthCheckResponse>)>
                       answer) {
              executor_.Post(
                  [call, &request, answer] { answer(Length(call, request)); });
            });
      },
      [this](auto* c, auto* q, auto* r) {
        return UnaryOnJournal(options_, journal_.get(), c, kMethod, q, r,
                              MutationSpec{.scope = "shop"},
                              [](JournalTransaction&, const CallContext& call,
                                 const HealthCheckRequest& request) {
                                return Length(call, request);
                              });
      },
      [this](auto* c, auto* q, auto* r) {
        return UnaryOnWriter(options_, writer_.get(), c, kMethod, q, r,
                             MutationSpec{},
                             [](Transaction&, const CallContext& call,
                                const HealthCheckRequest& request) {
                               return Length(call, request);
                             });
      },
  };
  for (const OneMethod::Handler& handler : handlers) {
    Serve(handler);
    EXPECT_EQ(Call("four").value(), 4);
    const absl::StatusOr<int> refused = Call("");
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(refused.status()), "EMPTY");
    server_->Shutdown();
  }
}

TEST_F(RpcTest, TheCallerIsWhoItClaimsToBeOrTheDefault) {
  std::string claim, actor, method;
  Serve([&](auto* c, auto* q, auto* r) {
    return UnaryInline(
        options_, c, kMethod, q, r,
        [&](const CallContext& call,
            const HealthCheckRequest&) -> absl::StatusOr<HealthCheckResponse> {
          claim = call.caller_claim;
          actor = call.actor;
          method = call.method;
          EXPECT_LT(call.deadline, absl::Now() + absl::Seconds(30));
          return Number(1);
        });
  });
  ASSERT_TRUE(Call("x", "berta@example.com").ok());
  EXPECT_EQ(claim, "berta@example.com");
  EXPECT_EQ(actor, "berta@example.com");
  EXPECT_EQ(method, kMethod);
  ASSERT_TRUE(Call("x").ok());
  EXPECT_EQ(claim, "");
  EXPECT_EQ(actor, "local:anna");
}

TEST_F(RpcTest, ARepeatedRequestIsAnsweredWithTheFirstAnswerInBothKinds) {
  int runs = 0;
  // The text is the request id; "preview" asks for a preview under the id "id".
  const auto spec = [](const HealthCheckRequest& request) {
    const bool preview = request.service() == "preview";
    return MutationSpec{.scope = "shop",
                        .request_id = preview ? "id" : request.service(),
                        .validate_only = preview};
  };
  const std::vector<OneMethod::Handler> handlers = {
      [&](auto* c, auto* q, auto* r) {
        return UnaryOnJournal(
            options_, journal_.get(), c, "/journal", q, r, spec(*q),
            [&](JournalTransaction& t, const CallContext&,
                const HealthCheckRequest&)
                -> absl::StatusOr<HealthCheckResponse> {
              EXPECT_TRUE(t.Put("item",
                                absl::StrCat(t.NextCounter("item").value()),
                                "x")
                              .ok());
              return Number(++runs);
            });
      },
      [&](auto* c, auto* q, auto* r) {
        return UnaryOnWriter(
            options_, writer_.get(), c, "/writer", q, r, spec(*q),
            [&](Transaction&, const CallContext&, const HealthCheckRequest&)
                -> absl::StatusOr<HealthCheckResponse> {
              return Number(++runs);
            });
      },
  };
  int kind = 0;
  for (const OneMethod::Handler& handler : handlers) {
    runs = 0;
    const std::string as = absl::StrCat("caller of kind ", ++kind);
    Serve(handler);
    EXPECT_EQ(Call("preview", as).value(), 1);
    EXPECT_EQ(Call("id", as).value(), 2);
    EXPECT_EQ(Call("id", as).value(), 2);
    EXPECT_EQ(Call("id", as + "2").value(), 3) << "another actor's id";
    EXPECT_EQ(Call("", as).value(), 4);
    EXPECT_EQ(Call("", as).value(), 5) << "without an id nothing is remembered";
    server_->Shutdown();
  }
  EXPECT_EQ(journal_->Read().value().Revision("shop").value(), 4);
}

TEST_F(RpcTest, WhoIsNotAdmittedReadsNothingInAnyForm) {
  options_.admit = [](const CallContext& call,
                      const google::protobuf::Message& request) {
    EXPECT_EQ(call.method, kMethod);
    EXPECT_EQ(request.GetTypeName(), "grpc.health.v1.HealthCheckRequest");
    return call.actor == "anna" ? absl::OkStatus()
                                : absl::PermissionDeniedError("not you");
  };
  int runs = 0;
  const auto read = [&runs](const CallContext& call,
                            const HealthCheckRequest& request) {
    ++runs;
    return Length(call, request);
  };
  const std::vector<OneMethod::Handler> handlers = {
      [&](auto* c, auto* q, auto* r) {
        return UnaryInline(options_, c, kMethod, q, r, read);
      },
      [&](auto* c, auto* q, auto* r) {
        return UnaryOnExecutor(options_, c, kMethod, q, r, read);
      },
  };
  for (const OneMethod::Handler& handler : handlers) {
    runs = 0;
    Serve(handler);
    EXPECT_EQ(Call("four", "ben").status().code(),
              absl::StatusCode::kPermissionDenied);
    EXPECT_EQ(runs, 0);
    EXPECT_EQ(Call("four", "anna").value(), 4);
    server_->Shutdown();
  }
}

TEST_F(RpcTest, AStreamIsAskedAgainForEachBatch) {
  bool admitted = true;
  int pulls = 0;
  const auto pull = PullIfAdmitted(
      [&admitted] {
        return admitted ? absl::OkStatus()
                        : absl::PermissionDeniedError("not any more");
      },
      [&pulls]() -> absl::StatusOr<std::vector<int>> {
        return std::vector<int>{++pulls};
      });
  EXPECT_TRUE(pull().ok());
  admitted = false;
  EXPECT_EQ(pull().status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(pulls, 1);
}

TEST_F(RpcTest, ASpecThatIsAnErrorIsTheAnswer) {
  Serve([this](auto* c, auto* q, auto* r) {
    return UnaryOnJournal(
        options_, journal_.get(), c, kMethod, q, r,
        absl::StatusOr<MutationSpec>(
            Error(absl::StatusCode::kInvalidArgument, "NAME_INVALID", "name")),
        [](JournalTransaction&, const CallContext&, const HealthCheckRequest&) {
          return absl::StatusOr<HealthCheckResponse>(Number(1));
        });
  });
  EXPECT_EQ(ReasonOf(Call("x").status()), "NAME_INVALID");
}

TEST_F(RpcTest, WorkWhoseCallerHasGoneIsNotBegun) {
  absl::Notification hold;
  std::atomic<int> begun = 0;
  std::atomic<grpc::CallbackServerContext*> context = nullptr;
  Serve([&](auto* c, auto* q, auto* r) {
    context = c;
    return UnaryOnJournal(
        options_, journal_.get(), c, kMethod, q, r,
        MutationSpec{.scope = "shop"},
        [&](JournalTransaction&, const CallContext&,
            const HealthCheckRequest&) -> absl::StatusOr<HealthCheckResponse> {
          ++begun;
          return Number(1);
        });
  });
  writer_->Submit(
      [&](Transaction&) {
        hold.WaitForNotification();
        return absl::OkStatus();
      },
      [](absl::Status) {});
  EXPECT_EQ(Call("x", "", std::chrono::milliseconds(50)).status().code(),
            absl::StatusCode::kDeadlineExceeded);
  // The server learns a moment after the client that time is up.
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!context.load()->IsCancelled() && absl::Now() < deadline)
    absl::SleepFor(absl::Milliseconds(1));
  hold.Notify();
  EXPECT_TRUE(writer_->Run([](Transaction&) { return absl::OkStatus(); }).ok());
  EXPECT_EQ(begun, 0);
}

TEST_F(RpcTest, ManyCallersAtOnceAreAllAnswered) {
  Serve([this](auto* c, auto* q, auto* r) {
    return UnaryOnJournal(
        options_, journal_.get(), c, kMethod, q, r,
        MutationSpec{.scope = "shop", .request_id = q->service()},
        [](JournalTransaction& t, const CallContext&,
           const HealthCheckRequest& request)
            -> absl::StatusOr<HealthCheckResponse> {
          EXPECT_TRUE(t.Put("item", request.service(), "x").ok());
          return Number(static_cast<int>(t.next_revision()));
        });
  });
  std::vector<std::thread> threads;
  std::atomic<int64_t> sum = 0;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) sum += Call(absl::StrCat(t, "-", i)).value();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum, 320 * 321 / 2) << "each revision once";
}

}  // namespace
}  // namespace lifeline
