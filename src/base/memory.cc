#include "base/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "base/file.h"

namespace st {
namespace {

std::string small_file(const std::string& path) {
  const Result<std::string> text = read_file(path, std::size_t{1} << 20);
  return text.ok() ? *text : std::string();
}

std::optional<std::uint64_t> leading_number(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::uint64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return std::nullopt;
  return value;
}

// A line of /proc/self/status. Not getrusage: its peak survives exec, so it may be the parent's.
std::uint64_t status_bytes(std::string_view field) {
  const std::string status = small_file("/proc/self/status");
  const std::size_t at = status.find(field);
  if (at == std::string::npos) return 0;
  return leading_number(std::string_view(status).substr(at + field.size())).value_or(0) * 1024;
}

}  // namespace

std::uint64_t resident_bytes() {
  return status_bytes("VmRSS:");
}

std::uint64_t peak_resident_bytes() {
  return status_bytes("VmHWM:");
}

std::uint64_t available_memory_bytes() {
  const std::string meminfo = small_file("/proc/meminfo");
  std::string limit = small_file("/sys/fs/cgroup/memory.max");
  std::string use = small_file("/sys/fs/cgroup/memory.current");
  if (limit.empty()) {  // the older control groups
    limit = small_file("/sys/fs/cgroup/memory/memory.limit_in_bytes");
    use = small_file("/sys/fs/cgroup/memory/memory.usage_in_bytes");
  }
  return available_memory_bytes(meminfo, limit, use);
}

std::uint64_t available_memory_bytes(const std::string& meminfo, const std::string& group_limit,
                                     const std::string& group_use) {
  constexpr std::string_view kField = "MemAvailable:";
  std::uint64_t available = 0;
  if (const std::size_t at = meminfo.find(kField); at != std::string::npos) {
    available = leading_number(std::string_view(meminfo).substr(at + kField.size())).value_or(0) * 1024;
  }
  const std::optional<std::uint64_t> limit = leading_number(group_limit);
  if (!limit) return available;
  const std::uint64_t use = leading_number(group_use).value_or(0);
  const std::uint64_t left = *limit > use ? *limit - use : 0;
  return available == 0 ? left : std::min(available, left);
}

std::string byte_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits = {"kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.5 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return value < 9.95 ? fmt::format("{:.1f} {}", value, kUnits[unit])
                      : fmt::format("{:.0f} {}", value, kUnits[unit]);
}

}  // namespace st
