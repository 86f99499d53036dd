/// Whether nodes that a workspace names, by the ids that pictures have, are still in what is open.
///
/// No picture is drawn for it: an id has the identity of an object, which is looked up. Of ids that
/// name no object, or one that only a picture could find (a pattern of a rule, a workload), nothing
/// is said. Belongs to one thread, and is for one call: it holds references.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "state/comparison.h"
#include "state/policy.h"

namespace rbacgraph::gui {

class NodePresence {
 public:
  /// Of more ids nothing is said: they are looked up while somebody waits.
  static constexpr std::size_t kMostIds = 10'000;

  /// `comparison`: null where nothing is compared. What is on either side of it is there.
  NodePresence(const Policy& policy, const Comparison* comparison)
      : policy_(policy), comparison_(comparison) {}

  /// True where it is certain.
  bool is_gone(std::string_view id);

 private:
  bool has_role(RoleKind kind, const std::string& ns, const std::string& name);
  bool has_binding(BindingKind kind, const std::string& ns, const std::string& name) const;
  bool has_subject(SubjectKind kind, const std::string& ns, const std::string& name);
  void collect_others();

  const Policy& policy_;
  const Comparison* comparison_;
  std::size_t asked_ = 0;
  /// What no index has: roles that bindings refer to and that are missing, and accounts.
  std::set<std::string> others_;
  bool collected_ = false;
};

}  // namespace rbacgraph::gui
