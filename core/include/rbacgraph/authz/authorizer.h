/// Decides as the API server does: its superuser check, then RBAC (SEMANTICS §2.3).
///
/// Immutable; any number of threads may ask. Holds the Snapshot and an index of its bindings by
/// subject.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "rbacgraph/authz/attributes.h"
#include "rbacgraph/authz/decision.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

class Authorizer {
 public:
  explicit Authorizer(std::shared_ptr<const Snapshot> snapshot);
  ~Authorizer();
  Authorizer(Authorizer&&) noexcept;
  Authorizer& operator=(Authorizer&&) noexcept;
  Authorizer(const Authorizer&) = delete;
  Authorizer& operator=(const Authorizer&) = delete;

  Decision decide(const UserInfo& user, const Request& request) const;

  /// Every grant that allows it, ordered by binding, rule and subject; none for a superuser.
  std::vector<Grant> grants(const UserInfo& user, const Request& request) const;

  /// Bindings that apply to the user in a namespace ("" for none), each with the index of the first
  /// subject that applies, cluster-wide ones first: what a SelfSubjectRulesReview visits.
  struct AppliedBinding {
    BindingId binding;
    std::uint32_t subject;
  };
  std::vector<AppliedBinding> applied_bindings(const UserInfo& user, std::string_view ns) const;

  /// Every place where a binding names the user or one of the groups, whatever the binding's scope:
  /// ascending by binding, then by subject.
  std::vector<AppliedBinding> naming_subjects(const UserInfo& user) const;

  const Snapshot& snapshot() const;

 private:
  class Index;
  std::shared_ptr<const Snapshot> snapshot_;
  std::unique_ptr<const Index> index_;
};

}  // namespace rbacgraph
