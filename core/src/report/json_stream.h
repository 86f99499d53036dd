/// Writes a JSON document piece by piece: an answer of a big cluster does not fit well into one
/// tree of values.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace rbacgraph {

using Json = nlohmann::ordered_json;

/// Text of a value; bytes that are no UTF-8 become U+FFFD. `indent` -1: on one line.
inline std::string dump(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

/// Opened objects and lists have to be closed in turn.
class JsonStream {
 public:
  explicit JsonStream(std::ostream& out) : out_(out) {}

  void open_object() { open('{'); }
  void open_object(std::string_view key) {
    start(key);
    enter('{');
  }
  void open_list(std::string_view key) {
    start(key);
    enter('[');
  }
  void close_object() { leave('}'); }
  void close_list() { leave(']'); }

  void member(std::string_view key, const Json& value) {
    start(key);
    write(value);
  }
  void element(const Json& value) {
    next();
    write(value);
  }

 private:
  void open(char bracket) {
    if (!empty_.empty()) next();
    enter(bracket);
  }
  void enter(char bracket) {
    out_ << bracket;
    empty_.push_back(true);
  }
  void leave(char bracket) {
    const bool empty = empty_.back();
    empty_.pop_back();
    if (!empty) new_line();
    out_ << bracket;
    if (empty_.empty()) out_ << '\n';
  }
  void next() {
    if (!empty_.back()) out_ << ',';
    empty_.back() = false;
    new_line();
  }
  void start(std::string_view key) {
    next();
    out_ << '"' << key << "\": ";
  }
  void new_line() { out_ << '\n' << std::string(empty_.size() * 2, ' '); }

  /// A newline inside a string is escaped, so each one in the text is between values.
  void write(const Json& value) {
    const std::string text = dump(value, 2);
    const std::string indent(empty_.size() * 2, ' ');
    std::size_t at = 0;
    for (std::size_t end; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
      out_ << std::string_view(text).substr(at, end + 1 - at) << indent;
    out_ << std::string_view(text).substr(at);
  }

  std::ostream& out_;
  std::vector<bool> empty_;  ///< for every open object and list: nothing in it yet
};

}  // namespace rbacgraph
