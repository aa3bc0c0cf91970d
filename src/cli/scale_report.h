#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "scale/footprint.h"
#include "scale/scale_table.h"
#include "scale/workload.h"

namespace st::cli {

// What a run of `combine` with a model took, out of what `combine --json` printed.
struct RunFigures {
  std::string model;
  double calls = 0, prompt_tokens = 0, cached_tokens = 0, answer_tokens = 0, seconds = 0;
};
// kInput, beginning with `where`, for anything that is not that.
Result<RunFigures> read_run(std::string_view json, const std::string& where);

// A model on this machine.
struct LocalModel {
  scale::ModelShape shape;
  std::vector<scale::Footprint> footprints;  // a context each
  std::vector<double> hours;                 // a way each; empty: not measured
};

// All that `scale` found out.
struct ScaleFindings {
  std::size_t stories = 0, words = 0, characters = 0;
  std::vector<std::pair<std::string, std::size_t>> tokens;  // a tokenizer each; the first is reckoned with
  std::size_t document_tokens = 0;
  std::vector<scale::Workload> ways;
  std::vector<scale::CloudPrice> prices;
  std::vector<LocalModel> models;
  std::optional<scale::MachineSpeed> speed;
  std::size_t threads = 0;
  std::string weight_type, kv_type;  // that hours and keys and values are told for
  std::optional<RunFigures> run;
};

// What `way` costs with that price, in US dollars.
double dollars_of(const scale::Workload& way, const scale::CloudPrice& price);

std::string scale_text(const ScaleFindings& findings);
std::string scale_json(const ScaleFindings& findings);  // one object, a final newline

}  // namespace st::cli
