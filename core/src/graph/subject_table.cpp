#include "graph/subject_table.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace rbacgraph {
namespace {

std::uint64_t hash_of(const Identity& identity) {
  const std::uint64_t place =
      (static_cast<std::uint64_t>(identity.kind) << 32) | static_cast<std::uint32_t>(identity.ns);
  return mix_hash(mix_hash(0x9E3779B97F4A7C15, place), static_cast<std::uint32_t>(identity.name));
}

}  // namespace

SubjectTable::SubjectTable(const Snapshot& snapshot) {
  const NamePool& names = snapshot.names();
  std::size_t subjects = 0;
  first_.reserve(snapshot.bindings().size() + 1);
  for (const Binding& binding : snapshot.bindings()) {
    first_.push_back(static_cast<std::uint32_t>(subjects));
    subjects += binding.subjects.size();
  }
  first_.push_back(static_cast<std::uint32_t>(subjects));
  ids_.assign(subjects, kNoId<SubjectId>);
  // Accounts first: a user name may turn out to be the name of one.
  for (const bool users : {false, true}) {
    std::size_t at = 0;
    for (const Binding& binding : snapshot.bindings()) {
      for (const Subject& subject : binding.subjects) {
        if (subject.kind != SubjectKind::Other && (subject.kind == SubjectKind::User) == users)
          ids_[at] = add(identity_of(names, binding, subject));
        ++at;
      }
    }
  }
  sort(names);
}

Identity SubjectTable::identity_of(const NamePool& names, const Binding& binding,
                                   const Subject& subject) const {
  if (subject.kind == SubjectKind::Group) return {SubjectKind::Group, kEmptyName, subject.name};
  if (subject.kind == SubjectKind::ServiceAccount) {
    return {SubjectKind::ServiceAccount, subject.ns == kEmptyName ? binding.ns : subject.ns,
            subject.name};
  }
  const Identity user{SubjectKind::User, kEmptyName, subject.name};
  std::string_view text = names.text(subject.name);
  if (!text.starts_with(kServiceAccountUserPrefix)) return user;
  const bool account = parse_service_account_user(text).has_value();
  text.remove_prefix(kServiceAccountUserPrefix.size());
  // The server compares user names. One that does not parse as an account's is still the same as
  // that of a (stored, invalid) account subject which spells it.
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    const auto ns = names.find(text.substr(0, colon));
    const auto name = names.find(text.substr(colon + 1));
    // An account without namespace is nobody, so no user name is its.
    if (!ns || !name || *ns == kEmptyName) continue;
    const Identity spelled{SubjectKind::ServiceAccount, *ns, *name};
    if (account || find(spelled) != kNoId<SubjectId>) return spelled;
  }
  return user;
}

SubjectId SubjectTable::add(const Identity& identity) {
  const SubjectId known = find(identity);
  if (known != kNoId<SubjectId>) return known;
  index_.insert(hash_of(identity), static_cast<std::uint32_t>(identities_.size()));
  identities_.push_back(identity);
  return make_id<SubjectId>(identities_.size() - 1);
}

SubjectId SubjectTable::find(const Identity& identity) const {
  const auto id = index_.find(hash_of(identity),
                              [&](std::uint32_t each) { return identities_[each] == identity; });
  return id ? make_id<SubjectId>(*id) : kNoId<SubjectId>;
}

/// By name: its place among those that identities are made of, in the order of their texts.
std::vector<std::uint32_t> SubjectTable::ranks(const NamePool& names) const {
  std::vector<std::uint32_t> rank(names.size(), 0);
  std::vector<std::pair<std::string_view, Name>> used;
  const auto use = [&](Name name) {
    if (std::exchange(rank[index_of(name)], 1) == 0) used.emplace_back(names.text(name), name);
  };
  for (const Identity& identity : identities_) {
    use(identity.ns);
    use(identity.name);
  }
  std::ranges::sort(used);
  for (std::uint32_t at = 0; at < used.size(); ++at) rank[index_of(used[at].second)] = at;
  return rank;
}

void SubjectTable::sort(const NamePool& names) {
  // Every namespace and most names are there many times: their texts are compared once, and then
  // their ranks.
  const std::vector<std::uint32_t> rank = ranks(names);
  struct Entry {
    std::uint64_t kind_and_ns;
    std::uint32_t name;
    std::uint32_t id;
    auto operator<=>(const Entry&) const = default;
  };
  std::vector<Entry> entries;
  entries.reserve(identities_.size());
  for (std::uint32_t id = 0; id < identities_.size(); ++id) {
    const Identity& identity = identities_[id];
    entries.push_back(
        {(static_cast<std::uint64_t>(identity.kind) << 32) | rank[index_of(identity.ns)],
         rank[index_of(identity.name)], id});
  }
  std::ranges::sort(entries);

  std::vector<Identity> sorted;
  std::vector<SubjectId> new_id(entries.size());
  sorted.reserve(entries.size());
  index_ = IdTable();
  for (const Entry& entry : entries) {
    new_id[entry.id] = make_id<SubjectId>(sorted.size());
    index_.insert(hash_of(identities_[entry.id]), static_cast<std::uint32_t>(sorted.size()));
    sorted.push_back(identities_[entry.id]);
  }
  identities_ = std::move(sorted);
  for (SubjectId& id : ids_)
    if (id != kNoId<SubjectId>) id = new_id[index_of(id)];
}

}  // namespace rbacgraph
