/// The parts that several JSON documents have in common (DESIGN §9).
#pragma once

#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

using Json = nlohmann::ordered_json;

Json subject_json(const SubjectRef& subject);
Json object_json(std::string_view kind, std::string_view ns, std::string_view name);
/// {"file", "line", "column"}; null for an unknown place.
Json source_json(const Snapshot& snapshot, const SourceRef& ref);
Json grant_json(const Snapshot& snapshot, const Grant& grant);
Json query_json(const AccessQuery& query);
Json diagnostic_json(const Snapshot& snapshot, const Diagnostic& diagnostic);
/// What is known to be missing from the input.
Json incomplete_json(const Snapshot& snapshot);
/// Provenance: what was read. No absolute path.
Json inputs_json(const Snapshot& snapshot);

}  // namespace rbacgraph
