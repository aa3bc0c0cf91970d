#include "story/story.h"

#include <gtest/gtest.h>

#include "story/document.h"

namespace st {
namespace {

TEST(Story, HashSeesContentAndNotPlace) {
  Story story;
  story.id = "US-1";
  story.fields = {{"title", "Cancel"}};
  Story moved = story;
  moved.source = {"other.csv", 9};
  moved.order = 4;
  EXPECT_EQ(story.content_hash(), moved.content_hash());
  Story edited = story;
  edited.fields[0].text = "Cancel!";
  EXPECT_NE(story.content_hash(), edited.content_hash());
}

TEST(Document, EvidenceListIsNeverEmptyAndKeepsNoRepeats) {
  EXPECT_FALSE(EvidenceList::from({}).has_value());
  EvidenceList list(Evidence{{"US-1", "title", 0, 6}, "Cancel"});
  list.add(Evidence{{"US-1", "title", 0, 6}, "Cancel"});
  EXPECT_EQ(list.size(), 1u);
}

}  // namespace
}  // namespace st
