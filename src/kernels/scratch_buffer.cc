#include "kernels/scratch_buffer.h"

#include <new>
#include <string>

namespace st::kernels {
namespace {

constexpr std::align_val_t kAlignment{64};  // a cache line, and the widest vector

}  // namespace

void ScratchBuffer::Release::operator()(std::byte* memory) const {
  ::operator delete[](memory, kAlignment);
}

Status ScratchBuffer::reserve(std::size_t n_bytes) {
  if (n_bytes <= size_bytes_) return {};
  void* memory = ::operator new[](n_bytes, kAlignment, std::nothrow);
  if (memory == nullptr) {
    return resource_error("work space: no memory for " + std::to_string(n_bytes) +
                          " bytes; use a shorter context or a smaller batch");
  }
  memory_.reset(static_cast<std::byte*>(memory));
  size_bytes_ = n_bytes;
  return {};
}

}  // namespace st::kernels
