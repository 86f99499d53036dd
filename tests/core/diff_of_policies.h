/// The Diff of two policies that a test writes down.
#pragma once

#include <functional>

#include "rbacgraph/analysis/diff.h"
#include "support/make_policy.h"

namespace rbacgraph::test {

using Fill = std::function<void(Policy&)>;

inline Diff diff_of(const Fill& a, const Fill& b, const DiffOptions& options = {}) {
  Policy first;
  a(first);
  const auto before = first.build();
  Policy second(WordsOf{before});
  b(second);
  return diff(before, second.build(), options);
}

}  // namespace rbacgraph::test
