/// A view in the form in which it is kept: with its question as the line that asks for it.
///
/// A line outlives the input that it was asked of, and can be read and written by people; what of
/// it an input no longer has is told when somebody goes there, and the bookmark stays. A Bookmark
/// is such a view with a name. Plain data.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "state/policy.h"
#include "state/view_state.h"

namespace rbacgraph::gui {

struct KeptView {
  std::string question = "overview";  ///< as the query line takes it
  ViewFilter filter;
  std::string selected;
  std::set<std::string> pins;

  friend bool operator==(const KeptView&, const KeptView&) = default;
};

struct Bookmark {
  std::string name;
  KeptView view;

  friend bool operator==(const Bookmark&, const Bookmark&) = default;
};

KeptView kept_view(const ViewState& view);

/// The view with its question read: `question` is what the line was understood as.
ViewState view_of(const KeptView& kept, Question question);

/// The place of the bookmark that is exactly this view.
std::optional<std::size_t> bookmark_of(const std::vector<Bookmark>& bookmarks,
                                       const ViewState& view);

/// A subject that the question is about and that neither binding nor account of the policy knows,
/// "user:jane", printable; "" where there is none.
std::string unknown_subject(const Policy& policy, const Question& question);

}  // namespace rbacgraph::gui
