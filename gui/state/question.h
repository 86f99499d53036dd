/// What a view is about, and the line of words that asks for it.
///
/// The line takes what the command line takes, with or without its own name in front, and a few
/// shorter forms:
///
///   who-can list secrets -n prod      sa:ci/runner                 ns:argocd
///   explain sa:ci/runner get pods     sa:ci/runner get pods        crole:edit
///   path sa:ci/runner secrets         res:secrets                  overview · graph
///   diff                              diff sa:ci/runner            diff -n prod
///
/// A Question is plain data that can be compared, kept and written; reading needs a policy, because
/// a bare word may be a subject of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/result.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::gui {

enum class Ask : std::uint8_t {
  Overview,
  Subject,     ///< what `subject` reaches
  Explain,     ///< can `subject` do `verb` to `type`, and why
  WhoCan,      ///< who can do `verb` to `type`
  Object,      ///< what `subject`, "ClusterRole/edit", is about
  Path,        ///< how `subject` reaches `type`
  Everything,  ///< the whole policy, folded
  Diff,        ///< what changed in a second input; of `subject` alone, where there is one
};

struct Question {
  Ask ask = Ask::Overview;
  std::string subject;  ///< "sa:ci/runner"; of Object "Role/ci/deployer"
  std::string verb;     ///< "list"; several with commas
  std::string type;     ///< "secrets", "deployments.apps/scale", "/healthz"
  std::string name;     ///< of one object
  std::string ns;       ///< "" : all namespaces

  friend bool operator==(const Question&, const Question&) = default;
};

/// Fails with the nearest words where it can't be understood.
Result<Question> read_question(const Snapshot& snapshot, std::string_view line);

/// A word as the line and a POSIX shell take it: as it is, or in quotes.
std::string shell_word(std::string_view word);

/// What stands in the query line for it.
std::string line_of(const Question& question);

/// The command that gives the same on the command line, for a shell. `inputs`: Policy::options.
/// `options` are those of the view, " --no-fold", for commands that draw a graph.
std::string command_of(const Question& question, std::string_view inputs,
                       std::string_view options = {});

/// As a heading: "Who can list secrets?"
std::string heading_of(const Question& question);

/// Ready questions, for those who don't know yet what to ask.
struct ReadyQuestion {
  std::string_view text;
  std::string_view line;
};
std::vector<ReadyQuestion> ready_questions();

}  // namespace rbacgraph::gui
