/// The least that any reader of the file has to do, to measure against.
#pragma once

#include <cstdint>
#include <string>

namespace rbacgraph::bench {

/// Maps the file and visits every key and every value with simdjson on demand; returns how many.
/// Scalars are looked at as raw tokens, so nothing is unescaped or converted.
std::uint64_t visit_json(const std::string& path);
/// Maps the file and looks at the key "kind" of every object in "items" alone.
std::uint64_t visit_json_kinds(const std::string& path);
/// Runs libyaml's event parser over the file; returns the number of events.
std::uint64_t visit_yaml(const std::string& path);

}  // namespace rbacgraph::bench
