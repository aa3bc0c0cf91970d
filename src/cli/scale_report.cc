#include "cli/scale_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/memory.h"
#include "base/number_text.h"
#include "tensor/dtype.h"

namespace st::cli {
namespace {

using scale::CloudPrice;
using scale::Footprint;
using scale::Workload;

std::string grouped(double value) {
  return number_with_commas(static_cast<std::size_t>(std::llround(value)));
}

std::string money(double dollars) {
  return dollars >= 100 ? grouped(dollars) : fmt::format("{:.2f}", dollars);
}

std::string bytes(double n) {
  return n < 1.8e19 ? byte_text(static_cast<std::uint64_t>(n)) : fmt::format("{:.2g} EB", n / 1e18);
}

std::string hours_text(double hours) {
  if (hours >= 9.95) return grouped(hours) + " h";
  return hours >= 0.095 ? fmt::format("{:.1f} h", hours) : fmt::format("{:.1f} min", hours * 60);
}

// Columns of even width: the first to the left, the others to the right.
class TextTable {
 public:
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const {
    std::vector<std::size_t> widths;
    for (const auto& cells : rows_) {
      widths.resize(std::max(widths.size(), cells.size()));
      for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
    }
    std::string all;
    for (const auto& cells : rows_) {
      for (std::size_t i = 0; i < cells.size(); ++i)
        all += i == 0 ? fmt::format("  {:<{}}", cells[i], widths[i])
                      : fmt::format("  {:>{}}", cells[i], widths[i]);
      all += "\n";
    }
    return all;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

bool is_too_long(const Workload& way, std::int64_t context_tokens) {
  return context_tokens > 0 && way.longest_call > static_cast<double>(context_tokens);
}

std::string backlog_text(const ScaleFindings& findings) {
  std::string text =
      fmt::format("{} stories, {} words, {} characters\n", number_with_commas(findings.stories),
                  number_with_commas(findings.words), number_with_commas(findings.characters));
  for (const auto& [name, n] : findings.tokens)
    text += fmt::format("  {:>11}  tokens ({})\n", number_with_commas(n), name);
  return text + fmt::format("  {:>11}  tokens in the present state, as the built-in combiner tells it\n",
                            number_with_commas(findings.document_tokens));
}

std::string ways_text(const ScaleFindings& findings) {
  TextTable table;
  table.row({"", "calls", "tokens in", "of them held", "tokens out", "longest call"});
  for (const Workload& way : findings.ways)
    table.row({way.name, grouped(way.calls), grouped(way.prompt_tokens), grouped(way.cached_tokens),
               grouped(way.answer_tokens), grouped(way.longest_call)});
  return "\nWhat each way reads and writes, in tokens of " + findings.tokens.front().first + ":\n" +
         table.text();
}

std::string cloud_text(const ScaleFindings& findings) {
  if (findings.prices.empty()) return {};
  TextTable table;
  std::vector<std::string> head = {"", "noted"};
  for (const Workload& way : findings.ways) head.push_back(way.name);
  table.row(std::move(head));
  bool any_too_long = false;
  for (const CloudPrice& price : findings.prices) {
    std::vector<std::string> cells = {price.model, price.noted};
    for (const Workload& way : findings.ways) {
      const bool too_long = is_too_long(way, price.context_tokens);
      any_too_long |= too_long;
      cells.push_back(money(dollars_of(way, price)) + (too_long ? "*" : " "));
    }
    table.row(std::move(cells));
  }
  return "\nThe bill for it in the cloud, in US dollars (--table for other prices):\n" + table.text() +
         (any_too_long ? "  * a call is longer than the model reads at once\n" : "");
}

std::string memory_text(const ScaleFindings& findings) {
  TextTable table;
  table.row(
      {"", "f32", "bf16", "q8_0", "q4_k", "context", "keys and values", "scores, flash", "scores, stored"});
  for (const LocalModel& local : findings.models) {
    for (std::size_t i = 0; i < local.footprints.size(); ++i) {
      const Footprint& print = local.footprints[i];
      std::vector<std::string> cells(5);
      if (i == 0)
        cells = {local.shape.name, bytes(print.weights_f32), bytes(print.weights_bf16),
                 bytes(print.weights_q8_0), bytes(print.weights_q4_k)};
      const bool too_long =
          local.shape.context_tokens > 0 && print.context_tokens > local.shape.context_tokens;
      cells.push_back(grouped(static_cast<double>(print.context_tokens)) + (too_long ? "*" : " "));
      const bool other = name(print.kv_type) != findings.kv_type;
      cells.push_back(bytes(print.kv_cache) + (other ? " (" + std::string(name(print.kv_type)) + ")" : ""));
      cells.push_back(bytes(print.scratch_flash));
      cells.push_back(bytes(print.scratch_naive));
      table.row(std::move(cells));
    }
  }
  return "\nIn this machine's memory: weights by type, keys and values (" + findings.kv_type +
         "), attention's work space with flash attention and with stored scores:\n" + table.text() +
         "  * longer than the model was made for\n";
}

std::string hours_table(const ScaleFindings& findings) {
  if (!findings.speed) return {};
  TextTable table;
  std::vector<std::string> head = {""};
  for (const Workload& way : findings.ways) head.push_back(way.name);
  table.row(std::move(head));
  for (const LocalModel& local : findings.models) {
    std::vector<std::string> cells = {local.shape.name};
    for (const double hours : local.hours) cells.push_back(hours_text(hours));
    table.row(std::move(cells));
  }
  return fmt::format(
             "\nTime on this machine's {} {} with weights of {}, as measured now ({:.0f} GFLOP/s in "
             "prompts, {:.1f} GB/s "
             "in answers):\n",
             findings.threads, findings.threads == 1 ? "thread" : "threads", findings.weight_type,
             findings.speed->flop_per_s * 1e-9, findings.speed->bytes_per_s * 1e-9) +
         table.text();
}

std::string off_by(double estimate, double real) {
  if (real <= 0) return "-";
  return fmt::format("{:+.0f}%", 100 * (estimate / real - 1));
}

std::string run_text(const ScaleFindings& findings) {
  if (!findings.run) return {};
  const RunFigures& run = *findings.run;
  const Workload& edits = findings.ways.back();
  TextTable table;
  table.row({"", "estimate", "the run", "off by"});
  for (const auto& [what, estimate, real] :
       {std::tuple{"calls", edits.calls, run.calls},
        std::tuple{"tokens in", edits.prompt_tokens, run.prompt_tokens},
        std::tuple{"of them held", edits.cached_tokens, run.cached_tokens},
        std::tuple{"tokens out", edits.answer_tokens, run.answer_tokens}})
    table.row({what, grouped(estimate), grouped(real), off_by(estimate, real)});
  for (const LocalModel& local : findings.models) {
    if (local.shape.name == run.model && !local.hours.empty())
      table.row({"seconds", grouped(local.hours.back() * 3600), grouped(run.seconds),
                 off_by(local.hours.back() * 3600, run.seconds)});
  }
  return "\nHow far off the estimate for edits was, held against the run with " + run.model + ":\n" +
         table.text();
}

nlohmann::ordered_json ways_json(const ScaleFindings& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Workload& way : findings.ways)
    list.push_back({{"way", way.name},
                    {"calls", std::llround(way.calls)},
                    {"input_tokens", std::llround(way.prompt_tokens)},
                    {"cached_tokens", std::llround(way.cached_tokens)},
                    {"output_tokens", std::llround(way.answer_tokens)},
                    {"longest_call_tokens", std::llround(way.longest_call)}});
  return list;
}

nlohmann::ordered_json cloud_json(const ScaleFindings& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const CloudPrice& price : findings.prices) {
    nlohmann::ordered_json dollars = nlohmann::ordered_json::object();
    nlohmann::ordered_json too_long = nlohmann::ordered_json::array();
    for (const Workload& way : findings.ways) {
      dollars[way.name] = dollars_of(way, price);
      if (is_too_long(way, price.context_tokens)) too_long.push_back(way.name);
    }
    list.push_back({{"model", price.model},
                    {"noted", price.noted},
                    {"input_usd_per_million", price.input},
                    {"output_usd_per_million", price.output},
                    {"usd", std::move(dollars)},
                    {"beyond_context", std::move(too_long)}});
  }
  return list;
}

nlohmann::ordered_json local_json(const ScaleFindings& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const LocalModel& local : findings.models) {
    nlohmann::ordered_json contexts = nlohmann::ordered_json::array();
    for (const Footprint& print : local.footprints)
      contexts.push_back({{"tokens", print.context_tokens},
                          {"kv_type", name(print.kv_type)},
                          {"kv_cache_bytes", print.kv_cache},
                          {"flash_scratch_bytes", print.scratch_flash},
                          {"stored_scores_bytes", print.scratch_naive}});
    const Footprint& first = local.footprints.front();
    nlohmann::ordered_json entry = {{"model", local.shape.name},
                                    {"parameters", local.shape.parameters},
                                    {"weight_bytes",
                                     {{"f32", first.weights_f32},
                                      {"bf16", first.weights_bf16},
                                      {"q8_0", first.weights_q8_0},
                                      {"q4_k", first.weights_q4_k}}},
                                    {"contexts", std::move(contexts)}};
    for (std::size_t i = 0; i < local.hours.size(); ++i)
      entry["hours"][findings.ways[i].name] = local.hours[i];
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

double dollars_of(const Workload& way, const CloudPrice& price) {
  const double held = price.cached_input.value_or(price.input);
  return ((way.prompt_tokens - way.cached_tokens) * price.input + way.cached_tokens * held +
          way.answer_tokens * price.output) /
         1e6;
}

Result<RunFigures> read_run(std::string_view json, const std::string& where) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  const std::string expected = where + ": expected what 'combine --json' printed in a run with a model";
  if (!parsed.is_object() || !parsed.contains("model") || !parsed["model"].is_object())
    return input_error(expected);
  const nlohmann::json& model = parsed["model"];
  RunFigures run;
  if (!model.contains("name") || !model["name"].is_string())
    return input_error(expected + ": model.name is no text");
  run.model = model["name"].get<std::string>();
  for (const auto& [key, place] :
       {std::pair{"calls", &run.calls}, std::pair{"prompt_tokens", &run.prompt_tokens},
        std::pair{"cached_tokens", &run.cached_tokens}, std::pair{"answer_tokens", &run.answer_tokens},
        std::pair{"seconds", &run.seconds}}) {
    if (!model.contains(key) || !model[key].is_number() || !(model[key].get<double>() >= 0))
      return input_error(expected + ": model." + key + " is no number");
    *place = model[key].get<double>();
  }
  return run;
}

std::string scale_text(const ScaleFindings& findings) {
  return backlog_text(findings) + ways_text(findings) + cloud_text(findings) + memory_text(findings) +
         hours_table(findings) + run_text(findings);
}

std::string scale_json(const ScaleFindings& findings) {
  nlohmann::ordered_json tokens = nlohmann::ordered_json::object();
  for (const auto& [name, n] : findings.tokens) tokens[name] = n;
  nlohmann::ordered_json json = {{"stories", findings.stories},
                                 {"words", findings.words},
                                 {"characters", findings.characters},
                                 {"tokens", std::move(tokens)},
                                 {"document_tokens", findings.document_tokens},
                                 {"ways", ways_json(findings)},
                                 {"cloud", cloud_json(findings)},
                                 {"local", local_json(findings)},
                                 {"kv_type", findings.kv_type}};
  if (findings.speed)
    json["machine"] = {{"threads", findings.threads},
                       {"weights", findings.weight_type},
                       {"prompt_flop_per_s", findings.speed->flop_per_s},
                       {"answer_bytes_per_s", findings.speed->bytes_per_s}};
  if (findings.run) {
    const Workload& edits = findings.ways.back();
    const RunFigures& run = *findings.run;
    json["run"] = {{"model", run.model},
                   {"calls", {{"estimate", edits.calls}, {"run", run.calls}}},
                   {"input_tokens", {{"estimate", edits.prompt_tokens}, {"run", run.prompt_tokens}}},
                   {"cached_tokens", {{"estimate", edits.cached_tokens}, {"run", run.cached_tokens}}},
                   {"output_tokens", {{"estimate", edits.answer_tokens}, {"run", run.answer_tokens}}}};
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace st::cli
