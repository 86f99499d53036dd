/// What is said on standard error: errors, and unless --quiet the question, the summary, warnings.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/base/error.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::cli {

/// The line that ends an interrupted run, with its newline.
std::string_view interrupted_line(bool output_was_begun);

/// A command line of ours ("rbacgraph who-can …") as the user would type it, for whom we may be
/// "kubectl rbacgraph". Other texts stay as they are.
std::string as_typed(std::string_view text, std::string_view program);

class Talk {
 public:
  explicit Talk(std::ostream& err) : err_(err) {}
  void set_quiet(bool quiet) { quiet_ = quiet; }
  bool is_quiet() const { return quiet_; }
  /// One that says it the same way, on another stream. `about` ("prod: ") stands before each line
  /// of what is said, but for diagnostics, which name their input.
  Talk beside(std::ostream& err, std::string about) const {
    Talk other(err);
    other.about_ = std::move(about);
    other.program_ = program_;
    other.quiet_ = quiet_;
    other.color_ = color_;
    return other;
  }
  void set_color(bool color) { color_ = color; }
  /// How the user calls us; `program` must live as long as this.
  void set_program(std::string_view program) { program_ = program; }

  /// "rbacgraph: error: …", then "hint: …". Never kept back.
  void error(const Error& error);
  /// An error that does not end the run: "warning: CLUSTER: …". Never kept back.
  void warn(std::string_view cluster, const Error& error);
  /// After Ctrl-C. Never kept back.
  void interrupted(bool output_was_begun);
  void headline(const std::vector<std::string>& lines);
  void say(const std::vector<std::string>& lines, std::string_view about = {});
  void say(std::string_view line);
  /// The first few of each code. `about`: which of several inputs, "A: ".
  void diagnostics(const Snapshot& snapshot, std::span<const Diagnostic> diagnostics,
                   std::string_view about = {});

 private:
  void label(std::string_view text, std::string_view color);

  std::ostream& err_;
  std::string about_;
  std::string_view program_ = "rbacgraph";
  bool quiet_ = false;
  bool color_ = false;
};

}  // namespace rbacgraph::cli
