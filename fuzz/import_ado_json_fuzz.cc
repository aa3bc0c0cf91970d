#include "import_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return st::fuzz_import(data, size, st::SourceFormat::kAzureJson);
}
