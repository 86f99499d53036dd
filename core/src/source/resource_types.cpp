#include "source/resource_types.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace rbacgraph {
namespace {

bool read_word(ValueReader& reader, std::string& word) {
  std::string_view text;
  if (reader.kind() != ValueKind::String) return reader.ok();
  if (!reader.read_text(text)) return false;
  word = text;
  return true;
}

bool read_words(ValueReader& reader, std::vector<std::string>& words) {
  if (reader.kind() != ValueKind::Sequence) return reader.ok();
  ValueReader::Cursor items;
  if (!reader.enter(items)) return false;
  while (reader.next_item(items))
    if (!read_word(reader, words.emplace_back())) return false;
  return reader.ok();
}

bool read_subresource(ValueReader& reader, std::vector<SubresourceType>& subresources) {
  if (reader.kind() != ValueKind::Mapping) return reader.ok();
  SubresourceType sub;
  ValueReader::Cursor members;
  if (!reader.enter(members)) return false;
  std::string_view key;
  while (reader.next_key(members, key)) {
    bool fine = true;
    if (key == "name") fine = read_word(reader, sub.name);
    if (key == "verbs") fine = read_words(reader, sub.verbs);
    if (key == "listed" && reader.kind() == ValueKind::Bool) fine = reader.read_bool(sub.listed);
    if (!fine) return false;
  }
  if (!sub.name.empty()) subresources.push_back(std::move(sub));
  return reader.ok();
}

bool read_subresources(ValueReader& reader, std::vector<SubresourceType>& subresources) {
  if (reader.kind() != ValueKind::Sequence) return reader.ok();
  ValueReader::Cursor items;
  if (!reader.enter(items)) return false;
  while (reader.next_item(items))
    if (!read_subresource(reader, subresources)) return false;
  return reader.ok();
}

bool read_type(ValueReader& reader, std::vector<ResourceType>& types) {
  if (reader.kind() != ValueKind::Mapping) return reader.ok();
  ResourceType type;
  type.origin = CatalogOrigin::Discovery;
  ValueReader::Cursor members;
  if (!reader.enter(members)) return false;
  std::string_view key;
  while (reader.next_key(members, key)) {
    bool fine = true;
    if (key == "group") fine = read_word(reader, type.group);
    if (key == "resource") fine = read_word(reader, type.resource);
    if (key == "singular") fine = read_word(reader, type.singular);
    if (key == "kind") fine = read_word(reader, type.kind);
    if (key == "shortNames") fine = read_words(reader, type.short_names);
    if (key == "verbs") fine = read_words(reader, type.verbs);
    if (key == "namespaced" && reader.kind() == ValueKind::Bool)
      fine = reader.read_bool(type.namespaced);
    if (key == "subresources") fine = read_subresources(reader, type.subresources);
    if (!fine) return false;
  }
  if (!reader.ok()) return false;
  std::ranges::sort(type.subresources, {}, &SubresourceType::name);
  if (!type.resource.empty()) types.push_back(std::move(type));
  return true;
}

}  // namespace

bool read_resource_types(ValueReader& reader, std::vector<ResourceType>& types) {
  if (reader.kind() != ValueKind::Sequence) return reader.ok();
  ValueReader::Cursor items;
  if (!reader.enter(items)) return false;
  while (reader.next_item(items))
    if (!read_type(reader, types)) return false;
  return reader.ok();
}

}  // namespace rbacgraph
