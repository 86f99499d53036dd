#include "state/history.h"

#include <utility>

namespace rbacgraph::gui {

void History::go(ViewState view) {
  if (same_content(view, now())) {
    views_[at_] = std::move(view);
    return;
  }
  views_.resize(at_ + 1);
  views_.push_back(std::move(view));
  if (views_.size() > kMost) views_.erase(views_.begin());
  at_ = views_.size() - 1;
}

}  // namespace rbacgraph::gui
