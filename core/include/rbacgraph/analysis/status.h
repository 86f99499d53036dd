/// What was read, and what that is worth (DESIGN §5, `status`).
///
/// Counts alone; the objects themselves are asked for with other questions. What is said of the
/// coverage is what the input shows: a file doesn't tell of objects that are not in it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/system_parts.h"
#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// One kind that is kept.
struct KindStatus {
  std::string_view kind;
  std::uint64_t in_use = 0;  ///< in the Snapshot
  std::uint64_t read = 0;    ///< in the inputs: of objects given twice the last one is in use
  std::uint64_t added = 0;   ///< by --with-default-policy
  /// "complete": nothing is known to be missing; "partial", "refused"; "absent": there is none, and
  /// answers are lower bounds without (analysis/completeness.h).
  std::string_view state = "complete";
  std::vector<std::string> namespaces;  ///< where something is missing; none: anywhere
};

/// One kind that is not.
struct PassedOver {
  std::string kind;  ///< as it is told: "Secret", "v1/RoleBinding", "(no kind)"
  std::uint64_t count = 0;
  std::string_view why;
};

struct CodeCount {
  Severity severity{};
  std::string code;
  std::uint64_t count = 0;
};

/// The default policy that the input is most like.
struct RecognisedSystem {
  std::string version;  ///< "1.36"
  SystemParts parts;
};

struct Status {
  std::shared_ptr<const Snapshot> snapshot;
  /// The four RBAC kinds, accounts and namespaces always, the others where there are any.
  std::vector<KindStatus> kinds;
  std::vector<PassedOver> passed_over;  ///< sorted by kind
  std::uint64_t refused = 0;            ///< objects and documents that can't be read
  std::uint64_t aggregated = 0;         ///< ClusterRoles whose rules are put together of others'
  std::optional<std::string> default_policy;  ///< the version that was added
  std::optional<RecognisedSystem> system;     ///< where it was looked for
  std::vector<Diagnostic> diagnostics;        ///< all: those of absent kinds, then the input's
  std::vector<CodeCount> codes;               ///< of these; errors first, then by code
  bool incomplete = false;                    ///< what --strict refuses

  std::uint64_t count_of(Severity severity) const;
};

Status status_of(std::shared_ptr<const Snapshot> snapshot);

}  // namespace rbacgraph
