#include "cli/model_session.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/memory.h"
#include "base/parallel.h"
#include "cli/progress.h"
#include "engine/gguf_tokenizer.h"
#include "kernels/matmul/matmul.h"
#include "model/settings.h"

namespace st::cli {
Result<ModelSession> ModelSession::open(const SessionOptions& options) {
  ModelSession session;
  session.options_ = options;
  ST_ASSIGN_OR_RETURN(session.isa_, kernels::choose_isa());
  const std::size_t threads = options.threads > 0 ? options.threads : default_job_count();
  session.options_.load.jobs = threads;
  ST_ASSIGN_OR_RETURN(session.model_, model::open_decoder(options.model, session.options_.load));
  session.options_.load.progress = {};  // whoever listened may be gone by now
  const GgufFile* gguf = session.model_->store.gguf();
  session.tokenizer_ =
      gguf != nullptr ? tokenizer_of_gguf(*gguf) : open_tokenizer(session.model_->store.folder()->path());
  ST_RETURN_IF_ERROR(session.find_end_ids());
  session.pool_ = std::make_unique<kernels::ThreadPool>(threads);
  return session;
}

Result<const Tokenizer*> ModelSession::tokenizer() const {
  if (!tokenizer_->ok()) return model_error(tokenizer_->error().message);
  return &tokenizer_->value();
}

Status ModelSession::find_end_ids() {
  if (const GgufFile* gguf = model_->store.gguf()) {
    for (const char* key : {"tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id"}) {
      ST_ASSIGN_OR_RETURN(const std::int64_t id, gguf->metadata().integer_or(key, -1));
      if (id >= 0 && id < n_vocab()) end_ids_.push_back(static_cast<std::int32_t>(id));
    }
    return {};
  }
  const ModelFolder& folder = *model_->store.folder();
  for (const ModelFile file : {ModelFile::kConfig, ModelFile::kGenerationConfig}) {
    if (!folder.has(file)) continue;
    ST_ASSIGN_OR_RETURN(const std::string text, folder.read(file));
    ST_ASSIGN_OR_RETURN(const model::Settings settings,
                        model::Settings::from_json(text, folder.path_of(file)));
    // A number or a list of numbers: each form is wrong to the other's reader, so neither's error counts.
    std::vector<double> ids = settings.numbers("eos_token_id");
    if (ids.empty() && settings.has("eos_token_id")) ids.push_back(settings.number("eos_token_id", -1.0));
    for (const double id : ids) {
      if (id >= 0.0 && id < static_cast<double>(n_vocab()))
        end_ids_.push_back(static_cast<std::int32_t>(id));
    }
  }
  return {};
}

Status ModelSession::check_prompt(std::span<const std::int32_t> ids) const {
  if (ids.empty()) return input_error("the prompt has no tokens; expected at least one");
  for (const std::int32_t id : ids) {
    if (id < 0 || id >= n_vocab())
      return input_error("the prompt has the id " + std::to_string(id) + "; the model's ids are 0 to " +
                         std::to_string(n_vocab() - 1));
  }
  if (static_cast<std::int64_t>(ids.size()) > context_tokens())
    return input_error("the prompt has " + std::to_string(ids.size()) +
                       " tokens; the model's context holds " + std::to_string(context_tokens()));
  return {};
}

std::int64_t ModelSession::planned_bytes(std::int64_t n_tokens) const {
  const model::BlockSpec& spec = decoder().spec();
  const std::int64_t chunk = std::min<std::int64_t>(n_tokens, kChunkTokens);
  const std::int64_t widths = 3 * spec.d_model + 2 * spec.attention.q_width() +
                              2 * spec.attention.kv_width() + 2 * spec.mlp.d_ff +
                              (spec.mlp.n_experts > 0 ? 2 * spec.d_model : 0);
  const std::int64_t widest = std::max(spec.mlp.d_ff, spec.d_model);
  return static_cast<std::int64_t>(decoder().weight_bytes()) +
         kv_cache_bytes(decoder().kv_layout(options_.kv_type, options_.kv_type), n_tokens) +
         chunk * widths * static_cast<std::int64_t>(sizeof(float)) +
         static_cast<std::int64_t>(kernels::matmul_scratch_bytes(chunk, widest, pool_->size()));
}

Status ModelSession::reserve(std::int64_t n_tokens) {
  const auto planned = static_cast<std::uint64_t>(planned_bytes(n_tokens));
  const std::uint64_t available = available_memory_bytes();
  if (available > 0 && planned > available) {
    return resource_error(options_.model + ": needs " + byte_text(planned) + " for " +
                          std::to_string(n_tokens) + " tokens; " + byte_text(available) +
                          " are free; ask for fewer tokens, or quantise the model");
  }
  const KvLayout layout = decoder().kv_layout(options_.kv_type, options_.kv_type);
  ST_ASSIGN_OR_RETURN(cache_, KvCache::create(layout, n_tokens));
  lease_.emplace(cache_->lease());
  return {};
}

Status ModelSession::run(std::span<const std::int32_t> ids, model::LogitsOf which, std::span<float> logits,
                         const Progress& progress) {
  const kernels::KernelContext context{pool_.get(), isa_};
  const auto width = static_cast<std::size_t>(n_vocab());
  for (std::size_t at = 0; at < ids.size(); at += kChunkTokens) {
    const std::size_t n = std::min(kChunkTokens, ids.size() - at);
    const bool is_last = at + n == ids.size();
    model::SequenceStep step{ids.subspan(at, n), &*lease_, which};
    if (which == model::LogitsOf::kLastToken && !is_last) step.logits = model::LogitsOf::kNone;
    std::span<float> out = logits;
    if (which == model::LogitsOf::kEveryToken) out = logits.subspan(at * width, n * width);
    if (step.logits == model::LogitsOf::kNone) out = {};
    ST_RETURN_IF_ERROR(decoder().forward(context, {&step, 1}, out, scratch_));
    report_progress(progress, at + n, ids.size());
  }
  return {};
}

Result<ModelSession> open_session(SessionOptions options) {
  ProgressBar bar("loading the model");
  options.load.progress = bar.listener();
  ST_ASSIGN_OR_RETURN(ModelSession session, ModelSession::open(options));
  for (const std::string& note : session.decoder().load_notes()) fmt::print(stderr, "note: {}\n", note);
  return session;
}

}  // namespace st::cli
