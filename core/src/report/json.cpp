#include "rbacgraph/report/json.h"

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/base/version.h"
#include "report/json_stream.h"
#include "report/json_values.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kApiVersion = "rbacgraph/v1";

Json name_list(const Snapshot& snapshot, const std::vector<Name>& names) {
  Json list = Json::array();
  for (const Name name : names) list.push_back(snapshot.text(name));
  return list;
}

Json named_json(const Snapshot& snapshot, const std::vector<NamedAccess>& named) {
  Json list = Json::array();
  for (const NamedAccess& access : named) {
    Json object;
    if (access.ns) object["namespace"] = snapshot.text(*access.ns);
    object["resourceNames"] = name_list(snapshot, access.resource_names);
    list.push_back(std::move(object));
  }
  return list;
}

Json workloads_json(const Snapshot& snapshot, const std::vector<WorkloadId>& ids) {
  Json list = Json::array();
  for (const WorkloadId id : ids) {
    const Workload& workload = snapshot.workloads()[index_of(id)];
    list.push_back(object_json(snapshot.text(workload.kind), snapshot.text(workload.ns),
                               snapshot.text(workload.name)));
  }
  return list;
}

Json item_json(const Snapshot& snapshot, const AnswerItem& item) {
  Json object;
  object["subject"] = subject_json(item.subject);
  object["clusterWide"] = item.cluster_wide;
  if (!item.cluster_wide) object["namespaces"] = name_list(snapshot, item.namespaces);
  if (!item.named.empty()) object["named"] = named_json(snapshot, item.named);
  if (!item.members.empty()) {
    Json members = Json::array();
    for (const SubjectRef& member : item.members) members.push_back(subject_json(member));
    object["members"] = std::move(members);
  }
  if (item.subject.kind == SubjectKind::Group) object["memberCount"] = item.member_count;
  if (!item.workloads.empty()) object["workloads"] = workloads_json(snapshot, item.workloads);
  Json grants = Json::array();
  for (const Grant& grant : item.grants) grants.push_back(grant_json(snapshot, grant));
  object["grants"] = std::move(grants);
  return object;
}

void write_strings(JsonStream& json, std::string_view key, const std::vector<std::string>& list) {
  json.open_list(key);
  for (const std::string& text : list) json.element(text);
  json.close_list();
}

/// The diagnostics of the query and, where `of_input`, those of the input.
void write_diagnostics(JsonStream& json, const Snapshot& snapshot,
                       std::span<const Diagnostic> of_query, bool of_input) {
  json.open_list("diagnostics");
  for (const Diagnostic& each : of_query) json.element(diagnostic_json(snapshot, each));
  if (of_input) {
    for (const Diagnostic& each : absent_kinds(snapshot))
      json.element(diagnostic_json(snapshot, each));
    for (const Diagnostic& each : snapshot.diagnostics())
      json.element(diagnostic_json(snapshot, each));
  }
  json.close_list();
}

void write_provenance(JsonStream& json, const Snapshot& snapshot) {
  json.member("incomplete", incomplete_json(snapshot));
  json.member("inputs", inputs_json(snapshot));
  json.member("tool", {{"name", "rbacgraph"}, {"version", version()}});
}

void write_head(JsonStream& json, std::string_view kind) {
  json.open_object();
  json.member("apiVersion", kApiVersion);
  json.member("kind", kind);
}

void write_who_can(JsonStream& json, const Answer& answer, bool alone) {
  const Snapshot& snapshot = answer.graph->snapshot();
  write_head(json, "WhoCan");
  json.member("query", query_json(answer.query));
  json.open_list("items");
  for (const AnswerItem& item : answer.items) json.element(item_json(snapshot, item));
  json.close_list();
  json.open_list("dead");
  for (const DeadGrant& dead : answer.dead) {
    Json object;
    object["subject"] = subject_json(dead.subject);
    object["grant"] = grant_json(snapshot, dead.grant);
    object["reason"] = explain(snapshot, answer.query, dead);
    json.element(object);
  }
  json.close_list();
  write_strings(json, "notes", answer.notes);
  write_diagnostics(json, snapshot, answer.diagnostics, alone);
  if (alone) write_provenance(json, snapshot);
  json.close_object();
}

}  // namespace

void write_json(std::ostream& out, std::span<const Answer> answers) {
  JsonStream json(out);
  if (answers.size() == 1) return write_who_can(json, answers.front(), true);
  const Snapshot& snapshot = answers.front().graph->snapshot();
  write_head(json, "WhoCanList");
  json.open_list("items");
  for (const Answer& answer : answers) write_who_can(json, answer, false);
  json.close_list();
  write_diagnostics(json, snapshot, {}, true);
  write_provenance(json, snapshot);
  json.close_object();
}

void write_json(std::ostream& out, const CanIAnswer& answer) {
  const Snapshot& snapshot = *answer.snapshot;
  JsonStream json(out);
  write_head(json, "CanI");
  json.member("query", query_json(answer.query));
  json.member("user", {{"name", answer.user.name}, {"groups", answer.user.groups}});
  json.member("allowed", answer.decision.verdict == Verdict::Yes);
  if (answer.decision.verdict == Verdict::Unknown) json.member("unknown", true);
  json.member("reason", reason(snapshot, answer.decision));
  json.open_list("grants");
  for (const Grant& grant : answer.grants) json.element(grant_json(snapshot, grant));
  json.close_list();
  write_strings(json, "notes", answer.notes);
  write_diagnostics(json, snapshot, answer.diagnostics, true);
  write_provenance(json, snapshot);
  json.close_object();
}

std::string review_line(const Snapshot& snapshot, const Decision& decision) {
  Json line;
  line["allowed"] = decision.verdict == Verdict::Yes;
  line["denied"] = false;
  if (decision.verdict == Verdict::Unknown) line["unknown"] = true;
  if (std::string why = reason(snapshot, decision); !why.empty()) line["reason"] = std::move(why);
  return dump(line, -1);
}

std::string review_error_line(std::string_view message) {
  return dump(Json{{"error", message}}, -1);
}

}  // namespace rbacgraph
