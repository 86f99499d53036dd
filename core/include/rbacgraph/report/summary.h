/// What is said about an answer besides its data: the question as it was understood, what to know
/// about the answer, what is wrong with the input. All of it is printable.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "rbacgraph/analysis/answer.h"
#include "rbacgraph/analysis/can_i.h"

namespace rbacgraph {

class SourceNames;

/// "list secrets (core), in all namespaces"
std::string phrase(const AccessQuery& query);
/// "list deployments.apps/scale"
std::string short_phrase(const AccessQuery& query);

/// "Who can list secrets (core), in all namespaces?", then how the words were read.
std::vector<std::string> headline(const Answer& answer);
std::vector<std::string> headline(const CanIAnswer& answer);

/// For each answer the counts (or that it is nobody, and what that is worth) and the dead grants
/// (`wide`: each with its reason); then what is powerful in them, and the notes of all.
std::vector<std::string> trailer(std::span<const Answer> answers, bool wide);

/// What the input lacks: one line for each gap of the coverage, with the next step once, and one
/// for the absent kinds.
std::vector<std::string> gap_lines(const Snapshot& snapshot);
/// Those of the diagnostics that gap_lines() does not tell already.
std::vector<Diagnostic> besides_gap_lines(const Snapshot& snapshot,
                                          std::span<const Diagnostic> diagnostics);

/// A line of a list of diagnostics.
struct DiagnosticLine {
  Severity severity;
  std::string text;  ///< place and message, or "and 12 more dangling-role-ref …"
  std::string hint;  ///< not where the same was given before
  /// The line that it is about and below it a caret under the place, or nothing.
  std::vector<std::string> excerpt;
};

/// The first few diagnostics of each code, and how many more there are; errors first.
std::vector<DiagnosticLine> diagnostic_lines(const Snapshot& snapshot,
                                             std::span<const Diagnostic> diagnostics);
/// The same with inputs by their names in reports.
std::vector<DiagnosticLine> diagnostic_lines(const SourceNames& names,
                                             std::span<const Diagnostic> diagnostics);

}  // namespace rbacgraph
