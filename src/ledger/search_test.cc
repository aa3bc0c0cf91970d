#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/ledger.h"
#include "ledger/test_backlog.h"

namespace st {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Ledger ledger_with(const std::vector<std::string>& texts) {
  Document document;
  document.sections = {{"Cancellation", {}}};
  int number = 0;
  for (const std::string& text : texts) {
    const Evidence evidence{{"US-1", "description", 0, text.size()}, text};
    document.sections[0].statements.push_back({"S-" + std::to_string(++number),
                                               text,
                                               StatementMode::kVerbatim,
                                               1.0,
                                               "",
                                               EvidenceList(evidence),
                                               {}});
  }
  document.needs_review = {{"S-review", "Nurses cancel too.", {}, "two stories differ"}};
  auto ledger = Ledger::temporary();
  EXPECT_TRUE(ledger->begin_run("", "").ok());
  EXPECT_TRUE(ledger->finish_run(document).ok());
  return std::move(ledger).value();
}

std::vector<std::string> ids(const Ledger& ledger, const std::string& query, std::size_t limit = 10) {
  const auto hits = ledger.search(query, limit);
  EXPECT_TRUE(hits.ok()) << query << ": " << hits.error().message;
  std::vector<std::string> found;
  for (const SearchHit& hit : *hits) found.push_back(hit.statement.id);
  return found;
}

TEST(LedgerSearch, TheStatementWithMoreOfTheWordsComesFirst) {
  const Ledger ledger =
      ledger_with({"Patients can cancel a visit.", "Doctors see the calendar.",
                   "Patients can cancel until 24 hours before the visit.", "Invoices are sent."});
  EXPECT_THAT(ids(ledger, "until how many hours may patients cancel?"),
              ElementsAre("S-3", "S-1", "S-4", "S-2"));     // the section too says cancel
  EXPECT_THAT(ids(ledger, "invoice"), ElementsAre("S-4"));  // stemmed
  EXPECT_THAT(ids(ledger, "INVOICES sent"), ElementsAre("S-4"));
}

TEST(LedgerSearch, NeverFindsWhatNeedsReview) {
  EXPECT_THAT(ids(ledger_with({"Doctors see the calendar."}), "nurses"), IsEmpty());
}

TEST(LedgerSearch, TheSectionIsFoundToo) {
  EXPECT_THAT(ids(ledger_with({"Doctors see the calendar."}), "cancellation"), ElementsAre("S-1"));
}

TEST(LedgerSearch, EqualStatementsComeInTheDocumentsOrder) {
  const Ledger ledger = ledger_with({"A visit ends.", "A visit ends.", "A visit ends.", "Other words."});
  EXPECT_THAT(ids(ledger, "visit"), ElementsAre("S-1", "S-2", "S-3"));
  EXPECT_THAT(ids(ledger, "visit", 2), ElementsAre("S-1", "S-2"));
  EXPECT_THAT(ids(ledger, "visit", 0), IsEmpty());
}

TEST(LedgerSearch, EveryTextIsAQuery) {
  const Ledger ledger =
      ledger_with({"Drop the \"visit\" AND leave.", "Caf\xC3\xA9 opens NEAR the clinic."});
  for (const std::string query : {"\"",
                                  "\"\"\"",
                                  "AND",
                                  "NOT visit",
                                  "visit AND",
                                  "(visit",
                                  "visit)",
                                  "text:visit",
                                  "section : x",
                                  "{text}: visit",
                                  "vis*",
                                  "*",
                                  "^visit",
                                  "visit^",
                                  "-visit",
                                  "+",
                                  "NEAR(visit, 2)",
                                  "';--",
                                  "\\",
                                  "%",
                                  "a\"b\"c",
                                  "\xFF\xFE",
                                  "outcome_words MATCH 'x'",
                                  "?1",
                                  ":a",
                                  "@b",
                                  "$c"}) {
    EXPECT_TRUE(ledger.search(query, 10).ok()) << query;
  }
  EXPECT_TRUE(ledger.search(std::string("visit\0 OR", 9), 10).ok());
  EXPECT_THAT(ids(ledger, "\"visit\""), ElementsAre("S-1"));
  EXPECT_THAT(ids(ledger, "near"), ElementsAre("S-2"));
  EXPECT_THAT(ids(ledger, "cafe"), ElementsAre("S-2"));
  EXPECT_THAT(ids(ledger, "text:"), IsEmpty());
  EXPECT_THAT(ids(ledger, ""), IsEmpty());
  EXPECT_THAT(ids(ledger, "? ! ..."), IsEmpty());
}

TEST(LedgerSearch, AQuestionThatIsTooLongIsRefusedNotCut) {
  const Ledger ledger = ledger_with({"Doctors see the calendar."});
  std::string query;
  for (int word = 0; word < 256; ++word) query += "w" + std::to_string(word) + " ";
  EXPECT_TRUE(ledger.search(query, 10).ok());
  for (const std::string& long_query : {query + "more", std::string(100'000, 'x')}) {
    const auto hits = ledger.search(long_query, 10);
    ASSERT_FALSE(hits.ok());
    EXPECT_EQ(hits.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace st
