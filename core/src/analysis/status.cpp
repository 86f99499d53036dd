#include "rbacgraph/analysis/status.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "rbacgraph/analysis/completeness.h"

namespace rbacgraph {
namespace {

constexpr std::array<std::string_view, 6> kAlwaysTold{
    "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding", "ServiceAccount", "Namespace"};
constexpr std::array<std::string_view, 9> kToldWhereThere{"Pod",
                                                          "ReplicationController",
                                                          "Deployment",
                                                          "StatefulSet",
                                                          "DaemonSet",
                                                          "ReplicaSet",
                                                          "Job",
                                                          "CronJob",
                                                          "CustomResourceDefinition"};

/// Objects of the Snapshot by kind.
std::map<std::string_view, std::uint64_t> count_in_use(const Snapshot& snapshot) {
  std::map<std::string_view, std::uint64_t> counts;
  for (const Role& role : snapshot.roles()) ++counts[to_string(role.kind)];
  for (const Binding& binding : snapshot.bindings()) ++counts[to_string(binding.kind)];
  for (const Workload& workload : snapshot.workloads()) ++counts[snapshot.text(workload.kind)];
  counts["ServiceAccount"] = snapshot.service_accounts().size();
  counts["Namespace"] = snapshot.namespaces().size();
  return counts;
}

bool is_rbac(std::string_view kind) {
  const std::span<const std::string_view> rbac = std::span(kAlwaysTold).first(4);
  return std::ranges::find(rbac, kind) != rbac.end();
}

/// The worst that is known of a kind, and in which namespaces.
void add_coverage(KindStatus& status, const std::vector<Gap>& all) {
  std::set<std::string> namespaces;
  bool anywhere = false;
  for (const Gap& gap : all) {
    if (gap.kind != status.kind && !(gap.kind.empty() && is_rbac(status.kind))) continue;
    if (status.state != "refused") status.state = gap.state;
    anywhere = anywhere || gap.ns.empty();
    if (!gap.ns.empty()) namespaces.insert(gap.ns);
  }
  if (!anywhere) status.namespaces.assign(namespaces.begin(), namespaces.end());
}

std::vector<KindStatus> kinds_of(const Snapshot& snapshot) {
  const std::map<std::string_view, std::uint64_t> in_use = count_in_use(snapshot);
  const std::vector<Gap> all_gaps = gaps(snapshot);
  std::vector<KindStatus> kinds;
  const auto add = [&](std::string_view kind, bool always) {
    KindStatus status;
    status.kind = kind;
    for (const SourceInfo& source : snapshot.sources()) {
      const auto kept = source.kept.find(std::string(kind));
      if (kept != source.kept.end()) (source.built_in ? status.added : status.read) += kept->second;
    }
    const auto used = in_use.find(kind);
    // Definitions go into the catalogue, which does not say which of its types they made.
    status.in_use = kind == "CustomResourceDefinition" ? status.read
                    : used == in_use.end()             ? 0
                                                       : used->second;
    add_coverage(status, all_gaps);
    if (always || status.in_use + status.read > 0 || status.state != "complete")
      kinds.push_back(std::move(status));
  };
  for (const std::string_view kind : kAlwaysTold) add(kind, true);
  for (const std::string_view kind : kToldWhereThere) add(kind, false);
  return kinds;
}

/// Kinds in round brackets are the reader's own words.
std::string_view why_passed_over(std::string_view kind) {
  if (kind.starts_with("(no apiVersion) "))
    return "named like a kind that is kept, without an apiVersion that says so";
  if (kind == "(no kind)") return "no kind is given";
  if (kind == "(other kinds)") return "kinds beyond the bounds on their number and length";
  if (kind == "(list in a watch event)") return "no watch event has one";
  if (kind.starts_with("authorization.openshift.io/") ||
      (kind.starts_with("v1/") && is_rbac(kind.substr(3))))
    return "OpenShift's own: Kubernetes RBAC does not look at it";
  if (kind.find('/') != std::string_view::npos)
    return "named like a kind that is kept, in another API group";
  if (kind == "Secret") return "what Secrets hold is never kept";
  return "no answer depends on it";
}

std::vector<PassedOver> passed_over_of(const Snapshot& snapshot) {
  std::map<std::string, std::uint64_t> counts;
  for (const SourceInfo& source : snapshot.sources())
    for (const auto& [kind, count] : source.passed_over) counts[kind] += count;
  std::vector<PassedOver> all;
  for (const auto& [kind, count] : counts) all.push_back({kind, count, why_passed_over(kind)});
  return all;
}

std::vector<CodeCount> codes_of(const std::vector<Diagnostic>& diagnostics) {
  std::map<std::pair<Severity, std::string>, std::uint64_t> counts;
  for (const Diagnostic& each : diagnostics) ++counts[{each.severity, each.code}];
  std::vector<CodeCount> codes;
  for (const auto& [key, count] : counts) codes.push_back({key.first, key.second, count});
  std::ranges::stable_sort(codes, std::greater(), &CodeCount::severity);
  return codes;
}

}  // namespace

std::uint64_t Status::count_of(Severity severity) const {
  std::uint64_t count = 0;
  for (const CodeCount& each : codes) count += each.severity == severity ? each.count : 0;
  return count;
}

Status status_of(std::shared_ptr<const Snapshot> snapshot) {
  Status status;
  status.snapshot = std::move(snapshot);
  const Snapshot& of = *status.snapshot;
  status.kinds = kinds_of(of);
  status.passed_over = passed_over_of(of);
  for (const SourceInfo& source : of.sources()) status.refused += source.refused;
  status.aggregated = static_cast<std::uint64_t>(std::ranges::count_if(
      of.roles(), [](const Role& role) { return role.aggregation.has_value(); }));
  status.diagnostics = absent_kinds(of);
  status.diagnostics.insert(status.diagnostics.end(), of.diagnostics().begin(),
                            of.diagnostics().end());
  status.codes = codes_of(status.diagnostics);
  status.incomplete = is_incomplete(of);
  return status;
}

}  // namespace rbacgraph
