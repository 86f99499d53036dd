/// What of a comparison is known and not to be told again (`diff --ignore FILE`).
///
/// A file of lines; each says what, and after a "#" why, without which it is refused:
///
///     object ClusterRole/prometheus-*       # replaced by the operator, see the change of May
///     object RoleBinding/team-*/temporary   # removed by a job every night
///     subject sa:ci/*                       # reviewed with every release
///
/// "*" stands for any text. An object pattern leaves out the objects that it matches, and each
/// change of access all of whose causes are left out; a subject pattern leaves out the changes of
/// its subjects' access. Empty lines and those that begin with "#" say nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/diff.h"
#include "rbacgraph/base/pattern.h"
#include "rbacgraph/base/result.h"

namespace rbacgraph {

class DiffIgnore {
 public:
  /// What a line leaves out.
  struct Count {
    std::string pattern;  ///< "object ClusterRole/prometheus-*"
    std::string reason;
    std::uint32_t line = 0;
    std::uint64_t objects = 0;
    std::uint64_t access = 0;
  };
  /// Indices in Diff::objects and Diff::access, ascending, and how much each line left out: the
  /// first that matches counts.
  struct Ignored {
    std::vector<std::uint32_t> objects;
    std::vector<std::uint32_t> access;
    std::vector<std::uint32_t> unknown;
    std::vector<Count> lines;
  };

  /// `file` names it in messages.
  static Result<DiffIgnore> parse(std::string_view text, const std::string& file);

  Ignored of(const Diff& diff) const;

 private:
  struct Line {
    Count count;
    bool is_subject = false;
    Pattern pattern;
  };
  std::vector<Line> lines_;
};

}  // namespace rbacgraph
