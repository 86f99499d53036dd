#include "cli/talk.h"

#include <fmt/format.h>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::cli {
namespace {

constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kCyan = "\x1b[36m";

std::string_view color_of(Severity severity) {
  switch (severity) {
    case Severity::Info: return kCyan;
    case Severity::Warning: return kYellow;
    case Severity::Error: return kRed;
  }
  return kRed;
}

/// Of what the line above is about: "  hint: …".
bool is_continued(std::string_view line) { return line.starts_with("  "); }

}  // namespace

std::string_view interrupted_line(bool output_was_begun) {
  return output_was_begun ? "rbacgraph: interrupted: the output is not complete\n"
                          : "rbacgraph: interrupted\n";
}

std::string as_typed(std::string_view text, std::string_view program) {
  constexpr std::string_view kName = "rbacgraph ";
  if (!text.starts_with(kName)) return std::string(text);
  return std::string(program).append(text.substr(kName.size() - 1));
}

void Talk::label(std::string_view text, std::string_view color) {
  if (color_) err_ << color;
  err_ << text;
  if (color_) err_ << "\x1b[0m";
}

void Talk::error(const Error& error) {
  label("rbacgraph: error:", kRed);
  err_ << ' ' << with_short_words(printable(error.message)) << '\n';
  if (error.hint.empty()) return;
  label("hint:", kCyan);
  err_ << ' ' << with_short_words(as_typed(printable(error.hint), program_)) << '\n';
}

void Talk::warn(std::string_view cluster, const Error& error) {
  label("warning:", kYellow);
  err_ << ' ' << with_short_words(printable(fmt::format("{}: {}", cluster, error.message))) << '\n';
  if (!error.hint.empty())
    err_ << "  hint: " << with_short_words(as_typed(printable(error.hint), program_)) << '\n';
}

void Talk::interrupted(bool output_was_begun) { err_ << interrupted_line(output_was_begun); }

void Talk::headline(const std::vector<std::string>& lines) {
  if (quiet_) return;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    label(about_ + with_short_words(lines[at]), at == 0 ? kBold : "");
    err_ << '\n';
  }
}

void Talk::say(const std::vector<std::string>& lines, std::string_view about) {
  for (const std::string& line : lines) {
    say(is_continued(line) ? line : std::string(about).append(line));
  }
}

void Talk::say(std::string_view line) {
  if (!quiet_) err_ << (is_continued(line) ? "" : about_) << line << '\n';
}

void Talk::diagnostics(const Snapshot& snapshot, std::span<const Diagnostic> diagnostics,
                       std::string_view about) {
  for (const DiagnosticLine& line : diagnostic_lines(snapshot, diagnostics)) {
    // What was lost of the input is no talk: without it the answer may be another.
    if (quiet_ && line.severity != Severity::Error) continue;
    label(std::string(to_string(line.severity)) + ":", color_of(line.severity));
    err_ << ' ' << about << with_short_words(line.text) << '\n';
    for (const std::string& shown : line.excerpt) err_ << "    " << shown << '\n';
    if (!line.hint.empty()) err_ << "  hint: " << with_short_words(line.hint) << '\n';
  }
}

}  // namespace rbacgraph::cli
