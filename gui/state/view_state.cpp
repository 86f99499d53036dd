#include "state/view_state.h"

namespace rbacgraph::gui {

std::size_t active_filters(const ViewState& view) {
  const ViewFilter& filter = view.filter;
  const Ask ask = view.question.ask;
  if (ask == Ask::Overview) {
    return static_cast<std::size_t>(filter.only_powerful) +
           static_cast<std::size_t>(!filter.system) + static_cast<std::size_t>(!filter.ns.empty());
  }
  const bool walks = ask == Ask::Subject || ask == Ask::Explain || ask == Ask::Object;
  std::size_t active = filter.fold ? 1 : 0;
  if (walks) active += static_cast<std::size_t>(!filter.urls) + 1;  // the depth is always one
  if (walks && filter.direction != PictureDirection::Natural) ++active;
  return active;
}

}  // namespace rbacgraph::gui
