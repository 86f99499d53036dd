/// Objects that are read apart from the others, and added to a SnapshotBuilder in one piece.
///
/// A part has names and rules of its own, so that it can be filled by one thread while another one
/// fills the whole. Adding it leaves the whole as if its objects had been read into that one, one
/// after the other: names, lists and rules get their ids in the order in which the part met them
/// first, and of objects that are there twice the same is told in the same order. A part that is
/// filled again keeps its names: most words of a policy are in every piece of it.
///
/// Thread rule: as of SnapshotBuilder; move_to() needs both for itself.
#pragma once

#include <string>
#include <vector>

#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {

class SnapshotPart {
 public:
  /// Where the objects are put. Nothing is removed from it, and it is not built.
  SnapshotBuilder& builder() { return builder_; }
  /// Something was reported while it was filled: a repeated object, say.
  bool has_diagnostics() const;
  /// Tells `whole` what was reported and what is missing, and forgets it in here.
  void tell_to(SnapshotBuilder& whole);
  /// Of its bindings, in the order of the alphabet.
  std::vector<std::string> cluster_roles_referred_to() const;
  std::vector<std::string> namespace_names() const;
  /// Adds the objects to `whole`, which has to be the same one each time. None is left in here.
  /// REQUIRES: !has_diagnostics()
  void move_to(SnapshotBuilder& whole);

 private:
  void learn_names(SnapshotBuilder& whole);
  Name in_whole(Name name) const { return names_[index_of(name)]; }
  void rename(Role& role) const;
  void rename(Binding& binding) const;
  void rename(ServiceAccount& account) const;
  void rename(Namespace& ns) const;
  void rename(Workload& workload) const;
  template <class Table>
  void move_table(Table& from, SnapshotBuilder& whole);

  SnapshotBuilder builder_;
  // What they are in the whole, by id in this part.
  std::vector<Name> names_;
  std::vector<NameList> lists_;
  std::vector<RuleId> rules_;
};

}  // namespace rbacgraph
