#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace st::combine {

// One edit as a model wrote it: nothing of it is checked yet.
struct RawEdit {
  std::string what;                   // "do": add, revise, merge, retire, exception, nothing
  std::string claim;                  // "c3"
  std::string target;                 // "of": "s12", or a claim of the batch; may be empty
  std::string text;                   // may be empty
  std::vector<std::string> rests_on;  // claims of the batch beside `claim`

  friend bool operator==(const RawEdit&, const RawEdit&) = default;
};

// The closed lists of one batch.
struct AnswerIds {
  std::vector<std::string> claims;   // that may be edited
  std::vector<std::string> sources;  // that an edit may rest on: all claims of the batch
  std::vector<std::string> targets;  // statements and claims that an edit may name as touched
};

inline constexpr std::size_t kMostRests = 4;
inline constexpr std::size_t kLongestAnswer = 1 << 18;  // bytes; what is longer is not read at all

// The JSON Schema of an answer: {"edits": [{"do", "claim", "of", "text", "rests_on"}, ...]}, every id from
// its closed list. `claims` must not be empty.
std::string answer_schema(const AnswerIds& ids);

// Reads an answer that may come from anywhere. Of a broken or cut one, the edits that are whole; `whole`
// says whether it was well formed to its end. Unknown keys are passed over. Never fails, for any bytes.
struct Answer {
  std::vector<RawEdit> edits;
  bool whole = false;
};
Answer read_answer(std::string_view text);

// The edit as JSON, as it is quoted back to the model.
std::string to_json(const RawEdit& edit);

// Reads {"title", "text", "rests_on"} of one section in the same way.
struct SectionAnswer {
  std::string title;
  std::string text;
  std::vector<std::string> rests_on;
};
SectionAnswer read_section_answer(std::string_view text);
std::string section_schema(const std::vector<std::string>& statements);

}  // namespace st::combine
