/// Other names for namespaces and accounts, to compare clusters that are alike and named
/// differently (`diff --map`).
///
/// A rule is "ns:OLD=NEW" or "sa:NS/NAME=NS/NAME"; OLD between slashes is a regular expression
/// (base/pattern.h) for the whole name, and NEW may hold \1 … \9. The first rule that matches
/// counts; an account whose own rule doesn't match moves with its namespace.
///
/// Renamed are the namespaces of all objects, accounts and their mentions in bindings, also as
/// User "system:serviceaccount:NS:NAME" and Group "system:serviceaccounts:NS", and Namespace
/// objects. Rules are not: resource names are names of objects of many kinds.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rbacgraph/base/result.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

class Renaming {
 public:
  /// InvalidArgument where a rule is none.
  static Result<Renaming> parse(const std::vector<std::string>& rules);
  ~Renaming();
  Renaming(const Renaming&) = delete;
  Renaming& operator=(const Renaming&) = delete;
  Renaming(Renaming&&) noexcept;
  Renaming& operator=(Renaming&&) noexcept;

  bool empty() const;
  /// The same policy with the names changed. Two objects that come to have one name are told as
  /// given twice.
  std::shared_ptr<const Snapshot> apply(const std::shared_ptr<const Snapshot>& snapshot) const;

  /// Rules that rename nothing there, as they were written: a name is misspelled, or an expression
  /// is for a part of names only.
  std::vector<std::string> unused(const Snapshot& snapshot) const;

  /// Two namespaces, or two accounts as "NS/NAME", that have different names there and would come
  /// to have one: what one of them may do would stand for what the other may.
  struct Clash {
    bool of_accounts = false;
    std::string first;
    std::string second;
    std::string target;
  };
  std::optional<Clash> clash(const Snapshot& snapshot) const;

  std::string namespace_name(std::string_view name) const;
  /// Of an account: its namespace and name.
  std::pair<std::string, std::string> account_name(std::string_view ns,
                                                   std::string_view name) const;

 private:
  struct Rule;
  Renaming();
  std::vector<Rule> namespaces_;
  std::vector<Rule> accounts_;
};

}  // namespace rbacgraph
