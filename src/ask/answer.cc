#include "ask/answer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "ask/question.h"
#include "combine/fold.h"
#include "combine/outline.h"
#include "language/quantities.h"
#include "language/words.h"

namespace st::ask {
namespace {

// Set on the development half of scripts/ask_questions.tsv (docs/design/ask.md).
constexpr double kNear = 0.65;  // nearness from which a word is spoken of
constexpr double kContextShare =
    0.7;  // worth of a word that only the section or the quote's surroundings have
constexpr double kLeastCoverage = 0.72;  // of the question's weight
constexpr double kWithoutAmount = 0.6;   // a statement that names no amount where one is asked for
constexpr double kMomentInWords = 0.85;  // "when": a statement without an amount of time
constexpr double kOtherUnit = 0.9;       // "how many weeks": answered in hours
constexpr double kLoosePart = 0.7;       // a word of a set phrase, met without the phrase
constexpr double kNearBest = 0.8;        // further statements are as good as this share of the best

struct Reading {
  std::vector<Term> terms;
  std::vector<Term> context;  // of the section's title and the evidence's words
  std::vector<Quantity> quantities;
};

Reading read(const Candidate& candidate) {
  const RecordedStatement& statement = candidate.statement;
  Reading reading;
  const std::vector<Word> words = words_of(statement.text);
  reading.terms = terms_of(words);
  reading.quantities = quantities_of(statement.text, words);
  std::string around = statement.section + "\n" + candidate.titles;
  for (const Evidence& evidence : statement.evidence) around += "\n" + evidence.quote;
  reading.context = terms_of(words_of(around));
  return reading;
}

// "check-in" and "check in" are one word.
std::string spaced(std::string lemma) {
  std::replace(lemma.begin(), lemma.end(), '-', ' ');
  return lemma;
}

double best_of(const Term& asked, const std::vector<Term>& terms) {
  double best = 0.0;
  const std::string name = spaced(asked.lemma);
  for (const Term& term : terms) {
    if (spaced(term.lemma) == name) return 1.0;
    best = std::max({best, nearness(asked, term), nearness(term, asked)});
  }
  return best < kNear ? 0.0 : best;
}

// A word of a set phrase (check in) means something else alone.
double best_nearness(const Question::Topic& topic, const std::vector<Term>& terms) {
  const double alone = best_of(topic.term, terms);
  if (topic.phrases.empty()) return alone;
  double whole = 0.0;
  for (const Term& phrase : topic.phrases) whole = std::max(whole, best_of(phrase, terms));
  return std::max(whole, kLoosePart * alone);
}

double cover(const Question::Topic& topic, const Reading& reading) {
  return std::max(best_nearness(topic, reading.terms),
                  kContextShare * best_nearness(topic, reading.context));
}

// What a quantity is worth as the answer.
double worth(const Quantity& quantity, const Question& question) {
  if (quantity.spelt_one && question.counted.empty()) return kWithoutAmount;
  const auto& asked = question.amounts;
  const bool of_kind = std::find(asked.begin(), asked.end(), quantity.dimension) != asked.end();
  if (!of_kind && !question.any_amount) return kWithoutAmount;
  return question.unit.empty() || quantity.unit == question.unit ? 1.0 : kOtherUnit;
}

double amount_factor(const Question& question, const Reading& reading) {
  if (question.amounts.empty() && !question.any_amount) return 1.0;
  double best = question.moment ? kMomentInWords : kWithoutAmount;
  for (const Quantity& quantity : reading.quantities) best = std::max(best, worth(quantity, question));
  return best;
}

// How well each statement covers each topic, and what each topic weighs.
struct Table {
  std::vector<std::vector<double>> covers;  // [statement][topic]
  std::vector<double> weights;              // [topic]
  double total = 0.0;
};

Table weigh(const Question& question, const std::vector<Reading>& readings) {
  Table table;
  for (const Reading& reading : readings) {
    std::vector<double> row;
    for (const Question::Topic& topic : question.topics) row.push_back(cover(topic, reading));
    table.covers.push_back(std::move(row));
  }
  const auto count = static_cast<double>(readings.size());
  for (std::size_t t = 0; t < question.topics.size(); ++t) {
    double spoken = 0.0;
    for (const auto& row : table.covers) spoken += row[t];
    table.weights.push_back(std::log((count + 1.0) / (spoken + 0.5)));
    table.total += table.weights.back();
  }
  return table;
}

double score_of(const Table& table, const Question& question, std::size_t statement,
                const Reading& reading) {
  double sum = 0.0;
  for (std::size_t t = 0; t < table.weights.size(); ++t)
    sum += table.weights[t] * table.covers[statement][t];
  return sum / table.total * amount_factor(question, reading);
}

// The heaviest word that nothing speaks of.
std::string missing_word(const Table& table, const Question& question) {
  std::string word;
  double heaviest = 0.0;
  for (std::size_t t = 0; t < table.weights.size(); ++t) {
    const bool spoken =
        std::any_of(table.covers.begin(), table.covers.end(), [&](const auto& row) { return row[t] > 0; });
    if (spoken || table.weights[t] < heaviest) continue;
    heaviest = table.weights[t];
    word = question.topics[t].term.lemma;
  }
  return word;
}

}  // namespace

Answer find_answer(std::string_view text, std::span<const Candidate> candidates,
                   const AnswerOptions& options) {
  Answer answer;
  const Question question = read_question(text);
  if (question.topics.empty() || candidates.empty()) return answer;
  std::vector<Reading> readings;
  for (const Candidate& candidate : candidates) readings.push_back(read(candidate));
  const Table table = weigh(question, readings);
  std::vector<CitedStatement> ranked;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    ranked.push_back({candidates[i].statement, score_of(table, question, i, readings[i])});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const CitedStatement& a, const CitedStatement& b) {
    return a.score != b.score ? a.score > b.score : a.statement.since > b.statement.since;
  });
  const double least = std::max(kLeastCoverage, kNearBest * ranked.front().score);
  for (CitedStatement& cited : ranked) {
    if (cited.score < least || answer.statements.size() == options.most_statements) break;
    answer.statements.push_back(std::move(cited));
  }
  if (!answer.said()) answer.missing = missing_word(table, question);
  return answer;
}

namespace {

Result<std::vector<RecordedStatement>> statements_on(const Ledger& ledger, const std::string& day) {
  ST_ASSIGN_OR_RETURN(const std::vector<EditBatch> batches, ledger.batches(std::nullopt, day));
  ST_ASSIGN_OR_RETURN(const std::vector<Decision> decisions, ledger.decisions());
  combine::Fold fold;
  for (const EditBatch& batch : batches) {
    if (!fold.accepts(batch)) return input_error("the project's batches do not follow from each other");
    fold.apply(batch);
  }
  fold.decide(decisions);
  Document document;
  combine::outline(fold, document);
  std::vector<RecordedStatement> found;
  for (const Section& section : document.sections) {
    for (const Statement& statement : section.statements) {
      found.push_back(
          {statement.id, section.title, statement.text, statement.since, "", statement.evidence.items()});
    }
  }
  return found;
}

}  // namespace

Result<std::vector<Candidate>> candidates_of(const Ledger& ledger, const std::string& as_of) {
  ST_ASSIGN_OR_RETURN(std::vector<RecordedStatement> statements,
                      as_of.empty() ? ledger.statements() : statements_on(ledger, as_of));
  ST_ASSIGN_OR_RETURN(const std::optional<RunId> run, ledger.last_finished_run());
  ST_ASSIGN_OR_RETURN(const std::vector<Story> stories, ledger.stories(run));
  std::map<std::string, std::string> titles;
  for (const Story& story : stories) titles[story.id] = std::string(story.title());
  std::vector<Candidate> candidates;
  for (RecordedStatement& statement : statements) {
    std::set<std::string> ids;
    for (const Evidence& evidence : statement.evidence) ids.insert(evidence.span.story_id);
    std::string text;
    for (const std::string& id : ids) text += titles[id] + "\n";
    candidates.push_back({std::move(statement), std::move(text)});
  }
  return candidates;
}

}  // namespace st::ask
