#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace st::scale {

// What a provider asks, in US dollars per million tokens.
struct CloudPrice {
  std::string model;
  std::string noted;  // "2024-03": when somebody read it off the provider's page
  double input = 0.0;
  double output = 0.0;
  std::optional<double> cached_input;  // a prompt token that the provider still holds; none: as any other
  std::int64_t context_tokens = 0;     // the most of one call; 0: not told
};

// A decoder by its shape, as far as memory and time depend on it.
struct ModelShape {
  std::string name;
  double parameters = 0.0;
  double active_parameters = 0.0;  // that a token passes through; `parameters` unless experts are mixed
  std::int64_t n_layers = 0;
  std::int64_t d_model = 0;
  std::int64_t n_heads = 0;
  std::int64_t n_kv_heads = 0;
  std::int64_t head_dim = 0;
  std::int64_t context_tokens = 0;  // 0: not told
};

struct ScaleTable {
  std::vector<CloudPrice> prices;
  std::vector<ModelShape> models;
};

// scale.toml, as it is in the program: what `scale --print-table` prints.
std::string_view built_in_table();

// Reads such a table (TOML 1.0; [[price]] and [[model]], each key checked). kUsage with "where: line 3:
// what; what was expected".
Result<ScaleTable> read_table(std::string_view toml, const std::string& where);

}  // namespace st::scale
