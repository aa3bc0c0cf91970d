#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/file.h"

namespace st {

// For tests: `text` is byte for byte tests/golden/render/`name`. With ST_UPDATE_GOLDEN set the file is
// written first, for a person to look at the difference.
inline void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = ST_SOURCE_DIR "/tests/golden/render/" + name;
  if (std::getenv("ST_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(path, text).ok());
  }
  const auto expected = read_file(path);
  ASSERT_TRUE(expected.ok()) << expected.error().message;
  EXPECT_EQ(text, *expected) << "not " << path;
}

}  // namespace st
