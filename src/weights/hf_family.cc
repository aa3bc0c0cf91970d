#include "weights/hf_family.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <optional>
#include <tuple>

#include "weights/bounded_json.h"
#include "weights/hf_tokenizer.h"

namespace st {
namespace {

struct Family {
  std::string_view model_type;
  std::string_view architecture;  // GGUF's name
  bool rotates_neighbours;  // GGUF's readers rotate (0, 1), (2, 3), ... for it; the folder's rows are in
                            // halves
};
constexpr std::array<Family, 4> kFamilies = {{
    {"llama", "llama", true},
    {"mistral", "llama", true},
    {"qwen2", "qwen2", false},
    {"qwen3", "qwen3", false},
}};

struct NamePair {
  std::string_view hf;
  std::string_view gguf;
};
constexpr std::array<NamePair, 3> kOuterNames = {{
    {"model.embed_tokens.weight", "token_embd.weight"},
    {"model.norm.weight", "output_norm.weight"},
    {"lm_head.weight", "output.weight"},
}};
// In the order in which they are written, after "model.layers.N." and "blk.N.".
constexpr std::array<NamePair, 15> kLayerNames = {{
    {"input_layernorm.weight", "attn_norm.weight"},
    {"self_attn.q_proj.weight", "attn_q.weight"},
    {"self_attn.q_proj.bias", "attn_q.bias"},
    {"self_attn.k_proj.weight", "attn_k.weight"},
    {"self_attn.k_proj.bias", "attn_k.bias"},
    {"self_attn.v_proj.weight", "attn_v.weight"},
    {"self_attn.v_proj.bias", "attn_v.bias"},
    {"self_attn.q_norm.weight", "attn_q_norm.weight"},
    {"self_attn.k_norm.weight", "attn_k_norm.weight"},
    {"self_attn.o_proj.weight", "attn_output.weight"},
    {"self_attn.o_proj.bias", "attn_output.bias"},
    {"post_attention_layernorm.weight", "ffn_norm.weight"},
    {"mlp.gate_proj.weight", "ffn_gate.weight"},
    {"mlp.up_proj.weight", "ffn_up.weight"},
    {"mlp.down_proj.weight", "ffn_down.weight"},
}};

// Where a tensor goes: its name, and its place in the file.
struct Target {
  std::string name;
  std::size_t layer = 0;
  std::size_t order = 0;
};

std::optional<Target> layer_target(std::string_view rest) {
  std::size_t layer = 0;
  const auto [end, failed] = std::from_chars(rest.data(), rest.data() + rest.size(), layer);
  if (failed != std::errc() || end == rest.data() + rest.size() || *end != '.' || layer > 1'000'000)
    return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  for (std::size_t i = 0; i < kLayerNames.size(); ++i) {
    if (kLayerNames[i].hf == rest)
      return Target{fmt::format("blk.{}.{}", layer, kLayerNames[i].gguf), layer + 1, i};
  }
  return std::nullopt;
}

std::optional<Target> target_of(std::string_view name) {
  constexpr std::string_view kLayers = "model.layers.";
  constexpr std::size_t kAfterLayers = 10'000'000;
  if (name.starts_with(kLayers)) return layer_target(name.substr(kLayers.size()));
  for (std::size_t i = 0; i < kOuterNames.size(); ++i) {
    if (kOuterNames[i].hf == name)
      return Target{std::string(kOuterNames[i].gguf), i == 0 ? 0 : kAfterLayers, i};
  }
  return std::nullopt;
}

class HfPlanner {
 public:
  HfPlanner(const WeightStore& store, std::string where, nlohmann::json config)
      : store_(store), where_(std::move(where)), config_(std::move(config)) {}

  Result<QuantizePlan> run();

 private:
  Error error(const std::string& what) const { return model_error(where_ + ": " + what); }
  Status find_family();
  Status read_config();
  Result<std::uint32_t> whole(const char* key, std::optional<std::uint32_t> fallback = std::nullopt) const;
  Result<float> number(const char* key, float fallback) const;
  Status add_window(std::uint32_t context);
  Status add_rotary(std::uint32_t head_dim);
  Status add_llama3_scaling(const nlohmann::json& scaling, float theta);
  Result<float> scaling_number(const nlohmann::json& scaling, const char* name) const;
  Status add_tensors();
  std::size_t head_rows_of(std::string_view gguf_name) const;
  std::string key(std::string_view rest) const { return fmt::format("{}.{}", family_.architecture, rest); }

  const WeightStore& store_;
  std::string where_;
  nlohmann::json config_;
  Family family_{};
  std::uint32_t n_heads_ = 0, n_kv_heads_ = 0, head_dim_ = 0, n_layers_ = 0, n_vocab_ = 0;
  QuantizePlan plan_;
};

Status HfPlanner::find_family() {
  const auto type = config_.find("model_type");
  const std::string model_type = type != config_.end() && type->is_string() ? type->get<std::string>() : "";
  for (const Family& family : kFamilies) {
    if (family.model_type == model_type) {
      family_ = family;
      return {};
    }
  }
  return error("model_type is '" + model_type +
               "'; families that can be written as GGUF: llama, mistral, qwen2, qwen3");
}

Result<std::uint32_t> HfPlanner::whole(const char* name, std::optional<std::uint32_t> fallback) const {
  const auto found = config_.find(name);
  if (found == config_.end() || found->is_null()) {
    if (fallback) return *fallback;
    return error("'" + std::string(name) + "' is missing");
  }
  if (!found->is_number_unsigned() || found->get<std::uint64_t>() > 0x7FFFFFFF) {
    return error("'" + std::string(name) + "' is no whole number from 0 to 2^31 - 1");
  }
  return found->get<std::uint32_t>();
}

Result<float> HfPlanner::number(const char* name, float fallback) const {
  const auto found = config_.find(name);
  if (found == config_.end() || found->is_null()) return fallback;
  if (!found->is_number()) return error("'" + std::string(name) + "' is no number");
  return found->get<float>();
}

Status HfPlanner::read_config() {
  GgufHeader& header = plan_.header;
  header.add_text("general.architecture", family_.architecture);
  const std::string name = config_.value("_name_or_path", std::string());
  header.add_text("general.name", name.empty() ? std::string(family_.model_type) : name);
  ST_ASSIGN_OR_RETURN(n_layers_, whole("num_hidden_layers"));
  ST_ASSIGN_OR_RETURN(const std::uint32_t d_model, whole("hidden_size"));
  ST_ASSIGN_OR_RETURN(const std::uint32_t d_ff, whole("intermediate_size"));
  ST_ASSIGN_OR_RETURN(n_heads_, whole("num_attention_heads"));
  ST_ASSIGN_OR_RETURN(n_kv_heads_, whole("num_key_value_heads", n_heads_));
  if (n_heads_ == 0 || n_kv_heads_ == 0) return error("says that it has no attention heads");
  ST_ASSIGN_OR_RETURN(head_dim_, whole("head_dim", d_model / n_heads_));
  ST_ASSIGN_OR_RETURN(const std::uint32_t context, whole("max_position_embeddings"));
  ST_ASSIGN_OR_RETURN(n_vocab_, whole("vocab_size"));
  ST_ASSIGN_OR_RETURN(const float epsilon, number("rms_norm_eps", 1e-6f));
  header.add_u32(key("block_count"), n_layers_);
  header.add_u32(key("context_length"), context);
  header.add_u32(key("embedding_length"), d_model);
  header.add_u32(key("feed_forward_length"), d_ff);
  header.add_u32(key("attention.head_count"), n_heads_);
  header.add_u32(key("attention.head_count_kv"), n_kv_heads_);
  header.add_u32(key("attention.key_length"), head_dim_);
  header.add_u32(key("attention.value_length"), head_dim_);
  header.add_f32(key("attention.layer_norm_rms_epsilon"), epsilon);
  header.add_u32(key("vocab_size"), n_vocab_);
  ST_RETURN_IF_ERROR(add_window(context));
  return add_rotary(head_dim_);
}

// A window that every layer has. Families that switch it with use_sliding_window leave it off unless they
// say so.
Status HfPlanner::add_window(std::uint32_t context) {
  const auto found = config_.find("sliding_window");
  if (found == config_.end() || found->is_null()) return {};
  const bool switched =
      family_.model_type == std::string_view("qwen2") || family_.model_type == std::string_view("qwen3");
  if (!config_.value("use_sliding_window", !switched)) return {};
  if (switched) return error("has windows in some of its layers, which can't be written yet");
  ST_ASSIGN_OR_RETURN(const std::uint32_t window, whole("sliding_window"));
  if (window > 0 && window < context) plan_.header.add_u32(key("attention.sliding_window"), window);
  return {};
}

Status HfPlanner::add_rotary(std::uint32_t head_dim) {
  // Transformers 5 keeps base and scaling together in rope_parameters; before, they were two keys.
  const bool together = config_.contains("rope_parameters") && !config_["rope_parameters"].is_null();
  const char* name = together ? "rope_parameters" : "rope_scaling";
  const auto scaling = config_.find(name);
  const bool has_scaling = scaling != config_.end() && !scaling->is_null();
  if (has_scaling && !scaling->is_object()) return error("'" + std::string(name) + "' is no object");
  ST_ASSIGN_OR_RETURN(float theta, number("rope_theta", 10000.0f));
  if (together && scaling->contains("rope_theta")) {
    ST_ASSIGN_OR_RETURN(theta, scaling_number(*scaling, "rope_theta"));
  }
  plan_.header.add_u32(key("rope.dimension_count"), head_dim);
  plan_.header.add_f32(key("rope.freq_base"), theta);
  if (!has_scaling) return {};
  const std::string type = scaling->value("rope_type", scaling->value("type", std::string("default")));
  if (type == "default") return {};
  if (type == "llama3") return add_llama3_scaling(*scaling, theta);
  if (type != "linear") {
    return error("rope_scaling is of type '" + type +
                 "', which can't be written yet; 'linear' and 'llama3' can");
  }
  ST_ASSIGN_OR_RETURN(const float factor, scaling_number(*scaling, "factor"));
  plan_.header.add_text(key("rope.scaling.type"), "linear");
  plan_.header.add_f32(key("rope.scaling.factor"), factor);
  return {};
}

Result<float> HfPlanner::scaling_number(const nlohmann::json& scaling, const char* name) const {
  const auto found = scaling.find(name);
  if (found != scaling.end() && found->is_number() && found->get<float>() > 0.0f)
    return found->get<float>();
  return error("rope_scaling has no '" + std::string(name) + "' that is a number over 0");
}

// Llama 3.1's scaling as a table of divisors, one a rotated pair: long waves are stretched by `factor`,
// short ones stay, and between the two bounds it goes over smoothly.
Status HfPlanner::add_llama3_scaling(const nlohmann::json& scaling, float theta) {
  ST_ASSIGN_OR_RETURN(const float factor, scaling_number(scaling, "factor"));
  ST_ASSIGN_OR_RETURN(const float low, scaling_number(scaling, "low_freq_factor"));
  ST_ASSIGN_OR_RETURN(const float high, scaling_number(scaling, "high_freq_factor"));
  ST_ASSIGN_OR_RETURN(const float context, scaling_number(scaling, "original_max_position_embeddings"));
  if (!(high > low))
    return error("rope_scaling has a high_freq_factor that is not over its low_freq_factor");
  std::vector<float> divisors(head_dim_ / 2);
  for (std::size_t i = 0; i < divisors.size(); ++i) {
    const double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(head_dim_);
    const double waves_in_context =
        context / (2.0 * std::numbers::pi * std::pow(static_cast<double>(theta), exponent));
    const double share_kept =
        std::clamp((waves_in_context - low) / (static_cast<double>(high) - low), 0.0, 1.0);
    divisors[i] = static_cast<float>(1.0 / ((1.0 - share_kept) / factor + share_kept));
  }
  ST_ASSIGN_OR_RETURN(Tensor table, Tensor::from_f32(Shape{divisors.size()}, divisors));
  plan_.tensors.push_back({"rope_freqs.weight", table.view(), table.shape(), DType::kF32, 0});
  plan_.computed.push_back(std::move(table));
  return {};
}

std::size_t HfPlanner::head_rows_of(std::string_view gguf_name) const {
  if (!family_.rotates_neighbours) return 0;
  const bool rotated = gguf_name.find(".attn_q.") != std::string_view::npos ||
                       gguf_name.find(".attn_k.") != std::string_view::npos;
  return rotated ? head_dim_ : 0;
}

Status HfPlanner::add_tensors() {
  const bool tied = config_.value("tie_word_embeddings", false);
  std::vector<std::tuple<std::size_t, std::size_t, OutputTensor>> found;
  for (const NamedTensor& tensor : store_.tensors().all()) {
    if (tensor.name.ends_with("rotary_emb.inv_freq")) continue;  // follows from rope_theta
    if (tied && tensor.name == "lm_head.weight") continue;       // the embedding, stored once more
    const std::optional<Target> target = target_of(tensor.name);
    if (!target) {
      return model_error(store_.path() + ": tensor '" + tensor.name + "' has no name in the GGUF family '" +
                         std::string(family_.architecture) + "'");
    }
    OutputTensor output{target->name, tensor.view, tensor.view.shape(), DType::kF32,
                        head_rows_of(target->name)};
    if (output.interleaved_head_rows > 0) {
      if (output.shape.rank() == 1) {  // a bias: one element is a row
        output.source = TensorView(tensor.view.dtype(), Shape{output.shape[0], 1}, tensor.view.data());
      }
      const std::size_t rows = output.source.row_count();
      if (head_dim_ % 2 != 0 || rows % head_dim_ != 0) {
        return model_error(store_.path() + ": tensor '" + tensor.name + "' has " + std::to_string(rows) +
                           " rows, which are no whole heads of " + std::to_string(head_dim_));
      }
    }
    found.emplace_back(target->layer, target->order, std::move(output));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  });
  for (auto& entry : found) plan_.tensors.push_back(std::move(std::get<2>(entry)));
  return {};
}

Result<QuantizePlan> HfPlanner::run() {
  ST_RETURN_IF_ERROR(find_family());
  ST_RETURN_IF_ERROR(read_config());
  ST_RETURN_IF_ERROR(add_hf_tokenizer(*store_.folder(), config_, n_vocab_, plan_.header, plan_.notes));
  ST_RETURN_IF_ERROR(add_tensors());
  return std::move(plan_);
}

}  // namespace

Result<QuantizePlan> plan_of_hf_folder(const WeightStore& store) {
  ST_CHECK(store.folder().has_value());
  const ModelFolder& folder = *store.folder();
  ST_ASSIGN_OR_RETURN(const std::string text, folder.read(ModelFile::kConfig));
  const std::string where = folder.path_of(ModelFile::kConfig);
  ST_ASSIGN_OR_RETURN(nlohmann::json config, parse_json_object(text, where));
  try {
    return HfPlanner(store, where, std::move(config)).run();
  } catch (const nlohmann::json::type_error&) {
    return model_error(where +
                       ": a value has the wrong type; expected what the model's own library writes");
  }
}

}  // namespace st
