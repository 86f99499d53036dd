/// Interned strings and interned lists of strings.
///
/// A policy of 10^5 objects has few different words. Each is kept once; a word is then a 32-bit
/// `Name`, a list of words (the verbs of a rule) a 32-bit `NameList`, and equality of words, of
/// lists and so of whole rules is equality of integers.
///
/// Layers: a pool made from another one sees all its names under the same ids and adds its own
/// after them. An edited Snapshot shares the names of the one it came from in this way.
///
/// Thread rule: `intern…` needs exclusive access. Once the pool is const (inside a Snapshot) any
/// number of threads may read it. Views and spans live as long as the pool.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "rbacgraph/base/strong_id.h"

namespace rbacgraph {

enum class Name : std::uint32_t {};
enum class NameList : std::uint32_t {};

/// Known to every pool: "" and "*", and the list without elements.
inline constexpr Name kEmptyName{0};
inline constexpr Name kStarName{1};
inline constexpr NameList kEmptyList{0};

class NamePool {
 public:
  NamePool();
  /// A layer over `base`, which stays as it is.
  explicit NamePool(std::shared_ptr<const NamePool> base);
  NamePool(const NamePool&) = delete;
  NamePool& operator=(const NamePool&) = delete;
  ~NamePool();

  Name intern(std::string_view text);
  NameList intern_list(std::span<const Name> names);

  std::optional<Name> find(std::string_view text) const;
  std::string_view text(Name name) const;
  std::span<const Name> list(NameList list) const;

  /// Names known here, those of the layers below included: ids are 0 … size()-1.
  std::size_t size() const;
  std::size_t list_count() const;
  /// Layers below this one. Looking up a name asks each, so a long chain of edits is flattened.
  std::size_t depth() const;
  /// A pool of one layer with the same names and lists under the same ids.
  std::shared_ptr<NamePool> flattened() const;

 private:
  class Table;
  struct Slice {
    const void* data;
    std::uint32_t size;
  };

  std::optional<Name> find_hashed(std::string_view text, std::uint64_t hash) const;
  std::optional<NameList> find_list_hashed(std::span<const Name> names, std::uint64_t hash) const;
  void* allocate(std::size_t bytes, std::size_t alignment);

  std::shared_ptr<const NamePool> base_;
  std::size_t first_name_ = 0;
  std::size_t first_list_ = 0;
  std::vector<Slice> names_;
  std::vector<Slice> lists_;
  std::unique_ptr<Table> name_table_;
  std::unique_ptr<Table> list_table_;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* chunk_at_ = nullptr;
  std::size_t chunk_left_ = 0;
};

}  // namespace rbacgraph
