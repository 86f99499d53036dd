/// ValueReader over JSON: one document after the other, with or without anything between them.
#pragma once

#include <string>

#include "source/json_window.h"
#include "source/value_reader.h"

namespace rbacgraph {

class JsonReader final : public ValueReader {
 public:
  JsonReader(InputText& input, const ReadLimits& limits,
             std::size_t window_capacity = JsonWindow::kUsualCapacity);

  /// Goes to the next document; false at the end of the input or where it is broken.
  bool next_document();
  /// After a failure: goes to the next line that begins with `{`, past the failure.
  bool recover_at_next_line();
  /// The rest of the input from an offset on, if all of that is in memory; else "".
  std::string_view rest_from(std::uint64_t offset) const;

  // For the items of one list that several readers read pieces of (source/item_lanes.h). A piece
  // begins at the beginning of a line, with an item, and ends behind a comma and a line's end.

  JsonReader(InputText& input, const ReadLimits& limits, std::size_t window_capacity,
             JsonWindow::Piecewise piecewise);
  /// What is between the braces of the item before and the one that follows, these included; ""
  /// where it isn't a comma and a line's end.
  std::string_view seam() const;
  /// Puts what follows the line end in the seam back into the input.
  void give_back_after_seam();
  /// Puts what is in memory from an offset on back into the input.
  void give_back(std::uint64_t offset) { window_.give_back(offset - window_.offset()); }
  /// Goes on with what the input gives next: an item of the cursor's list, or the list's end.
  void resume(Cursor& items);
  /// Goes to the next piece; see JsonWindow. Its items are those of `items`, and begin_piece() is
  /// to be called before them.
  bool take_piece(std::string_view seam) { return window_.take_piece(seam); }
  void begin_piece(Cursor& items);
  /// All items of the piece were read, and it is as whole as a piece is.
  bool at_end_of_piece() const;
  std::uint64_t piece_offset() const { return window_.offset(); }
  std::uint64_t piece_end() const { return window_.offset() + window_.rest(0).size(); }

  ValueKind kind() override;
  std::uint64_t offset() const override;
  std::uint64_t key_offset() const override { return key_offset_; }
  std::string_view text_around(std::uint64_t offset, std::size_t& at) const override;
  bool read_text(std::string_view& text) override;
  bool read_bool(bool& value) override;
  bool enter(Cursor& cursor) override;
  bool next_key(Cursor& cursor, std::string_view& key) override;
  bool next_item(Cursor& cursor) override;
  bool skip() override;
  Written written() override;
  Mark mark() const override { return {first_token_ + at_, depth_}; }
  void seek(const Mark& mark) override;
  bool refill(const Mark& mark) override;

 private:
  char token() const { return text_[tokens_[at_]]; }
  bool have_token() { return at_ < count_ || out_of_tokens(); }
  bool out_of_tokens();
  bool malformed(const char* problem);
  bool string_at(std::uint32_t token, std::string& scratch, std::string_view& text);
  bool unescape(const char* from, std::string& scratch, std::string_view& text);
  static bool append_escape(const char*& at, std::string& scratch);
  bool check_scalar(char first);
  bool next_member(Cursor& cursor, char close);
  void adopt_window();

  JsonWindow window_;
  const std::uint32_t max_depth_;
  // Of the window, at hand.
  const char* text_ = nullptr;
  const std::uint32_t* tokens_ = nullptr;
  std::uint32_t count_ = 0;
  std::uint32_t at_ = 0;
  std::uint32_t depth_ = 0;
  std::uint64_t first_token_ = 0;  ///< number of the window's first token in the input
  std::uint64_t key_offset_ = 0;
  bool recovered_ = false;
  std::string key_scratch_;
  std::string text_scratch_;
};

}  // namespace rbacgraph
