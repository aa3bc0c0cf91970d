#include "render/html.h"

#include <fmt/format.h>

#include <map>

#include "base/check.h"
#include "base/hash.h"
#include "base/number_text.h"
#include "render/evidence_table.h"
#include "render/html_parts.h"
#include "render/page_assets.h"
#include "render/page_timeline.h"
#include "render/report_words.h"
#include "render/role_finder.h"
#include "render/text_escape.h"

namespace st {
namespace {

using Values = std::map<std::string_view, std::string>;

// "{{name}}" becomes its value; values are not read again, so what stands in a story names nothing.
std::string fill(std::string_view page, const Values& values) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t open = 0; (open = page.find("{{", at)) != std::string_view::npos;) {
    const std::size_t close = page.find("}}", open);
    ST_CHECK(close != std::string_view::npos);
    const auto value = values.find(page.substr(open + 2, close - open - 2));
    ST_CHECK_MSG(value != values.end(), std::string(page.substr(open, close - open)));
    out.append(page, at, open - at);
    out += value->second;
    at = close + 2;
  }
  return out.append(page, at);
}

unsigned hex_value(char digit) {
  return static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

// 'sha256-...' as a content security policy names it (CSP 3, section 2.3.1): base64 of the digest.
std::string policy_hash(std::string_view content) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = sha256_hex(content);
  std::string out;
  for (std::size_t at = 0; at < hex.size(); at += 6) {  // six hex digits are 24 bits are four base64 digits
    unsigned bits = 0;
    for (std::size_t i = 0; i < 6; ++i)
      bits = bits * 16 + (at + i < hex.size() ? hex_value(hex[at + i]) : 0);
    for (int shift = 18; shift >= 0; shift -= 6) out += kDigits[(bits >> shift) & 63u];
  }
  out.back() = '=';  // 32 bytes leave one byte of the last group empty
  return "'sha256-" + out + "'";
}

std::string content_policy() {
  return fmt::format(
      "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'; "
      "require-trusted-types-for 'script'; trusted-types 'none'",
      policy_hash(page_style()), policy_hash(page_script()));
}

std::string review_note(const Document& document) {
  const std::size_t count = document.needs_review.size();
  if (count == 0) return "";
  return fmt::format(" <a class=\"attention\" href=\"#review\">{}&nbsp;more {} a person's decision.</a>",
                     number_with_commas(count), count == 1 ? "needs" : "need");
}

}  // namespace

std::string render_html(const Document& document, std::span<const Story> stories) {
  const EvidenceTable table(document, stories);
  const RoleFinder roles(document, stories);
  const HtmlWriter writer{document, table, roles};
  Values values;
  values["title"] =
      escape_html("The current state: " + count_of(statements_in_force(document), "statement"));
  values["policy"] = content_policy();
  values["style"] = page_style();
  values["script"] = page_script();
  values["lede"] = escape_html(lede_of(document)) + review_note(document);
  values["made_by"] = escape_html(document.made_by);
  values["tally"] = writer.tally();
  values["contents"] = writer.contents();
  values["roles"] = writer.role_options();
  values["body"] =
      writer.sections() + writer.review() + writer.retired() + writer.set_aside() + writer.accounting();
  values["as_of"] = escape_html(document.as_of);
  values["timeline"] = escape_script_json(timeline_json(document, table, roles));
  values["evidence"] = escape_script_json(table.to_json());
  values["stories"] = escape_script_json(stories_json(stories));
  return fill(page_template(), values);
}

}  // namespace st
