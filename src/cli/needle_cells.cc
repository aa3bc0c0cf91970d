#include "cli/needle_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/number_text.h"

namespace st::cli {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* kFormat = "storytransformer/needle-progress@1";

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : " | ") + text;
  return out;
}

Json json_of(const NeedleCell& cell) {
  Json json = {{"length_tokens", cell.length_tokens},
               {"depth", cell.depth},
               {"found", cell.found},
               {"answer", joined(cell.answers)},
               {"seconds", std::round(cell.seconds * 1000.0) / 1000.0},
               {"exact", cell.exact},
               {"lenient", cell.lenient},
               {"prompt_tokens", cell.prompt_tokens},
               {"expected", cell.expected}};
  if (cell.answers.size() > 1) json["answers"] = cell.answers;
  return json;
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

NeedleCell cell_of(const Json& json) {
  NeedleCell cell;
  cell.length_tokens = json.at("length_tokens").get<std::size_t>();
  cell.depth = json.at("depth").get<double>();
  cell.found = json.at("found").get<bool>();
  cell.exact = json.at("exact").get<double>();
  cell.lenient = json.at("lenient").get<double>();
  cell.prompt_tokens = json.at("prompt_tokens").get<std::size_t>();
  cell.seconds = json.at("seconds").get<double>();
  cell.expected = json.at("expected").get<std::vector<std::string>>();
  cell.answers = json.contains("answers") ? json.at("answers").get<std::vector<std::string>>()
                                          : std::vector<std::string>{json.at("answer").get<std::string>()};
  return cell;
}

std::string word_of(const std::optional<NeedleCell>& cell) {
  if (!cell) return "-";
  if (cell->found) return "found";
  const double share = std::max(cell->exact, 0.0);
  return share > 0.0 && share < 1.0 ? fmt::format("{:.0f}%", share * 100.0) : "missed";
}

Json cells_json(const NeedleTable& table) {
  Json cells = Json::array();
  for (const std::optional<NeedleCell>& cell : table.cells)
    if (cell) cells.push_back(json_of(*cell));
  return cells;
}

void place(const NeedleCell& cell, NeedleTable& table) {
  for (std::size_t i = 0; i < table.lengths.size(); ++i) {
    for (std::size_t j = 0; j < table.depths.size(); ++j) {
      if (table.lengths[i] == cell.length_tokens && table.depths[j] == cell.depth) table.at(i, j) = cell;
    }
  }
}

}  // namespace

NeedleTable empty_table(std::vector<std::size_t> lengths, std::vector<double> depths) {
  NeedleTable table;
  std::sort(lengths.begin(), lengths.end());
  std::sort(depths.begin(), depths.end());
  lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
  depths.erase(std::unique(depths.begin(), depths.end()), depths.end());
  table.cells.resize(lengths.size() * depths.size());
  table.lengths = std::move(lengths);
  table.depths = std::move(depths);
  return table;
}

std::size_t NeedleTable::n_found() const {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return cell && cell->found; }));
}

double NeedleTable::score() const {
  const auto n_run =
      std::count_if(cells.begin(), cells.end(), [](const auto& cell) { return cell.has_value(); });
  return n_run > 0 ? static_cast<double>(n_found()) / static_cast<double>(n_run) : 0.0;
}

std::string needle_json(const NeedleTable& table) {
  return dumped({{"cells", cells_json(table)}, {"score", table.score()}});
}

std::string needle_text(const NeedleTable& table) {
  std::string out = fmt::format("{:>8}", "depth");
  for (const std::size_t length : table.lengths) out += fmt::format("{:>12}", number_with_commas(length));
  out += '\n';
  for (std::size_t depth = 0; depth < table.depths.size(); ++depth) {
    out += fmt::format("{:>8}", depth_text(table.depths[depth]));
    for (std::size_t length = 0; length < table.lengths.size(); ++length)
      out += fmt::format("{:>12}", word_of(table.at(length, depth)));
    out += '\n';
  }
  return out + fmt::format("score {:.2f}: every needle found in {} of {} cells\n", table.score(),
                           table.n_found(), table.cells.size());
}

std::string progress_json(const NeedleTable& table, const std::string& settings) {
  return dumped({{"format", kFormat}, {"settings", settings}, {"cells", cells_json(table)}});
}

Status read_progress(const std::string& text, const std::string& settings, const std::string& where,
                     NeedleTable& table) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format") != kFormat)
      return input_error(where + ": is no record of a needle run; expected the format " + kFormat);
    if (json.at("settings") != settings)
      return usage_error(where +
                         ": is the record of a run with other settings; expected another --out "
                         "folder, or this one emptied");
    for (const Json& cell : json.at("cells")) place(cell_of(cell), table);
  } catch (const nlohmann::json::exception& wrong) {
    return input_error(where + ": is no record of a needle run: " + wrong.what());
  }
  return {};
}

std::string depth_text(double depth) {
  return fmt::format("{:.4g}%", depth * 100.0);
}

}  // namespace st::cli
