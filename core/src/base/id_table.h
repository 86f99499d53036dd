/// A hash index from content to 32-bit ids, for tables that keep the content elsewhere.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

namespace rbacgraph {

// Both compilers have it; ISO C++ does not.
__extension__ using Wide = unsigned __int128;

/// Multiply and fold: short keys, hashed once each, from input that may be chosen to collide only
/// at the price of a longer probe, never of a wrong answer.
inline std::uint64_t mix_hash(std::uint64_t hash, std::uint64_t word) {
  constexpr std::uint64_t kFactor = 0xA0761D6478BD642F;
  const Wide product = static_cast<Wide>(hash ^ word) * kFactor;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t hash_bytes(const void* data, std::size_t size) {
  constexpr std::uint64_t kSeed = 0x9E3779B97F4A7C15;
  const auto* bytes = static_cast<const unsigned char*>(data);
  std::uint64_t hash = kSeed ^ size;
  while (size >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    hash = mix_hash(hash, word);
    bytes += sizeof word;
    size -= sizeof word;
  }
  std::uint64_t rest = 0;
  if (size > 0) std::memcpy(&rest, bytes, size);
  return mix_hash(mix_hash(hash, rest), kSeed);
}

/// Open addressing. Whether an id has the content looked for is the caller's `equal`.
class IdTable {
 public:
  template <class Equal>
  std::optional<std::uint32_t> find(std::uint64_t hash, const Equal& equal) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = tag & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.id == kFree) return std::nullopt;
      if (slot.tag == tag && equal(slot.id)) return slot.id;
    }
  }

  /// REQUIRES: nothing equal is in the table.
  void insert(std::uint64_t hash, std::uint32_t id) {
    if ((used_ + 1) * 4 >= slots_.size() * 3) grow();
    place({tag_of(hash), id});
    ++used_;
  }

  /// Forgets all ids, and keeps the room.
  void clear() {
    if (used_ != 0) std::ranges::fill(slots_, Slot{});
    used_ = 0;
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  struct Slot {
    std::uint32_t tag = 0;  // says where it belongs, too, so that growing needs no content
    std::uint32_t id = kFree;
  };

  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
  std::size_t mask() const { return slots_.size() - 1; }

  void place(const Slot& slot) {
    std::size_t at = slot.tag & mask();
    while (slots_[at].id != kFree) at = (at + 1) & mask();
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.id != kFree) place(slot);
  }

  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

}  // namespace rbacgraph
