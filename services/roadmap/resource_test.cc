#include "services/roadmap/resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/roadmap/reasons.h"
#include "services/roadmap/view_testing.h"

namespace lifeline::roadmap {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Resource, EveryKindIsFoundByItsFieldAndItsMessage) {
  const auto* descriptor = v1::RoadmapResource::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const KindInfo* info = FindKind(descriptor->field(i)->name());
    ASSERT_NE(info, nullptr) << descriptor->field(i)->name();
    EXPECT_EQ(info->kind, descriptor->field(i)->number());
    EXPECT_EQ(KindOf(descriptor->field(i)->message_type()), info->kind);
    for (absl::string_view field : info->writable) {
      EXPECT_NE(descriptor->field(i)->message_type()->FindFieldByName(
                    std::string(field)),
                nullptr)
          << field;
    }
  }
}

TEST(Resource, ACapacityIsPlacedByPeriodAndTeam) {
  const auto place = ParsePlace(v1::RoadmapResource::kCapacity,
                                "portfolios/shop/periods/q1/capacities/web");
  ASSERT_TRUE(place.has_value());
  EXPECT_EQ(place->portfolio, "shop");
  EXPECT_EQ(place->id, "q1/web");
  EXPECT_EQ(FormatPlace(v1::RoadmapResource::kCapacity, "shop", "q1/web"),
            "portfolios/shop/periods/q1/capacities/web");
}

TEST(Resource, WhatARequestMayNotSetIsDropped) {
  v1::Weave weave;
  weave.set_name("portfolios/shop/weaves/a");
  weave.set_carrier("portfolios/shop/items/b");
  weave.set_state(v1::Weave::STATE_AGREED);
  weave.set_revision(7);
  v1::RoadmapResource resource = Wrap(weave);
  KeepWritable(&resource);
  EXPECT_EQ(resource.weave().state(), v1::Weave::STATE_UNSPECIFIED);
  EXPECT_EQ(resource.weave().revision(), 0);
  EXPECT_EQ(resource.weave().carrier(), "portfolios/shop/items/b");
}

TEST(Resource, NetCapacityFollowsFromGrossAndWithheld) {
  v1::Capacity capacity;
  capacity.set_gross_hundredths(6000);
  capacity.add_withheld()->set_amount_hundredths(1200);
  v1::RoadmapResource resource = Wrap(capacity);
  FillDerived(17, absl::UnixEpoch(), &resource);
  EXPECT_EQ(resource.capacity().net_hundredths(), 4800);
  EXPECT_EQ(resource.capacity().etag(), "r17");
  ClearDerived(&resource);
  EXPECT_EQ(resource.capacity().net_hundredths(), 0);
}

TEST(Resource, AMaskThatNamesWhatCannotBeWrittenIsRefusedByName) {
  google::protobuf::FieldMask mask;
  mask.add_paths("title");
  mask.add_paths("revision");
  mask.add_paths("color");
  Objections objections;
  CheckMask(mask, v1::RoadmapResource::kTeam, Limits(), &objections);
  EXPECT_EQ(objections.size(), 2u);
  EXPECT_THAT(std::string(objections.ToStatus().message()),
              HasSubstr("output only"));
}

TEST(Resource, AMaskMayHaveAsManyPathsAsTheLimitAndNotOneMore) {
  Limits limits;
  limits.mask_paths = 1;
  google::protobuf::FieldMask mask;
  mask.add_paths("title");
  Objections fine;
  CheckMask(mask, v1::RoadmapResource::kTeam, limits, &fine);
  EXPECT_TRUE(fine.empty());
  mask.add_paths("title");
  Objections objections;
  CheckMask(mask, v1::RoadmapResource::kTeam, limits, &objections);
  EXPECT_THAT(FieldsOf(objections), ElementsAre("update_mask"));
}

TEST(Resource, AMaskWritesWhatItNamesAndNothingElse) {
  v1::Kpi from;
  from.set_title("LCP");
  from.set_unit("ms");
  v1::Kpi into;
  into.set_title("INP");
  into.set_unit("s");
  into.set_lower_is_better(true);
  v1::RoadmapResource result = Wrap(into);
  google::protobuf::FieldMask mask;
  mask.add_paths("unit");
  MergeFields(Wrap(from), mask, &result);
  EXPECT_EQ(result.kpi().title(), "INP");
  EXPECT_EQ(result.kpi().unit(), "ms");
  MergeFields(Wrap(from), {}, &result);
  EXPECT_EQ(result.kpi().title(), "LCP");
  EXPECT_FALSE(result.kpi().lower_is_better());
}

TEST(Resource, ATimeBeforeTheEpochKeepsPositiveNanoseconds) {
  const auto timestamp = ToTimestamp(absl::FromUnixMicros(-1));
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 999'999'000);
}

}  // namespace
}  // namespace lifeline::roadmap
