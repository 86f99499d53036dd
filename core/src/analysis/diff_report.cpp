#include "rbacgraph/analysis/diff_report.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "analysis/words_absent.h"

namespace rbacgraph {
namespace {

bool has(const Diff& diff, const std::vector<Name>& namespaces, const std::string& ns) {
  return std::ranges::any_of(namespaces, [&](Name each) { return diff.names().text(each) == ns; });
}

bool is_wanted(const Diff& diff, const DiffFilter& filter, std::uint32_t at) {
  const AccessChange& entry = diff.access[at];
  if (filter.number && *filter.number != at + 1) return false;
  if (filter.gained != filter.lost && filter.gained != entry.gained) return false;
  if (filter.powerful && entry.powers.empty()) return false;
  if (filter.ns && !holds_in(diff, entry, *filter.ns)) return false;
  return filter.subjects.empty() ||
         std::ranges::find(filter.subjects, entry.subject) != filter.subjects.end();
}

/// It may be anything, so that it may be powerful too.
bool is_wanted(const Diff& diff, const DiffFilter& filter, const UnknownAccess& each) {
  if (filter.number) return false;
  if (filter.gained != filter.lost && filter.gained != each.gained) return false;
  if (filter.ns && !each.scope.cluster_wide && !has(diff, each.scope.namespaces, *filter.ns))
    return false;
  return filter.subjects.empty() ||
         std::ranges::find(filter.subjects, each.subject) != filter.subjects.end();
}

/// Of a namespace that is on neither side; a side without bindings has nothing to tell from.
std::string absent_everywhere_note(const Diff& diff, const std::string& ns) {
  const std::string in_a = absent_namespace_note(*diff.a, ns);
  std::string in_b = absent_namespace_note(*diff.b, ns);
  if (!in_b.empty() && (!in_a.empty() || diff.a->bindings().empty())) return in_b;
  return diff.b->bindings().empty() ? in_a : std::string();
}

/// Counts subjects too, which is why it remembers them.
class Counting {
 public:
  void add(const AccessChange& entry) {
    ++counts_.entries;
    if (!entry.powers.empty()) ++counts_.powerful;
    if (entry.dead) ++counts_.dead;
    if (!entry.already_through.empty()) ++counts_.already;
    subjects_.insert(entry.subject);
    counts_.subjects = subjects_.size();
  }
  const AccessCounts& counts() const { return counts_; }

 private:
  AccessCounts counts_;
  std::set<SubjectRef> subjects_;
};

void add(ObjectCounts& counts, ObjectChange::Kind kind) {
  switch (kind) {
    case ObjectChange::Kind::Added: ++counts.added; break;
    case ObjectChange::Kind::Removed: ++counts.removed; break;
    case ObjectChange::Kind::Changed: ++counts.changed; break;
  }
}

}  // namespace

bool holds_in(const Diff& diff, const AccessChange& entry, const std::string& ns) {
  if (!entry.scope.cluster_wide && !has(diff, entry.scope.namespaces, ns)) return false;
  return std::ranges::none_of(entry.except, [&](const AccessException& except) {
    return except.rule == entry.rule && except.scope && has(diff, except.scope->namespaces, ns);
  });
}

DiffReport report_of(Diff diff, DiffFilter filter, bool expand_groups, const DiffIgnore& ignore) {
  DiffReport report{std::move(diff), std::move(filter), expand_groups, {}, {}, {}, {}};
  report.ignored = ignore.of(report.diff);
  const DiffIgnore::Ignored& ignored = report.ignored;
  for (std::uint32_t at = 0; at < report.diff.access.size(); ++at) {
    if (is_wanted(report.diff, report.filter, at) &&
        !std::ranges::binary_search(ignored.access, at))
      report.access.push_back(at);
  }
  if (report.filter.ns) {
    std::string note = absent_everywhere_note(report.diff, *report.filter.ns);
    if (!note.empty()) report.diff.notes.push_back(std::move(note));
  }
  const auto is_told = [&](std::uint32_t object) {
    return !std::ranges::binary_search(ignored.objects, object) &&
           !(report.filter.by_permission && report.diff.objects[object].only_names);
  };
  for (std::uint32_t at = 0; at < report.diff.unknown.size(); ++at) {
    if (is_wanted(report.diff, report.filter, report.diff.unknown[at]) &&
        !std::ranges::binary_search(ignored.unknown, at))
      report.unknown.push_back(at);
  }
  if (report.filter.empty()) {
    for (std::uint32_t at = 0; at < report.diff.objects.size(); ++at)
      if (is_told(at)) report.objects.push_back(at);
    return report;
  }
  std::set<std::uint32_t> causes;
  for (const std::uint32_t at : report.access) {
    const std::vector<std::uint32_t>& own = report.diff.access[at].causes;
    causes.insert(own.begin(), own.end());
  }
  for (const std::uint32_t at : report.unknown) causes.insert(report.diff.unknown[at].cause);
  std::ranges::copy_if(causes, std::back_inserter(report.objects), is_told);
  return report;
}

DiffSummary summary_of(const DiffReport& report) {
  DiffSummary summary;
  for (const std::uint32_t at : report.objects) {
    const ObjectChange& change = report.diff.objects[at];
    add(summary.objects, change.kind);
    add(summary.kinds[change.object.kind], change.kind);
  }
  Counting gained;
  Counting lost;
  for (const std::uint32_t at : report.access) {
    const AccessChange& entry = report.diff.access[at];
    (entry.gained ? gained : lost).add(entry);
  }
  for (const std::uint32_t at : report.unknown)
    ++(report.diff.unknown[at].gained ? summary.unknown_gained : summary.unknown_lost);
  summary.gained = gained.counts();
  summary.lost = lost.counts();
  return summary;
}

}  // namespace rbacgraph
