#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/unicode.h"
#include "import/merge.h"
#include "import/read_source.h"

namespace st {

// Any bytes, read as one file of a format: no crash, and what comes in keeps the promises of story.h.
inline int fuzz_import(const std::uint8_t* data, std::size_t size, std::optional<SourceFormat> format) {
  ImportLimits limits;
  limits.field_bytes = 1 << 16;
  std::vector<FileStories> files;
  files.push_back(
      read_source("fuzz", "fuzz.md", {reinterpret_cast<const char*>(data), size}, format, limits));
  const ImportResult result = merge_files(std::move(files));
  ST_CHECK(!result.stories.empty() || !result.unreadable.empty());
  std::set<std::string_view> ids;
  for (const Story& story : result.stories) {
    ST_CHECK(!story.id.empty() && ids.insert(story.id).second);
    ST_CHECK(!story.fields.empty());
    for (const StoryField& field : story.fields) {
      ST_CHECK(!field.text.empty() && is_valid_utf8(field.text));
      ST_CHECK(field.text.find('\r') == std::string::npos && field.text.find('\0') == std::string::npos);
    }
  }
  for (const Unreadable& bad : result.unreadable)
    ST_CHECK(!bad.what.empty() && bad.text().find('\n') == std::string::npos);
  for (const ImportRemark& remark : result.remarks) ST_CHECK(remark.text().find('\n') == std::string::npos);
  return 0;
}

}  // namespace st
