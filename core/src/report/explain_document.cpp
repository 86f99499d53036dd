/// The document Explain.
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/explain_text.h"
#include "report/document_parts.h"
#include "report/json_values.h"

namespace rbacgraph {
namespace {

Json miss_json(const SourceNames& names, const Explanation& explanation, const NearMiss& miss) {
  const Snapshot& snapshot = names.snapshot();
  Json object;
  object["kind"] = to_string(miss.kind);
  object["message"] = miss_sentence(explanation, miss);
  object["binding"] = binding_json(snapshot, miss.binding);
  if (miss.rule) {
    object["role"] = role_json(snapshot, snapshot.role_of(miss.binding));
    object["rule"] = *miss.rule;
  }
  if (!miss.has.empty()) object["has"] = miss.has;
  object["needs"] = miss.needs;
  if (Json source = source_json(names, snapshot.binding(miss.binding).source); !source.is_null())
    object["bindingSource"] = std::move(source);
  return object;
}

std::string_view word(Cut::Kind kind) {
  switch (kind) {
    case Cut::Kind::Bindings: return "bindings";
    case Cut::Kind::Subjects: return "subjects";
    case Cut::Kind::Rules: return "rules";
    case Cut::Kind::Mixed: break;
  }
  return "mixed";
}

Json element_json(const Snapshot& snapshot, const CutElement& element,
                  const Collateral& collateral) {
  Json object;
  if (element.kind == CutElement::Kind::Rule) {
    object["role"] = role_json(snapshot, element.role);
    Json places = Json::array();
    const std::vector<RuleEntry>& rules = snapshot.role(element.role).rules;
    for (std::size_t at = 0; at < rules.size(); ++at)
      if (rules[at].rule == element.rule) places.push_back(at);
    object["rules"] = std::move(places);
  } else {
    object["binding"] = binding_json(snapshot, element.binding);
    if (element.kind == CutElement::Kind::Subject) {
      object["subject"] =
          through_json(snapshot, snapshot.binding(element.binding).subjects[element.subject]);
    }
  }
  object["alsoSubjects"] = collateral.subjects;
  object["alsoRules"] = collateral.rules;
  return object;
}

void write_cuts(DocumentWriter& writer, const Snapshot& snapshot, const Cuts& cuts) {
  writer.open_list("cuts");
  for (std::size_t at = 0; at < cuts.cuts.size(); ++at) {
    const Cut& cut = cuts.cuts[at];
    Json object;
    object["kind"] = word(cut.kind);
    object["fewest"] = at == cuts.smallest;
    Json remove = Json::array();
    for (std::size_t each = 0; each < cut.elements.size(); ++each)
      remove.push_back(element_json(snapshot, cut.elements[each], cut.collateral[each]));
    object["remove"] = std::move(remove);
    writer.element(object);
  }
  writer.close_list();
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const Explanation& explanation,
                    const Cuts* cuts) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const SourceNames names(explanation.graph->snapshot());
  const Snapshot& snapshot = names.snapshot();
  write_head(*writer, "Explain");
  writer->member("query", query_json(explanation.query));
  writer->member("subject", subject_json(explanation.subject));
  writer->member("user", {{"name", explanation.user.name}, {"groups", explanation.user.groups}});
  writer->member("allowed", explanation.somewhere());
  writer->member("clusterWide", explanation.superuser || explanation.access.cluster_wide);
  if (!explanation.superuser && !explanation.access.cluster_wide)
    writer->member("namespaces", name_list_json(snapshot, explanation.access.namespaces));
  if (!explanation.access.named.empty())
    writer->member("named", named_json(snapshot, explanation.access.named));
  writer->open_list("grants");
  for (const Grant& grant : explanation.access.grants) writer->element(grant_json(names, grant));
  writer->close_list();
  writer->open_list("dead");
  for (const DeadGrant& dead : explanation.dead)
    writer->element(dead_json(names, explanation.query, dead));
  writer->close_list();
  writer->open_list("misses");
  for (const NearMiss& miss : explanation.misses)
    writer->element(miss_json(names, explanation, miss));
  writer->close_list();
  writer->member("missCount", explanation.miss_count);
  if (cuts != nullptr) write_cuts(*writer, snapshot, *cuts);
  write_strings(*writer, "notes", explanation.notes);
  write_diagnostics(*writer, names, explanation.diagnostics, true);
  write_provenance(*writer, names);
  writer->close_object();
}

}  // namespace rbacgraph
