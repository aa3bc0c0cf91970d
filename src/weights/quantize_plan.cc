#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "quant/quant_format.h"
#include "weights/hf_family.h"
#include "weights/quantize.h"

namespace st {
namespace {

// llama.cpp's numbers for general.file_type: "mostly this type".
std::uint32_t file_type_of(DType type) {
  static const std::map<DType, std::uint32_t> numbers = {
      {DType::kF32, 0},   {DType::kF16, 1},   {DType::kQ4_0, 2},  {DType::kQ8_0, 7},
      {DType::kQ4_K, 14}, {DType::kQ5_K, 16}, {DType::kQ6_K, 18}, {DType::kBF16, 32},
  };
  return numbers.at(type);
}

double bits_per_element(DType dtype) {
  return 8.0 * static_cast<double>(info(dtype).block_bytes) /
         static_cast<double>(info(dtype).block_elements);
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool stays_f32(const OutputTensor& tensor) {
  return tensor.shape.rank() < 2 || contains(tensor.name, "norm") ||
         contains(tensor.name, "position_embd") || contains(tensor.name, "ffn_gate_inp") ||
         contains(tensor.name, "rope_freqs");
}

class TypeChooser {
 public:
  TypeChooser(DType wanted, bool has_output)
      : wanted_(wanted), output_(has_output ? "output.weight" : "token_embd.weight") {}

  DType choose(const OutputTensor& tensor) {
    if (find_quant_format(tensor.source.dtype()) == nullptr)
      return tensor.source.dtype();  // integers: as they are
    if (stays_f32(tensor)) return DType::kF32;
    const std::size_t row = tensor.shape.row_length();
    DType type = wanted_;
    if (tensor.name == output_ && bits_per_element(wanted_) < bits_per_element(DType::kQ6_K) &&
        row % info(DType::kQ6_K).block_elements == 0) {
      type = DType::kQ6_K;
    }
    if (row % info(type).block_elements == 0) return type;
    const DType fallback = row % info(DType::kQ8_0).block_elements == 0 ? DType::kQ8_0 : DType::kF16;
    ++fallbacks_[{fallback, row}];
    return fallback;
  }

  std::vector<std::string> notes() const {
    std::vector<std::string> notes;
    for (const auto& [of, count] : fallbacks_) {
      notes.push_back(fmt::format("{} {} of {} elements a row, no multiple of {} as {} needs: {} instead",
                                  count, count == 1 ? "tensor" : "tensors", of.second,
                                  info(wanted_).block_elements, name(wanted_), name(of.first)));
    }
    return notes;
  }

 private:
  DType wanted_;
  std::string_view output_;
  std::map<std::pair<DType, std::size_t>, int> fallbacks_;
};

// Keys that tell of the old file, not of the model.
bool is_about_the_file(std::string_view key) {
  return key == "general.file_type" || key == "general.quantization_version" ||
         key == "general.alignment" || key.starts_with("split.");
}

Result<QuantizePlan> plan_of_gguf(const WeightStore& store) {
  QuantizePlan plan;
  for (const GgufMetadata::Entry& entry : store.gguf()->metadata().entries()) {
    if (!is_about_the_file(entry.key)) plan.header.add_value(entry.key, entry.value);
  }
  for (const NamedTensor& tensor : store.tensors().all()) {
    plan.tensors.push_back({tensor.name, tensor.view, tensor.view.shape(), DType::kF32, 0});
  }
  return plan;
}

std::string loss_note(const QuantizePlan& plan, DType type) {
  const auto lossy =
      std::count_if(plan.tensors.begin(), plan.tensors.end(), [](const OutputTensor& tensor) {
        return info(tensor.source.dtype()).is_block_format() && tensor.source.dtype() != tensor.dtype;
      });
  if (lossy == 0) return "";
  return fmt::format("{} tensors are quantised already: what was lost there stays lost at {}", lossy,
                     name(type));
}

}  // namespace

std::vector<DType> quantize_types() {
  return {DType::kQ8_0, DType::kQ4_0, DType::kQ4_K, DType::kQ5_K,
          DType::kQ6_K, DType::kF16,  DType::kBF16, DType::kF32};
}

Result<QuantizePlan> plan_quantize(const WeightStore& store, DType type) {
  if (store.tensors().all().empty()) return model_error(store.path() + ": has no tensors to write");
  ST_ASSIGN_OR_RETURN(QuantizePlan plan,
                      store.gguf() != nullptr ? plan_of_gguf(store) : plan_of_hf_folder(store));
  plan.header.add_u32("general.file_type", file_type_of(type));
  plan.header.add_u32("general.quantization_version", 2);
  const bool has_output =
      std::any_of(plan.tensors.begin(), plan.tensors.end(),
                  [](const OutputTensor& tensor) { return tensor.name == "output.weight"; });
  TypeChooser chooser(type, has_output);
  for (OutputTensor& tensor : plan.tensors) {
    tensor.dtype = chooser.choose(tensor);
    Status added = plan.header.add_tensor(tensor.name, tensor.dtype, tensor.shape);
    if (!added.ok()) return added.error().in(store.path());
    plan.elements += tensor.shape.element_count();
  }
  for (std::string& note : chooser.notes()) plan.notes.push_back(std::move(note));
  if (std::string note = loss_note(plan, type); !note.empty()) plan.notes.push_back(std::move(note));
  return plan;
}

}  // namespace st
