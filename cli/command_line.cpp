#include "cli/command_line.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "rbacgraph/report/display.h"

namespace rbacgraph::cli {
namespace {

/// They name files, of which a report tells the last part only.
constexpr std::array kFiles{std::string_view{"filename"}, std::string_view{"group-map"},
                            std::string_view{"apply"}, std::string_view{"ignore"}};
/// They say how to come to the input, and how to talk of it.
constexpr std::array kLeftOut{std::string_view{"color"}, std::string_view{"quiet"},
                              std::string_view{"help"}, std::string_view{"no-headers"}};

/// As a shell would take it for one word.
std::string quoted(std::string_view word) {
  constexpr std::string_view kSafe =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,=@%+";
  std::string shown = printable(word);
  const bool plain = !shown.empty() && shown.find_first_not_of(kSafe) == std::string::npos;
  if (plain) return shown;
  std::string text = "'";
  for (const char c : shown) c == '\'' ? text += "'\\''" : text += c;
  return text + "'";
}

std::string_view base_name(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos || path.size() == 1 ? path : path.substr(slash + 1);
}

void add_option(std::string& line, const Options& options, const OptionSpec& spec, bool in_order) {
  const std::string dashed =
      spec.letter != '\0' ? std::string("-") + spec.letter : "--" + std::string(spec.name);
  if (spec.takes == Takes::Nothing) {
    line += " " + dashed;
    return;
  }
  const bool is_file = std::ranges::find(kFiles, spec.name) != kFiles.end();
  const auto shown = [&](const std::string& value) {
    return quoted(is_file ? base_name(value) : std::string_view(value));
  };
  if (spec.takes == Takes::OptionalValue) {
    line += " " + dashed;
    if (const auto value = options.value(spec.name)) line += "=" + shown(*value);
    return;
  }
  if (spec.takes == Takes::Value) {
    line += " " + dashed + " " + shown(options.value(spec.name).value_or(""));
    return;
  }
  std::vector<std::string> values = options.values(spec.name);
  if (spec.name == "filename" && !in_order) std::ranges::sort(values);
  for (const std::string& value : values) line += " " + dashed + " " + shown(value);
}

}  // namespace

std::string command_line(const Command& command, const Options& options, bool in_order) {
  std::string line = "rbacgraph " + std::string(command.name);
  for (const std::string& word : options.words()) {
    // Those of diff are files; what they are called from here tells its sides apart.
    const bool path = command.name == "diff" && word.starts_with('/') && word != "/dev/null";
    line += " " + quoted(path ? base_name(word) : std::string_view(word));
  }
  for (const OptionGroup& group : command.options) {
    // How to come to a cluster is nobody else's business, and may be a secret.
    if (group.title == "Cluster") continue;
    for (const OptionSpec& spec : group.options) {
      const bool told = std::ranges::find(kLeftOut, spec.name) == kLeftOut.end();
      if (told && options.has(spec.name)) add_option(line, options, spec, in_order);
    }
  }
  return line;
}

}  // namespace rbacgraph::cli
