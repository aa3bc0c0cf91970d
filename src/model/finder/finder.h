#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace st::model {

// A language model that finds needles, with weights that are computed and not trained: it continues a text
// with what followed the last few bytes when they were there before (an induction head, Olsson et al.
// 2022). It is there to test the engine. What it finds does not depend on training, so a needle that it
// misses at some length is the engine's fault: a wrong position, a lost key, a sum that lost its digits.
enum class FinderKind : std::uint8_t {
  kRope,   // of the family llama: heads that look 1, 2 and 3 tokens back by rotation; keys are 6 bytes
  kAlibi,  // of the family mpt: a head whose penalty makes the past a number; an MLP reads its digits;
           // keys are 5 bytes
};

// What the keys of a finder are made for. Beyond it a needle may be lost.
inline constexpr std::int64_t kFinderContext_tokens = 131072;

// So many bytes before an answer decide what is copied: they must stand in the text once.
std::int64_t finder_key_bytes(FinderKind kind);
std::string_view finder_name(FinderKind kind);  // "rope", "alibi"

// A checkpoint as others come: the text of each file of a model folder.
struct FinderFile {
  std::string name;  // config.json, model.safetensors, tokenizer.json
  std::string bytes;
};
std::vector<FinderFile> finder_files(FinderKind kind);

// The same, into a folder, which is made where it is missing.
Status write_finder(FinderKind kind, const std::string& folder);

}  // namespace st::model
