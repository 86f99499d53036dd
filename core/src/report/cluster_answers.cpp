#include "rbacgraph/report/cluster_answers.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <ostream>
#include <string_view>
#include <utility>

#include "rbacgraph/report/display.h"
#include "report/document_parts.h"
#include "report/document_writer.h"
#include "report/markdown_text.h"

namespace rbacgraph {
namespace {

constexpr std::string_view kCluster = "CLUSTER";

Json error_json(const Error& error) {
  Json json{{"message", error.message}};
  if (!error.hint.empty()) json["hint"] = error.hint;
  return json;
}

/// The place of each of its columns in the common table.
std::vector<std::size_t> places(const Table& table, std::vector<std::string>& columns) {
  std::vector<std::size_t> result;
  for (const std::string& column : table.columns) {
    // From behind CLUSTER on: an answer's column of that name would be another one.
    auto found = std::find(std::next(columns.begin()), columns.end(), column);
    if (found == columns.end()) found = columns.insert(columns.end(), column);
    result.push_back(static_cast<std::size_t>(found - columns.begin()));
  }
  return result;
}

void write_lines(std::ostream& out, std::span<const ClusterAnswer> answers) {
  for (const ClusterAnswer& answer : answers) {
    const std::string cluster = "{\"cluster\":" + dump(answer.cluster, -1);
    std::string_view rest = answer.text;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      out << cluster << ',' << rest.substr(1, end - 1);
      rest.remove_prefix(end);
    }
    if (answer.error)
      out << cluster << ",\"error\":" << dump(error_json(*answer.error), -1) << "}\n";
  }
}

}  // namespace

Table cluster_table(std::span<const ClusterAnswer> answers) {
  Table all{{std::string(kCluster)}, {}};
  for (const ClusterAnswer& answer : answers) {
    if (!answer.table) continue;
    const std::vector<std::size_t> at = places(*answer.table, all.columns);
    for (const std::vector<Cell>& row : answer.table->rows) {
      std::vector<Cell> cells(all.columns.size());
      cells.front().value = answer.cluster;
      for (std::size_t column = 0; column < row.size(); ++column) cells[at[column]] = row[column];
      all.rows.push_back(std::move(cells));
    }
  }
  for (std::vector<Cell>& row : all.rows) row.resize(all.columns.size());
  return all;
}

void write_cluster_documents(std::ostream& out, DocumentFormat format,
                             std::span<const ClusterAnswer> answers) {
  if (format == DocumentFormat::Ndjson) return write_lines(out, answers);
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  write_head(*writer, "ClusterList");
  writer->open_list("items");
  for (const ClusterAnswer& answer : answers) {
    writer->open_object();
    writer->member("cluster", answer.cluster);
    if (!answer.text.empty()) writer->member("answer", Json::parse(answer.text));
    if (answer.error) writer->member("error", error_json(*answer.error));
    writer->close_object();
  }
  writer->close_list();
  writer->close_object();
}

void write_cluster_markdown(std::ostream& out, std::span<const ClusterAnswer> answers) {
  std::string_view gap;
  for (const ClusterAnswer& answer : answers) {
    out << gap << "# Cluster " << markdown_text(answer.cluster) << "\n\n" << answer.text;
    gap = "\n";
    if (!answer.error) continue;
    if (!answer.text.empty()) out << '\n';
    out << "No answer: " << markdown_text(answer.error->message) << '\n';
  }
}

void write_cluster_texts(std::ostream& out, std::span<const ClusterAnswer> answers) {
  std::string_view gap;
  for (const ClusterAnswer& answer : answers) {
    if (answer.text.empty()) continue;
    const bool one_line = answer.text.find('\n') == answer.text.size() - 1;
    out << (one_line ? "" : gap) << printable(answer.cluster) << (one_line ? ": " : ":\n")
        << answer.text;
    gap = "\n";
  }
}

}  // namespace rbacgraph
