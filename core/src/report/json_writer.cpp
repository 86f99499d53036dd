/// Documents as indented JSON.
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "report/document_writer.h"

namespace rbacgraph {
namespace {

class JsonWriter final : public DocumentWriter {
 public:
  explicit JsonWriter(std::ostream& out) : out_(out) {}

  void open_object() override {
    if (!empty_.empty()) next();
    enter('{');
  }
  void open_object(std::string_view key) override {
    start(key);
    enter('{');
  }
  void open_list(std::string_view key) override {
    start(key);
    enter('[');
  }
  void close_object() override { leave('}'); }
  void close_list() override { leave(']'); }

  void member(std::string_view key, const Json& value) override {
    start(key);
    write(value);
  }
  void element(const Json& value) override {
    next();
    write(value);
  }

 private:
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
    for (std::size_t end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
      out_ << std::string_view(text).substr(at, end + 1 - at) << indent;
    out_ << std::string_view(text).substr(at);
  }

  std::ostream& out_;
  std::vector<bool> empty_;  ///< for every open object and list: nothing in it yet
};

}  // namespace

std::unique_ptr<DocumentWriter> json_writer(std::ostream& out) {
  return std::make_unique<JsonWriter>(out);
}

}  // namespace rbacgraph
