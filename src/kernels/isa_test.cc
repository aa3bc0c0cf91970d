#include "kernels/isa.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace st::kernels {
namespace {

class IsaChoice : public testing::Test {
 protected:
  void SetUp() override {
    const char* set = std::getenv("ST_ISA");
    if (set != nullptr) before_ = set;
  }
  void TearDown() override { setenv("ST_ISA", before_.c_str(), 1); }

 private:
  std::string before_;
};

TEST_F(IsaChoice, TheNewestWithoutAWish) {
  unsetenv("ST_ISA");
  EXPECT_EQ(*choose_isa(), usable_isas().back());
}

TEST_F(IsaChoice, EveryUsableOneCanBeForced) {
  for (const Isa isa : usable_isas()) {
    setenv("ST_ISA", isa_name(isa), 1);
    EXPECT_EQ(*choose_isa(), isa);
  }
}

TEST_F(IsaChoice, AnUnknownNameIsAUsageErrorThatSaysWhatWouldWork) {
  setenv("ST_ISA", "avx3000", 1);
  const Result<Isa> chosen = choose_isa();
  ASSERT_FALSE(chosen.ok());
  EXPECT_EQ(chosen.error().kind, ErrorKind::kUsage);
  EXPECT_NE(chosen.error().message.find("baseline"), std::string::npos);
}

}  // namespace
}  // namespace st::kernels
