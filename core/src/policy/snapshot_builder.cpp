#include "rbacgraph/policy/snapshot_builder.h"

#include <algorithm>
#include <iterator>

#include "base/side_by_side.h"
#include "policy/aggregation.h"
#include "policy/servers_own.h"
#include "policy/snapshot_builder_state.h"
#include "rbacgraph/policy/validation.h"

namespace rbacgraph {
namespace {

// Every layer costs a look-up of each unknown name; copying all names costs as much as a few
// thousand edits.
constexpr std::size_t kMaxNameLayers = 8;

std::uint64_t hash_of(const PolicyRule& rule) {
  std::uint64_t hash = 0x9E3779B97F4A7C15;
  for (const NameList list :
       {rule.verbs, rule.api_groups, rule.resources, rule.resource_names, rule.non_resource_urls})
    hash = mix_hash(hash, static_cast<std::uint32_t>(list));
  return hash;
}

std::string kind_of(const NamePool&, const Role& role) { return std::string(to_string(role.kind)); }
std::string kind_of(const NamePool&, const Binding& b) { return std::string(to_string(b.kind)); }
std::string kind_of(const NamePool&, const ServiceAccount&) { return "ServiceAccount"; }
std::string kind_of(const NamePool&, const Namespace&) { return "Namespace"; }
std::string kind_of(const NamePool& names, const Workload& w) {
  return std::string(names.text(w.kind));
}

template <class T>
ObjectRef ref_of(const NamePool& names, const T& object) {
  const ObjectKey key = key_of(object);
  return {kind_of(names, object), std::string(names.text(key.ns)),
          std::string(names.text(key.name))};
}

std::string words(const ObjectRef& ref) {
  return ref.kind + " \"" + (ref.ns.empty() ? "" : ref.ns + "/") + ref.name + "\"";
}

bool says_the_same(const Role& a, const Role& b) {
  const auto same_requirement = [](const LabelRequirement& x, const LabelRequirement& y) {
    return x.key == y.key && x.op == y.op && x.values == y.values;
  };
  const auto same_selector = [&](const LabelSelector& x, const LabelSelector& y) {
    return std::ranges::equal(x.requirements, y.requirements, same_requirement);
  };
  return std::ranges::equal(a.rules, b.rules, {}, &RuleEntry::rule, &RuleEntry::rule) &&
         a.labels == b.labels && a.aggregation.has_value() == b.aggregation.has_value() &&
         (!a.aggregation ||
          std::ranges::equal(a.aggregation->selectors, b.aggregation->selectors, same_selector));
}
bool says_the_same(const Binding& a, const Binding& b) {
  return a.role_ref == b.role_ref && a.subjects == b.subjects;
}
bool says_the_same(const ServiceAccount& a, const ServiceAccount& b) {
  return a.automount_token == b.automount_token;
}
bool says_the_same(const Namespace&, const Namespace&) { return true; }
bool says_the_same(const Workload& a, const Workload& b) {
  return a.service_account == b.service_account && a.automount_token == b.automount_token;
}

}  // namespace

void SnapshotBuilder::State::start_with_words_of(const Snapshot& base) {
  names = base.names_->depth() + 1 < kMaxNameLayers ? std::make_shared<NamePool>(base.names_)
                                                    : base.names_->flattened();
  out->rules_ = base.rules_;
  for (std::uint32_t id = 0; id < out->rules_.size(); ++id)
    rule_ids.insert(hash_of(out->rules_[id]), id);
}

void SnapshotBuilder::State::start_with_context_of(const Snapshot& base) {
  start_with_words_of(base);
  out->custom_types_ = base.custom_types_;
  out->sources_ = base.sources_;
  out->coverage_ = base.coverage_;
}

void SnapshotBuilder::State::start_from(const Snapshot& base) {
  start_with_context_of(base);
  tables().roles = base.indexes_->roles;
  tables().bindings = base.indexes_->bindings;
  tables().service_accounts = base.indexes_->service_accounts;
  tables().namespaces = base.indexes_->namespaces;
  tables().workloads = base.indexes_->workloads;
  out->read_diagnostics_ = base.read_diagnostics_;
}

void SnapshotBuilder::State::start_from(const Snapshot& base, std::span<const RoleId> roles,
                                        std::span<const BindingId> bindings) {
  start_with_context_of(base);
  std::vector<Role> kept_roles;
  for (const RoleId id : roles) kept_roles.push_back(base.role(id));
  tables().roles.assign(std::move(kept_roles));
  std::vector<Binding> kept_bindings;
  for (const BindingId id : bindings) kept_bindings.push_back(base.binding(id));
  tables().bindings.assign(std::move(kept_bindings));
}

template <class T>
void SnapshotBuilder::State::put(T&& object) {
  const SourceRef source = object.source;
  const ObjectKey key = key_of(object);
  ObjectTable<T>& into = table(object);
  const std::optional<T> before = into.put(std::forward<T>(object));
  if (!before) return;
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): it has just been put there
  const T& now = into.objects[*into.find(key)];
  const bool same = says_the_same(*before, now);
  Diagnostic told;
  told.severity = same ? Severity::Info : Severity::Warning;
  told.code = same ? "duplicate-object" : "conflicting-object";
  told.object = ref_of(*names, now);
  told.message = words(*told.object) + (same ? " is given twice, alike"
                                             : " is given twice, differently: the last one counts");
  told.source = source;
  out->read_diagnostics_.push_back(std::move(told));
}

template <class T>
bool SnapshotBuilder::State::put_if_absent(T&& object) {
  ObjectTable<T>& into = table(object);
  if (into.find(key_of(object))) return false;
  into.put(std::forward<T>(object));
  return true;
}

/// A User can be spelled like an account; who it is is told by namespace and name then, and both
/// have to be Names before the pool is closed.
void SnapshotBuilder::State::intern_account_parts() {
  for (const Binding& binding : tables().bindings.objects) {
    for (const Subject& subject : binding.subjects) {
      if (subject.kind != SubjectKind::User) continue;
      const auto account = parse_service_account_user(names->text(subject.name));
      if (!account) continue;
      names->intern(account->first);
      names->intern(account->second);
    }
  }
}

RoleId SnapshotBuilder::State::resolve(const Binding& binding) {
  const std::string_view kind = names->text(binding.role_ref.kind);
  std::optional<std::uint32_t> id;
  if (kind == to_string(RoleKind::ClusterRole)) {
    id = tables().roles.find(
        {static_cast<std::uint32_t>(RoleKind::ClusterRole), kEmptyName, binding.role_ref.name});
  } else if (kind == to_string(RoleKind::Role)) {
    // For a ClusterRoleBinding the namespace is "", where there is no Role.
    id = tables().roles.find(
        {static_cast<std::uint32_t>(RoleKind::Role), binding.ns, binding.role_ref.name});
  }
  return id ? make_id<RoleId>(*id) : kNoId<RoleId>;
}

void SnapshotBuilder::State::resolve_role_refs() {
  for (const Role& role : tables().roles.objects)
    (role.kind == RoleKind::ClusterRole ? has_cluster_roles : has_roles) = true;
  const std::vector<Binding>& bindings = tables().bindings.objects;
  out->role_of_.reserve(bindings.size());
  for (const Binding& binding : bindings) {
    out->role_of_.push_back(resolve(binding));
    if (out->role_of_.back() == kNoId<RoleId>) tell_dangling(binding);
  }
}

/// Why the role may not be there. An input without any object of its kind says less about the
/// cluster than about itself.
std::string SnapshotBuilder::State::hint_of_dangling(const Binding& binding) const {
  const std::string_view kind = names->text(binding.role_ref.kind);
  if (out->coverage_.may_hide_grant(names->text(binding.ns))) {
    return "the role may be among what could not be read; if it is not, the binding gives nothing "
           "until somebody creates it";
  }
  const bool cluster_role = kind == to_string(RoleKind::ClusterRole);
  if (cluster_role && is_servers_own(names->text(binding.role_ref.name)))
    return "the API server makes this role itself; --with-default-policy adds it";
  if (cluster_role ? has_cluster_roles : has_roles)
    return "it gives nothing now, and comes alive when somebody creates that role";
  return "there is no " + std::string(kind) + " at all in the input: add the file that has them" +
         (cluster_role ? "; --with-default-policy adds the API server's own" : "");
}

void SnapshotBuilder::State::tell_dangling(const Binding& binding) {
  const std::string_view kind = names->text(binding.role_ref.kind);
  const std::string name(names->text(binding.role_ref.name));
  Diagnostic told;
  told.code = "dangling-role-ref";
  told.object = ref_of(*names, binding);
  told.source = binding.source;
  told.message = words(*told.object);
  if (kind == "Role" && binding.kind == BindingKind::ClusterRoleBinding) {
    told.message += " refers to a Role: the API server looks for it in no namespace and finds none";
    told.hint = "refer to a ClusterRole, or use a RoleBinding in the Role's namespace";
  } else if (kind != "Role" && kind != "ClusterRole") {
    told.message += " refers to kind \"" + std::string(kind) + "\", which never resolves";
    told.hint = "roleRef.kind is Role or ClusterRole, in this very spelling";
  } else {
    const std::string ns = kind == "Role" ? std::string(names->text(binding.ns)) + "/" : "";
    told.message +=
        " refers to " + std::string(kind) + " \"" + ns + name + "\", which is not there";
    told.hint = hint_of_dangling(binding);
  }
  out->diagnostics_.push_back(std::move(told));
}

std::vector<Diagnostic> SnapshotBuilder::State::flaws() const {
  std::vector<Diagnostic> all;
  const auto rule_of = [&](RuleId id) -> const PolicyRule& { return out->rules_[index_of(id)]; };
  const auto tell = [&](const auto& object, std::vector<Diagnostic> of_object) {
    for (Diagnostic& told : of_object) {
      told.message = words(ref_of(*names, object)) + ": " + told.message;
      all.push_back(std::move(told));
    }
  };
  for (const Role& role : tables().roles.objects) tell(role, validate(*names, rule_of, role));
  for (const Binding& binding : tables().bindings.objects) tell(binding, validate(*names, binding));
  return all;
}

SnapshotBuilder::SnapshotBuilder() : state_(std::make_unique<State>()) {
  state_->names = std::make_shared<NamePool>();
}

SnapshotBuilder::SnapshotBuilder(const WordsOf& words) : state_(std::make_unique<State>()) {
  state_->start_with_words_of(*words.snapshot);
}

SnapshotBuilder::SnapshotBuilder(const std::shared_ptr<const Snapshot>& base)
    : state_(std::make_unique<State>()) {
  state_->start_from(*base);
}

SnapshotBuilder::SnapshotBuilder(const std::shared_ptr<const Snapshot>& base, const WordsOf& words)
    : state_(std::make_unique<State>()) {
  state_->start_from(*base);
  state_->rule_ids = IdTable();
  state_->start_with_words_of(*words.snapshot);
}

SnapshotBuilder::SnapshotBuilder(const std::shared_ptr<const Snapshot>& base,
                                 std::span<const RoleId> roles, std::span<const BindingId> bindings)
    : state_(std::make_unique<State>()) {
  state_->start_from(*base, roles, bindings);
}

SnapshotBuilder::~SnapshotBuilder() = default;

NamePool& SnapshotBuilder::names() { return *state_->names; }

RuleId SnapshotBuilder::intern_rule(const PolicyRule& rule) {
  std::vector<PolicyRule>& rules = state_->out->rules_;
  const std::uint64_t hash = hash_of(rule);
  if (const auto known =
          state_->rule_ids.find(hash, [&](std::uint32_t id) { return rules[id] == rule; }))
    return make_id<RuleId>(*known);
  rules.push_back(rule);
  state_->rule_ids.insert(hash, static_cast<std::uint32_t>(rules.size() - 1));
  return make_id<RuleId>(rules.size() - 1);
}

SourceId SnapshotBuilder::add_source(SourceInfo info) {
  state_->out->sources_.push_back(std::move(info));
  return make_id<SourceId>(state_->out->sources_.size() - 1);
}

SourceInfo& SnapshotBuilder::source(SourceId id) { return state_->out->sources_[index_of(id)]; }

void SnapshotBuilder::put(Role object) { state_->put(std::move(object)); }
void SnapshotBuilder::put(Binding object) { state_->put(std::move(object)); }
void SnapshotBuilder::put(ServiceAccount object) { state_->put(std::move(object)); }
void SnapshotBuilder::put(Namespace object) { state_->put(std::move(object)); }
void SnapshotBuilder::put(Workload object) { state_->put(std::move(object)); }
void SnapshotBuilder::put(ResourceType custom_type) {
  state_->out->custom_types_.push_back(std::move(custom_type));
}

bool SnapshotBuilder::put_if_absent(Role object) {
  return state_->put_if_absent(std::move(object));
}
bool SnapshotBuilder::put_if_absent(Binding object) {
  return state_->put_if_absent(std::move(object));
}

bool SnapshotBuilder::remove(const Object& key) {
  return std::visit(
      [&](const auto& object) { return state_->table(object).remove(key_of(object)); }, key);
}

void SnapshotBuilder::apply(std::span<const Change> changes) {
  for (const Change& change : changes) {
    if (change.action == Change::Action::Delete) {
      remove(change.object);
    } else {
      std::visit([&](auto object) { state_->table(object).put(std::move(object)); }, change.object);
    }
  }
}

void SnapshotBuilder::apply(const Snapshot& more) {
  State& state = *state_;
  // Its words are ours and some more, under the same ids.
  state.rule_ids = IdTable();
  state.start_with_words_of(more);
  const std::size_t first_source = state.out->sources_.size();
  const auto moved = [&](SourceRef source) {
    if (source.known()) source.source = make_id<SourceId>(first_source + index_of(source.source));
    return source;
  };
  for (const SourceInfo& each : more.sources_) state.out->sources_.push_back(each);
  const auto put_all = [&](const auto& objects) {
    for (auto object : objects) {
      object.source = moved(object.source);
      if constexpr (requires { object.rules; })
        for (RuleEntry& entry : object.rules) entry.source = moved(entry.source);
      state.table(object).put(std::move(object));
    }
  };
  put_all(more.roles());
  put_all(more.bindings());
  put_all(more.service_accounts());
  put_all(more.namespaces());
  put_all(more.workloads());
  for (const ResourceType& type : more.custom_types_) state.out->custom_types_.push_back(type);
  for (const CoverageEntry& gap : more.coverage_.gaps()) state.out->coverage_.add(gap);
  for (Diagnostic told : more.read_diagnostics_) {
    told.source = moved(told.source);
    state.out->read_diagnostics_.push_back(std::move(told));
  }
}

void SnapshotBuilder::report(Diagnostic diagnostic) {
  state_->out->read_diagnostics_.push_back(std::move(diagnostic));
}

void SnapshotBuilder::add_coverage(CoverageEntry entry) {
  state_->out->coverage_.add(std::move(entry));
}

std::shared_ptr<const Snapshot> SnapshotBuilder::build(AggregationMode mode) {
  State& state = *state_;
  Snapshot& out = *state.out;
  Snapshot::Indexes& tables = state.tables();
  tables.roles.compact();
  tables.bindings.compact();
  tables.service_accounts.compact();
  tables.namespaces.compact();
  tables.workloads.compact();

  out.names_ = state.names;
  out.aggregation_ = mode;
  out.catalog_ = ResourceCatalog::built_in();
  if (!out.custom_types_.empty()) {
    auto extended = out.catalog_->with(out.custom_types_);
    out.catalog_ = std::move(extended);
  }
  out.diagnostics_ = out.read_diagnostics_;
  const std::size_t told_while_reading = out.diagnostics_.size();
  const auto inputs = std::ranges::count(out.sources_, false, &SourceInfo::built_in);
  if (inputs > 1 || mode == AggregationMode::Computed) out.coverage_.doubt_unbound();
  tables.aggregated =
      aggregate(*state.names, tables.roles.objects, out.rules_.size(), mode, out.diagnostics_);
  // What selectors would select is not known where roles are not.
  if (out.coverage_.may_miss(to_string(RoleKind::ClusterRole), "")) {
    const auto first = out.diagnostics_.begin() + static_cast<std::ptrdiff_t>(told_while_reading);
    out.diagnostics_.erase(
        std::remove_if(first, out.diagnostics_.end(),
                       [](const Diagnostic& told) { return told.code == "aggregation-drift"; }),
        out.diagnostics_.end());
  }
  for (const Diagnostic& told : std::span(out.diagnostics_).subspan(told_while_reading)) {
    if (told.incomplete)
      out.coverage_.add({"ClusterRole", "", CoverageState::Partial, told.message});
  }
  state.intern_account_parts();
  constexpr std::size_t kManyBindings = 10'000;
  std::vector<Diagnostic> flaws;
  side_by_side(
      tables.bindings.objects.size() >= kManyBindings, [&] { flaws = state.flaws(); },
      [&] { state.resolve_role_refs(); });
  std::ranges::move(flaws, std::back_inserter(out.diagnostics_));

  out.roles_ = tables.roles.objects;
  out.bindings_ = tables.bindings.objects;
  out.service_accounts_ = tables.service_accounts.objects;
  out.namespaces_ = tables.namespaces.objects;
  out.workloads_ = tables.workloads.objects;
  return std::exchange(state.out, nullptr);
}

}  // namespace rbacgraph
