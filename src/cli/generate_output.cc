#include "cli/generate_output.h"

#include <nlohmann/json.hpp>

namespace st::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* finish_name(Completion::Finish finish) {
  switch (finish) {
    case Completion::Finish::kStop:
      return "stop";
    case Completion::Finish::kLength:
      return "length";
    case Completion::Finish::kGrammar:
      return "grammar";
  }
  return "stop";
}

double rate(std::size_t n, double seconds) {
  return seconds > 0.0 ? static_cast<double>(n) / seconds : 0.0;
}

Json logprobs_json(const std::vector<SampledToken>& tokens) {
  Json list = Json::array();
  for (const SampledToken& token : tokens) {
    Json entry = {{"id", token.id}, {"logprob", token.logprob}};
    entry["top"] = Json::array();
    for (const TokenLogprob& other : token.top)
      entry["top"].push_back({{"id", other.id}, {"logprob", other.logprob}});
    list.push_back(std::move(entry));
  }
  return list;
}

Json answer_json(const GenerateReport& report, std::size_t index) {
  const Generated& answer = report.answers[index];
  Json object = {{"text", answer.text},
                 {"ids", answer.ids},
                 {"prompt_tokens", answer.prompt_tokens},
                 {"cached_tokens", answer.cached_tokens},
                 {"finish", finish_name(answer.finish)}};
  if (!report.beams.empty()) {
    object["logprob"] = report.beams[index].logprob;
    object["score"] = report.beams[index].score;
  }
  if (report.with_logprobs) object["logprobs"] = logprobs_json(answer.tokens);
  return object;
}

void add_speed(const GenerateReport& report, Json& object) {
  std::size_t computed = 0, decoded = 0, drafted = 0, accepted = 0;
  double mask_seconds = 0.0;
  for (const Generated& answer : report.answers) {
    if (computed == 0 || report.beams.empty()) computed += answer.prompt_tokens - answer.cached_tokens;
    decoded += answer.ids.size();
    drafted += answer.drafted;
    accepted += answer.accepted;
    mask_seconds += answer.mask_seconds;
  }
  object["prefill_tokens_per_s"] = rate(computed, report.prefill_seconds);
  object["decode_tokens_per_s"] = rate(decoded, report.decode_seconds);
  object["steps"] = report.steps;
  if (report.draft_tokens > 0) {
    object["drafted_tokens"] = drafted;
    object["accepted_tokens"] = accepted;
  }
  if (report.under_grammar && decoded > 0)
    object["mask_us_per_token"] = mask_seconds * 1e6 / static_cast<double>(decoded);
}

}  // namespace

std::string generate_json(const GenerateReport& report) {
  Json object = answer_json(report, 0);
  if (report.answers.size() > 1) {
    object["answers"] = Json::array();
    for (std::size_t i = 0; i < report.answers.size(); ++i)
      object["answers"].push_back(answer_json(report, i));
  }
  add_speed(report, object);
  object["peak_bytes"] = report.peak_bytes;
  object["planned_bytes"] = report.planned_bytes;
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace st::cli
