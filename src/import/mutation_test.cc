// 1,000 exports, each damaged once in a way that its seed decides: none may crash or hang, and every record
// whose own bytes were left whole must come in with its title and text.
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <map>
#include <random>

#include "base/unicode.h"
#include "import/merge.h"
#include "import/read_source.h"
#include "import/test_backlog.h"

namespace st {
namespace {

using test::BacklogItem;
using test::ExportParts;

constexpr int kMutations = 1000;

enum class Coding { kUtf8, kUtf8Mark, kUtf16Little, kUtf16Big };

std::string in_utf16(const std::string& text, bool big) {
  std::string out;
  const auto add = [&](char32_t unit) {
    const char high = static_cast<char>(unit >> 8);
    const char low = static_cast<char>(unit & 0xFF);
    out += big ? high : low;
    out += big ? low : high;
  };
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    at += point.size_bytes;
    add(point.value);
  }
  return out;
}

std::string encode(const std::string& text, Coding coding) {
  if (coding == Coding::kUtf16Little) return in_utf16(text, false);
  if (coding == Coding::kUtf16Big) return in_utf16(text, true);
  return text;
}

// The bytes of an export and where each record's own lie.
struct Encoded {
  std::string bytes;
  std::size_t head_end = 0;
  std::vector<std::pair<std::size_t, std::size_t>> records;
};

Encoded encode_parts(const ExportParts& parts, Coding coding) {
  Encoded out;
  if (coding == Coding::kUtf8Mark) out.bytes = "\xEF\xBB\xBF";
  if (coding == Coding::kUtf16Little) out.bytes = "\xFF\xFE";
  if (coding == Coding::kUtf16Big) out.bytes = "\xFE\xFF";
  out.bytes += encode(parts.head, coding);
  out.head_end = out.bytes.size();
  for (const std::string& record : parts.records) {
    const std::size_t start = out.bytes.size();
    out.bytes += encode(record, coding);
    out.records.emplace_back(start, out.bytes.size());
  }
  out.bytes += encode(parts.tail, coding);
  return out;
}

// Bytes [start, end) give way to `with`.
struct Damage {
  std::size_t start = 0;
  std::size_t end = 0;
  std::string with;
};

Damage make_damage(std::mt19937& random, const std::string& bytes) {
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
  Damage damage;
  damage.start = below(bytes.size());
  const std::size_t size = 1 + (below(3) == 0 ? below(40) : 0);
  damage.end = std::min(bytes.size(), damage.start + size);
  const std::vector<std::string> tokens = {"\"",   "{",   "}",    "[",    "]",    ",",
                                           ";",    "\n",  "\r\n", "\\",   "<",    "---\n",
                                           "\"\"", "{\"", "\x01", "\xC3", "\xFF", "As a user"};
  switch (below(6)) {
    case 0:  // change
      for (std::size_t i = damage.start; i < damage.end; ++i)
        damage.with += static_cast<char>(random() & 0xFF);
      break;
    case 1:  // lose
      break;
    case 2:  // put in
      damage.end = damage.start;
      damage.with = tokens[below(tokens.size())];
      break;
    case 3:  // change to what the formats are made of
      damage.with = tokens[below(tokens.size())];
      break;
    case 4:  // repeat
      damage.with = bytes.substr(damage.start, damage.end - damage.start) + bytes.substr(damage.start, 20);
      break;
    default:  // cut off
      if (below(4) == 0) damage.end = bytes.size();
  }
  return damage;
}

bool left_whole(const std::pair<std::size_t, std::size_t>& record, const Damage& damage) {
  if (damage.start == damage.end) return damage.start <= record.first || damage.start >= record.second;
  return damage.end <= record.first || damage.start >= record.second;
}

// What parts a line from the one before it is as much its own as its end: "\r\n" in UTF-8 or UTF-16, and
// the place right before its first character.
std::pair<std::size_t, std::size_t> own_bytes(std::pair<std::size_t, std::size_t> record,
                                              bool is_line_format) {
  if (is_line_format) record.first -= std::min<std::size_t>(record.first, 5);
  return record;
}

std::string body_of(const BacklogItem& item) {
  return item.paragraphs[0] + "\n\n" + item.paragraphs[1];
}

bool came_in(const std::vector<Story>& stories, const BacklogItem& item, bool text_only) {
  for (const Story& story : stories) {
    if (story.title() != item.title) continue;
    if (text_only || (story.id == item.id && story.field("description") == body_of(item))) return true;
  }
  return false;
}

TEST(MutationTest, SoundExportsComeInWholeInEveryEncoding) {
  const std::vector<BacklogItem> backlog = test::make_backlog(12);
  for (const std::string& kind : test::export_kinds()) {
    for (const Coding coding :
         {Coding::kUtf8, Coding::kUtf8Mark, Coding::kUtf16Little, Coding::kUtf16Big}) {
      SCOPED_TRACE(kind + " " + std::to_string(static_cast<int>(coding)));
      std::vector<FileStories> files;
      const std::string bytes = encode_parts(test::export_backlog(backlog, kind), coding).bytes;
      files.push_back(read_source("x", "x", bytes, std::nullopt, {}));
      EXPECT_EQ(format_name(files[0].format), kind);
      const ImportResult result = merge_files(std::move(files));
      EXPECT_EQ(result.stories.size(), backlog.size());
      EXPECT_TRUE(result.unreadable.empty());
      EXPECT_TRUE(result.remarks.empty());
      for (std::size_t i = 0; i < backlog.size() && i < result.stories.size(); ++i) {
        EXPECT_TRUE(came_in(result.stories, backlog[i], kind == "text")) << backlog[i].id;
        if (kind == "text") continue;
        EXPECT_EQ(result.stories[i].field("acceptance_criteria"),
                  backlog[i].criteria[0] + "\n" + backlog[i].criteria[1]);
        EXPECT_EQ(result.stories[i].created, backlog[i].created);
      }
    }
  }
}

TEST(MutationTest, DamagedExportsLoseOnlyTheDamagedRecords) {
  const std::vector<BacklogItem> backlog = test::make_backlog(12);
  std::size_t whole = 0;
  std::size_t lost = 0;
  std::size_t in_head = 0;
  double slowest_s = 0;
  for (int seed = 0; seed < kMutations; ++seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    const std::string kind =
        test::export_kinds()[static_cast<std::size_t>(seed) % test::export_kinds().size()];
    const Coding coding = static_cast<Coding>(random() % 4);
    const Encoded encoded = encode_parts(test::export_backlog(backlog, kind), coding);
    const Damage damage = make_damage(random, encoded.bytes);
    std::string bytes = encoded.bytes;
    bytes.replace(damage.start, damage.end - damage.start, damage.with);

    const auto start = std::chrono::steady_clock::now();
    std::vector<FileStories> files;
    files.push_back(read_source("x", "x", bytes, std::nullopt, {}));
    const ImportResult result = merge_files(std::move(files));
    slowest_s = std::max(slowest_s,
                         std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());

    // Without its header or its byte order mark a table's columns have no meaning.
    if (damage.start < encoded.head_end) {
      ++in_head;
      if (kind.find("csv") != std::string::npos || coding != Coding::kUtf8) continue;
    }
    const bool is_line_format = kind == "text" || kind.find("csv") != std::string::npos;
    for (std::size_t i = 0; i < backlog.size(); ++i) {
      if (!left_whole(own_bytes(encoded.records[i], is_line_format), damage)) continue;
      ++whole;
      if (came_in(result.stories, backlog[i], kind == "text")) continue;
      ++lost;
      ADD_FAILURE() << "seed " << seed << " " << kind << " coding " << static_cast<int>(coding) << ": "
                    << backlog[i].id << " is lost; damage at " << damage.start << ".." << damage.end << " '"
                    << damage.with << "', record " << encoded.records[i].first << ".."
                    << encoded.records[i].second;
    }
  }
  EXPECT_GT(whole, 8000u);
  EXPECT_EQ(lost, 0u);
  EXPECT_LT(slowest_s, 2.0);
  RecordProperty("records_left_whole", static_cast<int>(whole));
  RecordProperty("damage_in_head", static_cast<int>(in_head));
  std::cout << whole << " records left whole, " << lost << " lost, " << in_head
            << " times damage in the head; slowest " << slowest_s << " s\n";
}

}  // namespace
}  // namespace st
