#include "model/finder/finder.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "model/finder/finder_parts.h"

namespace st::model {
namespace {

// The character that stands for a byte in byte-level vocabularies (GPT-2): itself where it can be printed,
// else the next free one from U+0100 on.
std::uint32_t character_of(std::size_t byte) {
  const auto printable = [](std::size_t b) { return (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b != 0xAD); };
  if (printable(byte)) return static_cast<std::uint32_t>(byte);
  std::uint32_t next = 0x100;
  for (std::size_t b = 0; b < byte; ++b) next += printable(b) ? 0 : 1;
  return next;
}

// A tokenizer whose ids are the bytes.
std::string byte_tokenizer() {
  std::string vocabulary;
  for (std::size_t byte = 0; byte < kBytes; ++byte)
    vocabulary += fmt::format("{}\"\\u{:04x}\":{}", byte == 0 ? "" : ",", character_of(byte), byte);
  return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":"
         "null,"
         "\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":false,"
         "\"use_regex\":true},\"post_processor\":null,\"decoder\":{\"type\":\"ByteLevel\","
         "\"add_prefix_space\":false,\"trim_offsets\":false,\"use_regex\":true},\"model\":{\"type\":"
         "\"BPE\","
         "\"dropout\":null,\"unk_token\":null,\"continuing_subword_prefix\":null,\"end_of_word_suffix\":"
         "null,"
         "\"fuse_unk\":false,\"byte_fallback\":false,\"vocab\":{" +
         vocabulary + "},\"merges\":[]}}\n";
}

}  // namespace

std::int64_t finder_key_bytes(FinderKind kind) {
  return kind == FinderKind::kRope ? 6 : 5;
}

std::string_view finder_name(FinderKind kind) {
  return kind == FinderKind::kRope ? "rope" : "alibi";
}

std::vector<FinderFile> finder_files(FinderKind kind) {
  FinderCheckpoint made = kind == FinderKind::kRope ? rope_finder() : alibi_finder();
  return {{"config.json", std::move(made.config)},
          {"model.safetensors", std::move(made.weights)},
          {"tokenizer.json", byte_tokenizer()}};
}

Status write_finder(FinderKind kind, const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return usage_error(folder + ": can't be made: " + failed.message());
  const std::vector<FinderFile> files = finder_files(kind);
  std::vector<FileToWrite> to_write;
  for (const FinderFile& file : files) to_write.push_back({folder + "/" + file.name, file.bytes});
  return write_files(to_write);
}

}  // namespace st::model
