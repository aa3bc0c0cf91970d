#include "weights/safetensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "weights/bounded_json.h"

namespace st {
namespace {

constexpr std::uint64_t kLargestHeader_bytes = 100'000'000;  // the specification's own bound
constexpr std::size_t kLengthField_bytes = 8;

constexpr std::array<std::pair<std::string_view, DType>, 13> kTypes = {{
    {"F64", DType::kF64},
    {"F32", DType::kF32},
    {"F16", DType::kF16},
    {"BF16", DType::kBF16},
    {"I64", DType::kI64},
    {"I32", DType::kI32},
    {"I16", DType::kI16},
    {"I8", DType::kI8},
    {"U64", DType::kU64},
    {"U32", DType::kU32},
    {"U16", DType::kU16},
    {"U8", DType::kU8},
    {"BOOL", DType::kBool},
}};

std::optional<DType> dtype_of(std::string_view text) {
  for (const auto& [known, dtype] : kTypes) {
    if (known == text) return dtype;
  }
  return std::nullopt;
}

// Non-negative integers only; anything else is nullopt.
std::optional<std::vector<std::uint64_t>> unsigned_list(const nlohmann::json& value) {
  if (!value.is_array()) return std::nullopt;
  std::vector<std::uint64_t> list;
  for (const nlohmann::json& item : value) {
    if (!item.is_number_unsigned()) return std::nullopt;
    list.push_back(item.get<std::uint64_t>());
  }
  return list;
}

}  // namespace

class SafetensorsParser {
 public:
  SafetensorsParser(std::string_view bytes, const std::string& where) : bytes_(bytes), where_(where) {}

  Result<SafetensorsFile> run();

 private:
  struct Entry {
    std::string name;
    DType dtype = DType::kF32;
    Shape shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
  };

  Error error(const std::string& what) const { return model_error(where_ + ": " + what); }
  Result<std::string_view> find_header() const;
  Status read_metadata(const nlohmann::json& value);
  Result<Entry> read_entry(const std::string& name, const nlohmann::json& value) const;
  Status place(std::vector<Entry> entries, std::string_view data);

  std::string_view bytes_;
  const std::string& where_;
  SafetensorsFile file_;
};

Result<std::string_view> SafetensorsParser::find_header() const {
  if (bytes_.size() < kLengthField_bytes) {
    return error("is " + std::to_string(bytes_.size()) + " bytes long; no safetensors file is so short");
  }
  std::uint64_t length = 0;
  std::memcpy(&length, bytes_.data(), sizeof(length));
  if (length > kLargestHeader_bytes) {
    return error("says its header has " + std::to_string(length) + " bytes; expected at most " +
                 std::to_string(kLargestHeader_bytes) + " (or it is no safetensors file)");
  }
  if (length > bytes_.size() - kLengthField_bytes) {
    return error("ends inside its header of " + std::to_string(length) + " bytes; the file is not whole");
  }
  return bytes_.substr(kLengthField_bytes, length);
}

Status SafetensorsParser::read_metadata(const nlohmann::json& value) {
  if (!value.is_object()) return error("__metadata__ is no object");
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) return error("__metadata__ has a value under '" + key + "' that is no string");
    file_.metadata_[key] = text.get<std::string>();
  }
  return {};
}

Result<SafetensorsParser::Entry> SafetensorsParser::read_entry(const std::string& name,
                                                               const nlohmann::json& value) const {
  const std::string tensor = "tensor '" + name + "' ";
  if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") ||
      !value.contains("data_offsets")) {
    return error(tensor + "lacks its dtype, shape or data_offsets");
  }
  if (!value["dtype"].is_string()) return error(tensor + "has a dtype that is no string");
  const std::string type = value["dtype"].get<std::string>();
  const std::optional<DType> dtype = dtype_of(type);
  if (!dtype) return error(tensor + "is of type " + type.substr(0, 20) + ", which is not read here");
  const auto extents = unsigned_list(value["shape"]);
  if (!extents) return error(tensor + "has a shape that is no list of sizes");
  const std::optional<Shape> shape = Shape::checked(*extents);
  if (!shape) {
    return error(tensor + "has more than " + std::to_string(Shape::kMaxRank) +
                 " dimensions or more elements than 64 bits can count");
  }
  const auto offsets = unsigned_list(value["data_offsets"]);
  if (!offsets || offsets->size() != 2 || (*offsets)[0] > (*offsets)[1]) {
    return error(tensor + "has data_offsets that are no range [begin, end]");
  }
  const std::optional<std::size_t> size = byte_count(*dtype, *shape);
  if (!size || *size != (*offsets)[1] - (*offsets)[0]) {
    return error(tensor + "has " + std::to_string((*offsets)[1] - (*offsets)[0]) + " bytes; its shape " +
                 shape->to_string() + " of " + type + " needs " +
                 (size ? std::to_string(*size) : "more than 2^64"));
  }
  return Entry{name, *dtype, *shape, (*offsets)[0], (*offsets)[1]};
}

Status SafetensorsParser::place(std::vector<Entry> entries, std::string_view data) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  const std::size_t data_start = bytes_.size() - data.size();
  std::uint64_t expected = 0;
  for (const Entry& entry : entries) {
    const std::string tensor = "tensor '" + entry.name + "' ";
    if (entry.end > data.size()) {
      return error(tensor + "ends at byte " + std::to_string(entry.end) + " of the data, which has " +
                   std::to_string(data.size()) + "; the file is not whole");
    }
    if (entry.begin < expected)
      return error(tensor + "overlaps the tensor before it at byte " + std::to_string(entry.begin) +
                   " of the data");
    if (entry.begin > expected) {
      return error("bytes " + std::to_string(expected) + " to " + std::to_string(entry.begin) +
                   " of the data, before " + tensor + "belong to no tensor");
    }
    if ((data_start + entry.begin) % info(entry.dtype).block_bytes != 0) {
      return error(tensor + "starts at byte " + std::to_string(data_start + entry.begin) +
                   " of the file, which does not suit " + std::string(name(entry.dtype)) +
                   "; expected a multiple of " + std::to_string(info(entry.dtype).block_bytes));
    }
    const auto* start = reinterpret_cast<const std::byte*>(data.data()) + entry.begin;
    ST_RETURN_IF_ERROR(file_.tensors_.add(entry.name, TensorView(entry.dtype, entry.shape, start)));
    expected = entry.end;
  }
  if (expected == data.size()) return {};
  return error("has " + std::to_string(data.size() - expected) +
               " bytes after its last tensor; expected none");
}

Result<SafetensorsFile> SafetensorsParser::run() {
  file_.tensors_ = TensorTable(where_);
  ST_ASSIGN_OR_RETURN(const std::string_view header, find_header());
  if (!header.starts_with('{'))
    return error("is no safetensors file; expected its header to begin with '{'");
  ST_ASSIGN_OR_RETURN(const nlohmann::json object, parse_json_object(header, where_ + ": its header", 8));
  std::vector<Entry> entries;
  entries.reserve(object.size());
  for (const auto& [key, value] : object.items()) {
    if (key == "__metadata__") {
      ST_RETURN_IF_ERROR(read_metadata(value));
      continue;
    }
    ST_ASSIGN_OR_RETURN(Entry entry, read_entry(key, value));
    entries.push_back(std::move(entry));
  }
  ST_RETURN_IF_ERROR(place(std::move(entries), bytes_.substr(kLengthField_bytes + header.size())));
  return std::move(file_);
}

Result<SafetensorsFile> SafetensorsFile::open(const std::string& path) {
  ST_ASSIGN_OR_RETURN(MappedFile mapped, MappedFile::open(path));
  ST_ASSIGN_OR_RETURN(SafetensorsFile file, parse(mapped.bytes(), path));
  file.file_ = std::move(mapped);
  return file;
}

Result<SafetensorsFile> SafetensorsFile::parse(std::string_view bytes, const std::string& where) {
  return SafetensorsParser(bytes, where).run();
}

}  // namespace st
