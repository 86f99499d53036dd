#include "support/located_objects.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include <yaml.h>

namespace rbacgraph::test {

using nlohmann::json;

namespace {

struct Member;

/// A value and, for objects and lists, where it begins and its members in order.
struct Node {
  json value;
  Place place;
  std::vector<Member> members;  // keys are "" in a list

  const Node* find(const std::string& key) const;
};

struct Member {
  std::string name;
  Node node;
};

const Node* Node::find(const std::string& key) const {
  for (const Member& member : members) {
    if (member.name == key) return &member.node;
  }
  return nullptr;
}

/// JSON with places. Checks no more than it needs: the values are parsed by nlohmann::json.
class JsonScanner {
 public:
  explicit JsonScanner(const std::string& text) : text_(text) {}

  bool at_end() {
    skip_blanks();
    return at_ >= text_.size();
  }

  Node scan() {
    skip_blanks();
    Node node;
    node.place = {line_, at_ - line_start_ + 1};
    const std::size_t start = at_;
    if (text_.at(at_) == '{') {
      step();
      for (skip_blanks(); text_.at(at_) != '}'; skip_comma()) {
        const std::string key = scan_scalar().get<std::string>();
        skip_blanks();
        if (text_.at(at_) != ':') throw std::runtime_error("JSON: no colon");
        step();
        node.members.push_back({key, scan()});
      }
      step();
    } else if (text_.at(at_) == '[') {
      step();
      for (skip_blanks(); text_.at(at_) != ']'; skip_comma()) node.members.push_back({"", scan()});
      step();
    } else {
      scan_scalar();
    }
    node.value = json::parse(text_.substr(start, at_ - start));
    return node;
  }

 private:
  void step() {
    if (text_.at(at_) == '\n') {
      ++line_;
      line_start_ = at_ + 1;
    }
    ++at_;
  }
  void skip_blanks() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos) {
      step();
    }
  }
  void skip_comma() {
    skip_blanks();
    if (text_.at(at_) == ',') step();
    skip_blanks();
  }
  json scan_scalar() {
    const std::size_t start = at_;
    if (text_.at(at_) == '"') {
      for (++at_; text_.at(at_) != '"'; ++at_) {
        if (text_[at_] == '\\') ++at_;
      }
      ++at_;
    } else {
      while (at_ < text_.size() &&
             std::string_view(",]} \t\r\n").find(text_[at_]) == std::string::npos) {
        ++at_;
      }
    }
    return json::parse(text_.substr(start, at_ - start));
  }

  const std::string& text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
};

/// YAML documents by libyaml's tree of nodes.
class YamlScanner {
 public:
  explicit YamlScanner(const std::string& text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  YamlScanner(const YamlScanner&) = delete;
  YamlScanner& operator=(const YamlScanner&) = delete;
  ~YamlScanner() { yaml_parser_delete(&parser_); }

  /// False after the last document.
  bool next(Node& node) {
    yaml_document_t document;
    if (yaml_parser_load(&parser_, &document) == 0) {
      throw std::runtime_error(std::string("YAML: ") + parser_.problem);
    }
    yaml_node_t* root = yaml_document_get_root_node(&document);
    const bool found = root != nullptr;
    if (found) node = convert(document, *root);
    yaml_document_delete(&document);
    return found;
  }

 private:
  static std::string text_of(const yaml_node_t& node) {
    if (node.type != YAML_SCALAR_NODE) return {};
    return {reinterpret_cast<const char*>(node.data.scalar.value), node.data.scalar.length};
  }

  Node convert(yaml_document_t& document, yaml_node_t& from) {
    Node node;
    // libyaml counts characters, and these files are ASCII where rules stand.
    node.place = {from.start_mark.line + 1, from.start_mark.column + 1};
    if (from.type == YAML_MAPPING_NODE) {
      node.value = json::object();
      for (auto* pair = from.data.mapping.pairs.start; pair < from.data.mapping.pairs.top; ++pair) {
        const std::string key = text_of(*yaml_document_get_node(&document, pair->key));
        Node member = convert(document, *yaml_document_get_node(&document, pair->value));
        node.value[key] = member.value;
        node.members.push_back({key, std::move(member)});
      }
    } else if (from.type == YAML_SEQUENCE_NODE) {
      node.value = json::array();
      for (auto* item = from.data.sequence.items.start; item < from.data.sequence.items.top;
           ++item) {
        Node member = convert(document, *yaml_document_get_node(&document, *item));
        node.value.push_back(member.value);
        node.members.push_back({"", std::move(member)});
      }
    } else {
      const std::string text = text_of(from);
      const bool plain = from.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
      if (plain && (text.empty() || text == "null" || text == "~")) {
        node.value = nullptr;
      } else {
        node.value = text;
      }
    }
    return node;
  }

  yaml_parser_t parser_{};
};

void collect(const Node& node, const std::string& file, const std::string& list_kind,
             const std::string& list_version, std::vector<LocatedObject>& objects) {
  if (!node.value.is_object()) return;
  LocatedObject located{file, node.value, node.place, {}};
  json& object = located.object;
  if (!object.contains("kind") && !list_kind.empty()) object["kind"] = list_kind;
  if (!object.contains("apiVersion") && !list_version.empty()) object["apiVersion"] = list_version;
  if (!object.contains("kind") || !object["kind"].is_string()) return;
  const std::string kind = object["kind"].get<std::string>();
  const Node* items = node.find("items");
  if (kind.ends_with("List") && items != nullptr) {
    const std::string item_kind = kind.substr(0, kind.size() - 4);
    for (const auto& [key, item] : items->members) {
      collect(item, file, item_kind, item_kind.empty() ? "" : object.value("apiVersion", ""),
              objects);
    }
    return;
  }
  if (const Node* rules = node.find("rules"); rules != nullptr) {
    for (const auto& [key, rule] : rules->members) located.rules.push_back(rule.place);
  }
  if ((kind == "Role" || kind == "RoleBinding") && object.contains("metadata") &&
      object["metadata"].is_object() && !object["metadata"].contains("namespace")) {
    object["metadata"]["namespace"] = "default";
  }
  objects.push_back(std::move(located));
}

}  // namespace

std::vector<LocatedObject> read_located_text(const std::string& text, const std::string& file,
                                             bool yaml) {
  std::vector<LocatedObject> objects;
  if (yaml) {
    YamlScanner scanner(text);
    for (Node node; scanner.next(node);) collect(node, file, "", "", objects);
  } else {
    JsonScanner scanner(text);
    while (!scanner.at_end()) collect(scanner.scan(), file, "", "", objects);
  }
  return objects;
}

std::vector<LocatedObject> read_located(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot open " + file.string());
  std::ostringstream text;
  text << stream.rdbuf();
  const bool yaml = file.extension() == ".yaml" || file.extension() == ".yml";
  return read_located_text(text.str(), file.filename().string(), yaml);
}

}  // namespace rbacgraph::test
