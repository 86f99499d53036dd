/// The distinct identities that the bindings of a Snapshot name, sorted.
#pragma once

#include <span>
#include <vector>

#include "base/id_table.h"
#include "rbacgraph/graph/access_graph.h"

namespace rbacgraph {

class SubjectTable {
 public:
  explicit SubjectTable(const Snapshot& snapshot);

  std::size_t size() const { return identities_.size(); }
  /// How often the bindings name a subject.
  std::size_t mention_count() const { return ids_.size(); }
  const Identity& identity(SubjectId id) const { return identities_[index_of(id)]; }
  SubjectId find(const Identity& identity) const;
  /// kNoId for a subject of no known kind.
  SubjectId of(BindingId binding, std::uint32_t subject) const {
    return ids_[first_[index_of(binding)] + subject];
  }

 private:
  Identity identity_of(const NamePool& names, const Binding& binding, const Subject& subject) const;
  SubjectId add(const Identity& identity);
  std::vector<std::uint32_t> ranks(const NamePool& names) const;
  void sort(const NamePool& names);

  std::vector<Identity> identities_;
  IdTable index_;
  std::vector<std::uint32_t> first_;  // by binding: where its subjects begin in ids_
  std::vector<SubjectId> ids_;
};

}  // namespace rbacgraph
