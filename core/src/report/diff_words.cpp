#include "report/diff_words.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/analysis/lookup.h"
#include "rbacgraph/report/display.h"
#include "report/dead_words.h"

namespace rbacgraph {
namespace {

std::string group_text(std::string_view group) {
  if (group.empty()) return "core";
  return group == "core" ? "\"core\"" : std::string(group);
}

std::string word_text(std::string_view word) { return word.empty() ? "\"\"" : std::string(word); }

std::string joined(const NamePool& names, const std::vector<Name>& words) {
  std::vector<std::string> texts;
  for (const Name word : words) texts.push_back(word_text(names.text(word)));
  return fmt::format("{}", fmt::join(texts, ","));
}

/// "pods.GROUP/log": the group stands behind the type.
std::string in_group(std::string_view resource, std::string_view group) {
  if (group.empty()) return word_text(resource);
  const std::size_t slash = resource.find('/');
  std::string text(resource.substr(0, slash));
  text.append(1, '.').append(group);
  if (slash != std::string_view::npos) text.append(resource.substr(slash));
  return text;
}

std::string types_text(const NamePool& names, const RuleWords& rule) {
  const std::string_view first = names.text(rule.api_groups.front());
  if (rule.api_groups.size() == 1 && rule.resources.size() == 1)
    return in_group(names.text(rule.resources.front()), first);
  std::string text = joined(names, rule.resources);
  if (rule.api_groups.size() == 1 && first.empty()) return text;
  std::vector<std::string> groups;
  for (const Name group : rule.api_groups) groups.push_back(group_text(names.text(group)));
  return text + fmt::format(" in {}", fmt::join(groups, ","));
}

/// What the verbs are about.
std::string things_text(const NamePool& names, const RuleWords& rule) {
  if (rule.api_groups.empty()) return joined(names, rule.non_resource_urls);
  std::string text = types_text(names, rule);
  if (!rule.resource_names.empty()) text += " named " + joined(names, rule.resource_names);
  return text;
}

std::string value_text(const NamePool& names, const FieldValue& value, std::size_t most_words) {
  if (const auto* const text = std::get_if<std::string>(&value)) return word_text(*text);
  if (const auto* const list = std::get_if<std::vector<std::string>>(&value)) {
    std::vector<std::string> words;
    for (const std::string& each : *list) words.push_back(word_text(each));
    return shortened(words, most_words);
  }
  if (const auto* const rule = std::get_if<RuleWords>(&value)) return rule_text(names, *rule);
  return "nothing";
}

}  // namespace

std::vector<std::string> name_list(const NamePool& names, const std::vector<Name>& words) {
  std::vector<std::string> texts;
  for (const Name word : words) texts.emplace_back(names.text(word));
  return texts;
}

std::string rule_text(const NamePool& names, const RuleWords& rule) {
  return joined(names, rule.verbs) + " " + things_text(names, rule);
}

namespace {

/// Without what is as in the entry.
std::string shortened(const NamePool& names, const AccessChange& entry,
                      const AccessException& except) {
  std::string text;
  RuleWords same_verbs = except.rule;
  same_verbs.verbs = entry.rule.verbs;
  if (except.rule == entry.rule) {
    if (!except.scope) return rule_text(names, except.rule);
  } else if (same_verbs == entry.rule) {
    text = joined(names, except.rule.verbs);
  } else if (except.rule.verbs == entry.rule.verbs) {
    text = things_text(names, except.rule);
  } else {
    text = rule_text(names, except.rule);
  }
  if (!except.scope) return text;
  if (!text.empty()) text += ' ';
  if (except.scope->cluster_wide) return text + "cluster-wide";
  return text + "in " + scope_text(names, *except.scope, 3);
}

}  // namespace

std::string except_text(const NamePool& names, const AccessChange& entry,
                        const AccessException& except) {
  std::string text = shortened(names, entry, except);
  if (except.told_in.empty()) return text;
  constexpr std::size_t kMost = 3;
  std::vector<std::string> numbers;
  for (const std::uint32_t at : except.told_in) numbers.push_back(std::to_string(at + 1));
  return text + ", of which " + (entry.gained ? "+ " : "- ") +
         rbacgraph::shortened(numbers, kMost) + (numbers.size() == 1 ? " tells" : " tell");
}

std::string access_text(const NamePool& names, const AccessChange& entry, std::size_t most_except) {
  std::string text = rule_text(names, entry.rule);
  const std::size_t shown = std::min(most_except, entry.except.size());
  for (std::size_t at = 0; at < shown; ++at)
    text += (at == 0 ? " but not " : "; nor ") + except_text(names, entry, entry.except[at]);
  if (shown < entry.except.size())
    text += fmt::format("; nor {}", count_text(entry.except.size() - shown, "more thing"));
  return text;
}

std::string shortened(const std::vector<std::string>& list, std::size_t most,
                      std::string_view between) {
  if (list.size() <= most + 1) return fmt::format("{}", fmt::join(list, between));
  const std::vector<std::string> first(list.begin(),
                                       list.begin() + static_cast<std::ptrdiff_t>(most));
  return fmt::format("{} and {} more", fmt::join(first, between), list.size() - most);
}

std::string scope_text(const NamePool& names, const AccessScope& scope, std::size_t most) {
  if (scope.cluster_wide) return "cluster-wide";
  return shortened(name_list(names, scope.namespaces), most);
}

std::string object_text(const ObjectRef& object) {
  std::string text = kind_and_name(object.kind, object.name);
  if (!object.ns.empty()) text.append(" in ").append(object.ns);
  return text;
}

std::string change_text(const ObjectChange& change) {
  return std::string(to_string(change.kind)).append(" ").append(object_text(change.object));
}

std::string bound_role_text(const Diff& diff, const ObjectChange& change) {
  if (change.kind == ObjectChange::Kind::Changed) return {};
  const bool is_cluster = change.object.kind == to_string(BindingKind::ClusterRoleBinding);
  if (!is_cluster && change.object.kind != to_string(BindingKind::RoleBinding)) return {};
  const Snapshot& side = is_in_b(change) ? *diff.b : *diff.a;
  const std::optional<BindingId> binding =
      side.find_binding(is_cluster ? BindingKind::ClusterRoleBinding : BindingKind::RoleBinding,
                        change.object.ns, change.object.name);
  if (!binding) return {};
  const ObjectRef role = role_referred_to(side, *binding);
  return kind_and_name(role.kind, role.name);
}

std::string field_text(const NamePool& names, const FieldChange& field, std::size_t most_words) {
  const bool from_nothing = std::holds_alternative<std::monostate>(field.a);
  const bool to_nothing = std::holds_alternative<std::monostate>(field.b);
  if (field.path == "subjects") {
    // The field has what went and what came, and not the whole.
    std::vector<std::string> parts;
    if (!from_nothing) parts.push_back("no longer " + value_text(names, field.a, most_words));
    if (!to_nothing) parts.push_back("also " + value_text(names, field.b, most_words));
    return fmt::format("{}: {}", field.path, fmt::join(parts, "; "));
  }
  if (from_nothing && std::holds_alternative<RuleWords>(field.b))
    return fmt::format("{} is new: {}", field.path, value_text(names, field.b, most_words));
  if (to_nothing && std::holds_alternative<RuleWords>(field.a))
    return fmt::format("{} is gone: {}", field.path, value_text(names, field.a, most_words));
  return fmt::format("{} was {}, is {}", field.path, value_text(names, field.a, most_words),
                     value_text(names, field.b, most_words));
}

std::string unknown_text(const UnknownAccess& each) {
  return fmt::format("all that {} {}, which is not there",
                     kind_and_name(each.role.kind, each.role.name), each.gained ? "gives" : "gave");
}

std::vector<std::string> notes_of(const AccessChange& entry) {
  std::vector<std::string> notes;
  if (entry.dead) notes.push_back(fmt::format("dead: {}", dead_text(*entry.dead)));
  if (entry.dead_part) {
    notes.push_back(fmt::format("some of what {} dead: {}",
                                entry.gained ? "was there before was" : "is left is",
                                dead_text(*entry.dead_part)));
  }
  if (entry.through) notes.push_back("through " + spell(*entry.through));
  if (!entry.already_through.empty()) {
    std::vector<std::string> ways;
    for (const SubjectRef& each : entry.already_through)
      ways.push_back(each == entry.subject ? "a binding of its own" : spell(each));
    notes.push_back(fmt::format("{} it through {}", entry.gained ? "already had" : "still has",
                                fmt::join(ways, " and ")));
  }
  return notes;
}

std::string more_undo_text(const DiffReport& report) {
  const auto count = static_cast<std::uint64_t>(std::ranges::count_if(
      report.access, [&](std::uint32_t at) { return report.diff.access[at].more_undo; }));
  if (count == 0) return {};
  return fmt::format("{} of access can be undone in more ways than the {} that are told",
                     count_text(count, "change"), kMaxUndoSets);
}

std::string place_of(const Diff& diff, const ObjectChange& change, const DiffSourceNames* names) {
  const bool in_b = is_in_b(change);
  return names != nullptr ? place_text(names->of(in_b), change.source)
                          : place_text(in_b ? *diff.b : *diff.a, change.source);
}

std::vector<std::string> places_of(const Diff& diff, const std::vector<std::uint32_t>& objects,
                                   const DiffSourceNames* names) {
  // Positions are found by reading the files again, best from the front to the back.
  std::vector<std::size_t> order(objects.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t at) {
    const ObjectChange& change = diff.objects[objects[at]];
    return std::tuple(is_in_b(change), change.source.source, change.source.offset, at);
  });
  std::vector<std::string> places(objects.size());
  for (const std::size_t at : order) places[at] = place_of(diff, diff.objects[objects[at]], names);
  return places;
}

}  // namespace rbacgraph
