#include "cli/man_page.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

#include <fmt/format.h>

#include "rbacgraph/base/version.h"

namespace rbacgraph::cli {
namespace {

/// The code point that begins `text`, and its length in bytes; 0 bytes where it is no UTF-8.
std::pair<std::uint32_t, std::size_t> code_point(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const std::size_t length = byte(0) < 0x80U   ? 1
                             : byte(0) < 0xC0U ? 0
                             : byte(0) < 0xE0U ? 2
                             : byte(0) < 0xF0U ? 3
                                               : 4;
  if (length == 0 || length > text.size()) return {0, 0};
  if (length == 1) return {byte(0), 1};
  std::uint32_t value = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return {0, 0};
    value = (value << 6U) | (byte(at) & 0x3FU);
  }
  return {value, length};
}

constexpr std::uint32_t kEllipsis = 0x2026;

std::string_view escape_of(char c) {
  switch (c) {
    case '\\': return "\\e";
    case '-': return "\\-";
    case '\'': return "\\[aq]";
    case '`': return "\\[ga]";
    case '"': return "\\[dq]";
    case '^': return "\\[ha]";
    case '~': return "\\[ti]";
    default: return {};
  }
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

/// What an option takes: a long list of choices may be broken behind each bar.
std::string choices(std::string_view value) {
  std::string text;
  for (const char c : roff(value)) {
    text += c;
    if (c == '|') text += "\\:";
  }
  return "\\fI" + text + "\\fR";
}

/// A usage line: words in capitals are for the user to fill in.
std::string with_placeholders(std::string_view text) {
  const auto is_capital = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  std::string result;
  while (!text.empty()) {
    const auto* const end = is_capital(text.front()) ? std::ranges::find_if_not(text, is_capital)
                                                     : std::ranges::find_if(text, is_capital);
    const auto length = static_cast<std::size_t>(end - text.begin());
    const std::string_view part = text.substr(0, length);
    result += is_capital(part.front()) ? italic(part) : roff(part);
    text.remove_prefix(length);
  }
  return result;
}

void write_title(std::ostream& out, std::string_view page, std::string_view summary) {
  std::string upper(page);
  std::ranges::transform(upper, upper.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  out << ".TH " << roff(upper) << R"( 1 "" "rbacgraph )" << version()
      << "\" \"User Commands\"\n"
         // Words of a command line are not divided.
         ".nh\n.SH NAME\n"
      << roff(page) << " \\- " << roff(summary) << "\n.SH SYNOPSIS\n";
}

void write_synopsis(std::ostream& out, std::string_view usage) {
  const std::size_t name = std::min(usage.find(' '), usage.size());
  out << ".PP\n"
      << bold(fmt::format("rbacgraph {}", usage.substr(0, name)))
      << with_placeholders(usage.substr(name)) << '\n';
}

/// Paragraphs, with an empty line between them.
void write_paragraphs(std::ostream& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    out << ".PP\n" << roff(text.substr(0, end)) << '\n';
    text.remove_prefix(std::min(end + 2, text.size()));
  }
}

void write_option(std::ostream& out, const OptionSpec& spec) {
  out << ".TP\n";
  if (spec.letter != '\0') out << bold(fmt::format("-{}", spec.letter)) << ", ";
  out << bold(fmt::format("--{}", spec.name));
  if (spec.takes == Takes::OptionalValue) {
    out << "[=" << choices(spec.value) << ']';
  } else if (!spec.value.empty()) {
    out << ' ' << choices(spec.value);
  }
  out << '\n' << roff(spec.help) << '\n';
}

void write_item(std::ostream& out, std::string_view term, std::string_view text) {
  out << ".TP\n" << bold(term) << '\n' << roff(text) << '\n';
}

void write_examples(std::ostream& out, std::span<const Example> examples) {
  for (const Example& example : examples)
    out << ".TP\n" << roff(example.command) << '\n' << roff(example.what) << '\n';
}

void write_see_also(std::ostream& out, std::string_view but) {
  out << ".SH SEE ALSO\n";
  std::string_view before;
  if (!but.empty()) {
    out << "\\fBrbacgraph\\fR(1)";
    before = ",\n";
  }
  for (const Command& command : commands()) {
    if (command.name == but) continue;
    out << before << bold(fmt::format("rbacgraph-{}", command.name)) << "(1)";
    before = ",\n";
  }
  out << ",\n\\fBkubectl\\fR(1)\n";
}

}  // namespace

std::string roff(std::string_view text) {
  std::string result;
  bool at_line_start = true;
  while (!text.empty()) {
    const char c = text.front();
    const auto [value, length] = code_point(text);
    // A line that begins so would be a request.
    if (c == '.' && at_line_start) result += "\\&";
    if (const std::string_view escaped = escape_of(c); !escaped.empty()) {
      result += escaped;
    } else if (length == 0) {
      result += '?';
    } else if (value == kEllipsis) {
      result += "...";  // not on every device, and so it is to be typed
    } else if (length > 1) {
      result += fmt::format("\\[u{:04X}]", value);
    } else {
      result += c;
    }
    at_line_start = c == '\n';
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

void write_man_page(std::ostream& out) {
  write_title(out, "rbacgraph",
              "who can do what in a Kubernetes cluster, through which binding, and why");
  out << "\\fBrbacgraph\\fR \\fICOMMAND\\fR ...\n"
         ".SH DESCRIPTION\n";
  write_paragraphs(
      out,
      "rbacgraph answers questions about Kubernetes RBAC from files: manifests, what kubectl get "
      "-o json prints, or\nstandard input. An answer is the API server's own for the same objects "
      "and request, and names the binding,\nthe role and the rule that it comes from.\n\n"
      "The answer is standard output; the question as it was understood, the summary, warnings "
      "and errors are standard\nerror. Installed as kubectl-rbacgraph it is a plugin of kubectl: "
      "kubectl rbacgraph.");
  out << ".SH COMMANDS\n";
  for (const Command& command : commands()) write_item(out, command.name, command.summary);
  out << ".PP\nEach has a page of its own, and tells the same with \\fB\\-\\-help\\fR.\n"
         ".SH OPTIONS\n";
  write_item(out, "--version", "as the command version");
  write_item(out, "-h, --help", "an overview; behind a command, all about it");
  out << ".SH EXIT STATUS\n";
  write_item(out, "0", "yes, or answered");
  write_item(out, "1", "no, or what --fail-on names");
  write_item(out, "2", "the command line is wrong");
  write_item(out, "3",
             "the input can't be read or the output not be written, an answer is unknown, or with "
             "--strict something is missing");
  write_item(out, "130", "interrupted; the output, if there is any, is not complete");
  out << ".SH ENVIRONMENT\n";
  write_item(out, "NO_COLOR", "no colours, unless --color always asks for them");
  out << ".SH EXAMPLES\n";
  for (const Command& command : commands())
    if (command.examples.size() > 1) write_examples(out, command.examples.first(1));
  write_see_also(out, "");
}

void write_man_page(std::ostream& out, const Command& command) {
  write_title(out, fmt::format("rbacgraph-{}", command.name), command.summary);
  for (const std::string_view usage : command.usage) write_synopsis(out, usage);
  out << ".SH DESCRIPTION\n";
  write_paragraphs(out, command.details.empty() ? command.summary : command.details);
  if (!command.aliases.empty()) {
    out << ".PP\nAlso called " << bold(fmt::format("{}", fmt::join(command.aliases, ", ")))
        << ".\n";
  }
  out << ".SH OPTIONS\n";
  std::string_view title;
  for (const OptionGroup& group : command.options) {
    if (group.title.empty()) continue;
    if (group.title != title && group.title != "Options")
      out << ".SS " << roff(group.title) << '\n';
    title = group.title;
    for (const OptionSpec& spec : group.options) write_option(out, spec);
  }
  out << ".SH EXAMPLES\n";
  write_examples(out, command.examples);
  write_see_also(out, command.name);
}

}  // namespace rbacgraph::cli
