// Any bytes as a safetensors file: refused with an error, or each tensor lies inside the bytes and they
// don't overlap.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "weights/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const st::Result<st::SafetensorsFile> file = st::SafetensorsFile::parse(bytes, "fuzz");
  if (!file.ok()) return 0;
  const auto* begin = reinterpret_cast<const std::byte*>(data);
  std::size_t total = 0;
  for (const st::NamedTensor& tensor : file->tensors().all()) {
    ST_CHECK(tensor.view.data() >= begin && tensor.view.data() + tensor.view.byte_count() <= begin + size);
    total += tensor.view.byte_count();
  }
  ST_CHECK(total <= size);
  return 0;
}
