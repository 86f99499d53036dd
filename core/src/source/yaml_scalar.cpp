#include "source/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <string>

namespace rbacgraph {
namespace {

struct Word {
  std::string_view text;
  YamlScalar meaning;
};

constexpr YamlScalar kNull{ValueKind::Null, false};
constexpr YamlScalar kTrue{ValueKind::Bool, true};
constexpr YamlScalar kFalse{ValueKind::Bool, false};
constexpr YamlScalar kNumber{ValueKind::Number, false};
constexpr YamlScalar kString{ValueKind::String, false};

constexpr std::array kWords{
    Word{"~", kNull},       Word{"null", kNull},    Word{"Null", kNull},    Word{"NULL", kNull},
    Word{"y", kTrue},       Word{"Y", kTrue},       Word{"yes", kTrue},     Word{"Yes", kTrue},
    Word{"YES", kTrue},     Word{"true", kTrue},    Word{"True", kTrue},    Word{"TRUE", kTrue},
    Word{"on", kTrue},      Word{"On", kTrue},      Word{"ON", kTrue},      Word{"n", kFalse},
    Word{"N", kFalse},      Word{"no", kFalse},     Word{"No", kFalse},     Word{"NO", kFalse},
    Word{"false", kFalse},  Word{"False", kFalse},  Word{"FALSE", kFalse},  Word{"off", kFalse},
    Word{"Off", kFalse},    Word{"OFF", kFalse},    Word{".nan", kNumber},  Word{".NaN", kNumber},
    Word{".NAN", kNumber},  Word{".inf", kNumber},  Word{".Inf", kNumber},  Word{".INF", kNumber},
    Word{"+.inf", kNumber}, Word{"+.Inf", kNumber}, Word{"+.INF", kNumber}, Word{"-.inf", kNumber},
    Word{"-.Inf", kNumber}, Word{"-.INF", kNumber}};

constexpr std::size_t kLongestWord = 5;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// As Go's ParseInt(text, 0, 64) takes it, but for its range: what is too big for an integer is
/// taken as a float, a number too.
bool is_integer(std::string_view text) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 1 && text.front() == '0') {
    const char mark = text[1];
    base = mark == 'x' || mark == 'X' ? 16 : mark == 'b' || mark == 'B' ? 2 : 8;
    text.remove_prefix(base != 8 || mark == 'o' || mark == 'O' ? 2 : 1);
  }
  return !text.empty() && std::ranges::all_of(text, [&](char c) { return digit_value(c) < base; });
}

/// ^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$
bool is_float(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  const auto sign = [&] {
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  };
  sign();
  const std::size_t whole = digits();
  std::size_t fraction = 0;
  if (at < text.size() && text[at] == '.') {
    ++at;
    fraction = digits();
  }
  if (whole + fraction == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    sign();
    if (digits() == 0) return false;
  }
  return at == text.size();
}

}  // namespace

YamlScalar resolve_plain_scalar(std::string_view text) {
  if (text.empty()) return kNull;
  const char first = text.front();
  if (is_digit(first) || first == '+' || first == '-' || first == '.') {
    std::string without_underscores;
    if (text.find('_') != std::string_view::npos) {
      without_underscores = text;
      std::erase(without_underscores, '_');
      if (is_integer(without_underscores) || is_float(without_underscores)) return kNumber;
      return kString;
    }
    if (is_integer(text) || is_float(text)) return kNumber;
  }
  if (text.size() > kLongestWord) return kString;
  const auto* const word = std::ranges::find(kWords, text, &Word::text);
  return word == kWords.end() ? kString : word->meaning;
}

}  // namespace rbacgraph
