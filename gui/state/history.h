/// Where one has been: back and forward, as in a browser. What is selected is part of a view and no
/// step by itself.
#pragma once

#include <cstddef>
#include <vector>

#include "state/view_state.h"

namespace rbacgraph::gui {

class History {
 public:
  static constexpr std::size_t kMost = 500;

  const ViewState& now() const { return views_[at_]; }
  bool can_go_back() const { return at_ > 0; }
  bool can_go_forward() const { return at_ + 1 < views_.size(); }
  void back() {
    if (can_go_back()) --at_;
  }
  void forward() {
    if (can_go_forward()) ++at_;
  }
  /// A step where the content differs, else the same step with another selection.
  void go(ViewState view);

 private:
  std::vector<ViewState> views_{ViewState{}};
  std::size_t at_ = 0;
};

}  // namespace rbacgraph::gui
