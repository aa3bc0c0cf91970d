#include "render/role_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "render/test_document.h"

namespace st {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Document document_of(const std::vector<std::string>& texts) {
  Document document;
  document.sections.push_back({"All", {}});
  for (const std::string& text : texts) {
    document.sections[0].statements.push_back(statement_of("S-1", text, quote_of("US-1", text)));
  }
  return document;
}

Story story_with(std::string text) {
  Story story;
  story.id = "US-1";
  story.fields.push_back({"title", "A title"});
  story.fields.push_back({"description", std::move(text)});
  return story;
}

TEST(RoleFinder, TakesRolesFromTheStories) {
  const std::vector<Story> stories = {
      story_with("As a patient who waits, I want to see the queue."),
      story_with("As a booking clerk I want one list. As a result, it is shorter.")};
  const RoleFinder roles(document_of({"Patients see the queue.", "A letter tells the patient the place.",
                                      "The booking clerk has one list.", "The result is shown."}),
                         stories);
  EXPECT_THAT(roles.labels(), ElementsAre("Patients", "Booking clerks"));
  EXPECT_THAT(roles.roles_in("A patient asks the booking clerk."), ElementsAre(0, 1));
  EXPECT_THAT(roles.roles_in("Nobody is asked."), IsEmpty());
}

TEST(RoleFinder, TakesWhoActsThreeTimes) {
  const RoleFinder roles(
      document_of({"Couriers can open a locker.", "Only a courier may close it.", "A courier must sign.",
                   "Lockers can be opened.", "Lockers can be closed.", "Lockers can be moved.",
                   "It can rain.", "It can snow.", "It can hail."}),
      {});
  EXPECT_THAT(roles.labels(), ElementsAre("Couriers"));
}

TEST(RoleFinder, FoldsIrregularPlurals) {
  const std::vector<Story> stories = {story_with("As a delivery person I want a map."),
                                      story_with("As a child I want a game."),
                                      story_with("As a foreman I want a list.")};
  const RoleFinder roles(
      document_of({"Delivery people see a map.", "Children see a game.", "Foremen see a list."}), stories);
  EXPECT_THAT(roles.labels(), ElementsAre("Children", "Delivery people", "Foremen"));
}

TEST(RoleFinder, RolesThatNoStatementNamesAreNoFilter) {
  EXPECT_THAT(RoleFinder(document_of({"Reminders go out."}),
                         std::vector<Story>{story_with("As a nurse I want tea.")})
                  .labels(),
              IsEmpty());
}

}  // namespace
}  // namespace st
