/// Puts objects together to a Snapshot, starting from nothing or from another Snapshot.
///
/// Objects are made of Names of `names()`. Of two objects with the same key the later counts, and
/// a diagnostic tells. `build` resolves role references, aggregates, and works out what is wrong
/// with the whole; the builder is then spent.
///
/// Thread rule: one thread at a time.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

using Object = std::variant<Role, Binding, ServiceAccount, Namespace, Workload>;

/// One edit. Of a deleted object only the key is looked at.
struct Change {
  enum class Action : std::uint8_t { Put, Delete };
  Action action = Action::Put;
  Object object;
};

/// Start with the names and rules of a Snapshot alone, so that what is built can be compared with
/// it (analysis/diff.h): equal words and rules have equal ids.
struct WordsOf {
  std::shared_ptr<const Snapshot> snapshot;
};

class SnapshotBuilder {
 public:
  SnapshotBuilder();
  explicit SnapshotBuilder(const WordsOf& words);
  /// Starts with everything of `base`; names and unchanged objects keep their ids.
  explicit SnapshotBuilder(const std::shared_ptr<const Snapshot>& base);
  /// The same with the words of another Snapshot. REQUIRES: that one started with the words of
  /// `base`.
  SnapshotBuilder(const std::shared_ptr<const Snapshot>& base, const WordsOf& words);
  /// Starts with these roles and bindings of `base` alone, in its order, and with all of its names,
  /// rules, types, sources and gaps: a small world to try many edits in. Ids of names and rules
  /// stay. REQUIRES: ids ascend.
  SnapshotBuilder(const std::shared_ptr<const Snapshot>& base, std::span<const RoleId> roles,
                  std::span<const BindingId> bindings);
  ~SnapshotBuilder();

  NamePool& names();
  Name intern(std::string_view text) { return names().intern(text); }
  RuleId intern_rule(const PolicyRule& rule);

  SourceId add_source(SourceInfo info);
  SourceInfo& source(SourceId id);

  void put(Role object);
  void put(Binding object);
  void put(ServiceAccount object);
  void put(Namespace object);
  void put(Workload object);
  void put(ResourceType custom_type);
  /// Only where the key is still free; says whether it was.
  bool put_if_absent(Role object);
  bool put_if_absent(Binding object);
  /// Whether the object was there.
  bool remove(const Object& key);
  void apply(std::span<const Change> changes);
  /// Puts all objects of `more`, as `kubectl apply` would: what was there under their keys is
  /// replaced without a word. Its sources, types, gaps and what was told of it come along.
  /// REQUIRES: `more` started with the words of what this one started from, and nothing was
  /// interned here since.
  void apply(const Snapshot& more);

  void report(Diagnostic diagnostic);
  void add_coverage(CoverageEntry entry);

  std::shared_ptr<const Snapshot> build(AggregationMode mode = AggregationMode::Auto);

 private:
  friend class SnapshotPart;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rbacgraph
