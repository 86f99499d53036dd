/// Flaws of bindings: their role, their subjects, and what reaches these.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "analysis/lint_context.h"
#include "analysis/lint_dead.h"

namespace rbacgraph {
namespace {

std::uint64_t key_of(Name ns, Name name) {
  return static_cast<std::uint64_t>(ns) << 32 | static_cast<std::uint64_t>(name);
}

/// What a RoleBinding to a ClusterRole leaves of it.
struct RoleDeath {
  std::vector<std::uint32_t> dead;       ///< rules of which nothing can be used
  std::vector<std::string> unreachable;  ///< words of these, each once
  bool all = false;
  bool depends_on_namespace = false;
};

class BindingLinter {
 public:
  explicit BindingLinter(LintContext& context)
      : context_(context), graph_(context.graph()), snapshot_(context.snapshot()) {
    for (const ServiceAccount& account : snapshot_.service_accounts()) {
      accounts_.insert(key_of(account.ns, account.name));
      namespaces_.insert(account.ns);
    }
    for (const Namespace& ns : snapshot_.namespaces()) namespaces_.insert(ns.name);
    for (const Role& role : snapshot_.roles())
      (role.kind == RoleKind::ClusterRole ? has_cluster_roles_ : has_roles_) = true;
  }

  void run(const std::stop_token& stop) {
    if (accounts_.empty() && context_.wants(Check::UnknownServiceAccount)) {
      context_.note(
          "there is no ServiceAccount in the input: whether accounts exist was not checked");
    }
    for (std::size_t at = 0; at < snapshot_.bindings().size(); ++at) {
      if (stop.stop_requested()) return;
      const auto id = make_id<BindingId>(at);
      if (!context_.wants(id)) continue;
      const Binding& binding = snapshot_.binding(id);
      check_role(id, binding);
      check_subjects(id, binding);
    }
    find_duplicates();
  }

 private:
  void check_role(BindingId id, const Binding& binding) {
    const RoleId role = snapshot_.role_of(id);
    if (role == kNoId<RoleId>) return check_missing_role(id, binding);
    if (snapshot_.rules(role).empty()) {
      return context_.add(id,
                          {Check::BindingWithoutEffect, Severity::Warning,
                           role_text(role) + " has no rules, so that this binding gives nothing",
                           "delete the binding, or give the role rules"});
    }
    if (binding.kind == BindingKind::RoleBinding) check_reach(id, binding, role);
  }

  void check_missing_role(BindingId id, const Binding& binding) {
    const std::string_view kind = context_.text(binding.role_ref.kind);
    const std::string_view name = context_.text(binding.role_ref.name);
    if (kind == "Role" && binding.kind == BindingKind::ClusterRoleBinding) {
      return context_.add(id,
                          {Check::ClusterBindingToRole, Severity::Error,
                           "it refers to Role " + quoted(name) +
                               ", which the API server looks for in no namespace and never finds",
                           "refer to a ClusterRole, or use a RoleBinding in the Role's namespace"});
    }
    // Another kind is one that the API server refuses.
    if (kind != "Role" && kind != "ClusterRole") return;
    const bool any_of_kind = kind == "Role" ? has_roles_ : has_cluster_roles_;
    Flaw flaw{Check::DanglingRoleRef, Severity::Warning,
              std::string(kind) + " " + quoted(name) + " is not there",
              "create the role, or delete the binding: whoever creates the role brings it to life"};
    if (snapshot_.coverage().may_hide_grant(context_.text(binding.ns))) {
      flaw.severity = Severity::Info;
      flaw.message += ", as far as the input could be read";
      flaw.hint = "read the cluster with rights to see all roles";
    } else if (context_.is_own_absent({std::string(kind),
                                       std::string(kind == "Role" ? context_.text(binding.ns) : ""),
                                       std::string(name)})) {
      flaw.severity = Severity::Info;
      flaw.message =
          std::string(kind) + " " + quoted(name) + " is the API server's own, and not in the input";
      flaw.hint = "--with-default-policy adds it";
    } else if (!any_of_kind) {
      flaw.severity = Severity::Info;
      flaw.message += ", and neither is any " + std::string(kind) + " in the input";
      flaw.hint = "add the file that has them to the input";
    }
    context_.add(id, std::move(flaw));
  }

  void check_reach(BindingId id, const Binding& binding, RoleId role) {
    const bool own = snapshot_.role(role).kind == RoleKind::Role;
    const RoleDeath& known = death_of(role, binding.ns);
    const RoleDeath death = known.depends_on_namespace ? find_death(role, binding.ns) : known;
    if (death.dead.empty()) return;
    if (death.all) {
      return context_.add(
          id, {Check::BindingWithoutEffect, Severity::Warning,
               "no rule of " + role_text(role) + " can be used through a RoleBinding" +
                   (death.unreachable.empty() ? std::string()
                                              : ": requests for " + quoted_list(death.unreachable) +
                                                    " carry no namespace"),
               own ? "grant it with a ClusterRole and a ClusterRoleBinding, or delete both"
                   : "use a ClusterRoleBinding, or delete the binding"});
    }
    // Of a Role it is told where the rule is written; the server's own roles are for many uses.
    if (own || context_.is_own(role) || death.unreachable.empty()) return;
    const bool elsewhere =
        std::ranges::any_of(graph_.bindings_of(role), [](const AccessGraph::RoleBound& bound) {
          return bound.scope.kind == BindingKind::ClusterRoleBinding;
        });
    context_.add(id,
                 {Check::DeadGrant, elsewhere ? Severity::Info : Severity::Warning,
                  (death.dead.size() == 1 ? "rule " : "rules ") + rules_text(death.dead) + " of " +
                      role_text(role) + " can't be used through a RoleBinding: requests for " +
                      quoted_list(death.unreachable) + " carry no namespace",
                  elsewhere ? "bind a role without these rules here"
                            : "bind it with a ClusterRoleBinding too, or leave these rules out"});
  }

  const RoleDeath& death_of(RoleId role, Name ns) {
    const auto [place, is_new] = deaths_.try_emplace(index_of(role));
    if (is_new) place->second = find_death(role, ns);
    return place->second;
  }

  RoleDeath find_death(RoleId role, Name ns) const {
    RoleDeath death;
    const std::span<const RuleEntry> rules = snapshot_.rules(role);
    std::set<std::string> words;
    for (std::uint32_t at = 0; at < rules.size(); ++at) {
      const PolicyRule& rule = snapshot_.rule(rules[at].rule);
      if (depends_on_namespace(snapshot_, rule)) death.depends_on_namespace = true;
      DeadWords dead = dead_words(snapshot_, rule, ns);
      if (!dead.whole) continue;
      death.dead.push_back(at);
      words.insert(dead.unreachable.begin(), dead.unreachable.end());
    }
    death.unreachable.assign(words.begin(), words.end());
    death.all = death.dead.size() == rules.size();
    return death;
  }

  void check_subjects(BindingId id, const Binding& binding) {
    if (binding.subjects.empty()) {
      return context_.add(id, {Check::BindingWithoutSubjects, Severity::Info,
                               "this binding names nobody", "delete it, or name its subjects"});
    }
    for (std::uint32_t at = 0; at < binding.subjects.size(); ++at) {
      const Subject& subject = binding.subjects[at];
      if (subject.kind == SubjectKind::ServiceAccount) check_account(id, binding, at);
      const auto first =
          std::ranges::find(binding.subjects.begin(), binding.subjects.begin() + at, subject);
      if (first != binding.subjects.begin() + at) {
        context_.add(
            id,
            {Check::DuplicateSubject, Severity::Info,
             subject_text(binding, subject) + " is named more than once", "delete the repetition"},
            {at});
      }
    }
  }

  void check_account(BindingId id, const Binding& binding, std::uint32_t at) {
    const Subject& subject = binding.subjects[at];
    const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
    if (ns == kEmptyName) {
      return context_.add(id,
                          {Check::AccountWithoutNamespace, Severity::Error,
                           "ServiceAccount " + quoted(context_.text(subject.name)) +
                               " has no namespace here, and is nobody",
                           "add its namespace to the subject"},
                          {at});
    }
    if (accounts_.empty() || accounts_.contains(key_of(ns, subject.name))) return;
    const std::string_view name = context_.text(subject.name);
    const std::string who =
        "ServiceAccount " + quoted(std::string(context_.text(ns)) + "/" + std::string(name));
    if (!namespaces_.contains(ns)) {
      return context_.add(id,
                          {Check::UnknownServiceAccount, Severity::Info,
                           who + " is not there, nor is anything of its namespace in the input",
                           "add the namespace's accounts to the input, or leave the subject out"},
                          {at});
    }
    // The controller manager makes one in every namespace.
    if (name == "default") return;
    if (is_of_controller(binding, ns, subject.name)) {
      return context_.add(
          id,
          {Check::UnknownServiceAccount, Severity::Info,
           who + " does not exist, but the API server makes this binding for the controller that "
                 "would make the account",
           "leave it: a controller that does not run, or not as an account of its own, has none"},
          {at});
    }
    context_.add(id,
                 {Check::UnknownServiceAccount, Severity::Warning, who + " does not exist",
                  "leave the subject out: whoever creates the account gets its rights"},
                 {at});
  }

  /// The API server makes such bindings for its controllers, also for those that do not run, and of
  /// features that not every version has (SEMANTICS §3.4): recognised by all that they say.
  bool is_of_controller(const Binding& binding, Name ns, Name account) const {
    constexpr std::string_view kPrefix = "system:controller:";
    const std::string_view name = context_.text(binding.name);
    return binding.kind == BindingKind::ClusterRoleBinding && binding.subjects.size() == 1 &&
           binding.role_ref.name == binding.name && context_.text(ns) == "kube-system" &&
           name.starts_with(kPrefix) && name.substr(kPrefix.size()) == context_.text(account);
  }

  /// Who has the same role in the same scope by several bindings.
  void find_duplicates() {
    if (!context_.wants(Check::DuplicateBinding)) return;
    struct Place {
      SubjectId subject;
      RoleId role;
      Name ns;
      BindingId binding;
      std::uint32_t at;
    };
    std::vector<Place> places;
    for (std::size_t number = 0; number < snapshot_.bindings().size(); ++number) {
      const auto id = make_id<BindingId>(number);
      if (snapshot_.role_of(id) == kNoId<RoleId>) continue;
      const std::span<const SubjectId> subjects = graph_.subjects_of(id);
      for (std::uint32_t at = 0; at < subjects.size(); ++at) {
        if (subjects[at] != kNoId<SubjectId>) {
          places.push_back({subjects[at], snapshot_.role_of(id), snapshot_.binding(id).ns, id, at});
        }
      }
    }
    const auto key = [](const Place& place) {
      return std::tie(place.subject, place.role, place.ns, place.binding, place.at);
    };
    std::ranges::sort(places, [&](const Place& a, const Place& b) { return key(a) < key(b); });
    // The later binding is told, with the first that says so; its subjects together.
    std::map<std::pair<BindingId, BindingId>, std::vector<std::uint32_t>> twice;
    for (std::size_t at = 0; at < places.size();) {
      const Place& first = places[at];
      for (++at; at < places.size() && places[at].subject == first.subject &&
                 places[at].role == first.role && places[at].ns == first.ns;
           ++at) {
        if (places[at].binding != first.binding)
          twice[{places[at].binding, first.binding}].push_back(places[at].at);
      }
    }
    for (auto& [pair, subjects] : twice)
      if (context_.wants(pair.first)) tell_duplicate(pair.first, pair.second, std::move(subjects));
  }

  void tell_duplicate(BindingId id, BindingId first, std::vector<std::uint32_t> subjects) {
    const Binding& binding = snapshot_.binding(id);
    std::ranges::sort(subjects);
    std::vector<std::string> who;
    for (const std::uint32_t at : subjects)
      who.emplace_back(context_.text(binding.subjects[at].name));
    who.erase(std::ranges::unique(who).begin(), who.end());
    const Binding& other = snapshot_.binding(first);
    const bool all = subjects.size() == binding.subjects.size();
    context_.add(id,
                 {Check::DuplicateBinding, Severity::Info,
                  std::string(to_string(other.kind)) + " " + quoted(context_.text(other.name)) +
                      " gives " + quoted_list(who) + " the same role in the same place",
                  all ? "delete one of the two bindings" : "name them in one of the two only"},
                 std::move(subjects));
  }

  std::string role_text(RoleId id) const {
    const Role& role = snapshot_.role(id);
    return std::string(to_string(role.kind)) + " " + quoted(context_.text(role.name));
  }

  static std::string rules_text(const std::vector<std::uint32_t>& rules) {
    std::string text;
    for (std::size_t at = 0; at < rules.size(); ++at) {
      const bool last = at + 1 == rules.size();
      text.append(at == 0 ? "" : last ? " and " : ", ").append(std::to_string(rules[at]));
    }
    return text;
  }

  std::string subject_text(const Binding& binding, const Subject& subject) const {
    const std::string text(context_.text(subject.kind_word));
    const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
    const bool account = subject.kind == SubjectKind::ServiceAccount && ns != kEmptyName;
    return text + " " +
           quoted((account ? std::string(context_.text(ns)) + "/" : std::string()) +
                  std::string(context_.text(subject.name)));
  }

  LintContext& context_;
  const AccessGraph& graph_;
  const Snapshot& snapshot_;
  std::unordered_set<std::uint64_t> accounts_;  // by namespace and name
  std::unordered_set<Name> namespaces_;         // that the input has something of
  bool has_roles_ = false;
  bool has_cluster_roles_ = false;
  std::unordered_map<std::size_t, RoleDeath> deaths_;  // by RoleId
};

}  // namespace

void lint_bindings(LintContext& context, const std::stop_token& stop) {
  BindingLinter(context).run(stop);
}

}  // namespace rbacgraph
