/// An input of the desktop, read and made ready for questions: everything that a view is made of.
///
/// Immutable and shared between the frame and the workers.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/powerful.h"
#include "rbacgraph/authz/authorizer.h"
#include "rbacgraph/base/result.h"
#include "rbacgraph/graph/access_graph.h"
#include "rbacgraph/policy/snapshot_builder.h"
#include "state/input.h"
#include "state/overview.h"
#include "state/search_index.h"

namespace rbacgraph::gui {

struct Policy {
  std::vector<std::string> paths;  ///< or contexts (input.h), as the user gave them
  std::string title;               ///< printable
  /// What says the same to the command line, as in " -f cluster.json".
  std::string options;
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const AccessGraph> graph;
  std::shared_ptr<const Authorizer> authorizer;
  std::shared_ptr<const PowerfulRules> powerful;
  Overview overview;
  SearchIndex names;
  /// "Incomplete: …" in one sentence, printable; "" where nothing is known to be missing.
  std::string incomplete;
  std::uint64_t missing_roles = 0;  ///< bindings refer to: they give nothing
  /// Letters beyond ASCII that its names are written in, ascending: fonts have to be found.
  std::vector<char32_t> letters;
};

/// What was read, before anything is made of it.
struct Reading {
  std::shared_ptr<const Snapshot> snapshot;
  std::string title;
  std::string incomplete;
  std::vector<char32_t> letters;
};

/// Reads files and directories, or the cluster of a context, into a builder, and builds. Fails as
/// read_policy() does.
Result<Reading> read_input(SnapshotBuilder& builder, const std::vector<std::string>& paths,
                           const std::stop_token& stop, const ReadProgress& progress,
                           const LiveConfig& live = {});

/// Reads inputs as the command line does. Fails where nothing can be answered from them, with the
/// message that the command line has.
Result<std::shared_ptr<const Policy>> read_policy(const std::vector<std::string>& paths,
                                                  const std::stop_token& stop,
                                                  const ReadProgress& progress,
                                                  const LiveConfig& live = {});

}  // namespace rbacgraph::gui
