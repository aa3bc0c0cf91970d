#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "combine/memory.h"
#include "combine/model_answer.h"
#include "combine/model_gate.h"
#include "combine/rehearsal.h"
#include "lm/text_model.h"

namespace st::combine {

// Raised with every change of the prompt or of what is done with its answers: what was recorded under an
// older one is not reused.
inline constexpr std::string_view kPromptVersion = "edits 1";

// What the model is told before anything else; the same in every call.
std::string_view model_instructions();

// The statements that a model has been shown, as lines that are only ever added to: a statement that
// changed or ended gets a further line. So each prompt begins as the one before it did, and a prefix cache
// serves batch after batch.
class ContextLog {
 public:
  // Brings the log up to date with the memory: those of the statements that it lacks, and what became of
  // those it has.
  void show(const std::vector<std::string>& statements, const Memory& memory);

  // Begins anew; the labels stay.
  void restart();

  const std::string& text() const { return text_; }

  // "s12": the label of a statement that has one, else empty. And back.
  std::string label_of(const std::string& statement_id) const;

  // The statements shown that are in force, in the order of their labels.
  std::vector<std::string> in_force(const Memory& memory) const;

 private:
  std::string text_;
  std::map<std::string, std::size_t> labels_;  // statement id -> number
  std::map<std::string, std::string> shown_;   // statement id -> its last line's text; empty: ended
};

// A story of a batch as it is shown: its claims with labels and with what the plan does with each.
struct ShownStory {
  const TimedStory* timed = nullptr;
  std::vector<GatedClaim> gated;
  std::vector<Move> moves;
  std::size_t first_label = 0;   // claim i is "c<first_label + i>"
  std::size_t shown_claims = 0;  // the first so many; less than all where the window is too small

  bool is_shown() const { return !gated.empty(); }
};

// What a claim's label stands for.
std::string claim_label(const ShownStory& story, std::size_t claim);

// The lines of one story. `name_of` gives a statement's label, or the label of the batch's claim that makes
// it; empty where the model knows it by neither.
using NameOf = std::function<std::string(const std::string& statement_id)>;
std::string story_lines(const ShownStory& story, const NameOf& name_of);

// The whole conversation that opens a batch.
std::vector<ChatMessage> batch_messages(const std::string& log, const std::string& stories);

}  // namespace st::combine
