#include "cli/output_format.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace rbacgraph::cli {
namespace {

constexpr std::array<std::string_view, 17> kNames{
    "table",    "wide", "json", "ndjson", "yaml", "csv",     "md",      "name",     "text",
    "manifest", "dot",  "svg",  "png",    "html", "graphml", "mermaid", "csv-nodes"};

constexpr OptionSpec kNoFold{"no-fold", '\0', Takes::Nothing, "",
                             "in pictures, draw what is alike one by one"};
constexpr OptionSpec kMaxNodes{
    "max-nodes", '\0', Takes::Value, "N",
    "in pictures, past N nodes (default 300), or five times as many edges, draw a namespace as one "
    "node for each kind; 0 draws all there is"};

constexpr std::array<OptionSpec, 4> kRows{{
    {"output", 'o', Takes::Value,
     "table|wide|json|ndjson|yaml|csv|md|name|dot|svg|png|html|graphml|mermaid",
     "wide adds RULE NAMES SOURCE NOTE; json and yaml are one document with all evidence, ndjson "
     "its items, one a line; csv is for spreadsheets, md a report for GitHub; name is subjects "
     "alone; dot, svg, png, html (a page with search and rules), graphml and mermaid draw it"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 2> kVerdict{{
    {"output", 'o', Takes::Value, "text|table|wide|json|ndjson|yaml|csv|md",
     "text is yes, no or unknown; all others have every grant that allows it"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
}};

constexpr std::array<OptionSpec, 4> kRules{{
    {"output", 'o', Takes::Value,
     "table|wide|json|ndjson|yaml|csv|md|manifest|dot|svg|png|html|graphml|mermaid",
     "wide has every grant, with ROLE RULE SOURCE NOTE; manifest is roles and bindings that grant "
     "the same, for kubectl apply; the others as for who-can"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 2> kMatrixOutput{{
    {"output", 'o', Takes::Value, "table|json|ndjson|yaml|csv|md",
     "json and yaml are one document, ndjson its items, one a line; csv is for "
     "spreadsheets, md a report for GitHub"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
}};

constexpr std::array<OptionSpec, 4> kPaths{{
    {"output", 'o', Takes::Value, "table|json|ndjson|yaml|csv|md|dot|svg|png|html|graphml|mermaid",
     "json and yaml are one document, ndjson its items, one a line; csv is for "
     "spreadsheets, md a report for GitHub; dot, svg, png, html, graphml and mermaid draw it"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 4> kExplanation{{
    {"output", 'o', Takes::Value,
     "text|table|json|ndjson|yaml|csv|md|dot|svg|png|html|graphml|mermaid",
     "text is a tree for people; table and csv have a row for each grant or near miss; dot, svg, "
     "png, html, graphml and mermaid draw it"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 4> kFindings{{
    {"output", 'o', Takes::Value,
     "table|wide|json|ndjson|yaml|csv|md|dot|svg|png|html|graphml|mermaid",
     "wide adds RULE and HINT: what to change; the others have all of it; dot, svg, "
     "png, html, graphml and mermaid draw it"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 4> kComparison{{
    {"output", 'o', Takes::Value,
     "table|wide|json|ndjson|yaml|csv|md|dot|svg|png|html|graphml|mermaid",
     "wide has an entry a row, with every namespace and all objects; ndjson and csv have what "
     "changed of access; md is a comment for a pull request; dot, svg, png, html, graphml and "
     "mermaid draw both sides in one"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 4> kLookupRows{{
    {"output", 'o', Takes::Value,
     "table|wide|json|ndjson|yaml|csv|md|name|dot|svg|png|html|graphml|mermaid",
     "wide adds AGGREGATION SOURCE NOTE; name is roles alone, or subjects; the others as for "
     "who-can"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 4> kGraphOutput{{
    {"output", 'o', Takes::Value, "json|yaml|csv|csv-nodes|dot|svg|png|html|graphml|mermaid",
     "json and yaml are one document: nodes, edges, and what is hidden; csv is a row for each edge "
     "with both its ends, csv-nodes one for each node; dot is for Graphviz, svg and png are drawn; "
     "html is a page with search and rules; graphml is for graph programs, mermaid for GitHub"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in csv"},
    kNoFold,
    kMaxNodes,
}};

constexpr std::array<OptionSpec, 2> kShownObject{{
    {"output", 'o', Takes::Value, "text|json|ndjson|yaml|csv|md",
     "text is for people; csv has a row for each cell: SECTION ROW FIELD VALUE; md is a report for "
     "GitHub"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
}};

constexpr std::array<OptionSpec, 2> kStatusReport{{
    {"output", 'o', Takes::Value, "text|wide|json|ndjson|yaml|csv|md",
     "wide has every input and every diagnostic, with its place; csv has that too, a row for each "
     "cell: SECTION ROW FIELD VALUE; md is a report for GitHub"},
    {"no-headers", '\0', Takes::Nothing, "", "no header row in tables and csv"},
}};

std::vector<std::string_view> split(std::string_view list) {
  std::vector<std::string_view> words;
  for (std::size_t bar = 0; (bar = list.find('|')) != std::string_view::npos;
       list.remove_prefix(bar + 1))
    words.push_back(list.substr(0, bar));
  words.push_back(list);
  return words;
}

}  // namespace

std::span<const std::string_view> output_format_names() { return kNames; }
std::span<const OptionSpec> row_output_specs() { return kRows; }
std::span<const OptionSpec> verdict_output_specs() { return kVerdict; }

std::span<const OptionSpec> rule_output_specs() { return kRules; }
std::span<const OptionSpec> matrix_output_specs() { return kMatrixOutput; }
std::span<const OptionSpec> path_output_specs() { return kPaths; }
std::span<const OptionSpec> explanation_output_specs() { return kExplanation; }
std::span<const OptionSpec> lint_output_specs() { return kFindings; }
std::span<const OptionSpec> diff_output_specs() { return kComparison; }
std::span<const OptionSpec> lookup_output_specs() { return kLookupRows; }
std::span<const OptionSpec> graph_output_specs() { return kGraphOutput; }
std::span<const OptionSpec> show_output_specs() { return kShownObject; }
std::span<const OptionSpec> status_output_specs() { return kStatusReport; }

Result<OutputFormat> output_option(const Options& options, std::span<const OptionSpec> specs,
                                   OutputFormat fallback) {
  const std::vector<std::string_view> allowed = split(specs.front().value);
  if (!options.has("output")) return fallback;
  const Result<std::size_t> given = choice(options, "output", allowed, 0);
  if (!given) return tl::unexpected<Error>(given.error());
  const auto* const name = std::ranges::find(kNames, allowed[*given]);
  return static_cast<OutputFormat>(name - kNames.begin());
}

bool is_picture(OutputFormat format) { return format >= OutputFormat::Dot; }

bool is_drawing(OutputFormat format) {
  return format == OutputFormat::Dot || format == OutputFormat::Svg || format == OutputFormat::Png;
}

DrawingFormat drawing_format(OutputFormat format) {
  if (format == OutputFormat::Dot) return DrawingFormat::Dot;
  return format == OutputFormat::Svg ? DrawingFormat::Svg : DrawingFormat::Png;
}

bool is_document(OutputFormat format) {
  return format == OutputFormat::Json || format == OutputFormat::Yaml ||
         format == OutputFormat::Ndjson;
}

DocumentFormat document_format(OutputFormat format) {
  if (format == OutputFormat::Yaml) return DocumentFormat::Yaml;
  return format == OutputFormat::Ndjson ? DocumentFormat::Ndjson : DocumentFormat::Json;
}

bool has_provenance(OutputFormat format) {
  return format == OutputFormat::Json || format == OutputFormat::Yaml ||
         format == OutputFormat::Markdown || format == OutputFormat::Html;
}

bool has_diagnostics(OutputFormat format) {
  return has_provenance(format) && format != OutputFormat::Html;
}

}  // namespace rbacgraph::cli
