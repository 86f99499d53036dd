#include "state/overview.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

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
std::string place_of_worst(const SubjectRow& row, const std::set<std::string_view>& namespaces) {
  const int worst = weight_of(row.powers());
  if (worst == 0) return {};
  if (weight_of(row.everywhere) == worst) return "everywhere";
  if (weight_of(row.in_namespaces) != worst) return "only named objects";
  if (namespaces.size() == 1) return "in " + std::string(*namespaces.begin());
  return "in " + std::to_string(namespaces.size()) + " namespaces";
}

SubjectRow row_of(const AccessGraph& graph, SubjectId id, RolePowers& role_powers) {
  const Snapshot& snapshot = graph.snapshot();
  SubjectRow row;
  row.id = id;
  row.subject = graph.subject_ref(id);
  std::set<std::string_view> namespaces;
  for (const AccessGraph::ReachedRole& reached : graph.reach(id)) {
    ++row.bindings;
    if (reached.role == kNoId<RoleId>) continue;
    row.rules += static_cast<std::uint32_t>(snapshot.rules(reached.role).size());
    const Powers powers = role_powers.of(reached.role, reached.ns);
    row.only_named |= powers.only_named;
    if (powers.whole.empty()) continue;
    (reached.ns == kEmptyName ? row.everywhere : row.in_namespaces) |= powers.whole;
    if (reached.ns != kEmptyName) namespaces.insert(snapshot.text(reached.ns));
  }
  if (row.subject.kind == SubjectKind::Group && row.subject.name == kMastersGroup)
    row.everywhere.insert(0);  // passes before RBAC is asked; the first row is "everything"
  row.in_namespaces = row.in_namespaces - row.everywhere;
  row.only_named = row.only_named - row.everywhere - row.in_namespaces;
  row.where = place_of_worst(row, namespaces);
  return row;
}

class Tiles {
 public:
  explicit Tiles(const Snapshot& snapshot) {
    of("");
    for (const Namespace& ns : snapshot.namespaces()) of(snapshot.text(ns.name));
    for (const ServiceAccount& account : snapshot.service_accounts())
      accounts_.emplace(snapshot.text(account.ns), snapshot.text(account.name));
    for (const Role& role : snapshot.roles()) ++of(snapshot.text(role.ns)).roles;
    for (std::size_t at = 0; at < snapshot.bindings().size(); ++at) {
      NamespaceTile& tile = of(snapshot.text(snapshot.bindings()[at].ns));
      ++tile.bindings;
      if (snapshot.role_of(make_id<BindingId>(at)) == kNoId<RoleId>) ++tile.missing_roles;
    }
  }

  void add(const SubjectRow& row) {
    const bool is_account = row.subject.kind == SubjectKind::ServiceAccount;
    if (is_account) accounts_.emplace(row.subject.ns, row.subject.name);
    NamespaceTile& tile = of(is_account ? row.subject.ns : "");
    const int weight = weight_of(row.powers());
    if (weight == 2) ++tile.critical;
    if (weight == 1) ++tile.high;
    if (!is_account) ++tile.accounts;
  }

  std::vector<NamespaceTile> sorted() {
    for (const auto& [ns, name] : accounts_) ++of(ns).accounts;
    std::vector<NamespaceTile> tiles;
    tiles.reserve(tiles_.size());
    for (auto& [name, tile] : tiles_) tiles.push_back(std::move(tile));
    std::ranges::stable_sort(tiles, [](const NamespaceTile& a, const NamespaceTile& b) {
      return std::tuple(!a.name.empty(), b.critical, b.high, b.bindings, std::string_view(a.name)) <
             std::tuple(!b.name.empty(), a.critical, a.high, a.bindings, std::string_view(b.name));
    });
    return tiles;
  }

 private:
  NamespaceTile& of(std::string_view ns) {
    const auto [at, is_new] = tiles_.try_emplace(std::string(ns));
    if (is_new) at->second.name = ns;
    return at->second;
  }

  std::map<std::string, NamespaceTile, std::less<>> tiles_;
  std::set<std::pair<std::string, std::string>> accounts_;
};

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
    tiles.add(row);
    const int weight = weight_of(row.powers());
    if (weight == 2) ++overview.critical;
    if (weight == 1) ++overview.high;
    overview.subjects.push_back(std::move(row));
  }
  std::ranges::stable_sort(overview.subjects, [](const SubjectRow& a, const SubjectRow& b) {
    const auto rank = [](const SubjectRow& row) {
      return std::tuple(-weight_of(row.powers()), -weight_of(row.everywhere),
                        row.powers().empty() ? PowerSet::kMost : row.powers().rows().front());
    };
    return rank(a) < rank(b);
  });
  overview.tiles = tiles.sorted();
  return overview;
}

}  // namespace rbacgraph::gui
