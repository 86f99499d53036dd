/// Pictures of access as documents and drawings.
///
///   Json, Yaml  a Graph document (DESIGN §9): `nodes`, `edges`, and what is `hidden`
///   DOT         Graphviz' language, with the looks of every node: a file to lay out, or to change
///   SVG, PNG    drawings
///
/// Equal pictures give equal bytes. Names are escaped for the format that they go into; what could
/// hide or turn text is shown as an escape. No absolute paths, no times.
#pragma once

#include <iosfwd>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/analysis/access_picture.h"
#include "rbacgraph/analysis/graph_picture.h"
#include "rbacgraph/report/document.h"

namespace rbacgraph {

/// A picture, folded to what may be drawn, with what is to be said of it.
struct PictureReport {
  AccessPicture picture;
  std::string command;                  ///< the command line that draws it, printable
  std::vector<std::string> notes;       ///< printable
  std::vector<Diagnostic> diagnostics;  ///< of the question; those of the input are the Snapshot's
  /// What was asked, of the command graph; else null. Must outlive this.
  const GraphQuestion* question = nullptr;
};

/// "bound-by", "member-of": as in Path documents.
std::string_view to_string(PictureEdgeKind kind);
/// "WHO", "THROUGH": the heads of the columns.
std::string_view to_string(PictureRank rank);

/// The question of the command graph: "What sa:ci/runner reaches", printable.
std::string headline(const GraphQuestion& question);
/// "12 nodes, 14 edges", then what is hidden and why, printable.
std::vector<std::string> trailer(const AccessPicture& picture);

void write_document(std::ostream& out, DocumentFormat format, const PictureReport& report);

enum class DrawingFormat : std::uint8_t { Dot, Svg, Png };

/// The bytes of a drawing. SVG and PNG are laid out by Graphviz, or by ourselves where there are
/// more than 150 nodes or 250 edges and where it took more than its time; an SVG also where
/// Graphviz is not installed. Fails with Unsupported where Graphviz is needed and not installed, Io
/// where it took too long, InvalidArgument where a PNG would be too large, Cancelled where `stop`
/// was requested.
Result<std::string> draw(const PictureReport& report, DrawingFormat format,
                         const std::stop_token& stop = {});

}  // namespace rbacgraph
