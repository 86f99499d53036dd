/// The document Lookup.
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/lookup_table.h"
#include "report/document_parts.h"
#include "report/json_values.h"
#include "report/lookup_json.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

using By = LookupAnswer::By;

std::string_view word(By by) {
  switch (by) {
    case By::Subject: return "subject";
    case By::Pattern: return "regex";
    case By::Role: return "role";
    case By::Binding: return "binding";
    case By::Workload: break;
  }
  return "workload";
}

Json query_json(const LookupAnswer& answer) {
  Json query;
  query["by"] = word(answer.by);
  if (answer.by == By::Subject || answer.by == By::Workload)
    query["subject"] = subject_json(answer.subjects.front());
  if (answer.user) query["user"] = {{"name", answer.user->name}, {"groups", answer.user->groups}};
  if (answer.by == By::Pattern) query["regex"] = answer.pattern;
  if (answer.by == By::Role || answer.by == By::Binding || answer.by == By::Workload)
    query["object"] = object_json(answer.object.kind, answer.object.ns, answer.object.name);
  query["namespace"] = answer.filter.ns ? Json(*answer.filter.ns) : Json(nullptr);
  if (answer.powerful != nullptr) query["powerful"] = true;
  if (answer.filter.kind) query["kind"] = to_string(*answer.filter.kind);
  return query;
}

}  // namespace

Json lookup_row_json(const SourceNames& names, const LookupAnswer& answer, LookupWords& words,
                     const LookupRow& row) {
  const Snapshot& snapshot = names.snapshot();
  const Binding& binding = answer.binding(row);
  const RoleId role = answer.role(row);
  Json object;
  object["subject"] =
      words.names_nobody(row) ? Json(nullptr) : subject_json(answer.subjects[row.subject]);
  if (binding.kind == BindingKind::ClusterRoleBinding) {
    object["clusterWide"] = true;
  } else {
    object["namespace"] = snapshot.text(binding.ns);
  }
  const ObjectRef ref = words.role(row);
  object["role"] = object_json(ref.kind, ref.ns, ref.name);
  if (role == kNoId<RoleId>) object["roleMissing"] = true;
  object["binding"] = binding_json(snapshot, row.binding);
  if (row.subject != LookupRow::kNobody) {
    object["via"] = row.through_group ? "group" : "direct";
    object["through"] = through_json(snapshot, binding.subjects[row.place]);
  }
  if (const std::vector<Name>& from = words.contributors(row); !from.empty())
    object["aggregatedFrom"] = name_list_json(snapshot, from);
  if (Json source = source_json(names, binding.source); !source.is_null())
    object["bindingSource"] = std::move(source);
  if (role != kNoId<RoleId>) {
    if (Json source = source_json(names, snapshot.role(role).source); !source.is_null())
      object["roleSource"] = std::move(source);
  }
  if (answer.powerful != nullptr) set_powers(object, powers_of(answer, row));
  if (std::string note = words.note(row); !note.empty()) object["note"] = std::move(note);
  return object;
}

Json account_json(const Snapshot& snapshot, const WorkloadAccount& account) {
  const Workload& workload = snapshot.workloads()[index_of(account.workload)];
  Json object;
  object["object"] = object_json(snapshot.text(workload.kind), snapshot.text(workload.ns),
                                 snapshot.text(workload.name));
  object["account"] = subject_json(account.account);
  object["accountExists"] = account.exists;
  object["defaultAccount"] = account.is_default;
  object["tokenMounted"] = account.token == TokenMount::Mounted;
  if (account.token != TokenMount::Mounted)
    object["tokenOffBy"] = account.token == TokenMount::OffByWorkload ? "workload" : "account";
  return object;
}

void write_document(std::ostream& out, DocumentFormat format, const LookupAnswer& answer) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const Snapshot& snapshot = answer.graph->snapshot();
  const SourceNames names(snapshot);
  LookupWords words(answer);
  write_head(*writer, "Lookup");
  writer->member("query", query_json(answer));
  if (answer.workload) writer->member("workload", account_json(snapshot, *answer.workload));
  writer->open_list("items");
  for (const LookupRow& row : answer.rows)
    writer->element(lookup_row_json(names, answer, words, row));
  writer->close_list();
  if (answer.by == By::Pattern) {
    writer->open_list("subjects");
    for (const SubjectRef& subject : answer.subjects) writer->element(subject_json(subject));
    writer->close_list();
  }
  if (answer.powerful != nullptr) {
    PowerSet all;
    for (const LookupRow& row : answer.rows) all |= powers_of(answer, row).all();
    write_power_legend(*writer, all);
  }
  write_strings(*writer, "notes", answer.notes);
  write_diagnostics(*writer, names, answer.diagnostics, true);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
