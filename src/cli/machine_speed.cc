#include "cli/machine_speed.h"

#include <algorithm>
#include <string>

#include "base/file.h"
#include "cli/model_bench.h"
#include "cli/progress.h"
#include "cli/short_folder.h"
#include "model/registry.h"

namespace st::cli {
namespace {

// A decoder of today's form, small enough to be drawn in seconds: 94 million weights.
constexpr const char* kStandIn = R"({
  "model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 2048, "hidden_size": 1024,
  "intermediate_size": 4096, "num_hidden_layers": 6, "num_attention_heads": 16, "num_key_value_heads": 4,
  "max_position_embeddings": 8192, "rms_norm_eps": 1e-5, "rope_theta": 10000.0, "hidden_act": "silu",
  "tie_word_embeddings": true, "initializer_range": 0.02})";

constexpr std::int64_t kPromptTokens = 256;
constexpr std::int64_t kAnswerTokens = 16;
constexpr int kTries = 3;  // the best counts: others may use the machine too

Result<std::unique_ptr<model::DecoderModel>> draw_stand_in(DType weights, std::size_t n_threads) {
  ShortFolder folder;
  ST_RETURN_IF_ERROR(folder.make("the measurement"));
  const std::string config = folder.path() + "/config.json";
  ST_RETURN_IF_ERROR(write_file(config, kStandIn));
  model::LoadOptions load;
  load.random = model::RandomWeights{};
  load.matrix_type = weights;
  load.jobs = n_threads;
  return model::open_decoder(config, load);
}

}  // namespace

Result<scale::MachineSpeed> measure_speed(DType weights, DType kv_type, std::size_t n_threads) {
  ProgressBar bar("measuring this machine");
  ST_ASSIGN_OR_RETURN(const auto stand_in, draw_stand_in(weights, n_threads));
  ST_ASSIGN_OR_RETURN(const kernels::Isa isa, kernels::choose_isa());
  kernels::ThreadPool pool(n_threads);
  const kernels::KernelContext context{&pool, isa};
  ModelBenchSetting setting;
  setting.key_type = setting.value_type = kv_type;
  scale::MachineSpeed speed;
  for (int i = 0; i < kTries; ++i) {
    ST_ASSIGN_OR_RETURN(const ModelMeasurement prompt,
                        measure_prefill(context, stand_in->decoder, setting, kPromptTokens));
    ST_ASSIGN_OR_RETURN(const ModelMeasurement answer,
                        measure_decode(context, stand_in->decoder, setting, kPromptTokens, kAnswerTokens));
    speed.flop_per_s = std::max(speed.flop_per_s, prompt.n_flop / prompt.seconds);
    speed.bytes_per_s = std::max(speed.bytes_per_s, answer.n_bytes / answer.seconds);
  }
  return speed;
}

}  // namespace st::cli
