#include "source/json_window.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <utility>

namespace rbacgraph {
namespace {

// Tokens are counted in 32 bits.
constexpr std::size_t kMostCapacity = std::size_t{0xF0000000};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Where the text stops being UTF-8, or its size.
std::size_t valid_utf8_prefix(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > text.size() ||
        !simdjson::validate_utf8(text.data() + at, length))
      return at;
    at += length;
  }
  return at;
}

struct BadString {
  std::size_t opened;  ///< where the string begins that it is in
  std::size_t at;      ///< of the control character; the text's size where it is just not closed
};

/// The first string with a control character, or that is not closed; nullopt if there is none. As
/// in simdjson, a backslash takes the meaning from a quote wherever it stands.
std::optional<BadString> find_bad_string(std::string_view text) {
  bool inside = false;
  std::size_t opened = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      inside = !inside;
      opened = at;
    } else if (inside && static_cast<unsigned char>(c) < 0x20) {
      return BadString{opened, at};
    } else if (c == '\\' && at + 1 < text.size() && (text[at + 1] == '"' || text[at + 1] == '\\')) {
      ++at;
    }
  }
  if (!inside) return std::nullopt;
  return BadString{opened, text.size()};
}

}  // namespace

JsonWindow::JsonWindow(InputText& input, std::size_t capacity)
    : input_(input), offset_(input.position()) {
  grow(std::max(capacity, kLeastCapacity));
  advance(0);
}

JsonWindow::JsonWindow(InputText& input, std::size_t capacity, Piecewise) : input_(input) {
  grow(std::max(capacity, kLeastCapacity));
}

void JsonWindow::restart() {
  filled_ = size_ = count_ = 0;
  offset_ = input_.position();
  ended_ = false;
  problem_ = nullptr;
  advance(0);
}

bool JsonWindow::take_piece(std::string_view seam) {
  filled_ = size_ = count_ = 0;
  offset_ = input_.position();
  ended_ = false;
  problem_ = nullptr;
  fill();
  if (!std::exchange(ended_, true)) {
    const std::string_view text(buffer_.get(), filled_);
    const std::size_t found = text.rfind(seam);
    const std::size_t end = found == std::string_view::npos ? 0 : found + seam.rfind('\n') + 1;
    input_.put_back(text.substr(end));
    filled_ = end;
  }
  return filled_ != 0;
}

void JsonWindow::grow(std::size_t capacity) {
  // An object of many megabytes is held once: its old tokens go first, and the system moves pages
  // rather than bytes, which no container can ask it to.
  stage_.reset();
  // NOLINTNEXTLINE(*-no-malloc, *-owning-memory)
  void* const bigger = std::realloc(buffer_.get(), capacity + simdjson::SIMDJSON_PADDING);
  if (bigger == nullptr) throw std::bad_alloc();
  static_cast<void>(buffer_.release());
  buffer_.reset(static_cast<char*>(bigger));
  std::memset(buffer_.get() + capacity, 0, simdjson::SIMDJSON_PADDING);
  capacity_ = capacity;
  constexpr std::size_t kUnusedDepth = 1;  // of the second stage, which is not run
  [[maybe_unused]] const simdjson::error_code error =
      simdjson::get_active_implementation()->create_dom_parser_implementation(capacity,
                                                                              kUnusedDepth, stage_);
  if (error != simdjson::SUCCESS) throw std::bad_alloc();
}

void JsonWindow::fill() {
  while (!ended_ && filled_ < capacity_) {
    const std::size_t got = input_.read(buffer_.get() + filled_, capacity_ - filled_);
    filled_ += got;
    ended_ = got == 0;
  }
}

/// The last place that is outside of a string, if this is JSON; 0 if there is none.
std::size_t JsonWindow::find_cut() const {
  if (ended_) return filled_;
  for (std::size_t at = filled_ - 1; at > 0; --at) {
    const char c = buffer_[at];
    if (c == '\n') return at + 1;
    if (c == '"' && at + 1 < filled_ && is_letter(buffer_[at + 1]) && buffer_[at - 1] != '\\')
      return at;
  }
  return 0;
}

/// Where the readable part of the text ends.
std::size_t JsonWindow::find_problem(std::string_view text, simdjson::error_code error) {
  if (error == simdjson::UTF8_ERROR) {
    const std::size_t at = valid_utf8_prefix(text);
    problem_ = "this is not UTF-8 text";
    cut_off_ = false;
    problem_offset_ = offset_ + at;
    const auto around = find_bad_string(text.substr(0, at));
    return around ? around->opened : at;
  }
  const auto bad = find_bad_string(text);
  const std::size_t end = bad ? bad->opened : text.size();
  const bool open = bad && bad->at == text.size();
  cut_off_ = open && ended_;
  problem_ = open ? "the string that begins here is not closed"
                  : "a control character or line end in a string";
  problem_offset_ = offset_ + (open ? end : bad ? bad->at : end);
  return end;
}

JsonWindow::Indexed JsonWindow::index(std::size_t size) {
  for (;;) {
    size_ = size;
    count_ = 0;
    stage_->structural_indexes[0] = 0;
    if (size == 0) return Indexed::Fine;
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(buffer_.get());
    const auto error = stage_->stage1(bytes, size, simdjson::stage1_mode::regular);
    if (error == simdjson::SUCCESS) {
      count_ = stage_->n_structural_indexes;
      return Indexed::Fine;
    }
    if (error == simdjson::EMPTY) {
      stage_->structural_indexes[0] = static_cast<std::uint32_t>(size);
      return Indexed::Blank;
    }
    const std::string_view text(buffer_.get(), size);
    if (!ended_ && error == simdjson::UNCLOSED_STRING) {
      const auto bad = find_bad_string(text);
      if (!bad || bad->at == size) return Indexed::TooShort;
    }
    // Less at any rate, or this would not end.
    size = std::min(find_problem(text, error), size - 1);
  }
}

/// Blanks need not be kept, however many there are.
void JsonWindow::drop_window() {
  std::memmove(buffer_.get(), buffer_.get() + size_, filled_ - size_);
  filled_ -= size_;
  offset_ += size_;
  size_ = 0;
}

void JsonWindow::advance(std::size_t keep) {
  if (problem_ != nullptr) return;
  assert(keep <= filled_);
  const std::size_t known = count_ == 0 ? 0 : size_ - std::min(keep, size_);
  if (keep != 0) std::memmove(buffer_.get(), buffer_.get() + keep, filled_ - keep);
  filled_ -= keep;
  offset_ += keep;
  for (;;) {
    // A window that can't grow by half of itself would be read again and again.
    if (filled_ > capacity_ / 2 && !ended_) {
      if (capacity_ >= kMostCapacity) {
        problem_ = "one object is bigger than 4 GB";
        problem_offset_ = offset_;
        index(0);
        return;
      }
      grow(std::min(capacity_ * 2, kMostCapacity));
    }
    fill();
    const std::size_t cut = filled_ == 0 ? 0 : find_cut();
    if (cut <= known && !ended_) continue;
    const Indexed indexed = index(cut);
    if (indexed == Indexed::Fine || ended_) return;
    if (indexed == Indexed::Blank) drop_window();
  }
}

bool JsonWindow::pass_problem() {
  std::size_t from = problem_offset_ - offset_;
  for (;;) {
    const std::string_view text(buffer_.get(), filled_);
    const std::size_t line = text.find("\n{", from);
    if (line != std::string_view::npos) {
      problem_ = nullptr;
      count_ = 0;
      advance(line + 1);
      return true;
    }
    if (ended_) return false;
    // The last byte may be the line's end that is looked for.
    size_ = filled_ - 1;
    drop_window();
    from = 0;
    fill();
  }
}

}  // namespace rbacgraph
