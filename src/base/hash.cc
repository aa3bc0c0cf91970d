#include "base/hash.h"

#include <openssl/sha.h>

#include <array>

namespace st {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * digest.size());
  for (const unsigned char byte : digest) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

Fingerprint& Fingerprint::add(std::string_view part) {
  add_number(static_cast<std::int64_t>(part.size()));
  bytes_.append(part);
  return *this;
}

Fingerprint& Fingerprint::add_number(std::int64_t number) {
  for (int shift = 0; shift < 64; shift += 8) {
    bytes_.push_back(static_cast<char>(static_cast<std::uint64_t>(number) >> shift));
  }
  return *this;
}

}  // namespace st
