/// A workspace: what somebody works at, as a file to go on with later or to hand on.
///
///   {
///     "apiVersion": "rbacgraph/v1",
///     "kind": "Workspace",
///     "inputs": [{"path": "cluster.json"}],
///     "compareWith": [{"path": "friday.json"}],
///     "view": {"question": "who-can list secrets", "filter": {"fold": false}},
///     "bookmarks": [
///       {"name": "CI", "question": "sa:ci/runner", "selected": "ClusterRole/edit",
///        "pins": ["Resource//secrets"]}
///     ]
///   }
///
/// A question is a line as the search box takes it; nodes are named by the ids that graphs have.
/// What is as it is at first need not be said. Paths are relative to the folder of the file where
/// they lie in it, else absolute. An input {"context": "prod"} is the cluster of a context.
/// Of the contents of inputs nothing is in the file.
///
/// Names that this version does not know are told, because it could not write them again.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"
#include "state/bookmark.h"

namespace rbacgraph::gui {

struct WorkspaceInput {
  std::string word;  ///< an absolute path, or that of a context (state/input.h)

  friend bool operator==(const WorkspaceInput&, const WorkspaceInput&) = default;
};

struct Workspace {
  /// Bounds of what is read; more than anybody makes by hand.
  static constexpr std::size_t kMostBytes = 4UL << 20U;
  static constexpr std::size_t kMostInputs = 1000;
  static constexpr std::size_t kMostBookmarks = 1000;
  static constexpr std::size_t kMostText = 64UL << 10U;  ///< bytes of one name or question

  std::vector<WorkspaceInput> inputs;
  std::vector<WorkspaceInput> others;  ///< to compare them with
  KeptView view;
  std::vector<Bookmark> bookmarks;

  friend bool operator==(const Workspace&, const Workspace&) = default;
};

struct ReadWorkspace {
  Workspace workspace;
  /// What of the text means nothing here, printable: "line 7: "notes" is not known".
  std::vector<std::string> notes;
};

/// Reads the text of the file `path`. Fails with file, line and cause; of the text itself nothing
/// is told.
Result<ReadWorkspace> read_workspace(std::string_view text, const std::string& path);

/// The text of the file `path`. Fails where a path or name is no UTF-8, which JSON can't hold.
Result<std::string> workspace_text(const Workspace& workspace, const std::string& path);

/// The bytes of an ordinary file of at most Workspace::kMostBytes.
Result<std::string> workspace_bytes(const std::string& path);

/// Is this file one, going by its ending, ".rbacgraph", or by how it begins?
bool looks_like_workspace(const std::string& path);

}  // namespace rbacgraph::gui
