#include "state/content.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "rbacgraph/analysis/answer_pictures.h"
#include "rbacgraph/analysis/can_i.h"
#include "rbacgraph/analysis/find_object.h"
#include "rbacgraph/analysis/path.h"
#include "rbacgraph/analysis/query.h"
#include "rbacgraph/analysis/who_can.h"
#include "rbacgraph/report/display.h"
#include "state/evidence.h"

namespace rbacgraph::gui {
namespace {

UserInfo user_of(const SubjectRef& subject) { return user_info(subject, {}); }

std::vector<std::string> groups_of(const SubjectRef& subject) { return user_of(subject).groups; }

QueryWords words_of(const Question& question) {
  QueryWords words;
  words.verbs = question.verb;
  words.types = question.type;
  if (!question.name.empty()) words.name = question.name;
  if (!question.ns.empty()) words.ns = question.ns;
  return words;
}

/// Everything there is; none where that is what a picture has anyway.
std::set<PictureKind> kinds_of(const ViewFilter& filter, const Snapshot& snapshot) {
  using enum PictureKind;
  if (filter.urls && snapshot.workloads().empty()) return {};
  std::set<PictureKind> kinds{Namespace,    Workload,           Group,       ServiceAccount, User,
                              OtherSubject, ClusterRoleBinding, RoleBinding, ClusterRole,    Role,
                              OtherRole,    Resource,           Url};
  if (!filter.urls) kinds.erase(Url);
  return kinds;
}

/// The same in the words of the command graph.
std::string options_of(const ViewState& view, const Snapshot& snapshot) {
  const ViewFilter& filter = view.filter;
  std::string options;
  if (view.question.ask != Ask::Everything) {
    if (!kinds_of(filter, snapshot).empty()) {
      options += " --kinds namespace,workloads,subjects,bindings,roles,";
      options += filter.urls ? "resources" : "resource";
    }
    if (filter.depth != ViewFilter{}.depth) options += " --depth " + std::to_string(filter.depth);
    switch (filter.direction) {
      case PictureDirection::Natural: break;
      case PictureDirection::Out: options += " --direction out"; break;
      case PictureDirection::In: options += " --direction in"; break;
      case PictureDirection::Both: options += " --direction both"; break;
    }
  }
  if (!filter.fold) options += " --no-fold";
  return options;
}

/// Does a resource of a picture, a pattern perhaps, stand for this type? As a rule's words do
/// (SEMANTICS §2.4).
bool covers(const PictureNode& node, const MatrixRow& row) {
  if (node.kind != PictureKind::Resource) return false;
  if (node.api_group != "*" && node.api_group != row.group) return false;
  const std::string& pattern = node.ref.name;
  if (pattern == "*") return true;
  if (pattern.starts_with("*/"))
    return !row.subresource.empty() && pattern.substr(2) == row.subresource;
  return pattern == row.resource + (row.subresource.empty() ? "" : "/" + row.subresource);
}

/// What is powerful of a cell of a subject's matrix; nothing where it has no such cell.
PowerSet powers_of(const Matrix& matrix, const AccessQuery& query) {
  const auto verb = std::ranges::find(matrix.query.verbs, query.verb);
  const auto row = std::ranges::find_if(matrix.rows, [&](const MatrixRow& each) {
    return each.group == query.group && each.resource == query.resource &&
           each.subresource == query.subresource;
  });
  if (verb == matrix.query.verbs.end() || row == matrix.rows.end()) return {};
  return matrix.powers(*row, 0, static_cast<std::size_t>(verb - matrix.query.verbs.begin()));
}

using EdgeKey = std::tuple<std::string, std::string, PictureEdgeKind>;

/// Which nodes and edges of a picture are the evidence of another one. Rules lead to the patterns
/// that they spell there, and to what was asked about here, so those are told by role and rule.
void mark_evidence(AccessPicture& picture, const AccessPicture& evidence) {
  std::set<std::string> nodes;
  std::set<EdgeKey> edges;
  std::map<std::string, std::set<std::uint32_t>> rules;
  std::vector<std::string> ids;
  for (const PictureNode& node : evidence.nodes) ids.push_back(picture_id(node));
  for (const PictureEdge& edge : evidence.edges) {
    if (edge.dead || edge.missing) continue;
    nodes.insert(ids[edge.from]);
    nodes.insert(ids[edge.to]);
    edges.emplace(ids[edge.from], ids[edge.to], edge.kind);
    if (edge.kind == PictureEdgeKind::Allows)
      rules[ids[edge.from]].insert(edge.rules.begin(), edge.rules.end());
  }
  ids.clear();
  for (PictureNode& node : picture.nodes) {
    ids.push_back(picture_id(node));
    node.matches = nodes.contains(ids.back());
  }
  for (PictureEdge& edge : picture.edges) {
    edge.matches = edges.contains({ids[edge.from], ids[edge.to], edge.kind});
    if (edge.kind != PictureEdgeKind::Allows || edge.dead) continue;
    const auto answering = rules.find(ids[edge.from]);
    if (answering == rules.end()) continue;
    const bool is_rule = std::ranges::any_of(
        edge.rules, [&](std::uint32_t rule) { return answering->second.contains(rule); });
    if (!is_rule) continue;
    // A rule of several resources answers with one of them, where that stands by itself.
    const bool spelled = std::ranges::any_of(evidence.nodes, [&](const PictureNode& node) {
      return node.kind == picture.nodes[edge.to].kind &&
             node.ref.name == picture.nodes[edge.to].ref.name;
    });
    const bool is_wild = picture.nodes[edge.to].wildcard;
    if (!spelled && !is_wild) continue;
    edge.matches = true;
    picture.nodes[edge.to].matches = true;
  }
}

class ContentMaker {
 public:
  ContentMaker(std::shared_ptr<const Policy> policy, const ViewState& view, std::stop_token stop)
      : policy_(std::move(policy)), question_(view.question), stop_(std::move(stop)) {
    content_.view = view;
    content_.policy = policy_;
    content_.heading = heading_of(question_);
    content_.command =
        command_of(question_, policy_->options, options_of(view, *policy_->snapshot));
  }

  Content make() {
    const Result<void> made = make_answer();
    if (!made) {
      content_.error = printable(made.error().message);
      content_.hint = printable(made.error().hint);
      return std::move(content_);
    }
    if (content_.picture.graphs[0]) mark_powerful();
    finish_picture(content_, {});
    return std::move(content_);
  }

 private:
  Result<void> make_answer() {
    switch (question_.ask) {
      case Ask::Overview:
      case Ask::Diff: return {};
      case Ask::Subject: return make_subject();
      case Ask::Explain: return make_explanation();
      case Ask::WhoCan: return make_who_can();
      case Ask::Object: return walk(question_.subject);
      case Ask::Path: return make_path();
      case Ask::Everything: return walk("");
    }
    return {};
  }

  Result<void> walk(const std::string& from) {
    GraphQuestion graph;
    graph.depth = content_.view.filter.depth;
    graph.direction = content_.view.filter.direction;
    graph.groups_of = groups_of;
    graph.keep = content_.view.pins;
    if (!question_.ns.empty()) graph.ns = question_.ns;
    if (!from.empty()) {
      std::vector<Diagnostic> diagnostics;
      Result<PathEnd> start = read_path_end(*policy_->snapshot, from, {}, diagnostics);
      if (!start) return tl::unexpected<Error>(start.error());
      graph.starts.push_back(std::move(*start));
      graph.filter.kinds = kinds_of(content_.view.filter, *policy_->snapshot);
    }
    content_.picture = graph_picture(policy_->graph, graph, stop_);
    return {};
  }

  Result<void> make_subject() {
    Result<SubjectRef> subject = read_subject(*policy_->snapshot, question_.subject);
    if (!subject) return tl::unexpected<Error>(subject.error());
    if (const Result<void> walked = walk(question_.subject); !walked) return walked;
    make_matrix(*subject);
    return {};
  }

  void make_matrix(const SubjectRef& subject) {
    MatrixQuery query;
    query.powerful = true;
    if (!question_.ns.empty()) query.ns = question_.ns;
    content_.matrix = matrix_of(policy_->graph, *policy_->authorizer, {{subject, user_of(subject)}},
                                std::move(query), stop_);
    const Matrix& matrix = *content_.matrix;
    std::vector<std::pair<int, std::uint32_t>> order;
    for (std::uint32_t at = 0; at < matrix.rows.size(); ++at) {
      int weight = 0;
      for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb)
        weight = std::max(weight, weight_of(matrix.powers(matrix.rows[at], 0, verb)));
      order.emplace_back(-weight, at);
    }
    std::ranges::sort(order);
    for (const auto& [weight, at] : order) content_.matrix_order.push_back(at);
  }

  /// What a role gives through the bindings that are drawn, for all objects.
  void mark_powerful_roles() {
    AccessPicture& picture = content_.picture;
    const Snapshot& snapshot = *policy_->snapshot;
    for (const PictureEdge& edge : picture.edges) {
      PictureNode& role = picture.nodes[edge.to];
      const PictureNode& binding = picture.nodes[edge.from];
      if (edge.kind != PictureEdgeKind::RefersTo || role.object[0] == PictureNode::kNone ||
          binding.object[0] == PictureNode::kNone)
        continue;
      const BindingScope scope = scope_of(snapshot.binding(make_id<BindingId>(binding.object[0])));
      for (const RuleEntry& entry : snapshot.rules(make_id<RoleId>(role.object[0])))
        role.powerful |= policy_->powerful->of(entry.rule, scope).whole;
    }
  }

  /// What the subject can do with it that is powerful, as the matrix has it.
  void mark_powerful() {
    mark_powerful_roles();
    if (!content_.matrix) return;
    const Matrix& matrix = *content_.matrix;
    for (const MatrixRow& row : matrix.rows) {
      PowerSet powers;
      for (std::size_t verb = 0; verb < matrix.query.verbs.size(); ++verb) {
        if (matrix.mark(row, 0, verb) != MatrixMark::OnlyNamed)
          powers |= matrix.powers(row, 0, verb);
      }
      if (powers.empty()) continue;
      for (PictureNode& node : content_.picture.nodes)
        if (covers(node, row)) node.powerful |= powers;
    }
  }

  Result<void> make_explanation() {
    const Result<Explained> made = explained(*policy_, question_);
    if (!made) return tl::unexpected<Error>(made.error());
    const Explanation& explanation = made->explanation;
    Why why = why_of(explanation);
    why.question = content_.heading;
    for (const Diagnostic& diagnostic : made->diagnostics)
      content_.notes.push_back(printable(diagnostic.message));
    if (const Result<void> walked = walk(question_.subject); !walked) return walked;
    // The near misses of a no are not on the way to anything.
    const bool answers = explanation.somewhere();
    mark_evidence(content_.picture, answers ? picture_of(explanation) : AccessPicture{});
    make_matrix(explanation.subject);
    const std::optional<Matrix>& matrix = content_.matrix;
    if (matrix) why.powers = powers_of(*matrix, explanation.query);
    content_.why = std::move(why);
    return {};
  }

  Result<void> make_who_can() {
    const Result<ReadQueries> read = read_queries(*policy_->snapshot, words_of(question_));
    if (!read) return tl::unexpected<Error>(read.error());
    for (const Diagnostic& diagnostic : read->diagnostics)
      content_.notes.push_back(printable(diagnostic.message));
    std::vector<Answer> answers;
    for (const AccessQuery& query : read->queries) {
      WhoCanOptions options;
      options.powerful = policy_->powerful;
      answers.push_back(who_can(policy_->graph, query, options, stop_));
      // Of several verbs most notes are the same.
      for (const std::string& note : answers.back().notes) {
        const std::string told = printable(note);
        if (std::ranges::find(content_.notes, told) == content_.notes.end())
          content_.notes.push_back(told);
      }
    }
    content_.holders = holders_of(answers);
    content_.picture = picture_of(answers);
    return {};
  }

  Result<void> make_path() {
    std::vector<Diagnostic> diagnostics;
    PathWords words;
    if (!question_.ns.empty()) words.ns = question_.ns;
    Result<PathEnd> from = read_path_end(*policy_->snapshot, question_.subject, words, diagnostics);
    if (!from) return tl::unexpected<Error>(from.error());
    Result<PathEnd> to = read_path_end(*policy_->snapshot, question_.type, words, diagnostics);
    if (!to) return tl::unexpected<Error>(to.error());
    PathOptions options;
    if (!question_.ns.empty()) options.ns = question_.ns;
    const Membership membership(policy_->snapshot);
    options.membership = &membership;
    options.stop = stop_;
    if (!from->object) {
      return fail(ErrorCode::InvalidArgument,
                  "a path begins at a subject, workload, role or the like");
    }
    content_.picture =
        picture_of(find_paths(policy_->graph, std::move(*from), std::move(*to), options));
    return {};
  }

  std::shared_ptr<const Policy> policy_;
  const Question question_;
  const std::stop_token stop_;
  Content content_;
};

}  // namespace

Result<Explained> explained(const Policy& policy, const Question& question) {
  Result<SubjectRef> subject = read_subject(*policy.snapshot, question.subject);
  if (!subject) return tl::unexpected<Error>(subject.error());
  Result<ReadQueries> read = read_queries(*policy.snapshot, words_of(question));
  if (!read) return tl::unexpected<Error>(read.error());
  return Explained{
      explain(policy.graph, *policy.authorizer, *subject, user_of(*subject), read->queries.front()),
      std::move(read->diagnostics)};
}

void finish_picture(Content& content, PictureBudget budget) {
  AccessPicture& picture = content.picture;
  content.all_nodes = picture.nodes.size();
  if (picture.graphs[0]) {
    budget.fold_similar = content.view.filter.fold;
    budget.keep = content.view.pins;
    fold(picture, budget);
    content.labels = node_labels(picture);
  }
  for (PictureLabel& label : content.labels) {
    // The tile says what it is.
    constexpr std::string_view kAccount = "ServiceAccount in ";
    if (label.detail.starts_with(kAccount)) label.detail.erase(0, kAccount.size());
  }
  for (const PictureNode& node : picture.nodes) content.ids.push_back(picture_id(node));
}

Content content_of(std::shared_ptr<const Policy> policy, const ViewState& view,
                   const std::stop_token& stop) {
  return ContentMaker(std::move(policy), view, stop).make();
}

}  // namespace rbacgraph::gui
