/// Regular expressions that users give, on text that anybody may have written.
///
/// RE2's syntax (https://github.com/google/re2/wiki/Syntax): no look-around and no back references,
/// and in exchange the time is linear in the text and the memory bounded, whatever the expression.
///
/// Immutable; any number of threads may ask.
#pragma once

#include <memory>
#include <optional>
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

/// A regular expression for a whole text, and what stands in its place: `\1` … `\9` are what its
/// groups matched.
class Replacement {
 public:
  /// Fails as Pattern::compile does, and for a group that the expression doesn't have.
  static Result<Replacement> compile(std::string_view expression, std::string_view replacement);
  Replacement(Replacement&&) noexcept;
  Replacement& operator=(Replacement&&) noexcept;
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  ~Replacement();

  /// Nullopt where the expression doesn't match all of the text.
  std::optional<std::string> replace(std::string_view text) const;

 private:
  struct Impl;
  explicit Replacement(std::unique_ptr<const Impl> impl);
  std::unique_ptr<const Impl> impl_;
};

}  // namespace rbacgraph
