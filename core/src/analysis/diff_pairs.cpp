#include "analysis/diff_pairs.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "analysis/diff_fields.h"
#include "base/id_table.h"
#include "policy/aggregation.h"
#include "policy/object_table.h"

namespace rbacgraph {
namespace {

ObjectRef ref_of(const NamePool& names, std::string_view kind, Name ns, Name name) {
  return {std::string(kind), std::string(names.text(ns)), std::string(names.text(name))};
}
ObjectRef ref_of(const NamePool& names, const Role& role) {
  return ref_of(names, to_string(role.kind), role.ns, role.name);
}
ObjectRef ref_of(const NamePool& names, const Binding& binding) {
  return ref_of(names, to_string(binding.kind), binding.ns, binding.name);
}
ObjectRef ref_of(const NamePool& names, const ServiceAccount& account) {
  return ref_of(names, "ServiceAccount", account.ns, account.name);
}
ObjectRef ref_of(const NamePool& names, const Namespace& ns) {
  return ref_of(names, "Namespace", kEmptyName, ns.name);
}
ObjectRef ref_of(const NamePool& names, const Workload& workload) {
  return ref_of(names, names.text(workload.kind), workload.ns, workload.name);
}

/// The labels that an aggregation looks at, on either side, or that are made for it.
std::unordered_set<Name> aggregation_labels(const Snapshot& a, const Snapshot& b) {
  std::unordered_set<Name> keys;
  for (const Snapshot* side : {&a, &b}) {
    for (const Role& role : side->roles()) {
      if (role.aggregation) {
        for (const LabelSelector& selector : role.aggregation->selectors)
          for (const LabelRequirement& each : selector.requirements) keys.insert(each.key);
      }
      for (const auto& [key, value] : role.labels)
        if (side->text(key).starts_with(kAggregateLabel)) keys.insert(key);
    }
  }
  return keys;
}

class Pairing {
 public:
  Pairing(const Snapshot& a, const Snapshot& b)
      : a_(a), b_(b), compare_(b.names(), aggregation_labels(a, b), a, b) {}

  DiffPairs run() {
    DiffPairs pairs;
    pairs.roles = pair<RoleId>(a_.roles(), b_.roles());
    pairs.bindings = pair<BindingId>(a_.bindings(), b_.bindings());
    pair<ServiceAccountId>(a_.service_accounts(), b_.service_accounts());
    pair<NamespaceId>(a_.namespaces(), b_.namespaces());
    pair<WorkloadId>(a_.workloads(), b_.workloads());
    sort(pairs);
    pairs.changes = std::move(changes_);
    return pairs;
  }

 private:
  template <class Id, class Object>
  PairTable<Id> pair(std::span<const Object> a, std::span<const Object> b) {
    PairTable<Id> table;
    IdTable keys;
    for (std::uint32_t id = 0; id < b.size(); ++id) keys.insert(hash_of(key_of(b[id])), id);
    table.of_a.reserve(a.size());
    table.of_b.assign(b.size(), kNoChange);
    table.pairs.reserve(std::max(a.size(), b.size()));
    for (std::uint32_t id = 0; id < a.size(); ++id) {
      const ObjectKey key = key_of(a[id]);
      const auto same_key = [&](std::uint32_t other) { return key_of(b[other]) == key; };
      const std::optional<std::uint32_t> other = keys.find(hash_of(key), same_key);
      table.of_a.push_back(static_cast<std::uint32_t>(table.pairs.size()));
      if (!other) {
        table.pairs.push_back(
            {make_id<Id>(id), kNoId<Id>, tell(ObjectChange::Kind::Removed, a_, a[id])});
        continue;
      }
      table.of_b[*other] = table.of_a.back();
      const auto other_id = make_id<Id>(*other);
      table.pairs.push_back(
          {make_id<Id>(id), other_id, compare(make_id<Id>(id), a[id], other_id, b[*other])});
    }
    for (std::uint32_t id = 0; id < b.size(); ++id) {
      if (table.of_b[id] != kNoChange) continue;
      table.of_b[id] = static_cast<std::uint32_t>(table.pairs.size());
      table.pairs.push_back(
          {kNoId<Id>, make_id<Id>(id), tell(ObjectChange::Kind::Added, b_, b[id])});
    }
    return table;
  }

  template <class Object>
  std::uint32_t tell(ObjectChange::Kind kind, const Snapshot& side, const Object& object) {
    changes_.push_back({kind, ref_of(side.names(), object), {}, object.source});
    return static_cast<std::uint32_t>(changes_.size() - 1);
  }

  template <class Id, class Object>
  std::uint32_t compare(Id, const Object& a, Id, const Object& b) {
    return tell_changed(b, compare_.differences(a, b));
  }

  /// Of an aggregated role that a server stored, and that a manifest leaves to the controller, the
  /// rules in force are compared.
  std::uint32_t compare(RoleId id_a, const Role& a, RoleId id_b, const Role& b) {
    if (a.stored == b.stored || !a.aggregation || !b.aggregation)
      return tell_changed(b, compare_.differences(a, b));
    Role with_rules_a = a;
    Role with_rules_b = b;
    with_rules_a.rules.assign(a_.rules(id_a).begin(), a_.rules(id_a).end());
    with_rules_b.rules.assign(b_.rules(id_b).begin(), b_.rules(id_b).end());
    return tell_changed(b, compare_.differences(with_rules_a, with_rules_b));
  }

  template <class Object>
  std::uint32_t tell_changed(const Object& object, std::vector<FieldChange> fields) {
    if (fields.empty()) return kNoChange;
    const std::uint32_t change = tell(ObjectChange::Kind::Changed, b_, object);
    changes_.back().fields = std::move(fields);
    return change;
  }

  /// Into the order in which they are told.
  void sort(DiffPairs& pairs) {
    const auto order_of_kind = [](ObjectChange::Kind kind) {
      return kind == ObjectChange::Kind::Removed ? 0 : kind == ObjectChange::Kind::Added ? 1 : 2;
    };
    std::vector<std::uint32_t> order(changes_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](std::uint32_t x, std::uint32_t y) {
      const ObjectChange& one = changes_[x];
      const ObjectChange& other = changes_[y];
      return std::tuple(order_of_kind(one.kind), std::tie(one.object)) <
             std::tuple(order_of_kind(other.kind), std::tie(other.object));
    });
    std::vector<ObjectChange> sorted;
    std::vector<std::uint32_t> place(changes_.size());
    for (const std::uint32_t at : order) {
      place[at] = static_cast<std::uint32_t>(sorted.size());
      sorted.push_back(std::move(changes_[at]));
    }
    changes_ = std::move(sorted);
    const auto renumber = [&](auto& table) {
      for (auto& pair : table.pairs)
        if (pair.change != kNoChange) pair.change = place[pair.change];
    };
    renumber(pairs.roles);
    renumber(pairs.bindings);
  }

  const Snapshot& a_;
  const Snapshot& b_;
  FieldComparison compare_;
  std::vector<ObjectChange> changes_;
};

}  // namespace

DiffPairs pair_up(const Snapshot& a, const Snapshot& b) { return Pairing(a, b).run(); }

}  // namespace rbacgraph
