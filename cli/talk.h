/// What is said on standard error: errors, and unless --quiet the question, the summary, warnings.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/error.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::cli {

class Talk {
 public:
  explicit Talk(std::ostream& err) : err_(err) {}
  void set_quiet(bool quiet) { quiet_ = quiet; }
  void set_color(bool color) { color_ = color; }

  /// "rbacgraph: error: …", then "hint: …". Never kept back.
  void error(const Error& error);
  void headline(const std::vector<std::string>& lines);
  void say(const std::vector<std::string>& lines);
  void say(std::string_view line);
  /// The first few of each code.
  void diagnostics(const Snapshot& snapshot, std::span<const Diagnostic> diagnostics);

 private:
  void label(std::string_view text, std::string_view color);

  std::ostream& err_;
  bool quiet_ = false;
  bool color_ = false;
};

}  // namespace rbacgraph::cli
