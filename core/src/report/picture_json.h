/// Nodes and edges of a picture as values with fields, from which every format that keeps all of
/// them is written.
#pragma once

#include <vector>

#include "rbacgraph/report/picture.h"
#include "rbacgraph/report/source_names.h"
#include "report/json_text.h"

namespace rbacgraph {

/// Holds a reference to the picture.
class PictureJson {
 public:
  explicit PictureJson(const AccessPicture& picture);

  /// The names of the inputs, by side.
  const std::vector<SourceNames>& names() const { return names_; }

  /// As the document Graph has them (core/schema/graph.schema.json).
  Json node(const PictureNode& node) const;
  Json edge(const PictureEdge& edge) const;

 private:
  void add_sides(Json& object, const PictureNode& node) const;

  const AccessPicture& picture_;
  std::vector<SourceNames> names_;
};

}  // namespace rbacgraph
