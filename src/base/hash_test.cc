#include "base/hash.h"

#include <gtest/gtest.h>

namespace st {
namespace {

// FIPS 180-4's own examples.
TEST(Hash, Sha256OfKnownTexts) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hash, PartsAreKeptApart) {
  EXPECT_NE(Fingerprint().add("ab").add("c").hex(), Fingerprint().add("a").add("bc").hex());
  EXPECT_EQ(Fingerprint().add("ab").add("c").hex(), Fingerprint().add("ab").add("c").hex());
}

TEST(Hash, FnvOfKnownText) {
  EXPECT_EQ(fnv1a("a"), 0xaf63dc4c8601ec8cull);
}

}  // namespace
}  // namespace st
