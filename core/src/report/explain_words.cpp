/// The sentences of explanations.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/explain_text.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph {
namespace {

/// So many names of a list are shown in a sentence.
constexpr std::size_t kNamesShown = 6;

std::string name_list(const Snapshot& snapshot, std::span<const Name> names) {
  std::vector<std::string> shown;
  for (const Name name : names.first(std::min(names.size(), kNamesShown)))
    shown.push_back(printable(snapshot.text(name)));
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  if (names.size() > shown.size()) text += fmt::format(" and {} more", names.size() - shown.size());
  return text;
}

std::string binding_text(const Snapshot& snapshot, BindingId id) {
  const Binding& binding = snapshot.binding(id);
  std::string text = kind_and_name(to_string(binding.kind), snapshot.text(binding.name));
  if (binding.kind == BindingKind::RoleBinding)
    text.append(" in ").append(snapshot.text(binding.ns));
  return text;
}

std::string role_text(const Snapshot& snapshot, RoleId id) {
  const Role& role = snapshot.role(id);
  return kind_and_name(to_string(role.kind), snapshot.text(role.name));
}

/// The query's type as rules spell it.
std::string type_text(const AccessQuery& query) {
  if (query.is_url()) return query.non_resource_url;
  return query.subresource.empty() ? query.resource : query.resource + "/" + query.subresource;
}

std::string group_text(std::string_view group) {
  return group.empty() ? "the core group" : "\"" + std::string(group) + "\"";
}

}  // namespace

std::string_view to_string(MissKind kind) {
  switch (kind) {
    case MissKind::OtherNamespace: return "binding-in-other-namespace";
    case MissKind::OtherName: return "other-resource-name";
    case MissKind::NeverWithName: return "request-never-carries-name";
    case MissKind::AlwaysWithName: return "request-always-carries-name";
    case MissKind::RoleBindingOnly: return "needs-cluster-role-binding";
    case MissKind::RoleNotFound: return "role-not-found";
    case MissKind::GroupNotHeld: return "group-not-held";
    case MissKind::WordSpelling: return "word-spelling";
    case MissKind::OtherVerb: return "other-verb";
    case MissKind::OtherApiGroup: return "other-api-group";
    case MissKind::OtherSubresource: return "other-subresource";
  }
  return "";
}

std::string verdict_sentence(const Explanation& explanation) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  const AnswerItem& access = explanation.access;
  const std::string who = printable(spell(explanation.subject));
  const AccessQuery& query = explanation.query;
  std::string what = phrase(query);
  // Where it holds is said below, more exactly than that.
  constexpr std::string_view kAnywhere = ", in all namespaces";
  const bool partly = explanation.somewhere() && !explanation.as_asked();
  if (partly && what.ends_with(kAnywhere)) what.resize(what.size() - kAnywhere.size());
  if (explanation.superuser) return fmt::format("{} can {}: it is in system:masters", who, what);
  if (!explanation.somewhere()) return fmt::format("{} can't {}", who, what);
  std::vector<std::string> parts;
  if (access.cluster_wide) {
    if (!query.is_url() && query.place.scope != CheckScope::Cluster)
      parts.emplace_back("cluster-wide");
  } else {
    if (!access.namespaces.empty() && !query.ns) {
      parts.push_back(fmt::format("in {} {}",
                                  access.namespaces.size() == 1 ? "namespace" : "namespaces",
                                  name_list(snapshot, access.namespaces)));
    }
    for (const NamedAccess& named : access.named) {
      parts.push_back(
          fmt::format("only named {}{}", name_list(snapshot, named.resource_names),
                      named.ns ? " in " + printable(snapshot.text(*named.ns)) : std::string()));
    }
  }
  return fmt::format("{} can {}{}{}", who, what, parts.empty() ? "" : ": ", fmt::join(parts, "; "));
}

std::string miss_sentence(const Explanation& explanation, const NearMiss& miss) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  const AccessQuery& query = explanation.query;
  const std::string by = binding_text(snapshot, miss.binding);
  const std::string rule =
      miss.rule ? fmt::format("rule {} of {} (bound by {})", *miss.rule,
                              role_text(snapshot, snapshot.role_of(miss.binding)), by)
                : std::string();
  switch (miss.kind) {
    case MissKind::OtherNamespace:
      return fmt::format("{} gives this in namespace {} only: a binding in {} would be needed", by,
                         miss.has, miss.needs);
    case MissKind::OtherName:
      return fmt::format("{} is for objects named {} only: \"{}\" is not among them", rule,
                         miss.has, miss.needs);
    case MissKind::NeverWithName:
      return fmt::format(
          "{} is for objects named {} only, and a request to {} never carries a name", rule,
          miss.has, query.verb);
    case MissKind::AlwaysWithName:
      return fmt::format("{} is for the empty name only, and a request to {} always carries a name",
                         rule, query.verb);
    case MissKind::RoleBindingOnly:
      return fmt::format(
          "{} has it, but a request to {} {} carries no namespace, so that no RoleBinding is "
          "looked "
          "at: a ClusterRoleBinding would be needed",
          rule, query.verb, type_text(query));
    case MissKind::RoleNotFound:
      return fmt::format("{} refers to {}/{}, which is not there", by,
                         snapshot.text(snapshot.binding(miss.binding).role_ref.kind), miss.needs);
    case MissKind::GroupNotHeld:
      return fmt::format("the group {} has this through {}, and {} is not known to be in it",
                         miss.needs, by, spell(explanation.subject));
    case MissKind::WordSpelling:
      return fmt::format(
          "{} says \"{}\", which is not {}", rule, miss.has,
          miss.needs.empty() ? "the core group (written \"\")" : "\"" + miss.needs + "\"");
    case MissKind::OtherVerb:
      return fmt::format("{} allows {} here, not {}", rule, miss.has, miss.needs);
    case MissKind::OtherApiGroup:
      return fmt::format("{} is for {} in the API group {}, not in {}", rule, type_text(query),
                         miss.has, group_text(miss.needs));
    case MissKind::OtherSubresource:
      return fmt::format("{} is for {}, which does not include {}", rule, miss.has, miss.needs);
  }
  return {};
}

std::string element_text(const Snapshot& snapshot, const CutElement& element) {
  switch (element.kind) {
    case CutElement::Kind::Binding: return binding_text(snapshot, element.binding);
    case CutElement::Kind::Subject: {
      const Binding& binding = snapshot.binding(element.binding);
      const Subject& subject = binding.subjects[element.subject];
      const bool account = subject.kind == SubjectKind::ServiceAccount;
      const Name ns = account && subject.ns == kEmptyName ? binding.ns : subject.ns;
      const SubjectRef ref{subject.kind, account ? std::string(snapshot.text(ns)) : std::string(),
                           std::string(snapshot.text(subject.name))};
      return spell(ref) + " from " + binding_text(snapshot, element.binding);
    }
    case CutElement::Kind::Rule: break;
  }
  const std::vector<RuleEntry>& rules = snapshot.role(element.role).rules;
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at < rules.size(); ++at)
    if (rules[at].rule == element.rule) places.push_back(at);
  return fmt::format("{} {} of {}", places.size() == 1 ? "rule" : "rules", fmt::join(places, ", "),
                     role_text(snapshot, element.role));
}

}  // namespace rbacgraph
