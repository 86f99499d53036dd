#include "rbacgraph/analysis/lint.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <tuple>
#include <utility>

#include "analysis/lint_context.h"
#include "analysis/words_absent.h"
#include "base/side_by_side.h"
#include "policy/servers_own.h"

namespace rbacgraph {
namespace {

// In the order of Check.
constexpr auto kChecks = std::to_array<LintCheck>({
    {"invalid-object", Severity::Error, "the API server refuses to store this object"},
    {"cluster-binding-to-role", Severity::Error,
     "a ClusterRoleBinding to a Role never finds it, and grants nothing"},
    {"account-without-namespace", Severity::Error,
     "a ClusterRoleBinding that names a service account without its namespace names nobody"},
    {"dangling-role-ref", Severity::Warning,
     "the role of a binding is not there: whoever creates it brings the binding to life"},
    {"unknown-service-account", Severity::Warning,
     "a binding names a service account that does not exist: whoever creates it gets its rights"},
    {"binding-without-effect", Severity::Warning,
     "a binding of which no rule can be used by any real request"},
    {"dead-grant", Severity::Warning,
     "a RoleBinding to a ClusterRole of which some rules reach no object of a namespace"},
    {"dead-rule", Severity::Warning, "a rule in a Role that reaches no object of a namespace"},
    {"unknown-verb", Severity::Warning, "a verb that no request has"},
    {"unknown-group", Severity::Warning, "an API group that is not known"},
    {"unknown-resource", Severity::Warning, "a resource that its API group does not have"},
    {"unknown-subresource", Severity::Warning, "a subresource that its resource does not have"},
    {"resource-spelling", Severity::Warning,
     "a resource by its kind, singular, short name or in wrong case: rules spell the plural"},
    {"removed-resource", Severity::Info, "a resource that no supported API server has any more"},
    {"literal-star", Severity::Warning, "a star that is no wildcard where it stands"},
    {"names-on-unnamed-request", Severity::Warning,
     "resourceNames with a verb whose requests carry no name"},
    {"duplicate-rule", Severity::Info, "a rule that says what another rule of the role says"},
    {"shadowed-rule", Severity::Info, "a rule that allows only what another rule of the role does"},
    {"duplicate-binding", Severity::Info,
     "the same role for the same subject twice in one scope: to remove one ends nothing"},
    {"duplicate-subject", Severity::Info, "the same subject twice in one binding"},
    {"unused-role", Severity::Info, "a role that no binding refers to and no role aggregates"},
    {"empty-role", Severity::Info, "a role without rules"},
    {"binding-without-subjects", Severity::Info, "a binding that names nobody"},
});
static_assert(kChecks.size() == static_cast<std::size_t>(Check::BindingWithoutSubjects) + 1);

/// What the API server refuses was found while reading (policy/validation.h). Two of these have a
/// check of their own.
void lint_validity(LintContext& context) {
  for (const Diagnostic& told : context.snapshot().diagnostics()) {
    if (!told.code.starts_with("invalid-") || !told.object) continue;
    const std::string_view message(told.message);
    if (message.find(": roleRef.kind: Unsupported value: \"Role\"") != std::string_view::npos)
      continue;
    if (message.ends_with("].namespace: Required value")) continue;
    LintFinding finding;
    finding.check = static_cast<std::size_t>(Check::InvalidObject);
    finding.severity = Severity::Error;
    finding.object = *told.object;
    finding.source = told.source;
    // The object is told beside the message.
    const std::size_t colon = message.find("\": ");
    finding.message = message.substr(colon == std::string_view::npos ? 0 : colon + 3);
    finding.hint = "mend the field: kubectl apply refuses the object as it is";
    context.add(std::move(finding));
  }
}

/// Findings are big, so that their places are sorted and each is moved once.
std::vector<LintFinding> sorted(std::vector<LintFinding> findings) {
  std::vector<std::size_t> order(findings.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t x, std::size_t y) {
    const LintFinding& a = findings[x];
    const LintFinding& b = findings[y];
    return std::tie(b.severity, a.check, a.object, a.rule, a.message, x) <
           std::tie(a.severity, b.check, b.object, b.rule, b.message, y);
  });
  std::vector<LintFinding> ordered;
  ordered.reserve(findings.size());
  for (const std::size_t at : order) ordered.push_back(std::move(findings[at]));
  return ordered;
}

}  // namespace

std::span<const LintCheck> lint_checks() { return kChecks; }

std::optional<std::size_t> find_lint_check(std::string_view id) {
  const auto* const found = std::ranges::find(kChecks, id, &LintCheck::id);
  if (found == kChecks.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kChecks.begin());
}

std::uint64_t LintReport::count_of(Severity severity) const {
  return static_cast<std::uint64_t>(std::ranges::count(findings, severity, &LintFinding::severity));
}

bool LintReport::has_flaw() const {
  return count_of(Severity::Warning) + count_of(Severity::Error) > 0;
}

LintReport lint(std::shared_ptr<const AccessGraph> graph, LintOptions options,
                const std::stop_token& stop) {
  LintReport report;
  report.graph = std::move(graph);
  report.options = std::move(options);
  LintContext of_roles(*report.graph, report.options);
  LintContext of_bindings(*report.graph, report.options);
  constexpr std::size_t kManyBindings = 10'000;
  side_by_side(
      report.graph->snapshot().bindings().size() >= kManyBindings,
      [&] {
        lint_validity(of_roles);
        lint_roles(of_roles, stop);
      },
      [&] { lint_bindings(of_bindings, stop); });
  std::vector<LintFinding> findings = of_roles.take_findings();
  std::ranges::move(of_bindings.take_findings(), std::back_inserter(findings));
  report.findings = sorted(std::move(findings));
  report.notes = of_roles.take_notes();
  std::ranges::move(of_bindings.take_notes(), std::back_inserter(report.notes));
  if (report.options.ns) {
    std::string absent = absent_namespace_note(report.graph->snapshot(), *report.options.ns);
    if (!absent.empty()) report.notes.push_back(std::move(absent));
  }
  return report;
}

LintContext::LintContext(const AccessGraph& graph, const LintOptions& options)
    : graph_(graph),
      options_(options),
      wanted_(kChecks.size(), options.checks.empty()),
      own_roles_(graph.snapshot().roles().size()),
      own_bindings_(graph.snapshot().bindings().size()) {
  for (const std::size_t check : options.checks) wanted_[check] = true;
  for (const RoleId id : options.own_roles) own_roles_[index_of(id)] = true;
  for (const BindingId id : options.own_bindings) own_bindings_[index_of(id)] = true;
  if (options.ns) ns_ = snapshot().names().find(*options.ns).value_or(kNoId<Name>);
}

bool LintContext::wants(RoleId id) const {
  return !own_roles_[index_of(id)] && (!ns_ || snapshot().role(id).ns == *ns_);
}

bool LintContext::wants(BindingId id) const {
  return !own_bindings_[index_of(id)] && (!ns_ || snapshot().binding(id).ns == *ns_);
}

bool LintContext::is_own_absent(const ObjectRef& role) const {
  return (role.kind == to_string(RoleKind::ClusterRole) && is_servers_own(role.name)) ||
         std::ranges::binary_search(options_.own_absent, role);
}

void LintContext::add(RoleId id, std::optional<std::uint32_t> rule, Flaw flaw) {
  const Role& role = snapshot().role(id);
  LintFinding finding;
  finding.check = static_cast<std::size_t>(flaw.check);
  finding.severity = flaw.severity;
  finding.object = {std::string(to_string(role.kind)), std::string(text(role.ns)),
                    std::string(text(role.name))};
  finding.source = role.source;
  finding.rule = rule;
  if (rule && role.rules[*rule].source.known()) finding.source = role.rules[*rule].source;
  finding.message = std::move(flaw.message);
  finding.hint = std::move(flaw.hint);
  add(std::move(finding));
}

void LintContext::add(BindingId id, Flaw flaw, std::vector<std::uint32_t> subjects) {
  const Binding& binding = snapshot().binding(id);
  LintFinding finding;
  finding.check = static_cast<std::size_t>(flaw.check);
  finding.severity = flaw.severity;
  finding.object = {std::string(to_string(binding.kind)), std::string(text(binding.ns)),
                    std::string(text(binding.name))};
  finding.source = binding.source;
  finding.subjects = std::move(subjects);
  finding.message = std::move(flaw.message);
  finding.hint = std::move(flaw.hint);
  add(std::move(finding));
}

void LintContext::add(LintFinding finding) {
  if (!wanted_[finding.check] || finding.severity < options_.least) return;
  if (options_.ns && finding.object.ns != *options_.ns) return;
  findings_.push_back(std::move(finding));
}

std::string quoted(std::string_view word) {
  return std::string(1, '"').append(word).append(1, '"');
}

std::string quoted_list(const std::vector<std::string>& words) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (std::size_t at = 0; at < std::min(kShown, words.size()); ++at) {
    const bool last = at + 1 == words.size();
    text.append(at == 0 ? "" : last ? " and " : ", ").append(quoted(words[at]));
  }
  if (words.size() > kShown)
    text.append(" and ").append(std::to_string(words.size() - kShown)).append(" more");
  return text;
}

}  // namespace rbacgraph
