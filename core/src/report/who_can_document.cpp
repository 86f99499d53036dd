/// The documents WhoCan and WhoCanList.
#include "rbacgraph/report/document.h"
#include "report/document_parts.h"
#include "report/json_values.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

Json workloads_json(const Snapshot& snapshot, const std::vector<WorkloadId>& ids) {
  Json list = Json::array();
  for (const WorkloadId id : ids) {
    const Workload& workload = snapshot.workloads()[index_of(id)];
    list.push_back(object_json(snapshot.text(workload.kind), snapshot.text(workload.ns),
                               snapshot.text(workload.name)));
  }
  return list;
}

Json item_json(const SourceNames& names, const Answer& answer, const AnswerItem& item) {
  const Snapshot& snapshot = names.snapshot();
  Json object;
  object["subject"] = subject_json(item.subject);
  object["clusterWide"] = item.cluster_wide;
  if (!item.cluster_wide) object["namespaces"] = name_list_json(snapshot, item.namespaces);
  if (!item.named.empty()) object["named"] = named_json(snapshot, item.named);
  if (!item.members.empty()) {
    Json members = Json::array();
    for (const SubjectRef& member : item.members) members.push_back(subject_json(member));
    object["members"] = std::move(members);
  }
  if (item.subject.kind == SubjectKind::Group) object["memberCount"] = item.member_count;
  if (answer.powerful != nullptr) set_powers(object, item.powers);
  if (!item.workloads.empty()) object["workloads"] = workloads_json(snapshot, item.workloads);
  Json grants = Json::array();
  for (const Grant& grant : item.grants) {
    grants.push_back(grant_json(names, grant));
    if (answer.powerful != nullptr) set_powers(grants.back(), answer.powerful->of(snapshot, grant));
  }
  object["grants"] = std::move(grants);
  return object;
}

/// Of one that is not `alone`, the list around it says what is true of the input.
void write_who_can(DocumentWriter& writer, const SourceNames& names, const Answer& answer,
                   bool alone) {
  write_head(writer, "WhoCan");
  writer.member("query", query_json(answer.query));
  writer.open_list("items");
  for (const AnswerItem& item : answer.items) writer.element(item_json(names, answer, item));
  writer.close_list();
  writer.open_list("dead");
  for (const DeadGrant& dead : answer.dead) writer.element(dead_json(names, answer.query, dead));
  writer.close_list();
  if (answer.powerful != nullptr) write_power_legend(writer, powers_of(answer));
  write_strings(writer, "notes", answer.notes);
  write_diagnostics(writer, names, answer.diagnostics, alone);
  if (alone) write_provenance(writer, names);
  writer.close_object();
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, std::span<const Answer> answers) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(answers.front().graph->snapshot());
  if (answers.size() == 1) return write_who_can(*writer, names, answers.front(), true);
  write_head(*writer, "WhoCanList");
  writer->open_list("items");
  for (const Answer& answer : answers) write_who_can(*writer, names, answer, false);
  writer->close_list();
  write_diagnostics(*writer, names, {}, true);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
