#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "ask/answer.h"
#include "ask/phrase.h"
#include "ask/question.h"

namespace st::ask {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<Candidate> desk() {
  const std::vector<std::pair<std::string, std::string>> texts = {
      {"Patients can cancel online until 24 hours before the appointment.", "2023-02-01"},
      {"Patients can cancel online until noon on the day before the appointment.", "2024-01-09"},
      {"Reminders are sent by push notification.", "2023-05-02"},
      {"A new patient gets a slot of 40 minutes.", "2023-06-01"},
      {"Invoices are sent to the insurer on the 5th of each month.", "2023-06-02"},
      {"Check-in opens 30 minutes before the appointment.", "2023-06-03"},
      {"Only clinicians can open the referral letter.", "2023-06-04"}};
  std::vector<Candidate> candidates;
  for (const auto& [text, since] : texts) {
    const std::string id = "S-" + std::to_string(candidates.size());
    const Evidence evidence{{"US-" + std::to_string(candidates.size()), "description", 0, text.size()},
                            text};
    candidates.push_back({{id, "Desk", text, since, "", {evidence}}, "Title"});
  }
  return candidates;
}

std::vector<std::string> ids(const Answer& answer) {
  std::vector<std::string> found;
  for (const CitedStatement& cited : answer.statements) found.push_back(cited.statement.id);
  return found;
}

Answer ask(const std::string& question) {
  return find_answer(question, desk());
}

TEST(Question, FramesAreNoTopics) {
  const Question question = read_question("How many weeks ahead can patients book?");
  std::vector<std::string> topics;
  for (const auto& topic : question.topics) topics.push_back(topic.term.lemma);
  EXPECT_THAT(topics, ElementsAre("ahead", "patient", "book"));
  EXPECT_EQ(question.unit, "week");
  EXPECT_FALSE(question.amounts.empty());
}

TEST(Answer, TheNewestOfEqualStatementsComesFirst) {
  EXPECT_THAT(ids(ask("Until when can patients cancel online?")), ElementsAre("S-1", "S-0"));
}

TEST(Answer, SynonymsAndFormsAreFound) {
  EXPECT_THAT(ids(ask("How is a reminder sent?")), ElementsAre("S-2"));
  EXPECT_THAT(ids(ask("Until when can patients call off online?")), ElementsAre("S-1", "S-0"));
  EXPECT_THAT(ids(ask("When does checking in open?")), ElementsAre("S-5"));
}

TEST(Answer, AnAmountThatIsAskedForMustBeNamed) {
  EXPECT_THAT(ids(ask("How long is the slot of a new patient?")), ElementsAre("S-3"));
  EXPECT_THAT(ids(ask("How many reminders are sent?")), IsEmpty());
}

TEST(Answer, WhatNoStatementSpeaksOfIsNotSaid) {
  const Answer answer = ask("Can patients order pizza?");
  EXPECT_FALSE(answer.said());
  EXPECT_EQ(answer.missing, "pizza");
  EXPECT_FALSE(ask("").said());
  EXPECT_FALSE(ask("How many?").said());
  EXPECT_FALSE(find_answer("Who?", {}).said());
}

TEST(Answer, AnyBytesAreAQuestion) {
  EXPECT_FALSE(ask("\xff\xfe\x00?").said());
  EXPECT_FALSE(ask(std::string(20'000, '?')).said());
}

// Says what it was told to, one answer after the other.
class Scripted : public TextModel {
 public:
  explicit Scripted(std::vector<std::string> answers) : answers_(std::move(answers)) {}
  std::string name() const override { return "scripted"; }
  std::size_t context_tokens() const override { return 1000; }
  Result<Completion> complete(const std::string& prompt, const AnswerGrammar& grammar,
                              const CompletionLimits&) override {
    prompts.push_back(prompt);
    schema = grammar.json_schema;
    if (prompts.size() > answers_.size()) return model_error("nothing more to say");
    Completion completion;
    completion.text = answers_[prompts.size() - 1];
    return completion;
  }
  Result<std::vector<double>> score(const std::string&, const std::vector<std::string>&) override {
    return model_error("no");
  }
  Result<std::vector<std::vector<float>>> embed(const std::vector<std::string>&) override {
    return model_error("no");
  }
  Result<std::size_t> count_tokens(const std::string& text) override { return text.size(); }

  std::vector<std::string> prompts;
  std::string schema;

 private:
  std::vector<std::string> answers_;
};

constexpr const char* kWhen = "Until when can patients cancel online?";

TEST(Phrase, AModelMaySayWhatItsStatementsSay) {
  Scripted model(
      {R"({"answer": "Patients can cancel online until 24 hours before the appointment.", "cites": ["S-0"]})"});
  const auto answer = phrase(kWhen, ask(kWhen), model);
  ASSERT_TRUE(answer.ok());
  EXPECT_THAT(answer->text, HasSubstr("24 hours"));
  EXPECT_EQ(answer->made_by, "scripted");
  EXPECT_THAT(ids(*answer), ElementsAre("S-0", "S-1"));  // what it cites comes first
  EXPECT_THAT(model.schema, HasSubstr(R"(["S-1","S-0"])"));
}

TEST(Phrase, WhatTheGuardRefusesGoesBackOnceAndIsThenDropped) {
  const std::string made_up =
      R"({"answer": "Patients can cancel online until 72 hours before the appointment.", "cites": ["S-0"]})";
  Scripted stubborn({made_up, made_up});
  const auto dropped = phrase(kWhen, ask(kWhen), stubborn);
  ASSERT_TRUE(dropped.ok());
  EXPECT_EQ(dropped->text, "");
  EXPECT_EQ(dropped->made_by, "built-in");
  EXPECT_THAT(stubborn.prompts.at(1), HasSubstr("That can't stand"));
  Scripted docile(
      {made_up,
       R"({"answer": "Patients can cancel online until 24 hours before the appointment.", "cites": ["S-0"]})"});
  EXPECT_THAT(phrase(kWhen, ask(kWhen), docile)->text, HasSubstr("24 hours"));
}

TEST(Phrase, CitationsOutsideTheListLongTextsAndNoJsonAreDropped) {
  const std::string long_text(500, 'a');
  for (const std::string& bad :
       {std::string(R"({"answer": "Reminders are sent by push notification.", "cites": ["S-2"]})"),
        std::string(R"({"answer": "Patients can cancel online.", "cites": []})"), std::string("not json"),
        std::string("[1]"), std::string(R"({"answer": 7, "cites": ["S-0"]})")}) {
    Scripted model({bad, bad});
    EXPECT_EQ(phrase(kWhen, ask(kWhen), model)->text, "") << bad;
  }
}

TEST(Phrase, AModelThatFailsIsAnErrorAndWhatIsNotSaidIsNotAsked) {
  Scripted silent({});
  EXPECT_FALSE(phrase(kWhen, ask(kWhen), silent).ok());
  Scripted unasked({});
  EXPECT_TRUE(phrase("Pizza?", ask("Pizza?"), unasked).ok());
  EXPECT_THAT(unasked.prompts, IsEmpty());
}

}  // namespace
}  // namespace st::ask
