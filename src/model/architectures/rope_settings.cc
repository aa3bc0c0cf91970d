#include <cmath>

#include "model/architectures/common.h"
#include "quant/quant_format.h"

namespace st::model {
namespace {

std::optional<double> number_if(const Settings& settings, const std::string& name) {
  if (!settings.has(name)) return std::nullopt;
  return settings.number(name);
}

std::vector<float> factors(const Settings& settings, const std::string& name, std::int64_t rotary_dim) {
  const std::vector<double> numbers = settings.numbers(name);
  if (static_cast<std::int64_t>(numbers.size()) != rotary_dim / 2)
    settings.refuse("'" + name + "' has " + std::to_string(numbers.size()) + " values; expected " +
                    std::to_string(rotary_dim / 2));
  std::vector<float> made(numbers.begin(), numbers.end());
  made.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, rotary_dim / 2)), 1.0f);
  return made;
}

kernels::LongRopeScaling long_rope(const Settings& settings, const std::string& in, std::int64_t rotary_dim,
                                   std::int64_t context) {
  kernels::LongRopeScaling scaling;
  scaling.short_factors = factors(settings, in + "short_factor", rotary_dim);
  scaling.long_factors = factors(settings, in + "long_factor", rotary_dim);
  const std::string name =
      settings.first_of({in + "original_max_position_embeddings", "original_max_position_embeddings"});
  scaling.trained_tokens = settings.whole(name, context);
  const double longer =
      static_cast<double>(context) / static_cast<double>(std::max<std::int64_t>(1, scaling.trained_tokens));
  scaling.factor = settings.number(in + "factor", longer);
  scaling.attention_factor = number_if(settings, in + "attention_factor");
  return scaling;
}

kernels::YarnRopeScaling yarn(const Settings& settings, const std::string& in, std::int64_t context) {
  kernels::YarnRopeScaling scaling;
  scaling.factor = settings.number(in + "factor");
  scaling.trained_tokens = settings.whole(in + "original_max_position_embeddings", context);
  scaling.beta_fast = settings.number(in + "beta_fast", 32.0);
  scaling.beta_slow = settings.number(in + "beta_slow", 1.0);
  scaling.truncate = settings.flag(in + "truncate", true);
  scaling.attention_factor = number_if(settings, in + "attention_factor");
  scaling.mscale = number_if(settings, in + "mscale");
  scaling.mscale_all_dim = number_if(settings, in + "mscale_all_dim");
  return scaling;
}

kernels::Llama3RopeScaling llama3(const Settings& settings, const std::string& in) {
  return {settings.number(in + "factor", 8.0), settings.number(in + "low_freq_factor", 1.0),
          settings.number(in + "high_freq_factor", 4.0),
          settings.whole(in + "original_max_position_embeddings", 8192)};
}

kernels::RopeScaling scaling_of_config(const Settings& settings, const std::string& in,
                                       std::int64_t rotary_dim) {
  const std::int64_t context = settings.whole("max_position_embeddings", 2048);
  const std::string type = settings.text(settings.first_of({in + "rope_type", in + "type"}), "default");
  if (type == "default") return kernels::NoRopeScaling{};
  if (type == "linear") return kernels::LinearRopeScaling{settings.number(in + "factor")};
  if (type == "dynamic") return kernels::DynamicNtkRopeScaling{settings.number(in + "factor"), context};
  if (type == "yarn") return yarn(settings, in, context);
  if (type == "llama3") return llama3(settings, in);
  if (type == "longrope" || type == "su") return long_rope(settings, in, rotary_dim, context);
  settings.refuse("rotary scaling of type '" + type +
                  "'; known: default, linear, dynamic, yarn, llama3, longrope");
  return kernels::NoRopeScaling{};
}

}  // namespace

kernels::RopeConfig rope_of_config(const Settings& settings, std::int64_t rotary_dim,
                                   const std::string& group, double default_theta) {
  std::string in = "rope_parameters.";
  if (!group.empty() && settings.has(in + group + ".rope_type")) in += group + ".";
  const bool is_new_form = settings.has(in + "rope_type") || settings.has(in + "rope_theta");
  kernels::RopeConfig rope;
  rope.rotary_dim = rotary_dim;
  rope.layout = kernels::RopeLayout::kHalves;
  rope.theta = settings.number(is_new_form ? in + "rope_theta" : "rope_theta", default_theta);
  rope.scaling = scaling_of_config(settings, is_new_form ? in : "rope_scaling.", rotary_dim);
  return rope;
}

namespace {

// A table of divisors, one for each pair that is turned; empty where the file has none of that name.
std::vector<float> divisors_of_gguf(const Settings& settings, const TensorTable& tensors,
                                    const std::string& name, std::int64_t rotary_dim) {
  const TensorView* table = tensors.find(name);
  if (table == nullptr) return {};
  const Result<Tensor> values = decode_to_f32(*table);
  if (!values.ok() || static_cast<std::int64_t>(table->element_count()) != rotary_dim / 2) {
    settings.refuse("tensor '" + name + "' does not hold a factor for each pair of a head");
    return {};
  }
  return {values->f32().begin(), values->f32().end()};
}

// LongRoPE's tables, or Llama 3's scaling worked out by the writer: each frequency is divided by its own
// factor.
std::optional<kernels::LongRopeScaling> tables_of_gguf(const Settings& settings, const TensorTable& tensors,
                                                       std::int64_t rotary_dim) {
  kernels::LongRopeScaling scaling;
  scaling.short_factors = divisors_of_gguf(settings, tensors, "rope_freqs.weight", rotary_dim);
  if (!scaling.short_factors.empty()) {
    scaling.long_factors = scaling.short_factors;
    scaling.attention_factor = 1.0;
    return scaling;
  }
  scaling.short_factors = divisors_of_gguf(settings, tensors, "rope_factors_short.weight", rotary_dim);
  scaling.long_factors = divisors_of_gguf(settings, tensors, "rope_factors_long.weight", rotary_dim);
  if (scaling.short_factors.empty() && scaling.long_factors.empty()) return std::nullopt;
  if (scaling.short_factors.size() != scaling.long_factors.size())
    settings.refuse("has one of the tensors 'rope_factors_short.weight' and 'rope_factors_long.weight'");
  scaling.trained_tokens = settings.whole("rope.scaling.original_context_length");
  scaling.attention_factor = settings.number("rope.scaling.attn_factor", 1.0);
  return scaling;
}

kernels::RopeScaling scaling_of_gguf(const Settings& settings) {
  const std::string type = settings.text("rope.scaling.type", "none");
  if (type == "none" || type == "default" || type == "longrope") return kernels::NoRopeScaling{};
  if (type == "linear") return kernels::LinearRopeScaling{settings.number("rope.scaling.factor")};
  if (type != "yarn") {
    settings.refuse("rope.scaling.type is '" + type + "'; known: none, linear, yarn, longrope");
    return kernels::NoRopeScaling{};
  }
  kernels::YarnRopeScaling yarn;
  yarn.factor = settings.number("rope.scaling.factor");
  yarn.trained_tokens =
      settings.whole("rope.scaling.original_context_length", settings.whole("context_length"));
  yarn.beta_fast = settings.number("rope.scaling.yarn_beta_fast", 32.0);
  yarn.beta_slow = settings.number("rope.scaling.yarn_beta_slow", 1.0);
  return yarn;
}

}  // namespace

kernels::RopeConfig rope_of_gguf(const Settings& settings, const TensorTable& tensors,
                                 std::int64_t head_dim, kernels::RopeLayout layout) {
  kernels::RopeConfig rope;
  rope.rotary_dim = settings.whole("rope.dimension_count", head_dim);
  rope.theta = settings.number("rope.freq_base", 10000.0);
  rope.layout = layout;
  rope.scaling = scaling_of_gguf(settings);
  if (auto tables = tables_of_gguf(settings, tensors, rope.rotary_dim)) rope.scaling = std::move(*tables);
  return rope;
}

}  // namespace st::model
