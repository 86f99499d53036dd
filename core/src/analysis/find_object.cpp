#include "rbacgraph/analysis/find_object.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "rbacgraph/base/text.h"
#include "rbacgraph/k8s/subject.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMostListed = 10;
constexpr std::size_t kMostSuggested = 3;

/// A word for a kind; `kind` has its own spelling.
struct KindWord {
  std::string_view kind;
  std::string_view plural;
  std::string_view short_name;
  NamedKind named;
  bool namespaced;
};

constexpr std::array<KindWord, 16> kKinds{{
    {"ClusterRole", "clusterroles", "", NamedKind::ClusterRole, false},
    {"Role", "roles", "", NamedKind::Role, true},
    {"ClusterRoleBinding", "clusterrolebindings", "", NamedKind::ClusterRoleBinding, false},
    {"RoleBinding", "rolebindings", "", NamedKind::RoleBinding, true},
    {"ServiceAccount", "serviceaccounts", "sa", NamedKind::ServiceAccount, true},
    {"User", "users", "", NamedKind::User, false},
    {"Group", "groups", "", NamedKind::Group, false},
    {"Namespace", "namespaces", "ns", NamedKind::Namespace, false},
    {"Pod", "pods", "po", NamedKind::Workload, true},
    {"ReplicationController", "replicationcontrollers", "rc", NamedKind::Workload, true},
    {"Deployment", "deployments", "deploy", NamedKind::Workload, true},
    {"StatefulSet", "statefulsets", "sts", NamedKind::Workload, true},
    {"DaemonSet", "daemonsets", "ds", NamedKind::Workload, true},
    {"ReplicaSet", "replicasets", "rs", NamedKind::Workload, true},
    {"Job", "jobs", "", NamedKind::Workload, true},
    {"CronJob", "cronjobs", "cj", NamedKind::Workload, true},
}};

const KindWord* find_kind(std::string_view word, NamedKinds kinds) {
  for (const KindWord& each : kKinds) {
    if (kinds.has(each.named) &&
        (equal_ignoring_case(word, each.kind) || equal_ignoring_case(word, each.plural) ||
         (!each.short_name.empty() && equal_ignoring_case(word, each.short_name))))
      return &each;
  }
  return nullptr;
}

/// What stands before the first `/`, `:` or `=`, where it is a word for one of these kinds.
struct Spelling {
  const KindWord* kind = nullptr;  ///< null: a bare name
  std::string_view rest;
};

Spelling split_kind(std::string_view words, NamedKinds kinds) {
  const std::size_t end = words.find_first_of(":/=");
  if (end == std::string_view::npos) return {nullptr, words};
  const KindWord* kind = find_kind(words.substr(0, end), kinds);
  if (kind == nullptr) return {nullptr, words};
  return {kind, words.substr(end + 1)};
}

/// An object or what others refer to as one, in views of the Snapshot's names.
struct Known {
  NamedKind named;
  std::string_view kind;
  std::string_view ns;
  std::string_view name;
  auto key() const { return std::tuple(named, kind, ns, name); }
  friend bool operator<(const Known& a, const Known& b) { return a.key() < b.key(); }
};

NamedObject to_object(const Known& known, bool exists) {
  return {known.named,
          {std::string(known.kind), std::string(known.ns), std::string(known.name)},
          exists};
}

/// Visits (object, does it exist), most of those that are referred to more than once.
template <class Visit>
class KnownObjects {
 public:
  KnownObjects(const Snapshot& snapshot, NamedKinds kinds, Visit visit)
      : snapshot_(snapshot), kinds_(kinds), visit_(std::move(visit)) {}

  void run() {
    roles();
    bindings();
    accounts_and_namespaces();
    if (kinds_.has(NamedKind::Group)) {
      for (const std::string_view group :
           {kMastersGroup, kAuthenticatedGroup, kUnauthenticatedGroup, kServiceAccountsGroup})
        visit_(Known{NamedKind::Group, "Group", {}, group}, true);
    }
  }

 private:
  std::string_view text(Name name) const { return snapshot_.text(name); }

  void tell(NamedKind named, std::string_view kind, Name ns, Name name, bool exists) {
    if (kinds_.has(named)) visit_(Known{named, kind, text(ns), text(name)}, exists);
  }

  void tell_namespace(Name ns) {
    if (ns != kEmptyName) tell(NamedKind::Namespace, "Namespace", kEmptyName, ns, false);
  }

  void roles() {
    for (const Role& role : snapshot_.roles()) {
      tell(role.kind == RoleKind::Role ? NamedKind::Role : NamedKind::ClusterRole,
           to_string(role.kind), role.ns, role.name, true);
      tell_namespace(role.ns);
    }
  }

  void bindings() {
    for (std::uint32_t id = 0; id < snapshot_.bindings().size(); ++id) {
      const Binding& binding = snapshot_.bindings()[id];
      tell(binding.kind == BindingKind::RoleBinding ? NamedKind::RoleBinding
                                                    : NamedKind::ClusterRoleBinding,
           to_string(binding.kind), binding.ns, binding.name, true);
      tell_namespace(binding.ns);
      if (snapshot_.role_of(make_id<BindingId>(id)) == kNoId<RoleId>) missing_role(binding);
      for (const Subject& subject : binding.subjects) named_subject(binding, subject);
    }
  }

  void missing_role(const Binding& binding) {
    const RoleRef& ref = binding.role_ref;
    if (text(ref.kind) == "ClusterRole")
      tell(NamedKind::ClusterRole, "ClusterRole", kEmptyName, ref.name, false);
    if (text(ref.kind) == "Role") tell(NamedKind::Role, "Role", binding.ns, ref.name, false);
  }

  void named_subject(const Binding& binding, const Subject& subject) {
    if (subject.kind == SubjectKind::Group) {
      tell(NamedKind::Group, "Group", kEmptyName, subject.name, true);
    } else if (subject.kind == SubjectKind::ServiceAccount) {
      const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
      if (ns != kEmptyName)
        tell(NamedKind::ServiceAccount, "ServiceAccount", ns, subject.name, false);
    } else if (subject.kind == SubjectKind::User) {
      if (const auto account = parse_service_account_user(text(subject.name))) {
        if (kinds_.has(NamedKind::ServiceAccount)) {
          visit_(
              Known{NamedKind::ServiceAccount, "ServiceAccount", account->first, account->second},
              false);
        }
      } else {
        tell(NamedKind::User, "User", kEmptyName, subject.name, true);
      }
    }
  }

  void accounts_and_namespaces() {
    for (const ServiceAccount& account : snapshot_.service_accounts()) {
      tell(NamedKind::ServiceAccount, "ServiceAccount", account.ns, account.name, true);
      tell_namespace(account.ns);
    }
    for (const Workload& workload : snapshot_.workloads()) {
      tell(NamedKind::Workload, text(workload.kind), workload.ns, workload.name, true);
      tell(NamedKind::ServiceAccount, "ServiceAccount", workload.ns, workload.service_account,
           false);
      tell_namespace(workload.ns);
    }
    for (const Namespace& each : snapshot_.namespaces())
      tell(NamedKind::Namespace, "Namespace", kEmptyName, each.name, true);
  }

  const Snapshot& snapshot_;
  NamedKinds kinds_;
  Visit visit_;
};

template <class Visit>
void for_each_known(const Snapshot& snapshot, NamedKinds kinds, Visit visit) {
  KnownObjects<Visit>(snapshot, kinds, std::move(visit)).run();
}

std::string spell(const Known& known) {
  std::string text(known.kind);
  text.append("/").append(known.ns).append(known.ns.empty() ? "" : "/").append(known.name);
  return text;
}

/// What is looked for: a kind or any, a namespace or any, a name.
struct Wanted {
  const KindWord* kind = nullptr;
  std::optional<std::string_view> ns;
  std::string_view name;
  bool or_cluster_scoped = false;  ///< `ns` is no part of the words

  bool fits_but_name(const Known& known) const {
    return (kind == nullptr || known.kind == kind->kind) &&
           (!ns || known.ns == *ns || (or_cluster_scoped && known.ns.empty()));
  }
};

/// A user name that is an account's is that account (SEMANTICS §2.3).
std::optional<Wanted> spelled_like_account(const Spelling& spelling, NamedKinds kinds) {
  if (spelling.kind != nullptr && spelling.kind->named != NamedKind::User) return std::nullopt;
  if (!kinds.has(NamedKind::ServiceAccount)) return std::nullopt;
  const auto account = parse_service_account_user(spelling.rest);
  if (!account) return std::nullopt;
  const auto* const kind = std::ranges::find(kKinds, NamedKind::ServiceAccount, &KindWord::named);
  return Wanted{kind, account->first, account->second};
}

/// In a namespaced kind, and without a kind, what stands before a slash is a namespace.
std::vector<Wanted> readings(const Spelling& spelling, NamedKinds kinds,
                             const std::optional<std::string>& ns) {
  if (const auto account = spelled_like_account(spelling, kinds)) return {*account};
  const bool namespaced = spelling.kind == nullptr || spelling.kind->namespaced;
  const std::size_t end = spelling.rest.find_first_of("/:");
  std::vector<Wanted> all;
  if (namespaced && end != std::string_view::npos && end > 0) {
    all.push_back({spelling.kind, spelling.rest.substr(0, end), spelling.rest.substr(end + 1)});
    if (spelling.kind != nullptr && spelling.rest[end] == '/') return all;
  }
  // The name of a role, a user or a group may have a colon in it, the latter two a slash.
  all.push_back({spelling.kind, std::nullopt, spelling.rest});
  if (ns && namespaced) {
    all.back().ns = *ns;
    all.back().or_cluster_scoped = true;
  }
  return all;
}

tl::unexpected<Error> ambiguous(std::string_view words, const std::set<Known>& choices) {
  std::string hint = "say which: ";
  std::size_t listed = 0;
  for (const Known& choice : choices) {
    if (listed == kMostListed) break;
    hint.append(listed++ == 0 ? "" : ", ").append(spell(choice));
  }
  if (choices.size() > listed)
    hint.append(" and ").append(std::to_string(choices.size() - listed)).append(" more");
  return fail(ErrorCode::InvalidArgument,
              "\"" + std::string(words) + "\" is the name of " + std::to_string(choices.size()) +
                  " objects",
              std::move(hint));
}

/// The next step where no name is near: what there is, or how a name is written.
std::string hint_without_near(std::string_view words, NamedKinds kinds, std::string_view what,
                              const KindWord* kind, const std::set<Known>& fitting) {
  if (kind == nullptr && words.find('/') != words.rfind('/')) {
    std::string hint = "write KIND/NAMESPACE/NAME, where KIND is ";
    const std::vector<std::string> all = kind_words(kinds);
    for (std::size_t at = 0; at < all.size(); ++at)
      hint.append(at == 0 ? "" : at + 1 == all.size() ? " or " : ", ").append(all[at]);
    return hint;
  }
  const std::string none(kind != nullptr ? kind->kind : what);
  if (fitting.empty()) return "the input has no " + none + " at all";
  std::string hint = "the input has ";
  std::size_t listed = 0;
  for (const Known& known : fitting) {
    if (listed == kMostSuggested) break;
    hint.append(listed++ == 0 ? "" : ", ").append(spell(known));
  }
  if (fitting.size() > listed)
    hint.append(" and ").append(std::to_string(fitting.size() - listed)).append(" more");
  return hint;
}

/// Could it be there all the same? A name alone may be of any kind.
bool may_be_unread(const Snapshot& snapshot, NamedKinds kinds, const Wanted& wanted) {
  return std::ranges::any_of(kKinds, [&](const KindWord& each) {
    const bool meant =
        wanted.kind != nullptr ? each.kind == wanted.kind->kind : kinds.has(each.named);
    return meant && snapshot.coverage().may_miss(each.kind, each.namespaced ? wanted.ns : "");
  });
}

tl::unexpected<Error> unknown(const Snapshot& snapshot, std::string_view words, NamedKinds kinds,
                              std::string_view what, const std::vector<Wanted>& wanted) {
  std::set<Known> fitting;
  for_each_known(snapshot, kinds, [&](const Known& known, bool) {
    const Wanted& most = wanted.front();
    if (most.kind == nullptr || known.kind == most.kind->kind) fitting.insert(known);
  });
  // First the same name elsewhere, then names that are nearly the same.
  std::vector<std::string_view> names;
  for (const Known& known : fitting) names.push_back(known.name);
  std::vector<std::string> near;
  for (const Wanted& each : wanted) near.emplace_back(each.name);
  for (const Wanted& each : wanted) {
    for (std::string& name : nearest(each.name, names, kMostSuggested)) {
      near.push_back(std::move(name));
    }
  }
  std::vector<std::string> told;
  for (const std::string& name : near) {
    for (const Known& known : fitting) {
      if (known.name != name || told.size() == kMostSuggested) continue;
      if (std::ranges::find(told, spell(known)) == told.end()) told.push_back(spell(known));
    }
  }
  std::string hint;
  for (const std::string& each : told)
    hint.append(hint.empty() ? "did you mean " : ", ").append(each);
  hint = hint.empty() ? hint_without_near(words, kinds, what, wanted.front().kind, fitting)
                      : hint.append("?");
  const std::string_view kind = wanted.front().kind != nullptr ? wanted.front().kind->kind : what;
  const std::string_view rest =
      wanted.front().kind != nullptr ? words.substr(words.find_first_of(":/=") + 1) : words;
  std::string message = "no " + std::string(kind) + " \"" + std::string(rest) + "\" in the input";
  if (may_be_unread(snapshot, kinds, wanted.front()))
    message += ", which was not wholly read: it may be there all the same";
  return fail(ErrorCode::NotFound, std::move(message), std::move(hint));
}

/// Is it spelled like an account that there can't be, with too many parts?
bool names_no_account(const Wanted& wanted) {
  return wanted.kind != nullptr && wanted.kind->named == NamedKind::ServiceAccount && wanted.ns &&
         wanted.name.find_first_of("/:") != std::string_view::npos;
}

/// A subject that is spelled in full, whether or not anything names it.
std::optional<Known> spelled_subject(const Wanted& wanted) {
  if (wanted.kind == nullptr || wanted.name.empty()) return std::nullopt;
  if (wanted.kind->named == NamedKind::User) {
    if (const auto account = parse_service_account_user(wanted.name))
      return Known{NamedKind::ServiceAccount, "ServiceAccount", account->first, account->second};
    return Known{NamedKind::User, "User", {}, wanted.name};
  }
  if (wanted.kind->named == NamedKind::Group)
    return Known{NamedKind::Group, "Group", {}, wanted.name};
  if (wanted.kind->named == NamedKind::ServiceAccount && wanted.ns)
    return Known{NamedKind::ServiceAccount, "ServiceAccount", *wanted.ns, wanted.name};
  return std::nullopt;
}

}  // namespace

SubjectRef subject_of(const NamedObject& object) {
  const SubjectKind kind = object.kind == NamedKind::Group            ? SubjectKind::Group
                           : object.kind == NamedKind::ServiceAccount ? SubjectKind::ServiceAccount
                                                                      : SubjectKind::User;
  return {kind, object.ref.ns, object.ref.name};
}

bool spells_kind(std::string_view words, NamedKinds kinds) {
  return split_kind(words, kinds).kind != nullptr;
}

Result<NamedObject> find_object(const Snapshot& snapshot, std::string_view words, NamedKinds kinds,
                                std::string_view what, const std::optional<std::string>& ns) {
  const Spelling spelling = split_kind(words, kinds);
  if (spelling.rest.empty()) {
    return fail(ErrorCode::InvalidArgument,
                words.empty() ? "the " + std::string(what) + " is empty"
                              : "\"" + std::string(words) + "\" has a kind and no name",
                "write KIND/NAME, or KIND/NAMESPACE/NAME of a kind that has a namespace");
  }
  const std::vector<Wanted> wanted = readings(spelling, kinds, ns);
  std::set<Known> found;
  std::set<Known> existing;
  for_each_known(snapshot, kinds, [&](const Known& known, bool exists) {
    if (std::ranges::none_of(wanted, [&](const Wanted& each) {
          return known.name == each.name && each.fits_but_name(known);
        }))
      return;
    found.insert(known);
    if (exists) existing.insert(known);
  });
  if (found.empty()) {
    if (names_no_account(wanted.front())) {
      return fail(ErrorCode::InvalidArgument,
                  "\"" + std::string(spelling.rest) + "\" names no service account",
                  "write sa:NAMESPACE/NAME");
    }
    if (const auto subject = spelled_subject(wanted.front())) return to_object(*subject, false);
    return unknown(snapshot, words, kinds, what, wanted);
  }
  if (found.size() > 1) return ambiguous(words, found);
  return to_object(*found.begin(), existing.contains(*found.begin()));
}

std::vector<ObjectRef> known_objects(const Snapshot& snapshot, NamedKinds kinds) {
  std::vector<ObjectRef> all;
  for_each_known(snapshot, kinds, [&](const Known& known, bool) {
    all.push_back({std::string(known.kind), std::string(known.ns), std::string(known.name)});
  });
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

std::string_view kind_of_word(std::string_view word, NamedKinds kinds) {
  const KindWord* kind = find_kind(word, kinds);
  return kind == nullptr ? std::string_view() : kind->kind;
}

std::vector<std::string> kind_words(NamedKinds kinds) {
  std::vector<std::string> words;
  for (const KindWord& each : kKinds)
    if (kinds.has(each.named)) words.push_back(lower_ascii(each.kind));
  return words;
}

}  // namespace rbacgraph
