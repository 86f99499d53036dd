#include "rbacgraph/analysis/diff_ignore.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace rbacgraph {
namespace {

constexpr std::string_view kObject = "object ";
constexpr std::string_view kSubject = "subject ";

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// For the whole text; "*" is any text, and all else stands for itself.
std::string expression_of(std::string_view pattern) {
  std::string expression = "^";
  for (const char letter : pattern) {
    if (letter == '*') {
      expression += "(?s:.*)";
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    const bool plain = byte >= 0x80 || (letter >= 'a' && letter <= 'z') ||
                       (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
    if (!plain) expression += '\\';
    expression += letter;
  }
  return expression + "$";
}

std::string spelled(const ObjectRef& object) {
  return object.kind + "/" + (object.ns.empty() ? "" : object.ns + "/") + object.name;
}

std::string spelled(const SubjectRef& subject) {
  switch (subject.kind) {
    case SubjectKind::Group: return "group:" + subject.name;
    case SubjectKind::ServiceAccount: return "sa:" + subject.ns + "/" + subject.name;
    case SubjectKind::User:
    case SubjectKind::Other: break;
  }
  return "user:" + subject.name;
}

}  // namespace

Result<DiffIgnore> DiffIgnore::parse(std::string_view text, const std::string& file) {
  DiffIgnore ignore;
  std::uint32_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    const auto refused = [&](const std::string& why) {
      return fail(ErrorCode::InvalidArgument, fmt::format("{}:{}: {}", file, number, why),
                  "write: object ClusterRole/prometheus-*  # why it is left out");
    };
    const bool is_subject = line.starts_with(kSubject);
    if (!is_subject && !line.starts_with(kObject))
      return refused("a line begins with \"object\" or \"subject\"");
    const std::size_t hash = line.find(" #");
    if (hash == std::string_view::npos || trimmed(line.substr(hash + 2)).empty())
      return refused("there is no reason behind a \"#\"");
    const std::size_t begin = (is_subject ? kSubject : kObject).size();
    const std::string_view words =
        hash < begin ? std::string_view() : trimmed(line.substr(begin, hash - begin));
    if (words.empty()) return refused("there is no name in it");
    Result<Pattern> pattern = Pattern::compile(expression_of(words));
    if (!pattern) return refused(pattern.error().message);
    ignore.lines_.push_back({{std::string(trimmed(line.substr(0, hash))),
                              std::string(trimmed(line.substr(hash + 2))), number, 0, 0},
                             is_subject,
                             std::move(*pattern)});
  }
  return ignore;
}

DiffIgnore::Ignored DiffIgnore::of(const Diff& diff) const {
  Ignored ignored;
  for (const Line& line : lines_) ignored.lines.push_back(line.count);
  const auto first_match = [&](bool subject,
                               const std::string& text) -> std::optional<std::size_t> {
    for (std::size_t at = 0; at < lines_.size(); ++at)
      if (lines_[at].is_subject == subject && lines_[at].pattern.found_in(text)) return at;
    return std::nullopt;
  };
  std::vector<std::optional<std::size_t>> by_object;
  for (std::uint32_t at = 0; at < diff.objects.size(); ++at) {
    const std::optional<std::size_t> line = first_match(false, spelled(diff.objects[at].object));
    by_object.push_back(line);
    if (!line) continue;
    ignored.objects.push_back(at);
    ++ignored.lines[*line].objects;
  }
  for (std::uint32_t at = 0; at < diff.access.size(); ++at) {
    const AccessChange& entry = diff.access[at];
    std::optional<std::size_t> line = first_match(true, spelled(entry.subject));
    const bool all_causes =
        !entry.causes.empty() && std::ranges::all_of(entry.causes, [&](std::uint32_t object) {
          return by_object[object].has_value();
        });
    if (!line && all_causes) line = by_object[entry.causes.front()];
    if (!line) continue;
    ignored.access.push_back(at);
    ++ignored.lines[*line].access;
  }
  for (std::uint32_t at = 0; at < diff.unknown.size(); ++at) {
    const UnknownAccess& each = diff.unknown[at];
    std::optional<std::size_t> line = first_match(true, spelled(each.subject));
    if (!line) line = by_object[each.cause];
    if (!line) continue;
    ignored.unknown.push_back(at);
    ++ignored.lines[*line].access;
  }
  return ignored;
}

}  // namespace rbacgraph
