#include "fuzz_support.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <vector>

#include <nlohmann/json.hpp>

#include "rbacgraph/analysis/query.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/answer_table.h"
#include "rbacgraph/report/csv.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/markdown.h"
#include "rbacgraph/report/summary.h"

namespace rbacgraph::fuzz {
namespace {

void ask(const std::shared_ptr<const AccessGraph>& graph, const Membership& membership,
         const QueryWords& words) {
  const Result<ReadQueries> read = read_queries(graph->snapshot(), words);
  require(read.has_value(), "the question is understood");
  WhoCanOptions options;
  options.expand_groups = true;
  options.membership = &membership;
  std::vector<Answer> answers;
  for (const AccessQuery& query : read->queries) answers.push_back(who_can(graph, query, options));
  std::ostringstream json;
  write_document(json, DocumentFormat::Json, answers);
  require_json(json.str());
  require_printable(json.str());
  std::ostringstream table;
  const Table rows = answer_table(answers, {.wide = true});
  write_table(table, rows, {});
  write_table(table, rows, {.width = 40});
  write_names(table, answers);
  write_document(table, DocumentFormat::Yaml, answers);
  write_document(table, DocumentFormat::Ndjson, answers);
  write_markdown(table, answers);
  std::ostringstream csv;
  write_csv(csv, rows, true);
  for (const std::string& line : trailer(answers, true)) table << line << '\n';
  require_printable(table.str());
}

}  // namespace

ReadOptions read_options() {
  ReadOptions options;
  options.limits.max_depth = 32;
  options.limits.max_yaml_nodes = 10'000;
  options.limits.max_name_bytes = 256;
  return options;
}

std::shared_ptr<const Snapshot> read(std::string_view text) {
  SnapshotBuilder builder;
  read_text(builder, text, "input", read_options());
  return builder.build();
}

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void require_printable(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    shown = printable(text.substr(at, end - at));
    require(shown == text.substr(at, end - at), "what a terminal gets is printable");
    at = end + 1;
  }
}

void require_json(std::string_view text) {
  require(nlohmann::json::accept(text), "what is written as JSON is JSON");
}

void ask_everything(const std::shared_ptr<const Snapshot>& snapshot) {
  const std::shared_ptr<const AccessGraph> graph = AccessGraph::build(snapshot);
  const Membership membership(snapshot);
  QueryWords anything;
  anything.any_verb = true;
  anything.any_resource = true;
  ask(graph, membership, anything);
  QueryWords words;
  words.verbs = "get,deletecollection";
  words.types = "secrets,nodes,/metrics";
  ask(graph, membership, words);
  std::ostringstream talk;
  for (const DiagnosticLine& line : diagnostic_lines(*snapshot, snapshot->diagnostics()))
    talk << line.text << '\n' << line.hint << '\n';
  for (const std::string& line : gap_lines(*snapshot)) talk << line << '\n';
  require_printable(talk.str());
}

}  // namespace rbacgraph::fuzz
