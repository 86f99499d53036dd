/// Graphviz, loaded when a picture is first drawn: a program that draws none starts as fast as
/// without, and needs no Graphviz to be installed.
///
/// libcgraph builds graphs and writes DOT, safe in any process. libgvc lays out and renders: it
/// reads fonts and plug-ins, can't be stopped, and may crash, so only a process of its own uses it
/// (layout/graphviz_layout.h).
#pragma once

#include <cgraph.h>
#include <gvc.h>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

struct CgraphLibrary {
  decltype(&::agopen) open;
  decltype(&::agclose) close;
  decltype(&::agnode) node;
  decltype(&::agsubnode) subnode;
  decltype(&::agedge) edge;
  decltype(&::agsubg) subg;
  decltype(&::agattr) attr;
  decltype(&::agsafeset) safeset;
  decltype(&::agstrdup_html) strdup_html;
  decltype(&::agwrite) write;
  decltype(&::agread) read;
  decltype(&::agseterr) seterr;
  Agdesc_t directed;  ///< a graph of arrows in which two nodes may have several edges
  /// How parts of graphs are numbered, and what a graph is written with. libcgraph numbers by the
  /// addresses of names, and writes and lays out subgraphs in the order of their numbers: a picture
  /// would change from run to run. Here they are numbered as they come.
  Agdisc_t disciplines;
};

struct GvcLibrary {
  decltype(&::gvContext) context;
  decltype(&::gvLayout) layout;
  decltype(&::gvRenderData) render_data;
};

/// Fails with Unsupported, and says what to install. Any number of threads may ask.
Result<const CgraphLibrary*> cgraph_library();
/// In a process of its own only.
Result<GvcLibrary> load_gvc();

}  // namespace rbacgraph
