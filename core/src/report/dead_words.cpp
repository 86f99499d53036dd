#include "report/dead_words.h"

namespace rbacgraph {

std::string_view dead_text(DeadReason reason) {
  switch (reason) {
    case DeadReason::ClusterScopedThroughRoleBinding:
      return "such a request carries no namespace, so no RoleBinding is looked at";
    case DeadReason::UrlThroughRoleBinding:
      return "a request for a URL carries no namespace, so no RoleBinding is looked at";
    case DeadReason::NamesOnDeleteCollection:
      return "the rule is for named objects only, and deletecollection never carries a name";
    case DeadReason::EmptyNameOnNamedRequest:
      return "the resource name is empty, and such a request always carries a name";
    case DeadReason::AccountWithoutNamespace:
      return "the ClusterRoleBinding names a service account without a namespace, which is nobody";
    case DeadReason::OtherNamespaceObject: break;
  }
  return "a RoleBinding reaches the Namespace object of its own namespace only";
}

}  // namespace rbacgraph
