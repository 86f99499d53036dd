/// Documents as YAML, in the layout of kubectl: blocks, and the dashes of a list below the first
/// letter of its key.
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "report/document_writer.h"
#include "report/yaml_text.h"

namespace rbacgraph {
namespace {

class YamlWriter final : public DocumentWriter {
 public:
  explicit YamlWriter(std::ostream& out) : out_(out) {}

  void open_object() override {
    if (open_.empty()) {
      open_.push_back({.after = After::Nothing});
    } else {
      start_element();
      enter(false, After::Dash);
    }
  }
  void open_object(std::string_view key) override {
    start_member(std::string(key));
    enter(false, After::Key);
  }
  void open_list(std::string_view key) override {
    start_member(std::string(key));
    enter(true, After::Key);
  }
  void close_object() override { leave("{}"); }
  void close_list() override { leave("[]"); }

  void member(std::string_view key, const Json& value) override {
    start_member(std::string(key));
    write(value, After::Key);
  }
  void element(const Json& value) override {
    start_element();
    write(value, After::Dash);
  }

 private:
  /// What stands on the line already where an object or list begins.
  enum class After : std::uint8_t { Nothing, Key, Dash };

  struct Open {
    std::size_t indent = 0;
    bool list = false;
    bool empty = true;
    After after = After::Nothing;
  };

  void enter(bool list, After after) {
    const std::size_t outside = open_.back().indent;
    open_.push_back({.indent = list && after == After::Key ? outside : outside + 2,
                     .list = list,
                     .after = after});
  }

  void leave(std::string_view if_empty) {
    const Open left = open_.back();
    open_.pop_back();
    if (left.empty) out_ << (left.after == After::Nothing ? "" : " ") << if_empty << '\n';
  }

  /// The first in something that follows a dash stands on the line of the dash.
  void start_entry() {
    Open& in = open_.back();
    const bool beside_dash = in.empty && in.after == After::Dash;
    if (in.empty && in.after == After::Key) out_ << '\n';
    in.empty = false;
    out_ << (beside_dash ? " " : std::string(in.indent, ' '));
  }

  void start_element() {
    start_entry();
    out_ << '-';
  }

  /// Readers give up on a key beside its value after 1024 characters.
  void start_member(const std::string& key) {
    constexpr std::size_t kLongestKey = 1000;
    start_entry();
    const std::string text = yaml_string(key);
    if (text.size() <= kLongestKey) {
      out_ << text << ':';
    } else {
      out_ << "? " << text << '\n' << std::string(open_.back().indent, ' ') << ':';
    }
  }

  /// Documents are nested as deep as our own code nests them.
  void write(const Json& value, After after) {  // NOLINT(misc-no-recursion)
    if (value.is_object()) {
      enter(false, after);
      for (const auto& [key, inside] : value.items()) {
        start_member(key);
        write(inside, After::Key);
      }
      leave("{}");
    } else if (value.is_array()) {
      enter(true, after);
      for (const Json& inside : value) element_of(inside);
      leave("[]");
    } else {
      out_ << ' ' << yaml_scalar(value) << '\n';
    }
  }

  void element_of(const Json& value) {  // NOLINT(misc-no-recursion)
    start_element();
    write(value, After::Dash);
  }

  std::ostream& out_;
  std::vector<Open> open_;
};

}  // namespace

std::unique_ptr<DocumentWriter> yaml_writer(std::ostream& out) {
  return std::make_unique<YamlWriter>(out);
}

}  // namespace rbacgraph
