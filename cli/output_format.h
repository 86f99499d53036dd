/// The formats of answers: one list, from which every command's -o, its help and the shells'
/// completion are made.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cli/options.h"
#include "rbacgraph/report/document.h"
#include "rbacgraph/report/picture.h"

namespace rbacgraph::cli {

enum class OutputFormat : std::uint8_t {
  Table,
  Wide,
  Json,
  Ndjson,
  Yaml,
  Csv,
  Markdown,
  Name,
  Text,
  Manifest,
  Dot,
  Svg,
  Png,
  Html,
  Graphml,
  Mermaid,
  CsvNodes
};

/// In the order of the enumerators: "table", "wide", …
std::span<const std::string_view> output_format_names();

/// The option -o of a command whose answers are rows (all formats but text).
std::span<const OptionSpec> row_output_specs();
/// The option -o of a command whose answer is a verdict (all formats but name).
std::span<const OptionSpec> verdict_output_specs();

/// The option -o of the command rules (all formats but name and text, and manifest besides).
std::span<const OptionSpec> rule_output_specs();
/// The option -o of the command matrix (all formats but wide, name, text and manifest).
std::span<const OptionSpec> matrix_output_specs();
/// The option -o of the command path (those of matrix, and pictures).
std::span<const OptionSpec> path_output_specs();
/// The option -o of a command whose answer is an explanation.
std::span<const OptionSpec> explanation_output_specs();
/// The option -o of the command lint.
std::span<const OptionSpec> lint_output_specs();
/// The option -o of the command diff (all formats but name, text and manifest).
std::span<const OptionSpec> diff_output_specs();
/// The option -o of the command lookup (all formats but text).
std::span<const OptionSpec> lookup_output_specs();
/// The option -o of the command graph.
std::span<const OptionSpec> graph_output_specs();
/// The option -o of the command show.
std::span<const OptionSpec> show_output_specs();
/// The option -o of the command status.
std::span<const OptionSpec> status_output_specs();

/// What was given for -o, among the formats that the command's own table names.
Result<OutputFormat> output_option(const Options& options, std::span<const OptionSpec> specs,
                                   OutputFormat fallback);

/// A picture, whatever the command? (Csv is one of the command graph alone.)
bool is_picture(OutputFormat format);
/// Drawn by draw()?
bool is_drawing(OutputFormat format);
/// Of a format that is.
DrawingFormat drawing_format(OutputFormat format);
/// Written as a document?
bool is_document(OutputFormat format);
/// Of a format that is.
DocumentFormat document_format(OutputFormat format);
/// Says what it was made from, so that the inputs' digests are wanted.
bool has_provenance(OutputFormat format);
/// Has the diagnostics in it, which then need not be told on standard error.
bool has_diagnostics(OutputFormat format);

}  // namespace rbacgraph::cli
