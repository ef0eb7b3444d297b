#include "services/scoring/cause_text.h"

#include <initializer_list>
#include <string>

#include "gtest/gtest.h"

namespace lifeline::scoring {
namespace {

using v1::Cause;
using v1::LineCrossing;

Cause Of(Cause::Group group, int share,
         std::initializer_list<const char*> references) {
  Cause cause;
  cause.set_group(group);
  cause.set_share_numerator(share);
  cause.set_share_denominator(2);
  for (const char* reference : references) cause.add_references(reference);
  return cause;
}

Cause Capacity(int share = 1) {
  return Of(Cause::GROUP_CAPACITY, share, {"capacity of web in q1: 60 -> 48"});
}
Cause New(int share = 1) {
  return Of(Cause::GROUP_NEW_ITEMS, share, {"tls-upgrade"});
}
Cause Gone(int share = 1) {
  return Of(Cause::GROUP_GONE_ITEMS, share, {"old-shop"});
}

LineCrossing Drop(std::initializer_list<Cause> causes) {
  LineCrossing crossing;
  crossing.set_kind(LineCrossing::KIND_DROPPED);
  for (const Cause& cause : causes) *crossing.add_causes() = cause;
  return crossing;
}

Cause Necessary(Cause cause) {
  cause.set_necessary(true);
  return cause;
}
Cause Sufficient(Cause cause) {
  cause.set_sufficient(true);
  return cause;
}

std::string En(const LineCrossing& crossing) {
  return CauseSentence(crossing, Language::kEnglish);
}
std::string De(const LineCrossing& crossing) {
  return CauseSentence(crossing, Language::kGerman);
}

TEST(CauseSentence, OneCauseNeedsNoMoreWords) {
  const LineCrossing drop = Drop({Necessary(Sufficient(Capacity()))});
  EXPECT_EQ(En(drop),
            "Dropped because capacity of web in q1 fell from 60 to "
            "48.");
  EXPECT_EQ(De(drop),
            "Unter die Linie gerutscht, weil die Kapazität von web "
            "in q1 von 60 auf 48 fiel.");
  EXPECT_EQ(En(LineCrossing()), "");
}

TEST(CauseSentence, NeitherAlone) {
  const LineCrossing drop = Drop({Necessary(Capacity()), Necessary(New())});
  EXPECT_EQ(En(drop),
            "Dropped because capacity of web in q1 fell from 60 to 48 and "
            "tls-upgrade came in. Neither alone would have done it.");
  EXPECT_EQ(De(drop),
            "Unter die Linie gerutscht, weil die Kapazität von web in q1 von "
            "60 auf 48 fiel und tls-upgrade dazukam. Keine der beiden Ursachen "
            "hätte allein genügt.");
}

TEST(CauseSentence, EitherAlone) {
  const LineCrossing drop = Drop({Sufficient(Capacity()), Sufficient(New())});
  EXPECT_NE(En(drop).find("came in. Either alone would have done it."),
            std::string::npos);
  EXPECT_NE(De(drop).find("Jede der beiden Ursachen hätte allein genügt."),
            std::string::npos);
}

TEST(CauseSentence, OneOfThemAlone) {
  const LineCrossing drop = Drop({Sufficient(Capacity()), New()});
  EXPECT_NE(En(drop).find(". Capacity alone would have done it."),
            std::string::npos);
  EXPECT_NE(De(drop).find(". Allein hätte schon genügt: Kapazität."),
            std::string::npos);
}

TEST(CauseSentence, ThreeTogetherOrEachAlone) {
  const LineCrossing all =
      Drop({Necessary(Capacity()), Necessary(New()), Necessary(Gone())});
  EXPECT_EQ(En(all),
            "Dropped because capacity of web in q1 fell from 60 to 48, "
            "tls-upgrade came in and old-shop went. None alone would have done "
            "it; it took all of them.");
  EXPECT_NE(De(all).find("tls-upgrade dazukam und old-shop wegfiel. Keine "
                         "dieser Ursachen hätte allein genügt; es brauchte "
                         "alle."),
            std::string::npos);
  const LineCrossing each =
      Drop({Sufficient(Capacity()), Sufficient(New()), Sufficient(Gone())});
  EXPECT_NE(En(each).find("Each alone would have done it."), std::string::npos);
  EXPECT_NE(De(each).find("Jede dieser Ursachen hätte allein genügt."),
            std::string::npos);
}

TEST(CauseSentence, SomeOfThreeAloneOrNeeded) {
  const LineCrossing two =
      Drop({Sufficient(Capacity()), Sufficient(New()), Gone()});
  EXPECT_NE(En(two).find("Capacity or new items alone would have done it."),
            std::string::npos);
  EXPECT_NE(De(two).find("Allein hätte schon genügt: Kapazität oder neue "
                         "Anforderungen."),
            std::string::npos);
  const LineCrossing needed = Drop({Necessary(Capacity()), New(), Gone()});
  EXPECT_NE(En(needed).find("None alone would have done it; needed in any "
                            "case: capacity."),
            std::string::npos);
  EXPECT_NE(De(needed).find("Keine dieser Ursachen hätte allein genügt; in "
                            "jedem Fall brauchte es: Kapazität."),
            std::string::npos);
  EXPECT_NE(En(Drop({Capacity(), New(), Gone()}))
                .find("None alone would have done it."),
            std::string::npos);
}

TEST(CauseSentence, WhatWorkedTheOtherWayAndWhatHadNoPart) {
  const LineCrossing drop = Drop({Sufficient(Capacity(3)), New(0), Gone(-1)});
  EXPECT_EQ(En(drop),
            "Dropped because capacity of web in q1 fell from 60 to 48, "
            "although old-shop went. That alone would have done it, too.");
  EXPECT_EQ(De(drop),
            "Unter die Linie gerutscht, weil die Kapazität von web in q1 von "
            "60 auf 48 fiel, obwohl old-shop wegfiel. Das hätte auch allein "
            "genügt.");
}

TEST(CauseSentence, ASlipSaysSo) {
  LineCrossing slip = Drop({Capacity()});
  slip.set_kind(LineCrossing::KIND_SLIPPED);
  EXPECT_EQ(En(slip).rfind("Slipped because ", 0), 0u);
  EXPECT_EQ(
      De(slip).rfind("In einen späteren Planungszeitraum gerutscht, weil", 0),
      0u);
}

TEST(CauseSentence, AnEstimateDoesNotSayWhatItDoesNotKnow) {
  LineCrossing drop = Drop({Capacity(), New()});
  drop.set_approximate(true);
  EXPECT_EQ(En(drop),
            "Dropped because capacity of web in q1 fell from 60 to 48 and "
            "tls-upgrade came in. (Estimated: too much changed at once.)");
  EXPECT_NE(De(drop).find("(Geschätzt: zu viel änderte sich auf einmal.)"),
            std::string::npos);
}

TEST(CauseSentence, FractionsComeOnRequest) {
  EXPECT_EQ(CauseSentence(Drop({Necessary(Capacity()), Necessary(New())}),
                          Language::kEnglish, Shares::kShown),
            "Dropped because capacity of web in q1 fell from 60 to 48 (1/2) "
            "and tls-upgrade came in (1/2). Neither alone would have done it.");
}

struct Clause {
  Cause::Group group;
  const char* reference;
  const char* en;
  const char* de;
};

TEST(CauseClause, EveryReferenceHasItsWords) {
  const Clause clauses[] = {
      {Cause::GROUP_OWN_RATINGS, "fit: 7.5 -> 3",
       "its rating of fit fell from 7.5 to 3",
       "die eigene Bewertung von fit von 7,5 auf 3 fiel"},
      {Cause::GROUP_OWN_RATINGS, "money: none -> 1000 at 50 %",
       "its money a month went from nothing to 1000 at 50 %",
       "der eigene Betrag im Monat von nichts auf 1000 bei 50 % ging"},
      {Cause::GROUP_OWN_RATINGS, "confidence: 80 -> 100",
       "its confidence rose from 80 to 100",
       "die eigene Sicherheit von 80 auf 100 stieg"},
      {Cause::GROUP_OWN_EFFORT, "effort of web: 3 -> 5",
       "its effort for web rose from 3 to 5",
       "der eigene Aufwand für web von 3 auf 5 stieg"},
      {Cause::GROUP_OWN_EFFORT, "estimate: known -> none",
       "its estimate was taken out", "die eigene Schätzung entfiel"},
      {Cause::GROUP_OWN_STATE, "state: READY -> DECLINED", "it was declined",
       "die Anforderung abgelehnt wurde"},
      {Cause::GROUP_OWN_STATE, "category: seo -> it",
       "it went from category seo to it",
       "die Anforderung vom Bereich seo in den Bereich it wechselte"},
      {Cause::GROUP_OWN_STATE, "due: 2027-03-01 -> none",
       "its due date went from 2027-03-01 to nothing",
       "der eigene Termin von 2027-03-01 auf nichts ging"},
      {Cause::GROUP_EVIDENCE_EXPIRED, "money of sitemap on 2027-01-10",
       "the evidence for money of sitemap expired on 2027-01-10",
       "der Beleg für money von sitemap am 2027-01-10 ablief"},
      {Cause::GROUP_TIME, "day: 2027-01-04 -> 2027-01-05",
       "time passed from 2027-01-04 to 2027-01-05",
       "die Zeit vom 2027-01-04 bis zum 2027-01-05 verging"},
      {Cause::GROUP_OTHER_ITEMS, "sitemap", "sitemap changed",
       "sich sitemap änderte"},
      {Cause::GROUP_RESTORE, "sitemap",
       "sitemap changed when a backup was restored",
       "sich sitemap beim Zurückspielen einer Sicherung änderte"},
      {Cause::GROUP_MODEL, "weight of value: 3 -> 5",
       "the weight of value rose from 3 to 5",
       "das Gewicht von value von 3 auf 5 stieg"},
      {Cause::GROUP_MODEL, "formula: VALUE -> VALUE_PER_EFFORT",
       "the formula became VALUE_PER_EFFORT",
       "die Formel auf VALUE_PER_EFFORT wechselte"},
      {Cause::GROUP_CAPACITY, "capacity of web in q1: 60 -> none",
       "capacity of web in q1 fell from 60 to 0",
       "die Kapazität von web in q1 von 60 auf 0 fiel"},
      {Cause::GROUP_CAPACITY,
       "period q1: open 2027-01-04..2027-03-26 -> not open "
       "2027-01-04..2027-03-26",
       "period q1 is not open any more",
       "der Planungszeitraum q1 nicht mehr offen ist"},
      {Cause::GROUP_RESERVES, "reserve of seo: none -> 30 %",
       "the reserve of seo rose from 0 % to 30 %",
       "das Kontingent für seo von 0 % auf 30 % stieg"},
      {Cause::GROUP_RESERVES, "fill: FILL -> STRICT",
       "the fill rule became STRICT", "die Füllregel auf STRICT wechselte"},
      {Cause::GROUP_RESERVES, "mandate_cap: 20 % -> 10 %",
       "the cap of mandates fell from 20 % to 10 %",
       "die Obergrenze der Vorgaben von 20 % auf 10 % fiel"},
      {Cause::GROUP_DECISIONS, "mandate of tls: none -> until 2027-03-31",
       "tls was mandated", "tls eine Vorgabe bekam"},
      {Cause::GROUP_DECISIONS, "mandate of tls: until 2027-03-31 -> none",
       "the mandate of tls was taken back",
       "die Vorgabe für tls zurückgenommen wurde"},
      {Cause::GROUP_DECISIONS,
       "commitment of cms: none -> STARTED in q1, remaining web 3",
       "cms was committed for q1", "cms für q1 zugesagt wurde"},
      {Cause::GROUP_LINKS, "goal requires base", "goal now requires base",
       "goal nun base voraussetzt"},
      {Cause::GROUP_LINKS, "goal requires base no more",
       "goal no longer requires base", "goal nicht mehr base voraussetzt"},
      {Cause::GROUP_LINKS, "carrier of hreflang: none -> cms for web 0.5",
       "hreflang was woven into cms", "hreflang in cms eingewoben wurde"},
      {Cause::GROUP_LINKS, "carrier of hreflang: cms for web 0.5 -> none",
       "hreflang lost its carrier", "hreflang den Träger verlor"},
  };
  for (const Clause& clause : clauses) {
    const Cause cause = Of(clause.group, 1, {clause.reference});
    EXPECT_EQ(CauseClause(cause, Language::kEnglish), clause.en);
    EXPECT_EQ(CauseClause(cause, Language::kGerman), clause.de);
  }
}

TEST(CauseClause, ManyAreCounted) {
  const Cause items =
      Of(Cause::GROUP_NEW_ITEMS, 1, {"a", "b", "c", "d", "and 7 more"});
  EXPECT_EQ(CauseClause(items, Language::kEnglish),
            "a, b, c and 8 more came in");
  EXPECT_EQ(CauseClause(items, Language::kGerman),
            "a, b, c und 8 weitere dazukamen");
  const Cause changes =
      Of(Cause::GROUP_MODEL, 1,
         {"weight of a: 1 -> 2", "weight of b: 1 -> 2", "weight of c: 1 -> 2"});
  EXPECT_EQ(CauseClause(changes, Language::kEnglish),
            "the weight of a rose from 1 to 2 and the weight of b rose from 1 "
            "to 2 (and 1 more)");
  EXPECT_EQ(CauseClause(Of(Cause::GROUP_MODEL, 1, {}), Language::kGerman),
            "sich etwas änderte");
}

}  // namespace
}  // namespace lifeline::scoring
