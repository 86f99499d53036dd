#include "layout/dot_graph.h"

#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <utility>

#include "layout/graphviz_library.h"

namespace rbacgraph {
namespace {

/// The library takes text that it does not change by pointers that say otherwise.
char* text_of(const char* text) { return const_cast<char*>(text); }  // NOLINT(*-const-cast)
char* text_of(const std::string& text) { return text_of(text.c_str()); }

char* empty_text() { return text_of(""); }

}  // namespace

struct DotGraph::Impl {
  const CgraphLibrary& library;
  Agraph_t* graph;

  Impl(const CgraphLibrary& with, Agraph_t* made) : library(with), graph(made) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { library.close(graph); }
};

DotGraph::DotGraph(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DotGraph::DotGraph(DotGraph&&) noexcept = default;
DotGraph& DotGraph::operator=(DotGraph&&) noexcept = default;
DotGraph::~DotGraph() = default;

Result<DotGraph> DotGraph::create(const std::string& name) {
  const Result<const CgraphLibrary*> library = cgraph_library();
  if (!library) return tl::unexpected<Error>(library.error());
  Agdisc_t disciplines = (*library)->disciplines;
  Agraph_t* const graph = (*library)->open(text_of(name), (*library)->directed, &disciplines);
  if (graph == nullptr) return fail(ErrorCode::Io, "libcgraph makes no graph");
  return DotGraph(std::make_unique<Impl>(**library, graph));
}

DotGraph::Part DotGraph::root() const { return impl_->graph; }

void DotGraph::node_default(const char* name, const char* value) {
  impl_->library.attr(impl_->graph, AGNODE, text_of(name), text_of(value));
}
void DotGraph::edge_default(const char* name, const char* value) {
  impl_->library.attr(impl_->graph, AGEDGE, text_of(name), text_of(value));
}
void DotGraph::graph_default(const char* name, const char* value) {
  impl_->library.attr(impl_->graph, AGRAPH, text_of(name), text_of(value));
}

DotGraph::Part DotGraph::node(const std::string& id) {
  return impl_->library.node(impl_->graph, text_of(id), 1);
}

DotGraph::Part DotGraph::edge(Part from, Part to) {
  return impl_->library.edge(impl_->graph, static_cast<Agnode_t*>(from), static_cast<Agnode_t*>(to),
                             nullptr, 1);
}

DotGraph::Part DotGraph::subgraph(const std::string& name, Part parent) {
  return impl_->library.subg(static_cast<Agraph_t*>(parent), text_of(name), 1);
}

void DotGraph::put(Part subgraph, Part node) {
  impl_->library.subnode(static_cast<Agraph_t*>(subgraph), static_cast<Agnode_t*>(node), 1);
}

void DotGraph::set(Part part, const char* name, const std::string& value) {
  impl_->library.safeset(part, text_of(name), text_of(value), empty_text());
}

void DotGraph::set_html(Part part, const char* name, const std::string& html) {
  char* const kept = impl_->library.strdup_html(impl_->graph, text_of(html));
  impl_->library.safeset(part, text_of(name), kept, empty_text());
}

Result<std::string> DotGraph::text() const {
  // It keeps how deep it is in variables of its own.
  static std::mutex mutex;
  const std::lock_guard one_at_a_time(mutex);
  char* bytes = nullptr;
  std::size_t size = 0;
  std::FILE* const file = ::open_memstream(&bytes, &size);
  if (file == nullptr) return fail(ErrorCode::Io, "no memory for the graph's text");
  const int failed = impl_->library.write(impl_->graph, file);
  const int not_closed = std::fclose(file);  // NOLINT(*-owning-memory)
  std::string text(bytes == nullptr ? "" : bytes, bytes == nullptr ? 0 : size);
  std::free(bytes);  // NOLINT(*-no-malloc, *-owning-memory)
  if (failed != 0 || not_closed != 0) return fail(ErrorCode::Io, "libcgraph writes no graph");
  return text;
}

std::string html_text(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case ' ': html += "&#160;"; break;
      // Graphviz has escapes in these labels too.
      case '\\': html += "\\\\"; break;
      default: html += c;
    }
  }
  return html;
}

}  // namespace rbacgraph
