/// What stands in and under a picture, whatever draws it: letters, names, second lines, the caption
/// and the legend. All of it is printable, and not yet escaped for any format.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "rbacgraph/report/picture.h"
#include "rbacgraph/report/source_names.h"

namespace rbacgraph {

/// Of a node.
struct NodeWords {
  std::string_view letters;  ///< "SA"; "" for a resource
  std::string name;
  std::string detail;   ///< the second line; may be ""
  std::string warning;  ///< stands before the detail: what is powerful, or "wildcard"
  std::string tooltip;  ///< the whole identity; or, of what is folded, how many of what
  std::string place;    ///< "cluster.json:12:3" of the object; may be ""
  /// Both, the place below.
  std::string tooltip_with_place() const {
    return place.empty() ? tooltip : tooltip + "\n" + place;
  }
};

/// A row of the legend: a sample, and what it means.
struct LegendEntry {
  enum class Sample : std::uint8_t { Letters, Line, Outline };
  Sample sample{};
  PictureKind kind{};        ///< of Letters: whose
  std::string_view letters;  ///< of Letters
  std::string text;
};

struct PictureCaption {
  std::string title;
  /// The answer, what is hidden, the input, notes and warnings; sentences.
  std::vector<std::string> lines;
  std::string command;              ///< "rbacgraph who-can …", with the version
  std::vector<LegendEntry> legend;  ///< of what occurs
};

/// Holds a reference to the picture.
class PictureWords {
 public:
  explicit PictureWords(const AccessPicture& picture);

  NodeWords node(std::size_t at) const;
  static std::string edge_label(const PictureEdge& edge);  ///< "" for most
  static std::string edge_tooltip(const PictureEdge& edge);
  /// Do some nodes answer the question and others not? Then the ones are told from the others.
  bool distinguishes() const { return distinguishes_; }
  const std::vector<SourceNames>& sources() const { return sources_; }

 private:
  std::string detail(std::size_t at) const;
  std::string verbs_text(std::size_t at) const;
  std::string role_detail(const PictureNode& node) const;
  std::string what_detail(std::size_t at) const;
  std::string place(const PictureNode& node) const;

  const AccessPicture& picture_;
  std::vector<SourceNames> sources_;
  /// Of the edges into a node, by their PictureChange: what is gained is not pooled with the rest.
  std::vector<std::array<std::vector<std::string>, 3>> verbs_;
  std::vector<bool> only_named_;
  bool distinguishes_ = false;
};

std::string_view letters_of(PictureKind kind);
/// Has it a scope, that of its binding?
inline bool is_scoped(PictureEdgeKind kind) {
  return kind == PictureEdgeKind::BoundBy || kind == PictureEdgeKind::RefersTo;
}
PictureCaption caption_of(const PictureReport& report);

}  // namespace rbacgraph
