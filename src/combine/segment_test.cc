#include "combine/segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "combine/retirement.h"
#include "combine/test_backlog.h"

namespace st::combine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> quotes(const Story& story) {
  std::vector<std::string> out;
  for (const SegmentedClaim& claim : segment(story)) out.push_back(claim.claim.quote);
  return out;
}

TEST(Segment, CriteriaAndSentencesAtTheirBytes) {
  TestBacklog backlog;
  backlog.add("A-1", "", "Title", "- First rule\nSecond rule; with more.",
              "As a clerk I want to sort. It's ok \u00FCber all!");
  const Story& story = backlog.last();
  EXPECT_THAT(quotes(story), ElementsAre("As a clerk I want to sort.", "It's ok \u00FCber all!",
                                         "First rule", "Second rule; with more."));
  for (const SegmentedClaim& claim : segment(story)) {
    const std::string_view field = story.field(claim.claim.span.field);
    EXPECT_EQ(field.substr(claim.claim.span.start, claim.claim.span.end - claim.claim.span.start),
              claim.claim.quote);
  }
}

TEST(Segment, ATitleAloneIsAClaim) {
  TestBacklog backlog;
  backlog.add("A-1", "", "As a reader, I want to see my loans.", "");
  EXPECT_THAT(quotes(backlog.last()), ElementsAre("As a reader, I want to see my loans."));
}

TEST(Segment, NoClaimIsLongerThanAStatementMayBe) {
  TestBacklog backlog;
  std::string long_text;
  for (int i = 0; i < 500; ++i) long_text += "word" + std::to_string(i) + (i % 20 == 19 ? ", " : " ");
  backlog.add("A-1", "", "Title", "", long_text);
  std::size_t words = 0;
  for (const std::string& quote : quotes(backlog.last())) {
    const auto spaces = static_cast<std::size_t>(std::count(quote.begin(), quote.end(), ' '));
    EXPECT_LE(spaces + 1, kMaxStatementWords);
    words += spaces + 1;
  }
  EXPECT_EQ(words, 500u);
}

TEST(Retirement, OnlyPlainWordsTakeSomethingBack) {
  EXPECT_THAT(retiring_clauses("So guest pickup is dropped."),
              ElementsAre(testing::HasSubstr("guest pickup")));
  EXPECT_THAT(retiring_clauses("If the card is removed, the door opens."), IsEmpty());
  EXPECT_THAT(retiring_clauses("The watermark can be taken off per image."), IsEmpty());
  EXPECT_THAT(retiring_clauses("The reminder is sent 60 days before the loan ends."), IsEmpty());
  EXPECT_THAT(retiring_clauses("Empty rooms are no longer lent, the porter keeps the key until morning."),
              ElementsAre(testing::HasSubstr("empty rooms are")));
  EXPECT_THAT(quoted_names("The feature \"Adding a Book\" is removed."), ElementsAre("adding a book"));
}

}  // namespace
}  // namespace st::combine
