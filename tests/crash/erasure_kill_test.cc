// Every operation of an erasure is the one at which the process is killed:
// afterwards all of it is there, or none.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/common/journal.h"
#include "services/common/redact.h"
#include "services/common/status.h"
#include "services/scoring/erasure_store.h"
#include "services/scoring/ledger_store.h"
#include "services/scoring/publication_testing.h"
#include "services/scoring/receipt_store.h"
#include "services/scoring/scenario_store.h"
#include "services/scoring/scoring_reads.h"
#include "services/scoring/scoring_schema.h"
#include "services/scoring/timestamps.h"
#include "tests/crash/losing_disk.h"

namespace lifeline::testing {
namespace {

constexpr char kSecret[] = "Benjamin Secret";

// A database in a folder, with what is to be erased in it.
class Subject {
 public:
  virtual ~Subject() = default;
  virtual void Begin() = 0;
  virtual absl::Status Erase() = 0;
  // Whether nothing of it is there any more; fails the test if it is neither
  // whole nor gone.
  virtual bool IsGone() = 0;
};

class Opened : public Subject {
 protected:
  Opened(const std::string& folder, absl::Span<const Migration> migrations) {
    std::filesystem::create_directories(folder);
    DatabaseOptions options;
    options.min_free_bytes = 0;
    database_ =
        Database::Open(folder + "/test.db", migrations, options).value();
    WriterOptions writer_options;
    writer_options.in_doubt = [](const absl::Status&) {};
    writer_ =
        std::make_unique<Writer>(database_.get(), std::move(writer_options));
  }

  std::unique_ptr<Database> database_;
  std::unique_ptr<Writer> writer_;
};

// A member in a journal, in two versions, with a reason and an answer.
class MemberInJournal final : public Opened {
 public:
  explicit MemberInJournal(const std::string& folder)
      : Opened(folder, Migrations()),
        journal_(Journal::Make(database_.get(), writer_.get()).value()) {}

  void Begin() override {
    for (const char* body : {"is ", "was "}) {
      EXPECT_TRUE(
          Mutate(body, [&](JournalTransaction& t) {
            return t.Put("member", "m1", absl::StrCat(body, kSecret)).status();
          }).ok());
    }
  }

  absl::Status Erase() override {
    return Mutate("", [&](JournalTransaction& t) {
      absl::Status status =
          t.Rewrite("member", "m1",
                    [](absl::string_view body) -> absl::StatusOr<std::string> {
                      return absl::StrReplaceAll(body, {{kSecret, "nobody"}});
                    });
      if (status.ok()) status = t.RewriteReasons("member", "m1", "x");
      if (status.ok()) status = EraseAnswers(t.transaction(), kSecret);
      return status;
    });
  }

  bool IsGone() override {
    const JournalSnapshot snapshot = journal_->Read().value();
    const auto commits = snapshot.ReadCommits("shop", 0).value();
    const bool gone = commits.size() > 2;
    EXPECT_EQ(commits[0].info.reason, gone ? "x" : kSecret);
    EXPECT_EQ(commits[0].changes[0].after,
              absl::StrCat("is ", gone ? "nobody" : kSecret));
    EXPECT_EQ(commits[1].changes[0].after,
              absl::StrCat("was ", gone ? "nobody" : kSecret));
    EXPECT_EQ(
        snapshot.reader()
            .QueryInt("SELECT count(*) FROM requests WHERE answer = x''", {})
            .value(),
        gone ? 2 : 0);
    return gone;
  }

 private:
  static absl::Span<const Migration> Migrations() {
    static const Migration migrations[] = {kRequestsSchema, kJournalSchema,
                                           kRewriteSchema};
    return migrations;
  }

  template <typename Work>
  absl::Status Mutate(const std::string& request_id, Work work) {
    Mutation mutation;
    mutation.scope = "shop";
    mutation.request = {"anna", request_id, "/test/Put", "digest"};
    mutation.reason = request_id.empty() ? "" : kSecret;
    mutation.now = absl::FromUnixSeconds(1'800'000'000);
    return journal_
        ->MutateAndWait(
            std::move(mutation),
            [&](JournalTransaction& t) -> absl::StatusOr<std::string> {
              absl::Status status = work(t);
              if (!status.ok()) return status;
              return std::string(kSecret);
            })
        .status();
  }

  std::unique_ptr<Journal> journal_;
};

// The answer to a receipt.
class AnswerInLedger final : public Opened {
 public:
  explicit AnswerInLedger(const std::string& folder)
      : Opened(folder, scoring::ScoringMigrations()),
        store_(database_.get(), writer_.get()) {}

  void Begin() override {
    const scoring::PublicationsOfAShop shop;
    EXPECT_TRUE(store_.Publish(shop.Begin()).ok());
    EXPECT_TRUE(writer_
                    ->Run([&](Transaction& transaction) {
                      scoring::v1::Receipt receipt = **scoring::ReadReceipt(
                          transaction, scoring::kShop, key_);
                      receipt.set_state(scoring::v1::Receipt::STATE_ACCEPTED);
                      receipt.set_answered_by("portfolios/shop/members/m1");
                      *receipt.mutable_answer_time() = receipt.open_time();
                      receipt.set_text(kSecret);
                      return scoring::WriteAnswer(transaction, scoring::kShop,
                                                  key_, receipt, 1);
                    })
                    .ok());
  }

  absl::Status Erase() override {
    return writer_->Run([&](Transaction& transaction) {
      scoring::v1::Redaction redaction;
      redaction.set_name("portfolios/shop/rankings/1/crossings/b/receipt");
      redaction.set_redacted_by("portfolios/shop/members/m1");
      *redaction.mutable_redact_time() =
          scoring::ToTimestamp(absl::FromUnixSeconds(1'800'000'001));
      const auto done =
          scoring::RedactAnswers(transaction, scoring::kShop, key_, redaction);
      if (!done.ok()) return done.status();
      return *done ? absl::OkStatus() : absl::NotFoundError("no text");
    });
  }

  bool IsGone() override {
    const Snapshot snapshot = database_->Read().value();
    const auto receipt = **scoring::ReadReceipt(snapshot, scoring::kShop, key_);
    const bool gone = receipt.has_redact_time();
    EXPECT_EQ(receipt.text(), gone ? "" : kSecret);
    EXPECT_EQ(receipt.state(), scoring::v1::Receipt::STATE_ACCEPTED);
    EXPECT_TRUE(scoring::VerifyLedger(snapshot, scoring::kShop).ok());
    return gone;
  }

 private:
  scoring::ScoringStore store_;
  const scoring::CrossingKey key_ = {1, "b"};
};

// A mandate in the inputs of a ranking and in a scenario, redacted by the
// publication of the next one.
class MandateInInputs final : public Opened {
 public:
  explicit MandateInInputs(const std::string& folder)
      : Opened(folder, scoring::ScoringMigrations()),
        store_(database_.get(), writer_.get()) {}

  void Begin() override {
    scoring::NewRanking first = scoring::PublicationsOfAShop().Begin();
    first.progress.inputs.roadmap = {Input(kSecret)};
    EXPECT_TRUE(store_.Publish(first).ok());
    scoring::v1::Scenario scenario;
    scenario.set_name("portfolios/shop/scenarios/s1");
    EXPECT_TRUE(scenario.mutable_changes()
                    ->add_roadmap_upserts()
                    ->mutable_resource()
                    ->ParseFromString(Input(kSecret).body));
    EXPECT_TRUE(writer_
                    ->Run([&](Transaction& transaction) {
                      return scoring::InsertScenario(transaction,
                                                     scoring::kShop, scenario);
                    })
                    .ok());
  }

  absl::Status Erase() override {
    scoring::PublicationsOfAShop shop;
    shop.Done(shop.Begin());
    scoring::NewRanking next = shop.Move("a", false);
    next.progress.inputs.roadmap = {Input(kRedacted)};
    next.progress.inputs.roadmap[0].redacted = {{{"mandate.reason"}, 1}};
    return store_.Publish(next).status();
  }

  bool IsGone() override {
    const Snapshot snapshot = database_->Read().value();
    const int64_t newest =
        (**scoring::ReadHead(snapshot, scoring::kShop)).number;
    const bool gone = newest == 2;
    for (int64_t number = 1; number <= newest; ++number) {
      const auto inputs =
          scoring::ReadInputs(snapshot, scoring::kShop, number).value();
      EXPECT_EQ(ReasonIn(inputs.roadmap.at(0).body),
                gone ? kRedacted : kSecret);
    }
    const auto scenario =
        **scoring::ReadScenario(snapshot, scoring::kShop, "s1");
    EXPECT_EQ(
        scenario.changes().roadmap_upserts(0).resource().mandate().reason(),
        gone ? "" : kSecret);
    return gone;
  }

 private:
  static scoring::RoadmapInput Input(const std::string& reason) {
    roadmap::v1::RoadmapResource resource;
    resource.mutable_mandate()->set_name("portfolios/shop/mandates/a");
    resource.mutable_mandate()->set_reason(reason);
    resource.mutable_mandate()->set_item("portfolios/shop/items/a");
    return {resource.mandate().name(), false, resource.SerializeAsString()};
  }
  static std::string ReasonIn(const std::string& body) {
    roadmap::v1::RoadmapResource resource;
    EXPECT_TRUE(resource.ParseFromString(body));
    return resource.mandate().reason();
  }

  scoring::ScoringStore store_;
};

template <typename What>
class ErasureKill : public ::testing::Test {
 protected:
  ErasureKill() {
    char folder[] = "/tmp/lifeline-erasure-XXXXXX";
    folder_ = mkdtemp(folder);
  }
  ~ErasureKill() override { std::filesystem::remove_all(folder_); }

  // Kills an erasure right before operation `point`. False if it has fewer.
  bool KillAt(int point, int* gone) {
    const std::string running = absl::StrCat(folder_, "/running-", point);
    const std::string stopped = absl::StrCat(folder_, "/stopped-", point);
    bool met = false;
    {
      What subject(running);
      subject.Begin();
      int operation = 0;
      disk_.SetHook([&](const LosingDisk::Operation&) {
        if (operation++ == point) {
          met = true;
          disk_.KillInto(running, stopped);
        }
        return SQLITE_OK;
      });
      const absl::Status answer = subject.Erase();
      disk_.SetHook({});
      EXPECT_EQ(answer, absl::OkStatus());
      EXPECT_TRUE(subject.IsGone());
      if (!met) return false;
    }
    What subject(stopped);
    if (subject.IsGone()) {
      ++*gone;
    } else {
      EXPECT_EQ(subject.Erase(), absl::OkStatus());
      EXPECT_TRUE(subject.IsGone());
    }
    return true;
  }

  LosingDisk disk_;

 private:
  std::string folder_;
};

using Subjects =
    ::testing::Types<MemberInJournal, AnswerInLedger, MandateInInputs>;
TYPED_TEST_SUITE(ErasureKill, Subjects);

TYPED_TEST(ErasureKill, AnErasureIsThereWholeOrNotAtAll) {
  int point = 0;
  int gone = 0;
  while (this->KillAt(point, &gone)) {
    ASSERT_FALSE(this->HasFailure()) << "at operation " << point;
    ++point;
    ASSERT_LT(point, 1000) << "it never ends";
  }
  // Before the commit nothing, after it everything; both were seen.
  EXPECT_GT(gone, 0);
  EXPECT_GT(point - gone, 5);
}

}  // namespace
}  // namespace lifeline::testing
