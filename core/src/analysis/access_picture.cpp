#include "rbacgraph/analysis/access_picture.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/unicode.h"

namespace rbacgraph {
namespace {

void add_percent(std::string& to, unsigned char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  to += '%';
  to += kDigits[byte >> 4U];
  to += kDigits[byte & 0xFU];
}

/// What some reader of some format would take for more than itself.
bool is_unsafe(char32_t point) {
  return point < 0x20 || point == 0x7F || point == '%' || point == '&' || point == '\\' ||
         is_invisible(point);
}

/// `inner`: more parts follow, so that a slash would end this one.
void add_part(std::string& to, std::string_view text, bool inner) {
  while (!text.empty()) {
    const DecodedCharacter character = decode_character(text);
    const std::string_view bytes = text.substr(0, std::max<std::size_t>(character.bytes, 1));
    const bool ends = inner && character.point == '/';
    if (character.bytes == 0 || ends || is_unsafe(character.point)) {
      for (const char byte : bytes) add_percent(to, static_cast<unsigned char>(byte));
    } else {
      to += bytes;
    }
    text.remove_prefix(bytes.size());
  }
}

/// Are there objects of one name in several namespaces?
bool has_namespace(PictureKind kind) {
  constexpr std::array kThese{PictureKind::Workload,     PictureKind::ServiceAccount,
                              PictureKind::OtherSubject, PictureKind::RoleBinding,
                              PictureKind::Role,         PictureKind::OtherRole};
  return std::ranges::find(kThese, kind) != kThese.end();
}

}  // namespace

std::string picture_id(const PictureNode& node) {
  std::string id;
  const PictureKind kind = node.folded ? node.folded->kind : node.kind;
  if (node.folded) id = "Fold/";
  // Their words are anybody's, and may be those of another kind.
  if (kind == PictureKind::OtherSubject) id += "Subject/";
  if (kind == PictureKind::OtherRole) id += "RoleRef/";
  add_part(id, node.ref.kind, true);
  if (kind == PictureKind::Resource) {
    id += '/';
    add_part(id, node.api_group, true);
  } else if (has_namespace(kind)) {
    id += '/';
    add_part(id, node.ref.ns, true);
  }
  id += '/';
  add_part(id, node.ref.name, false);
  return id;
}

}  // namespace rbacgraph
