// The first byte says which of a model folder's texts the rest is: the index of shards, config.json or
// tokenizer.json. Each is read as the program reads it; the last two stand in a folder with sound weights,
// which is then planned as GGUF.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/check.h"
#include "base/file.h"
#include "weights/model_facts.h"
#include "weights/quantize.h"
#include "weights/shard_index.h"

namespace {

constexpr const char* kHeader =
    R"({"model.embed_tokens.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[0,32]},)"
    R"("model.layers.0.self_attn.q_proj.weight":{"dtype":"F32","shape":[4,4],"data_offsets":[32,96]}})";
constexpr const char* kConfig =
    R"({"model_type":"llama","num_hidden_layers":1,"hidden_size":4,"intermediate_size":4,"num_attention_heads":1,)"
    R"("max_position_embeddings":8,"vocab_size":300})";

// A folder of this process, removed at exit.
class Folder {
 public:
  Folder() : path_("/tmp/model-folder-fuzz-" + std::to_string(::getpid())) {
    std::filesystem::create_directories(path_);
    std::string header(kHeader);
    header.resize((header.size() + 7) / 8 * 8, ' ');
    std::uint64_t length = header.size();
    write("model.safetensors",
          std::string(reinterpret_cast<const char*>(&length), 8) + header + std::string(96, '\0'));
  }
  ~Folder() { std::filesystem::remove_all(path_); }

  void write(const std::string& name, const std::string& bytes) const {
    std::FILE* file = std::fopen((path_ + "/" + name).c_str(), "wb");
    ST_CHECK(file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size());
    std::fclose(file);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void plan(const std::string& config, const std::string& tokenizer) {
  static const Folder folder;
  folder.write("config.json", config);
  folder.write("tokenizer.json", tokenizer);
  const st::Result<st::WeightStore> store = st::WeightStore::open(folder.path());
  ST_CHECK_MSG(store.ok(), store.error().message);
  (void)st::read_model_facts(*store);
  const st::Result<st::QuantizePlan> planned = st::plan_quantize(*store, st::DType::kQ8_0);
  if (planned.ok())
    ST_CHECK(st::GgufFile::parse(planned->header.header() + std::string(4096, '\0'), "written").ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 3 == 0) {
    const st::Result<st::ShardIndex> index = st::parse_shard_index(text, "index");
    if (!index.ok()) return 0;
    for (const auto& [name, shard] : index->shard_of) ST_CHECK(shard.find('/') == std::string::npos);
  } else if (data[0] % 3 == 1) {
    plan(text, R"({"model":{"vocab":{"a":0},"merges":[]}})");
  } else {
    plan(kConfig, text);
  }
  return 0;
}
