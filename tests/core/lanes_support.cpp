#include "lanes_support.h"

#include "source_support.h"

namespace rbacgraph::test {

LaneOptions lanes(std::size_t threads, std::size_t piece_bytes) {
  LaneOptions options;
  options.threads = threads;
  options.piece_bytes = piece_bytes;
  options.least_input = 0;
  return options;
}

Reading read_in_lanes(std::unique_ptr<ByteInput> bytes, const LaneOptions& options,
                      const ReadOptions& read) {
  SnapshotBuilder builder;
  InputReport report(builder, read, "in");
  SourceInfo info;
  info.display = "in";
  const SourceId id = builder.add_source(std::move(info));
  report.begin(id);
  InputText input(std::move(bytes), "in", read);
  input.note_lines();
  TextReader reader(builder, read, report);
  reader.set_lanes(options);
  reader.read(input);
  report.end();
  report.finish();
  builder.source(id).lines = input.lines();
  builder.source(id).bytes = input.position();
  return {builder.build(AggregationMode::Stored), reader.pieces_read_in_lanes()};
}

Reading read_in_lanes(std::string_view text, const LaneOptions& options) {
  return read_in_lanes(memory_input(text), options);
}

namespace {

template <class Object>
std::string place_of(const Snapshot& s, const Object& object) {
  const auto at = s.locate(object.source);
  return std::to_string(index_of(object.name)) + " at " + std::to_string(object.source.offset) +
         (at ? " " + std::to_string(at->line) + ":" + std::to_string(at->column) : "");
}

}  // namespace

std::vector<std::string> everything(const Snapshot& s) {
  std::vector<std::string> all = lines_of(s);
  const NamePool& names = s.names();
  for (std::size_t id = 0; id < names.size(); ++id) all.emplace_back(names.text(make_id<Name>(id)));
  for (std::size_t id = 0; id < names.list_count(); ++id) {
    all.emplace_back("list");
    for (const Name name : names.list(make_id<NameList>(id)))
      all.back() += " " + std::to_string(index_of(name));
  }
  for (const PolicyRule& rule : s.distinct_rules()) {
    all.emplace_back("rule");
    for (const NameList list :
         {rule.verbs, rule.api_groups, rule.resources, rule.resource_names, rule.non_resource_urls})
      all.back() += " " + std::to_string(index_of(list));
  }
  for (const Role& role : s.roles()) {
    all.push_back(place_of(s, role));
    for (const RuleEntry& entry : role.rules)
      all.back() += " rule " + std::to_string(index_of(entry.rule)) + " at " +
                    std::to_string(entry.source.offset);
  }
  for (const Binding& each : s.bindings()) all.push_back(place_of(s, each));
  for (const ServiceAccount& each : s.service_accounts()) all.push_back(place_of(s, each));
  for (const Namespace& each : s.namespaces()) all.push_back(place_of(s, each));
  for (const Workload& each : s.workloads()) all.push_back(place_of(s, each));
  for (const Diagnostic& told : s.diagnostics()) {
    all.push_back(std::string(to_string(told.severity)) + " " + told.code + " " + told.message +
                  " | " + told.hint + " at " + std::to_string(told.source.offset) +
                  (told.incomplete ? " incomplete " : " ") + told.excerpt.line + "^" +
                  std::to_string(told.excerpt.caret));
    if (told.object) all.back() += told.object->kind + told.object->ns + told.object->name;
  }
  for (const CoverageEntry& gap : s.coverage().gaps()) all.push_back(gap.kind + gap.ns + gap.why);
  const SourceInfo& source = s.sources().front();
  all.push_back(counts_of(source) + " of " + std::to_string(source.bytes));
  return all;
}

}  // namespace rbacgraph::test
