#include "cli/ask_report.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/terminal_text.h"

namespace st::cli {
namespace {

using Json = nlohmann::ordered_json;

Json evidence_json(const Evidence& evidence) {
  return {{"story", evidence.span.story_id},
          {"field", evidence.span.field},
          {"start", evidence.span.start},
          {"end", evidence.span.end},
          {"quote", evidence.quote}};
}

std::string answer_sentence(const ask::Answer& answer) {
  if (!answer.said()) return "The stories do not say.";
  if (!answer.text.empty()) return answer.text;
  return answer.statements.front().statement.text;
}

}  // namespace

std::string answer_text(const ask::Answer& answer) {
  if (!answer.said()) {
    const std::string why = answer.missing.empty() ? ""
                                                   : fmt::format(" No statement speaks of '{}'.",
                                                                 terminal_text(answer.missing));
    return "The stories do not say." + why + "\n";
  }
  std::string text = answer.text.empty() ? "" : terminal_text(answer.text) + "\n\n";
  for (const ask::CitedStatement& cited : answer.statements) {
    text += terminal_text(cited.statement.text) + "\n";
    for (const Evidence& evidence : cited.statement.evidence) {
      text += fmt::format("    {}, {}: \"{}\"\n", terminal_text(evidence.span.story_id),
                          terminal_text(evidence.span.field), terminal_text(evidence.quote));
    }
  }
  return text;
}

std::string answer_json(const std::string& question, const std::string& as_of, const ask::Answer& answer) {
  Json statements = Json::array();
  for (const ask::CitedStatement& cited : answer.statements) {
    Json evidence = Json::array();
    for (const Evidence& item : cited.statement.evidence) evidence.push_back(evidence_json(item));
    statements.push_back({{"id", cited.statement.id},
                          {"text", cited.statement.text},
                          {"section", cited.statement.section},
                          {"since", cited.statement.since},
                          {"score", std::round(cited.score * 1000) / 1000},
                          {"evidence", evidence}});
  }
  const Json body = {{"question", question},
                     {"as_of", as_of.empty() ? Json(nullptr) : Json(as_of)},
                     {"said", answer.said()},
                     {"answer", answer_sentence(answer)},
                     {"made_by", answer.made_by},
                     {"missing", answer.missing.empty() ? Json(nullptr) : Json(answer.missing)},
                     {"statements", statements}};
  return body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace st::cli
