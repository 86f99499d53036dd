#include "rbacgraph/report/explain_table.h"

#include <utility>

#include "rbacgraph/report/display.h"
#include "rbacgraph/report/explain_text.h"
#include "rbacgraph/report/summary.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

class Rows {
 public:
  Rows(Table& table, const Explanation& explanation, const AnswerTableOptions& options)
      : table_(table),
        explanation_(explanation),
        snapshot_(explanation.graph->snapshot()),
        options_(options) {}

  void add_grant(const Grant& grant, std::string_view answer, std::string note) {
    std::vector<Cell> cells = start(answer, grant.binding, grant.subject);
    add_evidence(cells, snapshot_, grant);
    cells.push_back(rule_cell(snapshot_, grant));
    cells.push_back(source_cell(snapshot_, grant, options_));
    cells.push_back(text_or_nothing(std::move(note)));
    table_.rows.push_back(std::move(cells));
  }

  void add_miss(const NearMiss& miss) {
    std::string note = miss_sentence(explanation_, miss);
    if (miss.rule)
      return add_grant({miss.binding, *miss.rule, miss.subject}, "near miss", std::move(note));
    const Binding& binding = snapshot_.binding(miss.binding);
    std::vector<Cell> cells = start("near miss", miss.binding, miss.subject);
    cells.push_back({kind_and_name(to_string(binding.kind), snapshot_.text(binding.name))});
    cells.push_back({kind_and_name(snapshot_.text(binding.role_ref.kind),
                                   snapshot_.text(binding.role_ref.name))});
    cells.emplace_back();
    cells.push_back(text_or_nothing(options_.names == nullptr
                                        ? place_text(snapshot_, binding.source)
                                        : place_text(*options_.names, binding.source)));
    cells.push_back(text_or_nothing(std::move(note)));
    table_.rows.push_back(std::move(cells));
  }

  void add_verdict() {
    std::vector<Cell> cells;
    if (options_.query) cells.push_back({short_phrase(explanation_.query)});
    cells.push_back(words_cell(explanation_.somewhere() ? "yes" : "no"));
    cells.push_back({subject_text(explanation_.subject)});
    cells.push_back(words_cell(to_string(explanation_.subject.kind)));
    cells.resize(table_.columns.size());
    cells.back() = {verdict_sentence(explanation_)};
    table_.rows.push_back(std::move(cells));
  }

 private:
  /// QUERY ANSWER SUBJECT KIND SCOPE
  std::vector<Cell> start(std::string_view answer, BindingId id, std::uint32_t place) const {
    const Binding& binding = snapshot_.binding(id);
    const SubjectRef subject = spelled_subject(snapshot_, Grant{id, 0, place});
    std::vector<Cell> cells;
    if (options_.query) cells.push_back({short_phrase(explanation_.query)});
    cells.push_back(words_cell(answer));
    cells.push_back({subject_text(subject)});
    cells.push_back(words_cell(to_string(subject.kind)));
    cells.push_back(
        scope_cell(snapshot_, binding.ns, binding.kind == BindingKind::ClusterRoleBinding, false));
    return cells;
  }

  Table& table_;
  const Explanation& explanation_;
  const Snapshot& snapshot_;
  const AnswerTableOptions& options_;
};

}  // namespace

Table explanation_table(const Explanation& explanation, const AnswerTableOptions& options) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  Table table;
  if (options.query) table.columns.emplace_back("QUERY");
  table.columns.insert(table.columns.end(), {"ANSWER", "SUBJECT", "KIND", "SCOPE", "VIA", "ROLE",
                                             "RULE", "SOURCE", "NOTE"});
  Rows rows(table, explanation, options);
  for (const Grant& grant : explanation.access.grants) {
    std::vector<std::string> names;
    for (const Name name : names_of(snapshot, grant)) names.emplace_back(snapshot.text(name));
    rows.add_grant(grant, "yes",
                   names.empty() ? std::string() : "only named " + plain_text({std::move(names)}));
  }
  for (const NearMiss& miss : explanation.misses) rows.add_miss(miss);
  for (const DeadGrant& dead : explanation.dead)
    rows.add_grant(dead.grant, "dead", explain(snapshot, explanation.query, dead));
  if (table.rows.empty()) rows.add_verdict();
  return table;
}

Table cuts_table(const Explanation& explanation, const Cuts& cuts) {
  const Snapshot& snapshot = explanation.graph->snapshot();
  Table table;
  table.columns = {"CUT", "REMOVE", "OTHER SUBJECTS TOUCHED", "OTHER RULES TOUCHED"};
  for (std::size_t at = 0; at < cuts.cuts.size(); ++at) {
    const Cut& cut = cuts.cuts[at];
    for (std::size_t each = 0; each < cut.elements.size(); ++each) {
      table.rows.push_back({{std::uint64_t{at + 1}},
                            {element_text(snapshot, cut.elements[each])},
                            {cut.collateral[each].subjects},
                            {cut.collateral[each].rules}});
    }
  }
  return table;
}

}  // namespace rbacgraph
