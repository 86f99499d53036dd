#include "rbacgraph/base/text.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace rbacgraph {
namespace {

constexpr std::size_t kMostSlips = 2;
constexpr std::size_t kShortWord = 4;       // so short a word is another word after two slips
constexpr std::size_t kShortestPrefix = 2;  // one letter says too little

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// One row of the table of distances, of which only the cells within kMostSlips of the diagonal
/// are worked out: the cost is linear in the length, also for hostile words.
class Row {
 public:
  explicit Row(std::size_t i) : first_(i < kMostSlips ? 0 : i - kMostSlips) { cells_.fill(kFar); }

  std::size_t first() const { return first_; }
  std::size_t get(std::size_t j) const {
    return j < first_ || j - first_ >= cells_.size() ? kFar : cells_[j - first_];
  }
  void set(std::size_t j, std::size_t slips) { cells_[j - first_] = std::min(slips, kFar); }

 private:
  static constexpr std::size_t kFar = kMostSlips + 1;
  std::size_t first_;
  std::array<std::size_t, (2 * kMostSlips) + 1> cells_{};
};

/// The rows for the beginnings of `a` that are two letters shorter, one shorter, and the one asked.
struct Rows {
  Row before_last{0};
  Row last{0};
  Row current{0};
};

/// The distance between the first i letters of `a` and the first j of `b`, neither of them 0.
std::size_t cell(std::string_view a, std::string_view b, const Rows& rows, std::size_t i,
                 std::size_t j) {
  const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
  const std::size_t slips =
      std::min({rows.last.get(j) + 1, rows.current.get(j - 1) + 1, rows.last.get(j - 1) + wrong});
  const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
  return swapped ? std::min(slips, rows.before_last.get(j - 2) + 1) : slips;
}

/// Damerau's distance (each stretch is edited once), or kMostSlips + 1 for anything further.
/// Both words are in lower case.
std::size_t slips_between(std::string_view a, std::string_view b) {
  const std::size_t difference = a.size() < b.size() ? b.size() - a.size() : a.size() - b.size();
  if (difference > kMostSlips) return kMostSlips + 1;
  Rows rows;
  for (std::size_t j = 0; j <= std::min(b.size(), kMostSlips); ++j) rows.current.set(j, j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    rows.before_last = rows.last;
    rows.last = rows.current;
    rows.current = Row(i);
    for (std::size_t j = rows.current.first(); j <= std::min(b.size(), i + kMostSlips); ++j) {
      rows.current.set(j, j == 0 ? i : cell(a, b, rows, i, j));
    }
  }
  return rows.current.get(b.size());
}

}  // namespace

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::vector<std::string> nearest(std::string_view word,
                                 std::span<const std::string_view> candidates,
                                 std::size_t at_most) {
  const std::string wanted = lower_ascii(word);
  const std::size_t most = wanted.size() <= kShortWord ? 1 : kMostSlips;
  std::vector<std::tuple<std::size_t, std::string_view>> found;
  for (const std::string_view candidate : candidates) {
    const std::string lowered = lower_ascii(candidate);
    const std::size_t slips = slips_between(wanted, lowered);
    if (slips <= most && slips < wanted.size()) {
      found.emplace_back(slips, candidate);
    } else if (wanted.size() >= kShortestPrefix && lowered.starts_with(wanted)) {
      found.emplace_back(kMostSlips + 1, candidate);
    }
  }
  std::ranges::sort(found);
  const auto repeated = std::ranges::unique(found);
  found.erase(repeated.begin(), repeated.end());
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(found.size(), at_most); ++i) {
    words.emplace_back(std::get<1>(found[i]));
  }
  return words;
}

}  // namespace rbacgraph
