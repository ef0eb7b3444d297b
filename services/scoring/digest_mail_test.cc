#include "services/scoring/digest_mail.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace lifeline::scoring {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

ToldEntry Dropped() {
  ToldEntry told;
  told.entry.set_item("portfolios/shop/items/redirect-map");
  told.entry.set_title("Redirect map");
  told.entry.set_crossing("portfolios/shop/rankings/3/crossings/redirect-map");
  told.entry.set_kind(v1::LineCrossing::KIND_DROPPED);
  told.entry.set_rung(v1::RUNG_ASKED);
  told.entry.set_asks(true);
  told.why = "Because of the capacity of web.";
  told.lift = "If web needed 6.5 instead of 8, it would stand above in q1.";
  told.due = "2027-01-12";
  return told;
}

DigestMail Mail(ToldEntry told, Language language) {
  DigestMail mail;
  mail.portfolio = "shop";
  mail.title = "Web shop";
  mail.link_base = "https://lifeline.example.com";
  mail.language = language;
  mail.entries = {std::move(told)};
  return mail;
}

TEST(DigestMail, SaysWhatHappenedWhyWhatWouldLiftItAndHowToAnswer) {
  const DigestMail mail = Mail(Dropped(), Language::kEnglish);
  EXPECT_EQ(DigestSubject(mail),
            "Lifeline, Web shop: 1 notice, 1 waits for you");
  EXPECT_THAT(
      DigestText(mail),
      AllOf(HasSubstr("1. redirect-map: Redirect map\n"),
            HasSubstr("dropped below the line"),
            HasSubstr("Why: Because of the capacity of web."),
            HasSubstr("What would lift it: If web needed 6.5"),
            HasSubstr("Please answer by 2027-01-12"),
            HasSubstr("Below the line is not rejected"),
            HasSubstr("lifeline inbox shop"),
            HasSubstr("https://lifeline.example.com/portfolios/shop/inbox"),
            HasSubstr("the inbox counts")));
}

TEST(DigestMail, SaysTheSameInGerman) {
  const DigestMail mail = Mail(Dropped(), Language::kGerman);
  EXPECT_EQ(DigestSubject(mail),
            "Lifeline, Web shop: 1 Mitteilung, 1 wartet auf Sie");
  EXPECT_THAT(DigestText(mail),
              AllOf(HasSubstr("unter die Linie gerutscht"),
                    HasSubstr("Warum: "), HasSubstr("Was sie heben würde: "),
                    HasSubstr("Bitte antworten Sie bis 2027-01-12"),
                    HasSubstr("Unter der Linie heißt nicht abgelehnt"),
                    HasSubstr("So antworten Sie: lifeline inbox shop"),
                    HasSubstr("Es zählt der Posteingang")));
}

TEST(DigestMail, WhatIsListedAsksForNothing) {
  ToldEntry told = Dropped();
  told.entry.set_asks(false);
  told.lift.clear();
  told.due.clear();
  const DigestMail mail = Mail(std::move(told), Language::kEnglish);
  EXPECT_EQ(DigestSubject(mail), "Lifeline, Web shop: 1 notice");
  EXPECT_THAT(DigestText(mail),
              AllOf(HasSubstr("nothing is owed"), Not(HasSubstr("answer by")),
                    Not(HasSubstr("What would lift it"))));
}

TEST(DigestMail, TellsOfKeysWordsAndSteps) {
  ToldEntry model;
  model.entry.set_model("portfolios/shop/models/joint@3");
  model.entry.set_asks(true);
  ToldEntry dispute;
  dispute.entry.set_dispute("portfolios/shop/disputes/2");
  dispute.entry.set_asks(true);
  ToldEntry task;
  task.entry.set_item("portfolios/shop/items/x");
  task.entry.set_task("portfolios/shop/tasks/x-rate-1");
  task.entry.set_task_kind(v1::Task::KIND_RATE);
  task.entry.set_rung(v1::RUNG_OVERDUE);
  task.entry.set_asks(true);
  DigestMail mail = Mail(model, Language::kEnglish);
  mail.entries.push_back(dispute);
  mail.entries.push_back(task);
  mail.more = 7;
  EXPECT_EQ(DigestSubject(mail),
            "Lifeline, Web shop: 10 notices, 3 wait for you");
  EXPECT_THAT(
      DigestText(mail),
      AllOf(HasSubstr("1. joint@3\n"),
            HasSubstr("a scoring model waits for your signature"),
            HasSubstr("2. 2\n"), HasSubstr("a dispute waits for your word"),
            HasSubstr("waits to be rated"), HasSubstr("This is overdue."),
            HasSubstr("7 more are in your inbox"),
            Not(HasSubstr("not rejected"))));
}

TEST(DigestMail, EveryStepHasWordsOfItsOwn) {
  for (int kind = v1::Task::KIND_RATE; kind <= v1::Task::Kind_MAX; ++kind) {
    ToldEntry task;
    task.entry.set_item("portfolios/shop/items/x");
    task.entry.set_task("portfolios/shop/tasks/x-step-1");
    task.entry.set_task_kind(static_cast<v1::Task::Kind>(kind));
    for (const Language language : {Language::kEnglish, Language::kGerman}) {
      EXPECT_THAT(DigestText(Mail(task, language)),
                  AllOf(Not(HasSubstr("an open step")),
                        Not(HasSubstr("einen offenen Schritt"))))
          << kind;
    }
  }
}

TEST(DigestMail, WithoutABoardThereIsNoLink) {
  DigestMail mail = Mail(Dropped(), Language::kEnglish);
  mail.link_base.clear();
  EXPECT_THAT(DigestText(mail), Not(HasSubstr("://")));
}

TEST(DigestMail, WhatCouldNotWaitSaysSo) {
  DigestMail mail = Mail(Dropped(), Language::kEnglish);
  EXPECT_THAT(DigestText(mail), HasSubstr("new since the last digest"));
  mail.urgent = true;
  EXPECT_THAT(DigestText(mail), HasSubstr("could not wait"));
}

}  // namespace
}  // namespace lifeline::scoring
