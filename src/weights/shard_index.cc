#include "weights/shard_index.h"

#include "weights/bounded_json.h"

namespace st {
namespace {

Status check_shard_name(const std::string& shard, const std::string& where) {
  const std::string named = where + ": shard '" + shard.substr(0, 100) + "' ";
  if (shard.find_first_of("/\\") != std::string::npos || shard.find('\0') != std::string::npos ||
      shard == "..") {
    return model_error(named + "is no plain file name; shards stand beside their index");
  }
  if (shard.ends_with(".json"))
    return model_error(named + "is an index, not a shard; expected a .safetensors file");
  if (!shard.ends_with(".safetensors") || shard == ".safetensors") {
    return model_error(named + "is no .safetensors file");
  }
  return {};
}

}  // namespace

Result<ShardIndex> parse_shard_index(std::string_view text, const std::string& where) {
  ST_ASSIGN_OR_RETURN(const nlohmann::json object, parse_json_object(text, where, 8));
  const auto map = object.find("weight_map");
  if (map == object.end() || !map->is_object()) return model_error(where + ": has no object 'weight_map'");
  ShardIndex index;
  for (const auto& [name, shard] : map->items()) {
    if (!shard.is_string())
      return model_error(where + ": tensor '" + name + "' has a shard that is no string");
    const std::string file = shard.get<std::string>();
    ST_RETURN_IF_ERROR(check_shard_name(file, where));
    index.shard_of[name] = file;
  }
  if (index.shard_of.empty()) return model_error(where + ": names no tensors");
  return index;
}

}  // namespace st
