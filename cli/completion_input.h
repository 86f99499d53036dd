/// The words of an input that a command line may go on with.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/completion.h"
#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph::cli {

/// Of the kubeconfig given, or of those that kubectl would read.
std::vector<Candidate> contexts_of(const std::optional<std::string>& kubeconfig);

class CompletionInput {
 public:
  /// Reads regular files and directories for at most about a second; nothing that could make a
  /// shell wait (standard input, a FIFO), and nothing that isn't there.
  explicit CompletionInput(std::span<const std::string> paths);

  std::vector<Candidate> verbs() const;
  /// Plurals; with a dot in `word` those with their group, behind a slash the subresources.
  std::vector<Candidate> types(std::string_view word) const;
  std::vector<Candidate> subresources() const;
  std::vector<Candidate> api_groups() const;
  std::vector<Candidate> namespaces() const;
  std::vector<Candidate> groups() const;
  /// In steps, since there may be many: sa:, sa:NAMESPACE/, sa:NAMESPACE/NAME.
  Completion subjects(std::string_view word) const;
  /// In steps too: KIND/, KIND/NAMESPACE/, KIND/NAMESPACE/NAME.
  Completion objects(std::string_view word, NamedKinds kinds) const;

 private:
  const ResourceCatalog& catalog() const;
  std::vector<SubjectRef> subject_refs() const;

  std::shared_ptr<const Snapshot> snapshot_;  ///< empty where nothing could be read
};

}  // namespace rbacgraph::cli
