/// Everything that decides what a view shows. One value: copied for history, compared to know
/// whether anything has to be made anew, written for a workspace.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rbacgraph/analysis/graph_picture.h"
#include "state/question.h"

namespace rbacgraph::gui {

/// Of a comparison.
enum class DiffSides : std::uint8_t { Both, Gained, Lost };

/// What is left out of a picture; each is a chip that can be taken away.
struct ViewFilter {
  std::uint32_t depth = 3;
  PictureDirection direction = PictureDirection::Natural;
  bool fold = true;  ///< what is alike
  bool urls = true;  ///< non-resource URLs
  /// Of the overview: subjects with something powerful; of a comparison: such changes.
  bool only_powerful = false;
  bool system = true;  ///< of the overview: system:* subjects and those of kube-system
  std::string ns;      ///< of the overview: accounts of this namespace
  DiffSides sides = DiffSides::Both;

  friend bool operator==(const ViewFilter&, const ViewFilter&) = default;
};

struct ViewState {
  /// A picture in which everything is pinned could not be drawn.
  static constexpr std::size_t kMostPins = 100;

  Question question;
  ViewFilter filter;
  /// The picture_id of a node; "" for none.
  std::string selected;
  /// picture_ids of nodes that no filter and no fold takes out of a picture that has them, nor
  /// their way to what the question is about.
  std::set<std::string> pins;

  friend bool operator==(const ViewState&, const ViewState&) = default;
};

/// The one after it, when one goes through them.
PictureDirection next(PictureDirection direction);

DiffSides next(DiffSides sides);

/// Do two views show the same, whatever is selected?
inline bool same_content(const ViewState& a, const ViewState& b) {
  return a.question == b.question && a.filter == b.filter && a.pins == b.pins;
}

/// How many filters are at work, of those that this question knows.
std::size_t active_filters(const ViewState& view);

}  // namespace rbacgraph::gui
