#pragma once

#include <cstddef>
#include <string>

namespace st {

// A file that must not outlive the process, or the scope, unless it is finished: it is removed when the
// scope ends and when remove_unfinished_files() runs in a signal's handler. Nothing is created here; the
// path may not exist yet. Thread rule: several may live at once in several threads. Beyond 64 at a time the
// rest are removed at the end of their scope only.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(std::string path);
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  const std::string& path() const { return path_; }

  // The file is whole, or has been renamed to its place: it stays.
  void finished();

 private:
  std::string path_;
  std::size_t slot_;
};

// Removes every file that is unfinished now. Safe in a signal's handler; the process must end afterwards.
void remove_unfinished_files();

}  // namespace st
