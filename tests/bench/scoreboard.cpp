#include "bench/scoreboard.h"

#include <algorithm>
#include <cstdio>

namespace rbacgraph::bench {
namespace {

std::string text(const std::optional<double>& number, const char* format = "%.2f") {
  if (!number) return "";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, format, *number);
  return buffer;
}

constexpr const char* kLine = "%-58s %9s %-6s %9s %6s %7s %6s  %s\n";

}  // namespace

void Scoreboard::add(Figure figure) { figures_.push_back(std::move(figure)); }

void Scoreboard::print() const {
  std::printf(kLine, "FIGURE", "OURS", "", "FLOOR", "RATIO", "GROWTH", "BAR", "OK?");
  for (const Figure& figure : figures_) {
    const auto ratio = figure.floor ? std::optional(figure.value / *figure.floor) : std::nullopt;
    std::printf(kLine, figure.what.c_str(), text(figure.value, "%.3f").c_str(), figure.unit.c_str(),
                text(figure.floor, "%.3f").c_str(), text(ratio).c_str(),
                text(figure.growth).c_str(), text(figure.bar).c_str(),
                !figure.bar   ? "-"
                : figure.ok() ? "yes"
                              : "NO");
  }
}

bool Scoreboard::all_ok() const { return std::ranges::all_of(figures_, &Figure::ok); }

}  // namespace rbacgraph::bench
