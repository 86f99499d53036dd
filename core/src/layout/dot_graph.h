/// A graph in the making, written as DOT by libcgraph.
///
/// What is added comes out in the order in which it was added. Ids and values may be any UTF-8
/// text; whoever gives HTML-like labels has escaped what is in them. One thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "rbacgraph/base/result.h"

namespace rbacgraph {

class DotGraph {
 public:
  /// What attributes may be set of: a node, an edge or a (sub)graph of this graph.
  using Part = void*;

  static Result<DotGraph> create(const std::string& name);
  DotGraph(DotGraph&&) noexcept;
  DotGraph& operator=(DotGraph&&) noexcept;
  DotGraph(const DotGraph&) = delete;
  DotGraph& operator=(const DotGraph&) = delete;
  ~DotGraph();

  Part root() const;
  /// For all nodes, edges or graphs that have none of their own; before any of them is added.
  void node_default(const char* name, const char* value);
  void edge_default(const char* name, const char* value);
  void graph_default(const char* name, const char* value);

  Part node(const std::string& id);
  Part edge(Part from, Part to);
  Part subgraph(const std::string& name, Part parent);
  void put(Part subgraph, Part node);
  void set(Part part, const char* name, const std::string& value);
  void set_html(Part part, const char* name, const std::string& html);

  Result<std::string> text() const;

 private:
  struct Impl;
  explicit DotGraph(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Text for an HTML-like label: "<b>" is "&lt;b&gt;", and no blank is lost.
std::string html_text(std::string_view text);

}  // namespace rbacgraph
