#include "guard/verbatim.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace st::guard {
namespace {

struct Token {
  std::string_view form;
  bool begins = false;  // a sentence, a line, or what follows a colon or a list's mark
  bool ends = false;    // before a full stop, a line end, the end
};

bool ends_sentence(const Word& word) {
  return word.is(".") || word.is("!") || word.is("?") || word.is(";");
}

std::vector<Token> tokens_of_reading(const Reading& reading) {
  std::vector<Token> tokens;
  bool begins = true;
  for (const Word& word : reading.words) {
    if (word.part == PartOfSpeech::kPunctuation) {
      if (ends_sentence(word) && !tokens.empty()) tokens.back().ends = true;
      begins |= ends_sentence(word) || word.is(":") || word.is("-") || word.is("*");
      continue;
    }
    if (word.sentence_start && !tokens.empty()) tokens.back().ends = true;
    tokens.push_back({word.lower, begins || word.sentence_start, false});
    begins = false;
  }
  if (!tokens.empty()) tokens.back().ends = true;
  return tokens;
}

bool holds(const std::vector<Token>& passage, const std::vector<Token>& statement) {
  const auto same = [](const Token& a, const Token& b) { return a.form == b.form; };
  auto from = passage.begin();
  while (true) {
    const auto at = std::search(from, passage.end(), statement.begin(), statement.end(), same);
    if (at == passage.end()) return false;
    if (at->begins && (at + std::ssize(statement) - 1)->ends) return true;
    from = at + 1;
  }
}

}  // namespace

bool is_whole_sentence(const Case& c) {
  const std::vector<Token> statement = tokens_of_reading(c.statement);
  if (statement.empty()) return false;
  return std::any_of(c.evidence.begin(), c.evidence.end(),
                     [&](const Reading& passage) { return holds(tokens_of_reading(passage), statement); });
}

}  // namespace st::guard
