#include "state/search_index.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "rbacgraph/base/text.h"
#include "state/fuzzy_match.h"
#include "state/sort_unique.h"

namespace rbacgraph::gui {
namespace {

struct KindWords {
  SearchKind kind;
  std::string_view prefix;
  std::string_view name;
};

constexpr std::array<KindWords, 9> kKinds{{
    {SearchKind::Account, "sa:", "ServiceAccount"},
    {SearchKind::User, "user:", "User"},
    {SearchKind::Group, "group:", "Group"},
    {SearchKind::Namespace, "ns:", "Namespace"},
    {SearchKind::ClusterRole, "crole:", "ClusterRole"},
    {SearchKind::Role, "role:", "Role"},
    {SearchKind::ClusterRoleBinding, "crb:", "ClusterRoleBinding"},
    {SearchKind::RoleBinding, "rb:", "RoleBinding"},
    {SearchKind::Resource, "res:", "resource"},
}};

const KindWords& words_of(SearchKind kind) {
  return *std::ranges::find(kKinds, kind, &KindWords::kind);
}

/// A bit for each letter and digit; the rest share one.
std::uint64_t letters_in(std::string_view folded) {
  std::uint64_t letters = 0;
  for (const char letter : folded) {
    unsigned bit = 36;
    if (letter >= 'a' && letter <= 'z') bit = static_cast<unsigned>(letter - 'a');
    if (letter >= '0' && letter <= '9') bit = 26U + static_cast<unsigned>(letter - '0');
    letters |= std::uint64_t{1} << bit;
  }
  return letters;
}

using TwoTexts = std::pair<std::string_view, std::string_view>;

/// Each text once, in the order of their bytes.
std::vector<std::string_view> sorted_texts(const Snapshot& snapshot, std::vector<Name> names) {
  sort_unique(names);
  std::vector<std::string_view> texts;
  texts.reserve(names.size());
  for (const Name name : names) texts.push_back(snapshot.text(name));
  std::ranges::sort(texts);
  return texts;
}

}  // namespace

std::string_view prefix_of(SearchKind kind) { return words_of(kind).prefix; }
std::string_view kind_name(SearchKind kind) { return words_of(kind).name; }

SearchIndex::SearchIndex(const AccessGraph& graph) {
  const Snapshot& snapshot = graph.snapshot();
  std::vector<TwoTexts> accounts;
  for (std::size_t at = 0; at < graph.subject_count(); ++at) {
    const Identity& who = graph.identity(make_id<SubjectId>(at));
    const std::string_view name = snapshot.text(who.name);
    switch (who.kind) {
      case SubjectKind::ServiceAccount:
        if (who.ns != kEmptyName) accounts.emplace_back(snapshot.text(who.ns), name);
        break;
      case SubjectKind::User: add(SearchKind::User, "", name); break;
      case SubjectKind::Group: add(SearchKind::Group, "", name); break;
      case SubjectKind::Other: break;
    }
  }
  for (const ServiceAccount& account : snapshot.service_accounts())
    accounts.emplace_back(snapshot.text(account.ns), snapshot.text(account.name));
  sort_unique(accounts);
  for (const auto& [ns, name] : accounts) add(SearchKind::Account, ns, name);
  add_objects(snapshot);
  add_namespaces(snapshot);
  add_resources(snapshot);
}

void SearchIndex::add_objects(const Snapshot& snapshot) {
  for (const Role& role : snapshot.roles()) {
    add(role.kind == RoleKind::ClusterRole ? SearchKind::ClusterRole : SearchKind::Role,
        snapshot.text(role.ns), snapshot.text(role.name));
  }
  for (const Binding& binding : snapshot.bindings()) {
    add(binding.kind == BindingKind::ClusterRoleBinding ? SearchKind::ClusterRoleBinding
                                                        : SearchKind::RoleBinding,
        snapshot.text(binding.ns), snapshot.text(binding.name));
  }
}

void SearchIndex::add_namespaces(const Snapshot& snapshot) {
  std::vector<Name> namespaces;
  for (const Namespace& ns : snapshot.namespaces()) namespaces.push_back(ns.name);
  for (const ServiceAccount& account : snapshot.service_accounts())
    namespaces.push_back(account.ns);
  for (const Role& role : snapshot.roles()) namespaces.push_back(role.ns);
  for (const Binding& binding : snapshot.bindings()) namespaces.push_back(binding.ns);
  for (const std::string_view ns : sorted_texts(snapshot, std::move(namespaces)))
    if (!ns.empty()) add(SearchKind::Namespace, "", ns);
}

void SearchIndex::add_resources(const Snapshot& snapshot) {
  std::vector<Name> resources;
  for (const PolicyRule& rule : snapshot.distinct_rules()) {
    const std::span<const Name> words = snapshot.names().list(rule.resources);
    resources.insert(resources.end(), words.begin(), words.end());
  }
  for (const std::string_view text : sorted_texts(snapshot, std::move(resources))) {
    if (!text.empty() && text.find('*') == std::string_view::npos)
      add(SearchKind::Resource, "", text);
  }
}

void SearchIndex::add(SearchKind kind, std::string_view ns, std::string_view name) {
  const std::size_t begin = text_.size();
  if (!ns.empty()) {
    text_ += ns;
    text_ += '/';
  }
  text_ += name;
  // Positions are 32 bits: 4 GB of names are more than any policy that was read.
  if (text_.size() > std::numeric_limits<std::uint32_t>::max()) {
    text_.resize(begin);
    return;
  }
  folded_ += lower_ascii(std::string_view(text_).substr(begin));
  entries_.push_back({kind, static_cast<std::uint32_t>(begin),
                      static_cast<std::uint32_t>(text_.size() - begin),
                      letters_in(std::string_view(folded_).substr(begin))});
}

SearchHits SearchIndex::find(std::string_view query, std::size_t at_most) const {
  std::string folded = lower_ascii(query);
  std::optional<SearchKind> only;
  for (const KindWords& kind : kKinds) {
    if (!folded.starts_with(kind.prefix)) continue;
    only = kind.kind;
    folded.erase(0, kind.prefix.size());
    break;
  }
  struct Found {
    unsigned score;
    std::uint32_t size;
    std::uint32_t entry;
    auto operator<=>(const Found&) const = default;
  };
  std::vector<Found> found;
  const std::uint64_t letters = letters_in(folded);
  for (std::size_t at = 0; at < entries_.size(); ++at) {
    const Entry& entry = entries_[at];
    if ((only && entry.kind != *only) || (letters & ~entry.letters) != 0) continue;
    const auto score =
        fuzzy_match_folded(std::string_view(folded_).substr(entry.begin, entry.size), folded);
    if (score) found.push_back({*score, entry.size, static_cast<std::uint32_t>(at)});
  }
  SearchHits hits;
  hits.all = found.size();
  const std::size_t shown = std::min(at_most, found.size());
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(shown), found.end());
  for (std::size_t at = 0; at < shown; ++at) {
    const Entry& entry = entries_[found[at].entry];
    std::string name = text_.substr(entry.begin, entry.size);
    std::string word = std::string(prefix_of(entry.kind)) + name;
    hits.hits.push_back({entry.kind, std::move(name), std::move(word)});
  }
  return hits;
}

}  // namespace rbacgraph::gui
