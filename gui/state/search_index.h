/// The search box: names of a policy by kind, found while one types.
///
/// A query may begin with what it is about, `sa: user: group: role: crole: rb: crb: ns: res:`, and
/// the rest is matched in any case: whole, at the start, at the start of a word, anywhere, or as
/// letters in this order. Better matches come first, then shorter names, then the alphabet.
///
/// Immutable once made; any number of threads may ask. It holds no view into the Snapshot.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/graph/access_graph.h"

namespace rbacgraph::gui {

enum class SearchKind : std::uint8_t {
  Account,
  User,
  Group,
  Namespace,
  ClusterRole,
  Role,
  ClusterRoleBinding,
  RoleBinding,
  Resource,
};

struct SearchHit {
  SearchKind kind{};
  std::string name;  ///< "ns/name" of what is in a namespace
  /// What the query line takes: "sa:ci/runner", "role:ci/deployer", "res:secrets".
  std::string word;
};

struct SearchHits {
  std::vector<SearchHit> hits;
  std::size_t all = 0;  ///< the others included
};

class SearchIndex {
 public:
  SearchIndex() = default;
  explicit SearchIndex(const AccessGraph& graph);

  SearchHits find(std::string_view query, std::size_t at_most) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    SearchKind kind{};
    std::uint32_t begin = 0;  ///< in both texts: folding to lower case keeps lengths
    std::uint32_t size = 0;
    std::uint64_t letters = 0;  ///< which letters and digits occur
  };
  void add(SearchKind kind, std::string_view ns, std::string_view name);
  void add_objects(const Snapshot& snapshot);
  void add_namespaces(const Snapshot& snapshot);
  void add_resources(const Snapshot& snapshot);

  std::string text_;
  std::string folded_;
  std::vector<Entry> entries_;
};

/// "sa:", "crole:"
std::string_view prefix_of(SearchKind kind);
/// "ServiceAccount", "resource"
std::string_view kind_name(SearchKind kind);

}  // namespace rbacgraph::gui
