/// An explanation as people read it: the verdict in a sentence, each chain of a yes as a tree with
/// its places, each near miss of a no in a sentence, what has to go where cuts are asked for.
///
/// All of it is printable.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

#include "rbacgraph/analysis/cut.h"
#include "rbacgraph/analysis/explain.h"

namespace rbacgraph {

/// "sa:ci/runner can list secrets (core), in namespaces shop and stage", or the like with "can't".
std::string verdict_sentence(const Explanation& explanation);

/// What the miss is and what would be needed: "RoleBinding/web in a gives this in namespace a only:
/// a binding in b would be needed". Not yet printable.
std::string miss_sentence(const Explanation& explanation, const NearMiss& miss);

/// "binding-in-other-namespace": stable, for scripts.
std::string_view to_string(MissKind kind);

/// "ClusterRoleBinding/web", "sa:ci/runner from RoleBinding/web in ci", "rule 2 of
/// ClusterRole/edit". Not yet printable.
std::string element_text(const Snapshot& snapshot, const CutElement& element);

/// One way to end an access, in words. Printable.
struct CutText {
  std::string what;                   ///< "2 bindings", "these 2", "1 rule (the fewest)"
  std::vector<std::string> elements;  ///< "ClusterRoleBinding/web (also touches 3 other rules)"
};
/// By cut.
std::vector<CutText> cut_texts(const Snapshot& snapshot, const Cuts& cuts);

struct ExplainTextOptions {
  bool color = false;
  bool ascii = false;  ///< no box-drawing letters
  /// Lines are broken to so many columns; 0: never.
  std::size_t width = 0;
};

/// `cuts` null: not asked for.
void write_explanation(std::ostream& out, const Explanation& explanation, const Cuts* cuts,
                       const ExplainTextOptions& options);

}  // namespace rbacgraph
