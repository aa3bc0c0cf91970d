// A project file from a stranger. The input is a list of patches on a good ledger (3 bytes where, 1 byte
// how many, the bytes), or, where it begins with an odd byte, the file itself. Whatever it holds: each call
// gives a value or an Error of one line, and nothing crashes or hangs.
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/file.h"
#include "ledger/ledger.h"
#include "ledger/test_backlog.h"

namespace {

using st::Ledger;

class Workplace {
 public:
  Workplace() : folder_(root() / ("st_ledger_fuzz_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "project.db").string();
    write_good();
  }
  ~Workplace() { std::filesystem::remove_all(folder_); }

  const std::string& path() const { return path_; }
  const std::string& good() const { return good_; }

  void put(std::string_view bytes) const {
    for (const char* tail : {"", "-wal", "-shm", "-journal", "-run"}) std::filesystem::remove(path_ + tail);
    ST_CHECK(st::write_file(path_, bytes).ok());
  }

 private:
  static std::filesystem::path root() {
    return std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
  }

  void write_good() {
    const auto backlog = st::ledger::testing::make_backlog(3);
    {
      auto ledger = Ledger::open(path_);
      ST_CHECK(ledger.ok() && ledger->begin_run("fuzz", "").ok() && ledger->put_stories(backlog).ok());
      for (const st::Story& story : backlog) {
        const auto batch = st::ledger::testing::make_batch(story);
        ST_CHECK(ledger->append_batch(batch, st::BatchOrigin::kNew).ok());
      }
      ST_CHECK(ledger->finish_run(st::ledger::testing::make_document(backlog)).ok());
      ST_CHECK(ledger->decide({"S-US-1", st::DecisionKind::kReword, "Other words.", "basis", "note"}).ok());
    }
    good_ = *st::read_file(path_);
  }

  std::filesystem::path folder_;
  std::string path_;
  std::string good_;
};

std::string patched(std::string bytes, std::string_view patches) {
  while (patches.size() >= 4) {
    const auto byte = [&](std::size_t i) {
      return static_cast<std::size_t>(static_cast<unsigned char>(patches[i]));
    };
    const std::size_t at = (byte(0) << 16 | byte(1) << 8 | byte(2)) % bytes.size();
    const std::size_t size = std::min({byte(3) % 17, patches.size() - 4, bytes.size() - at});
    bytes.replace(at, size, patches.substr(4, size));
    patches.remove_prefix(4 + size);
  }
  return bytes;
}

template <typename T>
void look_at(const st::Result<T>& result) {
  if (!result.ok()) ST_CHECK(result.error().message.find('\n') == std::string::npos);
}

void read_all(const std::string& path) {
  const auto ledger = Ledger::open(path, Ledger::Access::kRead);
  look_at(ledger);
  if (!ledger.ok()) return;
  look_at(ledger->runs());
  look_at(ledger->stories());
  look_at(ledger->stories(1));
  look_at(ledger->batches());
  look_at(ledger->batches(1, "2023-02-11"));
  look_at(ledger->decisions());
  look_at(ledger->statements());
  look_at(ledger->review_items());
  look_at(ledger->search("patient books \"visits\" limit booking", 5));
  look_at(ledger->verify());
}

void write_some(const std::string& path) {
  auto ledger = Ledger::open(path);
  look_at(ledger);
  if (!ledger.ok()) return;
  const auto backlog = st::ledger::testing::make_backlog(2);
  const auto run = ledger->begin_run("fuzz", "");
  look_at(run);
  if (!run.ok()) return;
  look_at(ledger->put_stories(backlog));
  for (const st::Story& story : backlog) {
    const auto batch = st::ledger::testing::make_batch(story);
    const auto found = ledger->find_batch(batch.input_hash);
    look_at(found);
    if (!found.ok()) continue;
    const auto origin = found->has_value() ? st::BatchOrigin::kReused : st::BatchOrigin::kNew;
    look_at(ledger->append_batch(batch, origin));
  }
  look_at(ledger->finish_run(st::ledger::testing::make_document(backlog)));
  look_at(ledger->decide({"S-US-1", st::DecisionKind::kAccept, "", "basis", ""}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Workplace workplace;
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const bool is_file = input.front() % 2 != 0;
  workplace.put(is_file ? std::string(input.substr(1)) : patched(workplace.good(), input.substr(1)));
  read_all(workplace.path());
  write_some(workplace.path());
  return 0;
}
