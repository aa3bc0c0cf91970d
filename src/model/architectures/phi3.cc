// Phi-3 (Abdin et al. 2024): Llama with packed matrices, rotary embeddings on a part of each head where the
// configuration says so, and LongRoPE.
#include "model/architectures/common.h"

namespace st::model {

Architecture phi3_of_config(const Settings& settings, const TensorTable&) {
  Architecture made = llama_like(settings);
  made.names.qkv_packing = QkvPacking::kStacked;
  made.names.gate_up_stacked = true;
  made.names.up = "model.layers.{}.mlp.gate_up_proj";
  const std::string share =
      settings.first_of({"rope_parameters.partial_rotary_factor", "partial_rotary_factor"});
  const auto rotary_dim = static_cast<std::int64_t>(static_cast<double>(made.spec.attention.head_dim) *
                                                    settings.number(share, 1.0));
  set_one_kind(made.spec, {settings.whole("sliding_window", 0), rope_of_config(settings, rotary_dim)});
  return made;
}

}  // namespace st::model
