/// What leads on from where in a path: the walk's own edges, with the scope that the binding sets.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/grant_judge.h"
#include "rbacgraph/analysis/path.h"

namespace rbacgraph {

enum class PathPlaceKind : std::uint8_t { Namespace, Workload, Subject, Binding, Role, Resource };

/// A node, and behind a binding the scope in which it was reached.
struct PathPlace {
  PathPlaceKind kind{};
  /// Name, WorkloadId, index of PathStepper's subjects, BindingId, RoleId, or nothing.
  std::uint32_t id = 0;
  BindingId binding = kNoId<BindingId>;  ///< of Role, Resource and an end that is a namespace
  friend auto operator<=>(const PathPlace&, const PathPlace&) = default;
};

struct PathStep {
  PathPlace to;
  PathHop hop;  ///< without `to`, which PathStepper::hop fills in
};

/// Holds references to the graph, the end TO and the options.
class PathStepper {
 public:
  PathStepper(const AccessGraph& graph, const PathEnd& from, const PathEnd& to,
              const PathOptions& options);

  /// nullopt for what is not in the input.
  std::optional<PathPlace> place_of(const PathEnd& end);
  bool is_end(const PathPlace& place) const;
  bool is_excluded(const PathPlace& place) const;
  /// In the order of ids; none lead to what is excluded.
  std::vector<PathStep> steps_from(const PathPlace& from) const;
  PathHop hop(const PathStep& step) const;

 private:
  using Node = std::pair<PathPlaceKind, std::uint32_t>;  // a place without its scope
  using Steps = std::vector<PathStep>;

  std::optional<SubjectRef> account_or_subject(const NamedObject& object) const;
  std::vector<std::string> groups_of(const SubjectRef& subject) const;
  PathPlace subject_place(const SubjectRef& subject) const;
  void add(Steps& steps, const PathPlace& to, PathHop hop) const;
  void add_from_namespace(Steps& steps, Name ns) const;
  void add_from_subject(Steps& steps, const SubjectRef& subject) const;
  void add_superuser(Steps& steps) const;
  void add_bindings(Steps& steps, SubjectId id) const;
  void add_from_binding(Steps& steps, BindingId id) const;
  void add_from_role(Steps& steps, const PathPlace& from) const;
  bool concerns_namespace(const Binding& binding) const;
  ObjectRef ref(const PathPlace& place) const;

  const AccessGraph& graph_;
  const Snapshot& snapshot_;
  const PathEnd& to_;
  const PathOptions& options_;
  std::optional<GrantJudge> judge_;  // where the end is a resource
  std::optional<Node> end_;
  std::optional<SubjectRef> from_;  // where its groups are given
  std::vector<Node> excluded_;
  // Subjects get their numbers when they are first met.
  mutable std::vector<SubjectRef> subjects_;
  mutable std::map<SubjectRef, std::uint32_t> numbers_;
};

}  // namespace rbacgraph
