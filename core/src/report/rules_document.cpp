/// The document Rules.
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/rules_table.h"
#include "report/document_parts.h"
#include "report/json_values.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

/// A PolicyRule with where it holds and why (DESIGN §9).
Json rule_json(const SourceNames& names, const HeldRule& rule, bool powerful) {
  const Snapshot& snapshot = names.snapshot();
  const auto one = [&](Name name) { return Json::array({snapshot.text(name)}); };
  Json object;
  Json verbs = Json::array();
  for (const Name verb : rule.verbs) verbs.push_back(snapshot.text(verb));
  object["verbs"] = std::move(verbs);
  if (rule.is_url) {
    object["nonResourceURLs"] = one(rule.url);
  } else {
    object["apiGroups"] = one(rule.api_group);
    object["resources"] = one(rule.resource);
    if (rule.resource_name) object["resourceNames"] = one(*rule.resource_name);
  }
  if (rule.cluster_wide()) {
    object["clusterWide"] = true;
  } else {
    object["namespace"] = snapshot.text(rule.ns);
  }
  if (rule.dead) object["dead"] = dead_sentence(snapshot, rule);
  if (powerful) set_powers(object, rule.powers);
  Json grants = Json::array();
  for (const Grant& grant : rule.grants) grants.push_back(grant_json(names, grant));
  object["grants"] = std::move(grants);
  return object;
}

Json query_json(const RulesAnswer& answer) {
  Json query;
  query["subject"] = subject_json(answer.subject);
  query["user"] = {{"name", answer.user.name}, {"groups", answer.user.groups}};
  query["namespace"] = answer.filter.ns ? Json(*answer.filter.ns) : Json(nullptr);
  if (!answer.filter.verbs.empty()) query["verbs"] = answer.filter.verbs;
  if (!answer.filter.types.empty()) {
    Json types = Json::array();
    for (const AccessQuery& type : answer.filter.types) types.push_back(type_json(type));
    query["types"] = std::move(types);
  }
  if (answer.filter.powerful) query["powerful"] = true;
  return query;
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const RulesAnswer& answer) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(answer.graph->snapshot());
  write_head(*writer, "Rules");
  writer->member("query", query_json(answer));
  writer->open_list("items");
  for (const HeldRule& rule : answer.items)
    writer->element(rule_json(names, rule, answer.filter.powerful));
  writer->close_list();
  writer->open_list("unresolved");
  for (const BindingId id : answer.unresolved) writer->element(binding_json(names.snapshot(), id));
  writer->close_list();
  if (answer.filter.powerful) write_power_legend(*writer, powers_of(answer));
  write_strings(*writer, "notes", answer.notes);
  write_diagnostics(*writer, names, answer.diagnostics, true);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
