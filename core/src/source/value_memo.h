/// Remembers values by the bytes that they were written with.
///
/// A tool that makes a policy from templates writes the same few roleRefs and lists of verbs over
/// and over, down to the blanks. To compare bytes is a good deal cheaper than to read them again
/// (FieldReader::read_once).
///
/// Bounded whatever the input: a place holds one value, and a newer one takes it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/id_table.h"

namespace rbacgraph {

template <class T>
class ValueMemo {
 public:
  static constexpr std::size_t kMostBytes = 1024;

  /// Valid until the next keep(). Null for bytes that are not known.
  const T* find(std::string_view bytes) const {
    if (bytes.empty() || bytes.size() > kMostBytes) return nullptr;
    if (entries_.empty()) return nullptr;
    const Entry& entry = entries_[place_of(bytes)];
    return entry.bytes == bytes ? &entry.value : nullptr;
  }

  void keep(std::string_view bytes, const T& value) {
    if (bytes.empty() || bytes.size() > kMostBytes) return;
    if (entries_.empty()) entries_.resize(kPlaces);
    Entry& entry = entries_[place_of(bytes)];
    entry.bytes = bytes;
    entry.value = value;
  }

 private:
  static constexpr std::size_t kPlaces = 1024;
  struct Entry {
    std::string bytes;
    T value{};
  };

  static std::size_t place_of(std::string_view bytes) {
    return hash_bytes(bytes.data(), bytes.size()) % kPlaces;
  }

  std::vector<Entry> entries_;  // none before the first keep()
};

}  // namespace rbacgraph
