#include "source/yaml_reader.h"

namespace rbacgraph {

/// Aliases make it possible to visit a node very often.
bool YamlReader::count_visit() {
  if (!ok()) return false;
  if (++visits_ <= limits_.max_yaml_nodes) return true;
  return fail(ReadStatus::Limit, offset(),
              "with its aliases written out, the document has more than " +
                  std::to_string(limits_.max_yaml_nodes) + " values");
}

bool YamlReader::read_text(std::string_view& text) {
  const YamlTape::Node& node = tape_.node(tape_.resolve(at_));
  if (!ok() || node.kind != ValueKind::String) return false;
  text = tape_.text(node);
  return true;
}

bool YamlReader::read_bool(bool& value) {
  const YamlTape::Node& node = tape_.node(tape_.resolve(at_));
  if (!ok() || node.kind != ValueKind::Bool) return false;
  value = node.truth;
  return true;
}

bool YamlReader::enter(Cursor& cursor) {
  if (!ok()) return false;
  if (++depth_ > limits_.max_depth) {
    return fail(ReadStatus::Limit, offset(),
                "nested more than " + std::to_string(limits_.max_depth) + " deep");
  }
  const std::uint32_t index = tape_.resolve(at_);
  const YamlTape::Node& node = tape_.node(index);
  if (node.kind != ValueKind::Mapping && node.kind != ValueKind::Sequence) return false;
  cursor = {index + std::uint64_t{1}, node.a, depth_, true, node.merged};
  if (node.merged) {
    // The pairs are counted off instead of the nodes; the container is found by its number.
    cursor.position = 0;
    cursor.end = index;
  }
  return true;
}

bool YamlReader::next_key(Cursor& cursor, std::string_view& key) {
  if (!count_visit()) return false;
  depth_ = cursor.depth;
  if (cursor.merged) {
    const auto pairs = tape_.merged_pairs(tape_.node(static_cast<std::uint32_t>(cursor.end)));
    if (cursor.position == pairs.size()) {
      --depth_;
      return false;
    }
    key_ = pairs[cursor.position].key;
    at_ = pairs[cursor.position].value;
    ++cursor.position;
  } else {
    if (cursor.position == cursor.end) {
      --depth_;
      return false;
    }
    key_ = static_cast<std::uint32_t>(cursor.position);
    at_ = tape_.after(key_);
    cursor.position = tape_.after(at_);
  }
  key = tape_.text(tape_.node(tape_.resolve(key_)));
  return true;
}

bool YamlReader::next_item(Cursor& cursor) {
  if (!count_visit()) return false;
  depth_ = cursor.depth;
  if (cursor.position == cursor.end) {
    --depth_;
    return false;
  }
  at_ = static_cast<std::uint32_t>(cursor.position);
  cursor.position = tape_.after(at_);
  return true;
}

void YamlReader::seek(const Mark& mark) {
  at_ = static_cast<std::uint32_t>(mark.position);
  depth_ = mark.depth;
}

}  // namespace rbacgraph
