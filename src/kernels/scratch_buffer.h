#pragma once

#include <cstddef>
#include <memory>

#include "base/result.h"

namespace st::kernels {

// Work space that an engine keeps between calls, so that a step allocates nothing: grows to the largest
// demand, never shrinks by itself. Aligned to 64 bytes. Contents are lost on growth. Thread rule: as a
// value; no locks.
class ScratchBuffer {
 public:
  // kResources where the memory is not to be had, with the bytes asked for; the old buffer stays.
  Status reserve(std::size_t n_bytes);

  std::byte* data() { return memory_.get(); }
  std::size_t size_bytes() const { return size_bytes_; }

 private:
  struct Release {
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte[], Release> memory_;
  std::size_t size_bytes_ = 0;
};

}  // namespace st::kernels
