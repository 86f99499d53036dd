#include "rbacgraph/report/display.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "base/unicode.h"
#include "rbacgraph/report/source_names.h"

namespace rbacgraph {
namespace {

void append_escape(std::string& out, char32_t point) {
  if (point == U'\n') {
    out += "\\n";
  } else if (point == U'\t') {
    out += "\\t";
  } else if (point == U'\r') {
    out += "\\r";
  } else if (point < 0x80) {
    out += fmt::format("\\x{:02x}", static_cast<std::uint32_t>(point));
  } else if (point < 0x10000) {
    out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point));
  } else {
    out += fmt::format("\\U{:08x}", static_cast<std::uint32_t>(point));
  }
}

/// The bytes of the first so many characters.
std::size_t characters_bytes(std::string_view text, std::size_t characters) {
  std::size_t bytes = 0;
  for (; characters > 0 && bytes < text.size(); --characters)
    bytes += std::max<std::size_t>(decode_character(text.substr(bytes)).bytes, 1);
  return bytes;
}

std::string with_position(const Snapshot& snapshot, const SourceRef& ref, std::string file) {
  const std::optional<LineColumn> position = snapshot.locate(ref);
  if (position) file += fmt::format(":{}:{}", position->line, position->column);
  return file;
}

}  // namespace

std::string printable(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const DecodedCharacter decoded = decode_character(text);
    const std::size_t bytes = std::max<std::size_t>(decoded.bytes, 1);
    if (decoded.bytes == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (decoded.point < 0x20 || decoded.point == 0x7F || is_invisible(decoded.point)) {
      append_escape(out, decoded.point);
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string with_short_words(std::string_view text) {
  constexpr std::size_t kLongest = 512;
  constexpr std::size_t kKept = 64;
  constexpr std::string_view kAround = "\"'()[]:;,.?";
  std::string out;
  while (!text.empty()) {
    const std::string_view run = text.substr(0, text.find(' '));
    text.remove_prefix(run.size());
    const std::size_t from = std::min(run.find_first_not_of(kAround), run.size());
    const std::string_view word = run.substr(from, run.find_last_not_of(kAround) + 1 - from);
    if (word.size() <= kLongest) {
      out += run;
    } else {
      const std::size_t kept = characters_bytes(word, kKept);
      out.append(run.substr(0, from)).append(word.substr(0, kept));
      out += fmt::format("… ({} bytes)", word.size());
      out += run.substr(from + word.size());
    }
    const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    out += text.substr(0, blanks);
    text.remove_prefix(blanks);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  if (is_plain_ascii(text)) return text.size();
  std::size_t width = 0;
  while (!text.empty()) {
    const DecodedCharacter decoded = decode_character(text);
    width += decoded.bytes == 0 ? 1 : columns_of(decoded.point);
    text.remove_prefix(std::max<std::size_t>(decoded.bytes, 1));
  }
  return width;
}

std::string spell(const SubjectRef& subject) {
  switch (subject.kind) {
    case SubjectKind::ServiceAccount:
      return subject.ns.empty() ? "sa:" + subject.name + " (without namespace)"
                                : "sa:" + subject.ns + "/" + subject.name;
    case SubjectKind::Group: return "group:" + subject.name;
    case SubjectKind::User:
    case SubjectKind::Other: break;
  }
  return "user:" + subject.name;
}

std::string kind_and_name(std::string_view kind, std::string_view name) {
  std::string text;
  text.reserve(kind.size() + 1 + name.size());
  return text.append(kind).append(1, '/').append(name);
}

std::string place_text(const Snapshot& snapshot, const SourceRef& ref) {
  const SourceInfo* source = snapshot.source(ref);
  return source == nullptr ? std::string()
                           : with_position(snapshot, ref, printable(source->display));
}

std::string place_text(const SourceNames& names, const SourceRef& ref) {
  const std::string_view name = names.of(ref.source);
  return name.empty() ? std::string() : with_position(names.snapshot(), ref, std::string(name));
}

std::string count_text(std::uint64_t count, std::string_view singular) {
  return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

}  // namespace rbacgraph
