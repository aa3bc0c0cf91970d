#include "import/json_reader.h"

#include <fmt/core.h>

#include "import/characters.h"
#include "import/dates.h"
#include "import/json_records.h"

namespace st {
namespace {

// Enough records to know a file's format by; the rest is not looked at for that.
constexpr std::size_t kRecordsToDetectBy = 200;

int format_index(JsonObject object) {
  const auto& formats = json_formats();
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (formats[i]->is_record(object)) return static_cast<int>(i);
  }
  return -1;
}

int count(int index, std::size_t& seen) {
  seen += index >= 0 ? 1 : 0;
  return index;
}

// The format with most bytes in its records. The last one's test is loose and takes parts of a damaged
// file's records for its own, so it needs ten times as many.
std::size_t likeliest(const std::vector<std::size_t>& bytes) {
  std::size_t best = 0;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) best = bytes[i] > bytes[best] ? i : best;
  return bytes.back() > 10 * bytes[best] ? bytes.size() - 1 : best;
}

void name_by_place(ImportedStory& item, std::string id) {
  if (!item.story.id.empty()) return;
  item.story.id = std::move(id);
  item.id_is_made_up = true;
}

}  // namespace

const std::vector<const JsonFormat*>& json_formats() {
  static const std::vector<const JsonFormat*> formats = {
      &kAzureJsonFormat, &kJiraJsonFormat, &kGithubJsonFormat, &kGitlabJsonFormat, &kJsonlFormat};
  return formats;
}

const JsonFormat& json_format(SourceFormat format) {
  for (const JsonFormat* known : json_formats()) {
    if (known->format == format) return *known;
  }
  return kJsonlFormat;
}

const JsonFormat* detect_json(const std::string& text, double share) {
  const simdjson::padded_string padded = padded_copy(text);
  std::size_t seen = 0;
  const JsonScan scan = scan_json_records(padded, "\"", [&](JsonObject object) {
    return seen < kRecordsToDetectBy ? count(format_index(object), seen) : 0;
  });
  std::vector<std::size_t> bytes(json_formats().size());
  std::size_t all = 0;
  for (std::size_t i = 0; i < scan.records.size(); ++i) {
    if (i < kRecordsToDetectBy)
      bytes[static_cast<std::size_t>(scan.records[i].kind)] += scan.records[i].size;
    all += scan.records[i].size;
  }
  if (all == 0 || static_cast<double>(all) < share * static_cast<double>(text.size())) return nullptr;
  return json_formats()[likeliest(bytes)];
}

std::string JsonStoryReader::day_at(JsonObject object, std::string_view key, std::size_t line) {
  const std::string text = text_at(object, key);
  if (text.empty()) return {};
  if (auto day = parse_day(text)) return *day;
  if (text.substr(0, 4) != "9999" && text.substr(0, 4) != "0001") {
    out_.remark(line, std::string(key),
                "'" + one_line(text) + "' is no date; expected 2024-03-01; left empty");
  }
  return {};
}

FileStories read_json(const SourceText& source, const JsonFormat& format) {
  FileStories out;
  out.file = source.file;
  out.format = format.format;
  const simdjson::padded_string padded = padded_copy(source.text);
  const JsonScan scan = scan_json_records(
      padded, format.mark, [&](JsonObject object) { return format.is_record(object) ? 0 : -1; });
  const std::unique_ptr<JsonStoryReader> reader = format.make_reader(source, out);
  simdjson::dom::parser parser;
  for (std::size_t i = 0; i < scan.records.size(); ++i) {
    const JsonRecord& record = scan.records[i];
    const auto parsed = parse_padded(parser, padded.data() + record.start, record.size);
    JsonObject object;
    if (!parsed || parsed->get(object) != simdjson::SUCCESS) continue;
    const std::size_t before = out.stories.size();
    reader->read(object, record.line);
    const bool alone_on_line = i == 0 || scan.records[i - 1].line != record.line;
    if (out.stories.size() > before) {
      name_by_place(out.stories.back(),
                    alone_on_line ? fmt::format("L{}", record.line) : fmt::format("item-{}", i + 1));
    }
  }
  reader->finish();
  for (const JsonLoss& loss : scan.losses) out.reject(loss.line, "", loss.what);
  return out;
}

}  // namespace st
