#include <algorithm>
#include <cmath>
#include <cstring>
#include <span>

#include "base/mapped_file.h"
#include "base/parallel.h"
#include "quant/quant_format.h"
#include "tensor/half.h"
#include "weights/output_file.h"
#include "weights/quantize.h"

namespace st {
namespace {

// Large enough to keep a thread busy for a millisecond or more, small enough that many fit in memory.
constexpr std::size_t kChunkElements = std::size_t{1} << 18;

struct Chunk {
  const OutputTensor* tensor;
  std::size_t first_row;
  std::size_t row_count;
  bool ends_tensor;
};

std::vector<Chunk> chunks_of(const std::vector<OutputTensor>& tensors) {
  std::vector<Chunk> chunks;
  for (const OutputTensor& tensor : tensors) {
    const std::size_t rows = tensor.source.row_count();
    const std::size_t step =
        std::max<std::size_t>(kChunkElements / std::max<std::size_t>(tensor.source.row_length(), 1), 1);
    for (std::size_t first = 0; first < rows; first += step) {
      const std::size_t count = std::min(step, rows - first);
      chunks.push_back({&tensor, first, count, first + count == rows});
    }
  }
  return chunks;
}

std::size_t source_row(const OutputTensor& tensor, std::size_t row) {
  const std::size_t n = tensor.interleaved_head_rows;
  if (n == 0) return row;
  const std::size_t head = row / n, in_head = row % n;
  return head * n + in_head % 2 * (n / 2) + in_head / 2;
}

Status check_values(const OutputTensor& tensor, std::span<const float> values) {
  float largest = 0.0f;
  for (const float value : values) {
    if (!std::isfinite(value))
      return model_error("tensor '" + tensor.name + "' holds a value that is no finite number");
    largest = std::max(largest, std::fabs(value));
  }
  if (tensor.dtype == DType::kF16 && !std::isfinite(f16_to_f32(f32_to_f16(largest)))) {
    return model_error("tensor '" + tensor.name + "' holds " + std::to_string(largest) +
                       ", which f16 can't; bf16 and f32 can");
  }
  return {};
}

Result<std::string> encoded(const Chunk& chunk) {
  const OutputTensor& tensor = *chunk.tensor;
  const std::size_t row_length = tensor.source.row_length();
  if (tensor.source.dtype() == tensor.dtype) {
    std::string bytes;
    for (std::size_t i = 0; i < chunk.row_count; ++i) {
      const std::byte* row = tensor.source.row(source_row(tensor, chunk.first_row + i));
      bytes.append(reinterpret_cast<const char*>(row), tensor.source.row_bytes());
    }
    return bytes;
  }
  std::vector<float> values(chunk.row_count * row_length);
  for (std::size_t i = 0; i < chunk.row_count; ++i) {
    decode_row(tensor.source, source_row(tensor, chunk.first_row + i),
               std::span<float>(values).subspan(i * row_length, row_length));
  }
  ST_RETURN_IF_ERROR(check_values(tensor, values));
  std::string bytes(*byte_count(tensor.dtype, values.size()), '\0');
  find_quant_format(tensor.dtype)
      ->encode(values.data(), values.size(), reinterpret_cast<std::byte*>(bytes.data()));
  return bytes;
}

}  // namespace

Status write_quantized(const QuantizePlan& plan, const std::string& path, std::size_t jobs,
                       const Progress& progress) {
  const std::string header = plan.header.header();
  ST_ASSIGN_OR_RETURN(OutputFile file, OutputFile::create(path, plan.header.file_bytes()));
  ST_RETURN_IF_ERROR(file.append(header));
  const std::vector<Chunk> chunks = chunks_of(plan.tensors);
  const std::size_t window = std::max<std::size_t>(jobs, 1) * 4;
  std::size_t done = 0;
  report_progress(progress, 0, plan.elements);
  for (std::size_t first = 0; first < chunks.size(); first += window) {
    std::vector<Result<std::string>> results(std::min(window, chunks.size() - first), std::string());
    parallel_for(results.size(), jobs, [&](std::size_t i) { results[i] = encoded(chunks[first + i]); });
    for (std::size_t i = 0; i < results.size(); ++i) {
      const Chunk& chunk = chunks[first + i];
      if (!results[i].ok()) return results[i].error();
      ST_RETURN_IF_ERROR(file.append(*results[i]));
      if (chunk.ends_tensor) ST_RETURN_IF_ERROR(file.append(GgufHeader::padding(file.size_bytes())));
      done += chunk.row_count * chunk.tensor->source.row_length();
    }
    report_progress(progress, done, plan.elements);
  }
  if (MappedFile::any_lost())
    return model_error("the model's file became shorter while it was read; nothing was written");
  return file.commit();
}

}  // namespace st
