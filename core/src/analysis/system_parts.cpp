#include "rbacgraph/analysis/system_parts.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

namespace rbacgraph {
namespace {

// Words of two Snapshots are compared as text. A word is told with its length, so that no two
// lists of words give one text.
void add_word(std::string& text, std::string_view word) {
  text.append(std::to_string(word.size())).append(1, ':').append(word);
}

void add_words(std::string& text, const NamePool& names, NameList list) {
  const std::span<const Name> words = names.list(list);
  text.append(std::to_string(words.size())).append(1, '[');
  for (const Name word : words) add_word(text, names.text(word));
}

using Sayings = std::multiset<std::string>;

Sayings rules_said(const Snapshot& snapshot, const Role& role) {
  Sayings all;
  for (const RuleEntry& entry : role.rules) {
    const PolicyRule& rule = snapshot.rule(entry.rule);
    std::string text;
    for (const NameList list :
         {rule.verbs, rule.api_groups, rule.resources, rule.resource_names, rule.non_resource_urls})
      add_words(text, snapshot.names(), list);
    all.insert(std::move(text));
  }
  return all;
}

Sayings selectors_said(const Snapshot& snapshot, const AggregationRule& aggregation) {
  Sayings all;
  for (const LabelSelector& selector : aggregation.selectors) {
    Sayings requirements;
    for (const LabelRequirement& requirement : selector.requirements) {
      std::string text = std::to_string(static_cast<int>(requirement.op));
      add_word(text, snapshot.text(requirement.key));
      add_words(text, snapshot.names(), requirement.values);
      requirements.insert(std::move(text));
    }
    std::string text;
    for (const std::string& requirement : requirements) add_word(text, requirement);
    all.insert(std::move(text));
  }
  return all;
}

bool say_the_same(const Snapshot& a, const Role& x, const Snapshot& b, const Role& y) {
  if (x.aggregation.has_value() != y.aggregation.has_value()) return false;
  if (x.aggregation) return selectors_said(a, *x.aggregation) == selectors_said(b, *y.aggregation);
  return rules_said(a, x) == rules_said(b, y);
}

std::set<std::string> subjects_said(const Snapshot& snapshot, const Binding& binding) {
  std::set<std::string> all;
  for (const Subject& subject : binding.subjects) {
    std::string text;
    for (const Name word : {subject.kind_word, subject.ns, subject.name})
      add_word(text, snapshot.text(word));
    all.insert(std::move(text));
  }
  return all;
}

bool say_the_same(const Snapshot& a, const Binding& x, const Snapshot& b, const Binding& y) {
  return a.text(x.role_ref.kind) == b.text(y.role_ref.kind) &&
         a.text(x.role_ref.name) == b.text(y.role_ref.name) &&
         subjects_said(a, x) == subjects_said(b, y);
}

class Comparison {
 public:
  Comparison(const Snapshot& snapshot, const Snapshot& own) : snapshot_(snapshot), own_(own) {}

  SystemParts run() {
    for (const Role& role : own_.roles()) {
      const auto id = snapshot_.find_role(role.kind, own_.text(role.ns), own_.text(role.name));
      if (note(role, id ? &snapshot_.role(*id) : nullptr) && id) parts_.same_roles.push_back(*id);
    }
    for (const Binding& binding : own_.bindings()) {
      const auto id =
          snapshot_.find_binding(binding.kind, own_.text(binding.ns), own_.text(binding.name));
      if (note(binding, id ? &snapshot_.binding(*id) : nullptr) && id)
        parts_.same_bindings.push_back(*id);
    }
    std::ranges::sort(parts_.changed);
    std::ranges::sort(parts_.absent);
    return std::move(parts_);
  }

 private:
  /// Is it there, and unchanged?
  template <class T>
  bool note(const T& own, const T* found) {
    const SourceInfo* source = found == nullptr ? nullptr : snapshot_.source(found->source);
    const bool added = source != nullptr && source->built_in;
    if (found != nullptr && !added && say_the_same(snapshot_, *found, own_, own)) {
      ++parts_.same;
      return true;
    }
    std::vector<ObjectRef>& list = found == nullptr || added ? parts_.absent : parts_.changed;
    list.push_back({std::string(to_string(own.kind)), std::string(own_.text(own.ns)),
                    std::string(own_.text(own.name))});
    return false;
  }

  const Snapshot& snapshot_;
  const Snapshot& own_;
  SystemParts parts_;
};

}  // namespace

SystemParts system_parts(const Snapshot& snapshot, const Snapshot& default_policy) {
  return Comparison(snapshot, default_policy).run();
}

}  // namespace rbacgraph
