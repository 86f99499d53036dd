/// From the user's words to an object: KIND/NAME, KIND/NAMESPACE/NAME, or a bare name.
///
/// Kinds are understood as kubectl understands them: ClusterRole, clusterroles, sa, deploy. Objects
/// that are not in the input but that others refer to are found too: a role that a binding misses,
/// an account that only a binding names, the namespace of a Role.
///
/// Pure functions of an immutable Snapshot.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/base/diagnostic.h"
#include "rbacgraph/base/result.h"
#include "rbacgraph/k8s/subject.h"
#include "rbacgraph/policy/snapshot.h"

namespace rbacgraph {

/// The kinds of objects that one can ask about.
enum class NamedKind : std::uint8_t {
  ClusterRole,
  Role,
  ClusterRoleBinding,
  RoleBinding,
  ServiceAccount,
  User,
  Group,
  Namespace,
  Workload,  ///< any of the eight kinds that run pods
};

/// A set of NamedKinds.
class NamedKinds {
 public:
  constexpr NamedKinds(std::initializer_list<NamedKind> kinds) {
    for (const NamedKind kind : kinds) bits_ |= bit(kind);
  }
  static constexpr NamedKinds all() {
    return {NamedKind::ClusterRole, NamedKind::Role,           NamedKind::ClusterRoleBinding,
            NamedKind::RoleBinding, NamedKind::ServiceAccount, NamedKind::User,
            NamedKind::Group,       NamedKind::Namespace,      NamedKind::Workload};
  }
  constexpr bool has(NamedKind kind) const { return (bits_ & bit(kind)) != 0; }

 private:
  static constexpr unsigned bit(NamedKind kind) { return 1U << static_cast<unsigned>(kind); }
  unsigned bits_ = 0;
};

/// Does it begin with a word for one of these kinds, as "sa/ns/name" does?
bool spells_kind(std::string_view words, NamedKinds kinds);

struct NamedObject {
  NamedKind kind{};
  ObjectRef ref;        ///< with the kind's own word: "Deployment"
  bool exists = false;  ///< as an object of the input; users and groups have none
};

/// Of an account, user or group.
SubjectRef subject_of(const NamedObject& object);

/// `what` names what is looked for in messages: "role", "binding", "object". A namespaced name
/// without namespace is looked up in all of them, or in `ns`. Fails for a name that is not there,
/// with the nearest that are, and for one that several objects have, with the choices.
///
/// A user, group or account that is spelled with its kind and in full needs to be named nowhere.
Result<NamedObject> find_object(const Snapshot& snapshot, std::string_view words, NamedKinds kinds,
                                std::string_view what, const std::optional<std::string>& ns = {});

/// All that find_object finds, sorted by kind, namespace and name, each once.
std::vector<ObjectRef> known_objects(const Snapshot& snapshot, NamedKinds kinds);

/// The kind that a word stands for ("sa" and "serviceaccounts" for "ServiceAccount"), "" for none
/// of these.
std::string_view kind_of_word(std::string_view word, NamedKinds kinds);

/// Words for kinds that one can begin with, in lower case: "clusterrole", "pod".
std::vector<std::string> kind_words(NamedKinds kinds);

}  // namespace rbacgraph
