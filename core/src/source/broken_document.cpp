#include "source/broken_document.h"

#include <array>
#include <optional>

namespace rbacgraph {
namespace {

struct Cause {
  std::string_view code;
  std::string_view what;
  std::string_view hint;
};

bool has_line_beginning(std::string_view text, std::string_view start) {
  for (std::size_t at = text.find(start); at != std::string_view::npos;
       at = text.find(start, at + 1))
    if (at == 0 || text[at - 1] == '\n') return true;
  return false;
}

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

/// `{word}`, `${WORD}` or `__WORD__`.
bool has_placeholder(std::string_view text) {
  for (std::size_t at = text.find('{'); at != std::string_view::npos; at = text.find('{', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > at + 1 && end < text.size() && text[end] == '}') return true;
  }
  const std::size_t open = text.find("__");
  return open != std::string_view::npos && text.find("__", open + 3) != std::string_view::npos;
}

std::optional<Cause> likely_cause(std::string_view text) {
  // A template that matters stands near the beginning; a dump of many megabytes isn't one.
  constexpr std::size_t kLookedAt = std::size_t{4} << 20;
  text = text.substr(0, kLookedAt);
  if (has_line_beginning(text, "<<<<<<< ") || has_line_beginning(text, ">>>>>>> "))
    return Cause{"unreadable-document", "it has the marks of a merge conflict",
                 "resolve the conflict"};
  if (text.find("{%") != std::string_view::npos)
    return Cause{"template", "it looks like a Jinja template",
                 "render it first; only what it renders to can be read"};
  if (text.find("{{") != std::string_view::npos) {
    constexpr std::array<std::string_view, 5> kHelm{".Values", ".Release", ".Chart", "include \"",
                                                    "{{- "};
    for (const std::string_view word : kHelm)
      if (text.find(word) != std::string_view::npos)
        return Cause{"template", "it looks like a Helm template",
                     "render it first: helm template CHART | rbacgraph … -f -"};
    return Cause{"template", "it looks like a template",
                 "render it first; only what it renders to can be read"};
  }
  if (without_blanks(text).starts_with('<'))
    return Cause{"unreadable-document", "it looks like a web page",
                 "was the download a page with a login or an error?"};
  if (has_placeholder(text))
    return Cause{"template", "it looks like a template with placeholders",
                 "fill them in first; only what comes out can be read"};
  return std::nullopt;
}

}  // namespace

Diagnostic describe_broken_document(TextFormat format, ReadStatus status,
                                    const ReadFailure& failure, std::string_view document) {
  Diagnostic told;
  if (status == ReadStatus::Limit) {
    told.code = "limit-reached";
    told.message = "document not read: " + failure.problem;
    told.hint = failure.hint;
    return told;
  }
  const std::string_view name = format == TextFormat::Json ? "JSON" : "YAML";
  told.code = "unreadable-document";
  told.message = "not readable as " + std::string(name) + ": " + failure.problem;
  told.hint = failure.hint;
  if (const auto cause = likely_cause(document)) {
    told.code = cause->code;
    told.message += "; " + std::string(cause->what);
    told.hint = cause->hint;
  }
  return told;
}

}  // namespace rbacgraph
