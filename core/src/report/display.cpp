#include "rbacgraph/report/display.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include <fmt/format.h>

namespace rbacgraph {
namespace {

struct Decoded {
  char32_t point = 0;
  std::size_t bytes = 0;  ///< 0: not UTF-8
};

/// The character at the beginning of a text that is not empty, by the rules of RFC 3629.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xC2 && lead < 0xE0   ? 2
                            : lead >= 0xE0 && lead < 0xF0 ? 3
                            : lead >= 0xF0 && lead < 0xF5 ? 4
                                                          : 0;
  if (bytes == 0 || text.size() < bytes) return {};
  char32_t point = lead & (0xFFU >> (bytes + 1));
  for (std::size_t at = 1; at < bytes; ++at) {
    if ((byte(at) & 0xC0U) != 0x80U) return {};
    point = (point << 6U) | (byte(at) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < kSmallest[bytes] || point > 0x10FFFF || surrogate) return {};
  return {point, bytes};
}

struct Range {
  char32_t first;
  char32_t last;
};

bool in(std::span<const Range> sorted, char32_t point) {
  const auto after = std::ranges::upper_bound(sorted, point, {}, &Range::first);
  return after != sorted.begin() && point <= std::prev(after)->last;
}

/// Characters without a glyph of their own: they hide, join or turn the text around them.
constexpr std::array kInvisible{
    Range{0x80, 0x9F},     Range{0xAD, 0xAD},     Range{0x61C, 0x61C},    Range{0x115F, 0x1160},
    Range{0x17B4, 0x17B5}, Range{0x180B, 0x180F}, Range{0x200B, 0x200F},  Range{0x2028, 0x202E},
    Range{0x2060, 0x206F}, Range{0x3164, 0x3164}, Range{0xFEFF, 0xFEFF},  Range{0xFFA0, 0xFFA0},
    Range{0xFFF0, 0xFFFB}, Range{0xFFFE, 0xFFFF}, Range{0xE0000, 0xE0FFF}};

/// East Asian Wide and Fullwidth of Unicode 15, joined to a few ranges.
constexpr std::array kWide{
    Range{0x1100, 0x115E},   Range{0x231A, 0x231B},   Range{0x2329, 0x232A},
    Range{0x23E9, 0x23EC},   Range{0x25FD, 0x25FE},   Range{0x2614, 0x2615},
    Range{0x2648, 0x2653},   Range{0x26AA, 0x26AB},   Range{0x26BD, 0x26BE},
    Range{0x26C4, 0x26C5},   Range{0x2705, 0x2705},   Range{0x270A, 0x270B},
    Range{0x2728, 0x2728},   Range{0x274C, 0x274C},   Range{0x2753, 0x2755},
    Range{0x2795, 0x2797},   Range{0x2B1B, 0x2B1C},   Range{0x2B50, 0x2B50},
    Range{0x2E80, 0x303E},   Range{0x3041, 0x3163},   Range{0x3165, 0x3247},
    Range{0x3250, 0x4DBF},   Range{0x4E00, 0xA4CF},   Range{0xA960, 0xA97F},
    Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE10, 0xFE19},
    Range{0xFE30, 0xFE6F},   Range{0xFF01, 0xFF60},   Range{0xFFE0, 0xFFE6},
    Range{0x16FE0, 0x18CFF}, Range{0x1AFF0, 0x1B2FF}, Range{0x1F004, 0x1F004},
    Range{0x1F0CF, 0x1F0CF}, Range{0x1F18E, 0x1F18E}, Range{0x1F191, 0x1F19A},
    Range{0x1F200, 0x1F320}, Range{0x1F32D, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F7E0, 0x1F7EB}, Range{0x1F90C, 0x1F9FF}, Range{0x1FA70, 0x1FAFF},
    Range{0x20000, 0x3FFFD}};

/// Marks that are drawn over the character before them, in the scripts that names use most.
constexpr std::array kCombining{
    Range{0x300, 0x36F},   Range{0x483, 0x489},   Range{0x591, 0x5BD},   Range{0x610, 0x61A},
    Range{0x64B, 0x65F},   Range{0x6D6, 0x6DC},   Range{0x900, 0x902},   Range{0x93C, 0x93C},
    Range{0x941, 0x948},   Range{0x94D, 0x94D},   Range{0xE31, 0xE31},   Range{0xE34, 0xE3A},
    Range{0xE47, 0xE4E},   Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20FF},
    Range{0x302A, 0x302D}, Range{0x3099, 0x309A}, Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}};

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

/// Nearly every name is: one column a byte, and nothing to escape.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
}

}  // namespace

std::string printable(std::string_view text) {
  if (is_plain(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    const std::size_t bytes = std::max<std::size_t>(decoded.bytes, 1);
    if (decoded.bytes == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (decoded.point < 0x20 || decoded.point == 0x7F || in(kInvisible, decoded.point)) {
      append_escape(out, decoded.point);
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  if (is_plain(text)) return text.size();
  std::size_t width = 0;
  while (!text.empty()) {
    const Decoded decoded = decode(text);
    if (decoded.bytes > 0 && in(kWide, decoded.point)) {
      width += 2;
    } else if (decoded.bytes == 0 || !in(kCombining, decoded.point)) {
      width += 1;
    }
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
  return fmt::format("{}/{}", kind, name);
}

std::string place_text(const Snapshot& snapshot, const SourceRef& ref) {
  const SourceInfo* source = snapshot.source(ref);
  if (source == nullptr) return {};
  const std::string file = printable(source->display);
  const std::optional<LineColumn> position = snapshot.locate(ref);
  if (!position) return file;
  return fmt::format("{}:{}:{}", file, position->line, position->column);
}

std::string count_text(std::uint64_t count, std::string_view singular) {
  return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

}  // namespace rbacgraph
