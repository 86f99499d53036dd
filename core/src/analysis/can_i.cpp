#include "rbacgraph/analysis/can_i.h"

#include <utility>

#include "analysis/words_absent.h"

namespace rbacgraph {

UserInfo user_info(const SubjectRef& subject, std::vector<std::string> groups) {
  UserInfo user;
  if (subject.kind == SubjectKind::Group) {
    groups.push_back(subject.name);
    user.groups_alone = true;
  } else if (subject.kind == SubjectKind::ServiceAccount) {
    user.name = service_account_user(subject.ns, subject.name);
  } else {
    user.name = subject.name;
  }
  user.groups = with_implied_groups(user.name, std::move(groups));
  return user;
}

Request request_of(const AccessQuery& query) {
  if (query.is_url()) return UrlRequest{query.verb, query.non_resource_url};
  return ResourceRequest{query.verb,        query.group,           query.resource,
                         query.subresource, query.ns.value_or(""), query.name};
}

CanIAnswer can_i(const Authorizer& authorizer, std::shared_ptr<const Snapshot> snapshot,
                 UserInfo user, const AccessQuery& query) {
  CanIAnswer answer;
  const Request request = request_of(query);
  answer.decision = authorizer.decide(user, request);
  answer.grants = authorizer.grants(user, request);
  if (answer.decision.superuser)
    answer.notes.emplace_back("members of system:masters pass before RBAC is asked");
  if (std::string absent = absent_account_note(*snapshot, user.name); !absent.empty())
    answer.notes.push_back(std::move(absent));
  answer.snapshot = std::move(snapshot);
  answer.user = std::move(user);
  answer.query = query;
  return answer;
}

}  // namespace rbacgraph
