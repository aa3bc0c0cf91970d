#include "weights/gguf.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

#include "base/unicode.h"
#include "weights/byte_reader.h"

namespace st {
namespace {

constexpr std::size_t kLongestKey_bytes = 65535;  // the specification's own bound
constexpr std::size_t kLongestName_bytes = 1024;  // the specification says 64; longer ones are about
constexpr std::uint32_t kMostDimensions = 4;
constexpr std::size_t kSmallestAlignment = 8;
constexpr std::size_t kLargestAlignment = std::size_t{1} << 20;

// A name for messages: it comes out of the file and may be anything.
std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 80;
  std::string shown = repair_utf8(text.substr(0, kShown));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20) c = '?';
  }
  return "'" + shown + (text.size() > kShown ? "...'" : "'");
}

}  // namespace

// One pass over the header. Each step names the section it is in, so a truncated file says where it ends.
class GgufParser {
 public:
  GgufParser(std::string_view bytes, const std::string& where)
      : bytes_(bytes), reader_(bytes), where_(where) {}

  Result<GgufFile> run();

 private:
  struct TensorEntry {
    std::string_view name;
    Shape shape;
    DType dtype = DType::kF32;
    std::uint64_t offset = 0;
    std::size_t size_bytes = 0;
  };

  template <typename... Args>
  Error error(fmt::format_string<Args...> format, Args&&... args) const {
    return model_error(where_ + ": " + fmt::format(format, std::forward<Args>(args)...));
  }
  Error truncated() const {
    return error("ends at byte {} inside {}; the file is not whole", bytes_.size(), section_);
  }

  Status read_header();
  Status read_metadata();
  Result<GgufValue> read_value(std::string_view key);
  Status read_array(std::string_view key, GgufValue& value);
  Status read_alignment();
  Status read_tensor_list();
  Result<TensorEntry> read_tensor_entry();
  Status place_tensors();
  Status check_overlap(std::vector<const TensorEntry*> by_offset) const;

  template <typename T>
  Result<T> take() {
    if (const auto value = reader_.take<T>()) return *value;
    return truncated();
  }
  // Counts and lengths: 32 bits in version 1, 64 since.
  Result<std::uint64_t> take_count();
  Result<std::string_view> take_string();
  // A count of things of at least `smallest_bytes` each, refused where they can't be there.
  Result<std::size_t> take_item_count(std::string_view of_what, std::size_t smallest_bytes);

  std::string_view bytes_;
  ByteReader reader_;
  const std::string& where_;
  std::string section_ = "the header";
  GgufFile file_;
  std::size_t tensor_count_ = 0;
  std::size_t metadata_count_ = 0;
  std::vector<TensorEntry> entries_;
};

Result<std::uint64_t> GgufParser::take_count() {
  if (file_.version_ == 1) {
    ST_ASSIGN_OR_RETURN(const std::uint32_t count, take<std::uint32_t>());
    return std::uint64_t{count};
  }
  return take<std::uint64_t>();
}

Result<std::string_view> GgufParser::take_string() {
  ST_ASSIGN_OR_RETURN(const std::uint64_t length, take_count());
  if (const auto text = reader_.take_bytes(length)) return *text;
  return error(
      "{} holds a string of {} bytes where {} are left; the file is not whole or the length is wrong",
      section_, length, reader_.remaining());
}

Result<std::size_t> GgufParser::take_item_count(std::string_view of_what, std::size_t smallest_bytes) {
  ST_ASSIGN_OR_RETURN(const std::uint64_t count, take_count());
  if (count <= reader_.remaining() / smallest_bytes) return static_cast<std::size_t>(count);
  return error("{} says {} {}, which can't stand in the {} bytes that are left", section_, count, of_what,
               reader_.remaining());
}

Status GgufParser::read_header() {
  const auto magic = reader_.take_bytes(4);
  if (!magic) return error("is {} bytes long; no GGUF file is so short", bytes_.size());
  if (*magic == "FUGG") return error("is a big-endian GGUF file; only little-endian ones are read");
  if (*magic == "lmgg" || *magic == "fmgg" || *magic == "tjgg" || *magic == "algg") {
    return error(
        "is a model file of the kind before GGUF (GGML, GGMF, GGJT or GGLA); convert it to GGUF first");
  }
  if (*magic != "GGUF") return error("is not a GGUF file; expected it to begin with 'GGUF'");
  ST_ASSIGN_OR_RETURN(const std::uint32_t version, take<std::uint32_t>());
  if (version != 0 && (version & 0xFFFF) == 0) {
    return error("is a big-endian GGUF file (version {}); only little-endian ones are read",
                 __builtin_bswap32(version));
  }
  if (version < 1 || version > 3) return error("is GGUF version {}; versions 1, 2 and 3 are read", version);
  file_.version_ = version;
  const std::size_t count_bytes = version == 1 ? 4 : 8;
  ST_ASSIGN_OR_RETURN(tensor_count_, take_item_count("tensors", count_bytes + 16));
  ST_ASSIGN_OR_RETURN(metadata_count_, take_item_count("metadata keys", count_bytes + 5));
  return {};
}

Status GgufParser::read_metadata() {
  file_.metadata_ = GgufMetadata(where_);
  for (std::size_t i = 0; i < metadata_count_; ++i) {
    section_ = fmt::format("metadata key {} of {}", i + 1, metadata_count_);
    ST_ASSIGN_OR_RETURN(const std::string_view key, take_string());
    if (key.empty() || key.size() > kLongestKey_bytes) {
      return error("{} has {} bytes; expected 1 to {}", section_, key.size(), kLongestKey_bytes);
    }
    if (!is_valid_utf8(key)) return error("{}, {}, is not UTF-8", section_, quoted(key));
    section_ = fmt::format("the value of metadata key {}", quoted(key));
    ST_ASSIGN_OR_RETURN(GgufValue value, read_value(key));
    ST_RETURN_IF_ERROR(file_.metadata_.add(key, std::move(value)));
  }
  return {};
}

Result<GgufValue> GgufParser::read_value(std::string_view key) {
  ST_ASSIGN_OR_RETURN(const std::uint32_t type, take<std::uint32_t>());
  GgufValue value;
  value.type = static_cast<GgufValueType>(type);
  if (value.type == GgufValueType::kString) {
    ST_ASSIGN_OR_RETURN(value.bytes, take_string());
    return value;
  }
  if (value.type == GgufValueType::kArray) {
    ST_RETURN_IF_ERROR(read_array(key, value));
    return value;
  }
  const std::size_t size = fixed_size_bytes(value.type);
  if (size == 0) return error("metadata key {} has value type {}; expected 0 to 12", quoted(key), type);
  const auto bytes = reader_.take_bytes(size);
  if (!bytes) return truncated();
  value.bytes = *bytes;
  return value;
}

Status GgufParser::read_array(std::string_view key, GgufValue& value) {
  ST_ASSIGN_OR_RETURN(const std::uint32_t type, take<std::uint32_t>());
  value.element_type = static_cast<GgufValueType>(type);
  if (value.element_type == GgufValueType::kArray) {
    return error("metadata key {} is an array of arrays; none that is known has one", quoted(key));
  }
  if (value.element_type == GgufValueType::kString) {
    ST_ASSIGN_OR_RETURN(value.count, take_item_count("strings", file_.version_ == 1 ? 4 : 8));
    value.texts.reserve(value.count);
    for (std::size_t i = 0; i < value.count; ++i) {
      ST_ASSIGN_OR_RETURN(const std::string_view text, take_string());
      value.texts.push_back(text);
    }
    return {};
  }
  const std::size_t size = fixed_size_bytes(value.element_type);
  if (size == 0)
    return error("metadata key {} has elements of type {}; expected 0 to 12", quoted(key), type);
  ST_ASSIGN_OR_RETURN(value.count, take_item_count("elements", size));
  value.bytes = *reader_.take_bytes(value.count * size);
  return {};
}

Status GgufParser::read_alignment() {
  ST_ASSIGN_OR_RETURN(const std::int64_t alignment, file_.metadata_.integer_or("general.alignment", 32));
  const auto wide = static_cast<std::uint64_t>(alignment);
  if (alignment < 0 || !std::has_single_bit(wide) || wide < kSmallestAlignment ||
      wide > kLargestAlignment) {
    return error("general.alignment is {}; expected a power of two from {} to {}", alignment,
                 kSmallestAlignment, kLargestAlignment);
  }
  file_.alignment_bytes_ = wide;
  return {};
}

Status GgufParser::read_tensor_list() {
  entries_.reserve(tensor_count_);
  for (std::size_t i = 0; i < tensor_count_; ++i) {
    section_ = fmt::format("the entry of tensor {} of {}", i + 1, tensor_count_);
    ST_ASSIGN_OR_RETURN(TensorEntry entry, read_tensor_entry());
    entries_.push_back(std::move(entry));
  }
  return {};
}

Result<GgufParser::TensorEntry> GgufParser::read_tensor_entry() {
  TensorEntry entry;
  ST_ASSIGN_OR_RETURN(entry.name, take_string());
  if (entry.name.empty() || entry.name.size() > kLongestName_bytes) {
    return error("{} has a name of {} bytes; expected 1 to {}", section_, entry.name.size(),
                 kLongestName_bytes);
  }
  if (!is_valid_utf8(entry.name))
    return error("{} has a name, {}, that is not UTF-8", section_, quoted(entry.name));
  ST_ASSIGN_OR_RETURN(const std::uint32_t rank, take<std::uint32_t>());
  if (rank > kMostDimensions) {
    return error("tensor {} has {} dimensions; expected at most {}", quoted(entry.name), rank,
                 kMostDimensions);
  }
  std::vector<std::uint64_t> extents(rank);
  for (std::uint64_t& extent : extents) {
    ST_ASSIGN_OR_RETURN(extent, take_count());
  }
  std::reverse(extents.begin(), extents.end());
  ST_ASSIGN_OR_RETURN(const std::uint32_t type, take<std::uint32_t>());
  ST_ASSIGN_OR_RETURN(entry.offset, take<std::uint64_t>());

  const std::optional<Shape> shape = Shape::checked(extents);
  if (!shape) return error("tensor {} has more elements than 64 bits can count", quoted(entry.name));
  entry.shape = *shape;
  const std::optional<DType> dtype = dtype_of_gguf(type);
  if (!dtype) {
    return error(
        "tensor {} is of type {} ({}), which is not read here; types that are: f32, f16, bf16, q8_0, q4_0, "
        "q4_1, q5_0, q5_1, q2_k to q6_k, iq4_nl, iq4_xs",
        quoted(entry.name), type, gguf_type_name(type));
  }
  entry.dtype = *dtype;
  if (entry.shape.row_length() % info(*dtype).block_elements != 0) {
    return error("tensor {} has rows of {} elements; {} needs a multiple of {}", quoted(entry.name),
                 entry.shape.row_length(), name(*dtype), info(*dtype).block_elements);
  }
  const std::optional<std::size_t> size = byte_count(*dtype, entry.shape);
  if (!size) return error("tensor {} has more bytes than 64 bits can count", quoted(entry.name));
  entry.size_bytes = *size;
  return entry;
}

Status GgufParser::place_tensors() {
  file_.tensors_ = TensorTable(where_);
  if (entries_.empty()) return {};
  const std::size_t alignment = file_.alignment_bytes_;
  const std::size_t start = (reader_.position() + alignment - 1) / alignment * alignment;
  const std::size_t available = start <= bytes_.size() ? bytes_.size() - start : 0;
  std::vector<const TensorEntry*> by_offset;
  by_offset.reserve(entries_.size());
  for (const TensorEntry& entry : entries_) {
    if (entry.offset % alignment != 0) {
      return error("tensor {} lies at offset {}; expected a multiple of {}", quoted(entry.name),
                   entry.offset, alignment);
    }
    if (entry.offset > available || entry.size_bytes > available - entry.offset) {
      return error(
          "tensor {} needs {} bytes at offset {} where the file has {} bytes of data; the file is not "
          "whole",
          quoted(entry.name), entry.size_bytes, entry.offset, available);
    }
    const auto* data = reinterpret_cast<const std::byte*>(bytes_.data()) + start + entry.offset;
    ST_RETURN_IF_ERROR(
        file_.tensors_.add(std::string(entry.name), TensorView(entry.dtype, entry.shape, data)));
    by_offset.push_back(&entry);
  }
  return check_overlap(std::move(by_offset));
}

Status GgufParser::check_overlap(std::vector<const TensorEntry*> by_offset) const {
  std::erase_if(by_offset, [](const TensorEntry* entry) { return entry->size_bytes == 0; });
  std::sort(by_offset.begin(), by_offset.end(),
            [](const TensorEntry* a, const TensorEntry* b) { return a->offset < b->offset; });
  for (std::size_t i = 1; i < by_offset.size(); ++i) {
    const TensorEntry& before = *by_offset[i - 1];
    if (before.offset + before.size_bytes <= by_offset[i]->offset) continue;
    return error("tensors {} and {} overlap at offset {}", quoted(before.name), quoted(by_offset[i]->name),
                 by_offset[i]->offset);
  }
  return {};
}

Result<GgufFile> GgufParser::run() {
  file_.path_ = where_;
  ST_RETURN_IF_ERROR(read_header());
  ST_RETURN_IF_ERROR(read_metadata());
  ST_RETURN_IF_ERROR(read_alignment());
  ST_RETURN_IF_ERROR(read_tensor_list());
  ST_RETURN_IF_ERROR(place_tensors());
  return std::move(file_);
}

Result<GgufFile> GgufFile::open(const std::string& path) {
  ST_ASSIGN_OR_RETURN(MappedFile mapped, MappedFile::open(path));
  ST_ASSIGN_OR_RETURN(GgufFile file, parse(mapped.bytes(), path));
  file.file_ = std::move(mapped);
  return file;
}

Result<GgufFile> GgufFile::parse(std::string_view bytes, const std::string& where) {
  return GgufParser(bytes, where).run();
}

bool GgufFile::looks_like(std::string_view bytes) {
  const std::string_view magic = bytes.substr(0, 4);
  return magic == "GGUF" || magic == "FUGG";
}

}  // namespace st
