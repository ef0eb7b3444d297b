#include "services/common/redact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
