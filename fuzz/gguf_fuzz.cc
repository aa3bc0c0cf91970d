// Any bytes as a GGUF file: refused with an error, or every value and tensor in it can be read, and its
// metadata written again reads the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "quant/quant_format.h"
#include "weights/gguf.h"
#include "weights/gguf_writer.h"
#include "weights/model_facts.h"

namespace {

void read_everything(const st::GgufMetadata& metadata) {
  for (const st::GgufMetadata::Entry& entry : metadata.entries()) {
    (void)metadata.integer(entry.key);
    (void)metadata.number(entry.key);
    (void)metadata.boolean(entry.key);
    (void)metadata.text(entry.key);
    (void)metadata.texts(entry.key);
    (void)metadata.integers(entry.key);
    (void)metadata.numbers(entry.key);
  }
}

void decode_first_and_last_row(const st::TensorView& tensor) {
  if (tensor.element_count() == 0 || tensor.row_length() > 100'000) return;
  if (st::find_quant_format(tensor.dtype()) == nullptr) return;
  std::vector<float> row(tensor.row_length());
  st::decode_row(tensor, 0, row);
  st::decode_row(tensor, tensor.row_count() - 1, row);
}

void write_and_read_again(const st::GgufMetadata& metadata) {
  st::GgufHeader header;
  for (const st::GgufMetadata::Entry& entry : metadata.entries()) header.add_value(entry.key, entry.value);
  const std::string bytes = header.header();
  const st::Result<st::GgufFile> again = st::GgufFile::parse(bytes, "again");
  ST_CHECK_MSG(again.ok(), again.error().message);
  ST_CHECK(again->metadata().entries().size() == metadata.entries().size());
  for (const st::GgufMetadata::Entry& entry : metadata.entries()) {
    const st::GgufValue* value = again->metadata().find(entry.key);
    ST_CHECK(value != nullptr && value->type == entry.value.type && value->texts == entry.value.texts);
    ST_CHECK(!value->texts.empty() || value->bytes == entry.value.bytes);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const st::Result<st::GgufFile> file = st::GgufFile::parse(bytes, "fuzz");
  if (!file.ok()) return 0;
  read_everything(file->metadata());
  (void)st::facts_of_gguf(file->metadata());
  for (const st::NamedTensor& tensor : file->tensors().all()) decode_first_and_last_row(tensor.view);
  write_and_read_again(file->metadata());
  return 0;
}
