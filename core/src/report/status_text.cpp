#include "rbacgraph/report/status_text.h"

#include <algorithm>
#include <array>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/policy/source_info.h"
#include "rbacgraph/report/display.h"
#include "report/table_cells.h"

namespace rbacgraph {
namespace {

/// Of inputs, and of namespaces with a gap, in a text that is not wide.
constexpr std::size_t kInputsShown = 20;
constexpr std::size_t kNamespacesShown = 3;
/// Of the API server's own objects that are changed.
constexpr std::size_t kChangedShown = 10;

std::string sum_text(const std::map<std::string, std::uint64_t>& counts) {
  std::vector<std::string> parts;
  for (const auto& [kind, count] : counts) parts.push_back(fmt::format("{} {}", count, kind));
  return fmt::format("{}", fmt::join(parts, ", "));
}

Cell coverage_cell(const KindStatus& kind, bool wide) {
  std::string text(kind.state);
  if (!kind.namespaces.empty()) {
    const std::size_t shown =
        wide ? kind.namespaces.size() : std::min(kind.namespaces.size(), kNamespacesShown);
    text += fmt::format(" in {}", fmt::join(std::span(kind.namespaces).first(shown), ", "));
    if (shown < kind.namespaces.size())
      text += fmt::format(" and {} more", kind.namespaces.size() - shown);
  }
  const bool complete = kind.state == "complete";
  return {std::move(text), complete ? Emphasis::None : Emphasis::Strong};
}

/// Why as many are in use as there are.
Cell kind_note(const KindStatus& kind) {
  std::vector<std::string> notes;
  if (kind.added > 0) notes.push_back(fmt::format("{} of the default policy added", kind.added));
  if (kind.read + kind.added > kind.in_use) {
    notes.push_back(fmt::format("{} replaced by a later one of the same name",
                                kind.read + kind.added - kind.in_use));
  }
  return text_or_nothing(fmt::format("{}", fmt::join(notes, "; ")));
}

Section objects_section(const Status& status, bool wide) {
  Section section{"Objects", {}, {}};
  section.table.columns = {"KIND", "IN USE", "READ", "COVERAGE", "NOTE"};
  for (const KindStatus& kind : status.kinds) {
    section.table.rows.push_back({words_cell(kind.kind),
                                  {kind.in_use},
                                  {kind.read},
                                  coverage_cell(kind, wide),
                                  kind_note(kind)});
  }
  if (has_policy(*status.snapshot) && status.snapshot->workloads().empty()) {
    section.lines.emplace_back(
        "no pods or workloads are in the input: what runs as which account is not known");
  }
  return section;
}

Section passed_over_section(const Status& status) {
  Section section{"Passed over", {}, {}};
  section.table.columns = {"KIND", "OBJECTS", "WHY"};
  for (const PassedOver& each : status.passed_over)
    section.table.rows.push_back({{each.kind}, {each.count}, words_cell(each.why)});
  return section;
}

Section inputs_section(const Status& status, const SourceNames& names, bool wide) {
  Section section{"Inputs", {}, {}};
  section.table.columns = {"INPUT", "BYTES", "OBJECTS", "PASSED OVER", "UNREADABLE", "SHA-256"};
  std::uint64_t left_out = 0;
  const std::span<const SourceInfo> sources = status.snapshot->sources();
  for (std::size_t at = 0; at < sources.size(); ++at) {
    const SourceInfo& source = sources[at];
    if (source.built_in && !wide) continue;
    if (!wide && section.table.rows.size() == kInputsShown) {
      ++left_out;
      continue;
    }
    section.table.rows.push_back({{std::string(names.of(make_id<SourceId>(at)))},
                                  {source.bytes},
                                  text_or_nothing(sum_text(source.kept)),
                                  text_or_nothing(sum_text(source.passed_over)),
                                  {source.refused},
                                  text_or_nothing(source.sha256)});
  }
  if (left_out > 0) {
    section.lines.push_back(
        fmt::format("and {} (all of them with -o wide)", count_text(left_out, "more input")));
  }
  return section;
}

std::string aggregation_line(const Status& status) {
  const std::string roles = status.aggregated == 1
                                ? "1 ClusterRole aggregates"
                                : fmt::format("{} ClusterRoles aggregate", status.aggregated);
  switch (status.snapshot->aggregation()) {
    case AggregationMode::Auto:
      return "aggregation: auto: " + roles +
             "; where they come from a server the rules stored count, else they are computed";
    case AggregationMode::Stored:
      return "aggregation: stored: " + roles + ", and the rules stored count";
    case AggregationMode::Computed: break;
  }
  return "aggregation: computed: " + roles + ", and their rules are computed";
}

std::string default_policy_line(const Status& status) {
  if (!status.default_policy) return "default policy: not added";
  std::uint64_t added = 0;
  for (const KindStatus& kind : status.kinds) added += kind.added;
  return fmt::format("default policy: that of {} added where the input lacks it, {}",
                     *status.default_policy, count_text(added, "object"));
}

std::string name_of(const ObjectRef& ref) {
  return ref.kind + "/" + (ref.ns.empty() ? "" : ref.ns + "/") + ref.name;
}

void add_system_lines(std::vector<std::string>& lines, const RecognisedSystem& system, bool wide) {
  const SystemParts& parts = system.parts;
  const std::uint64_t all = parts.same + parts.changed.size() + parts.absent.size();
  if (parts.absent.size() == all) {
    lines.push_back(
        fmt::format("system: none of the {} that an API server makes itself are in the input",
                    count_text(all, "object")));
    return;
  }
  const auto are = [](std::uint64_t count) {
    return fmt::format("{} {}", count, count == 1 ? "is" : "are");
  };
  lines.push_back(fmt::format(
      "system: of the {} that an API server of {} makes itself, {} as it makes them, {} changed, "
      "{} not in the input",
      count_text(all, "object"), system.version, are(parts.same), are(parts.changed.size()),
      are(parts.absent.size())));
  const std::size_t shown =
      wide ? parts.changed.size() : std::min(parts.changed.size(), kChangedShown);
  for (const ObjectRef& ref : std::span(parts.changed).first(shown))
    lines.push_back(fmt::format("system: changed: {}", name_of(ref)));
  if (shown < parts.changed.size()) {
    lines.push_back(fmt::format("system: changed: and {} more (all of them with -o wide)",
                                parts.changed.size() - shown));
  }
}

Section policy_section(const Status& status, bool wide) {
  Section section{"Policy", {}, {}};
  section.lines = {aggregation_line(status), default_policy_line(status)};
  if (status.system) add_system_lines(section.lines, *status.system, wide);
  return section;
}

Section diagnostics_section(const Status& status, const SourceNames& names, bool wide) {
  Section section{"Diagnostics", {}, {}};
  if (!wide) {
    section.table.columns = {"SEVERITY", "CODE", "COUNT"};
    for (const CodeCount& each : status.codes) {
      section.table.rows.push_back(
          {words_cell(to_string(each.severity)), words_cell(each.code), {each.count}});
    }
    if (!status.codes.empty()) section.lines.emplace_back("all of them with -o wide");
    return section;
  }
  section.table.columns = {"SEVERITY", "CODE", "PLACE", "MESSAGE", "HINT"};
  std::vector<const Diagnostic*> sorted;
  for (const Diagnostic& each : status.diagnostics) sorted.push_back(&each);
  std::ranges::stable_sort(sorted, std::greater(), &Diagnostic::severity);
  for (const Diagnostic* each : sorted) {
    section.table.rows.push_back({words_cell(to_string(each->severity)),
                                  words_cell(each->code),
                                  text_or_nothing(place_text(names, each->source)),
                                  {each->message},
                                  text_or_nothing(each->hint)});
  }
  return section;
}

}  // namespace

std::string status_verdict(const Status& status) {
  if (status.incomplete) return "incomplete: something is known to be missing";
  return "complete, as far as the input tells";
}

std::vector<Section> status_sections(const Status& status, const SourceNames& names, bool wide) {
  std::vector<Section> all;
  all.push_back(objects_section(status, wide));
  all.push_back(passed_over_section(status));
  all.push_back(inputs_section(status, names, wide));
  all.push_back(policy_section(status, wide));
  all.push_back(diagnostics_section(status, names, wide));
  std::erase_if(all, [](const Section& section) { return section.empty(); });
  return all;
}

void write_status(std::ostream& out, const Status& status, const StatusTextOptions& options) {
  const SourceNames names(*status.snapshot);
  write_sections(out, status_verdict(status), status_sections(status, names, options.wide),
                 {.headers = options.headers, .color = options.color, .width = options.width});
}

}  // namespace rbacgraph
