/// What a user can do to a view. Panels make Actions; update() alone applies them, so that every
/// step can be tested without a window.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "state/history.h"
#include "state/view_state.h"

namespace rbacgraph::gui {

struct AskQuestion {
  Question question;
};
struct SelectNode {
  std::string id;  ///< "" : nothing
};
struct GoBack {};
struct GoForward {};
struct ChangeFilter {
  ViewFilter filter;
};
/// Pins a node, or lets it go where it is pinned.
struct PinNode {
  std::string id;
};
struct LetAllGo {};
/// A view as somebody kept it.
struct ShowView {
  ViewState view;
};

using Action = std::variant<AskQuestion, SelectNode, GoBack, GoForward, ChangeFilter, PinNode,
                            LetAllGo, ShowView>;

void update(History& history, const Action& action);

}  // namespace rbacgraph::gui
