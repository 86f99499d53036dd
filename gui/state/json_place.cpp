#include "state/json_place.h"

#include <algorithm>
#include <charconv>

namespace rbacgraph::gui {
namespace {

/// Steps through a text that is valid JSON. Never goes back, never recurses.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) { skip_space(); }

  std::size_t at() const { return at_; }

  /// From the beginning of an object or array to that of a member; false where there is none.
  bool enter(std::string_view member) {
    if (at_ >= text_.size() || (text_[at_] != '{' && text_[at_] != '[')) {
      return false;
    }
    const bool is_object = text_[at_] == '{';
    std::size_t index = 0;
    std::from_chars(member.data(), member.data() + member.size(), index);
    step();
    for (std::size_t place = 0; at_ < text_.size() && !closes(); ++place) {
      const std::string_view key = is_object ? take_key() : std::string_view();
      if (is_object ? key == member : place == index) {
        return true;
      }
      skip_value();
      if (at_ < text_.size() && text_[at_] == ',') {
        step();
      }
    }
    return false;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }
  void step() {
    ++at_;
    skip_space();
  }
  bool closes() const { return text_[at_] == '}' || text_[at_] == ']'; }

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      at_ += static_cast<std::size_t>(text_[at_] == '\\');
    }
    step();
  }
  /// The key as it is written, and past its colon. Those that are looked for need no escapes.
  std::string_view take_key() {
    const std::size_t begin = at_ + 1;
    skip_string();
    const std::string_view key = text_.substr(begin, text_.find('"', begin) - begin);
    step();
    return key;
  }
  void skip_value() {
    std::size_t depth = 0;
    do {
      if (at_ >= text_.size()) {
        return;
      }
      const char letter = text_[at_];
      if (letter == '"') {
        skip_string();
        continue;
      }
      if (letter == '{' || letter == '[') {
        ++depth;
      }
      if (depth == 0) {
        at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
        skip_space();
        return;
      }
      if (closes()) {
        --depth;
      }
      step();
    } while (depth > 0);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t line_at(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(byte, text.size()));
  return 1 + static_cast<std::size_t>(std::ranges::count(before, '\n'));
}

std::size_t place_of(std::string_view text, std::string_view pointer) {
  Walker walker(text);
  std::size_t place = walker.at();
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    if (!walker.enter(pointer.substr(0, end))) {
      return place;
    }
    place = walker.at();
    pointer.remove_prefix(end);
  }
  return place;
}

std::string words_of_pointer(std::string_view pointer) {
  std::string words;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const std::string_view member = pointer.substr(0, end);
    const bool is_place = !words.empty() && !member.empty() &&
                          member.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_place) {
      words.append("[").append(member).append("]");
    } else {
      words.append(words.empty() ? "" : ".").append(member);
    }
    pointer.remove_prefix(end);
  }
  return words;
}

}  // namespace rbacgraph::gui
