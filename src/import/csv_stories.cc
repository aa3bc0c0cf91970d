#include "import/csv_stories.h"

#include <fmt/core.h>
#include <algorithm>
#include <unordered_set>

#include "import/azure_fields.h"
#include "import/characters.h"
#include "import/csv_columns.h"
#include "import/csv_table.h"
#include "import/dates.h"
#include "import/labels.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

// A row has a title, a description or an id; its id has no spaces, its days are days, its type and state
// are short.
class StoryRowTest : public CsvRowTest {
 public:
  void set_header(const std::vector<std::string>& header) override { columns_ = columns_of_header(header); }

  bool starts_row(const std::vector<std::string>& cells) const override {
    bool has_text = false;
    for (std::size_t i = 0; i < cells.size() && i < columns_.size(); ++i) {
      const std::string_view cell = trim(cells[i]);
      const ColumnRole role = columns_[i].role;
      if (!fits(role, cell)) return false;
      const bool is_text =
          role == ColumnRole::kTitle || role == ColumnRole::kDescription || role == ColumnRole::kId;
      has_text = has_text || (is_text && !cell.empty());
    }
    return has_text;
  }

 private:
  static bool fits(ColumnRole role, std::string_view cell) {
    switch (role) {
      case ColumnRole::kId:
        return cell.find_first_of(" \t\n<>") == cell.npos;
      case ColumnRole::kCreated:
      case ColumnRole::kClosed:
        return cell.empty() || parse_day(cell) || parse_day(cell, DateOrder::kDayFirst);
      case ColumnRole::kType:
      case ColumnRole::kState:
        return cell.size() <= 60 && cell.find('\n') == cell.npos;
      default:
        return true;
    }
  }

  std::vector<Column> columns_;
};

CsvTable read_table(std::string_view text) {
  StoryRowTest test;
  return read_csv(text, test);
}

DateOrder order_of(const CsvTable& table, const std::vector<Column>& columns) {
  std::vector<std::string_view> dates;
  for (const CsvRow& row : table.rows) {
    for (std::size_t i = 0; i < row.cells.size() && i < columns.size(); ++i) {
      const ColumnRole role = columns[i].role;
      if (role == ColumnRole::kCreated || role == ColumnRole::kClosed || role == ColumnRole::kChanged) {
        dates.push_back(row.cells[i]);
      }
    }
  }
  return decide_date_order(dates);
}

// Issue trackers' tables flattened to one line have four spaces where a paragraph ended.
std::string unflatten(std::string_view text) {
  std::string out(text);
  if (out.find('\n') != std::string::npos) return out;
  for (std::size_t at; (at = out.find("    ")) != std::string::npos;) {
    out.replace(at,
                out.find_first_not_of(' ', at) == std::string::npos ? out.size() - at
                                                                    : out.find_first_not_of(' ', at) - at,
                "\n\n");
  }
  return out;
}

class CsvStoryReader {
 public:
  CsvStoryReader(const SourceText& source, SourceFormat format)
      : source_(source),
        format_(format),
        table_(read_table(source.text)),
        columns_(columns_of_header(table_.header)),
        dates_(order_of(table_, columns_)) {
    out_.file = source.file;
    out_.format = format;
  }

  FileStories read() {
    sound_ids_ = sound_ids();
    for (const CsvLoss& loss : table_.losses) out_.reject(loss.line, "", loss.what);
    for (std::size_t i = 0; i < table_.rows.size(); ++i) read_row(table_.rows[i], i + 2);
    if (format_ == SourceFormat::kGitlabCsv) assign_labels(out_, labels_);
    return std::move(out_);
  }

 private:
  // The ids of rows whose quotes match.
  std::unordered_set<std::string> sound_ids() const {
    std::unordered_set<std::string> ids;
    for (const CsvRow& row : table_.rows) {
      if (!row.is_damaged) ids.insert(one_line(cell(row, ColumnRole::kId)));
    }
    return ids;
  }

  void read_row(const CsvRow& row, std::size_t number) {
    if (row.is_damaged && sound_ids_.count(one_line(cell(row, ColumnRole::kId))) != 0) {
      out_.reject(row.line, "",
                  "the row's quotes don't match, and its id is that of a whole row; left out");
      return;
    }
    remark_shape(row);
    ImportedStory item = format_ == SourceFormat::kAzureCsv ? read_azure(row) : read_other(row);
    if (item.story.fields.empty()) {
      out_.reject(row.line, "", "the row has neither a title nor a description; expected a story");
      return;
    }
    if (item.story.id.empty()) {
      item.story.id = fmt::format("row-{}", number);
      item.id_is_made_up = true;
    }
    for (const std::string& target : cells(row, ColumnRole::kParentInternalId)) {
      add_link(item.story.links, LinkKind::kParent, target);
    }
    for (const std::string& target : cells(row, ColumnRole::kParent))
      add_link(item.story.links, LinkKind::kParent, target);
    read_links(row, item);
    out_.stories.push_back(std::move(item));
  }

  void remark_shape(const CsvRow& row) {
    if (row.is_damaged) {
      out_.remark(row.line, "",
                  "the row's quotes don't match; what stands before the next row was read as it is");
    } else if (row.cells.size() > table_.header.size()) {
      out_.remark(row.line, "",
                  fmt::format("{} cells; expected {}; those without a header are left out",
                              row.cells.size(), table_.header.size()));
    }
  }

  // The cells of all columns of a role that have text.
  std::vector<std::string> cells(const CsvRow& row, ColumnRole role) const {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
      if (columns_[i].role == role && !trim(row.cells[i]).empty()) found.push_back(row.cells[i]);
    }
    return found;
  }

  std::string cell(const CsvRow& row, ColumnRole role) const {
    const std::vector<std::string> all = cells(row, role);
    return all.empty() ? std::string() : all.front();
  }

  ImportedStory read_azure(const CsvRow& row) {
    AzureFields fields;
    const auto set = [&](std::string_view name, ColumnRole role) {
      fields[std::string(name)] = cell(row, role);
    };
    set("System.Id", ColumnRole::kId);
    set("System.WorkItemType", ColumnRole::kType);
    set("System.Title", ColumnRole::kTitle);
    set("System.State", ColumnRole::kState);
    set("System.Reason", ColumnRole::kResolution);
    set("System.CreatedDate", ColumnRole::kCreated);
    set("Microsoft.VSTS.Common.ClosedDate", ColumnRole::kClosed);
    set("System.AreaPath", ColumnRole::kArea);
    set("System.Tags", ColumnRole::kTags);
    set("Microsoft.VSTS.Common.AcceptanceCriteria", ColumnRole::kCriteria);
    std::string description;
    for (const std::string& part : cells(row, ColumnRole::kDescription)) description += part;
    fields["System.Description"] = std::move(description);
    mend_shifted_state(row, fields);
    ImportedStory item = azure_story(fields, row.line, dates_, source_.limits, out_);
    item.changed = changed(row);
    read_tree_parent(row, item);
    return item;
  }

  // Some exports have the state one column early, where the person stands.
  void mend_shifted_state(const CsvRow& row, AzureFields& fields) {
    const std::string person = cell(row, ColumnRole::kAssignee);
    const bool is_state = person == "Active" || person == "New" || person == "Closed" ||
                          person == "Resolved" || person == "Done" || person == "Removed" ||
                          person == "To Do" || person == "Doing";
    if (!fields["System.State"].empty() || !is_state) return;
    fields["System.State"] = person;
    out_.remark(row.line, "State",
                fmt::format("empty, and '{}' stands in Assigned To; taken as the state", person));
  }

  // "Title 1", "Title 2", ...: an item's parent is the last one a level up.
  void read_tree_parent(const CsvRow& row, ImportedStory& item) {
    for (std::size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
      const int level = columns_[i].title_level;
      if (level == 0 || trim(row.cells[i]).empty()) continue;
      tree_.resize(static_cast<std::size_t>(level));
      if (level > 1)
        add_link(item.story.links, LinkKind::kParent, tree_[static_cast<std::size_t>(level) - 2]);
      tree_.back() = item.story.id;
      return;
    }
  }

  std::string changed(const CsvRow& row) const {
    const std::string text = cell(row, ColumnRole::kChanged);
    const auto day = parse_day(text, dates_);
    return day ? *day : "";
  }

  ImportedStory read_other(const CsvRow& row) {
    ImportedStory item;
    Story& story = item.story;
    story.source.line = row.line;
    read_ids(row, item);
    story.type = normal_type(cell(row, ColumnRole::kType));
    story.created = day(row, ColumnRole::kCreated);
    story.closed = day(row, ColumnRole::kClosed);
    read_state(row, story);
    item.changed = changed(row);
    read_areas_and_tags(row, story);
    read_texts(row, story);
    return item;
  }

  void read_ids(const CsvRow& row, ImportedStory& item) const {
    item.story.id = one_line(cell(row, ColumnRole::kId));
    item.alternative_id = one_line(cell(row, ColumnRole::kInternalId));
    if (item.story.id.empty() && format_ == SourceFormat::kGitlabCsv) item.story.id = item.alternative_id;
    const std::string url = cell(row, ColumnRole::kUrl);
    if (const std::size_t end = url.find("/-/"); end != std::string::npos) item.origin = url.substr(0, end);
  }

  std::string day(const CsvRow& row, ColumnRole role) {
    const std::string text = cell(row, role);
    if (text.empty()) return {};
    if (auto parsed = parse_day(text, dates_)) return *parsed;
    out_.remark(row.line, role == ColumnRole::kCreated ? "created" : "closed",
                "'" + one_line(text).substr(0, 60) + "' is no date; left empty");
    return {};
  }

  void read_state(const CsvRow& row, Story& story) const {
    const std::string resolution = one_line(cell(row, ColumnRole::kResolution));
    story.state_text = one_line(cell(row, ColumnRole::kState));
    story.state = normal_state(story.state_text, resolution, !story.closed.empty());
    const bool says_more =
        !resolution.empty() && resolution != story.state_text && resolution != "Unresolved";
    if (says_more) story.state_text += " (" + resolution + ")";
  }

  void read_areas_and_tags(const CsvRow& row, Story& story) {
    const bool gitlab = format_ == SourceFormat::kGitlabCsv;
    std::vector<std::string> labels;
    for (const std::string& value : cells(row, ColumnRole::kTags)) {
      const char separator = value.find(';') != std::string::npos ? ';' : ',';
      for (const std::string& tag : split_list(value, separator)) labels.push_back(tag);
    }
    if (!gitlab) {
      for (const std::string& label : labels) add_tag(story, label);
    }
    for (const std::string& area : cells(row, ColumnRole::kArea)) {
      std::string name = one_line(area);
      std::replace(name.begin(), name.end(), '\\', '/');
      if (story.area.empty()) {
        story.area = name;
      } else {
        add_tag(story, name);
      }
    }
    labels_.push_back(std::move(labels));
  }

  Markup markup(const Story& story) const {
    if (format_ == SourceFormat::kJiraCsv) return Markup::kJiraWiki;
    if (format_ == SourceFormat::kGitlabCsv) return Markup::kMarkdown;
    const bool jira_key = story.id.find('-') != std::string::npos && is_ascii_letter(story.id.front()) &&
                          is_ascii_digit(story.id.back());
    return jira_key && has_column("issuekey") ? Markup::kJiraWiki : Markup::kAny;
  }

  bool has_column(std::string_view lower_name) const {
    return std::find(table_.header.begin(), table_.header.end(), lower_name) != table_.header.end();
  }

  void read_texts(const CsvRow& row, Story& story) {
    add_title(story, cell(row, ColumnRole::kTitle));
    const Markup form = markup(story);
    std::vector<TextBlock> body;
    for (const std::string& text : cells(row, ColumnRole::kDescription)) {
      if (!out_.accept_text(text, "description", row.line, source_.limits)) continue;
      const bool flattened = format_ == SourceFormat::kCsv && form == Markup::kJiraWiki;
      for (TextBlock& block : blocks_of(flattened ? unflatten(text) : text, form))
        body.push_back(std::move(block));
    }
    std::string criteria;
    for (const std::string& text : cells(row, ColumnRole::kCriteria)) {
      if (!out_.accept_text(text, "acceptance_criteria", row.line, source_.limits)) continue;
      criteria += (criteria.empty() ? "" : "\n") + plain_text_of(text, form);
    }
    ImportedStory references;
    if (form == Markup::kMarkdown) take_reference_lines(body, references);
    for (const StoryLink& link : references.story.links) add_link(story.links, link.kind, link.target);
    add_body(story, std::move(body), std::move(criteria));
    for (const std::string& comment : cells(row, ColumnRole::kComment)) {
      add_comment(story, plain_text_of(comment_text(comment), form));
    }
  }

  // Jira: "25/Feb/26 10:17 PM;account;text".
  std::string_view comment_text(std::string_view comment) const {
    if (format_ != SourceFormat::kJiraCsv) return comment;
    const std::size_t first = comment.find(';');
    const std::size_t second = first == comment.npos ? first : comment.find(';', first + 1);
    if (second == comment.npos || !parse_day(comment.substr(0, first), dates_)) return comment;
    return comment.substr(second + 1);
  }

  void read_links(const CsvRow& row, ImportedStory& item) const {
    for (std::size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
      if (columns_[i].role != ColumnRole::kLink) continue;
      auto& links = columns_[i].link.inverse ? item.inverse_links : item.story.links;
      add_link(links, columns_[i].link.kind, row.cells[i]);
    }
  }

  const SourceText& source_;
  SourceFormat format_;
  CsvTable table_;
  std::vector<Column> columns_;
  DateOrder dates_;
  FileStories out_;
  std::unordered_set<std::string> sound_ids_;
  std::vector<std::string> tree_;                 // ids of the last item on each level of a tree
  std::vector<std::vector<std::string>> labels_;  // of out_.stories, by index
};

}  // namespace

FileStories read_csv_stories(const SourceText& source, SourceFormat format) {
  return CsvStoryReader(source, format).read();
}

}  // namespace st
