#include "rbacgraph/policy/renaming.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "rbacgraph/base/pattern.h"
#include "rbacgraph/policy/snapshot_builder.h"

namespace rbacgraph {

/// One of both: a name and another, or an expression and its replacement.
struct Renaming::Rule {
  std::string text;  // as it was written
  std::string from;
  std::string to;
  std::optional<Replacement> pattern;

  /// `account`: it is of accounts, else of namespaces.
  static Result<Rule> parse(const std::string& text, bool account);
  std::optional<std::string> apply(std::string_view name) const {
    if (pattern) return pattern->replace(name);
    return name == from ? std::optional(to) : std::nullopt;
  }
};

namespace {

constexpr std::string_view kForms =
    "ns:dev=prod, ns:/team-(.*)-dev/=team-\\1-prod, or sa:dev/ci=prod/ci";

tl::unexpected<Error> no_rule(std::string_view rule, std::string_view why) {
  return fail(ErrorCode::InvalidArgument,
              "\"" + std::string(rule) + "\" is no renaming: " + std::string(why),
              "write " + std::string(kForms));
}

std::optional<std::string> first_of(const auto& rules, std::string_view name) {
  for (const auto& rule : rules)
    if (std::optional<std::string> renamed = rule.apply(name)) return renamed;
  return std::nullopt;
}

/// Of the group of all accounts of a namespace.
std::optional<std::string_view> namespace_of_group(std::string_view group) {
  if (!group.starts_with(kServiceAccountsGroup)) return std::nullopt;
  const std::string_view rest = group.substr(kServiceAccountsGroup.size());
  if (!rest.starts_with(':') || !is_dns_label(rest.substr(1))) return std::nullopt;
  return rest.substr(1);
}

/// Renames the objects of one Snapshot into a builder that shares its words.
class Renamer {
 public:
  Renamer(const Renaming& renaming, const Snapshot& snapshot, SnapshotBuilder& builder)
      : renaming_(renaming), snapshot_(snapshot), builder_(builder) {}

  void run() {
    for (Role role : snapshot_.roles()) {
      role.ns = namespace_of(role.ns);
      builder_.put(std::move(role));
    }
    for (Binding binding : snapshot_.bindings()) {
      for (Subject& subject : binding.subjects) rename(subject, binding.ns);
      binding.ns = namespace_of(binding.ns);
      builder_.put(std::move(binding));
    }
    for (ServiceAccount account : snapshot_.service_accounts()) {
      std::tie(account.ns, account.name) = account_of(account.ns, account.name);
      builder_.put(std::move(account));
    }
    for (Namespace ns : snapshot_.namespaces()) {
      ns.name = namespace_of(ns.name);
      builder_.put(std::move(ns));
    }
    for (Workload workload : snapshot_.workloads()) {
      const auto [ns, account] = account_of(workload.ns, workload.service_account);
      workload.ns = namespace_of(workload.ns);
      if (workload.ns == ns) workload.service_account = account;
      builder_.put(std::move(workload));
    }
  }

 private:
  Name namespace_of(Name ns) {
    if (ns == kEmptyName) return ns;
    const auto [at, first_time] = known_.try_emplace(ns);
    if (first_time) at->second = builder_.intern(renaming_.namespace_name(snapshot_.text(ns)));
    return at->second;
  }

  std::pair<Name, Name> account_of(Name ns, Name name) {
    const auto renamed = renaming_.account_name(snapshot_.text(ns), snapshot_.text(name));
    return {builder_.intern(renamed.first), builder_.intern(renamed.second)};
  }

  void rename(Subject& subject, Name binding_ns) {
    switch (subject.kind) {
      case SubjectKind::ServiceAccount: {
        const Name ns = subject.ns == kEmptyName ? binding_ns : subject.ns;
        if (ns != kEmptyName) std::tie(subject.ns, subject.name) = account_of(ns, subject.name);
        return;
      }
      case SubjectKind::User: return rename_user(subject);
      case SubjectKind::Group: return rename_group(subject);
      case SubjectKind::Other: return;
    }
  }

  void rename_user(Subject& subject) {
    const auto account = parse_service_account_user(snapshot_.text(subject.name));
    if (!account) return;
    const auto renamed = renaming_.account_name(account->first, account->second);
    subject.name = builder_.intern(service_account_user(renamed.first, renamed.second));
  }

  /// The accounts of a namespace.
  void rename_group(Subject& subject) {
    const auto ns = namespace_of_group(snapshot_.text(subject.name));
    if (!ns) return;
    subject.name =
        builder_.intern(std::string(kServiceAccountsGroup) + ":" + renaming_.namespace_name(*ns));
  }

  const Renaming& renaming_;
  const Snapshot& snapshot_;
  SnapshotBuilder& builder_;
  std::unordered_map<Name, Name> known_;
};

}  // namespace

Renaming::Renaming() = default;
Renaming::~Renaming() = default;
Renaming::Renaming(Renaming&&) noexcept = default;
Renaming& Renaming::operator=(Renaming&&) noexcept = default;

bool Renaming::empty() const { return namespaces_.empty() && accounts_.empty(); }

Result<Renaming::Rule> Renaming::Rule::parse(const std::string& text, bool account) {
  const std::string_view words = std::string_view(text).substr(3);
  Rule rule;
  rule.text = text;
  // The end of an expression is a slash before the equals sign.
  const bool is_pattern = words.starts_with('/');
  const std::size_t end = is_pattern ? words.find("/=", 1) : words.find('=');
  if (end == std::string_view::npos) return no_rule(text, R"(there is no "=" in it)");
  rule.from = words.substr(is_pattern ? 1 : 0, end - (is_pattern ? 1 : 0));
  rule.to = words.substr(end + (is_pattern ? 2 : 1));
  if (rule.from.empty() || rule.to.empty()) return no_rule(text, "a name is missing");
  if (rule.to.find('$') != std::string::npos)
    return no_rule(text, R"(no name has a "$"; what a group of an expression matched is \1)");
  if (account && !is_pattern &&
      (rule.from.find('/') == std::string::npos || rule.to.find('/') == std::string::npos))
    return no_rule(text, "an account is NAMESPACE/NAME on both sides");
  if (is_pattern) {
    Result<Replacement> compiled = Replacement::compile(rule.from, rule.to);
    if (!compiled) return tl::unexpected<Error>(std::move(compiled.error()));
    rule.pattern = std::move(*compiled);
  }
  return rule;
}

Result<Renaming> Renaming::parse(const std::vector<std::string>& rules) {
  Renaming renaming;
  for (const std::string& text : rules) {
    const bool account = text.starts_with("sa:");
    if (!account && !text.starts_with("ns:"))
      return no_rule(text, "it begins with neither ns: nor sa:");
    Result<Rule> rule = Rule::parse(text, account);
    if (!rule) return tl::unexpected<Error>(std::move(rule.error()));
    (account ? renaming.accounts_ : renaming.namespaces_).push_back(std::move(*rule));
  }
  return renaming;
}

std::string Renaming::namespace_name(std::string_view name) const {
  return first_of(namespaces_, name).value_or(std::string(name));
}

std::pair<std::string, std::string> Renaming::account_name(std::string_view ns,
                                                           std::string_view name) const {
  const std::string whole = std::string(ns) + "/" + std::string(name);
  if (const std::optional<std::string> renamed = first_of(accounts_, whole)) {
    const std::size_t slash = renamed->find('/');
    if (slash != std::string::npos) return {renamed->substr(0, slash), renamed->substr(slash + 1)};
  }
  return {namespace_name(ns), std::string(name)};
}

namespace {

/// What is named in a Snapshot, by objects and in bindings.
struct Named {
  std::set<std::string> namespaces;
  std::set<std::pair<std::string, std::string>> accounts;

  void add_account(std::string_view ns, std::string_view name) {
    if (ns.empty()) return;
    namespaces.emplace(ns);
    if (!name.empty()) accounts.emplace(ns, name);
  }
};

void add_subject(const Snapshot& snapshot, const Binding& binding, const Subject& subject,
                 Named& to) {
  const std::string_view name = snapshot.text(subject.name);
  if (subject.kind == SubjectKind::ServiceAccount) {
    to.add_account(snapshot.text(subject.ns == kEmptyName ? binding.ns : subject.ns), name);
  } else if (subject.kind == SubjectKind::User) {
    if (const auto account = parse_service_account_user(name))
      to.add_account(account->first, account->second);
  } else if (subject.kind == SubjectKind::Group) {
    if (const auto ns = namespace_of_group(name)) to.namespaces.emplace(*ns);
  }
}

Named named_in(const Snapshot& snapshot) {
  Named named;
  const auto add = [&](Name ns) {
    if (ns != kEmptyName) named.namespaces.emplace(snapshot.text(ns));
  };
  for (const Role& role : snapshot.roles()) add(role.ns);
  for (const Binding& binding : snapshot.bindings()) {
    add(binding.ns);
    for (const Subject& subject : binding.subjects) add_subject(snapshot, binding, subject, named);
  }
  for (const ServiceAccount& account : snapshot.service_accounts())
    named.add_account(snapshot.text(account.ns), snapshot.text(account.name));
  for (const Namespace& ns : snapshot.namespaces()) add(ns.name);
  for (const Workload& workload : snapshot.workloads())
    named.add_account(snapshot.text(workload.ns), snapshot.text(workload.service_account));
  return named;
}

}  // namespace

std::optional<Renaming::Clash> Renaming::clash(const Snapshot& snapshot) const {
  if (empty()) return std::nullopt;
  const Named named = named_in(snapshot);
  std::map<std::string, std::string> namespaces;  // the first of each new name
  for (const std::string& ns : named.namespaces) {
    std::string target = namespace_name(ns);
    const auto [known, first_time] = namespaces.try_emplace(target, ns);
    if (!first_time) return Clash{false, known->second, ns, std::move(target)};
  }
  std::map<std::string, std::string> accounts;
  for (const auto& [ns, name] : named.accounts) {
    const auto [new_ns, new_name] = account_name(ns, name);
    const std::string old = fmt::format("{}/{}", ns, name);
    std::string target = fmt::format("{}/{}", new_ns, new_name);
    const auto [known, first_time] = accounts.try_emplace(target, old);
    if (!first_time) return Clash{true, known->second, old, std::move(target)};
  }
  return std::nullopt;
}

std::vector<std::string> Renaming::unused(const Snapshot& snapshot) const {
  if (empty()) return {};
  const Named named = named_in(snapshot);
  std::set<std::string> accounts;
  for (const auto& [ns, name] : named.accounts) {
    accounts.insert(fmt::format("{}/{}", ns, name));
  }
  std::vector<std::string> texts;
  const auto check = [&](const std::vector<Rule>& rules, const std::set<std::string>& names) {
    for (const Rule& rule : rules) {
      const bool used = std::ranges::any_of(
          names, [&](const std::string& name) { return rule.apply(name).has_value(); });
      if (!used) texts.push_back(rule.text);
    }
  };
  check(namespaces_, named.namespaces);
  check(accounts_, accounts);
  return texts;
}

std::shared_ptr<const Snapshot> Renaming::apply(
    const std::shared_ptr<const Snapshot>& snapshot) const {
  if (empty()) return snapshot;
  SnapshotBuilder builder(snapshot, {}, {});
  Renamer(*this, *snapshot, builder).run();
  return builder.build(snapshot->aggregation());
}

}  // namespace rbacgraph
