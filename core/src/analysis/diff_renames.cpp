#include "analysis/diff_renames.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

namespace rbacgraph {
namespace {

/// What a role says, but for its name.
using RoleContent = std::tuple<RoleKind, Name, std::set<RuleId>>;
/// What a role ref leads to: the content, or the words where nothing is there.
using RefContent = std::pair<std::optional<RoleContent>, std::pair<Name, Name>>;
using SubjectKey = std::tuple<SubjectKind, Name, Name>;
using BindingContent = std::tuple<BindingKind, Name, std::set<SubjectKey>, RefContent>;

class Renames {
 public:
  Renames(const Snapshot& a, const Snapshot& b, DiffPairs& pairs, const RoleConditions& conditions)
      : a_(a), b_(b), pairs_(pairs), conditions_(conditions) {}

  void run() {
    match<RoleContent>(pairs_.roles,
                       [&](const Snapshot& side, RoleId id) { return content_of(side, id); });
    match<BindingContent>(pairs_.bindings,
                          [&](const Snapshot& side, BindingId id) { return content_of(side, id); });
    for (const ObjectPair<BindingId>& pair : pairs_.bindings.pairs) {
      if (pair.change == kNoChange || pair.a == kNoId<BindingId> || pair.b == kNoId<BindingId>)
        continue;
      if (content_of(a_, pair.a) == content_of(b_, pair.b))
        pairs_.changes[pair.change].only_names = true;
    }
  }

 private:
  RoleContent content_of(const Snapshot& side, RoleId id) const {
    const Role& role = side.role(id);
    std::set<RuleId> rules;
    for (const RuleEntry& entry : side.rules(id)) rules.insert(conditions_.canonical(entry.rule));
    return {role.kind, role.ns, std::move(rules)};
  }

  BindingContent content_of(const Snapshot& side, BindingId id) const {
    const Binding& binding = side.binding(id);
    std::set<SubjectKey> subjects;
    for (const Subject& subject : binding.subjects) {
      const bool account = subject.kind == SubjectKind::ServiceAccount;
      const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
      subjects.emplace(subject.kind, account ? ns : kEmptyName, subject.name);
    }
    const RoleId role = side.role_of(id);
    RefContent ref;
    if (role == kNoId<RoleId>) {
      ref.second = {binding.role_ref.kind, binding.role_ref.name};
    } else {
      ref.first = content_of(side, role);
    }
    return {binding.kind, binding.ns, std::move(subjects), std::move(ref)};
  }

  /// Of several that say the same the first removed one is the first added one.
  template <class Content, class Id, class ContentOf>
  void match(const PairTable<Id>& table, const ContentOf& content) {
    std::map<Content, std::vector<std::uint32_t>> removed;
    for (const ObjectPair<Id>& pair : table.pairs)
      if (pair.b == kNoId<Id>) removed[content(a_, pair.a)].push_back(pair.change);
    for (auto& [key, changes] : removed) std::ranges::reverse(changes);
    for (const ObjectPair<Id>& pair : table.pairs) {
      if (pair.a != kNoId<Id>) continue;
      const auto found = removed.find(content(b_, pair.b));
      if (found == removed.end() || found->second.empty()) continue;
      const std::uint32_t other = found->second.back();
      found->second.pop_back();
      for (const auto& [one, two] :
           {std::pair(pair.change, other), std::pair(other, pair.change)}) {
        pairs_.changes[one].only_names = true;
        pairs_.changes[one].same_as = two;
      }
    }
  }

  const Snapshot& a_;
  const Snapshot& b_;
  DiffPairs& pairs_;
  const RoleConditions& conditions_;
};

}  // namespace

void find_renames(const Snapshot& a, const Snapshot& b, DiffPairs& pairs,
                  const RoleConditions& conditions) {
  Renames(a, b, pairs, conditions).run();
}

}  // namespace rbacgraph
