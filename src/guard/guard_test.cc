#include "guard/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace st {
namespace {

using ::testing::IsEmpty;

Verdict check(std::string_view statement, std::vector<std::string> evidence) {
  return Guard().check(statement, evidence);
}

MATCHER(Stands, "stands") {
  return arg.supported && arg.score >= kSupportThreshold;
}

MATCHER_P(FallsBecause, part, "falls, with a reason that holds '" + std::string(part) + "'") {
  for (const std::string& reason : arg.reasons) {
    if (reason.find(part) != std::string::npos) return !arg.supported && arg.score < kSupportThreshold;
  }
  return false;
}

TEST(Guard, PassesTheEvidenceItself) {
  const std::string rule = "If the scale shows more than 31.5 kg, the parcel is refused and nobody pays.";
  const Verdict verdict = check(rule, {rule});
  EXPECT_THAT(verdict, Stands());
  EXPECT_EQ(verdict.score, 1.0);
  EXPECT_THAT(verdict.reasons, IsEmpty());
  EXPECT_THAT(check(rule, {"AC 3: " + rule + " Other rules: none of them applies before 2030."}), Stands());
}

TEST(Guard, PassesAStoryToldAsARule) {
  const std::string story =
      "As a diver I want to book my air bottles for the whole week so that I don't queue each morning.";
  EXPECT_THAT(check("Divers can book their air bottles for the whole week.", {story}), Stands());
  EXPECT_THAT(
      check("Divers can book their air bottles for the whole week, so that they don't queue each morning.",
            {story}),
      Stands());
}

TEST(Guard, Amounts) {
  EXPECT_THAT(check("A bottle is filled within 24 hours.", {"A bottle is filled within one day."}),
              Stands());
  EXPECT_THAT(check("A bottle is filled within 48 hours.", {"A bottle is filled within 24 hours."}),
              FallsBecause("says '48 hours'; the evidence says '24 hours'"));
  EXPECT_THAT(check("A bottle costs 5 dollars.", {"A bottle costs EUR 5."}), FallsBecause("5 dollars"));
  EXPECT_THAT(check("At least 6 divers may join.", {"At most 6 divers may join."}),
              FallsBecause("other direction"));
  EXPECT_THAT(check("Adults get 4 bottles.", {"Bottles a day: children 2, adults 3, guides 4."}),
              FallsBecause("'4'"));
}

TEST(Guard, Bindings) {
  EXPECT_THAT(
      check("Divers get a lamp and guides get a knife.", {"Divers get a knife and guides get a lamp."}),
      FallsBecause("changed places"));
  EXPECT_THAT(
      check("Guides get a lamp and divers get a knife.", {"Divers get a knife and guides get a lamp."}),
      Stands());
}

TEST(Guard, ActorAndSubject) {
  EXPECT_THAT(check("Divers can lock the compressor.", {"As a guide I want to lock the compressor."}),
              FallsBecause("'guide'"));
  EXPECT_THAT(check("Wet suits are washed every evening.",
                    {"Wet suits are hung up.", "Masks are washed every evening."}),
              FallsBecause("'Masks'"));
}

TEST(Guard, Polarity) {
  EXPECT_THAT(check("Guides can see the medical form.", {"Guides can't see the medical form."}),
              FallsBecause("denies"));
  EXPECT_THAT(check("The hatch opens at night.", {"The hatch closes at night."}), FallsBecause("opposite"));
  EXPECT_THAT(check("No boat leaves unless two guides are aboard.",
                    {"A boat leaves only if two guides are aboard."}),
              Stands());
}

TEST(Guard, ModalityAndStanding) {
  EXPECT_THAT(check("Divers must sign the list.", {"Divers may sign the list."}), FallsBecause("duty"));
  EXPECT_THAT(check("Divers need not sign the list.", {"Divers must sign the list."}),
              FallsBecause("demands"));
  EXPECT_THAT(
      check("The deposit is 50 euros.", {"The deposit used to be 50 euros, since May it is 30 euros."}),
      FallsBecause("no longer"));
  EXPECT_THAT(check("The app shows the tide.", {"The app shows the wind. Idea for later: show the tide."}),
              FallsBecause("idea or plan"));
}

TEST(Guard, ConditionsAndScope) {
  EXPECT_THAT(check("Guests may dive at night.", {"Guests may dive at night if a guide comes along."}),
              FallsBecause("if a guide comes along"));
  EXPECT_THAT(check("All guests can borrow a lamp.", {"Guests over 60 can borrow a lamp."}),
              FallsBecause("over 60"));
  EXPECT_THAT(
      check("When the flag is raised, the siren sounds.", {"When the siren sounds, the flag is raised."}),
      FallsBecause("changed places"));
}

TEST(Guard, AddedAndExchanged) {
  EXPECT_THAT(
      check("Divers can log a dive and its water temperature.", {"As a diver I want to log a dive."}),
      FallsBecause("'temperature'"));
  EXPECT_THAT(check("Divers are told by text message.", {"Divers are told by e-mail."}),
              FallsBecause("'e-mail'"));
  EXPECT_THAT(check("Divers can hand back bottles and belts.",
                    {"Divers can hand back bottles. Belts were bought for the guides."}),
              FallsBecause("not of 'belts'"));
}

TEST(Guard, ALaterPassageChangesAnAmount) {
  EXPECT_THAT(check("A dive lasts 40 minutes.",
                    {"A dive lasts 40 minutes.", "From 1 May on, a dive lasts 30 minutes."}),
              FallsBecause("a later passage changes that"));
  EXPECT_THAT(check("A dive lasts 40 minutes.",
                    {"A dive lasts 40 minutes.", "The rest between two dives lasts 30 minutes."}),
              Stands());
  EXPECT_THAT(check("The depth is limited to 20 m.", {"The depth is limited to 18 m (was 20 m)."}),
              FallsBecause("no longer"));
  EXPECT_THAT(check("Lamps cost 4 euros.", {"Price of lamps: 4 euros -> 5 euros."}),
              FallsBecause("no longer"));
  EXPECT_THAT(check("Guides got the list by fax; now they get it by mail.",
                    {"Guides got the list by fax; now they get it by mail."}),
              Stands());
  EXPECT_THAT(
      check("Guides get the list by fax.", {"Guides got the list by fax; now they get it by mail."}),
      FallsBecause("how it was before"));
}

TEST(Guard, QuestionsAndThoughtsAreNoFacts) {
  EXPECT_THAT(check("Divers can swap bottles.", {"Could divers swap bottles? Some of them would like to."}),
              FallsBecause("idea or plan"));
  EXPECT_THAT(check("The lamp charges on the boat.",
                    {"The lamp charges in the shop. It would be lovely if it could charge on the boat."}),
              FallsBecause("idea or plan"));
}

TEST(Guard, DenialsPutInOtherWays) {
  EXPECT_THAT(check("No classes take place at Easter.", {"At Easter classes don't take place."}), Stands());
  EXPECT_THAT(check("Not even guides can open the safe.", {"Guides can open the safe."}),
              FallsBecause("denies"));
  EXPECT_THAT(check("The bar serves beer before noon.", {"Beer is not served at the bar before noon."}),
              FallsBecause("denies"));
  EXPECT_THAT(check("The lamp blinks while it charges.", {"The lamp stops blinking while it charges."}),
              FallsBecause("denies"));
  EXPECT_THAT(check("Guides can reject a booking.", {"Guides have no way to reject a booking."}),
              FallsBecause("denies"));
  EXPECT_THAT(check("The pump works at night.", {"Neither the pump nor the lamp works at night."}),
              FallsBecause("denies"));
  EXPECT_THAT(check("The discount applies to knives.", {"The discount applies to everything but knives."}),
              FallsBecause("excepts"));
  EXPECT_THAT(check("Rusty bottles are filled.", {"Bottles are filled unless they are rusty."}),
              FallsBecause("excepts"));
  EXPECT_THAT(check("The keys go to the guide and not to the diver.",
                    {"As a diver I want the keys to go to the guide and not to me."}),
              Stands());
  EXPECT_THAT(
      check("The office opens at 8 and closes at 17:00.", {"The office is open from 8:00 to 17:00."}),
      Stands());
}

TEST(Guard, AdviceIsNoDuty) {
  EXPECT_THAT(check("Divers should rinse the mask.", {"Divers must rinse the mask."}),
              FallsBecause("advises"));
  EXPECT_THAT(check("Divers have to rinse the mask.", {"Divers are encouraged to rinse the mask."}),
              FallsBecause("duty"));
  EXPECT_THAT(check("Divers can log a dive, and a guide has to sign it.",
                    {"As a diver I want to log a dive.", "Each logged dive is signed by a guide."}),
              Stands());
}

TEST(Guard, OnePassagesRuleOnAnothersThing) {
  EXPECT_THAT(
      check("Guides who lost their knife pay 20 euros.",
            {"Visitors pay 20 euros.", "Guides who lost their knife get a new one from the store."}),
      FallsBecause("joins it to something else"));
  EXPECT_THAT(check("Bottles are checked by a guide and stored in the shed.",
                    {"A guide checks the bottles.", "Bottles are stored in the shed."}),
              Stands());
}

TEST(Guard, WhatIsLeftOutIsDenied) {
  EXPECT_THAT(check("The list contains addresses.", {"Addresses are left out of the list."}),
              FallsBecause("denies"));
}

TEST(Guard, RolesTurnedRound) {
  EXPECT_THAT(check("The bank sends the school a list within a day.",
                    {"The school sends the bank a list within a day."}),
              FallsBecause("changed roles"));
  EXPECT_THAT(check("Divers may close a tour once it is full.",
                    {"When a tour is full, its guide may close it. Divers get a message."}),
              FallsBecause("'guide'"));
}

TEST(Guard, OrderToldByThenAndBecause) {
  EXPECT_THAT(check("The bottle is filled, then it is weighed.",
                    {"First the bottle is weighed. Then it is filled."}),
              FallsBecause("changed places"));
  EXPECT_THAT(
      check("The siren sounds because the hatch opens.", {"The hatch opens because the siren sounds."}),
      FallsBecause("changed places"));
  EXPECT_THAT(check("The key is handed out before the diver has paid.",
                    {"The diver pays, after which the key is handed out."}),
              FallsBecause("changed places"));
  EXPECT_THAT(check("Having paid, the diver gets a key.", {"The diver gets a key and then pays."}),
              FallsBecause("changed places"));
  EXPECT_THAT(check("A leak causes an alarm.", {"An alarm is caused by a leak."}), Stands());
}

TEST(Guard, AllOfAKindThatIsNarrowerInTheEvidence) {
  EXPECT_THAT(check("Results of all dives are shown.", {"Results of night dives are shown."}),
              FallsBecause("'all'"));
  EXPECT_THAT(
      check("Every diver can see the route.", {"As a diver who paid in advance I want to see the route."}),
      FallsBecause("'every'"));
}

TEST(Guard, AllOfAKindThatIsNamedAsAKind) {
  EXPECT_THAT(check("Every dive is logged by the guide.", {"Dives are logged by the guide."}), Stands());
}

TEST(Guard, FormerMembersAreNoFormerRule) {
  EXPECT_THAT(check("Former members keep their locker.", {"A locker is kept by former members."}),
              Stands());
  EXPECT_THAT(check("Members of the club keep their locker for a year.",
                    {"Members of the club keep their locker for a year; previous owners have to ask."}),
              Stands());
}

TEST(Guard, ConditionsInOtherForms) {
  EXPECT_THAT(check("The boat sails every hour.", {"On weekends the boat sails every hour."}),
              FallsBecause("On weekends"));
  EXPECT_THAT(
      check("A guide can unlock the shed.", {"A guide can unlock the shed in the presence of a keeper."}),
      FallsBecause("in the presence of a keeper"));
  EXPECT_THAT(check("A wet suit is swapped for a dry one.",
                    {"A wet suit of size 5 to 8 is swapped for a dry one; larger sizes are ordered."}),
              Stands());
}

TEST(Guard, TheWayOfAnotherThing) {
  EXPECT_THAT(check("Bills go out by post.", {"Bills go out by e-mail. By post we send keys."}),
              FallsBecause("another way"));
}

TEST(Guard, AWholeClauseThatNoPassageSays) {
  EXPECT_THAT(check("Divers can cancel a tour, and the skipper gets a corrected crew list.",
                    {"As a diver I want to cancel a tour."}),
              FallsBecause("skipper"));
}

TEST(Guard, ANotesWordsAreToldByWhoeverReadsIt) {
  EXPECT_THAT(
      check("The pier opens at 5:30 a.m. and closes at 11 p.m.", {"Opening times pier: 05:30 - 23:00"}),
      Stands());
  EXPECT_THAT(
      check("The pier opens at 6 a.m. and closes at 11 p.m.", {"Opening times pier: 05:30 - 23:00"}),
      FallsBecause("'6 a.m'"));
}

TEST(Guard, ASlipOfThePenIsTheSameWord) {
  EXPECT_THAT(check("The assistant fills the bottle.", {"The assistent fills the bottle."}), Stands());
}

TEST(Guard, NothingSupportsAStatementWithoutEvidence) {
  EXPECT_FALSE(check("Divers can log a dive.", {}).supported);
  EXPECT_FALSE(check("Divers can log a dive.", {""}).supported);
  EXPECT_FALSE(check("", {"Divers can log a dive."}).supported);
}

TEST(Guard, AnyBytesWillDo) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_GE(check(all, {all, ""}).score, 0.0);
  EXPECT_LE(check(std::string(100000, '('), {std::string(100000, 'a')}).score, 1.0);
}

}  // namespace
}  // namespace st
