#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "rbacgraph/analysis/query.h"
#include "rbacgraph/base/text.h"

namespace rbacgraph {
namespace {

constexpr std::size_t kMostListed = 10;
constexpr std::size_t kMostSuggested = 3;
constexpr std::string_view kHowToSpell =
    "one that is not in the input is spelled with its kind: user:NAME, group:NAME, "
    "sa:NAMESPACE/NAME";

std::string quoted(std::string_view text) {
  return std::string(1, '"').append(text).append(1, '"');
}

std::string spell(const SubjectRef& subject) {
  switch (subject.kind) {
    case SubjectKind::Group: return "group:" + subject.name;
    case SubjectKind::ServiceAccount: return "sa:" + subject.ns + "/" + subject.name;
    case SubjectKind::User:
    case SubjectKind::Other: break;
  }
  return "user:" + subject.name;
}

/// What stands before the first `:`, `/` or `=`, where it is a word for a kind of subject.
struct Spelling {
  SubjectKind kind;
  std::string_view rest;
};

std::optional<Spelling> with_kind(std::string_view words) {
  constexpr std::array<std::pair<std::string_view, SubjectKind>, 4> kWords = {{
      {"sa", SubjectKind::ServiceAccount},
      {"serviceaccount", SubjectKind::ServiceAccount},
      {"user", SubjectKind::User},
      {"group", SubjectKind::Group},
  }};
  const std::size_t end = words.find_first_of(":/=");
  if (end == std::string_view::npos) return std::nullopt;
  for (const auto& [word, kind] : kWords) {
    if (equal_ignoring_case(words.substr(0, end), word))
      return Spelling{kind, words.substr(end + 1)};
  }
  return std::nullopt;
}

/// Namespace and name of an account, as `ns/name` or `ns:name`.
std::optional<std::pair<std::string_view, std::string_view>> account_parts(std::string_view text) {
  const std::size_t end = text.find_first_of("/:");
  if (end == std::string_view::npos) return std::nullopt;
  return std::pair{text.substr(0, end), text.substr(end + 1)};
}

/// A subject that the Snapshot names, in views of its names.
struct Known {
  SubjectKind kind;
  std::string_view ns;
  std::string_view name;
  friend auto operator<=>(const Known&, const Known&) = default;
};

SubjectRef to_ref(const Known& known) {
  return {known.kind, std::string(known.ns), std::string(known.name)};
}

Known known_user(std::string_view name) {
  if (const auto account = parse_service_account_user(name))
    return {SubjectKind::ServiceAccount, account->first, account->second};
  return {SubjectKind::User, {}, name};
}

/// Visits the subjects that the Snapshot names, some more than once, and those of every cluster.
template <class Visit>
void for_each_known(const Snapshot& snapshot, Visit visit) {
  for (const std::string_view group :
       {kMastersGroup, kAuthenticatedGroup, kUnauthenticatedGroup, kServiceAccountsGroup}) {
    visit(Known{SubjectKind::Group, {}, group});
  }
  visit(Known{SubjectKind::User, {}, kAnonymousUser});
  for (const ServiceAccount& account : snapshot.service_accounts()) {
    visit(
        Known{SubjectKind::ServiceAccount, snapshot.text(account.ns), snapshot.text(account.name)});
  }
  for (const Binding& binding : snapshot.bindings()) {
    for (const Subject& subject : binding.subjects) {
      const std::string_view name = snapshot.text(subject.name);
      const Name ns = subject.ns == kEmptyName ? binding.ns : subject.ns;
      if (subject.kind == SubjectKind::Group) {
        visit(Known{SubjectKind::Group, {}, name});
      } else if (subject.kind == SubjectKind::User) {
        visit(known_user(name));
      } else if (subject.kind == SubjectKind::ServiceAccount && ns != kEmptyName) {
        visit(Known{SubjectKind::ServiceAccount, snapshot.text(ns), name});
      }
    }
  }
}

tl::unexpected<Error> ambiguous(std::string_view words, const std::set<Known>& choices) {
  std::string hint = "say which: ";
  std::size_t listed = 0;
  for (const Known& choice : choices) {
    if (listed == kMostListed) break;
    hint.append(listed++ == 0 ? "" : ", ").append(spell(to_ref(choice)));
  }
  if (choices.size() > listed)
    hint.append(" and ").append(std::to_string(choices.size() - listed)).append(" more");
  return fail(ErrorCode::InvalidArgument,
              quoted(words) + " is the name of " + std::to_string(choices.size()) + " subjects",
              std::move(hint));
}

std::string_view word_of(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::Group: return "group";
    case SubjectKind::ServiceAccount: return "service account";
    case SubjectKind::User: return "user";
    case SubjectKind::Other: break;
  }
  return "subject";
}

/// `only`: of this kind; an account came without a namespace then.
tl::unexpected<Error> unknown(const Snapshot& snapshot, std::string_view words,
                              std::optional<SubjectKind> only) {
  std::set<Known> known;
  for_each_known(snapshot, [&](const Known& one) {
    if (!only || one.kind == *only) known.insert(one);
  });
  std::vector<std::string_view> names;
  for (const Known& one : known) names.push_back(one.name);
  std::string hint;
  std::size_t suggested = 0;
  for (const std::string& name : nearest(words, names, kMostSuggested)) {
    for (const Known& one : known) {
      if (one.name != name || suggested == kMostSuggested) continue;
      hint.append(suggested++ == 0 ? "did you mean " : ", ").append(spell(to_ref(one)));
    }
  }
  if (!hint.empty()) hint.append("? ");
  hint.append(only == SubjectKind::ServiceAccount
                  ? "an account that is not in the input is spelled sa:NAMESPACE/NAME"
                  : kHowToSpell);
  return fail(ErrorCode::NotFound,
              "no " + std::string(word_of(only.value_or(SubjectKind::Other))) + " " +
                  quoted(words) + " in the input",
              std::move(hint));
}

Result<SubjectRef> look_up(const Snapshot& snapshot, std::string_view words,
                           std::optional<SubjectKind> only) {
  const auto parts = account_parts(words);
  std::set<Known> found;
  for_each_known(snapshot, [&](const Known& one) {
    const bool account = one.kind == SubjectKind::ServiceAccount;
    if (only && one.kind != *only) return;
    const bool by_parts = account && parts && one.ns == parts->first && one.name == parts->second;
    if (by_parts || one.name == words) found.insert(one);
  });
  if (found.empty()) return unknown(snapshot, words, only);
  if (found.size() > 1) return ambiguous(words, found);
  return to_ref(*found.begin());
}

Result<SubjectRef> read_account(const Snapshot& snapshot, std::string_view words) {
  const auto parts = account_parts(words);
  if (!parts) return look_up(snapshot, words, SubjectKind::ServiceAccount);
  const auto& [ns, name] = *parts;
  if (ns.empty() || name.empty() || name.find_first_of("/:") != std::string_view::npos) {
    return fail(ErrorCode::InvalidArgument, quoted(words) + " names no service account",
                "write sa:NAMESPACE/NAME");
  }
  return SubjectRef{SubjectKind::ServiceAccount, std::string(ns), std::string(name)};
}

}  // namespace

Result<SubjectRef> read_subject(const Snapshot& snapshot, std::string_view words,
                                std::optional<SubjectKind> only) {
  if (words.empty())
    return fail(ErrorCode::InvalidArgument, "the subject is empty", std::string(kHowToSpell));
  const auto spelling = with_kind(words);
  if (!spelling) {
    const Known user = known_user(words);
    if (user.kind == SubjectKind::ServiceAccount) return to_ref(user);
    return look_up(snapshot, words, only);
  }
  if (spelling->rest.empty()) {
    return fail(ErrorCode::InvalidArgument, quoted(words) + " has a kind and no name",
                "write user:NAME, group:NAME or sa:NAMESPACE/NAME");
  }
  if (spelling->kind == SubjectKind::ServiceAccount) return read_account(snapshot, spelling->rest);
  if (spelling->kind == SubjectKind::User) return to_ref(known_user(spelling->rest));
  return SubjectRef{SubjectKind::Group, "", std::string(spelling->rest)};
}

}  // namespace rbacgraph
