/// The recorded clusters, and clusters given as JSON, as Snapshots.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "rbacgraph/authz/attributes.h"
#include "rbacgraph/authz/decision.h"
#include "rbacgraph/policy/snapshot_builder.h"
#include "support/naive_evaluator.h"

namespace rbacgraph::test {

/// All recorded clusters: those of the repository, and the larger ones where they are present.
std::vector<std::filesystem::path> recordings();
/// A recording by its name; empty where it is not present.
std::filesystem::path recording(const std::string& name);

nlohmann::json read_json(const std::filesystem::path& path);
/// One document a line.
std::vector<nlohmann::json> read_lines(const std::filesystem::path& path);

/// What `-f PATH` reads. Fails the test where it can't be read.
std::shared_ptr<const Snapshot> read_snapshot(const std::filesystem::path& path,
                                              AggregationMode mode);
/// A list or array of objects in v1 form, put together object by object without the reader.
std::shared_ptr<const Snapshot> snapshot_of(const nlohmann::json& objects, AggregationMode mode);
/// The same with the words of another one, to be compared with it.
std::shared_ptr<const Snapshot> snapshot_of(const nlohmann::json& objects, AggregationMode mode,
                                            const std::shared_ptr<const Snapshot>& words);
void put_objects(SnapshotBuilder& builder, const nlohmann::json& objects);

/// The same request in the words of core.
Request request_of(const naive::Request& request);
/// Grants in words, sorted.
std::vector<naive::Grant> in_words(const Snapshot& snapshot, const std::vector<Grant>& grants);
naive::Rule in_words(const Snapshot& snapshot, const PolicyRule& rule);
std::string describe(const naive::User& user, const naive::Request& request);

}  // namespace rbacgraph::test
