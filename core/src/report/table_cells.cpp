#include "report/table_cells.h"

#include <fmt/format.h>

#include "rbacgraph/report/display.h"

namespace rbacgraph {

std::span<const Name> names_of(const Snapshot& snapshot, const Grant& grant) {
  const RuleEntry& entry = snapshot.rules(snapshot.role_of(grant.binding))[grant.rule];
  return snapshot.names().list(snapshot.rule(entry.rule).resource_names);
}

Cell words_cell(std::string_view text) { return {Words{std::string(text)}}; }

Cell text_or_nothing(std::string text) {
  if (text.empty()) return {};
  return {std::move(text)};
}

Cell names_cell(std::vector<std::string> names) {
  if (names.empty()) return {};
  return {std::move(names)};
}

Cell rule_cell(const Snapshot& snapshot, const Grant& grant) {
  const RuleEntry& entry = snapshot.rules(snapshot.role_of(grant.binding))[grant.rule];
  if (entry.aggregated_from == kEmptyName) return {std::uint64_t{grant.rule}};
  return {fmt::format("{} (from {})", grant.rule, snapshot.text(entry.aggregated_from))};
}

Cell source_cell(const Snapshot& snapshot, const Grant& grant, const AnswerTableOptions& options) {
  const SourceRef source = snapshot.rules(snapshot.role_of(grant.binding))[grant.rule].source;
  return text_or_nothing(options.names == nullptr ? place_text(snapshot, source)
                                                  : place_text(*options.names, source));
}

Cell scope_cell(const Snapshot& snapshot, Name ns, bool cluster_wide, bool only_named) {
  constexpr std::string_view kOnlyNamed = " (only named)";
  if (only_named) {
    const std::string_view where = cluster_wide ? "cluster-wide" : snapshot.text(ns);
    return {std::string(where).append(kOnlyNamed), Emphasis::Faint};
  }
  if (cluster_wide) return {Words{"cluster-wide"}, Emphasis::Strong};
  return {std::string(snapshot.text(ns))};
}

void add_evidence(std::vector<Cell>& cells, const Snapshot& snapshot, const Grant& grant) {
  const Binding& binding = snapshot.binding(grant.binding);
  const Role& role = snapshot.role(snapshot.role_of(grant.binding));
  cells.push_back({kind_and_name(to_string(binding.kind), snapshot.text(binding.name))});
  cells.push_back({kind_and_name(to_string(role.kind), snapshot.text(role.name))});
}

std::string subject_text(const SubjectRef& subject) {
  if (subject.kind != SubjectKind::ServiceAccount) return subject.name;
  return subject.ns + "/" + subject.name;
}

SubjectRef spelled_subject(const Snapshot& snapshot, const Grant& grant) {
  const Binding& binding = snapshot.binding(grant.binding);
  const Subject& subject = binding.subjects[grant.subject];
  const bool account = subject.kind == SubjectKind::ServiceAccount;
  const Name ns = account && subject.ns == kEmptyName ? binding.ns : subject.ns;
  return {subject.kind, account ? std::string(snapshot.text(ns)) : std::string(),
          std::string(snapshot.text(subject.name))};
}

}  // namespace rbacgraph
