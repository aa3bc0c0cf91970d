#include "base/memory.h"

#include <gtest/gtest.h>

namespace st {
namespace {

TEST(ResidentBytes, GrowWithWhatIsTouched) {
  const std::uint64_t before = resident_bytes();
  const std::vector<char> touched(std::size_t{32} << 20, 'x');
  EXPECT_GT(before, 0u);
  EXPECT_GE(resident_bytes() + (std::size_t{1} << 20), before + touched.size());
  EXPECT_GE(peak_resident_bytes(), before + touched.size() - (std::size_t{1} << 20));
}

TEST(Memory, TheSmallerOfMachineAndControlGroup) {
  const std::string meminfo = "MemTotal: 32000 kB\nMemAvailable:    20000 kB\n";
  EXPECT_EQ(available_memory_bytes(meminfo, "", ""), 20480000u);
  EXPECT_EQ(available_memory_bytes(meminfo, "max\n", "5\n"), 20480000u);
  EXPECT_EQ(available_memory_bytes(meminfo, "5000\n", "2000\n"), 3000u);
  EXPECT_EQ(available_memory_bytes(meminfo, "5000\n", "9000\n"), 0u);
  EXPECT_EQ(available_memory_bytes("", "5000", "1000"), 4000u);
  EXPECT_EQ(available_memory_bytes("", "", ""), 0u);
  EXPECT_GT(available_memory_bytes(), 0u);
}

TEST(Memory, BytesAsPeopleReadThem) {
  EXPECT_EQ(byte_text(0), "0 B");
  EXPECT_EQ(byte_text(999), "999 B");
  EXPECT_EQ(byte_text(1182656), "1.2 MB");
  EXPECT_EQ(byte_text(15'300'000'000), "15 GB");
  EXPECT_EQ(byte_text(999'999), "1.0 MB");
}

}  // namespace
}  // namespace st
