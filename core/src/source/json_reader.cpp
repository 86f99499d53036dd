#include "source/json_reader.h"

#include <array>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "source/utf16.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kCutOff = "the document is cut off: it ends in the middle";
constexpr std::string_view kCutOffHint = "was the dump or download complete? get it again";

/// What a token does to the depth.
constexpr std::array<std::int8_t, 256> kDepthChange = [] {
  std::array<std::int8_t, 256> change{};
  change['{'] = change['['] = 1;
  change['}'] = change[']'] = -1;
  return change;
}();

std::int8_t depth_change(char c) { return kDepthChange[static_cast<unsigned char>(c)]; }

/// The first quote or backslash from `at` on. There is one: the first stage checked that strings
/// are closed; and the window is padded, so that sixteen bytes may be looked at together.
const char* find_quote_or_backslash(const char* at) {
#if defined(__SSE2__)
  const __m128i quotes = _mm_set1_epi8('"');
  const __m128i backslashes = _mm_set1_epi8('\\');
  for (;; at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i found =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, quotes), _mm_cmpeq_epi8(bytes, backslashes));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(found));
    if (mask != 0) return at + std::countr_zero(mask);
  }
#else
  while (*at != '"' && *at != '\\') ++at;
  return at;
#endif
}

bool ends_scalar(char c) {
  return c == ',' || c == '}' || c == ']' || c == ':' || c == ' ' || c == '\n' || c == '\t' ||
         c == '\r' || c == '\0';
}

bool is_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at > from;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = at;
  if (!digits() || (zero && at - whole > 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

/// Four hexadecimal digits, or -1.
std::int32_t hex4(const char* digits) {
  std::int32_t value = 0;
  for (const char c : std::string_view(digits, 4)) {
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return -1;
    value = (value * 16) + digit;
  }
  return value;
}

}  // namespace

JsonReader::JsonReader(InputText& input, const ReadLimits& limits, std::size_t window_capacity)
    : window_(input, window_capacity), max_depth_(limits.max_depth) {
  adopt_window();
}

void JsonReader::adopt_window() {
  text_ = window_.text();
  tokens_ = window_.tokens();
  count_ = window_.token_count();
}

JsonReader::JsonReader(InputText& input, const ReadLimits& limits, std::size_t window_capacity,
                       JsonWindow::Piecewise piecewise)
    : window_(input, window_capacity, piecewise), max_depth_(limits.max_depth) {}

std::string_view JsonReader::seam() const {
  constexpr std::size_t kLongest = 128;
  if (at_ == 0 || at_ + 1 >= count_) return {};
  const std::uint32_t close = tokens_[at_ - 1];
  const std::uint32_t open = tokens_[at_ + 1];
  if (text_[close] != '}' || token() != ',' || text_[open] != '{') return {};
  const std::string_view seam(text_ + close, open + 1 - close);
  if (seam.size() > kLongest || seam.find('\n') == std::string_view::npos) return {};
  return seam;
}

void JsonReader::give_back_after_seam() {
  window_.give_back(tokens_[at_ - 1] + seam().rfind('\n') + 1);
}

void JsonReader::resume(Cursor& items) {
  recover();
  window_.restart();
  // Higher than any that a cursor holds.
  first_token_ += at_ + 1;
  at_ = 0;
  depth_ = items.depth;
  items.first = true;
  adopt_window();
}

void JsonReader::begin_piece(Cursor& items) {
  recover();
  window_.index_piece();
  first_token_ = 0;
  at_ = 0;
  depth_ = items.depth;
  items.first = true;
  adopt_window();
}

bool JsonReader::at_end_of_piece() const {
  return at_ + 1 == count_ && token() == ',' && window_.problem() == nullptr;
}

bool JsonReader::out_of_tokens() {
  if (status_ != ReadStatus::Ok) return false;
  if (!window_.last()) {
    status_ = ReadStatus::NeedMore;
    return false;
  }
  if (window_.problem() != nullptr) {
    return fail(ReadStatus::Malformed, window_.problem_offset(), window_.problem(),
                window_.cut_off() ? std::string(kCutOffHint) : "");
  }
  return fail(ReadStatus::Malformed, offset(), std::string(kCutOff), std::string(kCutOffHint));
}

bool JsonReader::malformed(const char* problem) {
  return fail(ReadStatus::Malformed, offset(), problem);
}

std::uint64_t JsonReader::offset() const {
  return window_.offset() + (at_ < count_ ? tokens_[at_] : window_.text_size());
}

void JsonReader::seek(const Mark& mark) {
  at_ = static_cast<std::uint32_t>(mark.position - first_token_);
  depth_ = mark.depth;
}

bool JsonReader::refill(const Mark& mark) {
  if (status_ != ReadStatus::NeedMore) return false;
  recover();
  const auto kept = static_cast<std::uint32_t>(mark.position - first_token_);
  const std::size_t keep = kept < count_ ? tokens_[kept] : window_.text_size();
  first_token_ = mark.position;
  at_ = 0;
  depth_ = mark.depth;
  window_.advance(keep);
  adopt_window();
  return ok();
}

bool JsonReader::next_document() {
  for (;;) {
    depth_ = 0;
    if (at_ == count_ && !window_.last() && ok()) {
      status_ = ReadStatus::NeedMore;
      if (!refill(mark())) return false;
      continue;
    }
    if (!ok()) return false;
    if (at_ == count_) return window_.problem() != nullptr && out_of_tokens();
    // A stream of YAML documents may well be a stream of JSON ones.
    const char* const from = text_ + tokens_[at_];
    const std::size_t left = window_.text_size() - tokens_[at_];
    const bool separator = left >= 3 && std::memcmp(from, "---", 3) == 0 &&
                           (left == 3 || from[3] == '\n' || from[3] == '\r');
    // After a recovery, what is read may be items of a list whose beginning is lost.
    const bool remains = recovered_ && (*from == ',' || *from == ']' || *from == '}');
    if (!separator && !remains) return true;
    ++at_;
  }
}

bool JsonReader::recover_at_next_line() {
  if (status_ != ReadStatus::Malformed) return false;
  recover();
  recovered_ = true;
  depth_ = 0;
  for (++at_;; ++at_) {
    // A window may have no token at all before its problem.
    while (at_ >= count_) {
      if (window_.problem() != nullptr) {
        if (!window_.pass_problem()) return false;
      } else if (window_.last()) {
        return false;
      } else {
        window_.advance(window_.text_size());
      }
      first_token_ += count_;
      at_ = 0;
      adopt_window();
    }
    const std::uint32_t place = tokens_[at_];
    // What begins a window after a line's end has nothing before it to look at.
    if (text_[place] == '{' && (place == 0 || text_[place - 1] == '\n')) return true;
  }
}

std::string_view JsonReader::rest_from(std::uint64_t offset) const {
  if (!window_.all_in_memory() || offset < window_.offset()) return {};
  return window_.rest(offset - window_.offset());
}

std::string_view JsonReader::text_around(std::uint64_t offset, std::size_t& at) const {
  const std::string_view text = window_.rest(0);
  if (offset < window_.offset() || offset - window_.offset() > text.size()) return {};
  at = static_cast<std::size_t>(offset - window_.offset());
  return text;
}

ValueKind JsonReader::kind() {
  if (!have_token()) return ValueKind::Null;
  if (token() == '"') return ValueKind::String;
  switch (token()) {
    case '{': return ValueKind::Mapping;
    case '[': return ValueKind::Sequence;
    case 't':
    case 'f': return ValueKind::Bool;
    case 'n': return ValueKind::Null;
    case '}':
    case ']':
    case ',':
    case ':': malformed("expected a value"); return ValueKind::Null;
    default: return ValueKind::Number;
  }
}

inline bool JsonReader::string_at(std::uint32_t token, std::string& scratch,
                                  std::string_view& text) {
  const char* const from = text_ + tokens_[token] + 1;
  const char* const end = find_quote_or_backslash(from);
  if (*end == '"') {
    text = {from, static_cast<std::size_t>(end - from)};
    return true;
  }
  return unescape(from, scratch, text);
}

bool JsonReader::append_escape(const char*& at, std::string& scratch) {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const char letter = at[1];
  if (letter != 'u') {
    const std::size_t which = kLetters.find(letter);
    if (which == std::string_view::npos) return false;
    scratch.push_back(kMeanings[which]);
    at += 2;
    return true;
  }
  const std::int32_t unit = hex4(at + 2);
  if (unit < 0) return false;
  at += 6;
  auto code = static_cast<char32_t>(unit);
  if (code >= 0xD800 && code < 0xDC00 && at[0] == '\\' && at[1] == 'u') {
    const std::int32_t low = hex4(at + 2);
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10U) + (static_cast<char32_t>(low) - 0xDC00);
      at += 6;
    }
  }
  append_utf8(scratch, code);
  return true;
}

bool JsonReader::unescape(const char* from, std::string& scratch, std::string_view& text) {
  scratch.clear();
  for (const char* at = from;;) {
    const char* const next = find_quote_or_backslash(at);
    scratch.append(at, next);
    at = next;
    if (*at == '"') break;
    if (!append_escape(at, scratch))
      return malformed("an escape in a string that JSON doesn't have");
  }
  text = scratch;
  return true;
}

bool JsonReader::read_text(std::string_view& text) {
  if (!have_token() || token() != '"') return ok() && malformed("expected a string");
  if (!string_at(at_, text_scratch_, text)) return false;
  ++at_;
  return true;
}

bool JsonReader::check_scalar(char first) {
  const char* const from = text_ + tokens_[at_];
  std::size_t size = 0;
  const std::size_t left = window_.text_size() - tokens_[at_];
  while (size < left && !ends_scalar(from[size])) ++size;
  const std::string_view word(from, size);
  switch (first) {
    case 't': return word == "true" || malformed("expected a value");
    case 'f': return word == "false" || malformed("expected a value");
    case 'n': return word == "null" || malformed("expected a value");
    default: return is_number(word) || malformed("expected a value");
  }
}

bool JsonReader::read_bool(bool& value) {
  if (!have_token()) return false;
  const char first = token();
  if (first != 't' && first != 'f') return malformed("expected true or false");
  if (!check_scalar(first)) return false;
  value = first == 't';
  ++at_;
  return true;
}

bool JsonReader::skip() {
  if (!have_token()) return false;
  const char first = token();
  const std::int8_t change = depth_change(first);
  if (change <= 0) {
    if (change < 0 || first == ',' || first == ':') return malformed("expected a value");
    if (first != '"' && !check_scalar(first)) return false;
    ++at_;
    return true;
  }
  const std::uint32_t room = max_depth_ - std::min(depth_, max_depth_);
  std::uint32_t depth = 0;
  for (std::uint32_t at = at_; at < count_; ++at) {
    const std::int8_t step = depth_change(text_[tokens_[at]]);
    depth += static_cast<std::uint32_t>(step);
    if (step > 0 && depth > room) {
      at_ = at;
      return fail(ReadStatus::Limit, offset(),
                  "nested more than " + std::to_string(max_depth_) + " deep");
    }
    if (depth == 0) {
      at_ = at + 1;
      return true;
    }
  }
  at_ = count_;
  return out_of_tokens();
}

ValueReader::Written JsonReader::written() {
  constexpr std::uint32_t kMostTokens = 64;
  const std::uint32_t room = max_depth_ - std::min(depth_, max_depth_);
  const std::uint32_t end = std::min(count_, at_ + kMostTokens);
  std::uint32_t depth = 0;
  for (std::uint32_t at = at_; at < end; ++at) {
    depth += static_cast<std::uint32_t>(depth_change(text_[tokens_[at]]));
    if (depth > room) return {};
    if (depth == 0 && at == at_) return {};
    if (depth == 0) {
      return {{text_ + tokens_[at_], tokens_[at] + 1 - tokens_[at_]},
              {first_token_ + at + 1, depth_}};
    }
  }
  return {};
}

bool JsonReader::enter(Cursor& cursor) {
  if (!have_token()) return false;
  const char first = token();
  if (first != '{' && first != '[') return malformed("expected a list or a mapping");
  if (++depth_ > max_depth_) {
    return fail(ReadStatus::Limit, offset(),
                "nested more than " + std::to_string(max_depth_) + " deep");
  }
  ++at_;
  cursor = {first_token_ + at_, 0, depth_, true, false};
  return true;
}

/// Goes past the value that the cursor gave last, to the next one or past the end.
inline bool JsonReader::next_member(Cursor& cursor, char close) {
  if (!ok()) return false;
  if (!cursor.first && first_token_ + at_ == cursor.position) {
    if (at_ < count_ && token() == '"') {
      ++at_;
    } else if (!skip()) {
      return false;
    }
  }
  if (!have_token()) return false;
  const char c = token();
  if (c == close) {
    ++at_;
    depth_ = cursor.depth - 1;
    return false;
  }
  if (cursor.first) {
    cursor.first = false;
    return true;
  }
  if (c != ',') return malformed(close == '}' ? "expected ',' or '}'" : "expected ',' or ']'");
  ++at_;
  return have_token();
}

bool JsonReader::next_item(Cursor& cursor) {
  if (!next_member(cursor, ']')) return false;
  if (token() == ']') return malformed("expected a value");
  cursor.position = first_token_ + at_;
  return true;
}

bool JsonReader::next_key(Cursor& cursor, std::string_view& key) {
  if (!next_member(cursor, '}')) return false;
  if (token() != '"') return malformed("expected a key in quotes");
  key_offset_ = window_.offset() + tokens_[at_];
  if (!string_at(at_, key_scratch_, key)) return false;
  ++at_;
  if (!have_token()) return false;
  if (token() != ':') return malformed("expected ':'");
  if (++at_ == count_) return out_of_tokens();
  cursor.position = first_token_ + at_;
  return true;
}

}  // namespace rbacgraph
