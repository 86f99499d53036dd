/// Objects with unique keys (kind, namespace, name), in the order of reading.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "base/id_table.h"
#include "rbacgraph/base/name_pool.h"
#include "rbacgraph/k8s/binding.h"
#include "rbacgraph/k8s/namespace.h"
#include "rbacgraph/k8s/role.h"
#include "rbacgraph/k8s/service_account.h"
#include "rbacgraph/k8s/workload.h"

namespace rbacgraph {

/// `kind` tells kinds of one table apart: a RoleKind, a BindingKind, the Name of a workload's kind.
struct ObjectKey {
  std::uint32_t kind = 0;
  Name ns = kEmptyName;
  Name name = kEmptyName;
  friend bool operator==(const ObjectKey&, const ObjectKey&) = default;
};

inline ObjectKey key_of(const Role& role) {
  return {static_cast<std::uint32_t>(role.kind), role.ns, role.name};
}
inline ObjectKey key_of(const Binding& binding) {
  return {static_cast<std::uint32_t>(binding.kind), binding.ns, binding.name};
}
inline ObjectKey key_of(const ServiceAccount& account) { return {0, account.ns, account.name}; }
inline ObjectKey key_of(const Namespace& ns) { return {0, kEmptyName, ns.name}; }
inline ObjectKey key_of(const Workload& workload) {
  return {static_cast<std::uint32_t>(workload.kind), workload.ns, workload.name};
}

inline std::uint64_t hash_of(const ObjectKey& key) {
  const std::uint64_t place = (std::uint64_t{key.kind} << 32) | static_cast<std::uint32_t>(key.ns);
  return mix_hash(mix_hash(0x9E3779B97F4A7C15, place), static_cast<std::uint32_t>(key.name));
}

template <class T>
class ObjectTable {
 public:
  std::vector<T> objects;

  std::optional<std::uint32_t> find(const ObjectKey& key) const {
    const auto at =
        index_.find(hash_of(key), [&](std::uint32_t id) { return key_of(objects[id]) == key; });
    return at && is_removed(*at) ? std::nullopt : at;
  }

  /// Adds it, or puts it in the place of the one with its key, which is returned.
  std::optional<T> put(T&& object) {
    const ObjectKey key = key_of(object);
    const std::uint64_t hash = hash_of(key);
    const auto at = index_.find(hash, [&](std::uint32_t id) { return key_of(objects[id]) == key; });
    if (!at) {
      index_.insert(hash, static_cast<std::uint32_t>(objects.size()));
      objects.push_back(std::move(object));
      return std::nullopt;
    }
    T before = std::exchange(objects[*at], std::move(object));
    if (is_removed(*at)) {
      removed_[*at] = false;
      return std::nullopt;
    }
    return before;
  }

  bool remove(const ObjectKey& key) {
    const auto at = find(key);
    if (!at) return false;
    removed_.resize(objects.size());
    removed_[*at] = true;
    return true;
  }

  /// Gives removed places back; ids after them change.
  void compact() {
    if (removed_.empty()) return;
    std::vector<T> kept;
    kept.reserve(objects.size());
    for (std::uint32_t id = 0; id < objects.size(); ++id)
      if (!is_removed(id)) kept.push_back(std::move(objects[id]));
    assign(std::move(kept));
  }

  /// Forgets all objects, and keeps the room for as many.
  void clear() {
    objects.clear();
    removed_.clear();
    index_.clear();
  }

  /// REQUIRES: keys are unique.
  void assign(std::vector<T> from) {
    objects = std::move(from);
    removed_.clear();
    index_ = IdTable();
    for (std::uint32_t id = 0; id < objects.size(); ++id)
      index_.insert(hash_of(key_of(objects[id])), id);
  }

 private:
  bool is_removed(std::uint32_t id) const { return id < removed_.size() && removed_[id]; }

  IdTable index_;
  std::vector<bool> removed_;  // empty until something is removed
};

}  // namespace rbacgraph
