#include "state/changes.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "rbacgraph/analysis/diff_picture.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/report/diff_table.h"
#include "rbacgraph/report/diff_text.h"
#include "rbacgraph/report/display.h"
#include "state/content.h"
#include "state/evidence.h"
#include "state/overview.h"

namespace rbacgraph::gui {
namespace {

constexpr std::size_t kMostNodes = 60;

/// A table by the names of its columns.
class Cells {
 public:
  explicit Cells(const Table& table) : table_(table) {}

  /// "" where there is no such column.
  std::string at(std::size_t row, std::string_view column) const {
    const auto found = std::ranges::find(table_.columns, column);
    if (found == table_.columns.end()) return "";
    const auto place = static_cast<std::size_t>(found - table_.columns.begin());
    return printable(plain_text(table_.rows[row][place]));
  }

 private:
  const Table& table_;
};

/// "+ 12"
std::uint32_t number_of(const std::string& cell) {
  std::uint32_t number = 0;
  const char* const end = cell.data() + cell.size();
  std::from_chars(std::min(cell.data() + 2, end), end, number);
  return number;
}

/// Rows under the subjects that they are about, in the order in which these come up.
class BySubject {
 public:
  void add(const SubjectRef& subject, ChangeRow row) {
    const auto [found, is_new] = places_.try_emplace(subject, subjects_.size());
    if (is_new) {
      subjects_.emplace_back();
      subjects_.back().subject = subject;
      subjects_.back().node = node_id_of(subject);
    }
    SubjectChanges& changes = subjects_[found->second];
    if (row.sign == ChangeSign::Gained) ++changes.gained;
    if (row.sign == ChangeSign::Lost) ++changes.lost;
    changes.rows.push_back(std::move(row));
  }
  std::vector<SubjectChanges> take() { return std::move(subjects_); }

 private:
  std::map<SubjectRef, std::size_t> places_;
  std::vector<SubjectChanges> subjects_;
};

void add_access(const DiffReport& report, BySubject& subjects) {
  const Table table = diff_table(report);
  const Cells cells(table);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    ChangeRow change;
    change.number = number_of(cells.at(row, "#"));
    const AccessChange& entry = report.diff.access[change.number - 1];
    change.sign = entry.gained ? ChangeSign::Gained : ChangeSign::Lost;
    change.what = cells.at(row, "ACCESS");
    change.where = cells.at(row, "SCOPE");
    change.cause = cells.at(row, "CAUSE");
    change.weight = weight_of(entry.powers.all());
    change.aside = entry.dead || !entry.already_through.empty();
    subjects.add(entry.subject, std::move(change));
  }
}

void add_unknown(const DiffReport& report, BySubject& subjects) {
  const Table table = diff_unknown_table(report);
  const Cells cells(table);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const UnknownAccess& unknown = report.diff.unknown[report.unknown[row]];
    ChangeRow change;
    change.sign = ChangeSign::Unknown;
    change.what = std::string(unknown.gained ? "gained" : "lost") +
                  ", not known: " + cells.at(row, "NOT KNOWN");
    change.where = cells.at(row, "SCOPE");
    change.cause = cells.at(row, "CAUSE");
    subjects.add(unknown.subject, std::move(change));
  }
}

/// Those that changed nobody's access as far as it is listed.
void add_objects(const DiffReport& report, Changes& changes) {
  std::set<std::uint32_t> causes;
  for (const std::uint32_t at : report.access)
    causes.insert(report.diff.access[at].causes.begin(), report.diff.access[at].causes.end());
  for (const std::uint32_t at : report.unknown) causes.insert(report.diff.unknown[at].cause);
  const Table table = diff_objects_table(report, DiffPlaces::AsGiven, false);
  const Cells cells(table);
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::uint32_t at = report.objects[row];
    if (causes.contains(at)) continue;
    changes.objects.push_back({report.diff.objects[at].kind, cells.at(row, "OBJECT"),
                               cells.at(row, "NAMESPACE"), cells.at(row, "SOURCE"),
                               cells.at(row, "FIELDS")});
  }
}

Changes changes_of(const DiffReport& report) {
  Changes changes;
  const Diff& diff = report.diff;
  BySubject subjects;
  add_access(report, subjects);
  add_unknown(report, subjects);
  changes.subjects = subjects.take();
  for (std::uint32_t subject = 0; subject < changes.subjects.size(); ++subject) {
    changes.lines.push_back({subject});
    for (std::uint32_t row = 0; row < changes.subjects[subject].rows.size(); ++row)
      changes.lines.push_back({subject, row});
  }
  // Only some of them are listed with a filter: those that access has as a cause.
  if (report.filter.empty()) add_objects(report, changes);
  changes.listed = report.access.size() + report.unknown.size();
  changes.unknown = diff.unknown.size();
  changes.gained = diff.count_gained();
  changes.lost = diff.count_lost();
  changes.all = diff.access.size() + diff.unknown.size();
  changes.objects_differ = diff.objects.size();
  for (const std::string& note : diff.notes) changes.notes.push_back(printable(note));
  return changes;
}

/// In the words of the command diff.
std::string options_of(const ViewState& view) {
  std::string only;
  const auto add = [&](std::string_view word) {
    if (!only.empty()) only += ",";
    only += word;
  };
  if (view.filter.sides == DiffSides::Gained) add("gained");
  if (view.filter.sides == DiffSides::Lost) add("lost");
  if (view.filter.only_powerful) add("powerful");
  std::string options = only.empty() ? "" : " --only " + only;
  if (!view.question.subject.empty()) options += " --subject " + shell_word(view.question.subject);
  if (!view.question.ns.empty()) options += " -n " + shell_word(view.question.ns);
  return options;
}

}  // namespace

DiffFilter diff_filter_of(const Comparison& comparison, const ViewState& view) {
  DiffFilter filter;
  filter.gained = view.filter.sides == DiffSides::Gained;
  filter.lost = view.filter.sides == DiffSides::Lost;
  filter.powerful = view.filter.only_powerful;
  if (!view.question.ns.empty()) filter.ns = view.question.ns;
  if (view.question.subject.empty()) return filter;
  const Diff& diff = comparison.diff;
  Result<SubjectRef> subject = read_subject(*diff.b, view.question.subject);
  if (!subject) subject = read_subject(*diff.a, view.question.subject);
  if (!subject) return filter;
  filter.subjects.push_back(*subject);
  if (subject->kind == SubjectKind::Group) return filter;
  std::set<std::string> groups;
  for (const auto& side : {diff.a, diff.b})
    for (std::string& group : Membership(side).groups_of(*subject)) groups.insert(std::move(group));
  for (const std::string& group : groups)
    filter.subjects.push_back({SubjectKind::Group, "", group});
  return filter;
}

Content diff_content(const std::shared_ptr<const Comparison>& comparison, const ViewState& view,
                     const std::stop_token& stop) {
  Content content;
  content.view = view;
  content.heading = heading_of(view.question);
  if (!comparison) {
    content.error = "There is nothing to compare with yet";
    content.hint = "Ctrl O takes a second input: what became of the first, or what it was";
    return content;
  }
  content.policy = comparison->a;
  content.comparison = comparison;
  content.command = diff_command(*comparison);
  if (!content.command.empty()) content.command += options_of(view);
  const DiffReport report = report_of(comparison->diff, diff_filter_of(*comparison, view), false);
  content.changes = changes_of(report);
  if (stop.stop_requested()) return content;
  content.picture = picture_of(report);
  // Beside the list there is room for half as much as elsewhere, and what one wants to see are
  // ways.
  PictureBudget budget;
  if (view.filter.fold) budget.max_nodes = kMostNodes;
  finish_picture(content, budget);
  return content;
}

std::string told_change(const Comparison& comparison, std::uint32_t number) {
  if (number == 0 || number > comparison.diff.access.size()) return "";
  std::ostringstream out;
  // The letters of boxes are in few fonts.
  write_diff_entry(out, comparison.diff, number, {.ascii = true});
  return std::move(out).str();
}

}  // namespace rbacgraph::gui
