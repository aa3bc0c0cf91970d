#include "cli/import_notes.h"

#include <fmt/format.h>

#include <cstdio>

namespace st::cli {

void tell_import(const ImportResult& imported) {
  for (const Unreadable& item : imported.unreadable) fmt::print(stderr, "warning: {}\n", item.text());
  for (const ImportRemark& remark : imported.remarks) fmt::print(stderr, "note: {}\n", remark.text());
}

}  // namespace st::cli
