#include "source/yaml_json.h"

#include <cstdlib>

#include <nlohmann/json.hpp>

namespace rbacgraph {
namespace {

class Writer {
 public:
  Writer(const YamlTape& tape, std::size_t most) : tape_(tape), most_(most) {}

  bool write(std::uint32_t index) {
    const std::uint32_t at = tape_.resolve(index);
    const YamlTape::Node& node = tape_.node(at);
    switch (node.kind) {
      case ValueKind::Null: text_ += "null"; break;
      case ValueKind::Bool: text_ += node.truth ? "true" : "false"; break;
      case ValueKind::Number: write_number(tape_.text(node)); break;
      case ValueKind::String: write_string(tape_.text(node)); break;
      case ValueKind::Sequence: return write_sequence(at);
      case ValueKind::Mapping: return write_mapping(at);
    }
    return text_.size() <= most_;
  }
  std::string take() { return std::move(text_); }

 private:
  void write_string(std::string_view text) {
    text_ += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }

  void write_number(std::string_view text) {
    if (nlohmann::json::accept(text)) {
      text_ += text;
      return;
    }
    // YAML's own spellings: 0x1F, 010, +1, .5, .inf
    const std::string word(text);
    char* end = nullptr;
    const long long whole = std::strtoll(word.c_str(), &end, 0);
    if (*end == '\0') {
      text_ += std::to_string(whole);
      return;
    }
    text_ += nlohmann::json(std::strtod(word.c_str(), &end)).dump();
  }

  bool write_sequence(std::uint32_t at) {
    text_ += '[';
    for (std::uint32_t item = at + 1; item != tape_.node(at).a; item = tape_.after(item)) {
      if (item != at + 1) text_ += ',';
      if (!write(item)) return false;
    }
    text_ += ']';
    return true;
  }

  bool write_member(std::uint32_t key, std::uint32_t value) {
    if (text_.back() != '{') text_ += ',';
    write_string(tape_.text(tape_.node(tape_.resolve(key))));
    text_ += ':';
    return write(value);
  }

  bool write_mapping(std::uint32_t at) {
    text_ += '{';
    const YamlTape::Node& node = tape_.node(at);
    if (node.merged) {
      for (const YamlTape::Pair& pair : tape_.merged_pairs(node))
        if (!write_member(pair.key, pair.value)) return false;
    } else {
      for (std::uint32_t key = at + 1; key != node.a;) {
        const std::uint32_t value = tape_.after(key);
        if (!write_member(key, value)) return false;
        key = tape_.after(value);
      }
    }
    text_ += '}';
    return true;
  }

  const YamlTape& tape_;
  const std::size_t most_;
  std::string text_;
};

}  // namespace

std::string json_of(const YamlTape& tape, std::uint32_t index, std::size_t most) {
  Writer writer(tape, most);
  return writer.write(index) ? writer.take() : std::string();
}

}  // namespace rbacgraph
