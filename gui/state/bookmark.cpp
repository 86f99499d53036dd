#include "state/bookmark.h"

#include <algorithm>
#include <utility>

#include "rbacgraph/analysis/query.h"
#include "rbacgraph/report/display.h"

namespace rbacgraph::gui {

KeptView kept_view(const ViewState& view) {
  KeptView kept{line_of(view.question), view.filter, view.selected, view.pins};
  // That of the overview is of no other view.
  if (view.question.ask != Ask::Overview) {
    kept.filter.ns.clear();
  }
  if (kept.question.empty()) {
    kept.question = KeptView{}.question;
  }
  return kept;
}

ViewState view_of(const KeptView& kept, Question question) {
  return {std::move(question), kept.filter, kept.selected, kept.pins};
}

std::optional<std::size_t> bookmark_of(const std::vector<Bookmark>& bookmarks,
                                       const ViewState& view) {
  const auto found = std::ranges::find(bookmarks, kept_view(view), &Bookmark::view);
  if (found == bookmarks.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - bookmarks.begin());
}

std::string unknown_subject(const Policy& policy, const Question& question) {
  if (question.ask != Ask::Subject && question.ask != Ask::Explain) {
    return "";
  }
  const Result<SubjectRef> subject = read_subject(*policy.snapshot, question.subject);
  if (!subject) {
    return printable(question.subject);
  }
  if (policy.graph->find_subject(subject->kind, subject->ns, subject->name) != kNoId<SubjectId>) {
    return "";
  }
  const Snapshot& snapshot = *policy.snapshot;
  const bool is_account =
      subject->kind == SubjectKind::ServiceAccount &&
      std::ranges::any_of(snapshot.service_accounts(), [&](const auto& each) {
        return snapshot.text(each.ns) == subject->ns && snapshot.text(each.name) == subject->name;
      });
  // What the API server gives everybody needs no binding to exist.
  const bool is_built_in =
      subject->kind == SubjectKind::Group && subject->name.starts_with("system:");
  return is_account || is_built_in ? "" : printable(question.subject);
}

}  // namespace rbacgraph::gui
