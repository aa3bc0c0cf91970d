// Text from a stranger, any bytes: words lie in order inside the text, and what is found lies inside the
// words. The input's first line is the statement, the rest its evidence.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "guard/guard.h"
#include "language/clauses.h"
#include "language/meaning.h"
#include "language/modality.h"
#include "language/polarity.h"
#include "language/quantities.h"
#include "language/words.h"

namespace {

void read_all(std::string_view text) {
  const std::vector<st::Word> words = st::words_of(text);
  std::size_t at = 0;
  for (const st::Word& word : words) {
    ST_CHECK(word.start >= at && word.start < word.end && word.end <= text.size());
    at = word.end;
  }
  for (const st::Quantity& quantity : st::quantities_of(text, words)) {
    ST_CHECK(quantity.first_word < quantity.last_word && quantity.last_word <= words.size());
    ST_CHECK(quantity.bound_first <= quantity.first_word && quantity.bound_last <= words.size());
  }
  for (const st::Negation& negation : st::negations_of(words)) ST_CHECK(negation.scope_end <= words.size());
  for (const st::ModalityCue& cue : st::modality_cues(words)) ST_CHECK(cue.last_word <= words.size());
  for (const st::Term& term : st::terms_of(words)) ST_CHECK(term.last_word <= words.size());
  std::size_t begin = 0;
  for (const st::Clause& clause : st::clauses_of(words)) {
    ST_CHECK(clause.words.first == begin && clause.words.last > begin);
    begin = clause.words.last;
  }
  ST_CHECK(begin == words.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  read_all(text);
  const std::size_t line = std::min(text.find('\n'), text.size());
  const std::vector<std::string> evidence = {std::string(text.substr(std::min(line + 1, text.size())))};
  const st::Verdict verdict = st::Guard().check(text.substr(0, line), evidence);
  ST_CHECK(verdict.score >= 0.0 && verdict.score <= 1.0);
  return 0;
}
