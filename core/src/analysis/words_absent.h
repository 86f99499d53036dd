/// What a question names and the input does not have. RBAC asks for neither namespaces nor accounts
/// to exist (SEMANTICS §2.3), so a misspelt one is answered like any other; but it is told.
///
/// Thread rule: pure functions of an immutable Snapshot.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/authz/attributes.h"
#include "rbacgraph/graph/access_graph.h"
#include "rbacgraph/k8s/subject.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// Where objects of the input have namespaces, and none has this one or is this Namespace.
std::optional<Diagnostic> absent_namespace(const Snapshot& snapshot, std::string_view ns);
/// The same in one line, for a question that is not about access; "" where there is nothing to
/// tell.
std::string absent_namespace_note(const Snapshot& snapshot, std::string_view ns);

/// "widgets.example.com" for each API group in which a rule of the input has this plural: of a type
/// that the catalogue does not know, the nearest that there is to a definition. Sorted.
std::vector<std::string> types_in_rules(const Snapshot& snapshot, std::string_view resource);

/// Where the user is spelled as an account, no such ServiceAccount is in the input, and no binding
/// names it; "" otherwise. Of other users nothing is known but what bindings say.
std::string absent_account_note(const Snapshot& snapshot, std::string_view user);

/// The same for every subject: of a user whom no binding names, as far as nobody says which groups
/// the user is in, and of a group. With the nearest names that bindings have; "" where there is
/// nothing to tell.
std::string absent_subject_note(const AccessGraph& graph, const SubjectRef& subject,
                                const UserInfo& user);

}  // namespace rbacgraph
