#include "state/visual_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#ifdef RBACGRAPH_HAS_FRIBIDI
#include <fribidi.h>
#endif

#include "state/letters.h"

namespace rbacgraph::gui {
namespace {

/// Nothing longer is shown at all.
constexpr std::size_t kMostBytes = 4096;

/// Blocks of scripts that run from right to left.
constexpr std::array<std::pair<char32_t, char32_t>, 5> kBlocks{
    {{0x0590, 0x08FF}, {0xFB1D, 0xFDFF}, {0xFE70, 0xFEFF}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF}}};

#ifdef RBACGRAPH_HAS_FRIBIDI
std::u32string ordered(const std::u32string& letters) {
  const std::vector<FriBidiChar> logical(letters.begin(), letters.end());
  std::vector<FriBidiChar> visual(letters.size() + 1);
  FriBidiParType direction = FRIBIDI_PAR_LTR;
  const auto size = static_cast<FriBidiStrIndex>(letters.size());
  if (fribidi_log2vis(logical.data(), size, &direction, visual.data(), nullptr, nullptr, nullptr) ==
      0) {
    return letters;
  }
  visual.pop_back();
  // Where two letters became one sign, this stands for the second.
  std::erase(visual, FriBidiChar{FRIBIDI_CHAR_FILL});
  return {visual.begin(), visual.end()};
}
#else
std::u32string ordered(const std::u32string& letters) { return letters; }
#endif

}  // namespace

bool orders_right_to_left() {
#ifdef RBACGRAPH_HAS_FRIBIDI
  return true;
#else
  return false;
#endif
}

bool is_right_to_left(char32_t letter) {
  return std::ranges::any_of(
      kBlocks, [&](const auto& block) { return letter >= block.first && letter <= block.second; });
}

bool has_right_to_left(std::string_view text) {
  // Most texts are ASCII; the first letter of the first block begins with this byte.
  constexpr unsigned char kFirst = 0xD6;
  if (std::ranges::none_of(text,
                           [](char byte) { return static_cast<unsigned char>(byte) >= kFirst; })) {
    return false;
  }
  std::set<char32_t> letters;
  collect_letters(text.substr(0, kMostBytes), letters);
  return std::ranges::any_of(letters, is_right_to_left);
}

std::string visual_text(std::string_view line) {
  if (line.size() > kMostBytes || !has_right_to_left(line)) {
    return std::string(line);
  }
  const std::optional<std::u32string> letters = decode(line);
  return letters ? encode(ordered(*letters)) : std::string(line);
}

void add_joined_forms(std::set<char32_t>& letters) {
  constexpr char32_t kTatweel = 0x0640;  // joins on both sides
  constexpr char32_t kLam = 0x0644;      // becomes one sign with an alef after it
  std::vector<char32_t> arabic;
  std::ranges::copy_if(letters, std::back_inserter(arabic),
                       [](char32_t letter) { return letter >= 0x0600 && letter < 0x0780; });
  const auto add = [&](const std::u32string& word) {
    for (const char32_t form : ordered(word)) {
      letters.insert(form);
    }
  };
  for (const char32_t letter : arabic) {
    add({letter});
    add({kTatweel, letter});
    add({letter, kTatweel});
    add({kTatweel, letter, kTatweel});
    add({kLam, letter});
    add({kTatweel, kLam, letter});
  }
}

}  // namespace rbacgraph::gui
