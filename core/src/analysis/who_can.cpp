#include "rbacgraph/analysis/who_can.h"

#include <algorithm>
#include <map>
#include <span>

#include "analysis/item_access.h"
#include "analysis/powerful_rows.h"
#include "rbacgraph/analysis/access_rows.h"

namespace rbacgraph {
namespace {

/// Expansion multiplies members by grants.
constexpr std::size_t kMaxExpandedGrants = 20'000'000;

/// The rows of each subject, of rows sorted by subject.
std::vector<std::span<const AccessRow>> by_subject(std::span<const AccessRow> rows) {
  std::vector<std::span<const AccessRow>> parts;
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::find_if(
        first, rows.end(), [&](const AccessRow& row) { return row.subject != first->subject; });
    parts.emplace_back(first, last);
    first = last;
  }
  return parts;
}

class WhoCan {
 public:
  WhoCan(std::shared_ptr<const AccessGraph> graph, const AccessQuery& query,
         const WhoCanOptions& options, const std::stop_token& stop)
      : graph_(*graph),
        snapshot_(graph->snapshot()),
        options_(options),
        found_(query.powerful ? powerful_rows(*graph, *options.powerful, query.ns, stop)
                              : access_rows(*graph, query, stop)) {
    answer_.graph = std::move(graph);
    answer_.query = query;
    answer_.powerful = options.powerful;
  }

  Answer run() {
    if (options_.expand_groups && options_.membership != nullptr) {
      make_expanded_items();
    } else {
      make_items();
    }
    bury();
    add_notes();
    return std::move(answer_);
  }

 private:
  bool is_asked_for(SubjectKind kind) const { return !options_.only || kind == *options_.only; }

  void bury() {
    for (const DeadRow& dead : found_.dead) {
      if (is_asked_for(graph_.identity(dead.subject).kind))
        answer_.dead.push_back({graph_.subject_ref(dead.subject), dead.grant, dead.reason});
    }
  }

  void make_items() {
    const auto parts = by_subject(found_.rows);
    answer_.items.reserve(parts.size());
    for (const std::span<const AccessRow> rows : parts) {
      const SubjectId subject = rows.front().subject;
      if (is_asked_for(graph_.identity(subject).kind))
        answer_.items.push_back(make_item(graph_.subject_ref(subject), subject, rows));
    }
  }

  void make_expanded_items() {
    std::map<SubjectRef, std::vector<AccessRow>> by_member;
    std::size_t expanded = 0;
    for (const std::span<const AccessRow> rows : by_subject(found_.rows)) {
      const SubjectRef who = graph_.subject_ref(rows.front().subject);
      std::vector<AccessRow>& own = by_member[who];
      own.insert(own.end(), rows.begin(), rows.end());
      if (who.kind != SubjectKind::Group) continue;
      for (const SubjectRef& member : options_.membership->members_of(who.name)) {
        expanded += rows.size();
        if (expanded > kMaxExpandedGrants) return tell_too_many();
        std::vector<AccessRow>& of_member = by_member[member];
        of_member.insert(of_member.end(), rows.begin(), rows.end());
      }
    }
    for (auto& [who, rows] : by_member) {
      if (!is_asked_for(who.kind)) continue;
      std::ranges::sort(rows, {}, &AccessRow::grant);
      drop_repetitions(snapshot_, rows);
      answer_.items.push_back(
          make_item(who, graph_.find_subject(who.kind, who.ns, who.name), rows));
    }
  }

  void tell_too_many() {
    Diagnostic told;
    told.severity = Severity::Error;
    told.code = "limit-reached";
    told.message = "the groups' members have more than " + std::to_string(kMaxExpandedGrants) +
                   " grants in all: groups are not expanded";
    told.hint = "ask for one namespace with -n, or without --expand-groups";
    told.incomplete = true;
    answer_.diagnostics.push_back(std::move(told));
    make_items();
  }

  AnswerItem make_item(SubjectRef who, SubjectId subject, std::span<const AccessRow> rows) const {
    AnswerItem item;
    item.subject = std::move(who);
    item.subject_id = subject;
    add_access(graph_, rows, item);
    if (answer_.powerful != nullptr) {
      for (const Grant& grant : item.grants) item.powers |= answer_.powerful->of(snapshot_, grant);
    }
    if (item.subject.kind == SubjectKind::Group) add_members(item);
    if (item.subject.kind == SubjectKind::ServiceAccount && subject != kNoId<SubjectId>)
      item.workloads = graph_.workloads_of(subject);
    return item;
  }

  void add_members(AnswerItem& item) const {
    if (options_.membership == nullptr) return;
    item.members = options_.membership->members_of(item.subject.name, kMaxListedMembers);
    item.member_count = item.members.size() < kMaxListedMembers
                            ? item.members.size()
                            : options_.membership->count_members_of(item.subject.name);
  }

  void add_notes() {
    answer_.notes.emplace_back(
        "members of the group system:masters can do everything: the API server lets them pass "
        "before RBAC is asked");
    if (!answer_.query.is_url()) {
      answer_.notes.emplace_back(
          "what the Node authorizer or a webhook may allow besides is not visible in RBAC");
    }
  }

  const AccessGraph& graph_;
  const Snapshot& snapshot_;
  const WhoCanOptions& options_;
  AccessRows found_;
  Answer answer_;
};

}  // namespace

Answer who_can(std::shared_ptr<const AccessGraph> graph, const AccessQuery& query,
               const WhoCanOptions& options, const std::stop_token& stop) {
  return WhoCan(std::move(graph), query, options, stop).run();
}

}  // namespace rbacgraph
