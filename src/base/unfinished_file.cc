#include "base/unfinished_file.h"

#include <unistd.h>

#include <array>
#include <atomic>

namespace st {
namespace {

constexpr std::size_t kSlots = 64;
constexpr std::size_t kNoSlot = kSlots;

// Lock-free, because a signal's handler reads it.
std::array<std::atomic<const char*>, kSlots> paths;

std::size_t claim_slot(const char* path) {
  for (std::size_t i = 0; i < kSlots; ++i) {
    const char* none = nullptr;
    if (paths[i].compare_exchange_strong(none, path)) return i;
  }
  return kNoSlot;
}

}  // namespace

UnfinishedFile::UnfinishedFile(std::string path)
    : path_(std::move(path)), slot_(claim_slot(path_.c_str())) {}

UnfinishedFile::~UnfinishedFile() {
  if (path_.empty()) return;
  ::unlink(path_.c_str());
  if (slot_ != kNoSlot) paths[slot_].store(nullptr);
}

void UnfinishedFile::finished() {
  if (slot_ != kNoSlot) paths[slot_].store(nullptr);
  path_.clear();
}

void remove_unfinished_files() {
  for (const std::atomic<const char*>& slot : paths) {
    if (const char* path = slot.load()) ::unlink(path);
  }
}

}  // namespace st
