/// The document Diff.
#include <array>
#include <iterator>

#include "rbacgraph/analysis/completeness.h"
#include "rbacgraph/base/version.h"
#include "rbacgraph/report/document.h"
#include "report/dead_words.h"
#include "report/diff_words.h"
#include "report/document_parts.h"
#include "report/json_values.h"
#include "report/powerful_words.h"

namespace rbacgraph {
namespace {

constexpr std::string_view side_word(bool in_b) { return in_b ? "b" : "a"; }

Json names_json(const NamePool& names, const std::vector<Name>& words) {
  Json list = Json::array();
  for (const Name word : words) list.push_back(names.text(word));
  return list;
}

void add_rule(Json& object, const NamePool& names, const RuleWords& rule) {
  object["verbs"] = names_json(names, rule.verbs);
  if (!rule.non_resource_urls.empty())
    object["nonResourceURLs"] = names_json(names, rule.non_resource_urls);
  if (rule.api_groups.empty() && rule.resources.empty()) return;
  object["apiGroups"] = names_json(names, rule.api_groups);
  object["resources"] = names_json(names, rule.resources);
  if (!rule.resource_names.empty())
    object["resourceNames"] = names_json(names, rule.resource_names);
}

void add_scope(Json& object, const NamePool& names, const AccessScope& scope) {
  object["clusterWide"] = scope.cluster_wide;
  object["namespaces"] = names_json(names, scope.namespaces);
}

Json value_json(const NamePool& names, const FieldValue& value) {
  if (const auto* const text = std::get_if<std::string>(&value)) return *text;
  if (const auto* const list = std::get_if<std::vector<std::string>>(&value)) return *list;
  if (const auto* const rule = std::get_if<RuleWords>(&value)) {
    Json object = Json::object();
    add_rule(object, names, *rule);
    return object;
  }
  return nullptr;
}

Json change_json(const ObjectChange& change) {
  Json object;
  object["change"] = to_string(change.kind);
  object["object"] = object_json(change.object.kind, change.object.ns, change.object.name);
  return object;
}

Json object_change_json(const Diff& diff, const ObjectChange& change,
                        const DiffSourceNames& sources) {
  Json object = change_json(change);
  Json fields = Json::array();
  for (const FieldChange& field : change.fields) {
    fields.push_back({{"path", field.path},
                      {"a", value_json(diff.names(), field.a)},
                      {"b", value_json(diff.names(), field.b)}});
  }
  object["fields"] = std::move(fields);
  if (change.only_names) object["onlyNames"] = true;
  if (change.same_as) {
    const ObjectRef& same = diff.objects[*change.same_as].object;
    object["sameAs"] = object_json(same.kind, same.ns, same.name);
  }
  if (Json source = source_json(sources.of(is_in_b(change)), change.source); !source.is_null())
    object["source"] = std::move(source);
  return object;
}

Json subjects_json(const std::vector<SubjectRef>& subjects) {
  Json list = Json::array();
  for (const SubjectRef& each : subjects) list.push_back(subject_json(each));
  return list;
}

Json access_json(const Diff& diff, std::uint32_t at, const DiffSourceNames& sources) {
  const NamePool& names = diff.names();
  const AccessChange& entry = diff.access[at];
  Json object;
  object["number"] = at + 1;
  object["change"] = entry.gained ? "gained" : "lost";
  object["subject"] = subject_json(entry.subject);
  add_scope(object, names, entry.scope);
  add_rule(object, names, entry.rule);
  Json except = Json::array();
  for (const AccessException& each : entry.except) {
    Json exception = Json::object();
    add_rule(exception, names, each.rule);
    if (each.scope) add_scope(exception, names, *each.scope);
    if (!each.told_in.empty()) {
      Json numbers = Json::array();
      for (const std::uint32_t told : each.told_in) numbers.push_back(told + 1);
      exception["toldIn"] = std::move(numbers);
    }
    except.push_back(std::move(exception));
  }
  object["except"] = std::move(except);
  if (entry.dead) object["dead"] = dead_text(*entry.dead);
  if (entry.dead_part) object["deadPart"] = dead_text(*entry.dead_part);
  object["powerful"] = power_ids_json(entry.powers);
  Json causes = Json::array();
  for (const std::uint32_t cause : entry.causes) causes.push_back(change_json(diff.objects[cause]));
  object["causes"] = std::move(causes);
  if (!entry.undo.empty()) object["undo"] = entry.undo;
  if (entry.more_undo) object["moreUndo"] = true;
  if (entry.through) object["through"] = subject_json(*entry.through);
  if (!entry.already_through.empty())
    object["alreadyThrough"] = subjects_json(entry.already_through);
  Json grants = Json::array();
  for (const Grant& grant : entry.grants)
    grants.push_back(grant_json(sources.of(entry.gained), grant));
  object["grants"] = std::move(grants);
  object["grantCount"] = entry.grant_count;
  if (!entry.other_grants.empty()) {
    Json others = Json::array();
    for (const Grant& grant : entry.other_grants)
      others.push_back(grant_json(sources.of(!entry.gained), grant));
    object["otherGrants"] = std::move(others);
    object["otherGrantCount"] = entry.other_grant_count;
  }
  return object;
}

Json unknown_json(const Diff& diff, const UnknownAccess& each) {
  Json object;
  object["change"] = each.gained ? "gained" : "lost";
  object["subject"] = subject_json(each.subject);
  add_scope(object, diff.names(), each.scope);
  object["unknownRole"] = object_json(each.role.kind, each.role.ns, each.role.name);
  object["causes"] = Json::array({change_json(diff.objects[each.cause])});
  return object;
}

void write_unknown(DocumentWriter& writer, const DiffReport& report) {
  for (const std::uint32_t at : report.unknown)
    writer.element(unknown_json(report.diff, report.diff.unknown[at]));
}

Json query_json(const DiffReport& report) {
  const DiffFilter& filter = report.filter;
  Json only = Json::array();
  if (filter.gained) only.push_back("gained");
  if (filter.lost) only.push_back("lost");
  if (filter.powerful) only.push_back("powerful");
  Json query;
  query["only"] = std::move(only);
  query["namespace"] = filter.ns ? Json(*filter.ns) : Json(nullptr);
  query["subjects"] = subjects_json(filter.subjects);
  query["expandGroups"] = report.expand_groups;
  query["byPermission"] = filter.by_permission;
  if (filter.number) query["number"] = *filter.number;
  return query;
}

Json counts_json(const AccessCounts& counts) {
  return {{"entries", counts.entries},
          {"powerful", counts.powerful},
          {"dead", counts.dead},
          {"already", counts.already},
          {"subjects", counts.subjects}};
}

Json counts_json(const ObjectCounts& counts) {
  return {{"added", counts.added}, {"removed", counts.removed}, {"changed", counts.changed}};
}

void write_summary(DocumentWriter& writer, const DiffReport& report) {
  const DiffSummary summary = summary_of(report);
  Json kinds = Json::object();
  for (const auto& [kind, counts] : summary.kinds) kinds[kind] = counts_json(counts);
  writer.member("summary",
                {{"objects", counts_json(summary.objects)},
                 {"kinds", std::move(kinds)},
                 {"gained", counts_json(summary.gained)},
                 {"lost", counts_json(summary.lost)},
                 {"unknown", {{"gained", summary.unknown_gained}, {"lost", summary.unknown_lost}}},
                 {"leftOut",
                  {{"objects", report.diff.objects.size() - report.objects.size()},
                   {"access", report.diff.access.size() - report.access.size()}}}});
}

Json ignored_json(const DiffIgnore::Count& line) {
  return {{"pattern", line.pattern},
          {"reason", line.reason},
          {"line", line.line},
          {"objects", line.objects},
          {"access", line.access}};
}

/// What is told of the inputs, each with its side.
void write_about_inputs(DocumentWriter& writer, const DiffSourceNames& sources) {
  const auto element = [&](const Json& value, bool in_b) {
    Json with_side;
    with_side["side"] = side_word(in_b);
    with_side.update(value);
    writer.element(with_side);
  };
  const auto list = [&](std::string_view key, auto elements) {
    writer.open_list(key);
    for (const bool in_b : {false, true})
      for (const Json& each : elements(sources.of(in_b))) element(each, in_b);
    writer.close_list();
  };
  list("diagnostics", [](const SourceNames& names) {
    std::vector<Json> all;
    for (const Diagnostic& each : absent_kinds(names.snapshot()))
      all.push_back(diagnostic_json(names, each));
    for (const Diagnostic& each : names.snapshot().diagnostics())
      all.push_back(diagnostic_json(names, each));
    return all;
  });
  list("incomplete", [](const SourceNames& names) { return incomplete_json(names.snapshot()); });
  list("inputs", [](const SourceNames& names) { return inputs_json(names); });
  writer.member("tool", {{"name", "rbacgraph"}, {"version", version()}});
}

void write_access(DocumentWriter& writer, const DiffReport& report,
                  const DiffSourceNames& sources) {
  for (const std::uint32_t at : report.access)
    writer.element(access_json(report.diff, at, sources));
}

}  // namespace

void write_document(std::ostream& out, DocumentFormat format, const DiffReport& report) {
  const std::unique_ptr<DocumentWriter> writer = document_writer(out, format);
  const DiffSourceNames sources(report.diff);
  if (format == DocumentFormat::Ndjson) {
    // Its lines are what changed of access.
    writer->open_object();
    writer->open_list("items");
    write_access(*writer, report, sources);
    write_unknown(*writer, report);
    writer->close_list();
    return writer->close_object();
  }
  write_head(*writer, "Diff");
  writer->member("query", query_json(report));
  writer->open_list("objects");
  for (const std::uint32_t at : report.objects)
    writer->element(object_change_json(report.diff, report.diff.objects[at], sources));
  writer->close_list();
  writer->open_list("access");
  write_access(*writer, report, sources);
  writer->close_list();
  writer->open_list("unknown");
  write_unknown(*writer, report);
  writer->close_list();
  PowerSet powers;
  for (const std::uint32_t at : report.access) powers |= report.diff.access[at].powers.all();
  write_power_legend(*writer, powers);
  write_summary(*writer, report);
  writer->open_list("ignored");
  for (const DiffIgnore::Count& each : report.ignored.lines) writer->element(ignored_json(each));
  writer->close_list();
  write_strings(*writer, "notes", report.diff.notes);
  write_about_inputs(*writer, sources);
  writer->close_object();
}

}  // namespace rbacgraph
