#include "cli/system.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "rbacgraph/source/read.h"

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 6> kVersions{"1.36", "1.35", "1.34", "1.33", "1.32", "1.31"};

}  // namespace

Result<RecognisedSystem> recognise_system(const Snapshot& snapshot) {
  RecognisedSystem best;
  for (const std::string_view version : kVersions) {
    SnapshotBuilder builder;
    if (Result<void> done = add_default_policy(builder, version, {}); !done)
      return tl::unexpected<Error>(done.error());
    SystemParts parts = system_parts(snapshot, *builder.build());
    const bool nothing = parts.same + parts.changed.size() == 0;
    if (best.version.empty() || parts.same > best.parts.same ||
        (parts.same == best.parts.same && parts.changed.size() < best.parts.changed.size()))
      best = {std::string(version), std::move(parts)};
    if (nothing || (best.parts.changed.empty() && best.parts.absent.empty())) break;
  }
  return best;
}

}  // namespace rbacgraph::cli
