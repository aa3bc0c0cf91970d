#include "kernels/machine/machine_peaks.h"

#include <gtest/gtest.h>

namespace st::kernels {
namespace {

TEST(MachinePeaks, EveryIsaGivesFiguresThatCanBe) {
  for (const Isa isa : usable_isas()) {
    ThreadPool pool(1);
    const Result<MachinePeaks> peaks = measure_machine({&pool, isa}, 0.02);
    ASSERT_TRUE(peaks.ok());
    EXPECT_EQ(peaks->threads, 1u);
    for (const double figure : {peaks->f32_gflop_per_s, peaks->bf16_gflop_per_s, peaks->int8_gop_per_s}) {
      EXPECT_GT(figure, 0.1);
      EXPECT_LT(figure, 20000.0);  // 5 GHz, two units, 64 products of bytes, and room
    }
    EXPECT_GT(peaks->read_gb_per_s, 0.1);
    EXPECT_LT(peaks->read_gb_per_s, 2000.0);
  }
}

}  // namespace
}  // namespace st::kernels
