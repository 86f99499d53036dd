#include "source/likely_cause.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace rbacgraph {
namespace {

constexpr std::string_view kUnreadable = "unreadable-document";
constexpr std::string_view kTemplate = "template";
constexpr std::string_view kFillIn = "fill them in first; only what comes out can be read";
constexpr std::string_view kRender = "render it first; only what it renders to can be read";
constexpr std::string_view kAsJson =
    "get objects: kubectl get roles,clusterroles,rolebindings,clusterrolebindings -A -o json";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) {
  return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '.';
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool has_line_beginning(std::string_view text, std::string_view start) {
  for (std::size_t at = text.find(start); at != std::string_view::npos;
       at = text.find(start, at + 1))
    if (at == 0 || text[at - 1] == '\n') return true;
  return false;
}

/// From the first line on that is neither blank nor a marker of YAML.
std::string_view from_first_line(std::string_view text) {
  for (;;) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    text.remove_prefix(first);
    if (!text.starts_with("---\n") && !text.starts_with("---\r")) return text;
    text.remove_prefix(4);
  }
}

std::string_view first_line(std::string_view text) {
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// An `open`, one or more of `inside`, a `close`.
template <class Inside>
bool has_enclosed(std::string_view text, char open, Inside inside, char close) {
  for (std::size_t at = text.find(open); at != std::string_view::npos;
       at = text.find(open, at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && inside(text[end])) ++end;
    if (end > at + 1 && end < text.size() && text[end] == close) return true;
  }
  return false;
}

/// `{word}`, `${WORD}`, `@WORD@`, `%WORD%` or `__WORD__`. Not `$(WORD)`: that breaks no YAML, and
/// the command lines of containers are full of it.
bool has_placeholder(std::string_view text) {
  const auto shouted = [](char c) { return is_capital(c) || c == '_'; };
  if (has_enclosed(text, '{', is_word, '}') || has_enclosed(text, '@', shouted, '@') ||
      has_enclosed(text, '%', shouted, '%'))
    return true;
  const std::size_t open = text.find("__");
  return open != std::string_view::npos && text.find("__", open + 3) != std::string_view::npos;
}

std::optional<LikelyCause> template_of_braces(std::string_view text) {
  if (contains(text, "{%"))
    return LikelyCause{kTemplate, "it looks like a Jinja template", std::string(kRender)};
  if (!contains(text, "{{")) return std::nullopt;
  constexpr std::array<std::string_view, 5> kHelm{".Values", ".Release", ".Chart", "include \"",
                                                  "{{- "};
  for (const std::string_view word : kHelm) {
    if (contains(text, word)) {
      return LikelyCause{kTemplate, "it looks like a Helm template",
                         "render it first: helm template CHART | rbacgraph … -f -"};
    }
  }
  return LikelyCause{kTemplate, "it looks like a template", std::string(kRender)};
}

struct Magic {
  std::string_view bytes;
  std::string_view what;
  std::string_view hint;
};

constexpr std::array kMagics{
    Magic{{"k8s\0", 4},
          "it is Kubernetes' protobuf, as in etcd",
          "get it as JSON: kubectl get … -o json"},
    Magic{"PK\x03\x04", "it is a zip archive", "unpack it first"},
    Magic{"\x28\xB5\x2F\xFD", "it is compressed with zstd", "decompress it first: zstd -d"},
    Magic{{"\xFD"
           "7zXZ\0",
           6},
          "it is compressed with xz",
          "decompress it first: xz -d"},
    Magic{"BZh", "it is compressed with bzip2", "decompress it first: bzip2 -d"},
    Magic{"\x1F\x8B", "it is compressed with gzip, more than once", "decompress it first: gzip -d"},
    Magic{"\x7F"
          "ELF",
          "it is a program", "is it the right file?"},
    Magic{"\x89PNG", "it is a picture", "is it the right file?"},
    Magic{"%PDF", "it is a PDF", "is it the right file?"},
    Magic{"SQLite format 3", "it is a database", "is it the right file?"}};

const Magic* magic_of(std::string_view text) {
  const auto* const found = std::ranges::find_if(
      kMagics, [&](const Magic& magic) { return text.starts_with(magic.bytes); });
  return found == kMagics.end() ? nullptr : &*found;
}

std::ptrdiff_t odd_bytes(std::string_view text) {
  return std::ranges::count_if(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\x1B';
  });
}

std::optional<LikelyCause> binary(std::string_view text) {
  if (const Magic* const magic = magic_of(text))
    return LikelyCause{kUnreadable, std::string(magic->what), std::string(magic->hint)};
  constexpr std::size_t kTarMark = 257;
  if (text.size() > kTarMark && text.substr(kTarMark).starts_with("ustar"))
    return LikelyCause{kUnreadable, "it is a tar archive", "unpack it first"};
  constexpr std::size_t kLookedAt = 512;
  // One is an accident in a text.
  if (odd_bytes(text.substr(0, kLookedAt)) < 4) return std::nullopt;
  return LikelyCause{kUnreadable, "it is not text but something binary", "is it the right file?"};
}

/// A table has a header of words in capitals, two blanks or more apart.
bool is_table(std::string_view line) {
  if (!line.starts_with("NAME ") && !line.starts_with("NAMESPACE ")) return false;
  if (!contains(line, "  ")) return false;
  return std::ranges::all_of(
      line, [](char c) { return is_capital(c) || c == ' ' || c == '-' || c == '(' || c == ')'; });
}

/// `I0102 15:04:05.000000 …`: how Kubernetes' programs log, kubectl among them.
bool is_log_line(std::string_view line) {
  if (line.size() < 14 || !contains("IWEF", line.substr(0, 1))) return false;
  return std::ranges::all_of(line.substr(1, 4), is_digit) && line[5] == ' ' && is_digit(line[6]) &&
         is_digit(line[7]) && line[8] == ':';
}

}  // namespace

bool is_surely_binary(std::string_view start) {
  return magic_of(start) != nullptr ||
         odd_bytes(start) > static_cast<std::ptrdiff_t>(start.size() / 2);
}

std::optional<KubectlLine> kubectl_line(std::string_view line) {
  constexpr std::string_view kFromServer = "Error from server";
  if (line.starts_with(kFromServer)) {
    constexpr std::array<std::string_view, 7> kReasons{
        "Forbidden", "NotFound",           "Expired",      "BadRequest",
        "Timeout",   "ServiceUnavailable", "InternalError"};
    std::string what = "kubectl's \"" + std::string(kFromServer);
    for (const std::string_view reason : kReasons) {
      if (line.substr(kFromServer.size()).starts_with(" (" + std::string(reason) + ")"))
        what += " (" + std::string(reason) + ")";
    }
    return KubectlLine{what + "\"", true};
  }
  if (line.starts_with("error: ")) return KubectlLine{"an error of kubectl", true};
  if (line.starts_with("Unable to connect to the server") ||
      line.starts_with("The connection to the server "))
    return KubectlLine{"kubectl's message that it can't reach the server", true};
  if (line.starts_with("No resources found"))
    return KubectlLine{"kubectl's message that there are no such objects", false};
  if (line.starts_with("Warning: ")) return KubectlLine{"a warning of kubectl", false};
  if (is_log_line(line)) return KubectlLine{"a line of kubectl's log", false};
  return std::nullopt;
}

std::optional<LikelyCause> cause_at_beginning(std::string_view document) {
  if (auto found = binary(document)) return found;
  const std::string_view text = from_first_line(document);
  const std::string_view line = first_line(text);
  if (text.starts_with("<?xml"))
    return LikelyCause{kUnreadable, "it looks like XML", "is it the right file?"};
  if (text.starts_with('<') && !text.starts_with("<<")) {
    return LikelyCause{kUnreadable, "it looks like a web page",
                       "was the download a page with a login or an error?"};
  }
  if (is_table(line))
    return LikelyCause{kUnreadable, "it looks like a table of kubectl", std::string(kAsJson)};
  constexpr std::size_t kDescribed = 4096;
  if (line.starts_with("Name:") && (has_line_beginning(text.substr(0, kDescribed), "PolicyRule:") ||
                                    has_line_beginning(text.substr(0, kDescribed), "Role:"))) {
    return LikelyCause{kUnreadable, "it looks like what kubectl describe prints",
                       std::string(kAsJson)};
  }
  if (const auto said = kubectl_line(line); said && said->failed) {
    return LikelyCause{kUnreadable, "it begins with " + said->what,
                       "save only standard output, and see what kubectl complains of"};
  }
  return std::nullopt;
}

std::optional<LikelyCause> likely_cause(std::string_view document) {
  // A template that matters stands near the beginning; a dump of many megabytes isn't one.
  constexpr std::size_t kLookedAt = std::size_t{1} << 20;
  const std::string_view text = document.substr(0, kLookedAt);
  if (has_line_beginning(text, "<<<<<<< ") || has_line_beginning(text, ">>>>>>> "))
    return LikelyCause{kUnreadable, "it has the marks of a merge conflict", "resolve the conflict"};
  if (auto found = cause_at_beginning(text)) return found;
  if (auto found = template_of_braces(text)) return found;
  if (has_placeholder(text)) {
    return LikelyCause{kTemplate, "it looks like a template with placeholders",
                       std::string(kFillIn)};
  }
  return std::nullopt;
}

}  // namespace rbacgraph
