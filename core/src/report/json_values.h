/// The parts that several JSON documents have in common (DESIGN §9).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/report/source_names.h"
#include "report/json_text.h"

namespace rbacgraph {

Json subject_json(const SubjectRef& subject);
Json object_json(std::string_view kind, std::string_view ns, std::string_view name);
/// {"file", "line", "column"}; null for an unknown place.
Json source_json(const SourceNames& names, const SourceRef& ref);
Json grant_json(const SourceNames& names, const Grant& grant);
Json query_json(const AccessQuery& query);
/// Group, resource and subresource of a query, or its URL.
Json type_json(const AccessQuery& query);
Json binding_json(const Snapshot& snapshot, BindingId id);
Json role_json(const Snapshot& snapshot, RoleId id);
/// As the binding spells it: an account of a RoleBinding may have no namespace.
Json through_json(const Snapshot& snapshot, const Subject& subject);
Json name_list_json(const Snapshot& snapshot, std::span<const Name> names);
Json named_json(const Snapshot& snapshot, const std::vector<NamedAccess>& named);
Json dead_json(const SourceNames& names, const AccessQuery& query, const DeadGrant& dead);
Json diagnostic_json(const SourceNames& names, const Diagnostic& diagnostic);
/// What is known to be missing from the input.
Json incomplete_json(const Snapshot& snapshot);
/// What was read: name, SHA-256 where it was taken, and how many objects of which kind.
Json inputs_json(const SourceNames& names);

}  // namespace rbacgraph
