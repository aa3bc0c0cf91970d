#include "cli/inspect_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "base/memory.h"
#include "base/unicode.h"

namespace st::cli {
namespace {

constexpr std::array kCacheTypes = {DType::kF16, DType::kQ8_0, DType::kQ4_0};
constexpr std::uint64_t kCacheUnit_tokens = 1000;

std::vector<TypeShare> shares_of(const std::vector<TensorFact>& tensors) {
  std::map<DType, TypeShare> by_type;
  for (const TensorFact& tensor : tensors) {
    TypeShare& share = by_type[tensor.dtype];
    share.dtype = tensor.dtype;
    ++share.tensors;
    share.elements += tensor.shape.element_count();
    share.bytes += tensor.bytes;
  }
  std::vector<TypeShare> shares;
  for (const auto& [dtype, share] : by_type) shares.push_back(share);
  std::stable_sort(shares.begin(), shares.end(),
                   [](const TypeShare& a, const TypeShare& b) { return a.bytes > b.bytes; });
  return shares;
}

std::string number_text(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

// "blk.12.attn_q.weight" -> "blk.*.attn_q.weight": layers that look alike are one line.
std::string without_numbers(const std::string& name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool digit = name[i] >= '0' && name[i] <= '9';
    const bool begins = i == 0 || name[i - 1] == '.';
    std::size_t end = i;
    while (end < name.size() && name[end] >= '0' && name[end] <= '9') ++end;
    if (digit && begins && (end == name.size() || name[end] == '.')) {
      out += '*';
      i = end - 1;
    } else {
      out += name[i];
    }
  }
  return out;
}

// Tensors that differ only in the numbers of their names, as one; `bytes` is the sum.
struct TensorLine {
  TensorFact first;
  std::uint64_t count = 0;
};

std::vector<TensorLine> tensor_lines(const std::vector<TensorFact>& tensors) {
  std::vector<TensorLine> lines;
  std::map<std::string, std::size_t> index;
  for (const TensorFact& tensor : tensors) {
    const std::string pattern = without_numbers(tensor.name);
    const std::string key =
        fmt::format("{}\n{}\n{}", pattern, tensor.shape.to_string(), name(tensor.dtype));
    const auto [at, added] = index.emplace(key, lines.size());
    if (added) lines.push_back({{pattern, tensor.dtype, tensor.shape, 0}, 0});
    ++lines[at->second].count;
    lines[at->second].first.bytes += tensor.bytes;
  }
  return lines;
}

void add_fact(std::string& out, std::string_view label, const std::string& value) {
  if (!value.empty() && value != "0") out += fmt::format("  {:<20}{}\n", label, value);
}

std::string heads_text(const ModelFacts& facts) {
  if (facts.n_heads == 0) return "";
  const auto [fewest, most] = std::minmax_element(facts.n_kv_heads.begin(), facts.n_kv_heads.end());
  const std::string kv = *fewest == *most ? number_text(*most) : fmt::format("{} to {}", *fewest, *most);
  return fmt::format("{} query, {} key and value, {} wide", number_text(facts.n_heads), kv, facts.key_dim);
}

std::string facts_text(const ModelFacts& facts) {
  std::string out;
  add_fact(out, "architecture", facts.architecture);
  add_fact(out, "name", facts.name);
  add_fact(out, "layers", number_text(facts.n_layers));
  add_fact(out, "model width", number_text(facts.d_model));
  add_fact(out, "feed-forward width", number_text(facts.d_ff));
  add_fact(out, "heads", heads_text(facts));
  add_fact(out, "context", facts.context_tokens == 0 ? "" : number_text(facts.context_tokens) + " tokens");
  std::string vocabulary = facts.n_vocab == 0 ? "" : number_text(facts.n_vocab) + " tokens";
  if (!facts.tokenizer.empty()) vocabulary += (vocabulary.empty() ? "" : ", ") + facts.tokenizer;
  add_fact(out, "vocabulary", vocabulary);
  return out;
}

std::string tensors_text(const Inspection& inspection) {
  std::string out = fmt::format("\n{} {}, {} parameters, {}\n\n", number_text(inspection.tensors.size()),
                                inspection.tensors.size() == 1 ? "tensor" : "tensors",
                                number_text(inspection.elements), byte_text(inspection.bytes));
  if (inspection.tensors.empty()) return out;
  out += fmt::format("  {:<8}{:>8}{:>18}{:>12}\n", "type", "tensors", "parameters", "size");
  for (const TypeShare& share : inspection.types) {
    out += fmt::format("  {:<8}{:>8}{:>18}{:>12}\n", name(share.dtype), number_text(share.tensors),
                       number_text(share.elements), byte_text(share.bytes));
  }
  out += "\n";
  for (const TensorLine& line : tensor_lines(inspection.tensors)) {
    out += fmt::format("  {:<48} {:>4} x {:<6} {:<18} {:>9}\n", repair_utf8(line.first.name), line.count,
                       name(line.first.dtype), line.first.shape.to_string(), byte_text(line.first.bytes));
  }
  return out;
}

std::string fit_text(const Inspection& inspection, std::uint64_t needed_bytes) {
  if (inspection.free_memory_bytes == 0) return "";
  return needed_bytes <= inspection.free_memory_bytes ? "fits" : "does not fit";
}

std::string needs_text(const Inspection& inspection) {
  if (inspection.tensors.empty()) return "";
  std::string out = "\nTo run it here (";
  out += inspection.free_memory_bytes == 0 ? "free memory unknown"
                                           : byte_text(inspection.free_memory_bytes) + " free";
  out += fmt::format(")\n\n  {:<34}{:>9}  {}\n", "weights as they are", byte_text(inspection.bytes),
                     fit_text(inspection, inspection.bytes));
  if (!inspection.knows_kv_cache())
    return out + "  the KV cache can't be told: heads or layers are not stated\n";
  for (const DType dtype : kCacheTypes) {
    const std::uint64_t unit = inspection.kv_bytes(dtype, kCacheUnit_tokens);
    if (unit == 0) {
      out += fmt::format("  {:<34}{:>9}  heads of {} are no whole blocks\n",
                         fmt::format("KV cache at {}", name(dtype)), "none", inspection.facts.key_dim);
      continue;
    }
    out += fmt::format("  {:<34}{:>9}", fmt::format("KV cache at {}, 1,000 tokens", name(dtype)),
                       byte_text(unit));
    const std::uint64_t whole = inspection.kv_bytes(dtype, inspection.facts.context_tokens);
    if (whole > 0) {
      out += fmt::format("  full context {:>7}: {} with the weights", byte_text(whole),
                         fit_text(inspection, inspection.bytes + whole));
    }
    out += "\n";
  }
  return out;
}

nlohmann::ordered_json known_or_null(std::uint64_t bytes) {
  return bytes == 0 ? nlohmann::ordered_json() : nlohmann::ordered_json(bytes);
}

}  // namespace

std::uint64_t Inspection::kv_bytes(DType dtype, std::uint64_t tokens) const {
  std::uint64_t product = 0;
  if (__builtin_mul_overflow(facts.kv_bytes_per_token(dtype), tokens, &product)) return UINT64_MAX / 2;
  return product;
}

Result<Inspection> inspect_checkpoint(const std::string& path) {
  ST_ASSIGN_OR_RETURN(const WeightStore store, WeightStore::open(path));
  Inspection inspection;
  inspection.path = path;
  inspection.format =
      store.gguf() != nullptr ? fmt::format("GGUF v{}", store.gguf()->version()) : "safetensors";
  ST_ASSIGN_OR_RETURN(inspection.facts, read_model_facts(store));
  for (const NamedTensor& tensor : store.tensors().all()) {
    inspection.tensors.push_back(
        {tensor.name, tensor.view.dtype(), tensor.view.shape(), tensor.view.byte_count()});
  }
  inspection.types = shares_of(inspection.tensors);
  for (const TypeShare& share : inspection.types) {
    inspection.elements += share.elements;
    inspection.bytes += share.bytes;
  }
  inspection.free_memory_bytes = available_memory_bytes();
  return inspection;
}

std::string inspection_text(const Inspection& inspection) {
  return inspection.path + ": " + inspection.format + "\n" + facts_text(inspection.facts) +
         tensors_text(inspection) + needs_text(inspection);
}

std::string inspection_json(const Inspection& inspection) {
  const ModelFacts& facts = inspection.facts;
  nlohmann::ordered_json out;
  out["path"] = inspection.path;
  out["format"] = inspection.format;
  out["architecture"] = facts.architecture;
  out["name"] = facts.name;
  out["n_layers"] = facts.n_layers;
  out["d_model"] = facts.d_model;
  out["d_ff"] = facts.d_ff;
  out["n_heads"] = facts.n_heads;
  out["n_kv_heads"] = facts.n_kv_heads.size() == 1 ? nlohmann::ordered_json(facts.n_kv_heads[0])
                                                   : nlohmann::ordered_json(facts.n_kv_heads);
  out["head_dim"] = facts.key_dim;
  out["context_tokens"] = facts.context_tokens;
  out["vocabulary"] = {{"tokens", facts.n_vocab}, {"tokenizer", facts.tokenizer}};
  out["parameters"] = inspection.elements;
  out["bytes"] = inspection.bytes;
  out["types"] = nlohmann::ordered_json::array();
  for (const TypeShare& share : inspection.types) {
    out["types"].push_back({{"type", name(share.dtype)},
                            {"tensors", share.tensors},
                            {"parameters", share.elements},
                            {"bytes", share.bytes}});
  }
  out["tensors"] = nlohmann::ordered_json::array();
  for (const TensorFact& tensor : inspection.tensors) {
    out["tensors"].push_back({{"name", tensor.name},
                              {"type", name(tensor.dtype)},
                              {"shape", tensor.shape.extents()},
                              {"bytes", tensor.bytes}});
  }
  nlohmann::ordered_json needs = {{"weights_bytes", inspection.bytes}};
  for (const DType dtype : kCacheTypes) {
    const std::string type(name(dtype));
    needs["kv_bytes_per_1000_tokens"][type] = known_or_null(inspection.kv_bytes(dtype, kCacheUnit_tokens));
    needs["kv_bytes_at_full_context"][type] =
        known_or_null(inspection.kv_bytes(dtype, facts.context_tokens));
  }
  needs["free_memory_bytes"] = inspection.free_memory_bytes;
  out["needs"] = std::move(needs);
  return out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace st::cli
