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
              FallsBecause("about something else"));
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
