#include "rbacgraph/report/summary.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/source_names.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

/// Of each code so many are shown.
constexpr std::size_t kShownOfACode = 3;

std::string verb_text(const AccessQuery& query) {
  if (query.any_verb) return "do anything with";
  if (query.verb == "*") return "do everything (\"*\") with";
  return printable(query.verb);
}

std::string type_text(const AccessQuery& query) {
  if (query.any_resource) return "any resource at all";
  std::string text = printable(query.resource);
  if (!query.subresource.empty()) text += "/" + printable(query.subresource);
  // A rule may well spell its group "core", and that is another group than the core group, "".
  std::string group = query.group.empty()     ? "core"
                      : query.group == "core" ? "the group spelled \"core\""
                                              : printable(query.group);
  if (query.place.scope == CheckScope::Cluster) group += ", cluster-scoped";
  return fmt::format("{} ({})", text, group);
}

std::string where_text(const AccessQuery& query) {
  if (query.ns) return ", in namespace " + printable(*query.ns);
  if (query.place.scope == CheckScope::Cluster) return "";
  return ", in all namespaces";
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// "answers are lower bounds: no ClusterRoleBindings and no Roles in the input", or "".
std::string absent_line(const Snapshot& snapshot) {
  std::vector<std::string> absent;
  for (const Gap& gap : gaps(snapshot))
    if (gap.state == "absent") absent.push_back("no " + gap.kind + "s");
  if (absent.empty()) return {};
  const std::string last = absent.back();
  absent.pop_back();
  const std::string rest = fmt::format("{}", fmt::join(absent, ", "));
  return fmt::format("{}{}{} in the input: answers are lower bounds", rest,
                     rest.empty() ? "" : " and ", last);
}

/// Could something that is missing have said yes? A list that was refused is a gap, which says of
/// which grants.
bool may_be_wrong(const Snapshot& snapshot, const AccessQuery& query) {
  return may_hide_grant(snapshot, query) || !absent_kinds(snapshot).empty() ||
         std::ranges::any_of(snapshot.diagnostics(), [](const Diagnostic& told) {
           return told.incomplete && told.code != "list-refused";
         });
}

std::string nobody_line(const Answer& answer) {
  const Snapshot& snapshot = answer.graph->snapshot();
  std::string text = answer.dead.empty()
                         ? "nobody, as far as the input tells: no binding in it grants this"
                         : fmt::format("nobody: {} {}, but no real request can use {}",
                                       count_text(answer.dead.size(), "grant"),
                                       answer.dead.size() == 1 ? "matches" : "match",
                                       answer.dead.size() == 1 ? "it" : "them");
  if (may_be_wrong(snapshot, answer.query))
    text += "; the input is incomplete, so somebody may all the same";
  return text;
}

std::string counts_line(const Answer& answer) {
  if (answer.items.empty()) return nobody_line(answer);
  const auto count = [&](auto what) {
    return static_cast<std::size_t>(std::ranges::count_if(answer.items, what));
  };
  const std::size_t cluster_wide = count([](const AnswerItem& item) { return item.cluster_wide; });
  const std::size_t only_named =
      count([](const AnswerItem& item) { return !item.cluster_wide && item.namespaces.empty(); });
  std::vector<std::string> parts;
  if (cluster_wide > 0) parts.push_back(fmt::format("{} cluster-wide", cluster_wide));
  if (only_named > 0) parts.push_back(fmt::format("{} only named objects", only_named));
  std::string text = count_text(answer.items.size(), "subject");
  if (!parts.empty()) text += fmt::format(" ({})", fmt::join(parts, ", "));
  if (!answer.dead.empty()) {
    text += fmt::format(", {} (no real request can use {})",
                        count_text(answer.dead.size(), "dead grant"),
                        answer.dead.size() == 1 ? "it" : "them");
  }
  return text;
}

std::string dead_line(const Snapshot& snapshot, const Answer& answer, const DeadGrant& dead) {
  const Binding& binding = snapshot.binding(dead.grant.binding);
  const Role& role = snapshot.role(snapshot.role_of(dead.grant.binding));
  const std::string ns(snapshot.text(binding.ns));
  const std::string where = place_text(
      snapshot, snapshot.rules(snapshot.role_of(dead.grant.binding))[dead.grant.rule].source);
  return fmt::format("dead: {} by {}{} to {}, rule {}{}: {}", printable(spell(dead.subject)),
                     printable(kind_and_name(to_string(binding.kind), snapshot.text(binding.name))),
                     ns.empty() ? "" : " in " + printable(ns),
                     printable(kind_and_name(to_string(role.kind), snapshot.text(role.name))),
                     dead.grant.rule, where.empty() ? "" : " (" + where + ")",
                     printable(explain(snapshot, answer.query, dead)));
}

std::vector<std::string> excerpt_lines(const Excerpt& excerpt) {
  if (excerpt.line.empty()) return {};
  const std::string before = printable(std::string_view(excerpt.line).substr(0, excerpt.caret));
  return {printable(excerpt.line), std::string(display_width(before), ' ') + "^"};
}

/// `place` gives the text of a position.
template <class Place>
std::vector<DiagnosticLine> lines_of(std::span<const Diagnostic> diagnostics, const Place& place) {
  std::vector<const Diagnostic*> sorted;
  for (const Diagnostic& each : diagnostics) sorted.push_back(&each);
  // Errors first, and one code beside the other in the order in which the codes appear.
  std::map<std::string_view, std::size_t> order;
  std::map<std::string_view, std::size_t> count;
  for (const Diagnostic& each : diagnostics) {
    order.emplace(each.code, order.size());
    ++count[each.code];
  }
  std::ranges::stable_sort(sorted, [&](const Diagnostic* a, const Diagnostic* b) {
    if (a->severity != b->severity) return a->severity > b->severity;
    return order[a->code] < order[b->code];
  });

  std::vector<DiagnosticLine> lines;
  std::map<std::string_view, std::size_t> seen;
  std::set<std::string_view> hints;  // each is given once
  for (const Diagnostic* each : sorted) {
    const std::size_t nth = ++seen[each->code];
    if (nth <= kShownOfACode) {
      const std::string where = place(each->source);
      lines.push_back({each->severity,
                       (where.empty() ? "" : where + ": ") + printable(each->message),
                       hints.insert(each->hint).second ? printable(each->hint) : "",
                       excerpt_lines(each->excerpt)});
    } else if (nth == kShownOfACode + 1) {
      lines.push_back({each->severity,
                       fmt::format("and {} more {} (all of them with -o json)",
                                   count[each->code] - kShownOfACode, each->code),
                       "",
                       {}});
    }
  }
  return lines;
}

}  // namespace

std::string phrase(const AccessQuery& query) {
  if (query.powerful) return "do something powerful" + where_text(query);
  if (query.is_url())
    return fmt::format("{} {}", verb_text(query), printable(query.non_resource_url));
  std::string text = fmt::format("{} {}", verb_text(query), type_text(query));
  if (!query.name.empty()) text += fmt::format(" named \"{}\"", printable(query.name));
  return text + where_text(query);
}

std::string short_phrase(const AccessQuery& query) {
  if (query.powerful) return "anything powerful";
  const std::string verb = query.any_verb ? "any verb" : printable(query.verb);
  if (query.is_url()) return fmt::format("{} {}", verb, printable(query.non_resource_url));
  if (query.any_resource) return verb + " any resource";
  std::string type = printable(query.resource);
  if (!query.group.empty()) type += "." + printable(query.group);
  if (!query.subresource.empty()) type += "/" + printable(query.subresource);
  return fmt::format("{} {}", verb, type);
}

std::vector<std::string> headline(const Answer& answer) {
  std::vector<std::string> lines{fmt::format("Who can {}?", phrase(answer.query))};
  if (!answer.query.reading.empty()) lines.push_back(capitalised(printable(answer.query.reading)));
  return lines;
}

std::vector<std::string> headline(const CanIAnswer& answer) {
  std::vector<std::string> groups;
  for (const std::string& group : answer.user.groups) groups.push_back(printable(group));
  const std::string who =
      answer.user.name.empty() ? "somebody" : "user " + printable(answer.user.name);
  const std::string in_groups =
      groups.empty() ? " (in no group)" : fmt::format(" (in {})", fmt::join(groups, ", "));
  std::vector<std::string> lines{fmt::format("Can {}{} {}?", who, in_groups, phrase(answer.query))};
  if (!answer.query.reading.empty()) lines.push_back(capitalised(printable(answer.query.reading)));
  return lines;
}

std::vector<std::string> trailer(std::span<const Answer> answers, bool wide) {
  std::vector<std::string> lines;
  std::vector<std::string> notes;
  for (const Answer& answer : answers) {
    lines.push_back(answers.size() == 1
                        ? capitalised(counts_line(answer))
                        : fmt::format("{}: {}", short_phrase(answer.query), counts_line(answer)));
    if (wide) {
      for (const DeadGrant& dead : answer.dead)
        lines.push_back(dead_line(answer.graph->snapshot(), answer, dead));
    }
    for (const std::string& note : answer.notes) {
      std::string line = "note: " + printable(note);
      if (std::ranges::find(notes, line) == notes.end()) notes.push_back(std::move(line));
    }
  }
  for (const std::string& line : power_legend(named_powers(answers)))
    lines.push_back("powerful: " + line);
  lines.insert(lines.end(), notes.begin(), notes.end());
  return lines;
}

namespace {

/// A dump may have a gap for each of its namespaces.
constexpr std::size_t kGapsShown = 20;

/// A list that was refused is a gap, and a diagnostic of the same words with the next step.
bool tells_of(const Diagnostic& told, const CoverageEntry& gap) {
  return told.code == "list-refused" && gap.ns.empty() && !gap.why.empty() &&
         told.message.starts_with(gap.kind) && told.message.ends_with(": " + gap.why);
}

}  // namespace

std::vector<std::string> gap_lines(const Snapshot& snapshot) {
  std::vector<std::string> lines;
  const std::span<const CoverageEntry> all(snapshot.coverage().gaps());
  for (const CoverageEntry& gap : all.first(std::min(all.size(), kGapsShown))) {
    std::string line = gap.kind.empty() ? "RBAC objects" : printable(gap.kind) + "s";
    if (!gap.ns.empty()) line += " in namespace " + printable(gap.ns);
    line += fmt::format(": {}", to_string(gap.state));
    if (!gap.why.empty()) line += fmt::format(" ({})", printable(gap.why));
    lines.push_back("incomplete: " + line);
    for (const Diagnostic& told : snapshot.diagnostics()) {
      std::string hint = "  hint: " + printable(told.hint);
      if (told.hint.empty() || !tells_of(told, gap) ||
          std::ranges::find(lines, hint) != lines.end())
        continue;
      lines.push_back(std::move(hint));
    }
  }
  if (all.size() > kGapsShown) {
    lines.push_back(fmt::format("incomplete: and {} more gaps (all of them with -o json)",
                                all.size() - kGapsShown));
  }
  if (std::string line = absent_line(snapshot); !line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::vector<Diagnostic> besides_gap_lines(const Snapshot& snapshot,
                                          std::span<const Diagnostic> diagnostics) {
  const std::span<const CoverageEntry> all(snapshot.coverage().gaps());
  const auto shown = all.first(std::min(all.size(), kGapsShown));
  std::vector<Diagnostic> others;
  for (const Diagnostic& told : diagnostics) {
    if (std::ranges::none_of(shown, [&](const auto& gap) { return tells_of(told, gap); }))
      others.push_back(told);
  }
  return others;
}

std::vector<DiagnosticLine> diagnostic_lines(const Snapshot& snapshot,
                                             std::span<const Diagnostic> diagnostics) {
  return lines_of(diagnostics,
                  [&](const SourceRef& source) { return place_text(snapshot, source); });
}

std::vector<DiagnosticLine> diagnostic_lines(const SourceNames& names,
                                             std::span<const Diagnostic> diagnostics) {
  return lines_of(diagnostics,
                  [&](const SourceRef& source) { return printable(place_text(names, source)); });
}

}  // namespace rbacgraph
