#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace st {

// SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hex digits. For fingerprints that are kept: stories,
// batches.
std::string sha256_hex(std::string_view bytes);

// Builds one fingerprint out of many parts. Each part goes in with its length, so ("ab", "c") and ("a",
// "bc") differ.
class Fingerprint {
 public:
  Fingerprint& add(std::string_view part);
  Fingerprint& add_number(std::int64_t number);
  std::string hex() const { return sha256_hex(bytes_); }

 private:
  std::string bytes_;
};

// FNV-1a, 64 bit: the same on every machine and run. For tables in memory, never for what is kept or
// trusted.
constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t seed = 14695981039346656037ull) {
  for (const char byte : bytes) {
    seed ^= static_cast<unsigned char>(byte);
    seed *= 1099511628211ull;
  }
  return seed;
}

}  // namespace st
