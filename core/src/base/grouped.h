/// Lists of small things, one list for each of a row of ids, in one piece of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace rbacgraph {

template <class Item>
class Grouped {
 public:
  Grouped() = default;
  /// `list_all(add)` calls `add(group, item)` for every item; it is called twice, to count and to
  /// fill, and has to say the same both times. The items of a group stay in its order.
  template <class ListAll>
  Grouped(std::size_t groups, ListAll list_all) : first_(groups + 1, 0) {
    list_all([&](std::size_t group, const Item&) { ++first_[group + 1]; });
    for (std::size_t group = 0; group < groups; ++group) first_[group + 1] += first_[group];
    items_.resize(first_.back());
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    list_all([&](std::size_t group, const Item& item) { items_[next[group]++] = item; });
  }

  std::span<const Item> operator[](std::size_t group) const {
    return std::span(items_).subspan(first_[group], first_[group + 1] - first_[group]);
  }
  /// All items, group after group.
  std::vector<Item> take_items() && { return std::move(items_); }

 private:
  std::vector<std::uint32_t> first_;  // by group: where its items begin
  std::vector<Item> items_;
};

}  // namespace rbacgraph
