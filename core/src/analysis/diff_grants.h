/// Which grants of a subject give what an entry of a diff tells.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "analysis/access_box.h"
#include "analysis/diff_access.h"
#include "graph/subject_table.h"
#include "rbacgraph/analysis/diff.h"

namespace rbacgraph {

/// What one subject is given on one side. Holds references.
class DiffGrants {
 public:
  DiffGrants(const Snapshot& side, const SubjectTable& subjects, AccessComparison& access)
      : side_(side), subjects_(subjects), access_(access) {}

  /// `bindings` name the subject.
  void set_subject(SubjectId subject, std::span<const BindingId> bindings);
  /// Ascending, at most kMaxListedGrants, and how many there are.
  using Found = std::pair<std::vector<Grant>, std::uint64_t>;
  /// Those that give any of the region.
  Found that_give(const Region& region);
  /// Those that give any of any of the boxes.
  Found that_give(std::span<const ScopedBox> boxes);

 private:
  struct Place {
    std::uint32_t role = 0;  // index in bindings_of_role_
    std::uint32_t rule = 0;
  };

  /// Where one role is given.
  struct Bindings {
    std::vector<BindingId> everywhere;
    std::vector<std::pair<Name, BindingId>> in_namespaces;  // ascending
  };

  void add_role(RoleId role, std::uint32_t place);
  template <class Add>
  void each_that_reaches(const Bindings& bindings, const BoxScope& scope, const Add& add) const;
  void add_that_give(const Region& region, std::vector<Grant>& to);
  std::uint32_t place_in(BindingId binding);
  static Found listed(std::vector<Grant> grants);

  const Snapshot& side_;
  const SubjectTable& subjects_;
  AccessComparison& access_;
  SubjectId subject_ = kNoId<SubjectId>;
  std::vector<Bindings> bindings_of_role_;
  std::vector<std::pair<RuleId, Place>> places_;  // ascending by rule
  std::vector<RuleId> rule_of_box_;               // by place in index_
  /// Where long lists of subjects have each of them first.
  std::unordered_map<BindingId, std::unordered_map<SubjectId, std::uint32_t>> long_lists_;
  BoxIndex index_{access_.algebra(), {}};
};

}  // namespace rbacgraph
