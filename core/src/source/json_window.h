/// The part of a JSON input that is in memory, with the places of its tokens.
///
/// simdjson's first stage finds the tokens ("structurals": brackets, colons, commas, and the first
/// byte of each scalar), checks UTF-8 and that strings are closed. It needs the text in memory, and
/// four bytes a token; so it is run on windows, and a dump of any size is read in a few megabytes.
///
/// A window has to end outside of a string. In JSON no line ends inside one, and a quote before a
/// letter opens one; if the input isn't JSON after all, the stage finds the window ending inside a
/// string, and a longer one is tried. A window that passes begins and ends outside of strings, so
/// the next one begins outside of one too.
///
/// simdjson's own on-demand reader needs the whole document at once. This uses the same first
/// stage, which its headers offer to other front ends of the library (dom_parser_implementation).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "source/byte_input.h"

namespace rbacgraph {

class JsonWindow {
 public:
  // From 128 KiB to 4 MiB no difference in speed stands out of the noise; a small one leaves the
  // caches to others.
  static constexpr std::size_t kUsualCapacity = std::size_t{1} << 19;
  static constexpr std::size_t kLeastCapacity = 64;

  /// `capacity` bytes at first, and more for what has to be in memory at once. Nothing that is
  /// read depends on it.
  explicit JsonWindow(InputText& input, std::size_t capacity = kUsualCapacity);

  const char* text() const { return buffer_.get(); }
  /// Places of the tokens in text(), ascending; [token_count()] is text_size().
  const std::uint32_t* tokens() const { return stage_->structural_indexes.get(); }
  std::uint32_t token_count() const { return count_; }
  std::uint32_t text_size() const { return static_cast<std::uint32_t>(size_); }
  /// Offset of text()[0] in the input.
  std::uint64_t offset() const { return offset_; }
  /// Nothing that can be read follows this window: the input ends, or has a problem().
  bool last() const { return problem_ != nullptr || (ended_ && size_ == filled_); }

  /// The input ends with what is in memory.
  bool all_in_memory() const { return ended_; }

  /// Begins anew with what the input gives next.
  void restart();

  /// A window for whole pieces of an input, which others read pieces of too. It is empty at first.
  struct Piecewise {};
  JsonWindow(InputText& input, std::size_t capacity, Piecewise);
  /// Holds the next piece, which ends with the last line end of the last `seam` in it, or with the
  /// input; what is behind is left in the input. False, and nothing is taken, if there is no seam.
  /// It has no tokens before index_piece().
  bool take_piece(std::string_view seam);
  void index_piece() { index(filled_); }
  /// Puts what is in memory from text()[at] on back into the input. restart() or take_piece() has
  /// to be next.
  void give_back(std::size_t at) { input_.put_back(rest(at)); }

  /// Forgets what is before text()[keep], and has more tokens than there were after it, unless
  /// this is the last window.
  void advance(std::size_t keep);

  /// What isn't JSON behind the end of this window, or nullptr.
  const char* problem() const { return problem_; }
  std::uint64_t problem_offset() const { return problem_offset_; }
  /// The problem is that the input ends in a string.
  bool cut_off() const { return cut_off_; }
  /// Goes on with the next line behind the problem that begins with `{`. False if there is none.
  bool pass_problem();

  /// The bytes in memory from text()[at] on, those past the window included.
  std::string_view rest(std::size_t at) const { return {buffer_.get() + at, filled_ - at}; }

 private:
  void grow(std::size_t capacity);
  void fill();
  void drop_window();
  std::size_t find_cut() const;
  enum class Indexed : std::uint8_t { Fine, TooShort, Blank };
  Indexed index(std::size_t size);
  std::size_t find_problem(std::string_view text, simdjson::error_code error);

  InputText& input_;
  struct Free {
    // NOLINTNEXTLINE(*-no-malloc, *-owning-memory): it is from realloc
    void operator()(char* bytes) const { std::free(bytes); }
  };
  std::unique_ptr<char[], Free> buffer_;
  std::size_t capacity_ = 0;
  std::size_t filled_ = 0;
  std::size_t size_ = 0;
  std::uint64_t offset_ = 0;
  std::uint32_t count_ = 0;
  bool ended_ = false;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
  const char* problem_ = nullptr;
  std::uint64_t problem_offset_ = 0;
  bool cut_off_ = false;
};

}  // namespace rbacgraph
