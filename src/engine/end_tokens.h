#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "weights/weight_store.h"

namespace st {

// Ids that end an answer: GGUF's eos and eot, or eos_token_id of config.json and generation_config.json, a
// number or a list. Those outside the vocabulary are left out. kModel for a file that is no JSON.
Result<std::vector<std::int32_t>> find_end_ids(const WeightStore& store, std::int64_t n_vocab);

}  // namespace st
