#include "tokenizer/load/merges_text.h"

#include <algorithm>

#include "base/unicode.h"

namespace st {

Status MergeReader::add(std::string_view left, std::string_view right) {
  const auto wrong = [&](std::string_view missing) {
    return model_error("merges[" + std::to_string(next_rank_) + "] '" + std::string(left) + " " +
                       std::string(right) + "': '" + std::string(missing) + "' is not in the vocabulary");
  };
  const auto left_id = vocabulary_.find(left);
  if (!left_id) return wrong(left);
  const auto right_id = vocabulary_.find(right);
  if (!right_id) return wrong(right);
  joined_ = left;
  joined_ += !prefix_.empty() && right.starts_with(prefix_) ? right.substr(prefix_.size()) : right;
  const auto merged = vocabulary_.find(joined_);
  if (!merged) return wrong(joined_);
  table_.add(*left_id, *right_id, {next_rank_++, *merged});
  return {};
}

Status MergeReader::add_line(std::string_view line) {
  const std::size_t space = line.find(' ', 1);
  if (line.size() < 3 || space == std::string_view::npos) {
    return model_error("merges[" + std::to_string(next_rank_) +
                       "]: expected two tokens parted by a space, found '" +
                       std::string(line.substr(0, 80)) + "'");
  }
  return add(line.substr(0, space), line.substr(space + 1));
}

Result<MergeTable> read_merges_text(std::string_view text, const Vocabulary& vocabulary) {
  MergeReader reader(vocabulary, "");
  reader.reserve(vocabulary.size());
  bool first = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool heading = first && line.starts_with("#version");
    first = false;
    if (!heading && !line.empty()) ST_RETURN_IF_ERROR(reader.add_line(line));
  }
  return reader.take();
}

void find_split_places(const Vocabulary& vocabulary, std::string_view token, bool at_chars,
                       std::vector<SplitPlace>& places) {
  places.clear();
  for (std::size_t cut = 1; cut < token.size(); ++cut) {
    if (at_chars && is_continuation(token[cut])) continue;
    places.push_back({cut, hash_bytes(token.substr(0, cut)), hash_bytes(token.substr(cut))});
    vocabulary.prefetch(places.back().left_hash);
    vocabulary.prefetch(places.back().right_hash);
  }
}

Result<Vocabulary> read_vocabulary_object(JsonObject object, const std::string& where) {
  Vocabulary vocabulary;
  const std::size_t count = object.size();
  vocabulary.reserve(count, count * 8);
  for (const auto field : object) {
    std::uint64_t id = 0;
    if (field.value.get(id) != simdjson::SUCCESS || id > UINT32_MAX) {
      return model_error(where + "['" + std::string(field.key) + "']: expected an id");
    }
    const Status added = vocabulary.add(field.key, static_cast<TokenId>(id));
    if (!added.ok()) return added.error().in(where);
  }
  return vocabulary;
}

}  // namespace st
