/// Pictures of access as GraphML, for graph programs and libraries (networkx, Gephi, yEd, igraph).
///
/// A directed graph with the nodes and edges of the Graph document (DESIGN §9) and every field of
/// theirs, each with its type (`<key attr.type>`). Two nodes may have several edges. Node ids are
/// those of the document. Members of members have a dot in their name ("source.line"); a list is
/// JSON text ("[\"get\",\"list\"]"), so that no name in it can end it. What is false or absent is
/// left out. Of the graph itself: title, command, tool, and what is hidden.
///
/// XML has no place for most control characters, and those that hide or turn text are shown: any
/// other text is spelled by the second rule of report/csv.h, and can be had back by it.
#pragma once

#include <iosfwd>

#include "rbacgraph/report/picture.h"

namespace rbacgraph {

void write_graphml(std::ostream& out, const PictureReport& report);

}  // namespace rbacgraph
