#include "import/azure_fields.h"

#include <algorithm>

#include "import/characters.h"
#include "import/markup.h"
#include "import/vocabulary.h"

namespace st {
namespace {

std::string_view value(const AzureFields& fields, std::string_view name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string_view() : std::string_view(found->second);
}

std::string first_day(const AzureFields& fields, std::initializer_list<std::string_view> names,
                      DateOrder order, std::size_t line, FileStories& out) {
  for (const std::string_view name : names) {
    const std::string_view text = trim(value(fields, name));
    if (text.empty()) continue;
    if (auto day = parse_day(text, order)) return *day;
    if (text.substr(0, 4) != "9999") {
      out.remark(line, std::string(name), "'" + one_line(text) + "' is no date; left empty");
    }
  }
  return {};
}

std::string with_slashes(std::string_view path) {
  std::string out = one_line(path);
  std::replace(out.begin(), out.end(), '\\', '/');
  return out;
}

void read_state(const AzureFields& fields, Story& story) {
  std::string_view reason = value(fields, "Microsoft.VSTS.Common.ResolvedReason");
  if (reason.empty()) reason = value(fields, "System.Reason");
  story.state_text = one_line(value(fields, "System.State"));
  story.state = normal_state(story.state_text, reason, !story.closed.empty());
}

void read_texts(const AzureFields& fields, Story& story, std::size_t line, const ImportLimits& limits,
                FileStories& out) {
  add_title(story, value(fields, "System.Title"));
  std::vector<TextBlock> body;
  // A bug has its text in the steps to reproduce.
  for (const std::string_view name : {"System.Description", "Microsoft.VSTS.TCM.ReproSteps"}) {
    const std::string_view text = value(fields, name);
    if (!out.accept_text(text, name, line, limits)) continue;
    for (TextBlock& block : blocks_of(text, Markup::kAny)) body.push_back(std::move(block));
  }
  const std::string_view criteria = value(fields, "Microsoft.VSTS.Common.AcceptanceCriteria");
  const bool fits = out.accept_text(criteria, "acceptance_criteria", line, limits);
  add_body(story, std::move(body), fits ? plain_text_of(criteria, Markup::kAny) : "");
}

}  // namespace

ImportedStory azure_story(const AzureFields& fields, std::size_t line, DateOrder dates,
                          const ImportLimits& limits, FileStories& out) {
  ImportedStory item;
  Story& story = item.story;
  story.id = one_line(value(fields, "System.Id"));
  story.type = normal_type(value(fields, "System.WorkItemType"));
  story.source.line = line;
  story.created = first_day(fields, {"System.CreatedDate"}, dates, line, out);
  story.closed = first_day(
      fields, {"Microsoft.VSTS.Common.ClosedDate", "Microsoft.VSTS.Common.ResolvedDate"}, dates, line, out);
  read_state(fields, story);
  story.area = with_slashes(value(fields, "System.AreaPath"));
  item.area_has_root = true;
  for (const std::string& tag : split_list(value(fields, "System.Tags"), ';')) add_tag(story, tag);
  add_link(story.links, LinkKind::kParent, value(fields, "System.Parent"));
  read_texts(fields, story, line, limits, out);
  return item;
}

}  // namespace st
