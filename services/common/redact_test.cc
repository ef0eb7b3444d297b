#include "services/common/redact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "lifeline/backlog/v1/backlog.pb.h"

namespace lifeline {
namespace {

using ::testing::ElementsAre;

TEST(Redact, ATextIsReplacedAndAnEmptyOneStaysEmpty) {
  backlog::v1::Item item;
  item.set_problem("Anna's phone number is 123");
  RedactText("problem", &item);
  RedactText("outcome", &item);
  EXPECT_EQ(item.problem(), kRedacted);
  EXPECT_EQ(item.outcome(), "");
}

TEST(Redact, AListOfTextsBecomesOneEntry) {
  backlog::v1::Item item;
  item.add_labels("anna");
  item.add_labels("ben");
  RedactText("labels", &item);
  EXPECT_THAT(item.labels(), ElementsAre(kRedacted));
}

TEST(Redact, ATextIsClearedIfThereIsOne) {
  backlog::v1::Item item;
  item.set_problem("as Anna says");
  item.add_labels("anna");
  item.add_evidence()->set_uri("anna.txt");
  for (const char* path : {"problem", "labels", "evidence.uri"}) {
    EXPECT_TRUE(ClearText(path, &item)) << path;
    EXPECT_FALSE(ClearText(path, &item)) << path;
  }
  EXPECT_EQ(item.problem(), "");
  EXPECT_THAT(item.labels(), ElementsAre());
  EXPECT_EQ(item.evidence_size(), 1);
  EXPECT_EQ(item.evidence(0).uri(), "");
  EXPECT_FALSE(ClearText("revision", &item));
}

TEST(Redact, EveryTextCanBeRewritten) {
  backlog::v1::Item item;
  item.set_owner("anna");
  item.set_title("of anna");
  item.add_labels("seo");
  item.add_labels("anna");
  item.mutable_money()->set_rated_by("anna");
  item.add_evidence()->set_title("anna");
  RewriteTexts(
      [](std::string* text) {
        if (*text == "anna") *text = "m7";
      },
      &item);
  EXPECT_EQ(item.owner(), "m7");
  EXPECT_EQ(item.title(), "of anna");
  EXPECT_THAT(item.labels(), ElementsAre("seo", "m7"));
  EXPECT_EQ(item.money().rated_by(), "m7");
  EXPECT_EQ(item.evidence(0).title(), "m7");
}

TEST(Redact, APathLeadsIntoEveryEntry) {
  backlog::v1::Item item;
  item.add_evidence()->set_title("Anna said so");
  item.add_evidence()->set_title("Ben, too");
  item.mutable_evidence(0)->set_uri("file://anna");
  RedactText("evidence.title", &item);
  EXPECT_EQ(item.evidence(0).title(), kRedacted);
  EXPECT_EQ(item.evidence(1).title(), kRedacted);
  EXPECT_EQ(item.evidence(0).uri(), "file://anna");
}

TEST(Redact, WhatIsNoTextOrNotThereStays) {
  backlog::v1::Item item;
  item.set_confidence(50);
  item.set_title("Sitemap");
  const std::string before = item.SerializeAsString();
  for (const char* path :
       {"confidence", "nothing", "title.more", "evidence", "money.evidence"}) {
    RedactText(path, &item);
  }
  EXPECT_EQ(item.SerializeAsString(), before);
}

}  // namespace
}  // namespace lifeline
