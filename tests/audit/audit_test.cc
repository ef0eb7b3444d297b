// A check that has never found anything is not known to work: for each there is
// a fault that it finds.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "services/audit/auditor.h"
#include "tests/audit/audited_shop.h"

namespace lifeline::testing {
namespace {

using audit::Auditor;
using audit::AuditResult;
using audit::CheckId;
using audit::Collector;
using scoring::v1::LineCrossing;
using scoring::v1::Receipt;
using ::testing::Contains;
using ::testing::Gt;
using ::testing::HasSubstr;

class Audit : public AuditedShop {
 protected:
  void SetUp() override {
    AuditedShop::SetUp();
    if (HasFatalFailure()) return;
    collector_ = std::make_unique<Collector>(sources(), audit::Limits(),
                                             [] { return absl::Now(); });
    auditor_ = std::make_unique<Auditor>(collector_.get(), 0,
                                         [] { return absl::Now(); });
  }

  void TearDown() override {
    if (collector_ != nullptr) collector_->Stop();
    AuditedShop::TearDown();
  }

  AuditResult Run() {
    auto result = auditor_->Audit("portfolios/shop");
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : AuditResult();
  }

  // That the check finds something, and says it with these words.
  void Finds(CheckId check, const std::string& words) {
    EXPECT_THAT(Run().findings[check].findings, Contains(HasSubstr(words)));
  }

  void AgreesThatWeavesAreAgreed() {
    const AuditResult result = Run();
    EXPECT_THAT(result.findings[CheckId::kWeavesAreAgreed].looked_at, Gt(0));
    EXPECT_EQ(result.findings[CheckId::kWeavesAreAgreed].finding_count, 0);
  }

  std::unique_ptr<Collector> collector_;
  std::unique_ptr<Auditor> auditor_;
};

// The rows of a response for which `is` holds are taken out of it.
template <typename Rows, typename Is>
void Erase(Rows* rows, Is is) {
  for (int i = rows->size() - 1; i >= 0; --i) {
    if (is((*rows)[i])) rows->DeleteSubrange(i, 1);
  }
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

TEST_F(Audit, OfServicesThatTellTheTruthFindsNothingAndLooksAtEverything) {
  const AuditResult result = Run();
  EXPECT_EQ(result.findings.count(), 0) << result.findings.First();
  EXPECT_EQ(result.findings.silent_drops(), 0);
  for (int i = 0; i < audit::kChecks; ++i) {
    const auto check = static_cast<CheckId>(i);
    EXPECT_THAT(result.findings[check].looked_at, Gt(0))
        << audit::CheckName(check);
  }
}

TEST_F(Audit, FindsAReviewThatNamesWhatStoodBelow) {
  roadmap_->watch = [](auto* message) {
    for (auto& change : *message->mutable_commit()->mutable_changes()) {
      if (change.after().review().above_items().empty()) continue;
      auto* above = change.mutable_after()->mutable_review();
      above->mutable_above_items()->RemoveLast();
      above->add_above_items("portfolios/shop/items/promised-anyway");
    }
    return true;
  };
  Finds(CheckId::kReviewsSayWhatStoodAbove,
        "says that portfolios/shop/items/promised-anyway stood above");
  Finds(CheckId::kReviewsSayWhatStoodAbove, "leaves out portfolios/shop");
}

TEST_F(Audit, FindsMinutesThatAreOthersThanInTheLedger) {
  roadmap_->watch = [](auto* message) {
    for (auto& change : *message->mutable_commit()->mutable_changes()) {
      if (change.after().review().decisions().empty()) continue;
      auto* decision =
          change.mutable_after()->mutable_review()->mutable_decisions(0);
      decision->set_decided_by("portfolios/shop/members/somebody-else");
    }
    return true;
  };
  Finds(CheckId::kAgreementsAreWritten,
        "what portfolios/shop/reviews/2027-01 decided is not in the ledger");
}

// The change of the weave that is told, as `lie` leaves it.
void ChangeWeave(LyingRoadmap* roadmap,
                 const std::function<void(roadmap::v1::Weave*)>& lie) {
  roadmap->watch = [lie](roadmap::v1::WatchRoadmapResponse* message) {
    for (auto& change : *message->mutable_commit()->mutable_changes()) {
      if (change.after().has_weave())
        lie(change.mutable_after()->mutable_weave());
    }
    return true;
  };
}

TEST_F(Audit, FindsAnOwnerWhoNeverOwnedTheCarrier) {
  backlog_->changes = [](backlog::v1::ListItemChangesResponse* page) {
    for (backlog::v1::ItemChange& change : *page->mutable_changes())
      change.mutable_after()->set_owner("portfolios/shop/members/carl");
  };
  Finds(CheckId::kWeavesAreAgreed,
        "that portfolios/shop/members/anna owns portfolios/shop/items/first; "
        "the backlog knows portfolios/shop/members/carl");
}

TEST_F(Audit, FindsAYesOfSomebodyElse) {
  ChangeWeave(roadmap_.get(), [](roadmap::v1::Weave* weave) {
    weave->set_agreed_by("portfolios/shop/members/carl");
  });
  Finds(CheckId::kWeavesAreAgreed,
        "by portfolios/shop/members/carl, who is neither "
        "portfolios/shop/members/anna, nor a deputy, nor an IT lead");
}

TEST_F(Audit, TakesTheYesOfADeputyAndOfAnItLead) {
  ChangeWeave(roadmap_.get(), [](roadmap::v1::Weave* weave) {
    weave->set_agreed_by("portfolios/shop/members/carl");
  });
  roadmap_->changes = [](roadmap::v1::ListRoadmapChangesResponse* page) {
    for (auto& change : *page->mutable_changes()) {
      roadmap::v1::Member* member = change.mutable_after()->mutable_member();
      if (EndsWith(member->name(), "/anna"))
        member->set_deputy("portfolios/shop/members/carl");
    }
  };
  AgreesThatWeavesAreAgreed();
  roadmap_->changes = [](roadmap::v1::ListRoadmapChangesResponse* page) {
    for (auto& change : *page->mutable_changes()) {
      roadmap::v1::Member* member = change.mutable_after()->mutable_member();
      if (EndsWith(member->name(), "/carl"))
        member->add_roles(roadmap::v1::ROLE_IT_LEAD);
    }
  };
  AgreesThatWeavesAreAgreed();
}

TEST_F(Audit, PassesOverAWeaveFromBeforeOwnersWereNamed) {
  ChangeWeave(roadmap_.get(), [](roadmap::v1::Weave* weave) {
    weave->clear_carrier_owner();
    weave->set_agreed_by("portfolios/shop/members/carl");
  });
  const AuditResult result = Run();
  EXPECT_EQ(result.findings[CheckId::kWeavesAreAgreed].looked_at, 0);
  EXPECT_EQ(result.findings.count(), 0) << result.findings.First();
}

TEST_F(Audit, FindsASignatureThatTheLedgerDoesNotHave) {
  scoring_->entries = [](scoring::v1::ListLedgerEntriesResponse* page) {
    Erase(page->mutable_entries(),
          [](const auto& entry) { return entry.kind() == "signature"; });
  };
  Finds(CheckId::kAgreementsAreWritten, "is not in the ledger");
}

TEST_F(Audit, FindsASignatureOfSomebodyElse) {
  scoring_->models = [](scoring::v1::ListScoringModelsResponse* page) {
    for (auto& model : *page->mutable_models()) {
      for (auto& signature : *model.mutable_proposal()->mutable_signatures())
        signature.set_signer("portfolios/shop/members/anna");
    }
  };
  Finds(CheckId::kAgreementsAreWritten,
        "the signature of portfolios/shop/members/anna under");
}

TEST_F(Audit, FindsAModelThatRanksWithoutItsKeys) {
  scoring_->models = [](scoring::v1::ListScoringModelsResponse* page) {
    for (auto& model : *page->mutable_models()) model.set_provisional(false);
  };
  Finds(CheckId::kAgreementsAreWritten, "ranks without its keys");
}

TEST_F(Audit, FindsADecisionThatNobodyMade) {
  scoring_->disputes = [](scoring::v1::ListDisputesResponse* page) {
    auto* dispute = page->add_disputes();
    dispute->set_name("portfolios/shop/disputes/1");
    dispute->set_kind(scoring::v1::Dispute::KIND_APPEAL);
    dispute->set_state(scoring::v1::Dispute::STATE_GRANTED);
    dispute->set_crossing("portfolios/shop/rankings/4/crossings/third");
    auto* position = dispute->add_positions();
    position->set_member("portfolios/shop/members/anna");
  };
  Finds(CheckId::kAgreementsAreWritten,
        "the decision of portfolios/shop/disputes/1 is not in the ledger");
  Finds(CheckId::kAgreementsAreWritten,
        "the position of portfolios/shop/members/anna in "
        "portfolios/shop/disputes/1 is not in the ledger");
  Finds(CheckId::kAgreementsAreWritten,
        "portfolios/shop/disputes/1 is decided, and the receipt of "
        "portfolios/shop/rankings/4/crossings/third does not say so");
}

TEST_F(Audit, FindsAnItemThatStandsNowhere) {
  scoring_->ranked = [](auto* page) {
    Erase(page->mutable_ranked_items(),
          [](const auto& row) { return EndsWith(row.item(), "/late"); });
  };
  Finds(CheckId::kItemsStandOnce, "items/late was submitted by revision");
  Finds(CheckId::kStandingsAgree, "items/late is stored BELOW and is not");
}

TEST_F(Audit, FindsAnItemThatStandsTwice) {
  scoring_->ranked = [](auto* page) {
    *page->add_ranked_items() = page->ranked_items(0);
  };
  Finds(CheckId::kItemsStandOnce, "stands 2 times");
}

TEST_F(Audit, FindsAnItemThatNobodySubmitted) {
  backlog_->watch = [](backlog::v1::WatchItemsResponse* message) {
    Erase(message->mutable_commit()->mutable_changes(),
          [](const auto& change) { return EndsWith(change.name(), "/late"); });
    return true;
  };
  Finds(CheckId::kItemsStandOnce, "the backlog has no such submission");
}

TEST_F(Audit, FindsAGapInTheBacklog) {
  backlog_->watch = [](backlog::v1::WatchItemsResponse* message) {
    return message->commit().revision() != 2;
  };
  Finds(CheckId::kRevisionsHaveNoGap,
        "the backlog of portfolios/shop has "
        "revision 3 after 1");
}

TEST_F(Audit, FindsARoadmapThatDoesNotBeginAtOne) {
  roadmap_->watch = [](roadmap::v1::WatchRoadmapResponse* message) {
    return message->commit().revision() != 1;
  };
  Finds(CheckId::kRevisionsHaveNoGap, "revision 2 after 0 (the beginning)");
}

TEST_F(Audit, FindsAStandingThatIsShownOtherwiseThanStored) {
  scoring_->ranked = [](auto* page) {
    for (auto& row : *page->mutable_ranked_items()) {
      if (EndsWith(row.item(), "/third"))
        row.set_standing(scoring::v1::STANDING_ABOVE);
    }
  };
  Finds(CheckId::kStandingsAgree, "items/third is shown ABOVE");
}

TEST_F(Audit, FindsAScoreThatIsShownOtherwiseThanStored) {
  scoring_->ranked = [](auto* page) {
    auto* row = page->mutable_ranked_items(0);
    row->set_score_micros(row->score_micros() + 1);
  };
  Finds(CheckId::kStandingsAgree, "items/first is shown ABOVE");
}

TEST_F(Audit, FindsCountsThatDoNotAddUp) {
  scoring_->rankings = [](auto* page) {
    auto* ranking = page->mutable_rankings(1);
    ranking->set_item_count(ranking->item_count() + 1);
  };
  Finds(CheckId::kStandingsAgree, "items, and what is stored adds up to");
}

TEST_F(Audit, FindsARankingThatIsNotThere) {
  scoring_->rankings = [](auto* page) {
    page->mutable_rankings()->DeleteSubrange(2, 1);
  };
  Finds(CheckId::kStandingsAgree, "numbers have no gap");
}

TEST_F(Audit, CountsADropWithoutCrossingAsSilent) {
  int dropped = 0;
  scoring_->crossings = [&dropped](auto* page) {
    Erase(page->mutable_crossings(), [&dropped](const auto& crossing) {
      return crossing.kind() == LineCrossing::KIND_DROPPED && dropped++ == 0;
    });
  };
  const AuditResult result = Run();
  EXPECT_EQ(result.findings.silent_drops(), 1);
  EXPECT_THAT(result.findings[CheckId::kCrossingsAreTheDifferences].findings,
              Contains(HasSubstr("items/third went from ABOVE to BELOW")));
}

TEST_F(Audit, FindsEveryKindOfCrossingThatIsMissing) {
  for (const auto kind :
       {LineCrossing::KIND_DROPPED, LineCrossing::KIND_CLOSED,
        LineCrossing::KIND_ENTERED_BELOW, LineCrossing::KIND_ROSE,
        LineCrossing::KIND_ENTERED_ABOVE}) {
    int64_t gone = 0;
    scoring_->crossings = [&gone, kind](auto* page) {
      const int before = page->crossings_size();
      Erase(page->mutable_crossings(),
            [kind](const auto& crossing) { return crossing.kind() == kind; });
      gone += before - page->crossings_size();
    };
    const AuditResult result = Run();
    ASSERT_GT(gone, 0) << LineCrossing::Kind_Name(kind);
    EXPECT_EQ(
        result.findings[CheckId::kCrossingsAreTheDifferences].finding_count,
        gone)
        << LineCrossing::Kind_Name(kind);
    const bool down = kind == LineCrossing::KIND_DROPPED ||
                      kind == LineCrossing::KIND_CLOSED ||
                      kind == LineCrossing::KIND_ENTERED_BELOW;
    EXPECT_EQ(result.findings.silent_drops(), down ? gone : 0);
  }
}

TEST_F(Audit, FindsACrossingOfAnotherKind) {
  scoring_->crossings = [](auto* page) {
    for (auto& crossing : *page->mutable_crossings()) {
      if (crossing.kind() == LineCrossing::KIND_DROPPED)
        crossing.set_kind(LineCrossing::KIND_SLIPPED);
    }
  };
  const AuditResult result = Run();
  EXPECT_EQ(result.findings.silent_drops(), 3);
  Finds(CheckId::kCrossingsAreTheDifferences, "its crossing says SLIPPED");
}

TEST_F(Audit, FindsACrossingThatDidNotHappen) {
  scoring_->crossings = [](auto* page) {
    auto* invented = page->add_crossings();
    *invented = page->crossings(0);
    invented->set_item("portfolios/shop/items/first");
  };
  Finds(CheckId::kCrossingsAreTheDifferences, "and it did not");
}

TEST_F(Audit, FindsACrossingThatIsThereTwice) {
  scoring_->crossings = [](auto* page) {
    *page->add_crossings() = page->crossings(0);
  };
  Finds(CheckId::kCrossingsAreTheDifferences, "and it did not");
}

TEST_F(Audit, FindsAWayDownWithoutReceipt) {
  scoring_->receipts = [](auto* page) {
    page->mutable_receipts()->DeleteSubrange(0, 1);
  };
  Finds(CheckId::kWaysDownAreOwed, "there is no receipt for it");
}

TEST_F(Audit, FindsAnAnswerThatNobodyGave) {
  scoring_->receipts = [](auto* page) {
    for (Receipt& receipt : *page->mutable_receipts()) {
      if (receipt.state() == Receipt::STATE_OPEN)
        receipt.set_state(Receipt::STATE_ACCEPTED);
    }
  };
  Finds(CheckId::kWaysDownAreOwed,
        "is ACCEPTED, and no answer is in the "
        "ledger");
}

TEST_F(Audit, FindsAnAnswerThatWasChanged) {
  scoring_->receipts = [](auto* page) {
    for (Receipt& receipt : *page->mutable_receipts()) {
      if (receipt.state() == Receipt::STATE_ACCEPTED)
        receipt.set_answered_by("portfolios/shop/members/ben");
    }
  };
  Finds(CheckId::kWaysDownAreOwed, "is not the one that the receipt shows");
}

TEST_F(Audit, FindsAnAnswerThatIsTakenBack) {
  scoring_->receipts = [](auto* page) {
    for (Receipt& receipt : *page->mutable_receipts()) {
      if (receipt.state() == Receipt::STATE_ACCEPTED)
        receipt.set_state(Receipt::STATE_OPEN);
    }
  };
  Finds(CheckId::kWaysDownAreOwed, "as ACCEPTED, and the receipt is OPEN");
}

TEST_F(Audit, FindsAClearedReceiptOfWhatStillStandsBelow) {
  scoring_->receipts = [this](auto* page) {
    const auto newest = shop_->Latest();
    for (Receipt& receipt : *page->mutable_receipts()) {
      if (receipt.state() != Receipt::STATE_OPEN) continue;
      receipt.set_state(Receipt::STATE_CLEARED);
      receipt.set_cleared_by_ranking(newest->name());
    }
  };
  Finds(CheckId::kWaysDownAreOwed, "in which it stands BELOW");
}

TEST_F(Audit, FindsAReceiptInNoPossibleState) {
  scoring_->receipts = [](auto* page) {
    page->mutable_receipts(0)->set_state(Receipt::STATE_UNSPECIFIED);
  };
  Finds(CheckId::kWaysDownAreOwed, "is in no possible state");
}

TEST_F(Audit, FindsAnEntryThatWasChanged) {
  scoring_->entries = [](auto* page) {
    if (page->entries_size() < 4) return;
    std::string* content = page->mutable_entries(3)->mutable_content();
    content->back() = static_cast<char>(content->back() ^ 1);
  };
  Finds(CheckId::kLedgerHolds, "its hash");
}

TEST_F(Audit, FindsALedgerWhoseEndIsMissing) {
  scoring_->entries = [](auto* page) {
    Erase(page->mutable_entries(),
          [](const auto& entry) { return entry.position() > 10; });
  };
  Finds(CheckId::kLedgerHolds, "is not in the ledger");
}

TEST_F(Audit, FindsARankingThatTheLedgerHasOtherwise) {
  scoring_->rankings = [](auto* page) {
    page->mutable_rankings(0)->set_digest("00");
  };
  Finds(CheckId::kLedgerHolds, "is shown otherwise than entry");
}

TEST_F(Audit, FindsACauseThatTheLedgerHasOtherwise) {
  scoring_->crossings = [](auto* page) {
    for (auto& crossing : *page->mutable_crossings()) {
      if (crossing.causes_size() > 0)
        crossing.mutable_causes(0)->set_group(scoring::v1::Cause::GROUP_TIME);
    }
  };
  Finds(CheckId::kLedgerHolds, "is shown otherwise than entry");
}

TEST_F(Audit, FindsACrossingThatOnlyTheLedgerHas) {
  scoring_->crossings = [](auto* page) {
    page->mutable_crossings()->DeleteSubrange(0, 1);
  };
  Finds(CheckId::kLedgerHolds, "which the API does not show");
}

TEST_F(Audit, FindsWhatIsDeclinedAndStillPlanned) {
  backlog_->watch = [](backlog::v1::WatchItemsResponse* message) {
    for (auto& change : *message->mutable_commit()->mutable_changes()) {
      if (EndsWith(change.name(), "/first"))
        change.mutable_after()->set_state(backlog::v1::Item::STATE_DECLINED);
    }
    return true;
  };
  Finds(CheckId::kClosedStandClosed,
        "items/first is DECLINED in the backlog and stands ABOVE");
}

TEST_F(Audit, FindsWhatIsWithdrawnInTheRankingOnly) {
  backlog_->watch = [](backlog::v1::WatchItemsResponse* message) {
    for (auto& change : *message->mutable_commit()->mutable_changes()) {
      if (EndsWith(change.name(), "/short"))
        change.mutable_after()->set_state(backlog::v1::Item::STATE_READY);
    }
    return true;
  };
  Finds(CheckId::kClosedStandClosed,
        "items/short is READY in the backlog and stands WITHDRAWN");
}

TEST_F(Audit, FindsARevisionThatTheSourceHasNotMade) {
  scoring_->newest = [](auto* ranking) {
    ranking->mutable_revisions()->set_backlog(ranking->revisions().backlog() +
                                              5);
  };
  Finds(CheckId::kSeenRevisionsExist,
        "of the backlog of portfolios/shop, "
        "whose last is");
}

TEST_F(Audit, FindsRevisionsThatGoBack) {
  scoring_->rankings = [](auto* page) {
    page->mutable_rankings(1)->mutable_revisions()->set_roadmap(1'000);
  };
  Finds(CheckId::kSeenRevisionsExist, "and the ranking before it 1000");
}

TEST_F(Audit, GoesOnFromWhereItEnded) {
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  const auto before = auditor_->Newest("portfolios/shop");
  ASSERT_TRUE(before.has_value());
  EXPECT_EQ(before->findings.count(), 0) << before->findings.First();
  Cut(10);
  Cut(8);
  Answer();
  ASSERT_EQ(shop_->AddItem("more", 900000, 4), absl::OkStatus());
  ASSERT_EQ(shop_->StandingOf("more"), scoring::v1::STANDING_ABOVE);
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  const auto after = auditor_->Newest("portfolios/shop");
  EXPECT_EQ(after->findings.count(), 0) << after->findings.First();
  EXPECT_NE(after->rankings, before->rankings);
  const auto looked = [](const AuditResult& result) {
    return result.findings[CheckId::kRevisionsHaveNoGap].looked_at;
  };
  EXPECT_LT(looked(*after), looked(*before));
  // What has not moved is not looked at again.
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  EXPECT_EQ(auditor_->Newest("portfolios/shop")->start, after->start);
}

TEST_F(Audit, FindsInWhatCameSinceAndDoesNotForgetIt) {
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  const auto before = shop_->Latest();
  Cut(10);
  Cut(8);
  const auto last = shop_->Latest();
  ASSERT_TRUE(last.ok());
  scoring_->crossings = [&](auto* page) {
    Erase(page->mutable_crossings(), [&](const auto& crossing) {
      return crossing.ranking() == last->name();
    });
  };
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  EXPECT_EQ(auditor_->Newest("portfolios/-")->findings.silent_drops(), 1);
  ASSERT_EQ(shop_->AddItem("more", 900000, 1), absl::OkStatus());
  ASSERT_EQ(shop_->StandingOf("more"), scoring::v1::STANDING_ABOVE);
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  EXPECT_EQ(auditor_->Newest("portfolios/-")->findings.silent_drops(), 1);
}

TEST_F(Audit, OfAnotherDatabaseBeginsAgain) {
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  Cut(10);
  // As if a backup had been restored: the entry that was last is another one.
  scoring_->entries = [](auto* page) {
    if (page->entries_size() == 1) page->mutable_entries(0)->set_hash("other");
  };
  ASSERT_EQ(auditor_->GoOn(), absl::OkStatus());
  const auto after = auditor_->Newest("portfolios/shop");
  EXPECT_EQ(after->findings.count(), 0) << after->findings.First();
  EXPECT_GT(after->findings[CheckId::kSeenRevisionsExist].looked_at, 5);
}

TEST_F(Audit, OfAPortfolioThatIsNotThereIsAnError) {
  EXPECT_EQ(auditor_->Audit("portfolios/nowhere").status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace lifeline::testing
