#include "rbacgraph/analysis/who_can.h"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

#include "analysis/access_rows.h"

namespace rbacgraph {
namespace {

/// Expansion multiplies members by grants.
constexpr std::size_t kMaxExpandedGrants = 20'000'000;

class WhoCan {
 public:
  WhoCan(std::shared_ptr<const AccessGraph> graph, const AccessQuery& query,
         const WhoCanOptions& options, std::stop_token stop)
      : graph_(*graph), snapshot_(graph->snapshot()), options_(options), stop_(std::move(stop)) {
    answer_.graph = std::move(graph);
    answer_.query = query;
  }

  Answer run() {
    walk();
    group_by_subject();
    if (options_.expand_groups && options_.membership != nullptr) {
      make_expanded_items();
    } else {
      make_items();
    }
    std::ranges::sort(answer_.dead, {}, [](const DeadGrant& dead) {
      return std::tie(dead.subject, dead.grant.binding, dead.grant.rule, dead.grant.subject);
    });
    add_notes();
    return std::move(answer_);
  }

 private:
  const AccessQuery& query() const { return answer_.query; }

  std::vector<RuleId> candidates() const {
    if (query().is_url()) return graph_.rules_with_urls();
    if (query().any_resource) return graph_.rules_with_resources();
    return graph_.rules_for_resource(query().resource, query().subresource);
  }

  void walk() {
    const GrantJudge judge(snapshot_, query());
    for (const RuleId id : candidates()) {
      if (stop_.stop_requested()) return;
      const auto rule = judge.match(id);
      if (!rule) continue;
      graph_.walk_back({&id, 1}, [&](SubjectId subject, const Grant& grant) {
        const Identity& who = graph_.identity(subject);
        if (!options_.expand_groups && options_.only && who.kind != *options_.only) return;
        const auto judgement = judge.judge(*rule, who.kind, who.ns != kEmptyName, grant);
        if (const auto* gives = std::get_if<Gives>(&judgement)) {
          rows_.emplace_back(subject, AccessRow{grant, *gives});
        } else if (const auto* reason = std::get_if<DeadReason>(&judgement)) {
          bury(subject, grant, *reason);
        }
      });
    }
  }

  void bury(SubjectId subject, const Grant& grant, DeadReason reason) {
    if (options_.only && graph_.identity(subject).kind != *options_.only) return;
    answer_.dead.push_back({graph_.subject_ref(subject), grant, reason});
  }

  /// Sorts rows by subject, then by grant, and drops repetitions of the very same evidence.
  void group_by_subject() {
    std::vector<std::uint32_t> start(graph_.subject_count() + 1, 0);
    for (const auto& [subject, row] : rows_) ++start[index_of(subject) + 1];
    for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
    sorted_.resize(rows_.size());
    std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
    for (const auto& [subject, row] : rows_) sorted_[next[index_of(subject)]++] = row;
    rows_.clear();
    for (std::size_t i = 0; i + 1 < start.size(); ++i) {
      if (start[i] == start[i + 1]) continue;
      const std::span rows(sorted_.data() + start[i], start[i + 1] - start[i]);
      by_subject_.emplace_back(make_id<SubjectId>(i), tidy_rows(snapshot_, rows));
    }
  }

  void make_items() {
    answer_.items.reserve(by_subject_.size());
    for (const auto& [subject, rows] : by_subject_)
      answer_.items.push_back(make_item(graph_.subject_ref(subject), subject, rows));
  }

  void make_expanded_items() {
    std::map<SubjectRef, std::vector<AccessRow>> by_member;
    std::size_t expanded = 0;
    for (const auto& [subject, rows] : by_subject_) {
      if (graph_.identity(subject).kind != SubjectKind::Group) continue;
      for (const SubjectRef& member :
           options_.membership->members_of(snapshot_.text(graph_.identity(subject).name))) {
        expanded += rows.size();
        if (expanded > kMaxExpandedGrants) return tell_too_many();
        std::vector<AccessRow>& of_member = by_member[member];
        of_member.insert(of_member.end(), rows.begin(), rows.end());
      }
    }
    for (auto& [subject, rows] : by_subject_) {
      std::vector<AccessRow>& all = by_member[graph_.subject_ref(subject)];
      all.insert(all.end(), rows.begin(), rows.end());
    }
    for (auto& [who, rows] : by_member) {
      if (options_.only && who.kind != *options_.only) continue;
      answer_.items.push_back(make_item(who, graph_.find_subject(who.kind, who.ns, who.name),
                                        tidy_rows(snapshot_, rows)));
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

  AnswerItem make_item(SubjectRef who, SubjectId subject, std::span<const AccessRow> rows) {
    AnswerItem item;
    item.subject = std::move(who);
    item.subject_id = subject;
    add_access(graph_, rows, item);
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
    if (!query().is_url()) {
      answer_.notes.emplace_back(
          "what the Node authorizer or a webhook may allow besides is not visible in RBAC");
    }
  }

  const AccessGraph& graph_;
  const Snapshot& snapshot_;
  const WhoCanOptions& options_;
  std::stop_token stop_;
  Answer answer_;
  std::vector<std::pair<SubjectId, AccessRow>> rows_;
  std::vector<AccessRow> sorted_;
  std::vector<std::pair<SubjectId, std::span<const AccessRow>>> by_subject_;  // parts of sorted_
};

}  // namespace

Answer who_can(std::shared_ptr<const AccessGraph> graph, const AccessQuery& query,
               const WhoCanOptions& options, std::stop_token stop) {
  return WhoCan(std::move(graph), query, options, std::move(stop)).run();
}

}  // namespace rbacgraph
