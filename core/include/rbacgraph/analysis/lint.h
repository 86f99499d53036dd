/// Flaws of a policy: what grants nothing, says something twice, or is not what its author thinks.
///
/// Lint is about mistakes, not about danger: a ClusterRole that gives everything is no flaw. A
/// check asks of the Snapshot what the authorizer would make of it; where only the cluster can know
/// (an API group without CustomResourceDefinition in the input, an account in a namespace that the
/// input has nothing of) the finding is an Info that says so.
///
/// The API server's own roles and bindings are passed over where they are unchanged, recognised by
/// what they say (analysis/system_parts.h). Pure function; stops early when asked to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/system_parts.h"
#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/graph/access_graph.h"

namespace rbacgraph {

struct LintCheck {
  std::string_view id;       ///< "dangling-role-ref": stable, for --only and scripts
  Severity severity{};       ///< of most of its findings: single ones may be less certain
  std::string_view meaning;  ///< one sentence, without a full stop
};

/// In the order in which findings are listed. A LintFinding names its check by the index.
std::span<const LintCheck> lint_checks();
std::optional<std::size_t> find_lint_check(std::string_view id);

struct LintFinding {
  std::size_t check = 0;
  Severity severity = Severity::Warning;
  ObjectRef object;
  SourceRef source;                     ///< of the rule where it is about one, else of the object
  std::optional<std::uint32_t> rule;    ///< index in the role's rules
  std::vector<std::uint32_t> subjects;  ///< indices in the binding's subjects
  std::string message;
  std::string hint;  ///< what to change
};

struct LintOptions {
  std::optional<std::string> ns;    ///< objects in this namespace only
  std::vector<std::size_t> checks;  ///< these only; none: all
  Severity least = Severity::Info;  ///< findings of this severity or a higher one
  std::vector<RoleId> own_roles;    ///< the API server's, passed over
  std::vector<BindingId> own_bindings;
  /// Roles that it makes itself and that the input lacks, sorted: to refer to one is no flaw.
  std::vector<ObjectRef> own_absent;
};

struct LintReport {
  std::shared_ptr<const AccessGraph> graph;
  LintOptions options;
  /// Errors first, then by check, object, rule and message.
  std::vector<LintFinding> findings;
  std::vector<std::string> notes;  ///< what could not be checked, and why

  std::uint64_t count_of(Severity severity) const;
  /// Is there any that should be mended: a warning or an error?
  bool has_flaw() const;
};

LintReport lint(std::shared_ptr<const AccessGraph> graph, LintOptions options = {},
                const std::stop_token& stop = {});

}  // namespace rbacgraph
