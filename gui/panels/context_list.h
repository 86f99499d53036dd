/// The contexts of the kubeconfig as rows: name, server, user, and whether the server is there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "panels/ui.h"

namespace rbacgraph::gui {

struct ContextListLook {
  std::string_view heading;
  std::string_view chosen;  ///< the word of the one that is marked; "" for none
  std::string_view action;  ///< what a press does, at the end of each row; "" for nothing
};

/// Fills `box`. Gives the name of the one that was pressed.
std::optional<std::string> draw_contexts(Ui& ui, const Box& box, const ContextListLook& look);

/// How high a box has to be for all of it, at 100 %.
float height_of_contexts(const ContextList& contexts);

}  // namespace rbacgraph::gui
