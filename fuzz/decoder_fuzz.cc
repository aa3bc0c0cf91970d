// A model's own description, as a stranger wrote it. The first byte says which: a config.json, whose model
// is then drawn, or a GGUF file with its tensors. What is accepted and small is run over three tokens.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/check.h"
#include "kernels/kernel_context.h"
#include "model/registry.h"

namespace {

using namespace st;
using namespace st::model;

// Enough for every kind of layer, little enough for thousands of runs a second.
constexpr std::int64_t kMostElements = 200'000;
constexpr std::int64_t kMostLayers = 4;
constexpr std::int64_t kMostContext = 4096;

void run(const Architecture& made, const TensorTable& tensors, const LoadOptions& options) {
  const BlockSpec& spec = made.spec;
  if (spec.n_layers > kMostLayers || spec.context_tokens > kMostContext || spec.d_model > kMostElements ||
      spec.n_vocab > kMostElements || spec.mlp.d_ff > kMostElements ||
      matrix_elements(spec) > kMostElements)
    return;
  Result<DecoderWeights> weights = load_decoder_weights(tensors, spec, made.names, options);
  if (!weights.ok()) return;
  const Decoder decoder(spec, std::move(*weights));
  static kernels::ThreadPool pool(1);
  const Result<kernels::Isa> isa = kernels::choose_isa();
  Result<std::unique_ptr<KvCache>> cache = KvCache::create(decoder.kv_layout(DType::kF32, DType::kF16), 16);
  if (!isa.ok() || !cache.ok()) return;
  KvLease lease = (*cache)->lease();
  DecoderScratch scratch;
  std::vector<float> logits(static_cast<std::size_t>(spec.n_vocab));
  const std::int32_t ids[] = {0, static_cast<std::int32_t>(spec.n_vocab - 1), 0};
  const SequenceStep step{ids, &lease, LogitsOf::kLastToken};
  const Status done = decoder.forward({&pool, *isa}, {&step, 1}, logits, scratch);
  ST_CHECK(lease.n_tokens() == (done.ok() ? 3 : 0));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  LoadOptions options;
  options.jobs = 1;
  if (data[0] % 4 >= 2) options.matrix_type = DType::kQ8_0;
  if (data[0] % 2 == 0) {
    options.random = RandomWeights{};
    const Result<Architecture> made = describe_config(bytes, "config.json");
    if (made.ok()) run(*made, {}, options);
    return 0;
  }
  const Result<GgufFile> file = GgufFile::parse(bytes, "file");
  if (!file.ok()) return 0;
  const Result<Architecture> made = describe_gguf(file->metadata(), "file", file->tensors());
  if (made.ok()) run(*made, file->tensors(), options);
  return 0;
}
