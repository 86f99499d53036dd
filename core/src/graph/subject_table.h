/// The distinct identities that the bindings of a Snapshot name, sorted.
#pragma once

#include <span>
#include <vector>

#include "base/id_table.h"
#include "rbacgraph/graph/access_graph.h"

namespace rbacgraph {

class SubjectTable {
 public:
  SubjectTable() = default;
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
  /// Those of all subjects of a binding, in its order.
  std::span<const SubjectId> of(BindingId binding) const {
    const std::uint32_t first = first_[index_of(binding)];
    return std::span(ids_).subspan(first, first_[index_of(binding) + 1] - first);
  }

 private:
  Identity identity_of(const NamePool& names, const Binding& binding, const Subject& subject) const;
  SubjectId add(const Identity& identity);
  std::vector<std::uint32_t> ranks(const NamePool& names) const;
  void sort(const NamePool& names);

  std::vector<Identity> identities_;
  IdTable index_;
  std::vector<std::uint32_t> first_;  // by binding: where its subjects begin in ids_; then the end
  std::vector<SubjectId> ids_;
};

}  // namespace rbacgraph
