#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/base/version.h"
#include "rbacgraph/report/display.h"
#include "rbacgraph/report/summary.h"
#include "report/picture_words.h"

namespace rbacgraph {
namespace {

using Sample = LegendEntry::Sample;

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string sentence(std::string text) {
  text = capitalised(std::move(text));
  if (!text.empty() && text.back() != '.' && text.back() != '?') text += '.';
  return text;
}

/// "Nothing is hidden or folded.", or what is.
std::string hidden_line(const AccessPicture& picture) {
  std::string text = fmt::format("{} and {} drawn.", count_text(picture.nodes.size(), "node"),
                                 count_text(picture.edges.size(), "edge"));
  if (!picture.hidden.any()) return text + " Nothing is hidden or folded.";
  for (const std::string& why : picture.hidden.why) text += " " + sentence(printable(why));
  return text;
}

/// The first inputs by name, and what is known to be missing.
std::vector<std::string> input_lines(const AccessPicture& picture) {
  constexpr std::size_t kNamed = 4;
  std::vector<std::string> lines;
  for (std::size_t side = 0; side < picture.graphs.size(); ++side) {
    if (picture.graphs[side] == nullptr) break;
    const Snapshot& snapshot = picture.graphs[side]->snapshot();
    const SourceNames names = picture.compares()
                                  ? SourceNames(snapshot, picture.graphs[1 - side]->snapshot())
                                  : SourceNames(snapshot);
    std::vector<std::string> inputs;
    for (std::size_t at = 0; at < std::min(kNamed, snapshot.sources().size()); ++at)
      inputs.push_back(printable(names.of(make_id<SourceId>(at))));
    std::string text = fmt::format(
        "{}{}",
        side == 0 ? (picture.compares() ? "A: " : "Input: ") : "B: ", fmt::join(inputs, ", "));
    if (snapshot.sources().size() > kNamed)
      text += fmt::format(" and {} more", snapshot.sources().size() - kNamed);
    text += '.';
    for (const std::string& gap : gap_lines(snapshot)) text += " " + sentence(gap);
    lines.push_back(std::move(text));
  }
  return lines;
}

/// The first of each kind, and how many there are more.
std::string warnings_text(std::span<const Diagnostic> diagnostics) {
  std::vector<std::pair<const Diagnostic*, std::size_t>> first;
  for (const Diagnostic& each : diagnostics) {
    if (each.severity == Severity::Info) {
      continue;
    }
    const auto found = std::ranges::find_if(
        first, [&](const auto& known) { return known.first->code == each.code; });
    if (found == first.end()) {
      first.emplace_back(&each, 0U);
    } else {
      ++found->second;
    }
  }
  std::string text;
  for (const auto& [diagnostic, more] : first) {
    std::string told = printable(diagnostic->message);
    if (more != 0) {
      told += fmt::format("; and {} more like this", more);
    }
    text += " " + sentence(std::move(told));
  }
  return text;
}

/// What else the answer says, and what of the input it may be wrong for.
std::vector<std::string> note_lines(const PictureReport& report) {
  std::vector<std::string> lines;
  std::string notes;
  for (const std::string& note : report.notes) {
    notes += " " + sentence(printable(note));
  }
  if (!notes.empty()) {
    lines.push_back("Note:" + notes);
  }
  std::string warnings = warnings_text(report.diagnostics);
  for (const auto& graph : report.picture.graphs) {
    if (graph != nullptr) {
      const std::string of_input = warnings_text(graph->snapshot().diagnostics());
      // What both sides of a comparison say is said once.
      if (warnings.find(of_input) == std::string::npos) {
        warnings += of_input;
      }
    }
  }
  if (!warnings.empty()) {
    lines.push_back("Warning:" + warnings);
  }
  return lines;
}

std::string_view kind_text(PictureKind kind) {
  switch (kind) {
    case PictureKind::Namespace: return "Namespace";
    case PictureKind::Workload: return "workload";
    case PictureKind::Group: return "Group (folder)";
    case PictureKind::ServiceAccount: return "ServiceAccount";
    case PictureKind::User: return "User (rounded)";
    case PictureKind::ClusterRoleBinding: return "ClusterRoleBinding";
    case PictureKind::RoleBinding: return "RoleBinding";
    case PictureKind::ClusterRole: return "ClusterRole";
    case PictureKind::Role: return "Role";
    case PictureKind::Url: return "URL";
    case PictureKind::OtherSubject:
    case PictureKind::OtherRole: return "unknown kind";
    case PictureKind::Resource:
    case PictureKind::Fold: break;
  }
  return "";
}

void add_outlines(const PictureNode& node, std::set<std::string>& outlines) {
  const auto is = [&](std::initializer_list<PictureKind> these) {
    return std::ranges::find(these, node.kind) != these.end();
  };
  using enum PictureKind;
  if (is({ClusterRoleBinding, ClusterRole})) {
    outlines.insert("heavy or double outline: cluster-scoped");
  }
  if (is({ClusterRoleBinding, RoleBinding})) outlines.insert("cut corners: binding");
  if (is({ClusterRole, Role})) outlines.insert("round corners: role");
  if (node.missing) outlines.insert("dotted: named, but not in the input");
  if (node.folded) outlines.insert("violet stack: several in one");
  if (node.change != PictureChange::Same) {
    outlines.insert("blue-green with +: only in B; orange with −: only in A");
  }
}

void add_lines(const PictureEdge& edge, std::set<std::string>& lines) {
  if (is_scoped(edge.kind)) {
    lines.insert(edge.ns || edge.mixed ? "dashed line: bound in one namespace"
                                       : "solid line: bound cluster-wide, or what a role allows");
  }
  if (edge.kind == PictureEdgeKind::MemberOf) lines.insert("dotted line: member of");
  if (edge.kind == PictureEdgeKind::AggregatedFrom) lines.insert("double line: aggregated from");
  if (edge.dead) lines.insert("grey line, dead: written, but no real request can use it");
  if (edge.lacking) {
    lines.insert("dotted line with ×: is not there, and would make it a yes");
  } else if (edge.missing) {
    lines.insert("dotted line with ×: leads to what is not there");
  }
  if (edge.change == PictureChange::OnlyB) lines.insert("+ line: only in B");
  if (edge.change == PictureChange::OnlyA) lines.insert("− line: only in A");
}

std::vector<LegendEntry> legend_of(const AccessPicture& picture) {
  std::vector<LegendEntry> legend;
  std::set<PictureKind> kinds;
  std::set<std::string> lines;
  std::set<std::string> outlines;
  for (const PictureNode& node : picture.nodes) {
    kinds.insert(node.kind);
    add_outlines(node, outlines);
  }
  for (const PictureEdge& edge : picture.edges) add_lines(edge, lines);
  for (const PictureKind kind : kinds) {
    if (letters_of(kind).empty()) continue;
    legend.push_back({Sample::Letters, kind, letters_of(kind), std::string(kind_text(kind))});
  }
  for (const std::string& text : outlines) legend.push_back({Sample::Outline, {}, "", text});
  for (const std::string& text : lines) legend.push_back({Sample::Line, {}, "", text});
  return legend;
}

}  // namespace

PictureCaption caption_of(const PictureReport& report) {
  PictureCaption caption;
  caption.title = printable(report.picture.title);
  std::string facts;
  for (const std::string& fact : report.picture.facts)
    facts += (facts.empty() ? "" : " ") + sentence(printable(fact));
  if (!facts.empty()) caption.lines.push_back(std::move(facts));
  caption.lines.push_back(hidden_line(report.picture));
  for (std::string& line : input_lines(report.picture)) caption.lines.push_back(std::move(line));
  for (std::string& line : note_lines(report)) {
    caption.lines.push_back(std::move(line));
  }
  caption.command = fmt::format("{}  ·  rbacgraph {}", report.command, version());
  if (report.command.empty()) caption.command = fmt::format("rbacgraph {}", version());
  caption.legend = legend_of(report.picture);
  return caption;
}

}  // namespace rbacgraph
