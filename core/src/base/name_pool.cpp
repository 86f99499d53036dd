#include "rbacgraph/base/name_pool.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstring>

#include "base/id_table.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{256} * 1024;

}  // namespace

class NamePool::Table : public IdTable {};

NamePool::NamePool()
    : name_table_(std::make_unique<Table>()), list_table_(std::make_unique<Table>()) {
  [[maybe_unused]] const Name empty = intern("");
  [[maybe_unused]] const Name star = intern("*");
  [[maybe_unused]] const NameList nothing = intern_list({});
  assert(empty == kEmptyName && star == kStarName && nothing == kEmptyList);
}

NamePool::NamePool(std::shared_ptr<const NamePool> base)
    : base_(std::move(base)),
      first_name_(base_->size()),
      first_list_(base_->list_count()),
      name_table_(std::make_unique<Table>()),
      list_table_(std::make_unique<Table>()) {}

NamePool::~NamePool() = default;

std::size_t NamePool::size() const { return first_name_ + names_.size(); }
std::size_t NamePool::list_count() const { return first_list_ + lists_.size(); }
std::size_t NamePool::depth() const { return base_ ? base_->depth() + 1 : 0; }

void* NamePool::allocate(std::size_t bytes, std::size_t alignment) {
  const std::size_t skew =
      chunk_at_ == nullptr
          ? 0
          : (alignment - (std::bit_cast<std::uintptr_t>(chunk_at_) % alignment)) % alignment;
  if (chunk_left_ < bytes + skew) {
    if (bytes > kChunkBytes / 4)
      return chunks_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(bytes)).get();
    chunk_at_ =
        chunks_.emplace_back(std::make_unique_for_overwrite<std::byte[]>(kChunkBytes)).get();
    chunk_left_ = kChunkBytes;
    return allocate(bytes, alignment);
  }
  std::byte* result = chunk_at_ + skew;
  chunk_at_ = result + bytes;
  chunk_left_ -= bytes + skew;
  return result;
}

std::string_view NamePool::text(Name name) const {
  const NamePool* pool = this;
  while (index_of(name) < pool->first_name_) pool = pool->base_.get();
  const Slice& slice = pool->names_[index_of(name) - pool->first_name_];
  return {static_cast<const char*>(slice.data), slice.size};
}

std::span<const Name> NamePool::list(NameList list) const {
  const NamePool* pool = this;
  while (index_of(list) < pool->first_list_) pool = pool->base_.get();
  const Slice& slice = pool->lists_[index_of(list) - pool->first_list_];
  return {static_cast<const Name*>(slice.data), slice.size};
}

std::optional<Name> NamePool::find_hashed(std::string_view text, std::uint64_t hash) const {
  for (const NamePool* pool = this; pool != nullptr; pool = pool->base_.get()) {
    const auto found = pool->name_table_->find(hash, [&](std::uint32_t id) {
      const Slice& slice = pool->names_[id];
      return std::string_view(static_cast<const char*>(slice.data), slice.size) == text;
    });
    if (found) return make_id<Name>(pool->first_name_ + *found);
  }
  return std::nullopt;
}

std::optional<NameList> NamePool::find_list_hashed(std::span<const Name> names,
                                                   std::uint64_t hash) const {
  for (const NamePool* pool = this; pool != nullptr; pool = pool->base_.get()) {
    const auto found = pool->list_table_->find(hash, [&](std::uint32_t id) {
      const Slice& slice = pool->lists_[id];
      return std::ranges::equal(
          names, std::span<const Name>(static_cast<const Name*>(slice.data), slice.size));
    });
    if (found) return make_id<NameList>(pool->first_list_ + *found);
  }
  return std::nullopt;
}

std::optional<Name> NamePool::find(std::string_view text) const {
  return find_hashed(text, hash_bytes(text.data(), text.size()));
}

Name NamePool::intern(std::string_view text) {
  const std::uint64_t hash = hash_bytes(text.data(), text.size());
  if (const auto known = find_hashed(text, hash)) return *known;
  const std::size_t id = names_.size();
  void* copy = allocate(text.size(), 1);
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  names_.push_back({copy, static_cast<std::uint32_t>(text.size())});
  name_table_->insert(hash, static_cast<std::uint32_t>(id));
  return make_id<Name>(first_name_ + id);
}

NameList NamePool::intern_list(std::span<const Name> names) {
  const std::uint64_t hash = hash_bytes(names.data(), names.size_bytes());
  if (const auto known = find_list_hashed(names, hash)) return *known;
  const std::size_t id = lists_.size();
  void* copy = allocate(names.size_bytes(), alignof(Name));
  if (!names.empty()) std::memcpy(copy, names.data(), names.size_bytes());
  lists_.push_back({copy, static_cast<std::uint32_t>(names.size())});
  list_table_->insert(hash, static_cast<std::uint32_t>(id));
  return make_id<NameList>(first_list_ + id);
}

std::shared_ptr<NamePool> NamePool::flattened() const {
  auto flat = std::make_shared<NamePool>();
  for (std::size_t id = 0; id < size(); ++id) flat->intern(text(make_id<Name>(id)));
  for (std::size_t id = 0; id < list_count(); ++id) flat->intern_list(list(make_id<NameList>(id)));
  return flat;
}

}  // namespace rbacgraph
