#include "analysis/diff_hidden.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {
namespace {

/// Kind, namespace and name; the two sides have the same Names.
using Key = std::tuple<std::string_view, Name, Name>;

Key key_of(const Snapshot&, const Role& role) { return {to_string(role.kind), role.ns, role.name}; }
Key key_of(const Snapshot&, const ServiceAccount& account) {
  return {"ServiceAccount", account.ns, account.name};
}
Key key_of(const Snapshot&, const Namespace& ns) { return {"Namespace", kEmptyName, ns.name}; }
Key key_of(const Snapshot& side, const Workload& workload) {
  return {side.text(workload.kind), workload.ns, workload.name};
}

/// Finds what `other` has and `side` may have.
class Hidden {
 public:
  Hidden(const Snapshot& side, const Snapshot& other) : side_(side), other_(other) {}

  std::vector<Object> find() {
    if (side_.coverage().complete()) return {};
    for (const Binding& binding : side_.bindings()) {
      const std::string_view kind = side_.text(binding.role_ref.kind);
      const bool cluster_role = kind == to_string(RoleKind::ClusterRole);
      referred_to_.insert({kind, cluster_role ? kEmptyName : binding.ns, binding.role_ref.name});
    }
    look_at(side_.roles(), other_.roles());
    look_at(side_.service_accounts(), other_.service_accounts());
    look_at(side_.namespaces(), other_.namespaces());
    look_at(side_.workloads(), other_.workloads());
    return std::move(found_);
  }

  /// "2 ClusterRoles of A (edit, view) are not told as removed: those of B were not all read".
  std::vector<std::string> notes(std::string_view change, std::string_view letter,
                                 std::string_view others_letter) const {
    constexpr std::size_t kNamed = 3;
    std::vector<std::string> lines;
    for (const auto& [kind, names] : names_) {
      std::string line = std::to_string(names.size());
      line.append(" ").append(kind).append(names.size() == 1 ? "" : "s");
      line.append(" of ").append(others_letter).append(" (");
      for (std::size_t at = 0; at < std::min(names.size(), kNamed); ++at)
        line.append(at == 0 ? "" : ", ").append(names[at]);
      if (names.size() > kNamed)
        line.append(" and ").append(std::to_string(names.size() - kNamed)).append(" more");
      line.append(names.size() == 1 ? ") is" : ") are").append(" not told as ").append(change);
      line.append(": those of ").append(letter).append(" were not all read");
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  template <class T>
  void look_at(std::span<const T> here, std::span<const T> there) {
    std::set<Key> known;
    for (const T& object : here) known.insert(key_of(side_, object));
    for (const T& object : there) {
      const Key key = key_of(other_, object);
      const auto [kind, ns, name] = key;
      if (known.contains(key) || referred_to_.contains(key)) continue;
      if (!side_.coverage().may_miss(kind, other_.text(ns))) continue;
      names_[kind].push_back((ns == kEmptyName ? "" : std::string(other_.text(ns)) + "/") +
                             std::string(other_.text(name)));
      found_.emplace_back(without_place(object));
    }
  }

  /// It is nowhere to be seen on this side.
  template <class T>
  static T without_place(T object) {
    object.source = {};
    if constexpr (requires { object.rules; })
      for (RuleEntry& entry : object.rules) entry.source = {};
    return object;
  }

  const Snapshot& side_;
  const Snapshot& other_;
  std::set<Key> referred_to_;
  std::vector<Object> found_;
  std::map<std::string_view, std::vector<std::string>> names_;
};

std::shared_ptr<const Snapshot> with(const std::shared_ptr<const Snapshot>& side,
                                     const std::shared_ptr<const Snapshot>& words,
                                     std::vector<Object> objects) {
  SnapshotBuilder builder(side, WordsOf{words});
  for (Object& object : objects)
    std::visit([&](auto& each) { builder.put(std::move(each)); }, object);
  return builder.build(side->aggregation());
}

}  // namespace

ComparedSides with_hidden_objects(std::shared_ptr<const Snapshot> a,
                                  std::shared_ptr<const Snapshot> b) {
  Hidden of_a(*a, *b);
  Hidden of_b(*b, *a);
  std::vector<Object> hidden_a = of_a.find();
  std::vector<Object> hidden_b = of_b.find();
  ComparedSides sides{std::move(a), std::move(b), of_b.notes("removed", "B", "A")};
  for (std::string& note : of_a.notes("added", "A", "B")) sides.notes.push_back(std::move(note));
  if (hidden_a.empty() && hidden_b.empty()) return sides;
  const std::shared_ptr<const Snapshot> words = sides.b;
  sides.a = with(sides.a, words, std::move(hidden_a));
  sides.b = with(sides.b, words, std::move(hidden_b));
  return sides;
}

}  // namespace rbacgraph
