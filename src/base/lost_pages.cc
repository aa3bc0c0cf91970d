#include "base/lost_pages.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <mutex>

namespace st {
namespace {

struct Watched {
  std::atomic<bool> taken{false};
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::uintptr_t> end{0};  // set last and cleared first: an entry without it is not looked at
  std::atomic<bool> lost{false};
};

std::array<Watched, kMostWatched> watched;
std::atomic<bool> any_lost{false};
struct sigaction handler_before;
std::uintptr_t page_bytes = 4096;

// From the page on, zeros: what lies behind a lost page is lost too. Calls nothing that a signal's handler
// may not call.
bool put_zeros(std::uintptr_t address) {
  for (Watched& entry : watched) {
    const std::uintptr_t begin = entry.begin.load(), end = entry.end.load();
    if (end == 0 || address < begin || address >= end) continue;
    const std::uintptr_t page = address / page_bytes * page_bytes;
    void* zeros = ::mmap(reinterpret_cast<void*>(page), end - page, PROT_READ,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0);
    if (zeros == MAP_FAILED) return false;
    entry.lost.store(true);
    any_lost.store(true);
    return true;
  }
  return false;
}

extern "C" void on_bus_error(int number, siginfo_t* info, void* context) {
  if (put_zeros(reinterpret_cast<std::uintptr_t>(info->si_addr))) return;
  if ((handler_before.sa_flags & SA_SIGINFO) != 0 && handler_before.sa_sigaction != nullptr) {
    handler_before.sa_sigaction(number, info, context);
    return;
  }
  // The instruction runs again and meets what would have met it without this handler.
  ::sigaction(SIGBUS, &handler_before, nullptr);
}

void set_handler() {
  page_bytes = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  struct sigaction action = {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  ::sigaction(SIGBUS, &action, &handler_before);
}

}  // namespace

std::size_t watch_mapping(const char* data, std::size_t size) {
  static std::once_flag once;
  std::call_once(once, set_handler);
  for (std::size_t place = 0; place < kMostWatched; ++place) {
    bool taken = false;
    Watched& entry = watched[place];
    if (!entry.taken.compare_exchange_strong(taken, true)) continue;
    entry.lost.store(false);
    entry.begin.store(reinterpret_cast<std::uintptr_t>(data));
    entry.end.store(reinterpret_cast<std::uintptr_t>(data) + size);
    return place;
  }
  return kMostWatched;
}

void unwatch_mapping(std::size_t place) {
  if (place >= kMostWatched) return;
  watched[place].end.store(0);
  watched[place].taken.store(false);
}

bool lost_pages(std::size_t place) {
  return place < kMostWatched && watched[place].lost.load();
}

bool any_lost_pages() {
  return any_lost.load();
}

}  // namespace st
