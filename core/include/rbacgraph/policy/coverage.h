/// How much of the cluster the input is known to hold (SEMANTICS §5.6).
///
/// A "yes" is certain with partial data; a "no" only where everything that could have said yes was
/// read. Files say nothing about what is not in them, so they count as complete unless something
/// in them could not be read; a Snapshot file carries the record of its collection.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace rbacgraph {

enum class CoverageState : std::uint8_t { Complete, Partial, Refused };

std::string_view to_string(CoverageState state);

struct CoverageEntry {
  std::string kind;  ///< "RoleBinding", or "" for any of the four RBAC kinds
  std::string ns;    ///< "" for all namespaces or a cluster-scoped kind
  CoverageState state = CoverageState::Complete;
  std::string why;
  /// Nothing is missing but ClusterRoles that no binding of the same input refers to. They give
  /// nobody anything: what is answered about access is exact, and what is said of the roles that
  /// there are is not.
  bool only_unbound = false;
  friend bool operator==(const CoverageEntry&, const CoverageEntry&) = default;
};

class Coverage {
 public:
  void add(CoverageEntry entry);
  /// Those that are not complete, in the order of adding, without repetition.
  const std::vector<CoverageEntry>& gaps() const { return gaps_; }
  bool complete() const { return gaps_.empty(); }
  /// Is it recorded that all there are of this kind were read? Not said of files, which may be
  /// excerpts.
  bool is_recorded_complete(std::string_view kind) const;
  /// Could something that is missing have allowed a request in this namespace ("" for none)?
  bool may_hide_grant(std::string_view ns) const;
  /// Could there be an object of this kind that was not read, in this namespace ("" for none;
  /// nullopt: anywhere)?
  bool may_miss(std::string_view kind, std::optional<std::string_view> ns) const;
  /// What is missing may give something after all: there are bindings of another input, or rules
  /// are put together out of what other roles say.
  void doubt_unbound();

 private:
  bool is_excepted(const CoverageEntry& gap, std::string_view ns) const;

  std::vector<CoverageEntry> gaps_;
  std::unordered_set<std::string> known_;  ///< keys of gaps_: an input may have very many
  std::set<std::string, std::less<>> complete_kinds_;
};

}  // namespace rbacgraph
