#include "state/view_state.h"

namespace rbacgraph::gui {

PictureDirection next(PictureDirection direction) {
  constexpr int kDirections = 4;
  return static_cast<PictureDirection>((static_cast<int>(direction) + 1) % kDirections);
}

DiffSides next(DiffSides sides) {
  constexpr int kSides = 3;
  return static_cast<DiffSides>((static_cast<int>(sides) + 1) % kSides);
}

std::size_t active_filters(const ViewState& view) {
  const ViewFilter& filter = view.filter;
  const Ask ask = view.question.ask;
  if (ask == Ask::Overview) {
    return static_cast<std::size_t>(filter.only_powerful) +
           static_cast<std::size_t>(!filter.system) + static_cast<std::size_t>(!filter.ns.empty());
  }
  if (ask == Ask::Diff) {
    return static_cast<std::size_t>(filter.only_powerful) +
           static_cast<std::size_t>(filter.sides != DiffSides::Both) +
           static_cast<std::size_t>(!view.question.ns.empty()) +
           static_cast<std::size_t>(!view.question.subject.empty());
  }
  const bool walks = ask == Ask::Subject || ask == Ask::Explain || ask == Ask::Object;
  std::size_t active = filter.fold ? 1 : 0;
  if (walks && !filter.urls) ++active;
  if (walks && filter.depth < ViewFilter{}.depth) ++active;
  if (walks && filter.direction != PictureDirection::Natural) ++active;
  return active;
}

}  // namespace rbacgraph::gui
