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

using Action = std::variant<AskQuestion, SelectNode, GoBack, GoForward, ChangeFilter>;

void update(History& history, const Action& action);

}  // namespace rbacgraph::gui
