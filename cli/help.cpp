#include "cli/help.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "cli/talk.h"

namespace rbacgraph::cli {
namespace {

constexpr std::size_t kHelpColumn = 30;
constexpr std::size_t kLineWidth = 100;

std::string left_side(const OptionSpec& spec) {
  std::string text = spec.letter == '\0' ? "      " : fmt::format("  -{}, ", spec.letter);
  text += fmt::format("--{}", spec.name);
  if (spec.takes == Takes::OptionalValue) return text + fmt::format("[={}]", spec.value);
  if (!spec.value.empty()) text += fmt::format(" {}", spec.value);
  return text;
}

/// The explanation in the right column, broken between words.
void write_right_side(std::ostream& out, std::string_view help) {
  std::size_t column = kHelpColumn;
  std::size_t at = 0;
  bool first = true;
  while (at < help.size()) {
    const std::size_t end = std::min(help.find(' ', at), help.size());
    const std::string_view word = help.substr(at, end - at);
    if (!first && column + 1 + word.size() > kLineWidth) {
      out << '\n' << std::string(kHelpColumn, ' ');
      column = kHelpColumn;
      first = true;
    }
    if (!first) out << ' ';
    out << word;
    column += word.size() + (first ? 0 : 1);
    first = false;
    at = end + 1;
  }
  out << '\n';
}

void write_option(std::ostream& out, const OptionSpec& spec) {
  const std::string left = left_side(spec);
  out << left;
  if (left.size() + 2 > kHelpColumn) {
    out << '\n' << std::string(kHelpColumn, ' ');
  } else {
    out << std::string(kHelpColumn - left.size(), ' ');
  }
  write_right_side(out, spec.help);
}

}  // namespace

void write_overview(std::ostream& out, std::string_view program) {
  out << "rbacgraph: who can do what in a Kubernetes cluster, through which binding\n\n"
         "Usage: "
      << program << " COMMAND ...\n\nCommands:\n";
  std::size_t width = 0;
  for (const Command& command : commands()) width = std::max(width, command.name.size());
  for (const Command& command : commands())
    out << fmt::format("  {:<{}}  {}\n", command.name, width, command.summary);
  out << "\nExamples:\n";
  for (const Command& command : commands()) {
    if (command.examples.size() > 1)
      out << fmt::format("  {}\n", as_typed(command.examples.front().command, program));
  }
  out << fmt::format(
      "\n{} COMMAND --help shows more. Objects are read from files (-f FILE, a directory, or -);\n"
      "without -f the cluster of the current context is asked, as kubectl does.\n",
      program);
}

void write_help(std::ostream& out, const Command& command, std::string_view program) {
  out << fmt::format("{} {}: {}\n\nUsage:\n", program, command.name, command.summary);
  for (const std::string_view usage : command.usage)
    out << fmt::format("  {} {}\n", program, usage);
  if (!command.aliases.empty())
    out << fmt::format("\nAlso called {}.\n", fmt::join(command.aliases, ", "));
  if (!command.details.empty()) out << '\n' << command.details << '\n';
  out << "\nExamples:\n";
  for (const Example& example : command.examples)
    out << fmt::format("  {}\n      {}\n", as_typed(example.command, program), example.what);
  std::string_view title;
  for (const OptionGroup& group : command.options) {
    if (group.title.empty()) continue;
    if (group.title != title) out << fmt::format("\n{}:\n", group.title);
    title = group.title;
    for (const OptionSpec& spec : group.options) write_option(out, spec);
  }
}

}  // namespace rbacgraph::cli
