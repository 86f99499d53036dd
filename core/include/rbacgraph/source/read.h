/// Reads files, directories and standard input into a SnapshotBuilder (SEMANTICS §1.4, §1.5).
///
/// YAML with many documents, JSON, concatenated JSON and NDJSON, `List`, typed lists, lists in
/// lists, watch events, a Snapshot file. What can't be read is a Diagnostic with its place, and
/// the rest is read. Fails only where nothing can be read at all: no such file, no rights.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "rbacgraph/base/result.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {

/// Bounds on hostile input. Reaching one is a diagnostic that names it.
struct ReadLimits {
  std::uint32_t max_depth = 256;              ///< of nesting in one document
  std::uint64_t max_yaml_nodes = 20'000'000;  ///< of one document, aliases expanded
  std::uint64_t max_name_bytes = std::uint64_t{64}
                                 << 10;  ///< of a name or word that the model keeps
  std::uint64_t max_document_bytes = std::uint64_t{4} << 30;
  std::uint64_t max_files = 200'000;  ///< below all directories together
};

struct ReadOptions {
  /// For namespaced objects without metadata.namespace; nullopt: "default", with a warning.
  std::optional<std::string> default_namespace;
  ReadLimits limits;
  std::istream* standard_input = nullptr;  ///< for "-"
  bool digests = false;                    ///< takes the SHA-256 of every input
  std::stop_token stop;
  /// Called now and then, by one thread at a time: a long list is read by several.
  std::function<void(std::string_view file, std::uint64_t bytes_read, std::uint64_t bytes_total)>
      progress;
};

/// Reads "-", a file or a directory (recursively: *.yaml, *.yml, *.json, *.ndjson, .gz of these;
/// sorted; links to directories are not followed), or `git:REV[:PATH]`, which is the same of a
/// revision in the git repository around the working directory, without checking it out; PATH
/// counts from its root. What begins with "git:" is never a file: one that is called so is
/// "./git:…".
Result<void> read_path(SnapshotBuilder& builder, const std::string& path,
                       const ReadOptions& options);

/// Reads text that is in memory. `display` names it in messages.
void read_text(SnapshotBuilder& builder, std::string_view text, const std::string& display,
               const ReadOptions& options);

/// The kubectl line that writes all that is read of a cluster, to standard output.
std::string_view dump_command();

/// Adds the upstream default roles and bindings of a minor version ("1.36") that are not there.
Result<void> add_default_policy(SnapshotBuilder& builder, std::string_view minor,
                                const ReadOptions& options);

}  // namespace rbacgraph
