#include "state/actions.h"

#include <utility>

namespace rbacgraph::gui {
namespace {

template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overload(Functions...) -> Overload<Functions...>;

/// Depth, direction and sides are about the question before; how one likes to look stays.
ViewFilter kept(const ViewFilter& before) {
  ViewFilter filter = before;
  filter.depth = ViewFilter{}.depth;
  filter.direction = ViewFilter{}.direction;
  filter.sides = ViewFilter{}.sides;
  return filter;
}

}  // namespace

void update(History& history, const Action& action) {
  ViewState next = history.now();
  std::visit(Overload{
                 [&](const AskQuestion& ask) {
                   if (ask.question == next.question) return;
                   // Pins are by identity, and mean the same in any picture.
                   next = {ask.question, kept(next.filter), "", std::move(next.pins)};
                   history.go(std::move(next));
                 },
                 [&](const SelectNode& select) {
                   next.selected = select.id;
                   history.go(std::move(next));
                 },
                 [&](const GoBack&) { history.back(); },
                 [&](const GoForward&) { history.forward(); },
                 [&](const ChangeFilter& change) {
                   next.filter = change.filter;
                   history.go(std::move(next));
                 },
                 [&](const PinNode& pin) {
                   if (pin.id.empty()) return;
                   if (next.pins.erase(pin.id) == 0) {
                     if (next.pins.size() >= ViewState::kMostPins) return;
                     next.pins.insert(pin.id);
                   }
                   history.go(std::move(next));
                 },
                 [&](const LetAllGo&) {
                   next.pins.clear();
                   history.go(std::move(next));
                 },
                 [&](const ShowView& show) { history.go(show.view); },
             },
             action);
}

}  // namespace rbacgraph::gui
