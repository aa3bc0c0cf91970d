#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace st::cli {
namespace {

constexpr double kQuietSeconds = 2.0;  // shorter work needs no bar (docs/guide/getting-started.md)
constexpr double kRedrawSeconds = 0.1;
constexpr std::size_t kBarCells = 24;
constexpr std::string_view kWipeLine = "\r\033[K";

std::size_t terminal_columns() {
  winsize size = {};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

std::string bar_text(double share) {
  const std::size_t full = static_cast<std::size_t>(share * kBarCells);
  return "[" + std::string(full, '#') + std::string(kBarCells - full, '.') + "]";
}

}  // namespace

ProgressSurface standard_error_surface() {
  ProgressSurface surface;
  surface.is_terminal = ::isatty(STDERR_FILENO) == 1;
  surface.columns = surface.is_terminal ? terminal_columns() : 80;
  surface.write = [](std::string_view bytes) {
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, bytes.data(), bytes.size());
  };
  surface.seconds = [] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  };
  return surface;
}

std::string time_left_text(double seconds) {
  const long whole = std::max(1L, std::lround(seconds));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 600) return fmt::format("{} min {:02} s", whole / 60, whole % 60 / 10 * 10);
  const long minutes = std::lround(seconds / 60);
  if (minutes < 60) return fmt::format("{} min", minutes);
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

ProgressBar::ProgressBar(std::string label, ProgressSurface surface)
    : label_(std::move(label)),
      surface_(std::move(surface)),
      begun_(surface_.seconds()),
      drawn_at_(begun_) {}

ProgressBar::~ProgressBar() {
  if (visible_) surface_.write(kWipeLine);
}

Progress ProgressBar::listener() {
  if (!surface_.is_terminal) return {};
  return [this](std::size_t done, std::size_t total) { update(done, total); };
}

void ProgressBar::update(std::size_t done, std::size_t total) {
  const double now = surface_.seconds();
  rate_.add(now, done);
  if (now - begun_ < kQuietSeconds || now - drawn_at_ < kRedrawSeconds) return;
  draw(now, done, total);
}

void ProgressBar::draw(double now, std::size_t done, std::size_t total) {
  drawn_at_ = now;
  visible_ = true;
  std::string line = label_;
  if (total > 0) {
    const double share = std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
    line += fmt::format(" {} {:3.0f}%", bar_text(share), std::floor(share * 100));
    if (const auto left = rate_.seconds_left(now, total)) line += ", " + time_left_text(*left) + " left";
  } else {
    line += fmt::format(" {}", done);
  }
  if (line.size() + 1 > surface_.columns) line.resize(std::max<std::size_t>(surface_.columns, 1) - 1);
  surface_.write(std::string(kWipeLine) + line);
}

}  // namespace st::cli
