#pragma once

#include <cstdint>
#include <string>

namespace st {

// Bytes a new program could take now without pushing others out: the kernel's estimate (MemAvailable), and
// no more than this process's control group still allows. 0 where neither can be read.
std::uint64_t available_memory_bytes();

// The same from given texts: /proc/meminfo, the group's limit ("max" for none) and its present use.
std::uint64_t available_memory_bytes(const std::string& meminfo, const std::string& group_limit,
                                     const std::string& group_use);

// What this process holds in memory at this moment, mapped files included, and the most it has held. 0
// where the system does not say.
std::uint64_t resident_bytes();
std::uint64_t peak_resident_bytes();

// "1.2 GB", "830 kB": decimal units, two digits where there is room for one before the point.
std::string byte_text(std::uint64_t bytes);

}  // namespace st
