/// The document Show.
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/show_text.h"
#include "report/document_parts.h"
#include "report/json_values.h"
#include "report/lookup_json.h"

namespace rbacgraph {
namespace {

Json rule_json(const SourceNames& names, const RuleEntry& entry) {
  const Snapshot& snapshot = names.snapshot();
  const PolicyRule& rule = snapshot.rule(entry.rule);
  const auto list = [&](NameList words) {
    return name_list_json(snapshot, snapshot.names().list(words));
  };
  Json object;
  object["verbs"] = list(rule.verbs);
  if (rule.api_groups != kEmptyList) object["apiGroups"] = list(rule.api_groups);
  if (rule.resources != kEmptyList) object["resources"] = list(rule.resources);
  if (rule.resource_names != kEmptyList) object["resourceNames"] = list(rule.resource_names);
  if (rule.non_resource_urls != kEmptyList)
    object["nonResourceURLs"] = list(rule.non_resource_urls);
  if (entry.aggregated_from != kEmptyName)
    object["aggregatedFrom"] = snapshot.text(entry.aggregated_from);
  if (Json source = source_json(names, entry.source); !source.is_null())
    object["source"] = std::move(source);
  return object;
}

bool is_role(const Shown& shown) {
  return shown.object.kind == NamedKind::Role || shown.object.kind == NamedKind::ClusterRole;
}

void write_role(DocumentWriter& writer, const SourceNames& names, const Shown& shown) {
  const Snapshot& snapshot = names.snapshot();
  writer.open_list("rules");
  if (shown.role != kNoId<RoleId>) {
    for (const RuleEntry& entry : snapshot.rules(shown.role)) {
      writer.element(rule_json(names, entry));
    }
  }
  writer.close_list();
  writer.open_list("aggregatedInto");
  for (const RoleId id : shown.aggregated_into) writer.element(role_json(snapshot, id));
  writer.close_list();
}

void write_subject(DocumentWriter& writer, const Shown& shown) {
  if (shown.access.user) {
    writer.member("user",
                  {{"name", shown.access.user->name}, {"groups", shown.access.user->groups}});
  }
  if (shown.object.kind == NamedKind::ServiceAccount)
    writer.member("automountToken", shown.automount);
  if (shown.object.kind != NamedKind::Group) return;
  writer.open_list("members");
  for (const SubjectRef& member : shown.members) writer.element(subject_json(member));
  writer.close_list();
  writer.member("memberCount", shown.member_count);
}

void write_namespace(DocumentWriter& writer, const SourceNames& names, const Shown& shown) {
  writer.open_list("roles");
  for (const RoleId id : shown.roles) writer.element(role_json(names.snapshot(), id));
  writer.close_list();
  writer.open_list("accounts");
  for (const SubjectRef& account : shown.accounts) writer.element(subject_json(account));
  writer.close_list();
  writer.member("clusterRoleBindings", shown.cluster_wide);
}

void write_workloads(DocumentWriter& writer, const SourceNames& names, const Shown& shown) {
  const Snapshot& snapshot = names.snapshot();
  writer.open_list("workloads");
  for (const WorkloadId id : shown.workloads) {
    const Workload& each = snapshot.workloads()[index_of(id)];
    writer.element(
        object_json(snapshot.text(each.kind), snapshot.text(each.ns), snapshot.text(each.name)));
  }
  writer.close_list();
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const Shown& shown) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(shown.graph->snapshot());
  const ObjectRef& ref = shown.object.ref;
  write_head(*writer, "Show");
  writer->member("object", object_json(ref.kind, ref.ns, ref.name));
  writer->member("exists", shown.object.exists);
  if (const Json source = source_json(names, shown.source); !source.is_null())
    writer->member("source", source);
  if (is_role(shown)) write_role(*writer, names, shown);
  if (shown.role_ref) {
    writer->member("role",
                   object_json(shown.role_ref->kind, shown.role_ref->ns, shown.role_ref->name));
    writer->member("roleMissing", shown.role == kNoId<RoleId>);
  }
  if (shown.account) writer->member("workload", account_json(names.snapshot(), *shown.account));
  write_subject(*writer, shown);
  if (shown.object.kind == NamedKind::Namespace) write_namespace(*writer, names, shown);
  LookupWords words(shown.access);
  writer->open_list("bindings");
  for (const LookupRow& row : shown.access.rows)
    writer->element(lookup_row_json(names, shown.access, words, row));
  writer->close_list();
  if (shown.object.kind == NamedKind::ServiceAccount || shown.object.kind == NamedKind::Namespace)
    write_workloads(*writer, names, shown);
  write_strings(*writer, "notes", shown.notes);
  write_diagnostics(*writer, names, shown.about, false);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
