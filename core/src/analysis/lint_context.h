/// What the checks of lint share: the policy, what was asked for, and the findings so far.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/analysis/lint.h"

namespace rbacgraph {

/// The rows of lint_checks(), in its order.
enum class Check : std::uint8_t {
  InvalidObject,
  ClusterBindingToRole,
  AccountWithoutNamespace,
  DanglingRoleRef,
  UnknownServiceAccount,
  BindingWithoutEffect,
  DeadGrant,
  DeadRule,
  UnknownVerb,
  UnknownGroup,
  UnknownResource,
  UnknownSubresource,
  ResourceSpelling,
  RemovedResource,
  LiteralStar,
  NamesOnUnnamedRequest,
  DuplicateRule,
  ShadowedRule,
  DuplicateBinding,
  DuplicateSubject,
  UnusedRole,
  EmptyRole,
  BindingWithoutSubjects,
};

/// What a check has to say, before it is known of which object.
struct Flaw {
  Check check{};
  Severity severity = Severity::Warning;
  std::string message;
  std::string hint;
};

class LintContext {
 public:
  LintContext(const AccessGraph& graph, const LintOptions& options);

  const AccessGraph& graph() const { return graph_; }
  const Snapshot& snapshot() const { return graph_.snapshot(); }
  std::string_view text(Name name) const { return snapshot().text(name); }

  bool wants(Check check) const { return wanted_[static_cast<std::size_t>(check)]; }
  /// Neither the API server's own nor of another namespace than the one asked about.
  bool wants(RoleId id) const;
  bool wants(BindingId id) const;
  /// Does the API server make it, though it is not in the input?
  bool is_own_absent(const ObjectRef& role) const;
  bool is_own(RoleId id) const { return own_roles_[index_of(id)]; }

  /// Adds it if it was asked for; `rule` is an index in the role.
  void add(RoleId id, std::optional<std::uint32_t> rule, Flaw flaw);
  void add(BindingId id, Flaw flaw, std::vector<std::uint32_t> subjects = {});
  void add(LintFinding finding);
  void note(std::string text) { notes_.push_back(std::move(text)); }

  std::vector<LintFinding> take_findings() { return std::move(findings_); }
  std::vector<std::string> take_notes() { return std::move(notes_); }

 private:
  const AccessGraph& graph_;
  const LintOptions& options_;
  std::vector<bool> wanted_;
  std::vector<bool> own_roles_;
  std::vector<bool> own_bindings_;
  std::optional<Name> ns_;
  std::vector<LintFinding> findings_;
  std::vector<std::string> notes_;
};

/// Each in a file of its own name.
void lint_roles(LintContext& context, const std::stop_token& stop);
void lint_bindings(LintContext& context, const std::stop_token& stop);

/// `"pods"`, and of several `"pods", "nodes" and 3 more`.
std::string quoted(std::string_view word);
std::string quoted_list(const std::vector<std::string>& words);

}  // namespace rbacgraph
