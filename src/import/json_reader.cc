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

const JsonFormat* detect_json(const std::string& text) {
  const simdjson::padded_string padded(text);
  std::vector<std::size_t> counts(json_formats().size());
  std::size_t seen = 0;
  scan_json_records(padded, "\"", [&](JsonObject object) {
    const int index = seen < kRecordsToDetectBy ? format_index(object) : 0;
    if (index >= 0 && seen < kRecordsToDetectBy) {
      ++counts[static_cast<std::size_t>(index)];
      ++seen;
    }
    return index;
  });
  std::size_t best = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) best = counts[i] > counts[best] ? i : best;
  return counts[best] == 0 ? nullptr : json_formats()[best];
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
  const simdjson::padded_string padded(source.text);
  const JsonScan scan = scan_json_records(
      padded, format.mark, [&](JsonObject object) { return format.is_record(object) ? 0 : -1; });
  const std::unique_ptr<JsonStoryReader> reader = format.make_reader(source, out);
  simdjson::dom::parser parser;
  for (std::size_t i = 0; i < scan.records.size(); ++i) {
    const JsonRecord& record = scan.records[i];
    JsonObject object;
    if (parser.parse(padded.data() + record.start, record.size, false).get(object) != simdjson::SUCCESS)
      continue;
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
