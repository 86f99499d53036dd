#include "state/overview.h"

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "state/sort_unique.h"

namespace rbacgraph::gui {
namespace {

/// What each role gives in either kind of scope. A namespaced one is looked at where it is bound:
/// of a rule for the Namespace object the namespace matters.
class RolePowers {
 public:
  RolePowers(const Snapshot& snapshot, const PowerfulRules& powerful)
      : snapshot_(snapshot), powerful_(powerful), cluster_wide_(snapshot.roles().size()) {}

  Powers of(RoleId role, Name ns) {
    if (ns == kEmptyName) {
      std::optional<Powers>& known = cluster_wide_[index_of(role)];
      if (!known) known = look(role, {BindingKind::ClusterRoleBinding, ns});
      return *known;
    }
    const auto [at, is_new] = in_namespace_.try_emplace(
        (std::uint64_t{static_cast<std::uint32_t>(role)} << 32U) | static_cast<std::uint32_t>(ns));
    if (is_new) at->second = look(role, {BindingKind::RoleBinding, ns});
    return at->second;
  }

 private:
  Powers look(RoleId role, const BindingScope& scope) const {
    Powers powers;
    for (const RuleEntry& entry : snapshot_.rules(role)) powers |= powerful_.of(entry.rule, scope);
    return powers;
  }

  const Snapshot& snapshot_;
  const PowerfulRules& powerful_;
  std::vector<std::optional<Powers>> cluster_wide_;
  std::unordered_map<std::uint64_t, Powers> in_namespace_;
};

/// Where the worst permission is: of several of one weight, the widest place.
std::string place_of_worst(const SubjectRow& row, const Snapshot& snapshot,
                           std::span<const Name> namespaces) {
  const int worst = weight_of(row.powers());
  if (worst == 0) return {};
  if (weight_of(row.everywhere) == worst) return "everywhere";
  if (weight_of(row.in_namespaces) != worst) return "only named objects";
  if (namespaces.size() == 1) return "in " + std::string(snapshot.text(namespaces.front()));
  return "in " + std::to_string(namespaces.size()) + " namespaces";
}

SubjectRow row_of(const AccessGraph& graph, SubjectId id, RolePowers& role_powers) {
  const Snapshot& snapshot = graph.snapshot();
  SubjectRow row;
  row.id = id;
  row.subject = graph.subject_ref(id);
  std::vector<Name> namespaces;
  for (const AccessGraph::ReachedRole& reached : graph.reach(id)) {
    ++row.bindings;
    if (reached.role == kNoId<RoleId>) continue;
    row.rules += static_cast<std::uint32_t>(snapshot.rules(reached.role).size());
    const Powers powers = role_powers.of(reached.role, reached.ns);
    row.only_named |= powers.only_named;
    if (powers.whole.empty()) continue;
    (reached.ns == kEmptyName ? row.everywhere : row.in_namespaces) |= powers.whole;
    if (reached.ns != kEmptyName) namespaces.push_back(reached.ns);
  }
  if (row.subject.kind == SubjectKind::Group && row.subject.name == kMastersGroup)
    row.everywhere.insert(0);  // passes before RBAC is asked; the first row is "everything"
  row.in_namespaces = row.in_namespaces - row.everywhere;
  row.only_named = row.only_named - row.everywhere - row.in_namespaces;
  sort_unique(namespaces);
  row.where = place_of_worst(row, snapshot, namespaces);
  return row;
}

class Tiles {
 public:
  explicit Tiles(const Snapshot& snapshot) : snapshot_(snapshot) {
    of(kEmptyName);
    for (const Namespace& ns : snapshot.namespaces()) of(ns.name);
    for (const ServiceAccount& account : snapshot.service_accounts())
      accounts_.emplace_back(account.ns, account.name);
    for (const Role& role : snapshot.roles()) ++of(role.ns).roles;
    for (std::size_t at = 0; at < snapshot.bindings().size(); ++at) {
      NamespaceTile& tile = of(snapshot.bindings()[at].ns);
      ++tile.bindings;
      if (snapshot.role_of(make_id<BindingId>(at)) == kNoId<RoleId>) ++tile.missing_roles;
    }
  }

  void add(const Identity& who, int weight) {
    const bool is_account = who.kind == SubjectKind::ServiceAccount;
    if (is_account) {
      accounts_.emplace_back(who.ns, who.name);
      bound_.emplace_back(who.ns, who.name);
    }
    NamespaceTile& tile = of(is_account ? who.ns : kEmptyName);
    if (weight == 2) ++tile.critical;
    if (weight == 1) ++tile.high;
    if (!is_account) ++tile.accounts;
  }

  std::vector<NamespaceTile> sorted() {
    sort_unique(accounts_);
    sort_unique(bound_);
    for (const auto& [ns, name] : accounts_) {
      ++of(ns).accounts;
      if (!std::ranges::binary_search(bound_, std::pair(ns, name))) ++of(ns).unbound;
    }
    std::ranges::sort(tiles_, [](const NamespaceTile& a, const NamespaceTile& b) {
      return std::tuple(!a.name.empty(), b.critical, b.high, b.bindings, std::string_view(a.name)) <
             std::tuple(!b.name.empty(), a.critical, a.high, a.bindings, std::string_view(b.name));
    });
    return std::move(tiles_);
  }

 private:
  NamespaceTile& of(Name ns) {
    const auto [at, is_new] = places_.try_emplace(ns, tiles_.size());
    if (is_new) tiles_.emplace_back().name = snapshot_.text(ns);
    return tiles_[at->second];
  }

  const Snapshot& snapshot_;
  std::vector<NamespaceTile> tiles_;
  std::unordered_map<Name, std::size_t> places_;
  std::vector<std::pair<Name, Name>> accounts_;
  std::vector<std::pair<Name, Name>> bound_;  ///< those of them that a binding names
};

/// The most dangerous first: by weight, by weight everywhere, and by what is worst.
std::vector<SubjectRow> sorted(std::vector<SubjectRow> rows) {
  using Rank = std::tuple<int, int, std::size_t, std::size_t>;
  std::vector<Rank> order;
  order.reserve(rows.size());
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const PowerSet powers = rows[at].powers();
    order.emplace_back(-weight_of(powers), -weight_of(rows[at].everywhere),
                       powers.empty() ? PowerSet::kMost : powers.rows().front(), at);
  }
  std::ranges::sort(order);
  std::vector<SubjectRow> sorted;
  sorted.reserve(rows.size());
  for (const Rank& rank : order) sorted.push_back(std::move(rows[std::get<3>(rank)]));
  return sorted;
}

}  // namespace

int weight_of(PowerSet powers) {
  static const PowerSet kCritical = [] {
    PowerSet critical;
    for (std::size_t row = 0; row < powerful_permissions().size(); ++row)
      if (powerful_permissions()[row].weight == PowerWeight::Critical) critical.insert(row);
    return critical;
  }();
  if (powers.empty()) return 0;
  return (powers - kCritical) == powers ? 1 : 2;
}

std::uint64_t unbound_accounts(const Overview& overview, std::string_view ns) {
  std::uint64_t accounts = 0;
  for (const NamespaceTile& tile : overview.tiles)
    if (ns.empty() || tile.name == ns) accounts += tile.unbound;
  return accounts;
}

Overview overview_of(const AccessGraph& graph, const PowerfulRules& powerful,
                     const std::stop_token& stop) {
  Overview overview;
  const Snapshot& snapshot = graph.snapshot();
  RolePowers role_powers(snapshot, powerful);
  Tiles tiles(snapshot);
  overview.subjects.reserve(graph.subject_count());
  for (std::size_t at = 0; at < graph.subject_count(); ++at) {
    if (stop.stop_requested()) return overview;
    SubjectRow row = row_of(graph, make_id<SubjectId>(at), role_powers);
    const int weight = weight_of(row.powers());
    tiles.add(graph.identity(row.id), weight);
    if (weight == 2) ++overview.critical;
    if (weight == 1) ++overview.high;
    overview.subjects.push_back(std::move(row));
  }
  overview.subjects = sorted(std::move(overview.subjects));
  overview.tiles = tiles.sorted();
  return overview;
}

}  // namespace rbacgraph::gui
