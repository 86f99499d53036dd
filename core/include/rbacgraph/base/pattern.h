/// Regular expressions that users give, on text that anybody may have written.
///
/// RE2's syntax (https://github.com/google/re2/wiki/Syntax): no look-around and no back references,
/// and in exchange the time is linear in the text and the memory bounded, whatever the expression.
///
/// Immutable; any number of threads may ask.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

class Pattern {
 public:
  /// Fails for what is no expression, is longer than 4096 bytes, or would need too much memory.
  static Result<Pattern> compile(std::string_view expression);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;
  ~Pattern();

  /// Does it match anywhere in the text? `^` and `$` are the text's ends.
  bool found_in(std::string_view text) const;

 private:
  struct Impl;
  explicit Pattern(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace rbacgraph
