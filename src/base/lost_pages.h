#pragma once

#include <cstddef>

namespace st {

// The list that the SIGBUS handler of base/mapped_file.h looks into. Thread rule: any thread.

inline constexpr std::size_t kMostWatched = 1024;

// Enters a mapping; returns its place, or kMostWatched where the list is full. The first call sets the
// handler.
std::size_t watch_mapping(const char* data, std::size_t size);
void unwatch_mapping(std::size_t place);
bool lost_pages(std::size_t place);
bool any_lost_pages();  // of any mapping, also one that is gone

}  // namespace st
