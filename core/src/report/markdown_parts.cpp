#include "report/markdown_parts.h"

#include <cstdint>
#include <map>
#include <ostream>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/report/summary.h"
#include "report/markdown_text.h"

namespace rbacgraph {
namespace {

std::string counts_text(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<std::string> parts;
  for (const auto& [kind, count] : counts) parts.push_back(fmt::format("{} {}", count, kind));
  return fmt::format("{}", fmt::join(parts, ", "));
}

Cell counts_cell(const std::map<std::string, std::uint64_t>& counts) {
  if (counts.empty()) return {};
  return {counts_text(counts)};
}

}  // namespace

void write_markdown_list(std::ostream& out, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  for (const std::string& line : lines) out << "- " << markdown_text(line) << '\n';
  out << '\n';
}

std::vector<std::string> diagnostic_texts(const SourceNames& names,
                                          std::span<const Diagnostic> diagnostics) {
  std::vector<std::string> texts;
  for (const DiagnosticLine& line : diagnostic_lines(names, diagnostics)) {
    std::string text = fmt::format("{}: {}", to_string(line.severity), line.text);
    if (!line.hint.empty()) text += "; hint: " + line.hint;
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<std::string> input_flaws(const SourceNames& names) {
  std::vector<std::string> flaws = gap_lines(names.snapshot());
  for (std::string& text : diagnostic_texts(names, names.snapshot().diagnostics()))
    flaws.push_back(std::move(text));
  return flaws;
}

Table input_table(const SourceNames& names) {
  const Snapshot& snapshot = names.snapshot();
  Table inputs;
  inputs.columns = {"INPUT", "SHA-256", "OBJECTS", "PASSED OVER", "UNREADABLE"};
  for (std::size_t at = 0; at < snapshot.sources().size(); ++at) {
    const SourceInfo& source = snapshot.sources()[at];
    Cell digest;
    if (!source.sha256.empty()) digest.value = source.sha256;
    inputs.rows.push_back({{std::string(names.of(make_id<SourceId>(at)))},
                           std::move(digest),
                           counts_cell(source.kept),
                           counts_cell(source.passed_over),
                           {source.refused}});
  }
  return inputs;
}

}  // namespace rbacgraph
