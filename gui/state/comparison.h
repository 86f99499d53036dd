/// A second input beside the first, and what differs between them: A is the policy that is open, B
/// what it is compared with.
///
/// Immutable and shared between the frame and the workers.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "rbacgraph/analysis/diff.h"
#include "state/policy.h"

namespace rbacgraph::gui {

struct Comparison {
  std::shared_ptr<const Policy> a;
  std::vector<std::string> paths;  ///< or contexts, of B, as the user gave them
  std::string title;               ///< of B, printable
  std::string options;             ///< that the command needs beside both, or ""
  std::string incomplete;          ///< of B, as Policy::incomplete
  /// Letters of both, as Policy::letters.
  std::vector<char32_t> letters;
  Diff diff;
  std::string verdict;  ///< of all of it: "3 objects differ, 1 access gained, none lost"
};

/// Reads B as read_policy() reads A, with A's words, and compares.
Result<std::shared_ptr<const Comparison>> read_comparison(std::shared_ptr<const Policy> a,
                                                          const std::vector<std::string>& paths,
                                                          const std::stop_token& stop,
                                                          const ReadProgress& progress,
                                                          const LiveConfig& live = {});

/// The command that tells of the same; "" where the command line can't name the sides: each has one
/// word there.
std::string diff_command(const Comparison& comparison);

}  // namespace rbacgraph::gui
