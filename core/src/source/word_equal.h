/// Equality of short texts, which is most of what reading a policy is made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rbacgraph {

/// Is this the word? The compiler makes one or two comparisons of it, where `==` calls memcmp.
template <std::size_t N>
bool is_word(std::string_view text, const char (&word)[N]) {
  return text.size() == N - 1 && std::memcmp(text.data(), word, N - 1) == 0;
}

template <class Word>
Word load_word(const char* from) {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

/// Of texts of two bytes at least.
inline bool same_text(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto same_ends = [&]<class Word>(Word) {
    const std::size_t last = size - sizeof(Word);
    return load_word<Word>(a.data()) == load_word<Word>(b.data()) &&
           load_word<Word>(a.data() + last) == load_word<Word>(b.data() + last);
  };
  if (size > 16) return std::memcmp(a.data(), b.data(), size) == 0;
  if (size >= 8) return same_ends(std::uint64_t{});
  if (size >= 4) return same_ends(std::uint32_t{});
  return same_ends(std::uint16_t{});
}

}  // namespace rbacgraph
