#include "rbacgraph/analysis/answer.h"

namespace rbacgraph {

PowerSet powers_of(const Answer& answer) {
  PowerSet all;
  for (const AnswerItem& item : answer.items) all |= item.powers.all();
  return all;
}

std::string explain(const Snapshot& snapshot, const AccessQuery& query, const DeadGrant& dead) {
  const Binding& binding = snapshot.binding(dead.grant.binding);
  const std::string ns(snapshot.text(binding.ns));
  std::string type = query.any_resource ? "the type" : query.resource;
  if (!query.group.empty() && !query.any_resource) type.append(".").append(query.group);
  if (!query.subresource.empty()) type.append("/").append(query.subresource);
  switch (dead.reason) {
    case DeadReason::ClusterScopedThroughRoleBinding:
      return "a request to " + (query.any_verb ? "use" : query.verb) + " " + type +
             " carries no namespace, so no RoleBinding is looked at";
    case DeadReason::UrlThroughRoleBinding:
      return "a request for a URL carries no namespace, so no RoleBinding is looked at";
    case DeadReason::NamesOnDeleteCollection:
      return "the rule is for named objects only, and deletecollection never carries a name";
    case DeadReason::EmptyNameOnNamedRequest:
      return "the rule's only resource name is empty, and a request to " +
             (query.any_verb ? "use" : query.verb) + " " + type + " always carries a name";
    case DeadReason::AccountWithoutNamespace:
      return "the ClusterRoleBinding names a service account without a namespace, which is nobody";
    case DeadReason::OtherNamespaceObject:
      return "a RoleBinding in " + ns + " reaches the Namespace object \"" + ns +
             "\" only, and the rule's resource names leave it out";
  }
  return {};
}

}  // namespace rbacgraph
