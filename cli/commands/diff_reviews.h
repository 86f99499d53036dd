/// `diff A B --reviews FILE`: which recorded requests are answered differently.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cli/exit_code.h"
#include "cli/io.h"
#include "rbacgraph/base/result.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::cli {

struct ReviewChanges {
  std::uint64_t reviews = 0;
  std::uint64_t gained = 0;   ///< no on side a, yes on side b
  std::uint64_t lost = 0;     ///< the reverse
  std::uint64_t unknown = 0;  ///< another answer, of which one is not known
  std::uint64_t unread = 0;   ///< lines that are no review
};

/// One line out for each review with another answer: {"line", "change", "review", "a", "b"}, the
/// answers as `can-i --reviews` gives them; and for a line that is no review {"line", "error"}.
Result<ReviewChanges> compare_reviews(const std::shared_ptr<const Snapshot>& a,
                                      const std::shared_ptr<const Snapshot>& b,
                                      const std::string& path, Io& io);

}  // namespace rbacgraph::cli
