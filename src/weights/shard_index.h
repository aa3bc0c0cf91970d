#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace st {

// The index of a sharded checkpoint (model.safetensors.index.json): which shard holds which tensor.
struct ShardIndex {
  std::map<std::string, std::string> shard_of;  // tensor name -> file name, beside the index
};

// Only plain names of .safetensors files are let through: a shard can't leave the folder, nor be an index
// itself. kModel for anything else; `where` starts the messages.
Result<ShardIndex> parse_shard_index(std::string_view text, const std::string& where);

}  // namespace st
