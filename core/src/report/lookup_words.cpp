#include "report/lookup_words.h"

#include <algorithm>

#include <fmt/format.h>

namespace rbacgraph {

LookupWords::LookupWords(const LookupAnswer& answer)
    : answer_(answer), snapshot_(answer.graph->snapshot()) {
  accounts_.reserve(snapshot_.service_accounts().size());
  for (const ServiceAccount& account : snapshot_.service_accounts())
    accounts_.emplace_back(account.ns, account.name);
  std::ranges::sort(accounts_);
}

bool LookupWords::names_nobody(const LookupRow& row) const {
  if (row.subject == LookupRow::kNobody) return true;
  const SubjectId id = answer_.graph->subject_of(row.binding, row.place);
  if (id == kNoId<SubjectId>) return true;
  const Identity& who = answer_.graph->identity(id);
  return who.kind == SubjectKind::ServiceAccount && who.ns == kEmptyName;
}

std::string LookupWords::missing_role_note(const LookupRow& row) const {
  if (answer_.role(row) != kNoId<RoleId>) return {};
  const Binding& binding = answer_.binding(row);
  const std::string_view kind = snapshot_.text(binding.role_ref.kind);
  if (kind == to_string(RoleKind::Role) && binding.kind == BindingKind::ClusterRoleBinding)
    return "gives nothing: a ClusterRoleBinding never finds a Role";
  if (kind != to_string(RoleKind::Role) && kind != to_string(RoleKind::ClusterRole))
    return fmt::format("gives nothing: roleRef.kind \"{}\" never resolves", kind);
  return "gives nothing as long as the role is not there";
}

std::string LookupWords::subject_note(const LookupRow& row) const {
  if (row.subject == LookupRow::kNobody) return "the binding has no subjects";
  const Subject& subject = answer_.binding(row).subjects[row.place];
  const SubjectId id = answer_.graph->subject_of(row.binding, row.place);
  if (id == kNoId<SubjectId>) {
    return fmt::format("nobody: subjects of kind \"{}\" are never matched",
                       snapshot_.text(subject.kind_word));
  }
  const Identity& who = answer_.graph->identity(id);
  if (who.kind != SubjectKind::ServiceAccount) return {};
  if (who.ns == kEmptyName) return "nobody: an account without namespace in a ClusterRoleBinding";
  std::vector<std::string> notes;
  if (subject.kind == SubjectKind::User)
    notes.push_back(fmt::format("named as User {}", snapshot_.text(subject.name)));
  if (!accounts_.empty() && !std::ranges::binary_search(accounts_, std::pair(who.ns, who.name)))
    notes.emplace_back("no such ServiceAccount in the input");
  return fmt::format("{}", fmt::join(notes, "; "));
}

std::string LookupWords::note(const LookupRow& row) const {
  std::string note = missing_role_note(row);
  const std::string of_subject = subject_note(row);
  if (!note.empty() && !of_subject.empty()) note += "; ";
  return note + of_subject;
}

const std::vector<Name>& LookupWords::contributors(const LookupRow& row) {
  static const std::vector<Name> kNone;
  const RoleId id = answer_.role(row);
  if (id == kNoId<RoleId>) return kNone;
  const auto [at, fresh] = contributors_.try_emplace(static_cast<std::uint32_t>(id));
  if (fresh) at->second = contributors_of(snapshot_, id);
  return at->second;
}

}  // namespace rbacgraph
