#include "render/report_files.h"

#include "base/file.h"
#include "render/html.h"
#include "render/json.h"
#include "render/markdown.h"

namespace st {

Status write_report(const std::string& folder, const Document& document, std::span<const Story> stories) {
  const std::string json = render_json(document);
  const std::string markdown = render_markdown(document, stories);
  const std::string html = render_html(document, stories);
  return write_files(
      {{folder + "/state.json", json}, {folder + "/state.md", markdown}, {folder + "/state.html", html}});
}

}  // namespace st
